//! zonecut makes zone cuts across AWS accounts.

pub mod cut;
pub mod dns;
pub mod engine;
pub mod zone;
