//! The recursive resolver of the pretend world: it finds what the tree leads to, keeps it for its
//! TTL, and fails where the world is broken.

use std::time::Duration;

use hickory_proto::op::ResponseCode;
use zonecut::emulator::{
    DnsEffect, DnsRule, KeySigningKey, NameServers, Party, RecordType, Signing,
};

use crate::client::bounded;
use crate::dns_client::{ask, lines, name, served};

const WORLD: &str = r#"
[[account]]
id = "111111111111"
name = "one"

[[account.zone]]
id = "ZPARENT"
name = "example.com"
name_servers = ["ns-11.awsdns-01.com", "ns-511.awsdns-01.net"]
records = [
  { name = "www", type = "A", ttl = 300, values = ["192.0.2.1"] },
  { name = "far", type = "CNAME", ttl = 60, values = ["www.example.org."] },
  { name = "round", type = "CNAME", ttl = 60, values = ["round.example.org."] },
  { name = "child", type = "NS", ttl = 300, values = ["ns-21.awsdns-02.com."] },
  { name = "lame", type = "NS", ttl = 300, values = ["ns-22.awsdns-02.com."] },
  { name = "half", type = "NS", ttl = 300, values = ["ns-22.awsdns-02.com.", "ns-21.awsdns-02.com."] },
  { name = "nowhere", type = "NS", ttl = 300, values = ["ns.nowhere.example."] },
]

[[account.zone]]
id = "ZCHILD"
name = "child.example.com"
name_servers = ["ns-21.awsdns-02.com"]
records = [ { name = "www", type = "A", ttl = 600, values = ["192.0.2.2"] } ]

[[account.zone]]
id = "ZNEW"
name = "child.example.com"
name_servers = ["ns-23.awsdns-02.com"]
records = [ { name = "www", type = "A", ttl = 600, values = ["192.0.2.3"] } ]

[[account.zone]]
id = "ZHALF"
name = "half.example.com"
name_servers = ["ns-21.awsdns-02.com"]
records = [ { name = "@", type = "A", ttl = 60, values = ["192.0.2.4"] } ]

[[account]]
id = "222222222222"
name = "the rest of the internet"

[[account.zone]]
id = "ZORG"
name = "example.org"
name_servers = ["ns1.dns-operator.example", "ns2.dns-operator.example"]
records = [
  { name = "www", type = "A", ttl = 60, values = ["192.0.2.5"] },
  { name = "round", type = "CNAME", ttl = 60, values = ["round.example.com."] },
]

[[account.zone]]
id = "ZOPERATOR"
name = "dns-operator.example"
name_servers = ["ns1.dns-operator.example", "ns2.dns-operator.example"]
records = [ { name = "ns1", type = "A", ttl = 60, values = ["192.0.2.53"] } ]
"#;

async fn found(servers: &NameServers, question: &str) -> Vec<String> {
    lines(&ask(question).recursive().of(servers.resolver()).await)
}

/// The same without RD.
async fn kept(servers: &NameServers, question: &str) -> Vec<String> {
    lines(&ask(question).of(servers.resolver()).await)
}

/// Lets time pass, for the emulator's clock too, without waiting for it.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// A test that lets more time pass than any limit; each answer is waited for with one.
async fn as_long_as_it_takes(test: impl Future<Output = ()>) {
    Box::pin(test).await;
}

const SOA: &str = "^ example.com. 900 SOA ns-11.awsdns-01.com. 1 86400";

#[tokio::test]
async fn it_finds_what_the_tree_leads_to() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        for (question, expected) in [
            ("www.example.com A", &["NoError ra", "= www.example.com. 300 A 192.0.2.1"][..]),
            (
                "www.child.example.com A",
                &["NoError ra", "= www.child.example.com. 600 A 192.0.2.2"],
            ),
            (
                "child.example.com NS",
                &["NoError ra", "= child.example.com. 172800 NS ns-21.awsdns-02.com."],
            ),
            (
                "far.example.com A",
                &[
                    "NoError ra",
                    "= far.example.com. 60 CNAME www.example.org.",
                    "= www.example.org. 60 A 192.0.2.5",
                ],
            ),
            ("nothing.example.com A", &["NXDomain ra", SOA]),
            ("www.example.com AAAA", &["NoError ra", SOA]),
            ("child.example.com DS", &["NoError ra", SOA]),
            ("half.example.com A", &["NoError ra", "= half.example.com. 60 A 192.0.2.4"]),
            // No server speaks for the zone; no server is there; CNAMEs without end.
            ("lame.example.com A", &["ServFail ra"]),
            ("nowhere.example.com A", &["ServFail ra"]),
            ("round.example.com A", &["ServFail ra"]),
            // Addresses of name servers: where a zone has them, and where nobody has.
            (
                "ns1.dns-operator.example A",
                &["NoError ra", "= ns1.dns-operator.example. 60 A 192.0.2.53"],
            ),
            (
                "ns-21.awsdns-02.com A",
                &["NoError ra ad", "= ns-21.awsdns-02.com. 172800 A 127.0.0.1"],
            ),
            (
                "ns-400.awsdns-50.com A",
                &["NoError ra ad", "= ns-400.awsdns-50.com. 172800 A 127.0.0.1"],
            ),
            (
                "ns.nowhere.example A",
                &["NXDomain ra ad", "^ . 900 SOA a.root-servers.net. 1 86400"],
            ),
        ] {
            assert_eq!(found(&servers, question).await, expected, "{question}");
        }
        // It walks in this process: nobody else was asked over the wire.
        assert!(emulator.dns_log().iter().all(|it| it.host == Party::Resolver && it.recursion));
    })
    .await;
}

#[tokio::test]
async fn it_keeps_the_old_set_for_its_time() {
    as_long_as_it_takes(async {
        let (emulator, servers) = served(WORLD);
        let old = "= child.example.com. 172800 NS ns-21.awsdns-02.com.";
        assert_eq!(found(&servers, "child.example.com NS").await[1], old);
        emulator.with(|world| {
            let parent = world.zone_mut("ZPARENT").unwrap();
            let new = ["ns-23.awsdns-02.com."];
            parent.put("child.example.com", RecordType::Ns, 300, &new).unwrap();
        });
        pass(1000).await;
        let kept = "= child.example.com. 171800 NS ns-21.awsdns-02.com.";
        assert_eq!(found(&servers, "child.example.com NS").await[1], kept);
        // Names that were never asked for are sought at the old servers, too.
        let www = found(&servers, "www.child.example.com A").await;
        assert_eq!(www[1], "= www.child.example.com. 600 A 192.0.2.2");
        pass(171_000).await;
        let left = found(&servers, "child.example.com NS").await;
        assert_eq!(left[1], "= child.example.com. 800 NS ns-21.awsdns-02.com.");
        pass(801).await;
        let new = found(&servers, "child.example.com NS").await;
        assert_eq!(new[1], "= child.example.com. 172800 NS ns-23.awsdns-02.com.");
        let www = found(&servers, "www.child.example.com A").await;
        assert_eq!(www[1], "= www.child.example.com. 600 A 192.0.2.3");
    })
    .await;
}

#[tokio::test]
async fn it_keeps_a_name_error_as_long_as_the_soa_says() {
    as_long_as_it_takes(async {
        let (emulator, servers) = served(WORLD);
        assert_eq!(found(&servers, "new.example.com NS").await, ["NXDomain ra", SOA]);
        emulator.with(|world| {
            let parent = world.zone_mut("ZPARENT").unwrap();
            parent.put("new.example.com", RecordType::A, 300, &["192.0.2.77"]).unwrap();
        });
        pass(500).await;
        // For every type (RFC 2308 §5), and with what is left of its time.
        let kept = "^ example.com. 400 SOA ns-11.awsdns-01.com. 1 86400";
        assert_eq!(found(&servers, "new.example.com A").await, ["NXDomain ra", kept]);
        pass(401).await;
        let there = found(&servers, "new.example.com A").await;
        assert_eq!(there, ["NoError ra", "= new.example.com. 300 A 192.0.2.77"]);
        // Somebody empties its cache.
        emulator.with(|world| {
            let parent = world.zone_mut("ZPARENT").unwrap();
            parent.put("new.example.com", RecordType::A, 300, &["192.0.2.78"]).unwrap();
        });
        emulator.flush_resolver();
        let fresh = found(&servers, "new.example.com A").await;
        assert_eq!(fresh[1], "= new.example.com. 300 A 192.0.2.78");
    })
    .await;
}

#[tokio::test]
async fn without_recursion_it_tells_what_it_keeps_and_looks_for_nothing() {
    as_long_as_it_takes(async {
        let (emulator, servers) = served(WORLD);
        let asked = ["child.example.com NS", "new.example.com NS", "www.example.com AAAA"];
        for question in asked {
            assert_eq!(kept(&servers, question).await, ["NoError ra"], "{question}");
        }
        // Nothing was kept of these questions: what comes now is seen.
        emulator.with(|world| {
            let parent = world.zone_mut("ZPARENT").unwrap();
            parent.put("new.example.com", RecordType::A, 300, &["192.0.2.77"]).unwrap();
        });
        assert_eq!(found(&servers, "new.example.com A").await.len(), 2);
        assert_eq!(found(&servers, "none.example.com NS").await, ["NXDomain ra", SOA]);
        assert_eq!(found(&servers, "www.child.example.com A").await.len(), 2);
        pass(100).await;
        let left = "^ example.com. 800 SOA ns-11.awsdns-01.com. 1 86400";
        assert_eq!(kept(&servers, "none.example.com NS").await, ["NXDomain ra", left]);
        // Of the zone above it was only told by a referral.
        let referral = "^ child.example.com. 200 NS ns-21.awsdns-02.com.";
        assert_eq!(kept(&servers, "child.example.com NS").await, ["NoError ra", referral]);
        let own = found(&servers, "child.example.com NS").await;
        assert_eq!(kept(&servers, "child.example.com NS").await, own);
        pass(1000).await;
        assert_eq!(kept(&servers, "none.example.com NS").await, ["NoError ra"]);
    })
    .await;
}

#[tokio::test]
async fn it_meets_the_servers_as_they_are_ordered_to_be() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let both = ["ns-11.awsdns-01.com", "ns-511.awsdns-01.net"];
        for effect in [
            DnsEffect::Silent,
            DnsEffect::Lame,
            DnsEffect::Upward,
            DnsEffect::Rcode(5),
            DnsEffect::ClosedPort,
            DnsEffect::StripAuthority,
            DnsEffect::Garbage(vec![1, 2, 3]),
        ] {
            emulator.flush_resolver();
            let [one, two] =
                both.map(|host| DnsRule::new(effect.clone()).host(Party::Host(name(host))));
            emulator.order_dns(one).unwrap();
            let first = found(&servers, "www.example.com A").await;
            assert_eq!(first[0], "NoError ra", "the other one still answers: {effect:?}");
            emulator.flush_resolver();
            emulator.order_dns(two).unwrap();
            assert_eq!(found(&servers, "www.example.com A").await, ["ServFail ra"], "{effect:?}");
            emulator.clear_dns_orders().unwrap();
        }
        // And as it is itself ordered to be.
        let lost = DnsRule::new(DnsEffect::Rcode(2)).host(Party::Resolver);
        emulator.order_dns(lost).unwrap();
        assert_eq!(found(&servers, "www.example.com A").await, ["ServFail ra"]);
    })
    .await;
}

#[tokio::test]
async fn a_ds_that_matches_no_key_makes_the_zone_bogus() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let signed = |zone: &str| Signing {
            status: "SIGNING".to_owned(),
            keys: vec![KeySigningKey::made(zone, "ksk").unwrap()],
        };
        let key = KeySigningKey::made("child.example.com", "ksk").unwrap();
        let old = KeySigningKey::made("child.example.com", "an old one").unwrap();
        let question = ask("www.child.example.com A").recursive();
        // Of the parent's signing, the child's, and the DS at the cut: the code, and AD.
        let unsupported = key.ds().replace(" 13 2 ", " 13 1 ");
        for (parent, child, ds, expected) in [
            (false, false, None, "NoError ra"),
            (true, false, None, "NoError ra"),
            (true, true, None, "NoError ra"),
            (true, true, Some(key.ds()), "NoError ra ad"),
            (true, true, Some(old.ds()), "ServFail ra"),
            (true, false, Some(key.ds()), "ServFail ra"),
            // Nobody vouches for the parent: its DS counts for nothing.
            (false, true, Some(old.ds()), "NoError ra"),
            // Digests of a kind that is not known are as none (RFC 4035 §5.2).
            (true, true, Some(unsupported), "NoError ra"),
        ] {
            emulator.with(|world| {
                let zone = world.zone_mut("ZPARENT").unwrap();
                zone.signing = if parent { signed("example.com") } else { Signing::default() };
                zone.remove("child.example.com", RecordType::Ds);
                if let Some(ds) = &ds {
                    zone.put("child.example.com", RecordType::Ds, 300, &[ds]).unwrap();
                }
                let zone = world.zone_mut("ZCHILD").unwrap();
                zone.signing = if child { signed("child.example.com") } else { Signing::default() };
            });
            emulator.flush_resolver();
            let reply = question.of(servers.resolver()).await;
            assert_eq!(lines(&reply)[0], expected, "{parent} {child} {ds:?}");
            // With CD the answer is given, whatever it is worth.
            emulator.flush_resolver();
            let mut unchecked = question.clone();
            unchecked.message.metadata.checking_disabled = true;
            let reply = unchecked.of(servers.resolver()).await;
            assert_eq!(reply.metadata.response_code, ResponseCode::NoError);
        }
    })
    .await;
}
