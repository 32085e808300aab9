//! What a liar sends: a clear outcome, in the time and the memory that are given.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use hickory_proto::op::{MessageType, OpCode};
use zonecut::dns::{CouldNotAsk, Rcode, Transport};

use crate::responder::{Out, Responder, Seen, framed, now};
use crate::wire::{authoritative, ns, reply, soa, wire};
use crate::{PATIENT, SHORT, ask};

/// Right away, these packets.
fn packets(all: impl IntoIterator<Item = Vec<u8>>) -> Out {
    all.into_iter().map(|bytes| (Duration::ZERO, bytes)).collect()
}

fn honest(seen: &Seen) -> Vec<u8> {
    authoritative(seen, vec![soa("a.test")]).to_vec().unwrap()
}

type Lie = fn(&Seen) -> Vec<u8>;

/// Packets that answer something else, or are no answers.
const STRAYS: [(&str, Lie); 10] = [
    ("wrong id", |seen| {
        let mut bytes = honest(seen);
        bytes[0] ^= 1;
        bytes
    }),
    ("wrong name", |seen| {
        let mut message = authoritative(seen, vec![]);
        message.queries[0].name = wire("b.test");
        message.to_vec().unwrap()
    }),
    ("wrong type", |seen| {
        let mut message = authoritative(seen, vec![]);
        message.queries[0].query_type = hickory_proto::rr::RecordType::NS;
        message.to_vec().unwrap()
    }),
    ("wrong class", |seen| {
        let mut message = authoritative(seen, vec![]);
        message.queries[0].query_class = hickory_proto::rr::DNSClass::CH;
        message.to_vec().unwrap()
    }),
    ("the question itself", |seen| seen.bytes.clone()),
    ("a question with records", |seen| {
        let mut message = authoritative(seen, vec![soa("a.test")]);
        message.metadata.message_type = MessageType::Query;
        message.to_vec().unwrap()
    }),
    ("another opcode", |seen| {
        let mut message = authoritative(seen, vec![]);
        message.metadata.op_code = OpCode::Status;
        message.to_vec().unwrap()
    }),
    ("no question", |seen| {
        let mut message = authoritative(seen, vec![soa("a.test")]);
        message.queries.clear();
        message.to_vec().unwrap()
    }),
    ("two questions", |seen| {
        let mut message = authoritative(seen, vec![]);
        message.queries.push(message.queries[0].clone());
        message.to_vec().unwrap()
    }),
    ("nothing", |_| vec![]),
];

/// Packets that are meant as the answer and can't be read.
const GARBAGE: [(&str, Lie); 7] = [
    ("the id alone", |seen| seen.bytes[..2].to_vec()),
    ("half a header", |seen| honest(seen)[..7].to_vec()),
    ("half an answer", |seen| {
        let bytes = honest(seen);
        bytes[..bytes.len() - 30].to_vec()
    }),
    ("a question that is its own name", |seen| {
        let mut bytes = honest(seen)[..12].to_vec();
        bytes.extend([0xc0, 12, 0, 6, 0, 1]);
        bytes
    }),
    ("an owner that points at itself", |seen| {
        let mut bytes = one_record(seen);
        let at = u8::try_from(bytes.len()).unwrap();
        bytes.extend([0xc0, at, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, 12]);
        bytes
    }),
    ("two names that point at each other", |seen| {
        let mut bytes = one_record(seen);
        let at = u8::try_from(bytes.len()).unwrap();
        bytes.extend([0xc0, at + 12, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, at]);
        bytes
    }),
    ("more records than there are", |seen| {
        let mut bytes = honest(seen);
        bytes[6..8].copy_from_slice(&[255, 255]);
        bytes
    }),
];

/// Header and question of an answer that says it has one record.
fn one_record(seen: &Seen) -> Vec<u8> {
    let mut message = reply(seen);
    message.edns = None;
    let mut bytes = message.to_vec().unwrap();
    bytes[7] = 1;
    bytes
}

#[tokio::test]
async fn strays_do_not_keep_the_answer_out() {
    for (what, lie) in STRAYS {
        let one = Responder::start(move |seen| packets([lie(seen), lie(seen), honest(seen)])).await;
        let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
        assert!(heard.is_ok_and(|reply| reply.authoritative), "{what}");
        assert_eq!(one.seen().len(), 1, "{what}");
    }
}

#[tokio::test]
async fn strays_alone_are_no_answer_and_gain_no_time() {
    for (what, lie) in STRAYS {
        let one = Responder::start(move |seen| packets([lie(seen), lie(seen)])).await;
        let begun = Instant::now();
        let heard = ask(one.address, SHORT, crate::soa("a.test")).await;
        let Err(CouldNotAsk::Garbled(why)) = heard else { panic!("{what}: {heard:?}") };
        assert!(why.contains("no answer to the question"), "{why}");
        assert!(begun.elapsed() < SHORT * 2 + PATIENT, "{what}");
        assert_eq!(one.seen().len(), 2, "{what}");
    }
}

#[tokio::test]
async fn a_flood_of_strays_is_left_before_its_end() {
    let one = Responder::start(|seen| {
        let mut bytes = honest(seen);
        bytes[0] ^= 1;
        (0..50_000).map(|n| (Duration::from_micros(n % 2), bytes.clone())).collect()
    })
    .await;
    let begun = Instant::now();
    let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
    assert!(matches!(heard, Err(CouldNotAsk::Garbled(_))), "{heard:?}");
    assert!(begun.elapsed() < PATIENT * 2, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn packets_of_others_are_not_let_in() {
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    let one = Responder::start(move |seen| {
        let mut forged = authoritative(seen, vec![ns("a.test", "ns.evil")]);
        forged.metadata.response_code = hickory_proto::op::ResponseCode::NXDomain;
        stranger.send_to(&forged.to_vec().unwrap(), seen.from).unwrap();
        vec![(Duration::from_millis(50), honest(seen))]
    })
    .await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.rcode, reply.answers.len()), (Rcode::NoError, 1));
}

#[tokio::test]
async fn what_can_not_be_read_is_told_at_once() {
    for (what, lie) in GARBAGE {
        for transport in [Transport::Udp, Transport::Tcp] {
            let one = Responder::start(move |seen| {
                if seen.transport == transport {
                    let bytes = lie(seen);
                    return packets([match transport {
                        Transport::Udp => bytes,
                        Transport::Tcp => framed(&bytes),
                    }]);
                }
                let mut message = reply(seen);
                message.metadata.truncation = true;
                now(seen, &message)
            })
            .await;
            let begun = Instant::now();
            let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
            let Err(CouldNotAsk::Garbled(why)) = heard else { panic!("{what}: {heard:?}") };
            assert!(!why.is_empty() && why.chars().count() <= 160, "{what}: {why}");
            assert!(begun.elapsed() < PATIENT, "{what}");
        }
    }
}

/// An answer as long as a message can be, each record of which unfolds to two names of 255 octets.
fn enormous(seen: &Seen) -> Vec<u8> {
    let mut message = reply(seen);
    message.edns = None;
    let mut bytes = message.to_vec().unwrap();
    let at = u16::try_from(bytes.len()).unwrap();
    // The first owner, written out: four labels, 255 octets with the root.
    for length in [63, 63, 63, 61] {
        bytes.push(length);
        bytes.extend(vec![b'x'; length.into()]);
    }
    bytes.extend([0, 0, 2, 0, 1, 0, 0, 0, 9, 0, 2]);
    let pointer = [0xc0 | u8::try_from(at >> 8).unwrap(), u8::try_from(at & 0xff).unwrap()];
    bytes.extend(pointer);
    let mut count: u16 = 1;
    while u16::try_from(bytes.len() + 14).is_ok() {
        bytes.extend(pointer);
        bytes.extend([0, 2, 0, 1, 0, 0, 0, 9, 0, 2]);
        bytes.extend(pointer);
        count += 1;
    }
    bytes[6..8].copy_from_slice(&count.to_be_bytes());
    bytes
}

#[tokio::test]
async fn thousands_of_records_cost_what_a_message_may_cost() {
    let one = Responder::start(|seen| match seen.transport {
        Transport::Tcp => packets([framed(&enormous(seen))]),
        Transport::Udp => {
            let mut message = reply(seen);
            message.metadata.truncation = true;
            now(seen, &message)
        }
    })
    .await;
    let before = resident();
    let begun = Instant::now();
    let mut kept = Vec::new();
    for _ in 0..20 {
        let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
        assert_eq!(reply.answers.len(), 512, "the rest is left out");
        kept.push(reply);
    }
    assert!(begun.elapsed() < PATIENT * 4, "{:?}", begun.elapsed());
    // 20 times 512 records with two names each of some 1,000 octets as text: 21 MB.
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after.saturating_sub(before) < 100_000, "{before} kB, then {after} kB");
    }
    drop(kept);
}

/// Memory of this process in kB, where the system tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test]
async fn the_largest_packet_is_no_trouble() {
    let one = Responder::start(|seen| match seen.transport {
        Transport::Udp => packets([enormous(seen)[..65_507].to_vec()]),
        Transport::Tcp => now(seen, &authoritative(seen, vec![soa("a.test")])),
    })
    .await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.transport, reply.answers.len()), (Transport::Tcp, 1));
}
