//! A zone that is audited, and how an audit goes about it.

use crate::dns::Name;
use crate::zone::{AccountId, ZoneKey};

/// A zone that an audit looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditZone {
    /// The zone, and a profile that reads it. A zone that several profiles reach may be given
    /// several times: where one of them can't, the next one reads.
    pub key: ZoneKey,
    /// Its account, where STS has told it.
    pub account: Option<AccountId>,
    /// Whether it answers only inside VPCs. Private zones are left out.
    pub private: bool,
    /// `ResourceRecordSetCount`.
    pub record_count: u64,
    /// The AWS service that owns it: nobody else can edit it.
    pub linked_service: Option<Box<str>>,
}

/// How an audit goes about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditOptions {
    /// Whether the DNS is asked. Without, only what Route 53's API tells is told.
    pub dns: bool,
    /// Only cuts at or below these names; all where it is empty.
    pub only: Vec<Name>,
    /// Requests under way to one account, at most.
    pub per_account_in_flight: usize,
    /// Lookups in the DNS under way, at most.
    pub lookups_in_flight: usize,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { dns: true, only: Vec::new(), per_account_in_flight: 4, lookups_in_flight: 256 }
    }
}

impl AuditOptions {
    /// Whether cuts at this name are wanted.
    pub(super) fn wants(&self, name: &Name) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| name.is_at_or_below(only))
    }

    /// Whether this zone's records are needed to judge the cuts that are wanted: it lies at or
    /// below a wanted name, or above one.
    pub(super) fn needs(&self, zone: &Name) -> bool {
        self.wants(zone) || self.only.iter().any(|only| only.is_below(zone))
    }
}
