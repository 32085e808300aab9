//! zonecut
