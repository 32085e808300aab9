//! `ds-not-requested`: a DS stays at a cut whose servers change, and the request names no such key.

use std::collections::BTreeSet;

use crate::cut::draft::Draft;
use crate::cut::standing;
use crate::cut::wording::{duration, record_set};
use crate::cut::{Finding, Severity};
use crate::dns::Ds;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let request = facts.requested.as_ref().filter(|_| facts.is_child_unread())?;
    let set = draft.ds_after().filter(|_| draft.places_ns())?;
    let offered: BTreeSet<Ds> = request.ds.iter().filter_map(|ds| Ds::parse(ds)).collect();
    if standing::ds(set).is_some_and(|ds| ds.iter().any(|ds| offered.contains(ds))) {
        return None;
    }
    let mut evidence = vec![record_set(set)];
    evidence.extend(request.ds.iter().map(|ds| format!("in the request: {ds}")));
    Some(Finding {
        code: "ds-not-requested",
        severity: Severity::Stop,
        message: "A DS stands at the cut, and the request names no such key: validating resolvers \
                  would refuse every answer of the child."
            .to_owned(),
        evidence,
        advice: Some(format!(
            "Take the DS away first and wait its TTL ({}), then accept the request.",
            duration(set.ttl().unwrap_or_default())
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_DS, OTHER_SERVERS, SERVERS, team_a};

    #[test]
    fn servers_that_change_under_a_strange_ds_are_stopped() {
        let replaced = team_a().delegated(300, &OTHER_SERVERS).vouched(300, &[DS]);
        assert_eq!(check(&replaced.clone().draft()), None, "a child that was read");
        for offered in [&[][..], &[OTHER_DS]] {
            let found = check(&replaced.clone().on_request(offered).draft()).unwrap();
            assert_eq!(found.severity, Severity::Stop);
            assert_eq!(found.evidence.len(), 1 + offered.len());
        }
        assert_eq!(check(&replaced.on_request(&[OTHER_DS, DS]).draft()), None);
        let stands = team_a().delegated(300, &SERVERS).vouched(300, &[DS]).on_request(&[]);
        assert_eq!(check(&stands.draft()), None, "nothing is written");
    }
}
