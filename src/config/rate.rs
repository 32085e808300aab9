//! How often Route 53 is asked: `requests_per_second` and `burst`, of the defaults and of profiles.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

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
