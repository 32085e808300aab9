//! When a person has to sign in again.

use std::time::Duration;

/// When a sign-in ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// Since the start of the program.
    pub at: Duration,
    /// The time of day, for the screen.
    pub clock: String,
}

impl Ends {
    /// How long it lasts from this time after the start on.
    #[must_use]
    pub fn left(&self, now: Duration) -> Duration {
        self.at.saturating_sub(now)
    }

    /// Whether it ends so soon that it is worth a warning.
    #[must_use]
    pub fn is_soon(&self, now: Duration) -> bool {
        self.left(now) < Duration::from_mins(15)
    }
}
