//! zonecut makes zone cuts across AWS accounts.

pub mod app;
pub mod cut;
pub mod dns;
pub mod ui;
pub mod zone;
