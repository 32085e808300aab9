//! `vanishing-cuts`: delegations of the parent that lie below the cut are no longer seen.

use std::collections::HashMap;

use crate::cut::draft::Draft;
use crate::cut::wording::{count, record_set};
use crate::cut::{Finding, Severity, servers};
use crate::dns::{Name, RecordType};
use crate::zone::RecordSet;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if !draft.places_ns() {
        return None;
    }
    let facts = &draft.facts;
    let is_cut = |set: &&RecordSet| set.rtype == RecordType::Ns;
    let child: HashMap<&Name, &RecordSet> =
        facts.child_sets.iter().filter(is_cut).map(|set| (&set.name, set)).collect();
    let mut evidence = Vec::new();
    let mut lost = 0;
    for cut in facts.cuts_below() {
        let fate = match child.get(&cut.name) {
            None if facts.is_child_unread() => "whether the child has it is not known",
            None => "not in the child",
            Some(set) if servers::named(set) == servers::named(cut) => "also in the child",
            Some(_) => "in the child with other servers",
        };
        lost += usize::from(!child.contains_key(&cut.name));
        evidence.push(format!("{}   {fate}", record_set(cut)));
    }
    let all = evidence.len();
    if all == 0 {
        return None;
    }
    let what = count(all, "delegation");
    let happens = match (draft.ns_before(), all) {
        (Some(_), 1) => "is dead already, below the cut that stands there",
        (Some(_), _) => "are dead already, below the cut that stands there",
        (None, 1) => "below the cut vanishes",
        (None, _) => "below the cut vanish",
    };
    let lacking = match lost {
        _ if facts.is_child_unread() => "whether the child has them is not known".to_owned(),
        0 => "the child has an NS record set for each".to_owned(),
        1 => "1 is not in the child".to_owned(),
        lost => format!("{lost} are not in the child"),
    };
    Some(Finding {
        code: "vanishing-cuts",
        severity: Severity::Warn,
        message: format!("{what} {happens}; {lacking}"),
        evidence,
        advice: if facts.is_child_unread() {
            Some("Ask the child's owner whether it has them.".to_owned())
        } else {
            (lost > 0).then(|| "Put them into the child before the change.".to_owned())
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, set, team_a};

    fn ns(name: &str, servers: &[&str]) -> RecordSet {
        set(name, "NS", 300, servers)
    }

    #[test]
    fn each_is_told_with_its_place_in_the_child() {
        let facts = team_a()
            .with(ns("a.team-a.example.com", &OTHER_SERVERS))
            .with(ns("b.team-a.example.com", &OTHER_SERVERS))
            .with(ns("c.team-a.example.com", &OTHER_SERVERS))
            .child_has(ns("a.team-a.example.com", &["NS-8.awsdns-08.net", "ns-7.awsdns-07.com"]))
            .child_has(ns("b.team-a.example.com", &SERVERS));
        let found = check(&facts.draft()).unwrap();
        assert_eq!(found.message, "3 delegations below the cut vanish; 1 is not in the child");
        let ends = ["also in the child", "in the child with other servers", "not in the child"];
        assert!(found.evidence.iter().zip(ends).all(|(line, end)| line.ends_with(end)));
    }

    #[test]
    fn the_cut_itself_and_other_types_do_not_count() {
        let facts = team_a().delegated(300, &OTHER_SERVERS).with(set(
            "a.team-a.example.com",
            "A",
            300,
            &["192.0.2.1"],
        ));
        assert_eq!(check(&facts.draft()), None);
    }

    #[test]
    fn below_a_cut_that_stands_they_are_dead_already() {
        let facts = team_a()
            .delegated(300, &OTHER_SERVERS)
            .with(ns("a.team-a.example.com", &OTHER_SERVERS));
        let found = check(&facts.draft()).unwrap();
        assert!(found.message.starts_with("1 delegation is dead already"), "{}", found.message);
    }
}
