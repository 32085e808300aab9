//! What is wrong with `profiles.toml`, told so that it can be put right.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::near::near;

/// Why the configuration can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file that `--config` or `ZONECUT_CONFIG` names is not there.
    #[error("{}: there is no such file", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file can't be read.
    #[error("{} can't be read: {detail}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// Something in the file is wrong.
    #[error("{0}")]
    Wrong(Box<Mistake>),
    /// `--profile` or `only` names a profile that AWS's files don't.
    #[error("{}", no_such_profile(name, near))]
    NoSuchProfile {
        /// The name as given.
        name: String,
        /// Names like it, nearest first.
        near: Vec<String>,
    },
}

/// A mistake in the file, with its place. `Display` shows the line with a caret below it; what
/// came from the file is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters of the line are meant, at least 1.
    pub width: usize,
    /// The line as it stands in the file.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What was meant, where that can be guessed.
    pub meant: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, message, .. } = self;
        write!(f, "{}:{line}:{column}: {}", self.path.display(), escape(message))?;
        if let Some(meant) = &self.meant {
            write!(f, "; did you mean `{}`?", escape(meant))?;
        }
        let chars: Vec<char> = self.text.chars().collect();
        let start = (column - 1).min(chars.len());
        let end = (start + self.width).min(chars.len());
        let part = |from: usize, to: usize| escape(&chars[from..to].iter().collect::<String>());
        let (head, marked) = (part(0, start), part(start, end));
        let (gap, number) = (" ".repeat(line.to_string().len()), line);
        write!(f, "\n {number} | {head}{marked}{}", part(end, chars.len()))?;
        let carets = "^".repeat(marked.chars().count().max(1));
        write!(f, "\n {gap} | {}{carets}", " ".repeat(head.chars().count()))
    }
}

/// What serde calls things, and what they are called in the file.
const PLAIN: [(&str, &str); 4] = [
    ("unknown field", "unknown key"),
    ("missing field", "missing key"),
    ("expected i64", "expected a whole number"),
    ("expected a sequence", "expected a list, as in [\"a\", \"b\"]"),
];

/// An error of the TOML parser, or of what the values mean.
pub(super) fn from_toml(error: &toml::de::Error, text: &str, path: &Path) -> ConfigError {
    let message = error.message().trim().to_owned();
    let span = error.span().unwrap_or(0..0);
    let mut mistake = mistake(span, text, path, message);
    // serde: unknown field `labl`, expected one of `name`, `label`, …
    let mut quoted = mistake.message.split('`').skip(1).step_by(2);
    if mistake.message.starts_with("unknown") {
        let word = quoted.next().unwrap_or_default();
        mistake.meant = near(word, quoted).first().map(|&meant| meant.to_owned());
    }
    for (serde, plain) in PLAIN {
        mistake.message = mistake.message.replacen(serde, plain, 1);
    }
    ConfigError::Wrong(Box::new(mistake))
}

/// An error at a place of the text.
pub(super) fn at(span: Range<usize>, text: &str, path: &Path, message: String) -> ConfigError {
    ConfigError::Wrong(Box::new(mistake(span, text, path, message)))
}

/// A name at a place of the text that is none of those known; it stands first in the message, in
/// back quotes.
pub(super) fn unknown(
    span: Range<usize>,
    text: &str,
    path: &Path,
    message: String,
    known: &[String],
) -> ConfigError {
    let mut mistake = mistake(span, text, path, message);
    let word = mistake.message.split('`').nth(1).unwrap_or_default().to_owned();
    let known = known.iter().map(String::as_str);
    mistake.meant = near(&word, known).first().map(|&meant| meant.to_owned());
    ConfigError::Wrong(Box::new(mistake))
}

fn mistake(span: Range<usize>, text: &str, path: &Path, message: String) -> Mistake {
    let before = text.get(..span.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let meant = text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
    Mistake {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        width: meant.chars().count().max(1),
        text: line.to_owned(),
        message,
        meant: None,
    }
}

fn no_such_profile(name: &str, near: &[String]) -> String {
    let name = escape(name);
    if near.is_empty() {
        return format!("no profile is called {name}: `zonecut profiles` lists them");
    }
    let near: Vec<_> = near.iter().map(|name| escape(name)).collect();
    format!("no profile is called {name}: did you mean {}?", near.join(" or "))
}

/// Control characters and those that turn the direction of text, as `\u{…}`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match c {
            '\t' => out.push(' '),
            c if c.is_control() || turns => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
