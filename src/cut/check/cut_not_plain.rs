//! `cut-not-plain`: an alias, or sets told apart by routing, can't be swapped for one RRset.

use crate::cut::draft::Draft;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Severity};
use crate::dns::RecordType;
use crate::zone::{Data, RecordSet};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let plain = |set: &RecordSet| set.routing.is_none() && matches!(set.data, Data::Records { .. });
    let one = |rtype: RecordType| draft.before.iter().filter(|set| set.rtype == rtype).count() <= 1;
    if one(RecordType::Ns) && one(RecordType::Ds) && draft.before.iter().all(plain) {
        return None;
    }
    Some(Finding {
        code: "cut-not-plain",
        severity: Severity::Stop,
        message: "What stands at the cut is not one plain record set of a type.".to_owned(),
        evidence: draft.before.iter().map(record_set).collect(),
        advice: Some("Delete it where it was made, then review again.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, alias, set, team_a, weighted};

    #[test]
    fn one_plain_set_or_none_is_fine() {
        assert_eq!(check(&team_a().draft()), None);
        assert_eq!(check(&team_a().delegated(300, &OTHER_SERVERS).draft()), None);
        let below = alias("a.team-a.example.com", "NS", "x.example.com.");
        assert_eq!(check(&team_a().with(below).draft()), None);
    }

    #[test]
    fn an_alias_or_weighted_sets_stop() {
        let ns = set("team-a.example.com", "NS", 300, &OTHER_SERVERS);
        let weighted_sets = team_a().with(weighted(ns.clone(), "a")).with(weighted(ns, "b"));
        assert_eq!(check(&weighted_sets.draft()).unwrap().evidence.len(), 2);
        let alias = alias("team-a.example.com", "NS", "x.example.com.");
        assert!(check(&team_a().with(alias).draft()).is_some());
    }
}
