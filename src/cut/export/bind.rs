//! Lines of a zone file (RFC 1035 §5), as BIND, NSD and Knot read them.

use std::fmt::Write;

use super::presentation::{name, value};
use super::quoting::{remark, remarks};
use super::{WholeZone, heading};
use crate::cut::Plan;
use crate::dns::RecordType;
use crate::zone::{Data, RecordSet};

/// What is to stand at the cut in the parent's zone file; what goes, as comments.
pub(super) fn plan(plan: &Plan) -> String {
    let mut out = remarks(";", &heading::plan(plan));
    let _ = writeln!(out, "$ORIGIN {}", name(plan.facts().parent.name()));
    let stays = |set: &&RecordSet| !plan.after().contains(set);
    for gone in plan.before().iter().filter(stays) {
        for line in lines(gone).lines() {
            let _ = writeln!(out, "; goes: {line}");
        }
    }
    for set in plan.after() {
        out.push_str(&lines(set));
    }
    out
}

/// A whole zone: SOA first, then NS at the apex, then all else in Route 53's order.
pub(super) fn zone(zone: &WholeZone<'_>) -> String {
    let mut comments = heading::whole(zone);
    let unwritten = zone.sets.iter().filter(|set| !is_expressed(set)).count();
    if unwritten > 0 {
        comments.push(format!(
            "{unwritten} of them a zone file can't express: they stand here as comments."
        ));
    }
    let mut out = remarks(";", &comments);
    let _ = writeln!(out, "$ORIGIN {}", name(zone.name));
    let rank = |set: &&RecordSet| match set.rtype {
        _ if set.name != *zone.name => 2,
        RecordType::Soa => 0,
        RecordType::Ns => 1,
        _ => 2,
    };
    let mut sets: Vec<&RecordSet> = zone.sets.iter().collect();
    sets.sort_by_key(rank);
    for set in sets {
        out.push_str(&lines(set));
    }
    out
}

fn is_expressed(set: &RecordSet) -> bool {
    set.routing.is_none()
        && set.ttl().is_some()
        && set.values().iter().all(|text| value(&set.rtype, text).is_ok())
}

/// A set, a line a record. What Route 53 alone can do is a comment.
pub(super) fn lines(set: &RecordSet) -> String {
    let mut out = String::new();
    let owner = name(&set.name);
    if let Some(routing) = &set.routing {
        let check = routing.health_check.as_ref();
        let check = check.map(|id| format!(", health check {id}")).unwrap_or_default();
        let policy = format!("{} [{}]{check}", routing.policy, routing.set_identifier);
        let _ = writeln!(out, "; routing policy, not expressed: {}", remark(&policy));
    }
    let mark = if set.routing.is_some() { "; " } else { "" };
    match &set.data {
        Data::Records { ttl, values } => {
            for text in values {
                let _ = match value(&set.rtype, text) {
                    Ok(data) => writeln!(out, "{mark}{owner} {ttl} IN {} {data}", set.rtype),
                    Err(why) => writeln!(
                        out,
                        "; not expressed, {why}: {owner} {ttl} IN {} {}",
                        set.rtype,
                        remark(text)
                    ),
                };
            }
        }
        Data::Alias(target) => {
            let health = if target.evaluate_health { ", health of the target counts" } else { "" };
            let text = format!("{} in zone {}{health}", target.dns_name, target.zone_id);
            let _ =
                writeln!(out, "; alias, not expressed: {owner} {} of {}", set.rtype, remark(&text));
        }
    }
    out
}
