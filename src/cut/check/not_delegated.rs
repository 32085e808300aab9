//! `not-delegated`: nothing stands there that could be removed, or a DS would vouch for a child
//! that the parent doesn't delegate to.

use crate::cut::draft::Draft;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Goal, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let (message, advice) = match draft.goal {
        Goal::Remove if draft.before.is_empty() => (
            format!(
                "{} has no NS or DS record set at {}",
                draft.facts.parent.name(),
                draft.facts.cut
            ),
            "There is nothing to remove. See that parent and name are those that you mean.",
        ),
        Goal::Sign if !draft.leads_to_child() => (
            "The parent does not delegate to the child's servers: its DS would break the zone \
             that is delegated."
                .to_owned(),
            "Delegate to the child first, and put the DS there as the second step.",
        ),
        _ => return None,
    };
    Some(Finding {
        code: "not-delegated",
        severity: Severity::Stop,
        message,
        evidence: draft.before.iter().map(record_set).collect(),
        advice: Some(advice.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, team_a};

    #[test]
    fn a_removal_needs_something_that_stands() {
        assert!(check(&team_a().draft_to(Goal::Remove)).is_some());
        let ns = team_a().delegated(300, &OTHER_SERVERS);
        assert_eq!(check(&ns.childless().draft_to(Goal::Remove)), None);
        assert_eq!(check(&team_a().vouched(300, &[DS]).draft_to(Goal::Remove)), None);
    }

    #[test]
    fn a_ds_needs_the_childs_servers_and_all_of_them() {
        let signed = team_a().child_signed(&[DS]);
        for facts in [
            signed.clone(),
            signed.clone().delegated(300, &OTHER_SERVERS),
            signed.clone().delegated(300, &SERVERS[..3]),
        ] {
            assert!(check(&facts.draft_to(Goal::Sign)).is_some());
        }
        assert_eq!(check(&signed.delegated(300, &SERVERS).draft_to(Goal::Sign)), None);
        assert_eq!(check(&team_a().draft()), None, "a delegation makes it so");
    }
}
