//! `zone-not-editable`: a zone that another AWS service owns (`LinkedService`).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity, Side};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let parent = &draft.facts.parent;
    let child = draft.facts.child.as_ref().filter(|_| draft.places_ns());
    let owner = |side: &Side| side.detail.zone.linked_service.clone();
    let line = |side: &Side, owner: &str| format!("{} {}: {owner}", side.name(), side.id());
    match (owner(parent), child.and_then(|child| Some((child, owner(child)?)))) {
        (Some(service), of_child) => Some(Finding {
            code: "zone-not-editable",
            severity: Severity::Stop,
            message: format!("The parent belongs to {service}: Route 53 lets nobody edit it."),
            evidence: std::iter::once(line(parent, &service))
                .chain(of_child.map(|(child, service)| line(child, &service)))
                .collect(),
            advice: Some(
                "Make the delegation through that service, or choose another parent.".to_owned(),
            ),
        }),
        // The cut itself needs no write to the child.
        (None, Some((child, service))) => Some(Finding {
            code: "zone-not-editable",
            severity: Severity::Warn,
            message: format!(
                "The child belongs to {service}: its records are edited there, and if the \
                 service deletes it, the delegation is left dangling."
            ),
            evidence: vec![line(child, &service)],
            advice: None,
        }),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::team_a;

    #[test]
    fn stops_at_the_parent_and_warns_of_the_child() {
        let service = Some("servicediscovery.amazonaws.com".into());
        let mut facts = team_a();
        assert_eq!(check(&facts.clone().draft()), None);
        facts.child_mut().detail.zone.linked_service.clone_from(&service);
        assert_eq!(check(&facts.clone().draft()).unwrap().severity, Severity::Warn);
        facts.parent.detail.zone.linked_service = service;
        let found = check(&facts.draft()).unwrap();
        assert_eq!(found.severity, Severity::Stop);
        assert_eq!(found.evidence.len(), 2);
    }
}
