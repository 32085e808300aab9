//! What stands at the top of every export: what it is, of which zones, as whom they were read.

use super::WholeZone;
use crate::cut::{Goal, Plan, Side, Verdict};
use crate::zone::{AccountId, CredentialChain, Identity, Partition, ProfileName, ZoneId};

/// The lines over a plan, to be put behind the marks of a comment.
pub(super) fn plan(plan: &Plan) -> Vec<String> {
    let facts = plan.facts();
    let cut = &facts.cut;
    let what = match plan.goal() {
        Goal::Delegate => format!("Delegation of {cut}"),
        Goal::Remove => format!("Removal of the delegation of {cut}"),
        Goal::Sign => format!("DS of {cut}"),
        Goal::Undo(entry) => format!("Undo of {} at {cut}", entry.id),
    };
    let mut lines = vec![format!("{what}, as zonecut planned it.")];
    lines.push(format!("  parent  {}", side(&facts.parent)));
    lines.extend(facts.child.as_ref().map(|child| format!("  child   {}", side(child))));
    if plan.verdict() == Verdict::UpToDate {
        lines.push("It stands there already: there is nothing to change.".to_owned());
    }
    lines
}

fn side(side: &Side) -> String {
    let account = Some(&side.identity.account);
    zone(&side.name().to_string(), side.id(), &side.profile, account, &side.via)
}

fn zone(
    name: &str,
    id: &ZoneId,
    profile: &ProfileName,
    account: Option<&AccountId>,
    via: &CredentialChain,
) -> String {
    let account = account.map_or("not known", AccountId::as_str);
    let by_role = via.by_role().map(|roles| format!("  by {roles}")).unwrap_or_default();
    format!("{name}  {id}  profile {profile}  account {account}{by_role}")
}

/// The lines over a whole zone.
pub(super) fn whole(whole: &WholeZone<'_>) -> Vec<String> {
    let kind = if whole.private { "Private zone" } else { "Zone" };
    let name = whole.name.to_string();
    vec![
        format!("{kind} {}", zone(&name, whole.id, whole.profile, whole.account, whole.via)),
        format!("{} record sets, read and written down by zonecut.", whole.sets.len()),
    ]
}

/// The region in which tools that want one find Route 53.
pub(super) fn region(identity: &Identity) -> &'static str {
    match Partition::of_arn(&identity.arn) {
        Partition::Aws => "us-east-1",
        Partition::China => "cn-northwest-1",
        Partition::GovCloud => "us-gov-west-1",
    }
}
