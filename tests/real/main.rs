//! Real name servers: Knot, NSD and BIND, started on loopback ports as whoever runs the tests.
//! What each of them shows of a zone cut is what zonecut says of it.
//!
//! Needs Linux and Debian's packages `knot`, `knot-dnsutils`, `nsd`, `bind9` and `bind9-utils`.
//! Where one is missing, each test says on standard error that it was not run; with
//! `ZONECUT_REQUIRE_SERVERS` set it fails.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test may fail the test"
)]

#[path = "../program/machine.rs"]
#[allow(dead_code, reason = "not every test crate uses all of it")]
mod machine;
#[path = "../support/python.rs"]
mod python;

mod accounts;
mod answers;
mod audits;
mod bind;
mod chains;
mod checks;
mod cuts;
mod exports;
mod installed;
mod kdig;
mod keys;
mod knot;
mod layout;
mod nsd;
mod place;
mod plans;
mod process;
mod proofs;
mod wire;
mod world;
mod zone;
