//! A zone as the table keeps it.

use crate::zone::HostedZone;

/// A zone and the profile that listed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRow {
    /// Index of the profile whose listing holds it, in 32 bits.
    pub(super) owner: u32,
    /// The zone.
    pub zone: HostedZone,
    /// Whether it was listed in an earlier run, and not yet in this one.
    pub remembered: bool,
    /// Whether its name is written in one way alone, as most are: a search looks at it once.
    pub(in crate::app) is_plain: bool,
}

impl ZoneRow {
    pub(super) fn new(owner: usize, zone: HostedZone, remembered: bool) -> Self {
        let is_plain = zone.name.is_plain();
        Self { owner: u32::try_from(owner).unwrap_or(u32::MAX), zone, remembered, is_plain }
    }

    /// Index of the profile whose listing holds it.
    #[must_use]
    pub fn owner(&self) -> usize {
        self.owner as usize
    }
}
