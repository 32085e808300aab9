//! Records of an answer, as zonecut's own words have them.

use hickory_proto::dnssec::rdata::{DNSKEY, DNSSECRData};
use hickory_proto::dnssec::{Algorithm, DigestType};
use hickory_proto::rr::rdata::SOA;
use hickory_proto::rr::{
    DNSClass, Name as WireName, RData, Record as WireRecord, RecordType as WireType,
};

use super::nsec3::Places;
use crate::dns::{Dnskey, Ds, Name, NameError, Record, RecordData, RecordType, Soa};

/// Records that are taken of a section, at most: far more than any zone cut has.
const MOST: usize = 512;

/// The largest TTL; those above it mean 0 (RFC 2181 §8).
const MAX_TTL: u32 = i32::MAX.cast_unsigned();

/// The digests that are made of a key: SHA-1, SHA-256, SHA-384.
const DIGESTS: [DigestType; 3] = [DigestType::SHA1, DigestType::SHA256, DigestType::SHA384];

/// The records of a section in their order, those of other classes and names that can't be left
/// out. `asked` is the name of the question.
pub(super) fn section(records: &[WireRecord], asked: &Name) -> Vec<Record> {
    let mut places = Places::new(asked);
    let internet = records.iter().filter(|record| record.dns_class == DNSClass::IN);
    internet.take(MOST).filter_map(|one| record(one, &mut places).ok()).collect()
}

fn record(record: &WireRecord, places: &mut Places) -> Result<Record, NameError> {
    let owner = name(&record.name)?;
    let data = match &record.data {
        RData::NS(server) => RecordData::Ns(name(&server.0)?),
        RData::SOA(SOA { mname, serial, minimum, .. }) => {
            RecordData::Soa(Soa { mname: name(mname)?, serial: *serial, minimum: *minimum })
        }
        RData::A(address) => RecordData::A(address.0),
        RData::AAAA(address) => RecordData::Aaaa(address.0),
        RData::CNAME(target) => RecordData::Cname(name(&target.0)?),
        RData::DNSSEC(DNSSECRData::DS(ds)) => RecordData::Ds(Ds::new(
            ds.key_tag(),
            ds.algorithm().into(),
            ds.digest_type().into(),
            ds.digest(),
        )),
        RData::DNSSEC(DNSSECRData::DNSKEY(key)) => match dnskey(key, &record.name) {
            Some(key) => RecordData::Dnskey(key),
            None => RecordData::Other(RecordType::parse("DNSKEY")),
        },
        RData::DNSSEC(DNSSECRData::NSEC(nsec)) => RecordData::Nsec {
            next: name(nsec.next_domain_name())?,
            types: nsec.type_bit_maps().map(record_type).collect(),
        },
        RData::DNSSEC(DNSSECRData::NSEC3(nsec3)) => RecordData::Nsec3 {
            opt_out: nsec3.opt_out(),
            types: nsec3.type_bit_maps().map(record_type).collect(),
            place: places.of(nsec3, &owner),
        },
        RData::DNSSEC(DNSSECRData::RRSIG(rrsig)) => {
            RecordData::Rrsig(record_type(rrsig.input().type_covered))
        }
        other => RecordData::Other(record_type(other.record_type())),
    };
    let ttl = if record.ttl > MAX_TTL { 0 } else { record.ttl };
    Ok(Record { name: owner, ttl, data })
}

/// `None` where the library can't write the key down again, so that it has no tag.
fn dnskey(key: &DNSKEY, owner: &WireName) -> Option<Dnskey> {
    let key_tag = key.calculate_key_tag().ok()?;
    let algorithm = algorithm(key);
    let digest = |kind: DigestType| {
        let digest = key.to_digest(owner, kind).ok()?;
        Some(Ds::new(key_tag, algorithm, kind.into(), digest.as_ref()))
    };
    let digests = DIGESTS.into_iter().filter_map(digest).collect();
    Some(Dnskey { flags: key.flags(), algorithm, key_tag, digests })
}

fn algorithm(key: &DNSKEY) -> u8 {
    use hickory_proto::dnssec::PublicKey as _;
    let algorithm: Algorithm = key.public_key().algorithm();
    algorithm.into()
}

/// A name from the wire, octet by octet.
pub(super) fn name(name: &WireName) -> Result<Name, NameError> {
    Name::from_octets(name.iter())
}

/// A type by its mnemonic, or as `TYPE65280` (RFC 3597 §5) where it has none.
pub(super) fn record_type(rtype: WireType) -> RecordType {
    match rtype {
        WireType::Unknown(number) => RecordType::parse(&format!("TYPE{number}")),
        known => RecordType::parse(&known.to_string()),
    }
}
