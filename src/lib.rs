//! zonecut

pub mod emulator;
