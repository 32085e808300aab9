//! What signed zones answer, and the root above them all.

use zonecut::emulator::KeySigningKey;

use crate::client::bounded;
use crate::dns_answers::{WORLD, table};
use crate::dns_client::{ask, lines, served};

/// The signed parent of `vouched`, which is signed, and of `plain`, which is not.
fn signed() -> String {
    let key = |zone: &str| {
        let key = KeySigningKey::made(zone, "ksk").unwrap();
        let KeySigningKey { tag, digest, public_key, .. } = &key;
        let toml = format!(
            "signing = {{ status = \"SIGNING\", keys = [ {{ name = \"ksk\", tag = {tag}, \
             digest = \"{digest}\", public_key = \"{public_key}\" }} ] }}"
        );
        (toml, key.ds(), key.tag)
    };
    let (parent, _, _) = key("example.org");
    let (child, ds, _) = key("vouched.example.org");
    format!(
        r#"
[[account]]
id = "111111111111"
name = "one"

[[account.zone]]
id = "ZSIGNED"
name = "example.org"
name_servers = ["ns-11.awsdns-01.com"]
{parent}
records = [
  {{ name = "www", type = "A", ttl = 300, values = ["192.0.2.1"] }},
  {{ name = "vouched", type = "NS", ttl = 300, values = ["ns-12.awsdns-01.com."] }},
  {{ name = "vouched", type = "DS", ttl = 60, values = ["{ds}"] }},
  {{ name = "plain", type = "NS", ttl = 300, values = ["ns-12.awsdns-01.com."] }},
]

[[account.zone]]
id = "ZVOUCHED"
name = "vouched.example.org"
name_servers = ["ns-12.awsdns-01.com"]
{child}
"#
    )
}

#[tokio::test]
async fn a_signed_zone_answers_with_what_dnssec_wants() {
    let soa = "^ example.org. 900 SOA ns-11.awsdns-01.com. 1 86400";
    let soa_signed = "^ example.org. 900 RRSIG SOA by example.org.";
    let ds = KeySigningKey::made("vouched.example.org", "ksk").unwrap();
    let ds_line = format!("vouched.example.org. 60 DS {} 13 2 {}", ds.tag, ds.digest);
    let nsec = |name: &str, types: &str| {
        [format!("^ {name} 900 NSEC {types}"), format!("^ {name} 900 RRSIG NSEC by example.org.")]
    };
    let [at_cut, at_cut_signed] = nsec("plain.example.org.", "NS RRSIG NSEC");
    let [no_type, no_type_signed] = nsec("www.example.org.", "A RRSIG NSEC");
    let [no_name, no_name_signed] = nsec("no.example.org.", "RRSIG NSEC Unknown");
    let rows: &[(&str, &[&str])] = &[
        (
            "www.example.org A",
            &[
                "NoError aa",
                "= www.example.org. 300 A 192.0.2.1",
                "= www.example.org. 300 RRSIG A by example.org.",
            ],
        ),
        ("www.example.org AAAA", &["NoError aa", soa, soa_signed, &no_type, &no_type_signed]),
        // Compact denial of existence (RFC 9824): the proof says it, not the code.
        ("no.example.org A", &["NoError aa", soa, soa_signed, &no_name, &no_name_signed]),
        (
            "plain.example.org NS",
            &[
                "NoError",
                "^ plain.example.org. 300 NS ns-12.awsdns-01.com.",
                &at_cut,
                &at_cut_signed,
            ],
        ),
        ("plain.example.org DS", &["NoError aa", soa, soa_signed, &at_cut, &at_cut_signed]),
        (
            "vouched.example.org NS",
            &[
                "NoError",
                "^ vouched.example.org. 300 NS ns-12.awsdns-01.com.",
                &format!("^ {ds_line}"),
                "^ vouched.example.org. 60 RRSIG DS by example.org.",
            ],
        ),
        (
            "vouched.example.org DS",
            &[
                "NoError aa",
                &format!("= {ds_line}"),
                "= vouched.example.org. 60 RRSIG DS by example.org.",
            ],
        ),
    ];
    bounded(table(&signed(), "ns-11.awsdns-01.com", true, rows)).await;
    // To others it is a zone like any other.
    let plain: &[(&str, &[&str])] = &[
        ("no.example.org A", &["NXDomain aa", soa]),
        ("www.example.org A", &["NoError aa", "= www.example.org. 300 A 192.0.2.1"]),
        (
            "vouched.example.org NS",
            &["NoError", "^ vouched.example.org. 300 NS ns-12.awsdns-01.com."],
        ),
    ];
    bounded(table(&signed(), "ns-11.awsdns-01.com", false, plain)).await;
    bounded(async {
        let (_emulator, servers) = served(&signed());
        let at = servers.address("ns-12.awsdns-01.com").unwrap();
        let keys = ask("vouched.example.org DNSKEY").dnssec().of(at).await;
        let keys = lines(&keys);
        assert_eq!(keys[0], "NoError aa");
        assert_eq!(keys[1], format!("= vouched.example.org. 3600 DNSKEY 257 {}", ds.tag));
        assert!(keys[2].starts_with("= vouched.example.org. 3600 DNSKEY 256 "), "{keys:?}");
        assert_eq!(keys[3], "= vouched.example.org. 3600 RRSIG DNSKEY by vouched.example.org.");
        assert_eq!(keys.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn the_root_delegates_what_nothing_stands_above() {
    let world = format!(
        r#"
[[registration]]
name = "elsewhere.example"
name_servers = ["ns1.elsewhere.example", "ns2.operator.example"]

[[registration]]
name = "example.info"
name_servers = []
{WORLD}
[[account.zone]]
id = "ZLEFT"
name = "left.example"
registered = false

[[account.zone]]
id = "ZINFO"
name = "example.info"
"#
    );
    let root_soa = "^ . 900 SOA a.root-servers.net. 1 86400";
    let example = &[
        "NoError",
        "^ example.com. 172800 NS ns-11.awsdns-01.com.",
        "^ example.com. 172800 NS ns-511.awsdns-01.net.",
        "+ ns-11.awsdns-01.com. 172800 A 127.0.0.1",
        "+ ns-511.awsdns-01.net. 172800 A 127.0.0.1",
    ];
    let rows: &[(&str, &[&str])] = &[
        ("example.com NS", example),
        ("www.child.example.com A", example),
        ("com NS", &["NoError aa", root_soa]),
        ("left.example NS", &["NXDomain aa", root_soa]),
        ("example.info NS", &["NXDomain aa", root_soa]),
        (
            "elsewhere.example NS",
            &[
                "NoError",
                "^ elsewhere.example. 172800 NS ns1.elsewhere.example.",
                "^ elsewhere.example. 172800 NS ns2.operator.example.",
                "+ ns1.elsewhere.example. 172800 A 127.0.0.1",
                "+ ns2.operator.example. 172800 A 127.0.0.1",
            ],
        ),
        (
            ". NS",
            &[
                "NoError aa",
                "= . 172800 NS a.root-servers.net.",
                "+ a.root-servers.net. 172800 A 127.0.0.1",
            ],
        ),
        // Hosts that no zone has.
        ("ns2.operator.example A", &["NoError aa", "= ns2.operator.example. 172800 A 127.0.0.1"]),
        ("ns-9.awsdns-01.co.uk A", &["NoError aa", "= ns-9.awsdns-01.co.uk. 172800 A 127.0.0.1"]),
        ("ns-9.awsdns-01.co.uk AAAA", &["NoError aa", root_soa]),
    ];
    bounded(table(&world, ".", false, rows)).await;
    bounded(async {
        let (_emulator, servers) = served(&signed());
        // The registry has the DS of zones that are signed, and of no others.
        let reply = lines(&ask("example.org NS").dnssec().of(servers.root()).await);
        let key = KeySigningKey::made("example.org", "ksk").unwrap();
        let ds = format!("DS {} 13 2 {}", key.tag, key.digest);
        assert_eq!(reply[2], format!("^ example.org. 172800 {ds}"));
    })
    .await;
}
