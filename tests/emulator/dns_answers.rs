//! What name servers answer, question by question, as the RFCs and Route 53 have it.

use hickory_proto::op::{Message, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, RecordType};
use zonecut::emulator::{KeySigningKey, Transport};

use crate::client::bounded;
use crate::dns_client::{LIMIT, ask, lines, octets_of, served, wire_name};

/// `ns-11` has the parent and `both`, `ns-21` has `child` alone, `ns1.child` is a name of its own.
const WORLD: &str = r#"
[[account]]
id = "111111111111"
name = "parent"

[[account.zone]]
id = "ZPARENT"
name = "example.com"
name_servers = ["ns-11.awsdns-01.com", "ns-511.awsdns-01.net"]
records = [
  { name = "www", type = "A", ttl = 300, values = ["192.0.2.1", "192.0.2.2"] },
  { name = "www", type = "TXT", ttl = 60, values = ['"a \"b\" \033" "c"'] },
  { name = "mail", type = "MX", ttl = 60, values = ["10 mx.example.com."] },
  { name = "mail", type = "SRV", ttl = 60, values = ["1 2 3 mx.example.com."] },
  { name = "mail", type = "CAA", ttl = 60, values = ['0 issue "ca.example.net"'] },
  { name = "inner", type = "A", alias = ["ZPARENT", "www.example.com"] },
  { name = "outer", type = "A", alias = ["Z2FDTNDATAQYW2", "d1.cloudfront.net"] },
  { name = "outer", type = "AAAA", alias = ["Z2FDTNDATAQYW2", "d1.cloudfront.net"] },
  { name = "heavy", type = "A", ttl = 60, id = "a", weight = 1, values = ["192.0.2.31"] },
  { name = "heavy", type = "A", ttl = 60, id = "b", weight = 1, values = ["192.0.2.32"] },
  { name = "c1", type = "CNAME", ttl = 60, values = ["c2.example.com."] },
  { name = "c2", type = "CNAME", ttl = 60, values = ["www.example.com."] },
  { name = "away", type = "CNAME", ttl = 60, values = ["www.example.net."] },
  { name = "gone", type = "CNAME", ttl = 60, values = ["nothing.example.com."] },
  { name = "down", type = "CNAME", ttl = 60, values = ["www.child.example.com."] },
  { name = "loop1", type = "CNAME", ttl = 60, values = ["loop2.example.com."] },
  { name = "loop2", type = "CNAME", ttl = 60, values = ["loop1.example.com."] },
  { name = "a.b.empty", type = "TXT", ttl = 60, values = ['"x"'] },
  { name = "*.wild", type = "A", ttl = 60, values = ["192.0.2.9"] },
  { name = "host.wild", type = "TXT", ttl = 60, values = ['"own"'] },
  { name = "a.ent.wild", type = "TXT", ttl = 60, values = ['"x"'] },
  { name = "*.cwild", type = "CNAME", ttl = 60, values = ["www.example.com."] },
  { name = "a.*.inwild", type = "TXT", ttl = 60, values = ['"x"'] },
  { name = 'a\040b\057c', type = "TXT", ttl = 60, values = ['"odd"'] },
  { name = 'dot\056ted', type = "A", ttl = 60, values = ["192.0.2.7"] },
  { name = "child", type = "NS", ttl = 300, values = ["ns1.child.example.com.", "ns-21.awsdns-02.com."] },
  { name = "child", type = "TXT", ttl = 60, values = ['"occluded"'] },
  { name = "ns1.child", type = "A", ttl = 60, values = ["192.0.2.53"] },
  { name = "ns1.child", type = "AAAA", ttl = 60, values = ["2001:db8::53"] },
  { name = "www.child", type = "A", ttl = 60, values = ["192.0.2.99"] },
  { name = "cut.child", type = "NS", ttl = 60, values = ["ns.example.net."] },
  { name = "both", type = "NS", ttl = 300, values = ["ns-11.awsdns-01.com."] },
  { name = "sibling", type = "NS", ttl = 300, values = ["ns1.child.example.com."] },
  { name = "vouched", type = "NS", ttl = 300, values = ["ns-21.awsdns-02.com."] },
  { name = "vouched", type = "DS", ttl = 60, values = ["258 13 2 00ff"] },
]

[[account.zone]]
id = "ZPRIVATE"
name = "www.example.com"
vpcs = [["eu-central-1", "vpc-1"]]

[[account]]
id = "222222222222"
name = "child"

[[account.zone]]
id = "ZCHILD"
name = "child.example.com"
name_servers = ["ns1.child.example.com", "ns-21.awsdns-02.com"]
records = [
  { name = "ns1", type = "A", ttl = 60, values = ["192.0.2.53"] },
]

[[account.zone]]
id = "ZBOTH"
name = "both.example.com"
name_servers = ["ns-11.awsdns-01.com"]
records = [ { name = "@", type = "NS", ttl = 77, values = ["not-in-the-delegation-set.example.net."] } ]
"#;

const SOA: &str = "^ example.com. 900 SOA ns-11.awsdns-01.com. 1 86400";
const CHILD_SOA: &str = "^ child.example.com. 900 SOA ns1.child.example.com. 1 86400";
const C1: &str = "= c1.example.com. 60 CNAME c2.example.com.";
const C2: &str = "= c2.example.com. 60 CNAME www.example.com.";
const WWW1: &str = "= www.example.com. 300 A 192.0.2.1";
const WWW2: &str = "= www.example.com. 300 A 192.0.2.2";
const CUT1: &str = "^ child.example.com. 300 NS ns1.child.example.com.";
const CUT2: &str = "^ child.example.com. 300 NS ns-21.awsdns-02.com.";
const GLUE1: &str = "+ ns1.child.example.com. 60 A 192.0.2.53";
const GLUE2: &str = "+ ns1.child.example.com. 60 AAAA 2001:db8::53";

/// Asks `host` each question and compares all lines of the reply.
async fn table(world: &str, host: &str, dnssec: bool, rows: &[(&str, &[&str])]) {
    let (_emulator, servers) = served(world);
    let at = servers.address(host).unwrap();
    for (question, expected) in rows {
        let question = if dnssec { ask(question).dnssec() } else { ask(question) };
        let by_udp = lines(&question.of(at).await);
        assert_eq!(by_udp, *expected, "{:?}", question.message.queries);
        assert_eq!(lines(&question.tcp().of(at).await), *expected);
    }
}

#[tokio::test]
async fn a_zone_answers_as_rfc_1034_has_it() {
    let rows: &[(&str, &[&str])] = &[
        ("www.example.com A", &["NoError aa", WWW1, WWW2]),
        ("www.example.com AAAA", &["NoError aa", SOA]),
        ("nothing.example.com A", &["NXDomain aa", SOA]),
        ("below.www.example.com A", &["NXDomain aa", SOA]),
        ("example.com SOA", &["NoError aa", &SOA.replace('^', "=")]),
        (
            "example.com NS",
            &[
                "NoError aa",
                "= example.com. 172800 NS ns-11.awsdns-01.com.",
                "= example.com. 172800 NS ns-511.awsdns-01.net.",
            ],
        ),
        ("example.com A", &["NoError aa", SOA]),
        // An empty non-terminal exists (RFC 8020).
        ("empty.example.com A", &["NoError aa", SOA]),
        ("b.empty.example.com TXT", &["NoError aa", SOA]),
        ("c.empty.example.com A", &["NXDomain aa", SOA]),
        // CNAMEs are followed inside the zone, and bounded.
        ("c1.example.com A", &["NoError aa", C1, C2, WWW1, WWW2]),
        ("c1.example.com AAAA", &["NoError aa", C1, C2, SOA]),
        ("c1.example.com CNAME", &["NoError aa", C1]),
        ("away.example.com A", &["NoError aa", "= away.example.com. 60 CNAME www.example.net."]),
        (
            "gone.example.com A",
            &["NXDomain aa", "= gone.example.com. 60 CNAME nothing.example.com.", SOA],
        ),
        (
            "loop1.example.com A",
            &[
                "NoError aa",
                "= loop1.example.com. 60 CNAME loop2.example.com.",
                "= loop2.example.com. 60 CNAME loop1.example.com.",
            ],
        ),
        (
            "down.example.com A",
            &[
                "NoError aa",
                "= down.example.com. 60 CNAME www.child.example.com.",
                CUT1,
                CUT2,
                GLUE1,
                GLUE2,
            ],
        ),
        // Other types, aliases, sets with a routing policy.
        ("mail.example.com MX", &["NoError aa", "= mail.example.com. 60 MX 10 mx.example.com."]),
        (
            "mail.example.com SRV",
            &["NoError aa", "= mail.example.com. 60 SRV 1 2 3 mx.example.com."],
        ),
        (
            "mail.example.com CAA",
            &["NoError aa", "= mail.example.com. 60 CAA 0 issue \"ca.example.net\""],
        ),
        (
            "inner.example.com A",
            &[
                "NoError aa",
                "= inner.example.com. 300 A 192.0.2.1",
                "= inner.example.com. 300 A 192.0.2.2",
            ],
        ),
        ("outer.example.com A", &["NoError aa", "= outer.example.com. 60 A 192.0.2.200"]),
        ("outer.example.com AAAA", &["NoError aa", "= outer.example.com. 60 AAAA 2001:db8::200"]),
        ("heavy.example.com A", &["NoError aa", "= heavy.example.com. 60 A 192.0.2.31"]),
        // One set is answer enough (RFC 8482).
        ("www.example.com ANY", &["NoError aa", WWW1, WWW2]),
        // A label with a dot in it is one label.
        ("dot\\056ted.example.com A", &["NoError aa", "= dot\\.ted.example.com. 60 A 192.0.2.7"]),
        ("ted.example.com A", &["NXDomain aa", SOA]),
        // What it has not got it refuses: above, beside, and what is private.
        ("com NS", &["Refused"]),
        (". NS", &["Refused"]),
        ("example.net NS", &["Refused"]),
        ("notexample.com NS", &["Refused"]),
        ("www.example.com AXFR", &["Refused"]),
    ];
    bounded(table(WORLD, "ns-11.awsdns-01.com", false, rows)).await;
}

#[tokio::test]
async fn wildcards_answer_as_rfc_4592_has_it() {
    let rows: &[(&str, &[&str])] = &[
        ("any.wild.example.com A", &["NoError aa", "= any.wild.example.com. 60 A 192.0.2.9"]),
        ("a.b.wild.example.com A", &["NoError aa", "= a.b.wild.example.com. 60 A 192.0.2.9"]),
        ("any.wild.example.com TXT", &["NoError aa", SOA]),
        ("*.wild.example.com A", &["NoError aa", "= *.wild.example.com. 60 A 192.0.2.9"]),
        // The wildcard stands neither for what exists nor for its own parent.
        ("host.wild.example.com A", &["NoError aa", SOA]),
        ("below.host.wild.example.com A", &["NXDomain aa", SOA]),
        ("wild.example.com A", &["NoError aa", SOA]),
        // An empty non-terminal exists, too, and is the closest encloser of what is below it.
        ("ent.wild.example.com A", &["NoError aa", SOA]),
        ("z.ent.wild.example.com A", &["NXDomain aa", SOA]),
        (
            "any.cwild.example.com A",
            &["NoError aa", "= any.cwild.example.com. 60 CNAME www.example.com.", WWW1, WWW2],
        ),
        // A wildcard without records of its own: no data, and no name error.
        ("any.inwild.example.com A", &["NoError aa", SOA]),
        ("a.any.inwild.example.com TXT", &["NoError aa", SOA]),
    ];
    bounded(table(WORLD, "ns-511.awsdns-01.net", false, rows)).await;
}

#[tokio::test]
async fn cuts_are_referrals_with_their_glue() {
    let referral: &[&str] = &["NoError", CUT1, CUT2, GLUE1, GLUE2];
    let rows: &[(&str, &[&str])] = &[
        ("child.example.com NS", referral),
        ("child.example.com SOA", referral),
        ("child.example.com TXT", referral),
        ("child.example.com ANY", referral),
        ("www.child.example.com A", referral),
        ("ns1.child.example.com A", referral),
        ("x.y.child.example.com A", referral),
        // A cut below a cut is occluded.
        ("cut.child.example.com NS", referral),
        ("cut.child.example.com DS", referral),
        // DS belongs to the parent, and is sent unasked to those alone who want DNSSEC.
        ("child.example.com DS", &["NoError aa", SOA]),
        ("vouched.example.com DS", &["NoError aa", "= vouched.example.com. 60 DS 258 13 2 00FF"]),
        (
            "vouched.example.com NS",
            &["NoError", "^ vouched.example.com. 300 NS ns-21.awsdns-02.com."],
        ),
        // Glue of a sibling (RFC 9471 §2.2).
        (
            "sibling.example.com NS",
            &["NoError", "^ sibling.example.com. 300 NS ns1.child.example.com.", GLUE1, GLUE2],
        ),
        // A server that has parent and child answers from the child, but for DS.
        (
            "both.example.com NS",
            &["NoError aa", "= both.example.com. 77 NS not-in-the-delegation-set.example.net."],
        ),
        (
            "x.both.example.com A",
            &["NXDomain aa", "^ both.example.com. 900 SOA ns-11.awsdns-01.com. 1 86400"],
        ),
        ("both.example.com DS", &["NoError aa", SOA]),
    ];
    bounded(table(WORLD, "ns-11.awsdns-01.com", false, rows)).await;
    let vouched: &[(&str, &[&str])] = &[(
        "a.vouched.example.com A",
        &[
            "NoError",
            "^ vouched.example.com. 300 NS ns-21.awsdns-02.com.",
            "^ vouched.example.com. 60 DS 258 13 2 00FF",
        ],
    )];
    bounded(table(WORLD, "ns-11.awsdns-01.com", true, vouched)).await;
}

#[tokio::test]
async fn a_server_has_the_zones_whose_delegation_set_names_it() {
    let child: &[(&str, &[&str])] = &[
        (
            "child.example.com NS",
            &[
                "NoError aa",
                "= child.example.com. 172800 NS ns1.child.example.com.",
                "= child.example.com. 172800 NS ns-21.awsdns-02.com.",
                GLUE1,
            ],
        ),
        ("www.child.example.com A", &["NXDomain aa", CHILD_SOA]),
        // Without the parent, its own SOA is all that it can say.
        ("child.example.com DS", &["NoError aa", CHILD_SOA]),
        ("example.com NS", &["Refused"]),
        ("both.example.com NS", &["Refused"]),
    ];
    bounded(table(WORLD, "ns-21.awsdns-02.com", false, child)).await;
    bounded(table(WORLD, "NS1.Child.Example.COM.", false, child)).await;
    // Named by an NS set at an apex alone, by nobody, and by private zones.
    for host in
        ["not-in-the-delegation-set.example.net", "ns-99.awsdns-12.org", "ns-0.awsdns-00.com"]
    {
        let nothing: &[(&str, &[&str])] =
            &[("both.example.com NS", &["Refused"]), ("www.example.com SOA", &["Refused"])];
        bounded(table(WORLD, host, false, nothing)).await;
    }
    bounded(async {
        let (emulator, servers) = served(WORLD);
        // Hosts with an address in a zone are there; others are not.
        assert!(servers.address("www.example.com").is_some());
        assert!(servers.address("any.wild.example.com").is_some());
        for host in [
            "ns1.example.net",
            "nothing.example.com",
            "ns-x.awsdns-01.com",
            "ns-1.awsdns-01.de",
            "a..b",
        ] {
            assert_eq!(servers.address(host), None, "{host}");
        }
        // An edit is answered at once.
        let at = servers.address("ns-77.awsdns-09.com").unwrap();
        let question = ask("child.example.com SOA");
        assert_eq!(lines(&question.of(at).await), ["Refused"]);
        emulator.with(|world| {
            let zone = world.zone_mut("ZCHILD").unwrap();
            zone.set_name_servers(vec!["ns-77.awsdns-09.com".to_owned()]);
        });
        assert_eq!(lines(&question.of(at).await)[0], "NoError aa");
        let before = servers.address("ns-21.awsdns-02.com").unwrap();
        assert_eq!(lines(&question.of(before).await), ["Refused"]);
    })
    .await;
}

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

#[tokio::test]
async fn odd_names_and_the_case_of_the_question_are_kept() {
    bounded(async {
        let (_emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        let reply = ask("WwW.eXample.com A").of(at).await;
        assert_eq!(reply.answers.len(), 2);
        for record in &reply.answers {
            assert!(record.name.eq_case(&wire_name("WwW.eXample.com")), "{}", record.name);
        }
        let odd = ask("a\\040b\\057c.example.com TXT").of(at).await;
        assert_eq!(odd.answers.len(), 1);
        assert_eq!(odd.answers[0].name.iter().next(), Some(&b"a b/c"[..]));
        let text = ask("www.example.com TXT").of(at).await;
        let octets = text.to_vec().unwrap();
        let strings = b"\x07a \"b\" \x1b\x01c";
        assert!(octets.windows(strings.len()).any(|window| window == strings));
    })
    .await;
}

#[tokio::test]
async fn edns_is_echoed_and_sizes_are_kept() {
    use std::fmt::Write as _;
    bounded(async {
        let mut values = String::new();
        for number in 0..60 {
            let _ = write!(values, "'\"{number:0100}\"',");
        }
        let large = format!("  {{ name = \"large\", type = \"TXT\", ttl = 60, values = [{values}] }},\n  {{ name = \"www\", type = \"A\"");
        let world = WORLD.replacen("  { name = \"www\", type = \"A\"", &large, 1);
        let (emulator, servers) = served(&world);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        for (size, dnssec) in [(None, false), (Some(512), false), (Some(1232), true), (Some(100), false)] {
            let mut question = ask("large.example.com TXT");
            if let Some(size) = size {
                question = question.edns(size, dnssec);
            }
            let reply = question.of(at).await;
            assert_eq!(lines(&reply), ["NoError aa tc"], "{size:?}");
            assert_eq!(reply.edns.is_some(), size.is_some());
            assert!(reply.edns.is_none_or(|edns| edns.flags().dnssec_ok == dnssec));
            let whole = question.tcp().of(at).await;
            assert_eq!(whole.answers.len(), 60);
            assert!(!whole.metadata.truncation);
        }
        let fits = ask("www.example.com A").edns(512, false).of(at).await;
        assert!(!fits.metadata.truncation);
        let log = emulator.dns_log();
        assert_eq!(log.len(), 9);
        let told: Vec<_> = log.iter().map(|it| (it.transport, it.edns, it.dnssec)).collect();
        assert_eq!(told[0], (Transport::Udp, None, false));
        assert_eq!(told[4], (Transport::Udp, Some(1232), true));
        assert_eq!(told[5], (Transport::Tcp, Some(1232), true));
        assert_eq!(log[8].name.to_string(), "www.example.com.");
        assert_eq!(log[8].host.to_string(), "ns-11.awsdns-01.com.");
        assert!(!log[8].recursion);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_proper_question_is_told_so() {
    bounded(async {
        let (_emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        let code = async |message: Message| {
            let octets = message.to_vec().unwrap();
            let heard = octets_of(at, Transport::Udp, &octets, LIMIT).await.unwrap();
            let reply = Message::from_vec(&heard).unwrap();
            assert_eq!(reply.metadata.id, message.metadata.id);
            reply.metadata.response_code
        };
        let good = ask("www.example.com A").message;

        let mut two = good.clone();
        two.add_query(Query::query(wire_name("example.com"), RecordType::A));
        assert_eq!(code(two).await, ResponseCode::FormErr);

        let mut none = good.clone();
        none.queries.clear();
        assert_eq!(code(none).await, ResponseCode::FormErr);

        let mut chaos = good.clone();
        chaos.queries[0].set_query_class(DNSClass::CH);
        assert_eq!(code(chaos).await, ResponseCode::Refused);

        let mut notify = good.clone();
        notify.metadata.op_code = OpCode::Notify;
        assert_eq!(code(notify).await, ResponseCode::NotImp);

        let mut newer = ask("www.example.com A").edns(1232, false).message;
        newer.edns.as_mut().unwrap().set_version(1);
        // 16 is both BADVERS and, for TSIG, BADSIG.
        assert_eq!(u16::from(code(newer).await), 16);

        // A name that points at itself, and a packet that ends in the question.
        let header = [0xab, 0xcd, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for rest in [&[0xc0, 12, 0, 1, 0, 1][..], &[3, b'w', b'w'], &[]] {
            let packet = [&header[..], rest].concat();
            let heard = octets_of(at, Transport::Udp, &packet, LIMIT).await.unwrap();
            assert_eq!(heard, [0xab, 0xcd, 0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0], "{rest:?}");
        }
        // What is an answer, or too short to be told, is not answered.
        let mut answer = good.to_vec().unwrap();
        answer[2] |= 0x80;
        let short = std::time::Duration::from_millis(150);
        for packet in [&answer[..], &answer[..5], &[]] {
            assert!(octets_of(at, Transport::Udp, packet, short).await.is_err());
        }
        assert_eq!(lines(&ask("www.example.com A").of(at).await).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_connection_carries_many_questions_and_ports_are_one_for_both() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        assert_eq!(servers.address("NS-11.awsdns-01.com."), Some(at));
        assert_eq!(emulator.name_servers().unwrap().address("ns-11.awsdns-01.com"), Some(at));
        assert_ne!(servers.address("ns-511.awsdns-01.net"), Some(at));
        let mut stream = tokio::net::TcpStream::connect(at).await.unwrap();
        for question in ["www.example.com A", "example.com SOA", "nothing.example.com A"] {
            let question = ask(question).message;
            let octets = question.to_vec().unwrap();
            stream.write_u16(u16::try_from(octets.len()).unwrap()).await.unwrap();
            stream.write_all(&octets).await.unwrap();
            let mut reply = vec![0; usize::from(stream.read_u16().await.unwrap())];
            stream.read_exact(&mut reply).await.unwrap();
            assert_eq!(Message::from_vec(&reply).unwrap().metadata.id, question.metadata.id);
        }
        // At a port of one's choice, and from then on at that one.
        let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let fixed = free.local_addr().unwrap();
        drop(free);
        assert_eq!(servers.bind("ns-11.awsdns-01.com", fixed).unwrap(), fixed);
        assert_eq!(servers.address("ns-11.awsdns-01.com"), Some(fixed));
        assert_eq!(lines(&ask("example.com A").of(fixed).await)[0], "NoError aa");
        assert_eq!(servers.bind(".", "127.0.0.1:0".parse().unwrap()).unwrap(), servers.root());
        assert!(servers.bind("ns-11.awsdns-01.com", "0.0.0.0:0".parse().unwrap()).is_err());
        // With the last of them everything closes.
        let root = servers.root();
        drop((emulator, servers));
        for by in [Transport::Udp, Transport::Tcp] {
            for closed in [fixed, root] {
                let refused = octets_of(closed, by, &[0; 12], LIMIT).await.unwrap_err();
                assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused, "{by:?}");
            }
        }
    })
    .await;
}

#[test]
fn without_a_runtime_there_are_no_servers() {
    let emulator = zonecut::emulator::Emulator::new(zonecut::emulator::World::new());
    assert!(emulator.name_servers().is_err());
}
