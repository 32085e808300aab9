//! The token bucket of an account: what may be taken when, and how it slows down where AWS says
//! that it was too much. Knows no clock; whoever asks says what time it is.
//!
//! Slowing down is by half, or by little where the pace that is too much is known by now. Coming
//! back is in three parts: quickly to near that pace, slowly past it, quickly again to the limit.
//! So a server that is stricter than the limit is used in full but for a few hundredths, and one
//! that was only busy is soon used in full.

use std::time::Duration;

use tokio::time::Instant;

use super::limit::Limit;

/// Requests of one connection overtake each other on the way: the account's own bucket is to
/// stay this far ahead of ours.
const MARGIN: Duration = Duration::from_millis(30);
/// Requests a second that it does not fall below.
const SLOWEST: f64 = 0.5;
/// Of its pace, each second.
const QUICKLY: f64 = 0.5;
const SLOWLY: f64 = 0.005;
/// Of the pace that was too much.
const NEAR: f64 = 0.95;
const PAST: f64 = 1.2;
/// What is left of a pace near to what was too much before, where so many requests in between
/// were let through: it is known then.
const KNOWN: f64 = 0.95;
const BETWEEN: f64 = 3.0;
/// Of a token: a wait in whole nanoseconds does not make up for less.
const HAIR: f64 = 1e-6;

/// The bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    limit: Limit,
    /// How many tokens are out. What is beyond the size of the bucket was taken before it was
    /// known whose it is.
    out: f64,
    /// How many have come back, ever.
    back: f64,
    filled: Option<Instant>,
    slowed: Option<Slowed>,
}

/// AWS has said that it was too much. While this lasts, there is no burst.
#[derive(Debug, Clone, Copy)]
struct Slowed {
    /// Requests a second, now.
    pace: f64,
    /// Requests a second that were too much.
    too_much: f64,
    since: Instant,
}

impl Bucket {
    /// A full one.
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, out: 0.0, back: 0.0, filled: None, slowed: None }
    }

    pub(super) fn limit(&self) -> Limit {
        self.limit
    }

    /// From now on this limit holds; what is out stays out.
    pub(super) fn set_limit(&mut self, limit: Limit, now: Instant) {
        self.fill(now);
        self.limit = limit;
    }

    /// Takes a token.
    ///
    /// # Errors
    /// How long to wait for one, if nobody else takes it.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.fill(now);
        let missing = self.out + 1.0 + self.reserve() - self.size();
        if missing > HAIR {
            let wait = Duration::from_secs_f64(missing / self.pace());
            return Err(wait.max(Duration::from_nanos(1)));
        }
        self.out += 1.0;
        Ok(())
    }

    /// AWS has refused a request that took its token at `taken`. `jitter`, from 0 to 1, keeps
    /// several programs that were refused together from coming back together.
    pub(super) fn refused(&mut self, taken: Instant, now: Instant, jitter: f64) {
        self.fill(now);
        match self.slowed {
            // What was on its way already says nothing of the slower pace.
            Some(slowed) if taken <= slowed.since => self.out = self.out.max(self.size()),
            slowed => {
                let too_much = self.pace();
                let is_known = slowed.is_some_and(|slowed| slowed.is_known(now));
                let left = if is_known { KNOWN } else { 0.5 };
                let pace = (too_much * left).max(SLOWEST.min(too_much));
                self.slowed = Some(Slowed { pace, too_much, since: now });
                // Where it is known, next to nothing was missing, and what was refused was not
                // taken.
                let missing = if is_known { (1.0 + jitter) / 4.0 } else { 1.0 + jitter / 2.0 };
                self.out = self.size() - 1.0 + missing;
            }
        }
    }

    /// Takes over what is out of another bucket of the same account.
    pub(super) fn add(&mut self, mut other: Self, now: Instant) {
        self.fill(now);
        other.fill(now);
        // What came back to both came back to the account once.
        self.out += (other.out + other.back).min(other.size().max(other.out));
        self.slowed = match (self.slowed, other.slowed) {
            (Some(own), Some(other)) => Some(if own.pace < other.pace { own } else { other }),
            (own, other) => own.or(other),
        };
    }

    /// Tokens that come back a second, now.
    fn pace(&self) -> f64 {
        self.slowed.map_or_else(|| self.full_pace(), |slowed| slowed.pace)
    }

    /// A full bucket has the margin to spare, but where it holds next to nothing it forgets what
    /// was not used: there the margin is needed each time.
    fn full_pace(&self) -> f64 {
        let interval = 1.0 / f64::from(self.limit.per_second.max(1));
        let spare = (f64::from(self.limit.burst.max(1)) - 1.0) * interval;
        1.0 / (interval + (MARGIN.as_secs_f64() - spare).max(0.0))
    }

    fn size(&self) -> f64 {
        if self.slowed.is_some() { 1.0 } else { f64::from(self.limit.burst.max(1)) }
    }

    /// Tokens that are never taken, so that AWS has them to spare.
    fn reserve(&self) -> f64 {
        (self.pace() * MARGIN.as_secs_f64()).min(self.size() - 1.0)
    }

    fn fill(&mut self, now: Instant) {
        let since = self.filled.replace(now).unwrap_or(now);
        let mut passed = now.saturating_duration_since(since).as_secs_f64();
        let full_pace = self.full_pace();
        if let Some(mut slowed) = self.slowed {
            let before = slowed.pace;
            let left = slowed.recover(passed, full_pace);
            self.come_back((passed - left) * before);
            passed = left;
            if slowed.pace < full_pace {
                self.slowed = Some(slowed);
            } else {
                // The burst has to be earned.
                self.slowed = None;
                self.out += self.size() - 1.0;
            }
        }
        self.come_back(passed * self.pace());
    }

    fn come_back(&mut self, tokens: f64) {
        let tokens = tokens.min(self.out);
        self.out -= tokens;
        self.back += tokens;
    }
}

impl Slowed {
    /// Whether it has come back to where it was too much, and that was let through for a while.
    fn is_known(&self, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.since).as_secs_f64();
        let near = (self.too_much * NEAR)..=(self.too_much * PAST);
        near.contains(&self.pace) && since * self.pace > BETWEEN
    }

    /// Comes back towards `full`. What is given back is how much of the time was not needed.
    fn recover(&mut self, passed: f64, full: f64) -> f64 {
        let mut left = passed;
        let (near, past) = (self.too_much * NEAR, self.too_much * PAST);
        for (edge, growth) in [(near, QUICKLY), (past, SLOWLY), (full, QUICKLY)] {
            let edge = edge.min(full);
            if self.pace < edge {
                let until = (edge / self.pace).ln() / growth;
                if until > left {
                    self.pace *= (growth * left).exp();
                    return 0.0;
                }
                left -= until;
                self.pace = edge;
            }
        }
        left
    }
}
