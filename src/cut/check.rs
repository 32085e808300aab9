//! The checks, in the order their findings are shown within a severity.

mod cached;
mod child_private;
mod cname_at_cut;
mod cut_not_plain;
mod dead_cut;
mod glue_missing;
mod long_ttl;
mod nearer_parent;
mod no_name_servers;
mod not_below;
mod occluded_records;
mod parent_private;
mod private_name_servers;
mod replaces_delegation;
mod twin_zone;
mod up_to_date;
mod vanishing_cuts;
mod wildcard_stops;
mod zone_not_editable;

use super::Finding;
use super::draft::Draft;

type Check = fn(&Draft) -> Option<Finding>;

/// Whether there can be a cut between the two zones at all.
const OF_ZONES: [Check; 6] = [
    not_below::check,
    parent_private::check,
    child_private::check,
    no_name_servers::check,
    private_name_servers::check,
    zone_not_editable::check,
];

/// What the cut meets in the parent and beyond. They presuppose a child below its parent.
const OF_CUT: [Check; 13] = [
    cname_at_cut::check,
    cut_not_plain::check,
    dead_cut::check,
    replaces_delegation::check,
    nearer_parent::check,
    twin_zone::check,
    occluded_records::check,
    vanishing_cuts::check,
    wildcard_stops::check,
    glue_missing::check,
    long_ttl::check,
    up_to_date::check,
    cached::check,
];

/// All that follows from a draft: stops first, then warnings, then notes.
pub(super) fn findings(draft: &Draft) -> Vec<Finding> {
    let is_below = draft.facts.cut.is_below(draft.facts.parent.name());
    let of_cut: &[Check] = if is_below { &OF_CUT } else { &[] };
    let checks = OF_ZONES.iter().chain(of_cut);
    let mut findings: Vec<Finding> = checks.filter_map(|check| check(draft)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}
