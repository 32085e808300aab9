//! `not-seen`: what could not be read, and whose fault it is. It stops only what rests on it.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Goal, Severity, Side};
use crate::zone::Fault;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let signing = |side: &Side| side.signing.as_ref().err().cloned();
    let of_child = facts.child.as_ref().and_then(signing);
    let unseen: Vec<(&str, Fault)> = [
        ("the child", facts.context.child_unread.clone()),
        ("the child's signing", of_child.clone()),
        ("the parent's signing", signing(&facts.parent)),
        ("the parent's quota", facts.context.parent_quota.clone().err()),
    ]
    .into_iter()
    .filter_map(|(what, fault)| Some((what, fault?)))
    .collect();
    if unseen.is_empty() {
        return None;
    }
    // A DS is right or wrong by the child's keys alone.
    let rests_on_keys = draft.goal == Goal::Sign
        || draft.ds_after().is_some() && draft.places_ns() && draft.leads_to_child();
    let stops = of_child.is_some() && rests_on_keys;
    let what: Vec<&str> = unseen.iter().map(|(what, _)| *what).collect();
    let what = what.join(", ");
    Some(Finding {
        code: "not-seen",
        severity: if stops { Severity::Stop } else { Severity::Warn },
        message: if stops {
            format!("Could not be read: {what}. Without the child's keys, its DS can't be judged.")
        } else {
            format!("Could not be read: {what}. What follows from it is not told here.")
        },
        evidence: unseen
            .iter()
            .map(|(what, fault)| format!("{what}: {}; {}", fault.message(), fault.detail))
            .collect(),
        advice: unseen.first().map(|(_, fault)| fault.hint()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, fault, team_a};
    use crate::zone::FaultKind;

    fn denied() -> Fault {
        fault("GetDNSSEC", FaultKind::Denied)
    }

    fn severity(facts: crate::cut::Facts, goal: Goal) -> Option<Severity> {
        check(&facts.draft_to(goal)).map(|found| found.severity)
    }

    #[test]
    fn each_thing_is_named_with_its_fault() {
        assert_eq!(check(&team_a().draft()), None);
        let mut facts = team_a().child_signing(Err(denied()));
        facts.parent.signing = Err(denied());
        facts.context.parent_quota = Err(fault("GetHostedZoneLimit", FaultKind::TimedOut));
        let found = check(&facts.draft()).unwrap();
        assert_eq!(found.severity, Severity::Warn);
        assert_eq!(found.evidence.len(), 3);
        assert!(found.evidence[2].contains("timed out"), "{:?}", found.evidence);
    }

    #[test]
    fn unknown_keys_stop_a_ds_and_servers_that_change_under_one() {
        let unknown = team_a().child_signing(Err(denied()));
        let stands = unknown.clone().delegated(300, &SERVERS);
        assert_eq!(severity(stands.clone(), Goal::Sign), Some(Severity::Stop));
        assert_eq!(severity(stands.vouched(300, &[DS]), Goal::Delegate), Some(Severity::Warn));
        let replaced = unknown.delegated(300, &OTHER_SERVERS);
        assert_eq!(severity(replaced.clone(), Goal::Delegate), Some(Severity::Warn));
        let replaced = replaced.vouched(300, &[DS]);
        assert_eq!(severity(replaced.clone(), Goal::Delegate), Some(Severity::Stop));
        assert_eq!(severity(replaced, Goal::Remove), Some(Severity::Warn));
    }

    #[test]
    fn a_child_that_a_removal_does_without_is_told() {
        let mut facts = team_a().delegated(300, &SERVERS).childless();
        assert_eq!(severity(facts.clone(), Goal::Remove), None);
        facts.context.child_unread = Some(fault("GetHostedZone", FaultKind::NoSuchZone));
        assert_eq!(severity(facts, Goal::Remove), Some(Severity::Warn));
    }
}
