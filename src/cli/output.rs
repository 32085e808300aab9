//! Where a command writes: results to one stream, all else to another; nothing unescaped.

use std::io::{self, IsTerminal, LineWriter, Write};

use crate::app::document::{is_plain, plain};
use crate::cut::Policy;
use crate::zone::Fault;

use super::Failure;
use crate::app::csv;

/// The two streams of a command, and the terminal where there is one.
pub struct Output {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    audience: Audience,
    /// Whether the last line of the second stream is one that will be drawn over.
    passing: bool,
    /// Whether all evidence is wanted.
    full: bool,
}

/// Who is at the second stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Audience {
    /// A file, or another program.
    Nobody,
    /// A terminal, which is read and does not answer.
    Watches,
    /// A terminal that can be asked.
    Answers,
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
        let audience = match (io::stderr().is_terminal(), io::stdin().is_terminal()) {
            (false, _) => Audience::Nobody,
            (true, false) => Audience::Watches,
            (true, true) => Audience::Answers,
        };
        // A line comes whole, whatever ends the program.
        Self { audience, ..Self::new(io::stdout(), LineWriter::new(io::stderr())) }
    }

    /// Two streams of the caller's, and nobody to ask.
    #[must_use]
    pub fn new(out: impl Write + 'static, err: impl Write + 'static) -> Self {
        let (out, err) = (Box::new(out), Box::new(err));
        Self { out, err, audience: Audience::Nobody, passing: false, full: false }
    }

    /// From now on all evidence is wanted: `--verbose`.
    pub fn in_full(&mut self) {
        self.full = true;
    }

    /// Whether all evidence is wanted.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Whether there is somebody to ask.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.audience == Audience::Answers
    }

    /// A line of the result. Control characters are escaped.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.wipe();
        writeln!(self.out, "{}", plain(text))
    }

    /// A text of our own, as it is: a script, or a page.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.wipe();
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// A result in JSON. Control characters, and those that reorder or hide text, are escaped.
    pub fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        self.wipe();
        writeln!(self.out, "{}", in_json(&format!("{value:#}")))
    }

    /// A document of several lines, each with its line break. What could drive a terminal is
    /// escaped in its own language already; this sees to it.
    pub fn document(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(line))
    }

    /// A record of CSV, with the line break of RFC 4180.
    pub fn csv(&mut self, cells: &[&str]) -> io::Result<()> {
        self.wipe();
        write!(self.out, "{}\r\n", csv::record(cells))
    }

    /// A line beside the result. Control characters are escaped. That nobody can read it is no
    /// failure.
    pub fn note(&mut self, text: &str) {
        self.wipe();
        for line in text.lines() {
            let _ = writeln!(self.err, "{}", plain(line));
        }
    }

    /// The same on a terminal that is without echo, where a line break alone leaves the column.
    pub fn raw_note(&mut self, text: &str) {
        self.wipe();
        let _ = write!(self.err, "{}\r\n", plain(text));
        let _ = self.err.flush();
    }

    /// A line beside the result that the next one takes the place of; nothing but on a terminal.
    pub fn passing(&mut self, text: &str) {
        if self.is_watched() {
            let _ = write!(self.err, "\r\x1b[K{}", plain(text));
            let _ = self.err.flush();
            self.passing = true;
        }
    }

    fn wipe(&mut self) {
        if std::mem::take(&mut self.passing) {
            let _ = write!(self.err, "\r\x1b[K");
            let _ = self.err.flush();
        }
    }

    /// Whether progress is seen by a person.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.audience >= Audience::Watches
    }

    /// Puts a question to the terminal, the answer to be typed behind it; says whether there is a
    /// terminal.
    pub fn question(&mut self, text: &str) -> io::Result<bool> {
        let answers = self.is_asked();
        if answers {
            self.wipe();
            write!(self.err, "{} ", plain(text))?;
            self.err.flush()?;
        }
        Ok(answers)
    }

    /// Ends a line that was not.
    pub fn end_line(&mut self) {
        let _ = writeln!(self.err);
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
        if let Some(policy) = &failure.remedy {
            self.remedy(policy);
        }
    }

    /// Tells a policy that would have allowed what was denied; in short, that there is one.
    pub fn remedy(&mut self, policy: &Policy) {
        if self.full {
            self.note("  This policy allows it:");
            self.note(&format!("{:#}", policy.document()));
        } else {
            self.note("  With -v: a policy that allows it and nothing else.");
        }
    }
}

/// JSON as it may be shown: what would drive or fool a terminal stands only inside of its texts,
/// and is escaped there.
fn in_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for char in json.chars() {
        if char == '\n' || is_plain(char) {
            out.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = std::fmt::Write::write_fmt(&mut out, format_args!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::in_json;

    #[test]
    fn json_shows_no_trick_and_says_the_same() {
        let value = json!({ "a\u{9b}": "\u{1b}[2J \u{202e}x\u{7f} b\u{fc}cher \u{e0041}" });
        let text = in_json(&format!("{value:#}"));
        assert!(text.contains("bücher"), "{text}");
        let tricks = ['\u{9b}', '\u{1b}', '\u{202e}', '\u{7f}', '\u{e0041}'];
        assert!(!text.contains(tricks), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
