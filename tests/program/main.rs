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
mod drive;
mod faults;
mod goals;
mod handling;
mod internet;
mod killed;
mod leaving;
mod looks;
mod machine;
mod odd;
mod opening;
mod policy;
mod proving;
mod pty;
mod read_only;
mod refusals;
mod remembered;
mod requests;
mod scene;
mod screen;
mod setups;
mod sign_in;
mod site;
mod stories;
