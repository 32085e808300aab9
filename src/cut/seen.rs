//! What follows from the answers of the DNS, in the order in which it is shown within a severity.
//! None of it stops a plan: the DNS shows what is, not what may be written.

mod child_authoritative;
mod child_ns_served_differs;
mod cut_seen;
mod ds_seen;
mod kept_now;
mod lame_server;
mod parent_liveness;
mod parent_seen;
mod request_unproved;
mod seen_now;
mod serials_differ;
mod servers_not_asked;
#[cfg(test)]
mod tests;
mod view;

use super::draft::Draft;
use super::{Finding, Live, Severity};

type Check = fn(&view::View<'_>) -> Option<Finding>;

const ALL: [Check; 12] = [
    request_unproved::check,
    parent_liveness::check,
    lame_server::check,
    child_ns_served_differs::check,
    parent_seen::check,
    ds_seen::check,
    child_authoritative::check,
    serials_differ::check,
    cut_seen::check,
    seen_now::check,
    kept_now::check,
    servers_not_asked::check,
];

/// All that follows from what was heard so far.
pub(super) fn findings(draft: &Draft, live: &Live) -> Vec<Finding> {
    if live.heard() == 0 && draft.facts.requested.is_none() {
        return Vec::new();
    }
    let view = view::View::of(draft, live);
    if live.heard() == 0 {
        return request_unproved::check(&view).into_iter().collect();
    }
    ALL.iter().filter_map(|check| check(&view)).collect()
}

/// Whether one of the findings asks that the name be typed: the cut would lead nowhere, or
/// nobody is led to the zone that it is made in.
pub(super) fn asks_for_the_name(findings: &[Finding]) -> bool {
    let weighs = |found: &Finding| {
        found.severity == Severity::Warn
            && matches!(found.code, "all-lame" | "parent-not-live" | request_unproved::CODE)
    };
    findings.iter().any(weighs)
}

/// Whether one of the findings says that a request is all that speaks for the servers.
pub(super) fn rests_on_a_request(findings: &[Finding]) -> bool {
    findings.iter().any(|found| found.code == request_unproved::CODE)
}
