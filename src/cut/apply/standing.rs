//! What a reading shows at the cut: the plan, what was there before, or something else.

use crate::cut::conflict::same_set;
use crate::cut::wording::{contents, record_set};
use crate::cut::{Plan, Witness, servers};
use crate::zone::RecordSet;

/// Whether the cut is exactly as planned. Servers are compared as names.
pub(super) fn is_as_planned(plan: &Plan, now: &Witness) -> bool {
    let after = plan.after();
    match at_cut(plan, now).as_slice() {
        [set] => {
            set.routing.is_none()
                && set.ttl() == after.ttl()
                && servers::same(set, &plan.facts().child.detail.delegation_set)
        }
        _ => false,
    }
}

/// Whether the cut is as the preview showed it.
pub(super) fn is_as_before(plan: &Plan, now: &Witness) -> bool {
    match (plan.before(), at_cut(plan, now).as_slice()) {
        (None, []) => true,
        (Some(before), [set]) => same_set(before, set),
        _ => false,
    }
}

/// The plan beside what stands there, a line each.
pub(super) fn drift(plan: &Plan, now: &Witness) -> Vec<String> {
    let mut lines = vec![format!("planned: {}", record_set(plan.after()))];
    let standing = at_cut(plan, now);
    lines.extend(standing.iter().map(|set| format!("there now: {}", contents(set))));
    if standing.is_empty() {
        lines.push("there now: no NS record set".to_owned());
    }
    lines
}

fn at_cut<'a>(plan: &Plan, now: &'a Witness) -> Vec<&'a RecordSet> {
    let after = plan.after();
    let here = |set: &&RecordSet| set.name == after.name && set.rtype == after.rtype;
    now.at_and_below.iter().filter(here).collect()
}
