//! Records as zonecut's own words have them, DNSSEC's among them.

use hickory_proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS, NSEC, NSEC3, RRSIG, SigInput};
use hickory_proto::dnssec::{Algorithm, DigestType, Nsec3HashAlgorithm, PublicKeyBuf};
use hickory_proto::rr::rdata::{NULL, TXT};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType as WireType, SerialNumber};
use zonecut::dns::{Ds, Nsec3Place, RecordData, RecordType};

use crate::responder::{Responder, now};
use crate::wire::{authoritative, cname, ns, record, wire};
use crate::{PATIENT, ask, name};

/// What these records are read as, asked for `a.test`.
async fn read(records: Vec<Record>) -> Vec<RecordData> {
    let one = Responder::start(move |seen| now(seen, &authoritative(seen, records.clone()))).await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    reply.answers.into_iter().map(|record| record.data).collect()
}

fn dnssec(owner: &str, data: DNSSECRData) -> Record {
    record(owner, RData::DNSSEC(data))
}

fn types(all: &[&str]) -> Vec<RecordType> {
    all.iter().map(|text| RecordType::parse(text)).collect()
}

#[tokio::test]
async fn a_key_has_its_tag_and_its_digests() {
    // RFC 6605 §6.1: ECDSA P-256, example.net.
    let key =
        "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==";
    let key = DNSKEY::with_flags(257, PublicKeyBuf::new(base64(key), Algorithm::ECDSAP256SHA256));
    let read = read(vec![dnssec("Example.net", DNSSECRData::DNSKEY(key))]).await;
    let [RecordData::Dnskey(key)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((key.flags, key.algorithm, key.key_tag), (257, 13, 55648));
    let published =
        Ds::parse("55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17");
    assert!(key.digests.contains(&published.unwrap()), "{:?}", key.digests);
    let kinds: Vec<u8> = key.digests.iter().map(|ds| ds.digest_type).collect();
    assert_eq!(kinds, [1, 2, 4]);
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        held = held << 6 | u32::try_from(DIGITS.iter().position(|d| *d == digit).unwrap()).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    out
}

#[tokio::test]
async fn ds_keep_all_their_fields_known_or_not() {
    let ds = |algorithm, kind, digest: &[u8]| {
        let ds = DS::new(60485, Algorithm::from_u8(algorithm), kind, digest.to_vec());
        dnssec("a.test", DNSSECRData::DS(ds))
    };
    let read = read(vec![
        ds(5, DigestType::SHA256, &[0xab, 0x01]),
        ds(200, DigestType::Unknown(9), &[0xff]),
    ])
    .await;
    let expected = ["60485 5 2 ab01", "60485 200 9 ff"];
    let expected = expected.map(|text| RecordData::Ds(Ds::parse(text).unwrap()));
    assert_eq!(read, expected);
}

#[tokio::test]
async fn proofs_of_absence_are_read() {
    let hash = |text: &str| {
        let hash = Nsec3HashAlgorithm::SHA1.hash(&[1], &wire(text), 3).unwrap();
        hash.as_ref().to_vec()
    };
    let label = |octets: &[u8]| {
        let bits = octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1));
        let bits: Vec<u8> = bits.collect();
        let digit = |five: &[u8]| five.iter().fold(0, |value, bit| value << 1 | u32::from(*bit));
        let digits = bits.chunks(5).map(digit);
        digits.map(|digit| char::from_digit(digit, 32).unwrap()).collect::<String>()
    };
    let step = |octets: &[u8], by: i16| {
        let mut octets = octets.to_vec();
        let last = i16::from(octets[19]) + by;
        octets[19] = u8::try_from(last.clamp(0, 255)).unwrap();
        octets
    };
    let own = hash("a.test");
    let (before, behind) = (step(&own, -1), step(&own, 1));
    assert!(before < own && own < behind, "chosen so that there is room");
    let nsec3 = |owner: &[u8], next: &[u8], opt_out| {
        let types = [WireType::NS, WireType::RRSIG];
        let sha1 = Nsec3HashAlgorithm::SHA1;
        let nsec3 = NSEC3::new(sha1, opt_out, 3, vec![1], next.to_vec(), types);
        dnssec(&format!("{}.test", label(owner)), DNSSECRData::NSEC3(nsec3))
    };
    let nsec = NSEC::new(wire("B.test"), [WireType::NS, WireType::NSEC, WireType::from(65280)]);
    let read = read(vec![
        dnssec("a.test", DNSSECRData::NSEC(nsec)),
        nsec3(&own, &behind, false),
        nsec3(&before, &behind, true),
        nsec3(&behind, &before, false),
        nsec3(&behind, &step(&own, 2), false),
    ])
    .await;
    let expected =
        RecordData::Nsec { next: name("b.test"), types: types(&["NS", "NSEC", "TYPE65280"]) };
    assert_eq!(read[0], expected);
    let nsec3 =
        |opt_out, place| RecordData::Nsec3 { opt_out, types: types(&["NS", "RRSIG"]), place };
    assert_eq!(read[1], nsec3(false, Nsec3Place::Matches));
    assert_eq!(read[2], nsec3(true, Nsec3Place::Covers));
    assert_eq!(read[3], nsec3(false, Nsec3Place::Elsewhere));
    assert_eq!(read[4], nsec3(false, Nsec3Place::Elsewhere));
}

#[tokio::test]
async fn signatures_and_all_else_are_told_by_type() {
    let input = SigInput {
        type_covered: WireType::DS,
        algorithm: Algorithm::ECDSAP256SHA256,
        num_labels: 2,
        original_ttl: 300,
        sig_expiration: SerialNumber::new(2),
        sig_inception: SerialNumber::new(1),
        key_tag: 1,
        signer_name: Name::root(),
    };
    let other = RData::Unknown { code: WireType::from(65280), rdata: NULL::with(vec![1, 2]) };
    let read = read(vec![
        dnssec("a.test", DNSSECRData::RRSIG(RRSIG::from_sig(input, vec![1; 64]))),
        record("a.test", RData::TXT(TXT::new(vec!["\u{1b}[31m".to_owned()]))),
        record("a.test", other),
        cname("a.test", "B.test"),
    ])
    .await;
    assert_eq!(
        read,
        [
            RecordData::Rrsig(RecordType::Ds),
            RecordData::Other(RecordType::parse("TXT")),
            RecordData::Other(RecordType::parse("TYPE65280")),
            RecordData::Cname(name("b.test")),
        ]
    );
}

#[tokio::test]
async fn odd_octets_in_names_are_kept_and_other_classes_are_not() {
    let mut other = ns("a.test", "ns.test");
    other.dns_class = DNSClass::CH;
    let odd = Name::from_labels([&b"0/25"[..], b"\x1b.\xe4", b"TEST"]).unwrap();
    let server = RData::NS(hickory_proto::rr::rdata::NS(odd));
    let read = read(vec![other, record("a.test", server)]).await;
    assert_eq!(read, [RecordData::Ns(name("0\\05725.\\033\\056\\344.test"))]);
    assert!(read.iter().all(|data| !format!("{data:?}").contains('\u{1b}')));
}

#[tokio::test]
async fn a_ttl_beyond_its_range_means_none() {
    let one = Responder::start(|seen| {
        let mut record = ns("a.test", "ns.test");
        record.ttl = u32::MAX;
        now(seen, &authoritative(seen, vec![record]))
    })
    .await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!(reply.answers[0].ttl, 0);
}
