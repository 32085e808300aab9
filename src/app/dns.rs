//! Whether and how the DNS is asked.

use std::time::Duration;

use crate::cut::Check;

/// Whether and how the DNS is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dns {
    /// Whether it is asked at all.
    pub ask: bool,
    /// Whether a change waits for what it says before.
    pub wait: bool,
    /// How long after a change servers may take to agree.
    pub prove_for: Duration,
}

impl Default for Dns {
    fn default() -> Self {
        Self { ask: false, wait: false, prove_for: Check::WITHIN }
    }
}
