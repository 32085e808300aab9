//! The table of figures, printed a line at a time: what, value, promise, and whether it is kept.

use std::io::{self, Stdout, Write as _};
use std::time::Duration;

use crate::Outcome;

const WHAT: usize = 66;
const VALUE: usize = 12;
const LIMIT: usize = 20;

/// Counts what it has printed, for the last line.
pub(crate) struct Table {
    out: Stdout,
    kept: usize,
    over: usize,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self { out: io::stdout(), kept: 0, over: 0 }
    }

    /// Begins a group.
    pub(crate) fn heading(&mut self, text: &str) -> Outcome<()> {
        self.print(&format!("\n{text}"))
    }

    /// A time without a promise, such as a floor.
    pub(crate) fn time(&mut self, what: &str, time: Duration) -> Outcome<()> {
        self.line(what, &in_ms(time), "", None)
    }

    /// A time that is promised to be at most this.
    pub(crate) fn time_at_most(
        &mut self,
        what: &str,
        time: Duration,
        limit: Duration,
    ) -> Outcome<()> {
        self.line(what, &in_ms(time), &format!("at most {}", in_ms(limit)), Some(time <= limit))
    }

    /// A time as a multiple of its floor.
    pub(crate) fn ratio_at_most(
        &mut self,
        what: &str,
        time: Duration,
        floor: Duration,
        limit: f64,
    ) -> Outcome<()> {
        let ratio = time.as_secs_f64() / floor.as_secs_f64();
        self.line(
            what,
            &format!("{ratio:.3}"),
            &format!("at most {limit:.2}"),
            Some(ratio <= limit),
        )
    }

    /// A count without a promise.
    pub(crate) fn count(&mut self, what: &str, count: usize) -> Outcome<()> {
        self.line(what, &count.to_string(), "", None)
    }

    /// A count that is promised to be exactly this.
    pub(crate) fn count_exactly(
        &mut self,
        what: &str,
        count: usize,
        promised: usize,
    ) -> Outcome<()> {
        self.line(what, &count.to_string(), &format!("exactly {promised}"), Some(count == promised))
    }

    /// A count that is promised to be at most this.
    pub(crate) fn count_at_most(&mut self, what: &str, count: usize, limit: usize) -> Outcome<()> {
        self.line(what, &count.to_string(), &format!("at most {limit}"), Some(count <= limit))
    }

    /// Recall and precision, which are promised to be 1 each: of so many that are there, and so
    /// many that are said to be, these are both.
    pub(crate) fn recall_and_precision(
        &mut self,
        what: &str,
        [there, said, both]: [usize; 3],
    ) -> Outcome<()> {
        let share = |of: usize| -> Outcome<f64> {
            let [both, of] = [both, of].map(u32::try_from);
            Ok(f64::from(both?) / f64::from(of?))
        };
        let value = format!("{:.3} {:.3}", share(there)?, share(said)?);
        self.line(what, &value, "exactly 1 and 1", Some(there > 0 && there == both && said == both))
    }

    /// Two values of the same thing, side by side.
    pub(crate) fn beside(&mut self, what: &str, one: &str, other: &str) -> Outcome<()> {
        let line = format!("  {what:<WHAT$} {one:>VALUE$} {other:>VALUE$}");
        self.print(line.trim_end())
    }

    /// A line of explanation.
    pub(crate) fn note(&mut self, text: &str) -> Outcome<()> {
        self.print(&format!("    {text}"))
    }

    /// A size in KiB that is promised to be at most this many MiB.
    pub(crate) fn size_at_most(&mut self, what: &str, kib: u32, limit: u32) -> Outcome<()> {
        let value = format!("{:.1} MiB", f64::from(kib) / 1024.0);
        self.line(what, &value, &format!("at most {limit} MiB"), Some(kib <= limit * 1024))
    }

    /// How many promises are kept.
    pub(crate) fn end(&mut self) -> Outcome<()> {
        self.print(&format!("\n{} promises kept, {} not", self.kept, self.over))
    }

    fn line(&mut self, what: &str, value: &str, limit: &str, ok: Option<bool>) -> Outcome<()> {
        let verdict = match ok {
            None => "",
            Some(true) => "ok",
            Some(false) => "OVER",
        };
        self.kept += usize::from(ok == Some(true));
        self.over += usize::from(ok == Some(false));
        let line = format!("  {what:<WHAT$} {value:>VALUE$}   {limit:<LIMIT$} {verdict}");
        self.print(line.trim_end())
    }

    fn print(&mut self, line: &str) -> Outcome<()> {
        writeln!(self.out, "{line}")?;
        Ok(self.out.flush()?)
    }
}

fn in_ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

/// The value that this share of all values is not above; 0.5 for the median.
pub(crate) fn quantile(times: &[Duration], share: f64) -> Outcome<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let above = sorted.iter().enumerate().find(|(at, _)| {
        let so_far = f64::from(u32::try_from(at + 1).unwrap_or(u32::MAX));
        let all = f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX));
        so_far / all >= share
    });
    let (_, time) = above.ok_or("nothing was measured")?;
    Ok(*time)
}

/// The median.
pub(crate) fn median(times: &[Duration]) -> Outcome<Duration> {
    quantile(times, 0.5)
}
