//! A zone with all that it holds.

use crate::dns::{Name, RecordType};
use crate::zone::{AccountId, CredentialChain, ProfileName, RecordSet, ZoneId};

/// A zone that was read to its end, or as far as it goes.
#[derive(Debug, Clone, Copy)]
pub struct WholeZone<'a> {
    /// Its apex.
    pub name: &'a Name,
    /// Its id.
    pub id: &'a ZoneId,
    /// Whether it is private.
    pub private: bool,
    /// The profile that read it.
    pub profile: &'a ProfileName,
    /// How AWS's own tools come to that profile's credentials.
    pub via: &'a CredentialChain,
    /// The profile's account, where it is known.
    pub account: Option<&'a AccountId>,
    /// All its record sets, in Route 53's order.
    pub sets: &'a [RecordSet],
}

impl WholeZone<'_> {
    /// Whether Route 53 makes this set with the zone and keeps it: SOA and NS at the apex.
    pub(super) fn comes_with_it(&self, set: &RecordSet) -> bool {
        set.name == *self.name && matches!(set.rtype, RecordType::Soa | RecordType::Ns)
    }
}
