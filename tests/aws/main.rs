//! The edge to AWS, tested through its public face: files and variables in, requests on a
//! pretend wire out.

// Helpers of tests may panic as tests do; clippy only knows of functions marked as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alias;
mod create;
mod credentials;
mod endpoints;
mod environment;
mod faults;
mod kinds;
mod kinds_machine;
mod kinds_process;
mod kinds_sso;
mod lasting;
mod machine;
mod moved;
mod organization;
mod pace;
mod partitions;
mod profiles;
mod read_only;
mod reads;
mod sandbox;
mod sign_in;
mod sign_in_mfa;
mod signing;
mod tap;
mod wire;
mod writes;
