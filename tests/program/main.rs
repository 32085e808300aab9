//! The whole program: its engine on the emulator and on moto, its commands as processes, its
//! screen in a pseudo-terminal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test may fail the test"
)]

#[path = "../support/moto.rs"]
mod moto;
#[path = "../support/python.rs"]
mod python;

mod audit;
mod audit_screen;
mod boto;
mod check;
mod commands;
mod commands_write;
mod direct;
mod doctor;
mod drive;
mod exported;
mod exported_by_role;
mod faults;
mod goals;
mod guard;
mod guided;
mod handling;
mod internet;
mod killed;
mod kinds;
mod leaving;
mod logged;
mod looks;
mod machine;
mod odd;
mod opening;
mod organization;
mod policy;
mod proving;
mod pty;
mod read_only;
mod reference;
mod refusals;
mod remembered;
mod requested;
mod requests;
mod scene;
mod screen;
mod secrets;
mod setups;
mod shells;
mod shipped;
mod sign_in;
mod site;
mod stories;
