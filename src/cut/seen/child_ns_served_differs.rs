//! `child-ns-served-differs`: a server that has authority serves an NS set of its own that names
//! others than the cut does, and that Route 53's record sets don't show.

use crate::cut::authority::Authority;
use crate::cut::live::child_servers;
use crate::cut::wording::{count, difference};
use crate::cut::{Finding, Severity, servers};
use crate::dns::{Name, RecordType};

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let facts = &view.draft.facts;
    if view.draft.after.is_empty() {
        return None;
    }
    let wanted = child_servers(view.draft);
    let at_apex = facts
        .child_sets
        .iter()
        .find(|set| set.name == facts.cut && set.rtype == RecordType::Ns)
        .and_then(servers::named);
    // `apex-ns-differs` tells what can be read by the API.
    let is_read = |own: &[Name]| at_apex.as_ref().is_some_and(|set| set.iter().eq(own));
    let mut evidence = Vec::new();
    for asked in &view.children {
        let other = asked.told().find_map(|said| match said {
            Authority::Has(serves) => {
                let own = serves.ns.as_deref().filter(|own| !is_read(own))?;
                difference(own, &wanted)
            }
            _ => None,
        });
        evidence.extend(other.map(|other| format!("{}  {other}", asked.server)));
    }
    if evidence.is_empty() {
        return None;
    }
    let serve = if evidence.len() == 1 { "serves" } else { "serve" };
    Some(Finding {
        code: "child-ns-served-differs",
        severity: Severity::Warn,
        message: format!(
            "{} {serve} an NS set for {} that names others than the cut does",
            count(evidence.len(), "name server"),
            facts.cut
        ),
        evidence,
        advice: Some(
            "Resolvers may prefer the child's own set to the parent's (RFC 2181 §5.4.1). See that \
             both name the same servers."
                .to_owned(),
        ),
    })
}
