//! What is said of a change when the program ends: what was sent, and how far it had come.

use super::document::plain;
use super::review::{Review, Subject};
use crate::cut::{Apply, Ending, quoted};

/// A change that was left under way.
#[must_use]
pub(super) fn unfinished(review: &Review, apply: &Apply) -> Vec<String> {
    let what = summary(review, apply);
    let profile = review.subject.parent.key.profile.in_files();
    let profile = profile.map(|name| format!(" --profile {}", quoted(name))).unwrap_or_default();
    match apply.change_id() {
        Some(id) => vec![
            format!("Sent, and PENDING when zonecut was left: {what}, change {id}"),
            "  Route 53 completes it without zonecut. See how far it has come:".to_owned(),
            format!("  aws route53 get-change --id {id}{profile}"),
        ],
        None if apply.sent() => vec![
            format!("Sent, but the answer had not come when zonecut was left: {what}"),
            "  See whether it was made:".to_owned(),
            format!(
                "  aws route53 list-resource-record-sets --hosted-zone-id {} --start-record-name {} --max-items 5{profile}",
                review.subject.parent.key.zone,
                quoted(review.subject.cut.as_route53()),
            ),
        ],
        None => vec![format!("Not sent: {what}")],
    }
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
