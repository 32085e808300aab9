//! One question to one server by UDP: what goes out, and what is made of what comes back.

use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::RecordType as WireType;
use zonecut::dns::{
    CouldNotAsk, Query, Rcode, RecordData, RecordType, Reply, Transport, Unresolved,
};
use zonecut::resolve::{Asker, Settings};

use crate::responder::{Responder, Seen, after, now};
use crate::wire::{address, authoritative, code, ns, referral, reply, soa};
use crate::{PATIENT, SHORT, ask, closed, name, resolver, server, settings, with_hosts};

/// A timeout after which something is to come in time.
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_answer_with_authority_is_told_as_it_came() {
    let one = Responder::start(|seen| now(seen, &authoritative(seen, vec![soa("a.test")]))).await;
    let reply = ask(one.address, PATIENT, crate::soa("A.test")).await.unwrap();
    assert!(reply.authoritative);
    assert_eq!((reply.rcode, reply.transport), (Rcode::NoError, Transport::Udp));
    let (owner, soa) = Reply::soa(&reply.answers).unwrap();
    assert_eq!((owner, soa.serial, soa.minimum), (&name("a.test"), 7, 60));
    assert_eq!(reply.answers[0].ttl, 300);
    assert!(reply.took > Duration::ZERO && reply.took < PATIENT);
}

#[tokio::test]
async fn a_referral_is_told_with_its_glue() {
    let one = Responder::start(|seen| {
        let glue = vec![
            address("ns1.a.test", [192, 0, 2, 1].into()),
            address("ns1.a.test", "2001:db8::1".parse().unwrap()),
        ];
        now(seen, &referral(seen, "a.test", &["NS1.a.test", "ns.other", "ns1.A.test"], glue))
    })
    .await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert!(!reply.authoritative && reply.answers.is_empty());
    let servers = Reply::name_servers(&reply.authority, &name("a.test"));
    assert_eq!(servers, [name("ns.other"), name("ns1.a.test")]);
    let glue: Vec<&RecordData> = reply.additional.iter().map(|record| &record.data).collect();
    let v6 = "2001:db8::1".parse().unwrap();
    assert_eq!(glue, [&RecordData::A([192, 0, 2, 1].into()), &RecordData::Aaaa(v6)]);
}

#[tokio::test]
async fn what_is_asked_for_is_on_the_wire() {
    let one = Responder::start(|seen| now(seen, &authoritative(seen, vec![]))).await;
    let asker = Asker::new(with_hosts(PATIENT, &[("ns.test", one.address)]));
    let odd = name("0/25.b\\344r.test");
    let queries = vec![
        Query::authoritative(odd.clone(), RecordType::Ns),
        Query::authoritative(odd.clone(), RecordType::parse("DNSKEY")).with_dnssec(),
        Query::recursive(odd.clone(), RecordType::parse("TYPE65280")),
    ];
    let seen = server(&asker, "ns.test", queries).await.addresses.unwrap();
    assert!(seen[0].replies.iter().all(Result::is_ok), "{seen:?}");
    let mut messages: Vec<Message> = one.seen().iter().map(Seen::message).collect();
    messages.sort_by_key(|message| u16::from(message.queries[0].query_type));
    let types: Vec<WireType> = messages.iter().map(|one| one.queries[0].query_type).collect();
    assert_eq!(types, [WireType::NS, WireType::DNSKEY, WireType::Unknown(65280)]);
    for message in &messages {
        let labels: Vec<&[u8]> = message.queries[0].name.iter().collect();
        assert_eq!(labels, [&b"0/25"[..], b"b\xe4r", b"test"]);
        let edns = message.edns.as_ref().unwrap();
        assert_eq!((edns.max_payload(), edns.version()), (1232, 0));
    }
    let flags = |message: &Message| {
        let dnssec = message.edns.as_ref().unwrap().flags().dnssec_ok;
        (message.metadata.recursion_desired, dnssec)
    };
    let flags: Vec<(bool, bool)> = messages.iter().map(flags).collect();
    assert_eq!(flags, [(false, false), (false, true), (true, false)]);
}

#[tokio::test]
async fn each_question_has_an_id_and_a_port_of_its_own() {
    let one = Responder::start(|seen| now(seen, &authoritative(seen, vec![]))).await;
    let asker = Asker::new(with_hosts(PATIENT, &[("ns.test", one.address)]));
    let queries = (0..50).map(|n| crate::soa(&format!("n{n}.test"))).collect();
    let _ = server(&asker, "ns.test", queries).await;
    let seen = one.seen();
    let distinct = |mut all: Vec<u16>| {
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    assert_eq!(seen.len(), 50);
    // Of 65,536 ids, 50 at random are all different in 98 of 100 runs, and never just a few.
    assert!(distinct(seen.iter().map(Seen::id).collect()) >= 45);
    assert!(distinct(seen.iter().map(|one| one.from.port()).collect()) >= 45);
}

#[tokio::test]
async fn errors_are_answers() {
    for (wire, rcode) in [
        (ResponseCode::Refused, Rcode::Refused),
        (ResponseCode::ServFail, Rcode::ServFail),
        (ResponseCode::NXDomain, Rcode::NxDomain),
        (ResponseCode::NotAuth, Rcode::NotAuth),
        (ResponseCode::from(0, 11), Rcode::Other(11)),
        // The upper bits are in OPT: 23 is BADCOOKIE.
        (ResponseCode::from(1, 7), Rcode::Other(23)),
    ] {
        let one = Responder::start(move |seen| now(seen, &code(seen, wire))).await;
        let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
        assert_eq!((reply.rcode, one.seen().len()), (rcode, 1));
    }
}

#[tokio::test]
async fn without_edns_where_the_server_does_not_know_it() {
    for wire in [ResponseCode::FormErr, ResponseCode::NotImp, ResponseCode::BADVERS] {
        for with_question in [true, false] {
            let one = Responder::start(move |seen| {
                let mut message = if seen.message().edns.is_none() {
                    authoritative(seen, vec![soa("a.test")])
                } else {
                    code(seen, wire)
                };
                if seen.message().edns.is_some() && !with_question && wire != ResponseCode::BADVERS
                {
                    message = Message::new(seen.id(), MessageType::Response, OpCode::Query);
                    message.metadata.response_code = wire;
                }
                now(seen, &message)
            })
            .await;
            let query = crate::soa("a.test").with_dnssec();
            let reply = ask(one.address, PATIENT, query).await.unwrap();
            assert!(reply.authoritative && reply.rcode == Rcode::NoError, "{wire} {reply:?}");
            assert_eq!(one.seen().len(), 2);
        }
    }
}

#[tokio::test]
async fn an_error_that_stays_is_told() {
    let one = Responder::start(|seen| now(seen, &code(seen, ResponseCode::FormErr))).await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.rcode, one.seen().len()), (Rcode::FormErr, 2));
    let one = Responder::start(|seen| match seen.message().edns {
        Some(_) => now(seen, &code(seen, ResponseCode::NotImp)),
        None => vec![],
    })
    .await;
    let reply = ask(one.address, SHORT, crate::soa("a.test")).await.unwrap();
    assert_eq!(reply.rcode, Rcode::NotImp, "silence without EDNS does not undo the answer with it");
}

#[tokio::test]
async fn a_lost_packet_is_sent_again() {
    let one = Responder::start(|seen| match seen.nth {
        0 => vec![],
        _ => now(seen, &authoritative(seen, vec![])),
    })
    .await;
    let reply = ask(one.address, SECOND, crate::soa("a.test")).await.unwrap();
    assert!(reply.took >= SECOND, "{:?}", reply.took);
    let seen = one.seen();
    assert_eq!((seen.len(), seen[0].id()), (2, seen[1].id()));
}

#[tokio::test]
async fn an_answer_that_comes_late_counts_in_the_second_try() {
    let one = Responder::start(|seen| match seen.nth {
        0 => after(SECOND * 3 / 2, seen, &authoritative(seen, vec![])),
        _ => vec![],
    })
    .await;
    let reply = ask(one.address, SECOND, crate::soa("a.test")).await.unwrap();
    assert!(reply.took >= SECOND * 3 / 2, "{:?}", reply.took);
    assert_eq!(one.seen().len(), 2);
}

#[tokio::test]
async fn silence_is_told_after_two_tries_and_one_by_tcp() {
    let one = Responder::start(|_| vec![(Duration::from_mins(1), vec![])]).await;
    let begun = std::time::Instant::now();
    let heard = ask(one.address, SHORT, crate::soa("a.test")).await;
    assert_eq!(heard, Err(CouldNotAsk::TimedOut));
    assert!(begun.elapsed() >= SHORT * 3 && begun.elapsed() < SHORT * 3 + PATIENT);
    assert_eq!((one.count(Transport::Udp), one.count(Transport::Tcp)), (2, 1));
}

#[tokio::test]
async fn a_resolver_that_is_silent_is_not_asked_by_tcp() {
    let one = Responder::start(|_| vec![]).await;
    let asker = Asker::new(Settings { resolvers: vec![one.address], ..settings(SHORT) });
    let query = Query::recursive(name("a.test"), RecordType::Ns);
    assert_eq!(resolver(&asker, query).await, Err(CouldNotAsk::TimedOut));
    assert_eq!((one.count(Transport::Udp), one.count(Transport::Tcp)), (2, 0));
}

#[tokio::test]
async fn a_closed_port_is_told_at_once() {
    let begun = std::time::Instant::now();
    let heard = ask(closed(), PATIENT, crate::soa("a.test")).await;
    assert_eq!(heard, Err(CouldNotAsk::ConnectionRefused));
    assert!(begun.elapsed() < PATIENT);
}

#[tokio::test]
async fn an_address_without_a_way_to_it_is_told_in_the_systems_words() {
    // A link-local address without its link.
    let heard = ask("[fe80::1]:53".parse().unwrap(), SHORT, crate::soa("a.test")).await;
    let Err(CouldNotAsk::Unreachable(words)) = heard else { panic!("{heard:?}") };
    assert!(!words.is_empty() && !words.contains("os error"), "{words}");
}

#[tokio::test]
async fn ipv6_is_asked_like_ipv4() {
    let script = |seen: &_| now(seen, &authoritative(seen, vec![]));
    let Ok(six) = Responder::at("[::1]:0", script).await else {
        eprintln!("not run: this machine has no IPv6 loopback");
        return;
    };
    let four = Responder::start(script).await;
    let hosts = [("ns.test", six.address), ("ns.test", four.address), ("ns.test", closed())];
    let asker = Asker::new(with_hosts(PATIENT, &hosts));
    let queries = vec![crate::soa("a.test"), crate::soa("b.test")];
    let seen = server(&asker, "ns.test", queries).await.addresses.unwrap();
    let told: Vec<(_, Vec<bool>)> = seen
        .iter()
        .map(|one| (one.address, one.replies.iter().map(Result::is_ok).collect()))
        .collect();
    assert_eq!(told[0], (six.address, vec![true, true]));
    assert_eq!(told[1], (four.address, vec![true, true]));
    assert_eq!(told[2].1, [false, false]);
}

#[tokio::test]
async fn nobody_is_asked_where_asking_is_off() {
    let one = Responder::start(|seen| now(seen, &reply(seen))).await;
    let on = with_hosts(PATIENT, &[("ns.test", one.address)]);
    for asker in [Asker::off(), Asker::new(Settings { ask: false, ..on })] {
        assert!(!asker.asks());
        let sighting = server(&asker, "ns.test", vec![crate::soa("a.test")]).await;
        let Err(Unresolved::CouldNotAsk(CouldNotAsk::NotAllowed(why))) = sighting.addresses else {
            panic!("{sighting:?}")
        };
        assert!(why.contains("turned off"), "{why}");
    }
    assert!(one.seen().is_empty());
    assert!(Asker::new(settings(SHORT)).asks());
}

#[tokio::test]
async fn a_type_that_can_not_be_asked_for_is_told() {
    let one = Responder::start(|seen| now(seen, &authoritative(seen, vec![ns("a.", "b.")]))).await;
    let query = Query::authoritative(name("a.test"), RecordType::parse("NO SUCH TYPE"));
    let heard = ask(one.address, SHORT, query).await;
    assert!(matches!(heard, Err(CouldNotAsk::NotAllowed(_))), "{heard:?}");
    assert!(one.seen().is_empty());
}
