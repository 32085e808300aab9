//! `twin-zone`: another hosted zone bears the child's name. Only the one that the parent names
//! is live.

use crate::cut::draft::Draft;
use crate::cut::wording::{count, zone_in_view};
use crate::cut::{Finding, Severity, ZoneInView};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let child = draft.facts.child_zone().filter(|_| draft.leads_to_child())?;
    let name = &draft.facts.cut;
    let is_twin = |seen: &&ZoneInView| seen.zone.name == *name && seen.zone.id != *child;
    let twins: Vec<&ZoneInView> = draft.facts.context.in_view.iter().filter(is_twin).collect();
    let public = twins.iter().filter(|seen| !seen.zone.private).count();
    if twins.is_empty() {
        return None;
    }
    let (severity, message, advice) = if public > 0 {
        let message = format!("{} in view of the name {name}", count(public, "other public zone"));
        let advice = "Only one of them can be live. See that the child marked is the one meant, \
                      by account and id.";
        (Severity::Warn, message, Some(advice.to_owned()))
    } else {
        let message = format!(
            "{} in view of the name {name}: inside its VPCs, it answers instead of the child",
            count(twins.len(), "private zone")
        );
        (Severity::Note, message, None)
    };
    let evidence = twins.into_iter().map(zone_in_view).collect();
    Some(Finding { code: "twin-zone", severity, message, evidence, advice })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{seen, team_a};

    #[test]
    fn a_public_twin_warns_and_a_private_one_is_noted() {
        let private = team_a().and_seen(seen("Z1", "team-a.example.com", true));
        assert_eq!(check(&private.clone().draft()).unwrap().severity, Severity::Note);
        let both = private.and_seen(seen("Z2", "team-a.example.com", false));
        let found = check(&both.draft()).unwrap();
        assert_eq!(found.severity, Severity::Warn);
        assert!(found.message.starts_with("1 other public zone in view"), "{}", found.message);
        assert_eq!(found.evidence.len(), 2);
    }

    #[test]
    fn the_child_itself_and_other_names_are_no_twins() {
        let facts = team_a()
            .and_seen(seen("ZCHILD", "team-a.example.com", false))
            .and_seen(seen("Z1", "a.example.com", false))
            .and_seen(seen("Z2", "x.team-a.example.com", false));
        assert_eq!(check(&facts.draft()), None);
    }
}
