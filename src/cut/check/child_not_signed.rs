//! `child-not-signed`: there is no key whose DS could be put at the cut.

use crate::cut::draft::{Draft, Kind, ds_records};
use crate::cut::wording::signing;
use crate::cut::{Finding, Goal, Severity};
use crate::zone::SigningStatus;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let child = draft.facts.child.as_ref().filter(|_| draft.goal == Goal::Sign)?;
    let state = child.signing.as_ref().ok()?;
    let has_ds = state.status == SigningStatus::Signing && !ds_records(state).is_empty();
    // A DS that an unsigned child leaves behind is taken away.
    if has_ds || draft.kind != Kind::UpToDate {
        return None;
    }
    Some(Finding {
        code: "child-not-signed",
        severity: Severity::Stop,
        message: "The child has no key whose DS could be put at the cut.".to_owned(),
        evidence: vec![format!("{} {}: {}", child.name(), child.id(), signing(state))],
        advice: Some(
            "Enable DNSSEC signing of the child first, and wait the longest TTL in it.".to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, SERVERS, signing, team_a};

    #[test]
    fn only_a_zone_that_signs_with_an_active_key_has_a_ds() {
        let facts = team_a().delegated(300, &SERVERS);
        assert!(check(&facts.clone().draft_to(Goal::Sign)).is_some());
        for status in [SigningStatus::ActionNeeded, SigningStatus::Deleting] {
            let between = facts.clone().child_signing(Ok(signing(status, &[DS])));
            assert!(check(&between.draft_to(Goal::Sign)).is_some());
        }
        assert!(check(&facts.clone().child_signed(&[]).draft_to(Goal::Sign)).is_some());
        assert_eq!(check(&facts.clone().child_signed(&[DS]).draft_to(Goal::Sign)), None);
        let stands = facts.clone().child_signed(&[DS]).vouched(300, &[DS]);
        assert_eq!(check(&stands.draft_to(Goal::Sign)), None);
        assert_eq!(check(&facts.draft()), None, "a delegation needs no key");
    }

    #[test]
    fn a_ds_that_an_unsigned_child_left_goes() {
        let plan = team_a().delegated(300, &SERVERS).vouched(300, &[DS]).plan_to(Goal::Sign);
        assert_eq!(plan.ds_after(), None);
        assert_eq!(plan.batch().unwrap().changes.len(), 1);
    }
}
