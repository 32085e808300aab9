//! What earlier runs listed and this one has not yet, and what was kept of this one.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::zone::{AccountId, HostedZone, Identity, Partition};

/// What is remembered, and what was kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recall {
    pub(super) on: bool,
    pub(super) earlier: Vec<Earlier>,
    /// The profiles whose listings were kept, each with how many profiles reached it then.
    pub(super) kept: BTreeMap<usize, usize>,
    /// Whether it was told that nothing can be kept.
    pub(super) told: bool,
}

/// A listing of an earlier run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Earlier {
    pub(super) account: AccountId,
    pub(super) partition: Partition,
    /// The profiles that reached it.
    pub(super) profiles: Vec<usize>,
    /// The one whose zones they are in the table.
    pub(super) owner: usize,
    /// How old it was when it was recalled, and when that was, since the start.
    pub(super) age: Duration,
    pub(super) recalled: Duration,
    /// How many zones it has.
    pub(super) count: usize,
    /// What is not in the table yet.
    pub(super) rest: Vec<HostedZone>,
}

impl Recall {
    /// One that asks what earlier runs listed, and keeps what this one lists.
    #[must_use]
    pub fn on() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// How many zones an earlier run listed for a profile, and how long ago; `None` once this run
    /// has listed them all.
    #[must_use]
    pub fn of(&self, owner: usize, now: Duration) -> Option<(usize, Duration)> {
        let earlier = self.earlier.iter().find(|earlier| earlier.owner == owner)?;
        Some((earlier.count, earlier.age + now.saturating_sub(earlier.recalled)))
    }
}

impl Earlier {
    /// Whether it is of the account that a profile of this partition turned out to be in.
    pub(super) fn is_of(&self, identity: &Identity, partition: Partition) -> bool {
        self.account == identity.account && self.partition == partition
    }
}
