//! `parent-seen` and `parent-seen-differs`: what the parent's servers say of the cut now, against
//! the record sets that were read.

use crate::cut::wording::count;
use crate::cut::{Finding, Severity};
use crate::zone::ProofState;

use super::view::{Asked, View};

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let of = |state| view.parents.iter().filter(move |asked| asked.state() == state);
    let all = count(view.parents.len(), "name server");
    let (parent, cut) = (view.draft.facts.parent.name(), &view.draft.facts.cut);
    let differing = of(ProofState::Differs).count();
    if differing > 0 {
        let verb = if differing == 1 { "answers" } else { "answer" };
        return Some(Finding {
            code: "parent-seen-differs",
            severity: Severity::Warn,
            message: format!(
                "{differing} of {all} of {parent} {verb} for {cut} otherwise than its record sets \
                 say"
            ),
            evidence: of(ProofState::Differs).flat_map(Asked::lines).collect(),
            advice: Some(
                "A change may be on its way to the servers: look again in a minute.".to_owned(),
            ),
        });
    }
    let agreeing = of(ProofState::Agrees).count();
    let verb = if agreeing == 1 { "answers" } else { "answer" };
    (agreeing > 0).then(|| Finding {
        code: "parent-seen",
        severity: Severity::Note,
        message: format!("{agreeing} of {all} of {parent} {verb} for {cut} as its record sets say"),
        evidence: of(ProofState::Agrees).flat_map(Asked::lines).collect(),
        advice: None,
    })
}
