//! `serials-differ`: the servers of the child do not all have the same version of it.

use std::collections::BTreeSet;

use crate::cut::authority::Authority;
use crate::cut::{Finding, Severity};

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let mut seen = BTreeSet::new();
    let mut evidence = Vec::new();
    for asked in &view.children {
        let serials: BTreeSet<u32> = asked
            .told()
            .filter_map(|said| match said {
                Authority::Has(serves) => Some(serves.serial),
                _ => None,
            })
            .collect();
        evidence.extend(serials.iter().map(|serial| format!("{}  serial {serial}", asked.server)));
        seen.extend(serials);
    }
    (seen.len() > 1).then(|| Finding {
        code: "serials-differ",
        severity: Severity::Note,
        message: format!(
            "The name servers have {} versions of {}: a change of it may be on its way",
            seen.len(),
            view.draft.facts.cut
        ),
        evidence,
        advice: None,
    })
}
