//! How often an account may be asked.

/// How often an account is asked, at most: a bucket of tokens, full to begin with, of which each
/// request to Route 53 takes one. The default is what AWS allows an account to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Tokens that come back a second, at least 1.
    pub per_second: u32,
    /// Tokens that a full bucket holds, at least 1.
    pub burst: u32,
}

impl Default for Limit {
    fn default() -> Self {
        Self { per_second: 10, burst: 50 }
    }
}

impl Limit {
    /// The stricter of both, in each part.
    pub(super) fn min(self, other: Self) -> Self {
        Self {
            per_second: self.per_second.min(other.per_second),
            burst: self.burst.min(other.burst),
        }
    }
}
