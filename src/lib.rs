//! zonecut makes zone cuts across AWS accounts.

pub mod app;
pub mod aws;
pub mod cli;
pub mod cut;
pub mod dns;
pub mod emulator;
pub mod engine;
pub mod sandbox;
pub mod zone;
