//! Hosted zones.

use std::fmt;

use compact_str::CompactString;

use super::ProfileName;
use crate::dns::Name;

/// A hosted zone's id without `/hostedzone/`, such as `Z0123456789ABC`.
///
/// It is kept in place: a table of a hundred thousand zones has an allocation less for each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ZoneId(CompactString);

impl ZoneId {
    /// Reads an id with or without its `/hostedzone/` path.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.rsplit('/').next().unwrap_or(id).into())
    }

    /// The bare id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A hosted zone as `ListHostedZones` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedZone {
    /// Its id.
    pub id: ZoneId,
    /// Its apex.
    pub name: Name,
    /// Whether it answers only inside VPCs.
    pub private: bool,
    /// `ResourceRecordSetCount`.
    pub record_count: u32,
    /// Its comment, as written by whoever made it: not to be trusted with a terminal.
    pub comment: Option<CompactString>,
    /// `LinkedService.ServicePrincipal`: the AWS service that owns the zone. Such a zone can't
    /// be edited through Route 53. Few zones have one.
    pub linked_service: Option<Box<str>>,
}

/// A hosted zone with what only `GetHostedZone` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDetail {
    /// The zone.
    pub zone: HostedZone,
    /// `DelegationSet.NameServers`: the truth about who serves it. Empty for a private zone.
    pub delegation_set: Vec<Name>,
    /// The VPCs that a private zone answers in, as `region/id`.
    pub vpcs: Vec<String>,
}

/// A zone, and the profile whose eyes and hands are used on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneKey {
    /// The profile.
    pub profile: ProfileName,
    /// The zone.
    pub zone: ZoneId,
    /// Its apex.
    pub name: Name,
}

/// One page of a listing of hosted zones (`ListHostedZones`, 100 at most).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZonePage {
    /// The zones, in Route 53's order.
    pub zones: Vec<HostedZone>,
    /// `NextMarker`, opaque; `None` on the last page.
    pub next: Option<String>,
}
