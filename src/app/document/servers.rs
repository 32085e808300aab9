//! A look at a cut as lines: a heading, then a row for each server.

use super::{Line, Role, plain, push, wrap};
use crate::cut::{Check, CheckRow};
use crate::zone::{ProofRole, ProofState, ProofVerdict};

/// Columns of what a server is to the cut.
const ROLE: usize = 9;
/// Columns of a server's name at least, and at most.
const SERVER: (usize, usize) = (16, 34);

/// Lays a look at a cut out for a width in columns: who answered what, and what follows.
#[must_use]
pub fn lay_out_check(check: &Check, width: usize) -> Vec<Line> {
    let rows = check.rows();
    let heard = rows.iter().filter(|row| !row.open).count();
    let mut lines = Vec::new();
    if check.is_done() {
        let verdict = match check.verdict() {
            ProofVerdict::Proved => ProofState::Agrees,
            ProofVerdict::Differs => ProofState::Differs,
            ProofVerdict::CouldNotAsk => ProofState::CouldNotAsk,
            ProofVerdict::Waiting => ProofState::Waiting,
        };
        let summary = wrap(&plain(&check.summary()), width.saturating_sub(2));
        for (at, text) in summary.into_iter().enumerate() {
            let role = if at == 0 { Role::Row(verdict) } else { Role::Text };
            lines.push(Line { role, text });
        }
    } else {
        let heading = format!("Name servers · {heard} of {} have answered", rows.len());
        push(&mut lines, Role::Heading, "", &heading, width);
    }
    let longest = rows.iter().map(|row| plain(&row.server).len()).max().unwrap_or_default();
    let server = longest.clamp(SERVER.0, SERVER.1.min((width / 3).max(SERVER.0)));
    for row in rows {
        push_row(&mut lines, row, server, width);
    }
    lines
}

fn push_row(lines: &mut Vec<Line>, row: &CheckRow, server: usize, width: usize) {
    let role = match row.role {
        ProofRole::Chain => "root",
        ProofRole::Parent => "parent",
        ProofRole::Child => "child",
        ProofRole::Resolver => "resolver",
    };
    let name = plain(&row.server);
    let short: String = if name.chars().count() > server {
        name.chars().take(server.saturating_sub(1)).chain(['…']).collect()
    } else {
        name
    };
    let lead = format!("{role:<ROLE$}{short:<server$}  ");
    let indent = ROLE + server + 2;
    let took = row.took.map(|took| format!("  {} ms", took.as_millis())).unwrap_or_default();
    let words = match (row.words.as_str(), row.open) {
        ("", true) => "asking…".to_owned(),
        (words, true) => format!("{words}, asking again"),
        (words, false) => format!("{words}{took}"),
    };
    for (at, text) in wrap(&plain(&words), width.saturating_sub(indent + 2)).iter().enumerate() {
        let (role, lead) = match at {
            0 => (Role::Row(row.state), lead.clone()),
            _ => (Role::Evidence, " ".repeat(indent)),
        };
        lines.push(Line { role, text: format!("{lead}{text}") });
    }
    if matches!(row.state, ProofState::Differs | ProofState::CouldNotAsk) && !row.open {
        for detail in &row.detail {
            push(lines, Role::Evidence, &" ".repeat(ROLE), detail, width.saturating_sub(2));
        }
    }
}
