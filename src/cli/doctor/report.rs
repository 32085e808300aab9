//! What was found, line by line.

use std::io;

use serde_json::{Value, json};

use super::super::Output;

/// Lines that belong together.
#[derive(Debug)]
pub(super) struct Section {
    title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// One thing that was looked at.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) what: String,
    state: State,
    pub(super) told: String,
    pub(super) hint: Option<String>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Worth knowing: not wrong in itself.
    Note,
    Wrong,
}

impl Section {
    pub(super) fn new(title: &'static str, lines: Vec<Line>) -> Self {
        Self { title, lines }
    }

    pub(super) fn print(&self, out: &mut Output) -> io::Result<()> {
        out.line(self.title)?;
        let wide = self.lines.iter().map(|line| line.what.chars().count()).max().unwrap_or(0);
        let wide = wide.min(28);
        for Line { what, state, told, hint } in &self.lines {
            let mark = match state {
                State::Good => ' ',
                State::Note => '-',
                State::Wrong => '!',
            };
            out.line(format!("{mark} {what:<wide$}  {told}").trim_end())?;
            if let Some(hint) = hint {
                out.line(&format!("    {hint}"))?;
            }
        }
        out.line("")
    }

    pub(super) fn json(&self) -> Value {
        let lines: Vec<Value> = self.lines.iter().map(Line::json).collect();
        json!({ "title": self.title, "lines": lines })
    }
}

impl Line {
    pub(super) fn good(what: impl Into<String>, told: impl Into<String>) -> Self {
        Self { what: what.into(), state: State::Good, told: told.into(), hint: None }
    }

    pub(super) fn note(what: impl Into<String>, told: impl Into<String>) -> Self {
        Self { state: State::Note, ..Self::good(what, told) }
    }

    pub(super) fn wrong(what: impl Into<String>, told: impl Into<String>) -> Self {
        Self { state: State::Wrong, ..Self::good(what, told) }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()).filter(|hint: &String| !hint.is_empty()), ..self }
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.state == State::Wrong
    }

    fn json(&self) -> Value {
        let state = match self.state {
            State::Good => "good",
            State::Note => "note",
            State::Wrong => "wrong",
        };
        json!({ "what": self.what, "state": state, "told": self.told, "hint": self.hint })
    }
}
