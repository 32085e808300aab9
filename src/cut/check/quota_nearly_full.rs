//! `quota-nearly-full`: the parent has room for few more record sets, or for none
//! (`GetHostedZoneLimit`, `MAX_RRSETS_BY_ZONE`).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};
use crate::zone::Action;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let quota = *draft.facts.context.parent_quota.as_ref().ok()?;
    let changes = draft.changes();
    let of = |action: Action| -> u64 {
        changes.iter().filter(|change| change.action == action).map(|_| 1).sum()
    };
    let (come, go) = (of(Action::Create), of(Action::Delete));
    let after = quota.count.saturating_add(come).saturating_sub(go);
    let evidence =
        vec![format!("{} of {} record sets; {after} after the change", quota.count, quota.limit)];
    let parent = draft.facts.parent.name();
    if come > go && after > quota.limit {
        return Some(Finding {
            code: "quota-nearly-full",
            severity: Severity::Stop,
            message: format!("The change does not fit into {parent}"),
            evidence,
            advice: Some("Delete what is no longer needed, or ask AWS for more.".to_owned()),
        });
    }
    (come > 0 && after.saturating_mul(10) >= quota.limit.saturating_mul(9)).then(|| Finding {
        code: "quota-nearly-full",
        severity: Severity::Warn,
        message: format!("{parent} is nearly full: 9 in 10 record sets of its quota are there."),
        evidence,
        advice: Some("Ask AWS for a higher quota in time.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, team_a};
    use crate::zone::Quota;

    fn severity(facts: crate::cut::Facts, goal: Goal, count: u64) -> Option<Severity> {
        let mut facts = facts;
        facts.context.parent_quota = Ok(Quota { count, limit: 10_000 });
        check(&facts.draft_to(goal)).map(|found| found.severity)
    }

    #[test]
    fn both_sides_of_each_limit() {
        let new = |count| severity(team_a(), Goal::Delegate, count);
        assert_eq!(new(8998), None);
        assert_eq!(new(8999), Some(Severity::Warn));
        assert_eq!(new(9999), Some(Severity::Warn));
        assert_eq!(new(10_000), Some(Severity::Stop));
        assert_eq!(new(u64::MAX), Some(Severity::Stop));
    }

    #[test]
    fn what_needs_no_room_fits_into_a_full_zone() {
        let replaced = team_a().delegated(300, &OTHER_SERVERS);
        assert_eq!(severity(replaced.clone(), Goal::Delegate, 10_000), Some(Severity::Warn));
        assert_eq!(severity(replaced, Goal::Remove, 10_000), None);
        let stands = team_a().delegated(300, &SERVERS);
        assert_eq!(severity(stands.clone(), Goal::Delegate, 10_000), None);
        let signed = stands.child_signed(&[DS]);
        assert_eq!(severity(signed, Goal::Sign, 10_000), Some(Severity::Stop));
    }
}
