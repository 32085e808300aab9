//! One event as one line.

use std::fmt::{self, Debug, Write};
use std::time::SystemTime;

use tracing::Event;
use tracing::field::{Field, Visit};

use crate::journal::rfc3339;

/// The longest value that is kept, in characters.
const LONGEST: usize = 400;

/// The line of an event, with its line break.
pub(super) fn line(event: &Event<'_>, now: SystemTime) -> String {
    let mut fields = Fields::default();
    event.record(&mut fields);
    let data = event.metadata();
    let target = data.target().strip_prefix("zonecut::").unwrap_or(data.target());
    let Fields { message, rest } = fields;
    format!("{} {:<5} {target}: {message}{rest}\n", rfc3339(now), data.level())
}

#[derive(Default)]
struct Fields {
    message: String,
    rest: String,
}

impl Fields {
    fn put(&mut self, field: &Field, value: &dyn fmt::Display) {
        let text = escaped(&value.to_string());
        if field.name() == "message" {
            self.message = text;
            return;
        }
        let quote = text.is_empty() || text.contains([' ', '"', '=']);
        // Writing to a string does not fail.
        let _ = if quote {
            write!(self.rest, " {}=\"{}\"", field.name(), text.replace('"', "\\\""))
        } else {
            write!(self.rest, " {}={text}", field.name())
        };
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, &value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, &format_args!("{value:?}"));
    }
}

/// Without line breaks, without anything that drives a terminal or reorders text, and not
/// without end.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars().take(LONGEST) {
        if char.is_ascii_graphic() || char == ' ' || char.is_alphanumeric() {
            out.push(char);
        } else {
            out.extend(char.escape_unicode());
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}
