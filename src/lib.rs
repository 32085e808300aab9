//! zonecut makes zone cuts across AWS accounts.

pub mod app;
pub mod aws;
pub mod cli;
pub mod cut;
pub mod dns;
pub mod engine;
pub mod zone;
