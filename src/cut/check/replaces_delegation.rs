//! `replaces-delegation`: another NS RRset stands at the cut.

use std::collections::BTreeSet;

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::{duration, record_set};
use crate::cut::{Finding, Severity, servers};
use crate::dns::Name;
use crate::zone::RecordSet;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if draft.kind != Kind::Replace {
        return None;
    }
    let (before, after) = (draft.ns_before()?, draft.ns_after()?);
    let mut evidence =
        vec![format!("now:     {}", record_set(before)), format!("planned: {}", record_set(after))];
    // A value that is no name is none of the other side's servers.
    let names = |set: &RecordSet| -> BTreeSet<Name> {
        set.values().iter().filter_map(|value| Name::from_route53(value).ok()).collect()
    };
    let (old, new) = (names(before), names(after));
    if servers::named(before).is_some_and(|named| named == new) {
        let now = before.ttl().map_or_else(|| "none".to_owned(), duration);
        let then = after.ttl().map_or_else(|| "none".to_owned(), duration);
        return Some(Finding {
            code: "replaces-delegation",
            severity: Severity::Warn,
            message: format!(
                "Replaces the delegation: the same servers, TTL {now} becomes {then}."
            ),
            evidence,
            advice: None,
        });
    }
    for (word, servers) in [
        ("stays", old.intersection(&new).collect::<Vec<_>>()),
        ("goes", old.difference(&new).collect()),
        ("comes", new.difference(&old).collect()),
    ] {
        evidence.extend(servers.into_iter().map(|server| format!("{word}: {server}")));
    }
    let route53 = old.difference(&new).any(servers::is_route53);
    let advice = if route53 {
        "The servers that go are Route 53's, so the zone they serve may still exist, in this \
         account or another. Keep it until caches have run out, and see that nobody still needs it."
    } else {
        "Keep the old servers answering until caches have run out."
    };
    Some(Finding {
        code: "replaces-delegation",
        severity: Severity::Warn,
        message: format!("Replaces the delegation of {} to other servers.", &draft.facts.cut),
        evidence,
        advice: Some(advice.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, team_a};

    #[test]
    fn both_sets_are_shown_and_each_server_is_told() {
        let old = [OTHER_SERVERS[0], SERVERS[0]];
        let found = check(&team_a().delegated(900, &old).draft()).unwrap();
        assert_eq!(
            found.evidence,
            [
                "now:     team-a.example.com. NS  TTL 900  ns-7.awsdns-07.com. ns-1.awsdns-01.org.",
                "planned: team-a.example.com. NS  TTL 300  ns-1.awsdns-01.org. \
                 ns-2.awsdns-02.co.uk. ns-3.awsdns-03.com. ns-4.awsdns-04.net.",
                "stays: ns-1.awsdns-01.org.",
                "goes: ns-7.awsdns-07.com.",
                "comes: ns-3.awsdns-03.com.",
                "comes: ns-4.awsdns-04.net.",
                "comes: ns-2.awsdns-02.co.uk.",
            ]
        );
        assert!(found.advice.unwrap().contains("Route 53's"));
    }

    #[test]
    fn servers_elsewhere_are_not_called_route_53s() {
        let found = check(&team_a().delegated(900, &["ns1.example.net."]).draft()).unwrap();
        assert!(!found.advice.unwrap().contains("Route 53's"));
    }

    #[test]
    fn another_ttl_alone_is_told_as_that() {
        let found = check(&team_a().delegated(3600, &SERVERS).draft_with_ttl(60)).unwrap();
        assert!(found.message.contains("TTL 1 h becomes 1 min"), "{}", found.message);
    }

    #[test]
    fn a_new_cut_or_one_that_is_so_already_replaces_nothing() {
        assert_eq!(check(&team_a().draft()), None);
        assert_eq!(check(&team_a().delegated(900, &SERVERS).draft()), None);
    }
}
