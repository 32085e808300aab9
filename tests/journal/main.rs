//! The journal on a real disk, among real processes, and under an adversary's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test may fail the test"
)]

mod disk;
mod faults;
mod files;
mod process;
mod processes;
mod sample;
