//! What name servers answer, question by question, as the RFCs and Route 53 have it.

use crate::client::bounded;
use crate::dns_client::{ask, lines, served};

/// `ns-11` has the parent and `both`, `ns-21` has `child` alone, `ns1.child` is a name of its own.
pub(crate) const WORLD: &str = r#"
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
pub(crate) async fn table(world: &str, host: &str, dnssec: bool, rows: &[(&str, &[&str])]) {
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
