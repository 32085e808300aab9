//! Following the tree from the root.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hickory_proto::dnssec::rdata::{DNSSECRData, DS};
use hickory_proto::dnssec::{Algorithm, DigestType};
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{RData, Record};
use zonecut::dns::{ChainEnd, ChainStart, CouldNotAsk, Ds, Name, Transport};
use zonecut::resolve::{Asker, Settings};

use crate::responder::{Out, Responder, Seen, now};
use crate::wire::{
    address, authoritative, cname, code, denial, ns, record, referral, resolved, soa, wire,
};
use crate::{PATIENT, SHORT, chain, closed, name, settings};

/// A server that hands over these names and says of all others that they are not there.
async fn handing_over(
    zone: &'static str,
    cuts: &'static [(&'static str, &'static [&'static str])],
) -> Responder {
    Responder::start(move |seen| now(seen, &hand_over(seen, zone, cuts))).await
}

fn hand_over(seen: &Seen, zone: &str, cuts: &[(&str, &[&str])]) -> hickory_proto::op::Message {
    let asked = seen.question().name;
    let cut = cuts.iter().find(|(cut, _)| wire(cut).zone_of(&asked));
    match cut {
        Some((cut, servers)) => referral(seen, cut, servers, vec![]),
        None => denial(seen, zone, ResponseCode::NXDomain),
    }
}

fn asker(root: SocketAddr, hosts: &[(&str, SocketAddr)], timeout: Duration) -> Asker {
    let hosts = crate::with_hosts(timeout, hosts);
    Asker::new(Settings { roots: vec![root], ..hosts })
}

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| name(text)).collect()
}

fn cut(servers: &[&str]) -> ChainEnd {
    ChainEnd::Cut { servers: names(servers), ds: vec![], ttl: 300 }
}

/// A hop as `zone > cut`.
fn hops(chain: &zonecut::dns::Chain) -> Vec<String> {
    chain.hops.iter().map(|hop| format!("{} > {}", hop.zone, hop.cut)).collect()
}

#[tokio::test]
async fn referrals_lead_from_the_root_to_the_cut() {
    let root = handing_over(".", &[("test", &["ns.tld"])]).await;
    let tld = Responder::start(|seen| {
        let mut message = hand_over(seen, "test", &[("a.test", &["ns2.a.test", "NS1.a.test"])]);
        if seen.asks().0 == "a.test." {
            let ds = DS::new(1, Algorithm::ECDSAP256SHA256, DigestType::SHA256, vec![0xab]);
            message.add_authority(record("a.test", RData::DNSSEC(DNSSECRData::DS(ds))));
        }
        now(seen, &message)
    })
    .await;
    let asker = asker(root.address, &[("ns.tld", tld.address)], PATIENT);
    let found = chain(&asker, "A.test").await;
    assert_eq!(found.from, ChainStart::Root);
    let (servers, ds) = (names(&["ns1.a.test", "ns2.a.test"]), Ds::parse("1 13 2 ab").unwrap());
    assert_eq!(
        found.end,
        ChainEnd::Cut { servers: servers.clone(), ds: vec![ds.clone()], ttl: 300 }
    );
    assert_eq!(hops(&found), [". > test.", "test. > a.test."]);
    assert_eq!(found.hops[0].server, name("."));
    let last = &found.hops[1];
    assert_eq!((&last.server, &last.servers, &last.ds), (&name("ns.tld"), &servers, &vec![ds]));
    let question = tld.seen()[0].message();
    assert!(!question.metadata.recursion_desired && question.edns.unwrap().flags().dnssec_ok);

    // The way is remembered, its end is not.
    let (roots, tlds) = (root.seen().len(), tld.seen().len());
    assert_eq!(chain(&asker, "b.test").await.end, ChainEnd::NoSuchName(name("test")));
    assert_eq!(chain(&asker, "a.test").await, found);
    assert_eq!((root.seen().len(), tld.seen().len()), (roots, tlds + 2));
}

#[tokio::test]
async fn a_name_inside_a_zone_or_nowhere_is_told_with_the_zone() {
    let root = handing_over(".", &[("test", &["ns.tld"])]).await;
    let tld = Responder::start(|seen| {
        let (asked, _) = seen.asks();
        now(
            seen,
            &match asked.as_str() {
                "inside.test." => denial(seen, "test", ResponseCode::NoError),
                "deep.hosted.test." => denial(seen, "hosted.test", ResponseCode::NoError),
                "alias.test." => authoritative(seen, vec![cname("alias.test", "elsewhere")]),
                _ => denial(seen, "test", ResponseCode::NXDomain),
            },
        )
    })
    .await;
    let asker = asker(root.address, &[("ns.tld", tld.address)], PATIENT);
    for (to, end) in [
        ("inside.test", ChainEnd::Inside(name("test"))),
        ("deep.hosted.test", ChainEnd::Inside(name("hosted.test"))),
        ("alias.test", ChainEnd::Inside(name("test"))),
        ("gone.test", ChainEnd::NoSuchName(name("test"))),
    ] {
        assert_eq!(chain(&asker, to).await.end, end, "{to}");
    }
}

#[tokio::test]
async fn a_server_of_several_zones_is_asked_for_the_cuts_between() {
    let root = handing_over(".", &[("test", &["ns.both"])]).await;
    // It has test, b.test and d.c.b.test, and answers for the deepest.
    let both = Responder::start(|seen| {
        let (asked, rtype) = seen.asks();
        let ds = || {
            let ds = DS::new(7, Algorithm::ECDSAP256SHA256, DigestType::SHA256, vec![1]);
            vec![record("b.test", RData::DNSSEC(DNSSECRData::DS(ds)))]
        };
        now(
            seen,
            &match (asked.as_str(), rtype.as_str()) {
                ("b.test.", "NS") => authoritative(seen, vec![ns("b.test", "ns.both")]),
                ("b.test.", "DS") => authoritative(seen, ds()),
                ("d.c.b.test.", "NS") => authoritative(seen, vec![ns("d.c.b.test", "ns.both")]),
                _ => denial(seen, "b.test", ResponseCode::NoError),
            },
        )
    })
    .await;
    let asker = asker(root.address, &[("ns.both", both.address)], PATIENT);
    let found = chain(&asker, "d.c.b.test").await;
    assert_eq!(hops(&found), [". > test.", "test. > b.test.", "b.test. > d.c.b.test."]);
    assert_eq!(found.hops[1].ds, [Ds::parse("7 13 2 01").unwrap()]);
    assert_eq!(found.end, cut(&["ns.both"]));
}

#[tokio::test]
async fn the_root_itself_is_a_zone_and_no_cut() {
    let root = Responder::start(|seen| now(seen, &authoritative(seen, vec![ns(".", "ns.root")])));
    let root = root.await;
    let found = chain(&asker(root.address, &[], PATIENT), ".").await;
    assert_eq!((found.hops.len(), found.end), (0, cut(&["ns.root"])));
}

#[tokio::test]
async fn servers_that_do_not_speak_for_the_zone_are_passed_over() {
    let root = handing_over(".", &[("test", &["a.tld", "b.tld", "c.tld", "d.tld", "e.tld"])]).await;
    let refusing = Responder::start(|seen| now(seen, &code(seen, ResponseCode::Refused))).await;
    let upward = handing_over("x", &[(".", &["a.root"])]).await;
    let aside = handing_over("x", &[("test", &["a.tld"])]).await;
    let good = handing_over("test", &[("a.test", &["ns.a.test"])]).await;
    let hosts = [
        ("a.tld", closed()),
        ("b.tld", refusing.address),
        ("c.tld", upward.address),
        ("d.tld", aside.address),
        ("e.tld", good.address),
    ];
    let found = chain(&asker(root.address, &hosts, PATIENT), "a.test").await;
    assert_eq!(found.end, cut(&["ns.a.test"]));
    assert_eq!(found.hops[1].server, name("e.tld"));
}

#[tokio::test]
async fn a_silent_server_does_not_hold_the_others_up() {
    let root = handing_over(".", &[("test", &["a.tld", "b.tld"])]).await;
    let silent = Responder::start(|_| vec![]).await;
    let good = handing_over("test", &[("a.test", &["ns.a.test"])]).await;
    let hosts = [("a.tld", silent.address), ("b.tld", good.address)];
    let begun = Instant::now();
    let found = chain(&asker(root.address, &hosts, PATIENT), "a.test").await;
    assert_eq!(found.end, cut(&["ns.a.test"]));
    assert!(begun.elapsed() < PATIENT, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn lame_is_said_only_where_all_were_asked() {
    let refusing = || Responder::start(|seen| now(seen, &code(seen, ResponseCode::Refused)));
    let (one, two) = (refusing().await, refusing().await);
    let root = handing_over(".", &[("test", &["a.tld", "b.tld"])]).await;
    let hosts = [("a.tld", one.address), ("b.tld", two.address)];
    let found = chain(&asker(root.address, &hosts, PATIENT), "a.test").await;
    assert_eq!(found.end, ChainEnd::Lame(name("test")));
    let hosts = [("a.tld", one.address), ("b.tld", closed())];
    let found = chain(&asker(root.address, &hosts, PATIENT), "a.test").await;
    let refused = CouldNotAsk::ConnectionRefused;
    assert_eq!(found.end, ChainEnd::CouldNotAsk(name("test"), refused));
    assert_eq!(hops(&found), [". > test."]);
    // A second address that can't be reached takes nothing from what the first one said.
    let hosts = [("a.tld", one.address), ("a.tld", closed()), ("b.tld", two.address)];
    let found = chain(&asker(root.address, &hosts, PATIENT), "a.test").await;
    assert_eq!(found.end, ChainEnd::Lame(name("test")));
}

#[tokio::test]
async fn what_was_remembered_and_is_lame_is_asked_for_again() {
    let root = Responder::start(|seen| {
        let to: &[(&str, &[&str])] = match seen.nth {
            0 => &[("test", &["old.tld"])],
            _ => &[("test", &["new.tld"])],
        };
        now(seen, &hand_over(seen, ".", to))
    })
    .await;
    let old = Responder::start(|seen| match seen.nth {
        0 => now(seen, &hand_over(seen, "test", &[("a.test", &["ns.a.test"])])),
        _ => now(seen, &code(seen, ResponseCode::Refused)),
    })
    .await;
    let new = handing_over("test", &[("b.test", &["ns.b.test"])]).await;
    let hosts = [("old.tld", old.address), ("new.tld", new.address)];
    let asker = asker(root.address, &hosts, PATIENT);
    assert_eq!(chain(&asker, "a.test").await.end, cut(&["ns.a.test"]));
    assert_eq!(chain(&asker, "b.test").await.end, cut(&["ns.b.test"]));
    assert_eq!(root.seen().len(), 2);
}

#[tokio::test]
async fn referrals_that_lead_in_circles_end() {
    // Down, and up again, and to where one is.
    let round = |seen: &Seen| {
        let to = ["test", "a.test", "b.a.test"][seen.nth % 3];
        now(seen, &referral(seen, to, &["ns.x", "ns.y"], vec![]))
    };
    let (one, two) = (Responder::start(round).await, Responder::start(round).await);
    let root = handing_over(".", &[("test", &["ns.x", "ns.y"])]).await;
    let hosts = [("ns.x", one.address), ("ns.y", two.address)];
    let begun = Instant::now();
    let found = chain(&asker(root.address, &hosts, PATIENT), "d.c.b.a.test").await;
    assert!(matches!(found.end, ChainEnd::Lame(_)), "{found:?}");
    let depths: Vec<usize> = found.hops.iter().map(|hop| hop.cut.depth()).collect();
    assert!(depths.is_sorted_by(|a, b| a < b), "always deeper: {depths:?}");
    assert!(begun.elapsed() < PATIENT);
}

#[tokio::test]
async fn a_referral_for_each_label_ends_after_so_many() {
    let deeper = |seen: &Seen| {
        let asked = seen.question().name;
        let to = asked.trim_to((seen.nth + 1).min(asked.num_labels().into()));
        now(seen, &referral(seen, &to.to_string(), &["."], vec![]))
    };
    // The one server is its own root and all the zones below.
    let one = Responder::start(deeper).await;
    let asker = asker(one.address, &[(".", one.address)], PATIENT);
    let deep = "x.".repeat(100);
    let found = chain(&asker, &deep).await;
    let ChainEnd::CouldNotAsk(_, CouldNotAsk::Garbled(why)) = &found.end else {
        panic!("{:?}", found.end)
    };
    assert!(why.contains("more than 32"), "{why}");
    assert_eq!((found.hops.len(), one.seen().len()), (32, 32));
}

#[tokio::test]
async fn a_walk_among_silent_servers_ends_in_time() {
    // Each zone has one server that answers after both tries of the twelve others.
    let silent = Responder::start(|_| vec![]).await;
    let slow = Responder::start(|seen| {
        let asked = seen.question().name;
        let to = asked.trim_to((seen.nth + 2).min(asked.num_labels().into()));
        let message = referral(seen, &to.to_string(), &["slow.x", "dead.x"], vec![]);
        crate::responder::after(SHORT * 3 / 2, seen, &message)
    })
    .await;
    let root = handing_over(".", &[("x", &["slow.x", "dead.x"])]).await;
    let hosts = [("slow.x", slow.address), ("dead.x", silent.address)];
    let asker = asker(root.address, &hosts, SHORT);
    let begun = Instant::now();
    let found = chain(&asker, &"x.".repeat(100)).await;
    assert!(matches!(found.end, ChainEnd::CouldNotAsk(_, CouldNotAsk::TimedOut)), "{found:?}");
    // Eight timeouts and what was begun within them.
    assert!(begun.elapsed() < SHORT * 16 + PATIENT, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn glue_is_taken_where_the_zone_may_speak_for_it() {
    let resolver = Responder::start(|seen| {
        now(seen, &resolved(seen, vec![address(&seen.asks().0, [127, 0, 0, 1].into())]))
    })
    .await;
    // Port 53 of the loopback is nobody's; that it is tried shows where it was looked for.
    let glue = |owner: &str| vec![address(owner, "127.9.9.53".parse().unwrap())];
    let root = Responder::start(move |seen| {
        now(seen, &referral(seen, "test", &["ns.test"], glue("ns.test")))
    })
    .await;
    let with = |root: SocketAddr, hosts: &[(&str, SocketAddr)]| {
        let hosts = crate::with_hosts(SHORT, hosts);
        Asker::new(Settings { roots: vec![root], resolvers: vec![resolver.address], ..hosts })
    };
    let asker = with(root.address, &[]);
    let found = chain(&asker, "a.test").await;
    assert!(matches!(found.end, ChainEnd::CouldNotAsk(..)), "{found:?}");
    assert!(resolver.seen().is_empty(), "glue is enough");
    // Fixed addresses go before glue.
    let tld = handing_over("test", &[("a.test", &["ns.a.test"])]).await;
    let asker = with(root.address, &[("ns.test", tld.address)]);
    assert_eq!(chain(&asker, "a.test").await.end, cut(&["ns.a.test"]));
    // A zone says nothing of names outside itself.
    let tld = Responder::start(move |seen| {
        let lie = vec![address("ns.elsewhere", "127.9.9.54".parse().unwrap())];
        now(seen, &referral(seen, "a.test", &["ns.elsewhere"], lie))
    })
    .await;
    let asker = with(root.address, &[("ns.test", tld.address)]);
    let found = chain(&asker, "b.a.test").await;
    assert!(matches!(found.end, ChainEnd::CouldNotAsk(..)), "{found:?}");
    assert_eq!(resolver.seen()[0].asks().0, "ns.elsewhere.");
}

#[tokio::test]
async fn a_truncated_referral_is_fetched_by_tcp() {
    let root = Responder::start(|seen| {
        let mut message = referral(seen, "test", &["ns.tld"], vec![]);
        if seen.transport == Transport::Udp {
            message = message.truncate();
        }
        now(seen, &message)
    })
    .await;
    let found = chain(&asker(root.address, &[], PATIENT), "test").await;
    assert_eq!(found.end, cut(&["ns.tld"]));
}

/// A resolver that knows three names.
fn knowing(seen: &Seen) -> Out {
    let (asked, rtype) = seen.asks();
    let mut answers: Vec<Record> = Vec::new();
    let (mut authority, mut with) = (vec![soa("test")], ResponseCode::NoError);
    match (asked.as_str(), rtype.as_str()) {
        ("a.test.", "NS") => {
            answers.extend([ns("a.test", "ns1.a.test"), ns("a.test", "ns2.a.test")]);
        }
        ("a.test.", "DS") => {
            let ds = DS::new(1, Algorithm::ECDSAP256SHA256, DigestType::SHA256, vec![0xab]);
            answers.push(record("a.test", RData::DNSSEC(DNSSECRData::DS(ds))));
        }
        ("alias.test.", "NS") => {
            answers.push(cname("alias.test", "elsewhere"));
            authority = vec![soa("elsewhere")];
        }
        ("inside.test.", _) => {}
        ("test.", "SOA") => answers.push(soa("test")),
        ("broken.test.", _) => with = ResponseCode::ServFail,
        _ => with = ResponseCode::NXDomain,
    }
    let mut message = resolved(seen, answers);
    message.metadata.response_code = with;
    if message.answers.is_empty() || authority[0].name == wire("elsewhere") {
        message.add_authorities(authority);
    }
    now(seen, &message)
}

#[tokio::test]
async fn the_resolver_stands_in_where_no_root_can_be_asked() {
    let resolver = Responder::start(knowing).await;
    let silent = Responder::start(|_| vec![]).await;
    let lame = Responder::start(|seen| now(seen, &code(seen, ResponseCode::Refused))).await;
    for (root, why) in [
        (closed(), CouldNotAsk::ConnectionRefused),
        (
            silent.address,
            CouldNotAsk::Unreachable(
                "no root server answers in time, port 53 may be blocked on the way".into(),
            ),
        ),
        (
            lame.address,
            CouldNotAsk::Garbled("no root server answers at the addresses of the root".into()),
        ),
    ] {
        let resolvers = vec![resolver.address];
        let asker = Asker::new(Settings { roots: vec![root], resolvers, ..settings(SHORT) });
        let found = chain(&asker, "a.test").await;
        assert_eq!(found.from, ChainStart::Resolver(why));
        let (servers, ds) = (names(&["ns1.a.test", "ns2.a.test"]), Ds::parse("1 13 2 ab").unwrap());
        assert_eq!(found.end, ChainEnd::Cut { servers, ds: vec![ds], ttl: 300 });
        assert!(found.hops.is_empty());
        let before = silent.seen().len();
        for (to, end) in [
            ("inside.test", ChainEnd::Inside(name("test"))),
            ("alias.test", ChainEnd::Inside(name("test"))),
            ("gone.test", ChainEnd::NoSuchName(name("test"))),
        ] {
            assert_eq!(chain(&asker, to).await.end, end, "{to}");
        }
        let broken = chain(&asker, "broken.test").await.end;
        let ChainEnd::CouldNotAsk(_, CouldNotAsk::NotAllowed(why)) = &broken else {
            panic!("{broken:?}")
        };
        assert!(why.contains("SERVFAIL"), "{why}");
        assert_eq!(silent.seen().len(), before, "a root out of reach is not asked each time");
    }
}

#[tokio::test]
async fn nothing_is_claimed_where_nobody_can_be_asked() {
    let found = chain(&Asker::new(settings(SHORT)), "a.test").await;
    let why = CouldNotAsk::ConnectionRefused;
    assert_eq!(found.from, ChainStart::Resolver(why.clone()));
    assert_eq!(found.end, ChainEnd::CouldNotAsk(name("."), why));
}
