//! When, under which id and by whom: what tells one entry from all others.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

use super::author;
use crate::zone::EntryId;

/// Where times, ids and the author of entries come from.
pub trait Origin: fmt::Debug + Send + Sync {
    /// The time.
    fn now(&self) -> SystemTime;
    /// A number that no other call on any machine returns, as far as chance allows; its lower 40
    /// bits are used.
    fn random(&self) -> u64;
    /// `user@host`.
    fn who(&self) -> String;
}

/// This machine's clock, randomness, user and name.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisMachine;

impl Origin for ThisMachine {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> u64 {
        // The standard library's keys are the system's randomness; the rest is for a machine
        // that has little of it.
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u32(std::process::id());
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        hasher.write_u128(since.as_nanos());
        hasher.finish()
    }

    fn who(&self) -> String {
        author::who()
    }
}

/// An id such as `20261123-124153412-7k2qx9tm`: the time in UTC to the millisecond, then 40 bits
/// of chance. Ids sort by time.
pub(super) fn id(time: SystemTime, random: u64) -> EntryId {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let Moment { year, month, day, hour, minute, second, milli } = Moment::of(time);
    let chance: String = (0..8)
        .rev()
        .map(|place| char::from(DIGITS[((random >> (5 * place)) & 31) as usize]))
        .collect();
    EntryId::new(&format!(
        "{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}{milli:03}-{chance}"
    ))
}

/// RFC 3339 in UTC to the millisecond, such as `2026-11-23T12:41:53.412Z`.
#[must_use]
pub fn rfc3339(time: SystemTime) -> String {
    let Moment { year, month, day, hour, minute, second, milli } = Moment::of(time);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// Whether a text is written as [`rfc3339`] writes, with or without a fraction.
pub(super) fn is_rfc3339(text: &str) -> bool {
    let Some(text) = text.strip_suffix('Z') else { return false };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 19
        && digits(fraction)
        && whole.bytes().zip(b"0000-00-00T00:00:00").all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            mark => byte == *mark,
        })
}

/// A time in UTC.
struct Moment {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
    milli: u32,
}

impl Moment {
    /// Times before 1970 and after 9999 are taken for those limits: no clock of use shows them.
    fn of(time: SystemTime) -> Self {
        const LAST: u64 = 253_402_300_799;
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = since.as_secs().min(LAST);
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        // Days of the proleptic Gregorian calendar, counted from 1 March of the year 0, so that a
        // leap day is the last of its year: 400 years are 146,097 days.
        let days = days + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self {
            year: year_of_era + era * 400 + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * from_march + 2) / 5 + 1,
            hour: rest / 3_600,
            minute: rest / 60 % 60,
            second: rest % 60,
            milli: since.subsec_millis(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn at(seconds: u64, millis: u32) -> SystemTime {
        UNIX_EPOCH + Duration::new(seconds, millis * 1_000_000)
    }

    #[test]
    fn times_are_written_in_utc() {
        // By `date -u -d @… +%FT%TZ`.
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.007Z"),
            (951_782_399, "2000-02-28T23:59:59.007Z"),
            (951_782_400, "2000-02-29T00:00:00.007Z"),
            (951_868_800, "2000-03-01T00:00:00.007Z"),
            (1_795_437_713, "2026-11-23T12:41:53.007Z"),
            (4_107_542_399, "2100-02-28T23:59:59.007Z"),
            (4_107_542_400, "2100-03-01T00:00:00.007Z"),
            (253_402_300_799, "9999-12-31T23:59:59.007Z"),
            (253_402_300_800, "9999-12-31T23:59:59.007Z"),
        ] {
            assert_eq!(rfc3339(at(seconds, 7)), text);
            assert!(is_rfc3339(text));
        }
        for text in ["", "2026-11-23T12:41:53", "2026-11-23 12:41:53Z", "2026-11-23T12:41:53.Z"] {
            assert!(!is_rfc3339(text), "{text}");
        }
    }

    #[test]
    fn ids_sort_by_time_and_differ_at_one_time() {
        let early = id(at(1_795_437_713, 412), u64::MAX);
        assert_eq!(early.as_str(), "20261123-124153412-zzzzzzzz");
        assert!(early < id(at(1_795_437_713, 413), 0));
        assert_ne!(id(at(0, 0), ThisMachine.random()), id(at(0, 0), ThisMachine.random()));
    }
}
