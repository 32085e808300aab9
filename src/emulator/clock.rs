//! The time of the emulator, which follows tokio's.

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use tokio::time::Instant;

/// The moment at which a request is acted upon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Counted from the start of the emulator.
    pub(super) since_start: Duration,
    /// The same on the wall.
    pub(super) wall: SystemTime,
}

/// A clock that starts with the emulator and follows tokio's, so that paused time is obeyed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    start: Instant,
    wall: SystemTime,
}

impl Clock {
    pub(super) fn start() -> Self {
        Clock { start: Instant::now(), wall: SystemTime::now() }
    }

    pub(super) fn now(&self) -> Moment {
        let since_start = self.start.elapsed();
        Moment { since_start, wall: self.wall + since_start }
    }
}

/// ISO 8601 in UTC, as AWS writes times.
pub(super) fn timestamp(time: SystemTime) -> String {
    DateTime::from(time).fmt(Format::DateTime).unwrap_or_default()
}
