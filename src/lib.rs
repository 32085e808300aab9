//! zonecut makes zone cuts across AWS accounts.

pub mod aws;
pub mod config;
pub mod dns;
pub mod zone;
