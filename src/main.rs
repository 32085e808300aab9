//! zonecut
fn main() {}
