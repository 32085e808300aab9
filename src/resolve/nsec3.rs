//! Where a name stands to NSEC3 records, by its hash (RFC 5155).

use hickory_proto::dnssec::rdata::NSEC3;
use hickory_proto::rr::Name as WireName;

use super::question::wire_name;
use crate::dns::{Name, Nsec3Place};

/// Rounds of hashing that are done for one record. RFC 9276 §3.1 wants none at all, and no
/// resolver goes as far.
const ROUNDS: u16 = 500;
/// Names hashed for one section: an honest one needs a few, and a hostile one gets no more.
const HASHES: usize = 64;
/// Octets of a SHA-1 hash.
const OCTETS: usize = 20;

/// Places one name among the NSEC3 records of a section.
pub(super) struct Places<'a> {
    asked: &'a Name,
    /// Of a salt, a number of rounds and a name.
    hashes: Vec<(Vec<u8>, u16, Name, Vec<u8>)>,
}

impl<'a> Places<'a> {
    /// For the name that was asked for.
    pub(super) fn new(asked: &'a Name) -> Self {
        Self { asked, hashes: Vec::new() }
    }

    /// How the name stands to a record of this owner. It is covered where it, or a name above it
    /// in the zone, would stand between the owner and the next: nothing is below what is not.
    pub(super) fn of(&mut self, record: &NSEC3, owner: &Name) -> Nsec3Place {
        self.place(record, owner).unwrap_or(Nsec3Place::Elsewhere)
    }

    fn place(&mut self, record: &NSEC3, owner: &Name) -> Option<Nsec3Place> {
        let (zone, label) = (owner.parent()?, owner.octets().next()?);
        if !self.asked.is_at_or_below(&zone) || record.iterations() > ROUNDS {
            return None;
        }
        let (from, to) = (base32hex(&label)?, record.next_hashed_owner_name());
        if from.len() != OCTETS || to.len() != OCTETS {
            return None;
        }
        let asked = self.asked;
        if self.hash(asked, record)? == from {
            return Some(Nsec3Place::Matches);
        }
        let inside = std::iter::once(asked.clone()).chain(asked.ancestors());
        for name in inside.take_while(|name| name.is_below(&zone)) {
            if is_between(&self.hash(&name, record)?, &from, to) {
                return Some(Nsec3Place::Covers);
            }
        }
        None
    }

    fn hash(&mut self, name: &Name, record: &NSEC3) -> Option<Vec<u8>> {
        let (salt, rounds) = (record.salt(), record.iterations());
        let known = self
            .hashes
            .iter()
            .find(|(with, times, of, _)| (with.as_slice(), *times, of) == (salt, rounds, name));
        if let Some((_, _, _, hash)) = known {
            return Some(hash.clone());
        }
        if self.hashes.len() >= HASHES {
            return None;
        }
        let wire: WireName = wire_name(name).ok()?;
        let hash = record.hash_algorithm().hash(salt, &wire, rounds).ok()?.as_ref().to_vec();
        self.hashes.push((salt.to_vec(), rounds, name.clone(), hash.clone()));
        Some(hash)
    }
}

/// Whether a hash stands after one and before the other, on the ring that the zone's hashes make.
fn is_between(hash: &[u8], from: &[u8], to: &[u8]) -> bool {
    if from < to { from < hash && hash < to } else { from < hash || hash < to }
}

/// The octets of a label in base 32 with the extended hex alphabet, unpadded (RFC 4648 §7).
fn base32hex(label: &[u8]) -> Option<Vec<u8>> {
    let (mut octets, mut bits, mut held) = (Vec::with_capacity(OCTETS), 0_u32, 0_u32);
    for digit in label {
        let value = char::from(*digit).to_digit(32)?;
        held = (held << 5 | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            octets.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_proto::dnssec::Nsec3HashAlgorithm;

    fn name(text: &str) -> Name {
        Name::from_user(text).unwrap()
    }

    /// The zone of RFC 5155 appendix A: salt aabbccdd, 12 more rounds.
    fn record(to: &str) -> NSEC3 {
        let next = base32hex(to.as_bytes()).unwrap();
        let salt = vec![0xaa, 0xbb, 0xcc, 0xdd];
        NSEC3::new(Nsec3HashAlgorithm::SHA1, true, 12, salt, next, [])
    }

    fn place(asked: &str, owner: &str, to: &str) -> Nsec3Place {
        Places::new(&name(asked)).of(&record(to), &name(owner))
    }

    #[test]
    fn names_find_their_place_in_the_zone_of_rfc_5155() {
        // Appendix A: H(a.example) = 35mthgpg…, H(c.example) = 4g6p9u5g…, H(x.w.example) = b4um86eg….
        let (a, ns1) = ("35mthgpgcu1qg68fab165klnsnk3dpvl", "2t7b4g4vsa5smi47k61mv5bv1a22bojr");
        let owner = format!("{a}.example");
        assert_eq!(
            place("a.example", &owner, "b4um86eghhds6nea196smvmlo4ors995"),
            Nsec3Place::Matches
        );
        // Appendix B.1: the next closer name c.x.w.example is covered by 0p9mhave…'s record.
        let apex = "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example";
        assert_eq!(place("a.c.x.w.example", apex, ns1), Nsec3Place::Covers);
        assert_eq!(place("c.x.w.example", apex, ns1), Nsec3Place::Covers);
        assert_eq!(place("a.example", apex, ns1), Nsec3Place::Elsewhere);
        // Another zone's record says nothing.
        assert_eq!(place("a.example", &format!("{a}.test"), ns1), Nsec3Place::Elsewhere);
        assert_eq!(place("a.example", "35mthgpg!.example", ns1), Nsec3Place::Elsewhere);
        assert_eq!(place("a.example", "example", ns1), Nsec3Place::Elsewhere);
    }

    #[test]
    fn the_last_record_of_a_zone_leads_to_the_first() {
        let (low, mid, high) = ([1; OCTETS], [5; OCTETS], [9; OCTETS]);
        assert!(is_between(&mid, &low, &high));
        assert!(!is_between(&low, &mid, &high));
        assert!(is_between(&low, &high, &mid));
        assert!(!is_between(&mid, &high, &mid));
        assert!(is_between(&low, &mid, &mid), "alone in its zone");
    }

    #[test]
    fn hostile_rounds_are_not_hashed() {
        let asked = name("a.example");
        let mut places = Places::new(&asked);
        let owner = name("35mthgpgcu1qg68fab165klnsnk3dpvl.example");
        let many = |salt: u32, rounds| {
            let salt = salt.to_be_bytes().to_vec();
            NSEC3::new(Nsec3HashAlgorithm::SHA1, false, rounds, salt, vec![0; OCTETS], [])
        };
        assert_eq!(places.of(&many(0, ROUNDS + 1), &owner), Nsec3Place::Elsewhere);
        assert!(places.hashes.is_empty());
        for salt in 0..500 {
            let _ = places.of(&many(salt, ROUNDS), &owner);
        }
        assert_eq!(places.hashes.len(), HASHES);
    }
}
