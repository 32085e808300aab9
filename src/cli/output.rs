//! Where a command writes: results to one stream, all else to another; nothing unescaped.

use std::io::{self, Write};

use crate::app::document::plain;
use crate::zone::Fault;

use super::Failure;

/// The two streams of a command.
pub struct Output {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Output")
    }
}

impl Output {
    /// Standard output and standard error.
    #[must_use]
    pub fn standard() -> Self {
        Self::new(io::stdout(), io::stderr())
    }

    /// Two streams of the caller's.
    #[must_use]
    pub fn new(out: impl Write + 'static, err: impl Write + 'static) -> Self {
        Self { out: Box::new(out), err: Box::new(err) }
    }

    /// A line of the result. Control characters are escaped.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", plain(text))
    }

    /// A result in JSON, which escapes control characters by itself.
    pub fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        writeln!(self.out, "{value:#}")
    }

    /// A line beside the result. Control characters are escaped. That nobody can read it is no
    /// failure.
    pub fn note(&mut self, text: &str) {
        for line in text.lines() {
            let _ = writeln!(self.err, "{}", plain(line));
        }
    }

    /// Tells a fault: what happened, AWS's words, what to do.
    pub fn fault(&mut self, fault: &Fault) {
        self.failure(&Failure::from(fault));
    }

    /// Tells a failure.
    pub fn failure(&mut self, failure: &Failure) {
        self.note(&format!("zonecut: {}", failure.message));
        if let Some(hint) = &failure.hint {
            self.note(&format!("  {hint}"));
        }
    }
}
