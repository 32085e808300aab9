//! `request-unproved`: servers that a request names, and that were not heard to have authority.

use crate::cut::wording::count;
use crate::cut::{Finding, Severity};
use crate::dns::Name;
use crate::zone::ProofState;

use super::view::View;

pub(super) const CODE: &str = "request-unproved";

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let draft = view.draft;
    if !draft.facts.is_child_unread() || !draft.places_ns() {
        return None;
    }
    let proved = |server: &Name| {
        view.children
            .iter()
            .any(|asked| asked.server == *server && asked.state() == ProofState::Agrees)
    };
    let all = draft.facts.delegation_set();
    let unproved: Vec<String> =
        all.iter().filter(|server| !proved(server)).map(ToString::to_string).collect();
    (!unproved.is_empty()).then(|| Finding {
        code: CODE,
        severity: Severity::Warn,
        message: format!(
            "{} of {} in the request {} not proved to have authority for {}",
            unproved.len(),
            count(all.len(), "name server"),
            if unproved.len() == 1 { "is" } else { "are" },
            draft.facts.cut,
        ),
        evidence: unproved,
        advice: Some(
            "Nothing but the request speaks for them, so that the name has to be typed, and --yes \
             is not enough."
                .to_owned(),
        ),
    })
}
