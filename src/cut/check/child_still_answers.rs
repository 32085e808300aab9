//! `child-still-answers`: the zone that the delegation leads to is there, and its records lose
//! their way.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::{count, owner};
use crate::cut::{Finding, Severity, servers};
use crate::dns::RecordType;
use crate::zone::RecordSet;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let child = facts.child.as_ref().filter(|_| draft.kind == Kind::Remove)?;
    if !servers::same(draft.ns_before()?, facts.delegation_set()) {
        return None;
    }
    // What every zone has at its apex is no content.
    let is_content = |set: &&RecordSet| {
        set.name != *child.name() || !matches!(set.rtype, RecordType::Ns | RecordType::Soa)
    };
    let lost: Vec<String> = facts.child_sets.iter().filter(is_content).map(owner).collect();
    let message = match lost.len() {
        0 => return None,
        1 => "1 record set of the child loses its way.".to_owned(),
        many => format!("{} of the child lose their way.", count(many, "record set")),
    };
    Some(Finding {
        code: "child-still-answers",
        severity: Severity::Warn,
        message,
        evidence: lost,
        advice: Some(format!(
            "{} {} in {} still answers for them, but nobody will be sent there. See that nobody \
             needs them.",
            child.name(),
            child.id(),
            child.profile
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, set, team_a};
    use crate::cut::{Facts, Goal};

    fn with_records() -> Facts {
        team_a()
            .child_has(set("team-a.example.com", "NS", 300, &SERVERS))
            .child_has(set("team-a.example.com", "SOA", 300, &["x"]))
            .child_has(set("team-a.example.com", "MX", 300, &["10 mx.example.net."]))
            .child_has(set("x.team-a.example.com", "NS", 300, &OTHER_SERVERS))
    }

    #[test]
    fn all_but_the_apex_own_sets_count() {
        let facts = with_records().delegated(300, &SERVERS);
        let found = check(&facts.draft_to(Goal::Remove)).unwrap();
        assert_eq!(found.evidence, ["team-a.example.com. MX", "x.team-a.example.com. NS"]);
        assert!(found.message.starts_with("2 record sets"), "{}", found.message);
    }

    #[test]
    fn a_zone_that_is_not_delegated_to_or_is_empty_loses_nothing() {
        let elsewhere = with_records().delegated(300, &OTHER_SERVERS);
        assert_eq!(check(&elsewhere.draft_to(Goal::Remove)), None);
        let mut empty = with_records().delegated(300, &SERVERS);
        empty.child_sets.truncate(2);
        assert_eq!(check(&empty.draft_to(Goal::Remove)), None);
        assert_eq!(check(&with_records().delegated(300, &SERVERS).draft()), None);
    }
}
