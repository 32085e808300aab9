//! `read-only`: the configuration or the command line forbids writing to the parent.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let parent = &draft.facts.parent;
    let why = draft.facts.context.rules.read_only.as_ref()?;
    Some(Finding {
        code: "read-only",
        severity: Severity::Stop,
        message: format!("{} is only read: {why}", parent.name()),
        evidence: vec![format!("{} {} (profile {})", parent.name(), parent.id(), parent.profile)],
        advice: Some(
            "Take the rule back where it was made, or make the change with other tools: \
             `zonecut plan` prints it."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, team_a};
    use crate::cut::{Confirmation, Goal, Verdict};

    #[test]
    fn a_rule_stops_every_goal() {
        let mut facts = team_a().delegated(300, &OTHER_SERVERS);
        assert_eq!(check(&facts.clone().draft()), None);
        facts.context.rules.read_only = Some("--read-only".to_owned());
        for goal in [Goal::Delegate, Goal::Remove, Goal::Sign] {
            let plan = facts.clone().plan_to(goal);
            assert_eq!((plan.verdict(), plan.batch()), (Verdict::Stopped, None));
            assert!(plan.findings().iter().any(|found| found.code == "read-only"));
        }
    }

    #[test]
    fn a_protected_zone_stops_nothing_but_wants_its_name() {
        let mut facts = team_a();
        facts.context.rules.protected = true;
        assert_eq!(check(&facts.clone().draft()), None);
        let name = facts.cut.clone();
        assert_eq!(facts.plan().confirmation(), Some(Confirmation::TypeName(name)));
    }
}
