//! `parent-unread`: a principal that may write the parent but not read it, such as the roles of
//! CDK's `grantDelegation`. What was not seen is not written.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let (parent, unread) = (&draft.facts.parent, &draft.facts.context.parent_unread);
    if unread.is_empty() {
        return None;
    }
    let zone = format!("arn:{}:route53:::hostedzone/{}", partition(draft), parent.id());
    let missing: Vec<String> =
        unread.iter().map(|fault| format!("route53:{} on {zone}", fault.action)).collect();
    let told = unread.iter().map(|fault| format!("{}; {}", fault.message(), fault.detail));
    Some(Finding {
        code: "parent-unread",
        severity: Severity::Stop,
        message: format!(
            "Profile {} may not read the parent: what stands at the cut, what the change would \
             occlude, and whether it was made can't be seen. zonecut writes nothing that it has \
             not seen.",
            parent.profile
        ),
        evidence: told.chain(missing.iter().map(|action| format!("missing: {action}"))).collect(),
        advice: Some(format!(
            "Let the role {}, or use a profile that may. The roles that CDK's grantDelegation \
             makes can do neither, nor CREATE a record set, nor ask GetChange: they are made \
             for CDK's own UPSERT.",
            missing.join(" and ")
        )),
    })
}

fn partition(draft: &Draft) -> &'static str {
    crate::zone::Partition::of_arn(&draft.facts.parent.identity.arn).as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{fault, team_a};
    use crate::zone::FaultKind;

    #[test]
    fn what_is_missing_is_named_and_nothing_is_said_of_what_was_not_seen() {
        let mut facts = team_a();
        assert_eq!(check(&facts.clone().draft()), None);
        let denied = |action| fault(action, FaultKind::Denied);
        facts.context.parent_unread =
            vec![denied("GetHostedZone"), denied("ListResourceRecordSets")];
        let found = check(&facts.clone().draft()).unwrap();
        let missing = "missing: route53:ListResourceRecordSets on \
                       arn:aws:route53:::hostedzone/ZPARENT";
        assert_eq!(found.evidence.last().unwrap(), missing);
        for goal in [Goal::Delegate, Goal::Remove, Goal::Sign] {
            let plan = facts.clone().plan_to(goal);
            let codes: Vec<_> = plan.findings().iter().map(|found| found.code).collect();
            assert_eq!(codes, ["parent-unread"]);
        }
    }
}
