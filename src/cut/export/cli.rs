//! Commands of the AWS CLI.

use serde_json::{Value, json};

use super::quoting::{json, quoted, remark, remarks};
use super::{WholeZone, credentials, heading};
use crate::cut::Plan;
use crate::zone::{Data, RecordSet, RoutingRule};

/// As much as one batch takes: 1,000 records and 32,000 characters of values (API, quotas), and
/// what Linux takes as one argument.
const RECORDS: usize = 1_000;
const CHARACTERS: usize = 32_000;
const ARGUMENT: usize = 100_000;

/// The command that makes the plan's change, under its heading; `None` where nothing is to be
/// sent.
pub(super) fn plan(plan: &Plan) -> Option<String> {
    let batch = json(&super::json::batch(plan.batch()?));
    let parent = &plan.facts().parent;
    let arguments = format!(
        "--hosted-zone-id {} --change-batch {}",
        quoted(parent.id().as_str()),
        quoted(&batch)
    );
    Some(format!(
        "{}{}",
        remarks("#", &heading::plan(plan)),
        credentials::shell(&parent.via, "route53 change-resource-record-sets", &arguments),
    ))
}

/// Commands that make a zone's record sets in another, new one.
pub(super) fn zone(zone: &WholeZone<'_>) -> String {
    let mut lines = heading::whole(zone);
    lines.push(
        "Creates them in another zone, whose id is in ZONE; what stands there already".into(),
    );
    lines.push("makes a batch fail as a whole. SOA and NS at the apex come with a zone.".into());
    lines.push(
        "No profile is named: it is made as whom AWS_PROFILE or the environment says.".into(),
    );
    let mut out = format!("{}: \"${{ZONE:?the id of the zone to fill}}\"\n", remarks("#", &lines));
    let (own, unknown): (Vec<_>, Vec<_>) =
        zone.sets.iter().filter(|set| !zone.comes_with_it(set)).partition(|set| !is_unknown(set));
    for set in unknown {
        let line = format!("# not written, its routing is not known: {} {}\n", set.name, set.rtype);
        out.push_str(&remark(line.trim_end()));
        out.push('\n');
    }
    // What an alias points to in its own zone must stand there before it.
    let (aliases, records): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|set| matches!(set.data, Data::Alias(_)));
    for batch in batches(zone, &records).into_iter().chain(batches(zone, &aliases)) {
        out.push_str(
            "aws route53 change-resource-record-sets --hosted-zone-id \"$ZONE\" --change-batch ",
        );
        out.push_str(&batch);
        out.push('\n');
    }
    out
}

fn is_unknown(set: &RecordSet) -> bool {
    set.routing.as_ref().is_some_and(|routing| routing.rule == RoutingRule::Unknown)
}

/// Batches as words of a shell.
fn batches(zone: &WholeZone<'_>, sets: &[&RecordSet]) -> Vec<String> {
    let mut batches = Vec::new();
    let mut changes: Vec<Value> = Vec::new();
    let (mut records, mut characters, mut bytes) = (0, 0, 0);
    for set in sets {
        let values = set.values();
        let more = values.iter().map(String::len).sum::<usize>();
        let change = super::json::change("CREATE", super::json::set(set));
        let size = json(&change).len();
        if !changes.is_empty()
            && (records + values.len() > RECORDS
                || characters + more > CHARACTERS
                || bytes + size > ARGUMENT)
        {
            batches.push(batch(zone, std::mem::take(&mut changes)));
            (records, characters, bytes) = (0, 0, 0);
        }
        (records, characters, bytes) =
            (records + values.len().max(1), characters + more, bytes + size);
        changes.push(change);
    }
    if !changes.is_empty() {
        batches.push(batch(zone, changes));
    }
    batches
}

/// One batch. An alias into the zone itself leads into the new one.
fn batch(zone: &WholeZone<'_>, changes: Vec<Value>) -> String {
    let mut value = json!({});
    value["Changes"] = Value::Array(changes);
    let own = format!("\"HostedZoneId\":\"{}\"", zone.id);
    let parts: Vec<String> = json(&value).split(&own).map(quoted_part).collect();
    parts.join("'\"HostedZoneId\":\"'\"$ZONE\"'\"'")
}

fn quoted_part(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
