//! A plan as text, as JSON, and as a command of the AWS CLI.

use serde_json::{Value, json};

use crate::app::report::quoted;
use crate::cut::{Plan, Policy, Side, Verdict};
use crate::zone::{Change, ChangeBatch, Data, RecordSet};

use super::Output;

/// The change set for people, a line each.
pub(super) fn diff(plan: &Plan) -> Vec<String> {
    let mut lines = vec![format!("parent  {}", side(&plan.facts().parent))];
    lines.extend(plan.facts().child.as_ref().map(|child| format!("child   {}", side(child))));
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

/// `{parent, child, verdict, change_batch, findings}`. The change batch is in the AWS CLI's own
/// shape; `null` where nothing can or need be sent.
pub(super) fn as_json(plan: &Plan) -> Value {
    let side = |side: &Side| {
        json!({
            "profile": side.profile.as_str(),
            "account": side.identity.account.as_str(),
            "zone_id": side.id().as_str(),
            "name": side.name().as_route53(),
        })
    };
    let findings: Vec<Value> = plan
        .findings()
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "severity": finding.severity.as_str(),
                "message": finding.message,
                "evidence": finding.evidence,
                "advice": finding.advice,
            })
        })
        .collect();
    json!({
        "parent": side(&plan.facts().parent),
        "child": plan.facts().child.as_ref().map(side),
        "verdict": plan.verdict().as_str(),
        "change_batch": plan.batch().map(batch),
        "findings": findings,
    })
}

/// A change batch as `aws route53 change-resource-record-sets --change-batch` takes it.
fn batch(batch: &ChangeBatch) -> Value {
    let changes: Vec<Value> = batch
        .changes
        .iter()
        .map(|change| json!({ "Action": change.action.as_str(), "ResourceRecordSet": cli_set(&change.set) }))
        .collect();
    json!({ "Comment": batch.comment, "Changes": changes })
}

fn cli_set(set: &RecordSet) -> Value {
    let mut value = json!({ "Name": set.name.as_route53(), "Type": set.rtype.as_str() });
    if let Data::Records { ttl, values } = &set.data {
        let records: Vec<Value> = values.iter().map(|text| json!({ "Value": text })).collect();
        value["TTL"] = json!(ttl);
        value["ResourceRecords"] = json!(records);
    }
    value
}

/// The AWS CLI's command for the same change, quoted for a POSIX shell; `None` where there is
/// nothing to send.
pub(super) fn as_cli(plan: &Plan) -> Option<String> {
    let batch = batch(plan.batch()?).to_string();
    let parent = &plan.facts().parent;
    let profile = parent.profile.in_files().map(|name| format!("--profile {} ", quoted(name)));
    Some(format!(
        "aws route53 change-resource-record-sets {}--hosted-zone-id {} --change-batch {}",
        profile.unwrap_or_default(),
        quoted(parent.id().as_str()),
        quoted(&batch),
    ))
}
