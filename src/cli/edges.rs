//! All that a command reaches.

use crate::aws::Aws;
use crate::config::Config;
use crate::resolve::Asker;

/// What a command reaches, and how it was told to go about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edges<'a> {
    /// AWS.
    pub(super) aws: &'a Aws,
    /// The DNS.
    pub(super) asker: &'a Asker,
    /// `profiles.toml`.
    pub(super) config: &'a Config,
}
