//! `apex-ns-differs`: the NS RRset at the child's apex, which anybody may edit, names other
//! servers than its delegation set, which serves it.

use std::collections::BTreeSet;

use crate::cut::draft::Draft;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Severity, servers};
use crate::dns::{Name, RecordType};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    if !draft.goal.needs_child() || facts.delegation_set().is_empty() {
        return None;
    }
    let at_apex =
        |set: &&crate::zone::RecordSet| set.name == facts.cut && set.rtype == RecordType::Ns;
    let apex = facts.child_sets.iter().find(at_apex)?;
    if servers::same(apex, facts.delegation_set()) {
        return None;
    }
    let serving: BTreeSet<Name> = facts.delegation_set().iter().cloned().collect();
    let named: BTreeSet<Name> =
        apex.values().iter().filter_map(|value| Name::from_route53(value).ok()).collect();
    let mut evidence = vec![format!("in the child: {}", record_set(apex))];
    evidence
        .extend(named.difference(&serving).map(|s| format!("named, but does not serve it: {s}")));
    evidence
        .extend(serving.difference(&named).map(|s| format!("serves it, but is not named: {s}")));
    let unreadable = apex.values().iter().filter(|value| Name::from_route53(value).is_err());
    evidence.extend(unreadable.map(|value| format!("no name: {value}")));
    Some(Finding {
        code: "apex-ns-differs",
        severity: Severity::Warn,
        message: "The NS record set at the child's apex names other servers than its delegation \
                  set."
            .to_owned(),
        evidence,
        advice: Some(
            "Resolvers may prefer the child's own set to the parent's (RFC 2181 §5.4.1). Write \
             the delegation set into the child's apex."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, set, team_a};

    fn found(owner: &str, servers: &[&str]) -> Option<Finding> {
        check(&team_a().child_has(set(owner, "NS", 172_800, servers)).draft())
    }

    #[test]
    fn both_ways_are_told() {
        let servers = [SERVERS[0], SERVERS[1], SERVERS[2], OTHER_SERVERS[0]];
        let found = found("team-a.example.com", &servers).unwrap();
        assert_eq!(
            found.evidence[1..],
            [
                format!("named, but does not serve it: {}", OTHER_SERVERS[0]),
                format!("serves it, but is not named: {}", SERVERS[3]),
            ]
        );
    }

    #[test]
    fn order_case_and_sets_below_the_apex_do_not_count() {
        let shouted = SERVERS.map(str::to_uppercase);
        let mut servers: Vec<&str> = shouted.iter().map(String::as_str).collect();
        servers.reverse();
        assert_eq!(found("team-a.example.com", &servers), None);
        assert_eq!(found("x.team-a.example.com", &OTHER_SERVERS), None);
    }
}
