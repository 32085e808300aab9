//! `nearer-parent`: a public zone in view lies between parent and child.

use crate::cut::draft::Draft;
use crate::cut::wording::{count, zone_in_view};
use crate::cut::{Finding, Goal, Severity, ZoneInView};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if draft.goal != Goal::Delegate {
        return None;
    }
    let (parent, child) = (draft.facts.parent.name(), &draft.facts.cut);
    let is_between = |seen: &&ZoneInView| {
        let zone = &seen.zone;
        !zone.private && child.is_below(&zone.name) && zone.name.is_below(parent)
    };
    let mut nearer: Vec<&ZoneInView> =
        draft.facts.context.in_view.iter().filter(is_between).collect();
    if nearer.is_empty() {
        return None;
    }
    nearer.sort_by_key(|seen| std::cmp::Reverse(seen.zone.name.depth()));
    Some(Finding {
        code: "nearer-parent",
        severity: Severity::Warn,
        message: format!(
            "{} in view nearer to {child} than {parent}",
            count(nearer.len(), "public zone")
        ),
        evidence: nearer.into_iter().map(zone_in_view).collect(),
        advice: Some(
            "If such a zone is delegated, or will be, the cut belongs into it: this one would be dead."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{cut, seen};

    #[test]
    fn public_zones_strictly_between_are_told_nearest_first() {
        let facts = cut("example.com", "api.team-a.eu.example.com")
            .and_seen(seen("Z1", "eu.example.com", false))
            .and_seen(seen("Z2", "team-a.eu.example.com", false));
        let found = check(&facts.draft()).unwrap();
        assert_eq!(
            found.evidence,
            [
                "team-a.eu.example.com. Z2 public, 333333333333 (profile other)",
                "eu.example.com. Z1 public, 333333333333 (profile other)",
            ]
        );
    }

    #[test]
    fn private_zones_and_zones_elsewhere_do_not_count() {
        let facts = cut("example.com", "api.eu.example.com")
            .and_seen(seen("Z1", "eu.example.com", true))
            .and_seen(seen("Z2", "example.com", false))
            .and_seen(seen("Z3", "api.eu.example.com", false))
            .and_seen(seen("Z4", "u.example.com", false))
            .and_seen(seen("Z5", "com", false));
        assert_eq!(check(&facts.draft()), None);
    }
}
