//! What a row of an audit rests on, as lines: wrapped once for a width, drawn line by line.

use crate::app::document::{plain, wrap};
use crate::cut::{AuditRow, CutState, ServerSeen, Standing};
use crate::zone::ZoneKey;

/// What is known of a row since the audit saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Nothing: it stands as it was seen.
    Unchanged,
    /// Its cut was changed here; what it says may be old.
    Changed,
    /// It is being audited again.
    Asking,
    /// It was audited again, and there is no cut there any more.
    Gone,
}

/// What a line is, for its colour and mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The state, on the first line of its sentence.
    State(CutState),
    /// A sentence.
    Text,
    /// What it rests on.
    Evidence,
    /// A label of two words at most, then what is known.
    Fact,
    /// A server and what it comes to.
    Server(Standing),
    /// What was answered.
    Answer,
    /// That the row may be old.
    Beware,
    /// What to do about it.
    Advice,
    /// Over a part.
    Heading,
}

/// One line, indented as it is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub role: Role,
    /// The text, safe to draw.
    pub text: String,
}

/// Columns of a fact's label.
pub const LABEL: usize = 8;

/// Lays a row out for a width in columns.
#[must_use]
pub fn lay_out(row: &AuditRow, since: Since, width: usize) -> Vec<Line> {
    let mut lines = Lines { width, all: Vec::new() };
    let sentence = format!("{}: {}", row.state.label(), row.state.explanation());
    lines.push_first(Role::State(row.state), Role::Text, "  ", &sentence);
    match since {
        Since::Unchanged => {}
        Since::Changed => lines.push(Role::Beware, "  ", "Changed here since: this may be old."),
        Since::Asking => lines.push(Role::Beware, "  ", "Changed here since; being asked again…"),
        Since::Gone => {
            lines.push(Role::Beware, "  ", "Changed here since: there is no such cut any more.");
        }
    }
    if !row.also.is_empty() {
        let also: Vec<&str> = row.also.iter().map(|state| state.label()).collect();
        lines.fact("Also", &also.join(", "));
    }
    // What each server answered stands below, server by server.
    let answered = |evidence: &&String| {
        let same = |seen: &ServerSeen, line: &String| {
            let rest = evidence.strip_prefix(&seen.server.to_string());
            rest.and_then(|rest| rest.strip_prefix(' ')) == Some(line.as_str())
        };
        row.servers.iter().any(|seen| seen.lines.iter().any(|line| same(seen, line)))
    };
    for evidence in row.evidence.iter().filter(|evidence| !answered(evidence)) {
        lines.push(Role::Evidence, "  ", evidence);
    }
    if !row.servers.is_empty() {
        lines.heading("Name servers, as asked");
    }
    for seen in &row.servers {
        let standing = words(seen.standing);
        lines.push_first(
            Role::Server(seen.standing),
            Role::Answer,
            "  ",
            &format!("{}  {standing}", seen.server),
        );
        for answer in &seen.lines {
            lines.push(Role::Answer, "    ", answer);
        }
    }
    if let Some(advice) = &row.advice {
        lines.heading("What to do");
        lines.push(Role::Advice, "  ", advice);
    }
    lines.heading("Zones");
    lines.fact("Parent", &zone(row.parent.as_ref()));
    lines.fact("Child", &zone(row.child.as_ref()));
    lines.all
}

/// What a server's standing is called.
fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Authoritative => "has authority",
        Standing::Divided => "authority at some of its addresses",
        Standing::Lame => "lame",
        Standing::PartlyLame => "lame at one address, others could not be asked",
        Standing::Unheard => "could not be asked",
    }
}

fn zone(key: Option<&ZoneKey>) -> String {
    match key {
        Some(key) => format!("{} {} ({})", key.name, key.zone, key.profile),
        None => "not in view".to_owned(),
    }
}

struct Lines {
    width: usize,
    all: Vec<Line>,
}

impl Lines {
    fn push(&mut self, role: Role, indent: &str, text: &str) {
        self.push_first(role, role, indent, text);
    }

    fn push_first(&mut self, first: Role, rest: Role, indent: &str, text: &str) {
        let mut role = first;
        for text in wrap(&plain(text), self.width.saturating_sub(indent.len())) {
            self.all.push(Line { role, text: format!("{indent}{text}") });
            role = rest;
        }
    }

    fn fact(&mut self, label: &str, value: &str) {
        let mut label = format!("  {label:<LABEL$}");
        for text in wrap(&plain(value), self.width.saturating_sub(LABEL + 2)) {
            self.all.push(Line { role: Role::Fact, text: format!("{label}{text}") });
            label = " ".repeat(LABEL + 2);
        }
    }

    fn heading(&mut self, text: &str) {
        self.all.push(Line { role: Role::Text, text: String::new() });
        self.push(Role::Heading, "", text);
    }
}
