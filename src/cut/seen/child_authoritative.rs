//! `child-authoritative`: servers that the cut leads to, and that have authority.

use crate::cut::wording::count;
use crate::cut::{Finding, Severity};
use crate::zone::ProofState;

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let serving: Vec<_> =
        view.children.iter().filter(|asked| asked.state() == ProofState::Agrees).collect();
    if serving.is_empty() {
        return None;
    }
    let (cut, all) = (&view.draft.facts.cut, count(view.children.len(), "name server"));
    let verb = if serving.len() == 1 { "answers" } else { "answer" };
    let still = if view.draft.after.is_empty() { " still" } else { "" };
    Some(Finding {
        code: "child-authoritative",
        severity: Severity::Note,
        message: format!("{} of {all}{still} {verb} with authority for {cut}", serving.len()),
        evidence: serving.iter().flat_map(|asked| asked.lines()).collect(),
        advice: None,
    })
}
