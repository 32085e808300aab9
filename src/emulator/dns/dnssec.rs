//! DNSSEC material of a signed zone: its keys, signatures, proofs that something is not there.
//!
//! Signatures are opaque bytes: nothing here verifies one, and a validator that does would find
//! every zone bogus. Keys, their tags and digests are real, so that DS records can be compared.

use std::fmt::Write as _;

use aws_smithy_types::base64;
use hickory_proto::dnssec::rdata::DNSKEY;
use hickory_proto::dnssec::{Algorithm, DigestType, PublicKeyBuf};
use hickory_proto::rr::RecordType;

use super::rr::{Data, Rr, uncompressed, wire_name};
use crate::emulator::name::{Name, NameError};
use crate::emulator::zone::{KeySigningKey, Zone};

/// ECDSA P-256 with SHA-256 (RFC 6605), the one algorithm that Route 53 signs with.
const ALGORITHM: u8 = 13;
const KEY_SIGNING: u16 = 257;
const ZONE_SIGNING: u16 = 256;
/// Route 53's TTL of DNSKEY sets.
const KEYS_TTL: u32 = 3600;
/// 14 November 2023 to 19 January 2038, in seconds since 1970.
const VALID: [u32; 2] = [1_700_000_000, 0x7fff_ffff];
/// NXNAME (RFC 9824 §3.1): in a proof, the name does not exist.
pub(super) const NXNAME: RecordType = RecordType::Unknown(128);

impl KeySigningKey {
    /// An active key that is always the same for one zone and name of the key, with its true tag
    /// and digest.
    ///
    /// # Errors
    /// If `zone` is no domain name.
    pub fn made(zone: &str, name: &str) -> Result<KeySigningKey, NameError> {
        Ok(made(&Name::parse(zone)?, name))
    }

    /// The DS record that vouches for it, in presentation format.
    #[must_use]
    pub fn ds(&self) -> String {
        format!("{} {ALGORITHM} 2 {}", self.tag, self.digest)
    }
}

/// The key of a zone, which may be the root.
pub(super) fn made(zone: &Name, name: &str) -> KeySigningKey {
    let public = invented(&format!("{zone}{name}"));
    let digest = digest(zone, KEY_SIGNING, &public, DigestType::SHA256).unwrap_or_default();
    KeySigningKey {
        name: name.to_owned(),
        status: "ACTIVE".to_owned(),
        tag: tag(&key_data(KEY_SIGNING, &public)),
        digest: upper_hexadecimal(&digest),
        public_key: base64::encode(&public),
    }
}

/// Whether the zone is served with DNSSEC material.
pub(super) fn is_signed(zone: &Zone) -> bool {
    zone.signing.status == "SIGNING"
}

/// The keys that stand at the apex: the key-signing keys that are in use, and one that signs.
pub(super) fn keys(zone: &Zone) -> Vec<Rr> {
    let mut data: Vec<Vec<u8>> =
        in_use(zone).map(|key| key_data(KEY_SIGNING, &public(key))).collect();
    data.push(zone_key(zone));
    let record = |data| Rr {
        owner: zone.name.clone(),
        kind: RecordType::DNSKEY,
        ttl: KEYS_TTL,
        data: Data::Bytes(data),
    };
    data.into_iter().map(record).collect()
}

/// The key-signing keys that are served: those that are not, or no more, used to sign.
fn in_use(zone: &Zone) -> impl Iterator<Item = &KeySigningKey> {
    zone.signing.keys.iter().filter(|key| !matches!(key.status.as_str(), "INACTIVE" | "DELETING"))
}

/// The DS records that vouch for the zone's keys in use, in presentation format.
pub(super) fn vouching(zone: &Zone) -> Vec<String> {
    in_use(zone).filter(|_| is_signed(zone)).map(KeySigningKey::ds).collect()
}

/// A signature over one set: shaped as one, with the tag of the key it is said to be made with.
pub(super) fn signature(zone: &Zone, set: &[Rr]) -> Option<Rr> {
    let first = set.first()?;
    let tag = if first.kind == RecordType::DNSKEY {
        in_use(zone).map(|key| tag(&key_data(KEY_SIGNING, &public(key)))).next()?
    } else {
        tag(&zone_key(zone))
    };
    let mut data = u16::from(first.kind).to_be_bytes().to_vec();
    let labels = first.owner.labels().len() - usize::from(first.owner.is_wildcard());
    data.extend([ALGORITHM, u8::try_from(labels).unwrap_or_default()]);
    data.extend(first.ttl.to_be_bytes());
    let [from, until] = VALID;
    data.extend(until.to_be_bytes());
    data.extend(from.to_be_bytes());
    data.extend(tag.to_be_bytes());
    data.extend(uncompressed(&zone.name));
    data.extend(invented(&format!("{}{}", first.owner, first.kind)));
    let (owner, ttl) = (first.owner.clone(), first.ttl);
    Some(Rr { owner, kind: RecordType::RRSIG, ttl, data: Data::Bytes(data) })
}

/// An NSEC record made for one question: at the name asked for, and up to the very next name that
/// there can be (RFC 4470, RFC 9824).
pub(super) fn denial(owner: &Name, ttl: u32, types: &[RecordType]) -> Rr {
    // A name that has no room for a label more is followed by itself: nothing else is denied.
    let next = owner.child(&[0]).unwrap_or_else(|| owner.clone());
    let mut data = uncompressed(&next);
    let mut all: Vec<u16> = types.iter().map(|kind| u16::from(*kind)).collect();
    all.extend([RecordType::RRSIG, RecordType::NSEC].map(u16::from));
    all.sort_unstable();
    all.dedup();
    // One window of the bitmap for each 256 types (RFC 4034 §4.1.2).
    for window in all.chunk_by(|one, two| one >> 8 == two >> 8) {
        let mut bits = [0_u8; 32];
        let mut length = 0;
        for kind in window {
            let at = usize::from(kind & 0xff);
            if let Some(byte) = bits.get_mut(at / 8) {
                *byte |= 0x80 >> (at % 8);
            }
            length = at / 8 + 1;
        }
        let number = window.first().map_or(0, |kind| kind >> 8);
        data.extend([u8::try_from(number), u8::try_from(length)].map(Result::unwrap_or_default));
        data.extend(bits.get(..length).unwrap_or_default());
    }
    Rr { owner: owner.clone(), kind: RecordType::NSEC, ttl, data: Data::Bytes(data) }
}

/// Whether a DS record is the digest of one of these keys, and whether it is of a kind that can be
/// told: SHA-256 or SHA-384.
pub(super) fn vouches(zone: &Name, ds: &[u8], keys: &[Rr]) -> Option<bool> {
    let [high, low, algorithm, digest_type, digest @ ..] = ds else {
        return None;
    };
    let digest_type = match digest_type {
        2 => DigestType::SHA256,
        4 => DigestType::SHA384,
        _ => return None,
    };
    let wanted = u16::from_be_bytes([*high, *low]);
    Some(keys.iter().any(|key| {
        let Data::Bytes(data) = &key.data else {
            return false;
        };
        let [high, low, _protocol, of, public @ ..] = data.as_slice() else {
            return false;
        };
        let flags = u16::from_be_bytes([*high, *low]);
        of == algorithm
            && tag(data) == wanted
            && self::digest(zone, flags, public, digest_type).as_deref() == Some(digest)
    }))
}

fn public(key: &KeySigningKey) -> Vec<u8> {
    base64::decode(&key.public_key).unwrap_or_default()
}

fn zone_key(zone: &Zone) -> Vec<u8> {
    key_data(ZONE_SIGNING, &invented(&format!("{} signs", zone.id)))
}

fn key_data(flags: u16, public: &[u8]) -> Vec<u8> {
    let [high, low] = flags.to_be_bytes();
    // The protocol is always 3 (RFC 4034 §2.1.2).
    [&[high, low, 3, ALGORITHM], public].concat()
}

/// The key tag (RFC 4034 appendix B).
fn tag(data: &[u8]) -> u16 {
    let sum: u32 = data
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u32::from(u16::from_be_bytes([*high, *low])),
            [high] => u32::from(*high) << 8,
            _ => 0,
        })
        .sum();
    let folded = (sum + (sum >> 16 & 0xffff)) & 0xffff;
    u16::try_from(folded).unwrap_or_default()
}

fn digest(zone: &Name, flags: u16, public: &[u8], digest_type: DigestType) -> Option<Vec<u8>> {
    let public = PublicKeyBuf::new(public.to_vec(), Algorithm::ECDSAP256SHA256);
    let key = DNSKEY::with_flags(flags, public);
    let digest = key.to_digest(&wire_name(zone)?, digest_type).ok()?;
    Some(digest.as_ref().to_vec())
}

fn upper_hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// As many bytes as a P-256 key or signature has, always the same for one text.
fn invented(text: &str) -> Vec<u8> {
    let mut state = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut bytes = Vec::new();
    for _ in 0..8 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        bytes.extend((state ^ state >> 29).to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_made_are_real_enough_for_their_ds() {
        let zone = Name::parse("signed.example.com").unwrap();
        let key = made(&zone, "one");
        let mut signed = Zone::new("Z1", zone.clone());
        signed.signing.status = "SIGNING".to_owned();
        signed.signing.keys = vec![key.clone(), made(&zone, "two")];
        let served = keys(&signed);
        assert_eq!(served.len(), 3);
        let ds = super::super::presentation::data(crate::emulator::RecordType::Ds, &key.ds());
        let Some(Data::Bytes(ds)) = ds else { panic!("{}", key.ds()) };
        assert_eq!(vouches(&zone, &ds, &served), Some(true));
        assert_eq!(vouches(&zone, &ds, &served[1..]), Some(false));
        assert_eq!(vouches(&Name::parse("example.com").unwrap(), &ds, &served), Some(false));
        signed.signing.keys[0].status = "INACTIVE".to_owned();
        assert_eq!(vouches(&zone, &ds, &keys(&signed)), Some(false));
        let sha1 = [&ds[..3], &[1], &ds[4..]].concat();
        assert_eq!(vouches(&zone, &sha1, &served), None);
    }

    /// Those of the demo's key were computed by another program.
    #[test]
    fn tag_and_digest_are_those_of_other_programs() {
        let zone = Name::parse("example.net").unwrap();
        let public = base64::decode(
            "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
        );
        let public = public.unwrap();
        assert_eq!(tag(&key_data(KEY_SIGNING, &public)), 55648);
        let digest = digest(&zone, KEY_SIGNING, &public, DigestType::SHA256).unwrap();
        assert_eq!(
            upper_hexadecimal(&digest),
            "B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17"
        );
    }

    #[test]
    fn a_denial_names_its_types_in_windows() {
        let owner = Name::parse("a.example").unwrap();
        let Data::Bytes(data) = denial(&owner, 60, &[RecordType::NS, RecordType::CAA]).data else {
            panic!("bytes");
        };
        let next = b"\x01\x00\x01a\x07example\x00";
        // NS 2, RRSIG 46, NSEC 47; CAA is 257.
        assert_eq!(data, [&next[..], &[0, 6, 0x20, 0, 0, 0, 0, 3, 1, 1, 0x40]].concat());
    }
}
