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
    let refer = if expected.gone { "show no cut at" } else { "refer to" };
    parts.extend(side(rows, ProofRole::Parent, &parent, &format!("{refer} {cut}")));
    if !expected.gone {
        parts.extend(side(rows, ProofRole::Child, &cut.to_string(), "have authority"));
    }
    if verdict != ProofVerdict::Waiting {
        parts.extend(unheard(rows));
        parts.extend(resolver(rows));
    }
    parts.join("; ")
}

/// `2 of 2 servers of example.com. refer to team-a.example.com.`, or how many do as they should.
fn side(rows: &[CheckRow], role: ProofRole, zone: &str, all_do: &str) -> Option<String> {
    let of_role = || rows.iter().filter(|row| row.role == role);
    let all = of_role().count();
    let agreeing = of_role().filter(|row| row.state == ProofState::Agrees).count();
    let what = match agreeing {
        _ if all == 0 => return None,
        1 if all == 1 => one(all_do),
        many if many == all => all_do.to_owned(),
        1 => "answers as it should".to_owned(),
        _ => "answer as they should".to_owned(),
    };
    Some(format!("{agreeing} of {} of {zone} {what}", count(all, "server")))
}

/// The same of one: `refer to` becomes `refers to`, `have` becomes `has`.
fn one(many: &str) -> String {
    match many.split_once(' ') {
        Some(("have", rest)) => format!("has {rest}"),
        Some((verb, rest)) => format!("{verb}s {rest}"),
        None => many.to_owned(),
    }
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
        ProofState::Cached => Some("the resolver still answers otherwise".to_owned()),
        ProofState::Differs => Some("the resolver fails (SERVFAIL)".to_owned()),
        _ => None,
    }
}
