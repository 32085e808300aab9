//! The edge to AWS, tested through its public face: files and variables in, requests on a
//! pretend wire out.

// Helpers of tests may panic as tests do; clippy only knows of functions marked as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod create;
mod credentials;
mod endpoints;
mod faults;
mod machine;
mod organization;
mod pace;
mod profiles;
mod read_only;
mod reads;
mod sandbox;
mod sign_in;
mod sign_in_mfa;
mod signing;
mod wire;
mod writes;
