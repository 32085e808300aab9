//! `not-below`: only a name strictly below the parent's can be cut from it (RFC 1034 §4.2).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let (parent, cut) = (&draft.facts.parent, &draft.facts.cut);
    if cut.is_below(parent.name()) {
        return None;
    }
    let child = draft.facts.child.as_ref();
    let message = if child.is_some_and(|child| child.id() == parent.id()) {
        format!("Parent and child are one zone, {}.", parent.id())
    } else if parent.name() == cut {
        format!("Parent and child have one name, {}", parent.name())
    } else {
        format!("{cut} does not lie below {}", parent.name())
    };
    Some(Finding {
        code: "not-below",
        severity: Severity::Stop,
        message,
        evidence: vec![
            format!("parent: {} {}", parent.name(), parent.id()),
            match child {
                Some(child) => format!("child: {} {}", child.name(), child.id()),
                None => format!("cut: {cut}"),
            },
        ],
        advice: Some(
            "Choose a parent whose name is a proper ending, by labels, of the child's.".to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{cut, team_a};

    #[test]
    fn labels_count_not_letters() {
        for (parent, child, stopped) in [
            ("example.com", "team-a.example.com", false),
            ("example.com", "a.b.example.com", false),
            (".", "com", false),
            ("ample.com", "example.com", true),
            ("example.com", "notexample.com", true),
            ("example.com", "example.com", true),
            ("team-a.example.com", "example.com", true),
            ("example.com", "team-a.example.net", true),
        ] {
            let found = check(&cut(parent, child).draft());
            assert_eq!(found.is_some(), stopped, "{child} from {parent}");
        }
    }

    #[test]
    fn one_zone_is_told_apart_from_twins() {
        let twins = check(&cut("example.com", "example.com").draft()).unwrap();
        assert_eq!(twins.message, "Parent and child have one name, example.com.");
        let mut same = team_a();
        same.child = Some(same.parent.clone());
        same.cut = same.parent.name().clone();
        let same = check(&same.draft()).unwrap();
        assert_eq!(same.message, "Parent and child are one zone, ZPARENT.");
    }
}
