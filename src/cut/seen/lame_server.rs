//! `lame-server` and `all-lame`: servers that were asked and do not serve the child (RFC 9499).

use crate::cut::draft::Draft;
use crate::cut::wording::{bare, count};
use crate::cut::{Finding, Goal, Severity};
use crate::zone::ProofState;

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let lame: Vec<_> =
        view.children.iter().filter(|asked| asked.state() == ProofState::Differs).collect();
    if lame.is_empty() {
        return None;
    }
    let all_lame = lame.len() == view.children.len();
    let cut = &view.draft.facts.cut;
    let message = match (all_lame, lame.len()) {
        (true, 1) => format!("The one name server does not serve {cut}"),
        (true, many) => format!("None of the {many} name servers serves {cut}"),
        (false, many) => {
            let verb = if many == 1 { "does" } else { "do" };
            format!(
                "{many} of {} {verb} not serve {cut}",
                count(view.children.len(), "name server")
            )
        }
    };
    Some(Finding {
        code: if all_lame { "all-lame" } else { "lame-server" },
        severity: if view.draft.after.is_empty() { Severity::Note } else { Severity::Warn },
        message,
        evidence: lame.iter().flat_map(|asked| asked.lines()).collect(),
        advice: advice(view.draft, all_lame),
    })
}

fn advice(draft: &Draft, all_lame: bool) -> Option<String> {
    let name = bare(&draft.facts.cut);
    let text = match &draft.goal {
        _ if draft.after.is_empty() => return None,
        Goal::Delegate if all_lame => format!(
            "A zone that was created just now takes a minute until its servers have it. Otherwise \
             {name} will not be answered by anybody."
        ),
        _ if all_lame => format!("With this cut {name} will not be answered by anybody."),
        _ => "A resolver that asks such a server loses time, or fails.".to_owned(),
    };
    Some(text)
}
