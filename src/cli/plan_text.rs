//! A plan as text.

use crate::cut::{Plan, Policy, Side, Verdict};
use crate::zone::{Change, RecordSet, Requester};

use super::Output;

/// The change set for people, a line each.
pub(super) fn diff(plan: &Plan) -> Vec<String> {
    let mut lines = vec![format!("parent  {}", side(&plan.facts().parent))];
    lines.extend(plan.facts().child.as_ref().map(|child| format!("child   {}", side(child))));
    lines.extend(plan.facts().requested.as_ref().map(|request| {
        let Requester { account, zone } = &request.by;
        format!("child   {}  {zone}  by request ({account})", request.name)
    }));
    match plan.batch() {
        Some(batch) => lines.extend(batch.changes.iter().map(change)),
        None if plan.verdict() == Verdict::UpToDate => {
            lines.push("nothing to do: the delegation stands as it should".to_owned());
        }
        None => lines.push("stopped: there is nothing that could be applied".to_owned()),
    }
    lines
}

pub(super) fn side(side: &Side) -> String {
    format!("{}  {}  {} ({})", side.name(), side.id(), side.profile, side.identity.account)
}

fn change(change: &Change) -> String {
    let sign = match change.action {
        crate::zone::Action::Create => '+',
        crate::zone::Action::Delete => '-',
    };
    format!("{sign} {}  {}", change.action.as_str(), set(&change.set))
}

fn set(set: &RecordSet) -> String {
    let ttl = set.ttl().unwrap_or_default();
    format!("{}  {}  {ttl}  {}", set.name, set.rtype, set.values().join(" "))
}

/// The findings, with their evidence and what to do; and what IAM would have to allow.
pub(super) fn findings(plan: &Plan, out: &mut Output) {
    for finding in plan.findings() {
        out.note(&format!("{}  {}  {}", finding.severity.as_str(), finding.code, finding.message));
        for line in &finding.evidence {
            out.note(&format!("      {line}"));
        }
        if let Some(advice) = &finding.advice {
            out.note(&format!("      {advice}"));
        }
    }
    for fault in plan.facts().denied() {
        let Some(policy) = fault.denial.as_deref().and_then(Policy::allowing) else { continue };
        if out.is_full() {
            out.note(&fault.message());
        }
        out.remedy(&policy);
        // In short, once is enough.
        if !out.is_full() {
            break;
        }
    }
}
