//! `wildcard-stops`: a wildcard of the parent answers for the child's name until the cut makes
//! that name exist (RFC 4592 §2.2.1, §4.2).

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::record_set;
use crate::cut::{Finding, Severity};
use crate::dns::RecordType;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if draft.kind != Kind::New {
        return None;
    }
    let sets = &draft.facts.wildcard;
    let wildcard = &sets.first()?.name;
    let mut types: Vec<&str> = sets.iter().map(|set| RecordType::as_str(&set.rtype)).collect();
    types.dedup();
    Some(Finding {
        code: "wildcard-stops",
        severity: Severity::Warn,
        message: format!(
            "{wildcard} stops answering ({}) for {} and all names below it",
            types.join(", "),
            &draft.facts.cut
        ),
        evidence: sets.iter().map(record_set).collect(),
        advice: Some("Put into the child what is still needed there.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{set, team_a, weighted};

    #[test]
    fn the_types_are_told_once_each() {
        let mut facts = team_a();
        assert_eq!(check(&facts.clone().draft()), None);
        let a = set("*.example.com", "A", 60, &["192.0.2.1"]);
        facts.wildcard = vec![
            weighted(a.clone(), "a"),
            weighted(a, "b"),
            set("*.example.com", "MX", 60, &["10 mx."]),
        ];
        let found = check(&facts.draft()).unwrap();
        assert!(found.message.starts_with("*.example.com. stops answering (A, MX) for"));
        assert_eq!(found.evidence.len(), 3);
    }
}
