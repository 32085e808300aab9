//! The checks, in the order their findings are shown within a severity.

mod answered_again;
mod apex_ns_differs;
mod cached;
mod changed_since;
mod child_from_request;
mod child_not_signed;
mod child_private;
mod child_still_answers;
mod cname_at_cut;
mod cut_not_plain;
mod dead_cut;
mod ds_child_unsigned;
mod ds_left_behind;
mod ds_no_key;
mod ds_not_requested;
mod ds_offered;
mod glue_missing;
mod leads_elsewhere;
mod long_ttl;
mod nearer_parent;
mod no_name_servers;
mod not_below;
mod not_delegated;
mod not_seen;
mod not_undoable;
mod occluded_records;
mod parent_private;
mod parent_unread;
mod private_name_servers;
mod quota_nearly_full;
mod read_only;
mod replaces_delegation;
mod shared_delegation_set;
mod signed_child;
mod twin_zone;
mod unsigned_parent;
mod up_to_date;
mod vanishing_cuts;
mod wait_before_deleting;
mod wildcard_stops;
mod zone_not_editable;

use super::draft::Draft;
use super::{Finding, Severity};

type Check = fn(&Draft) -> Option<Finding>;

/// Whether anything may be written, and whether there can be a cut between the zones at all.
const OF_ZONES: [Check; 9] = [
    not_below::check,
    read_only::check,
    parent_unread::check,
    not_undoable::check,
    parent_private::check,
    child_private::check,
    no_name_servers::check,
    private_name_servers::check,
    zone_not_editable::check,
];

/// What the change meets in the parent, in the child and beyond. They presuppose a cut below a
/// parent that was read.
const OF_CUT: [Check; 32] = [
    changed_since::check,
    not_delegated::check,
    cname_at_cut::check,
    cut_not_plain::check,
    dead_cut::check,
    ds_child_unsigned::check,
    ds_left_behind::check,
    ds_no_key::check,
    ds_not_requested::check,
    child_not_signed::check,
    not_seen::check,
    quota_nearly_full::check,
    replaces_delegation::check,
    leads_elsewhere::check,
    child_still_answers::check,
    answered_again::check,
    nearer_parent::check,
    twin_zone::check,
    shared_delegation_set::check,
    apex_ns_differs::check,
    signed_child::check,
    ds_offered::check,
    occluded_records::check,
    vanishing_cuts::check,
    wildcard_stops::check,
    glue_missing::check,
    long_ttl::check,
    child_from_request::check,
    up_to_date::check,
    unsigned_parent::check,
    wait_before_deleting::check,
    cached::check,
];

/// All that follows from a draft: stops first, then warnings, then notes.
pub(super) fn findings(draft: &Draft) -> Vec<Finding> {
    let facts = &draft.facts;
    let is_below = facts.cut.is_below(facts.parent.name());
    let was_read = facts.context.parent_unread.is_empty();
    let of_cut: &[Check] = if is_below && was_read { &OF_CUT } else { &[] };
    let checks = OF_ZONES.iter().chain(of_cut);
    let mut findings: Vec<Finding> = checks.filter_map(|check| check(draft)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// Whether one of the findings says that there can be no cut that the public DNS knows.
pub(super) fn rules_out_a_cut(findings: &[Finding]) -> bool {
    const CODES: [&str; 5] =
        ["not-below", "parent-private", "child-private", "no-name-servers", "private-name-servers"];
    findings.iter().any(|found| found.severity == Severity::Stop && CODES.contains(&found.code))
}
