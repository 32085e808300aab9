//! Any octets as the answer of a name server.

use proptest::prelude::*;
use zonecut::dns::{Name, Query, RecordData, RecordType, Transport};
use zonecut::resolve::{Heard, Question};

use crate::{corpus, mangled};

/// What the packets of the corpus answer.
fn question() -> Question {
    let query = Query::authoritative(Name::from_user("a.example").unwrap(), RecordType::Ns);
    Question::new(&query.with_dnssec(), true).unwrap()
}

/// Reads octets as the answer to the question, whose id they are given.
fn read(bytes: &[u8]) -> Vec<Heard> {
    let question = question();
    let mut bytes = bytes.to_vec();
    for (octet, id) in bytes.iter_mut().zip(question.id().to_be_bytes()) {
        *octet = id;
    }
    let heard = [Transport::Udp, Transport::Tcp].map(|by| Heard::read(&bytes, &question, by));
    for one in &heard {
        match one {
            Heard::Stray | Heard::Truncated => {}
            Heard::Garbled(why) => assert!(!why.is_empty() && why.chars().count() <= 160),
            Heard::Answer(answer) => {
                let reply = &answer.reply;
                for section in [&reply.answers, &reply.authority, &reply.additional] {
                    // The shortest record has 11 octets.
                    assert!(section.len() <= 512.min(bytes.len() / 11));
                    for record in section {
                        assert!(record.name.as_route53().len() <= 4 * 255);
                        if let RecordData::Dnskey(key) = &record.data {
                            assert_eq!(key.digests.len(), 3);
                        }
                    }
                }
            }
        }
    }
    heard.to_vec()
}

#[test]
fn packets_of_the_corpus() {
    for (name, bytes) in corpus("packets") {
        let heard = read(&bytes);
        let file = name.rsplit(['/', '\\']).next().unwrap();
        let garbled = |one: &Heard| matches!(one, Heard::Garbled(_));
        match file {
            "truncated" => assert!(heard[0] == Heard::Truncated && garbled(&heard[1])),
            "loop" | "question-loop" | "counts-that-lie" => assert!(heard.iter().all(garbled)),
            _ => assert!(matches!(heard[0], Heard::Answer(_)), "{name}: {heard:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn any_packet(seed: u64) {
        read(&mangled("packets", seed, 1 << 12));
    }

    #[test]
    fn any_octets(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&bytes);
    }

    /// Behind a header and the question itself, so that the records are reached.
    #[test]
    fn any_records(counts in prop::array::uniform3(0..40_u8), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut packet = question().bytes()[..12].to_vec();
        packet[2] |= 0x84;
        for (at, count) in [7, 9, 11].into_iter().zip(counts) {
            packet[at] = count;
        }
        packet.extend(b"\x01a\x07example\x00\x00\x02\x00\x01");
        packet.extend(bytes);
        read(&packet);
    }
}
