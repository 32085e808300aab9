//! The edge to AWS: profiles, their credentials, and the Route 53 calls. Nothing else in the
//! crate uses the SDK.
//!
//! - [`Host`] is where everything from outside comes in: files, variables, the HTTP client.
//! - [`Aws`] is what the rest of the program talks to: plain data in, plain data out.
//!
//! Each profile uses its own credentials and nothing else. AWS's default chain is never asked:
//! there `AWS_ACCESS_KEY_ID` in the environment, or an instance's role, would silently take
//! another account's place.

mod access;
mod alias;
mod call;
mod catalog;
mod chain;
mod client;
mod create;
mod environment;
mod files;
mod headers;
mod host;
mod https;
mod keys;
mod members;
mod organization;
mod pace;
mod reachable;
mod read;
mod read_only;
mod seen;
mod settings;
mod sign_in;
mod signed;
mod signing;
mod told;
mod trouble;
mod trust;
mod write;

pub use access::Aws;
pub use files::{FileState, LoadError, ProfileFile};
pub use host::Host;
pub use https::HostError;
pub use pace::Limit;
pub use reachable::{Answered, Reached};
pub use settings::Override;
