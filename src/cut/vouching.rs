//! Whether the DS at a cut vouch for the child's keys (RFC 4035 §5.2: one that does is enough).

use std::collections::BTreeSet;

use crate::dns::Ds;
use crate::zone::{Signing, SigningStatus};

use super::draft::{Draft, ds_records};

/// What the DS RRset that is to stand there says of the child's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouching {
    /// How many DS there are.
    pub(super) all: usize,
    /// DS that match an active key-signing key.
    pub(super) matching: usize,
    /// DS with the tag and algorithm of an active key, by a digest that Route 53 doesn't tell.
    pub(super) unsure: usize,
    /// DS records that match none, as they stand there.
    pub(super) strange: Vec<String>,
    /// The DS records of the child's active keys.
    pub(super) of_keys: Vec<String>,
    /// Whether the child is signed at all, now and in a while.
    pub(super) signed: bool,
}

impl Vouching {
    /// `None` where no DS is to stand there, or nothing is known of the keys of the zone that
    /// the cut leads to.
    pub(super) fn of(draft: &Draft) -> Option<Self> {
        let set = draft.ds_after()?;
        let child = draft.facts.child.as_ref().filter(|_| draft.leads_to_child())?;
        let signing = child.signing.as_ref().ok()?;
        let of_keys = ds_records(signing);
        let keys: BTreeSet<Ds> = of_keys.iter().filter_map(|record| Ds::parse(record)).collect();
        let mut vouching = Self {
            all: set.values().len(),
            matching: 0,
            unsure: 0,
            strange: Vec::new(),
            of_keys,
            signed: is_signed(signing),
        };
        for record in set.values() {
            match Ds::parse(record) {
                Some(ds) if keys.contains(&ds) => vouching.matching += 1,
                Some(ds) if keys.iter().any(|key| ds.may_be_same_key(key)) => vouching.unsure += 1,
                _ => vouching.strange.push(record.clone()),
            }
        }
        Some(vouching)
    }

    /// Whether no DS matches a key, nor may.
    pub(super) fn is_strange(&self) -> bool {
        self.matching + self.unsure == 0
    }

    /// Both sides, a line each.
    pub(super) fn evidence(&self) -> Vec<String> {
        let at_cut = self.strange.iter().map(|record| format!("DS at the cut: {record}"));
        let keys = self.of_keys.iter().map(|record| format!("active key of the child: {record}"));
        let mut lines: Vec<String> = at_cut.chain(keys).collect();
        if self.of_keys.is_empty() {
            lines.push("the child has no active key-signing key".to_owned());
        }
        lines
    }
}

/// Whether validators may go on to expect signatures: not of a zone whose signing is being taken
/// away.
pub(super) fn is_signed(signing: &Signing) -> bool {
    !matches!(signing.status, SigningStatus::NotSigning | SigningStatus::Deleting)
}
