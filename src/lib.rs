//! zonecut makes zone cuts across AWS accounts.

pub mod aws;
pub mod dns;
pub mod zone;
