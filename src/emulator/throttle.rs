//! The token bucket of an account.

use std::time::Duration;

use super::account::Rate;

/// A token bucket: full to begin with.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: f64,
    filled: Duration,
}

impl Bucket {
    /// A full bucket at `now`.
    pub(super) fn new(rate: Rate, now: Duration) -> Self {
        Bucket { tokens: f64::from(rate.burst), filled: now }
    }

    /// Takes a token, if there is one at `now`.
    pub(super) fn take(&mut self, rate: Rate, now: Duration) -> bool {
        let passed = now.saturating_sub(self.filled).as_secs_f64();
        // A hair more, so that a caller who waits exactly long enough is let in.
        let refilled = self.tokens + passed * rate.refill + 1e-9;
        self.tokens = refilled.min(f64::from(rate.burst));
        self.filled = now;
        let there = self.tokens >= 1.0;
        if there {
            self.tokens -= 1.0;
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_the_refill() {
        let rate = Rate { burst: 3, refill: 2.0 };
        let mut bucket = Bucket::new(rate, Duration::ZERO);
        let mut take = |millis| bucket.take(rate, Duration::from_millis(millis));
        assert_eq!([take(0), take(0), take(0), take(0)], [true, true, true, false]);
        assert!(!take(400));
        assert!(take(500));
        assert!(!take(900));
        assert!(take(1000));
        assert_eq!(
            [take(60_000), take(60_000), take(60_000), take(60_000)],
            [true, true, true, false]
        );
    }
}
