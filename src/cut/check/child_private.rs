//! `child-private`: a private zone can't be reached through a public delegation.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let child = draft.facts.child.as_ref()?;
    let stops = draft.goal.needs_child() && child.detail.zone.private;
    stops.then(|| Finding {
        code: "child-private",
        severity: Severity::Stop,
        message: format!("The child {} is a private zone.", child.name()),
        evidence: vec![format!("{} answers only inside its VPCs", child.id())],
        advice: Some("Choose the public zone of that name, or create one.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::team_a;

    #[test]
    fn only_the_child_counts() {
        let mut facts = team_a();
        facts.parent.detail.zone.private = true;
        assert_eq!(check(&facts.clone().draft()), None);
        facts.child_mut().detail.zone.private = true;
        assert_eq!(check(&facts.draft()).unwrap().severity, Severity::Stop);
    }
}
