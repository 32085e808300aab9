//! How often Route 53 is asked: `requests_per_second` and `burst`, of the defaults and of profiles.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::zone::ProfileName;

use super::Config;

/// The most requests a second, and at once, that can be asked for.
const MOST: u32 = 1_000;

/// How often an account is asked at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, 1 to 1000.
    pub per_second: u32,
    /// Requests that may go out at once after a rest, 1 to 1000.
    pub burst: u32,
}

impl Config {
    /// What holds for an account of which no profile says anything.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate { per_second: self.defaults.requests_per_second, burst: self.defaults.burst }
    }

    /// What a profile says of its account; what it leaves out is as in the defaults.
    #[must_use]
    pub fn rate_of(&self, profile: &ProfileName) -> Option<Rate> {
        let refined = self.profile(profile)?;
        if refined.requests_per_second.is_none() && refined.burst.is_none() {
            return None;
        }
        let Rate { per_second, burst } = self.rate();
        Some(Rate {
            per_second: refined.requests_per_second.unwrap_or(per_second),
            burst: refined.burst.unwrap_or(burst),
        })
    }
}

pub(super) fn rate<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let requests = i64::deserialize(from)?;
    u32::try_from(requests)
        .ok()
        .filter(|requests| (1..=MOST).contains(requests))
        .ok_or_else(|| D::Error::custom(format!("requests are from 1 to {MOST}")))
}

pub(super) fn own_rate<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    rate(from).map(Some)
}
