//! `no-name-servers`: a public child without a delegation set can't be delegated to.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let detail = &draft.facts.child.as_ref().filter(|_| draft.goal.needs_child())?.detail;
    // A private zone has no servers either: child-private says why.
    let missing = !detail.zone.private && detail.delegation_set.is_empty();
    missing.then(|| Finding {
        code: "no-name-servers",
        severity: Severity::Stop,
        message: "Route 53 names no server for the child.".to_owned(),
        evidence: vec![format!("GetHostedZone {}: the delegation set is empty", detail.zone.id)],
        advice: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::team_a;

    #[test]
    fn one_server_is_enough_and_a_private_zone_has_none() {
        assert_eq!(check(&team_a().served_by(&["ns-1.awsdns-01.org"]).draft()), None);
        let mut facts = team_a().served_by(&[]);
        assert_eq!(check(&facts.clone().draft()).unwrap().code, "no-name-servers");
        facts.child_mut().detail.zone.private = true;
        assert_eq!(check(&facts.draft()), None);
    }
}
