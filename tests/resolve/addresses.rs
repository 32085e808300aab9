//! Finding name servers: fixed addresses, and one look-up for all.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Record, RecordType as WireType};
use zonecut::dns::{CouldNotAsk, Looked, Lookup, Name, Rcode, Unresolved};
use zonecut::resolve::{Asker, Hosts, Settings};

use crate::responder::{Out, Responder, Seen, after, now};
use crate::wire::{address, authoritative, cname, code, resolved};
use crate::{PATIENT, SHORT, closed, name, server, settings, with_hosts};

/// An asker whose resolver follows a script.
async fn resolving(script: impl Fn(&Seen) -> Out + Send + Sync + 'static) -> (Asker, Responder) {
    let one = Responder::start(script).await;
    let asker = Asker::new(Settings { resolvers: vec![one.address], ..settings(SHORT) });
    (asker, one)
}

fn v4(seen: &Seen, records: Vec<Record>) -> Out {
    let asked = seen.question().query_type == WireType::A;
    now(seen, &resolved(seen, if asked { records } else { vec![] }))
}

async fn addresses(asker: &Asker, of: &str) -> Result<Vec<SocketAddr>, Unresolved> {
    let sighting = server(asker, of, vec![]).await;
    sighting.addresses.map(|all| all.into_iter().map(|one| one.address).collect())
}

const LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;

#[tokio::test]
async fn both_families_are_asked_for_and_port_53_is_meant() {
    let (asker, one) = resolving(|seen| {
        let found = match seen.question().query_type {
            WireType::A => address("ns.test", LOOPBACK.into()),
            _ => address("ns.test", "::1".parse().unwrap()),
        };
        now(seen, &resolved(seen, vec![found]))
    })
    .await;
    let found = addresses(&asker, "NS.test").await.unwrap();
    assert_eq!(found, ["127.0.0.1:53".parse().unwrap(), "[::1]:53".parse().unwrap()]);
    let mut questions: Vec<_> = one.seen().iter().map(Seen::asks).collect();
    questions.sort();
    let both =
        [("ns.test.".to_owned(), "A".to_owned()), ("ns.test.".to_owned(), "AAAA".to_owned())];
    assert_eq!(questions, both);
}

#[tokio::test]
async fn a_thousand_who_want_one_server_ask_for_it_once() {
    let (asker, one) = resolving(|seen| {
        let found = address("ns.test", LOOPBACK.into());
        let answers = if seen.question().query_type == WireType::A { vec![found] } else { vec![] };
        after(Duration::from_millis(50), seen, &resolved(seen, answers))
    })
    .await;
    let all = (0..1_000).map(|_| addresses(&asker, "ns.test"));
    assert!(join_all(all).await.into_iter().all(|found| found.is_ok()));
    let clone = asker.clone();
    assert!(addresses(&clone, "ns.test").await.is_ok(), "clones share what was learnt");
    assert_eq!(one.seen().len(), 2, "A and AAAA, once");
}

#[tokio::test]
async fn one_who_stops_waiting_does_not_stop_the_others() {
    let (asker, one) = resolving(|seen| {
        let found = vec![address("ns.test", LOOPBACK.into())];
        after(Duration::from_millis(50), seen, &resolved(seen, found))
    })
    .await;
    let first = tokio::time::timeout(Duration::from_millis(20), addresses(&asker, "ns.test"));
    let (first, second) = tokio::join!(first, addresses(&asker, "ns.test"));
    assert!(first.is_err() && second.is_ok());
    assert!(one.seen().len() <= 4);
}

#[tokio::test]
async fn a_short_ttl_is_kept_to() {
    let (asker, one) = resolving(|seen| {
        let mut found = address("ns.test", LOOPBACK.into());
        found.ttl = 0;
        v4(seen, vec![found])
    })
    .await;
    for _ in 0..20 {
        assert!(addresses(&asker, "ns.test").await.is_ok());
    }
    assert_eq!(one.seen().len(), 2, "it holds for those who ask at the same time");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert!(addresses(&asker, "ns.test").await.is_ok());
    assert_eq!(one.seen().len(), 4);
}

#[tokio::test]
async fn why_there_is_no_address_is_told_apart() {
    let (asker, one) = resolving(|seen| {
        let (asked, _) = seen.asks();
        match asked.as_str() {
            "gone.test." => {
                let mut message = resolved(seen, vec![]);
                message.metadata.response_code = ResponseCode::NXDomain;
                now(seen, &message)
            }
            "empty.test." => v4(seen, vec![]),
            "failing.test." => now(seen, &code(seen, ResponseCode::ServFail)),
            _ => vec![],
        }
    })
    .await;
    let expected = [
        ("gone.test", Unresolved::NoSuchName),
        ("empty.test", Unresolved::NoAddress),
        ("failing.test", Unresolved::Failed(Rcode::ServFail)),
        ("silent.test", Unresolved::CouldNotAsk(CouldNotAsk::TimedOut)),
    ];
    for (of, why) in &expected {
        assert_eq!(addresses(&asker, of).await.as_ref(), Err(why), "{of}");
    }
    let before = one.seen().len();
    for (of, why) in &expected {
        assert_eq!(addresses(&asker, of).await.as_ref(), Err(why), "{of}");
    }
    assert_eq!(one.seen().len(), before, "this is kept, too");
    let asker = Asker::new(settings(SHORT));
    let refused = Unresolved::CouldNotAsk(CouldNotAsk::ConnectionRefused);
    assert_eq!(addresses(&asker, "ns.test").await, Err(refused));
}

#[tokio::test]
async fn aliases_without_end_are_no_address() {
    let (asker, _one) = resolving(|seen| {
        let round = vec![cname("a.test", "b.test"), cname("b.test", "a.test")];
        let (asked, _) = seen.asks();
        let long = (0..2_000).map(|n| cname(&format!("n{n}.test"), &format!("n{}.test", n + 1)));
        now(seen, &resolved(seen, if asked == "a.test." { round } else { long.collect() }))
    })
    .await;
    let begun = std::time::Instant::now();
    for of in ["a.test", "n0.test"] {
        assert_eq!(addresses(&asker, of).await, Err(Unresolved::NoAddress));
    }
    assert!(begun.elapsed() < PATIENT);
}

#[tokio::test]
async fn no_more_addresses_of_a_server_are_asked_than_a_server_has() {
    let (asker, _one) = resolving(|seen| {
        let many = (0..=250).map(|last| address("ns.test", [127, 0, 9, last].into()));
        v4(seen, many.collect())
    })
    .await;
    assert_eq!(addresses(&asker, "ns.test").await.unwrap().len(), 16);
}

/// The sandbox, say.
#[derive(Debug)]
struct Own(Name, SocketAddr);

impl Hosts for Own {
    fn addresses(&self, server: &Name) -> Vec<SocketAddr> {
        if *server == self.0 { vec![self.1] } else { vec![] }
    }
}

#[tokio::test]
async fn fixed_addresses_are_not_looked_up() {
    let resolver = Responder::start(|seen| now(seen, &resolved(seen, vec![]))).await;
    let own = Responder::start(|seen| now(seen, &authoritative(seen, vec![]))).await;
    let other = closed();
    let hosts = [("ns.own.test", other), ("ns.fixed.test", other), ("ns.fixed.test", own.address)];
    let fixed = Settings { resolvers: vec![resolver.address], ..with_hosts(PATIENT, &hosts) };
    let asker = Asker::with_hosts(fixed, Arc::new(Own(name("ns.own.test"), own.address)));
    assert_eq!(addresses(&asker, "NS.own.test").await, Ok(vec![own.address]));
    assert_eq!(addresses(&asker, "ns.fixed.test").await, Ok(vec![other, own.address]));
    assert!(resolver.seen().is_empty());
    assert_eq!(addresses(&asker, "ns.other.test").await, Err(Unresolved::NoAddress));
    assert_eq!(resolver.seen().len(), 2);
}

#[tokio::test]
async fn where_glue_is_given_no_resolver_is_made_to_look() {
    let one = Responder::start(|seen| now(seen, &resolved(seen, vec![]))).await;
    let asker = Asker::new(Settings { resolvers: vec![one.address], ..settings(SHORT) });
    let look_up = async |glue: Vec<IpAddr>| {
        let (server, queries) = (name("ns.a.test"), vec![crate::soa("a.test")]);
        match asker.look_up(&Lookup::Server { server, queries, glue: Some(glue) }).await {
            Looked::Server(sighting) => sighting.addresses,
            other => panic!("{other:?}"),
        }
    };
    let Err(Unresolved::CouldNotAsk(why)) = look_up(vec![]).await else { panic!("no glue") };
    assert!(why.to_string().contains("no glue"), "{why}");
    let glue = "127.0.0.1".parse().unwrap();
    let seen = look_up(vec![glue]).await.unwrap();
    assert_eq!(seen[0].address, (glue, 53).into());
    assert!(one.seen().is_empty());
}
