//! Whether the DS at a cut vouch for a key that the child really has (RFC 4035 §5.2: one that
//! does is enough).

use crate::cut::vouching::is_signed;
use crate::dns::{Dnskey, Ds};
use crate::zone::{Fault, Signing};

/// Digest types that validators know: SHA-1, SHA-256 and SHA-384 (RFC 8624 §3.3). DS of other
/// types are passed over, as if they were not there (RFC 4035 §5.2).
const KNOWN_DIGESTS: [u8; 3] = [1, 2, 4];

/// What is known of keys and DS.
pub(super) struct Keys<'a> {
    /// The DS at the cut.
    pub(super) ds: &'a [Ds],
    /// What each address that speaks for the child told of its keys.
    pub(super) served: Vec<&'a [Dnskey]>,
    /// `GetDNSSEC` of the child that the parent names.
    pub(super) child: Option<&'a Result<Signing, Fault>>,
    /// `GetDNSSEC` of the parent.
    pub(super) parent: Option<&'a Result<Signing, Fault>>,
    /// Whether the parent's servers serve keys at its apex; `None` where none was asked, or could
    /// tell.
    pub(super) apex: Option<bool>,
}

/// What the DS at a cut do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Vouched {
    /// There are none that count.
    NoDs,
    /// One of them matches a key.
    Holds,
    /// The parent is not signed: nobody trusts them.
    Idle,
    /// None matches a key, for this reason.
    Broken(String),
    /// It can't be told, for this reason.
    Unknown(String),
}

/// The DS by which validators go.
pub(super) fn counting(ds: &[Ds]) -> impl Iterator<Item = &Ds> {
    ds.iter().filter(|ds| KNOWN_DIGESTS.contains(&ds.digest_type))
}

impl Keys<'_> {
    pub(super) fn vouched(&self) -> Vouched {
        if counting(self.ds).next().is_none() {
            return Vouched::NoDs;
        }
        let parent = self.parent.map(|told| told.as_ref().map(is_signed));
        match (parent, self.apex) {
            // Resolvers go by the servers, whatever the API says.
            (Some(Ok(false)), Some(true)) => match self.below_a_signed_parent() {
                Vouched::Broken(why) => Vouched::Broken(format!(
                    "{why}; the parent's servers have keys, though GetDNSSEC says it is not signed"
                )),
                told => told,
            },
            (Some(Ok(true)), _) | (_, Some(true)) => self.below_a_signed_parent(),
            (_, Some(false)) | (Some(Ok(false)), None) => Vouched::Idle,
            (not_known, None) => match self.below_a_signed_parent() {
                Vouched::Broken(why) => Vouched::Unknown(match not_known {
                    Some(Err(fault)) => format!(
                        "{why}; whether the parent is signed could not be read: {}",
                        fault.message()
                    ),
                    _ => format!("{why}; whether the parent is signed is not known"),
                }),
                told => told,
            },
        }
    }

    fn below_a_signed_parent(&self) -> Vouched {
        self.by_answers().or_else(|| self.by_api()).unwrap_or_else(|| {
            Vouched::Unknown("there are DS at the cut, and the keys could not be asked".to_owned())
        })
    }

    /// What the servers that were asked serve. One match anywhere is enough.
    fn by_answers(&self) -> Option<Vouched> {
        if self.served.is_empty() {
            return None;
        }
        let vouches = |key: &Dnskey| counting(self.ds).any(|ds| key.digests.contains(ds));
        if self.served.iter().any(|keys| keys.iter().any(vouches)) {
            return Some(Vouched::Holds);
        }
        let mut tags: Vec<u16> =
            self.served.iter().flat_map(|keys| keys.iter().map(|key| key.key_tag)).collect();
        tags.sort_unstable();
        tags.dedup();
        Some(Vouched::Broken(match tags.as_slice() {
            [] => "the servers have no DNSKEY: the child is not signed".to_owned(),
            tags => {
                let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
                format!("the servers have other keys: tags {}", tags.join(" "))
            }
        }))
    }

    /// What Route 53 says of the child's keys.
    fn by_api(&self) -> Option<Vouched> {
        let signing = match self.child? {
            Ok(signing) => signing,
            Err(fault) => return Some(Vouched::Unknown(fault.message())),
        };
        if !is_signed(signing) {
            return Some(Vouched::Broken("GetDNSSEC: the child is not signed".to_owned()));
        }
        let active = signing.keys.iter().filter(|key| key.active);
        let read: Option<Vec<Ds>> =
            active.map(|key| key.ds_record.as_deref().and_then(Ds::parse)).collect();
        let Some(keys) = read else {
            return Some(Vouched::Unknown("GetDNSSEC tells no DS of an active key".to_owned()));
        };
        if counting(self.ds).any(|ds| keys.contains(ds)) {
            return Some(Vouched::Holds);
        }
        if counting(self.ds).any(|ds| keys.iter().any(|key| ds.may_be_same_key(key))) {
            let why = "GetDNSSEC tells digests of another type than the DS at the cut";
            return Some(Vouched::Unknown(why.to_owned()));
        }
        Some(Vouched::Broken("GetDNSSEC: no active key has one of the DS at the cut".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_DS, fault, signing};
    use crate::zone::{FaultKind, SigningStatus};

    fn ds(texts: &[&str]) -> Vec<Ds> {
        texts.iter().map(|text| Ds::parse(text).unwrap()).collect()
    }

    fn key(text: &str) -> Dnskey {
        let ds = Ds::parse(text).unwrap();
        Dnskey { flags: 257, algorithm: ds.algorithm, key_tag: ds.key_tag, digests: vec![ds] }
    }

    fn signed(keys: &[&str]) -> Signing {
        signing(SigningStatus::Signing, keys)
    }

    fn unsigned() -> Signing {
        signing(SigningStatus::NotSigning, &[])
    }

    fn denied() -> Result<Signing, Fault> {
        Err(fault("GetDNSSEC", FaultKind::Denied))
    }

    fn broken(keys: &Keys<'_>) -> bool {
        matches!(keys.vouched(), Vouched::Broken(_))
    }

    fn unknown(keys: &Keys<'_>) -> bool {
        matches!(keys.vouched(), Vouched::Unknown(_))
    }

    #[test]
    fn one_match_in_one_answer_is_enough() {
        let (at_cut, parent) = (ds(&[OTHER_DS, DS]), Ok(signed(&[])));
        let (right, wrong) = ([key(DS)], [key("1 13 2 ab")]);
        let keys =
            |served| Keys { ds: &at_cut, served, child: None, parent: Some(&parent), apex: None };
        assert_eq!(keys(vec![&wrong[..], &right[..]]).vouched(), Vouched::Holds);
        assert!(broken(&keys(vec![&wrong[..]])));
        assert!(broken(&keys(vec![&[]])), "an unsigned child has no key to match");
        assert!(unknown(&keys(Vec::new())), "nothing follows from silence");
    }

    #[test]
    fn servers_go_before_the_api_which_goes_before_nothing() {
        let (at_cut, parent) = (ds(&[DS]), Ok(signed(&[])));
        let right = [key(DS)];
        let (other, none, no) = (Ok(signed(&[OTHER_DS])), Ok(unsigned()), denied());
        let same = Ok(signed(&[DS]));
        let keys =
            |served, child| Keys { ds: &at_cut, served, child, parent: Some(&parent), apex: None };
        assert_eq!(keys(vec![&right[..]], Some(&other)).vouched(), Vouched::Holds);
        assert!(broken(&keys(Vec::new(), Some(&other))));
        assert!(broken(&keys(Vec::new(), Some(&none))));
        assert!(unknown(&keys(Vec::new(), Some(&no))));
        assert_eq!(keys(Vec::new(), Some(&same)).vouched(), Vouched::Holds);
    }

    #[test]
    fn ds_count_only_below_a_parent_known_to_be_signed() {
        let at_cut = ds(&[DS]);
        let (none, no) = (Ok(unsigned()), denied());
        let keys =
            |parent| Keys { ds: &at_cut, served: vec![&[]], child: None, parent, apex: None };
        assert_eq!(keys(Some(&none)).vouched(), Vouched::Idle);
        assert!(unknown(&keys(Some(&no))));
        assert!(unknown(&keys(None)));
    }

    #[test]
    fn the_parents_servers_go_before_what_the_api_says_of_it() {
        let at_cut = ds(&[DS]);
        let (none, no, signed) = (Ok(unsigned()), denied(), Ok(signed(&[])));
        let right = [key(DS)];
        let keys = |parent, apex, served| Keys { ds: &at_cut, served, child: None, parent, apex };
        for parent in [Some(&none), Some(&no), Some(&signed), None] {
            assert!(broken(&keys(parent, Some(true), vec![&[]])));
            assert_eq!(keys(parent, Some(true), vec![&right[..]]).vouched(), Vouched::Holds);
            assert!(unknown(&keys(parent, Some(true), Vec::new())));
        }
        for parent in [Some(&none), Some(&no), None] {
            assert_eq!(keys(parent, Some(false), vec![&[]]).vouched(), Vouched::Idle);
        }
        let Vouched::Broken(why) = keys(Some(&none), Some(true), vec![&[]]).vouched() else {
            panic!("broken");
        };
        assert!(why.contains("though GetDNSSEC says"), "{why}");
    }

    #[test]
    fn digests_that_nobody_knows_are_passed_over() {
        let (strange, parent) = (ds(&["1 13 3 ab", "1 13 200 ab"]), Ok(signed(&[])));
        let keys = Keys {
            ds: &strange,
            served: vec![&[]],
            child: None,
            parent: Some(&parent),
            apex: None,
        };
        assert_eq!(keys.vouched(), Vouched::NoDs);
        let mixed = ds(&["1 13 200 ab", DS]);
        assert!(broken(&Keys { ds: &mixed, ..keys }));
    }

    #[test]
    fn another_digest_of_what_may_be_the_same_key_leaves_it_open() {
        let (at_cut, parent) = (ds(&["60485 13 4 ab"]), Ok(signed(&[])));
        let child = Ok(signed(&[DS]));
        let keys = Keys {
            ds: &at_cut,
            served: Vec::new(),
            child: Some(&child),
            parent: Some(&parent),
            apex: None,
        };
        assert!(unknown(&keys));
    }
}
