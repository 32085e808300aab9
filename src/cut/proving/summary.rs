//! What follows from all rows of a check.

use crate::cut::wording::count;
use crate::dns::Name;
use crate::zone::{ProofRole, ProofState, ProofVerdict};

use super::{CheckRow, Expected};

/// The verdict over rows that have all been heard for the last time.
pub(super) fn verdict(expected: &Expected, rows: &[CheckRow]) -> ProofVerdict {
    let needed = || rows.iter().filter(|row| row.role != ProofRole::Resolver);
    let has = |role| needed().any(|row| row.role == role);
    if needed().any(|row| row.state == ProofState::Differs) {
        ProofVerdict::Differs
    } else if needed().all(|row| row.state == ProofState::Agrees)
        && has(ProofRole::Parent)
        && (expected.gone || has(ProofRole::Child))
    {
        ProofVerdict::Proved
    } else {
        ProofVerdict::CouldNotAsk
    }
}

/// The whole in a line or two.
pub(super) fn summary(
    expected: &Expected,
    parent: Option<&Name>,
    rows: &[CheckRow],
    verdict: ProofVerdict,
) -> String {
    let cut = &expected.cut;
    let parent = parent.map_or_else(|| "the parent".to_owned(), ToString::to_string);
    let mut parts = Vec::new();
    if let Some(way) = rows.iter().find(|row| row.role == ProofRole::Chain)
        && !matches!(way.state, ProofState::Agrees | ProofState::Waiting)
    {
        parts.push(way.words.clone());
    }
    let (agreeing, all) = tally(rows, ProofRole::Parent);
    if all > 0 {
        let what = if expected.gone { "show no cut at" } else { "refer to" };
        let what = if agreeing == 1 { one(what) } else { what.to_owned() };
        parts.push(format!("{agreeing} of {} of {parent} {what} {cut}", count(all, "server")));
    }
    let (agreeing, all) = tally(rows, ProofRole::Child);
    if all > 0 && !expected.gone {
        let has = if agreeing == 1 { "has" } else { "have" };
        parts.push(format!("{agreeing} of {} of {cut} {has} authority", count(all, "server")));
    }
    if verdict != ProofVerdict::Waiting {
        parts.extend(unheard(rows));
        parts.extend(resolver(rows));
    }
    parts.join("; ")
}

/// The verb of one: `refer to`, `refers to`.
fn one(many: &str) -> String {
    match many.split_once(' ') {
        Some((verb, rest)) => format!("{verb}s {rest}"),
        None => format!("{many}s"),
    }
}

fn tally(rows: &[CheckRow], role: ProofRole) -> (usize, usize) {
    let of_role = || rows.iter().filter(|row| row.role == role);
    (of_role().filter(|row| row.state == ProofState::Agrees).count(), of_role().count())
}

fn unheard(rows: &[CheckRow]) -> Option<String> {
    let is_unheard = |row: &&CheckRow| {
        matches!(row.role, ProofRole::Parent | ProofRole::Child)
            && row.state == ProofState::CouldNotAsk
    };
    match rows.iter().filter(is_unheard).count() {
        0 => None,
        many => Some(format!("{} could not be asked", count(many, "server"))),
    }
}

fn resolver(rows: &[CheckRow]) -> Option<String> {
    let row = rows.iter().find(|row| row.role == ProofRole::Resolver)?;
    match row.state {
        ProofState::Cached | ProofState::Differs => Some(format!("the resolver: {}", row.words)),
        _ => None,
    }
}
