//! `parent-private`: a private zone delegates nothing by an NS record alone.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let parent = &draft.facts.parent;
    parent.detail.zone.private.then(|| Finding {
        code: "parent-private",
        severity: Severity::Stop,
        message: format!("The parent {} is a private zone.", parent.name()),
        evidence: vec![format!("{} answers only inside its VPCs", parent.id())],
        advice: Some("Choose the public zone of that name. Private zones hand names over by Resolver endpoints and rules.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::team_a;

    #[test]
    fn only_the_parent_counts() {
        let mut facts = team_a();
        facts.child_mut().detail.zone.private = true;
        assert_eq!(check(&facts.clone().draft()), None);
        facts.parent.detail.zone.private = true;
        assert_eq!(check(&facts.draft()).unwrap().severity, Severity::Stop);
    }
}
