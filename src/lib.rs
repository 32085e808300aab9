//! zonecut makes zone cuts across AWS accounts.

pub mod dns;
pub mod zone;
