//! How long to wait before asking again.

use std::time::Duration;

/// How often the change is sent at most. Only a refusal that says "not now" is followed by
/// another try.
pub(super) const SENDS: u32 = 5;
/// How often a reading is tried, or read again where it shows what it should not.
pub(super) const READINGS: u32 = 4;
/// How many failures of `GetChange` in a row are borne.
pub(super) const POLL_FAULTS: u32 = 5;
/// How long a change is waited for after Route 53 took it; most take under a minute.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// How long a write is expected to take at most, from the reading before it to the one after: the
/// credentials of both sides have to outlast it. The wait for INSYNC is nearly all of it; most
/// changes take under a minute, and the intent and the requests around it take seconds.
pub const WRITE_TAKES: Duration = PATIENCE;

/// 1, 2, 4, 8 s: before the try after the `tries`th.
pub(super) fn backoff(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.saturating_sub(1).min(3))
}

/// Before `GetChange` is asked again. In the minute that most changes take, soon enough for INSYNC
/// to be seen within 0.3 s: with the time of an answer some four requests a second, of the ten
/// that an account has. Slower later, since those are shared with every other tool.
pub(super) fn poll(waited: Duration) -> Duration {
    match waited.as_secs() {
        0..60 => Duration::from_millis(150),
        _ => Duration::from_secs(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        let waits: Vec<u64> = (0..7).map(|tries| backoff(tries).as_secs()).collect();
        assert_eq!(waits, [1, 1, 2, 4, 8, 8, 8]);
    }

    #[test]
    fn a_change_is_polled_at_most_five_hundred_times() {
        let mut waited = Duration::ZERO;
        let mut polls = 0;
        while waited < PATIENCE {
            waited += poll(waited);
            polls += 1;
        }
        assert_eq!(polls, 400 + 80);
    }
}
