//! What is said of a change when the program ends: what was sent, and how far it had come.

use super::document::plain;
use super::review::{Review, Subject};
use crate::cut::{Apply, Ending, aws_command, quoted};

/// A change that was left under way.
#[must_use]
pub(super) fn unfinished(review: &Review, apply: &Apply) -> Vec<String> {
    let what = summary(review, apply);
    let via = &apply.plan().facts().parent.via;
    match apply.change_id() {
        Some(id) => vec![
            format!("Sent, and PENDING when zonecut was left: {what}, change {id}"),
            "  Route 53 completes it without zonecut. See how far it has come:".to_owned(),
            format!("  {}", aws_command(via, &format!("route53 get-change --id {id}"))),
        ],
        None if apply.sent() => vec![
            format!("Sent, but the answer had not come when zonecut was left: {what}"),
            "  See whether it was made:".to_owned(),
            format!("  {}", aws_command(via, &listing(review))),
        ],
        None => vec![format!("Not sent: {what}")],
    }
}

fn listing(review: &Review) -> String {
    format!(
        "route53 list-resource-record-sets --hosted-zone-id {} --start-record-name {} --max-items 5",
        review.subject.parent.key.zone,
        quoted(review.subject.cut.as_route53()),
    )
}

/// A change that came to its end.
#[must_use]
pub(super) fn ended(review: &Review, apply: &Apply, ending: &Ending) -> Vec<String> {
    let what = summary(review, apply);
    let change = apply.change_id().map(|id| format!(", change {id}")).unwrap_or_default();
    if !apply.sent() {
        return Vec::new();
    }
    let state = if ending.stands() { "Made" } else { "Sent, but not seen to stand" };
    vec![format!("{state}: {what}{change}"), format!("  {}", plain(&ending.message()))]
}

fn summary(review: &Review, apply: &Apply) -> String {
    let Subject { parent, cut, .. } = &review.subject;
    let batch = apply.plan().batch();
    let changes: Vec<String> = batch
        .iter()
        .flat_map(|b| &b.changes)
        .map(|change| format!("{} {cut} {}", change.action.as_str(), change.set.rtype))
        .collect();
    format!(
        "{} in {} ({}, account {})",
        changes.join(" + "),
        parent.key.name,
        parent.key.zone,
        apply.plan().facts().parent.identity.account,
    )
}
