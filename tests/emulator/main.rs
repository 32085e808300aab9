//! The emulator as its clients see it: the AWS SDK for Rust, boto3, the AWS CLI; and beside moto.
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

mod client;
mod dns_answers;
mod dns_client;
mod dns_demo;
mod dns_faults;
mod dns_foreign;
mod dns_resolver;
mod dns_tree;
mod dns_wire;
mod faults;
mod foreign;
mod properties;
mod sdk;
mod wire;
