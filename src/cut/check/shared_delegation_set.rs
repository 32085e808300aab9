//! `shared-delegation-set`: parent and child are served by the same servers, as by a reusable
//! delegation set.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};
use crate::dns::Name;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if !draft.goal.needs_child() {
        return None;
    }
    let parents = &draft.facts.parent.detail.delegation_set;
    let servers = draft.facts.delegation_set().iter();
    let shared: Vec<String> =
        servers.filter(|server| parents.contains(server)).map(Name::to_string).collect();
    if shared.is_empty() {
        return None;
    }
    Some(Finding {
        code: "shared-delegation-set",
        severity: Severity::Warn,
        message: "Parent and child share name servers: those answer for the child from its own \
                  zone, whatever the parent delegates, so that a wrong delegation shows at some \
                  resolvers only."
            .to_owned(),
        evidence: shared,
        advice: Some(
            "Route 53 refuses such pairs within an account; give the child a delegation set of \
             its own."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{SERVERS, names, team_a};

    #[test]
    fn one_server_in_both_is_enough() {
        assert_eq!(check(&team_a().draft()), None);
        let mut facts = team_a();
        facts.parent.detail.delegation_set = names(&["ns-9.awsdns-19.com", SERVERS[2]]);
        assert_eq!(check(&facts.draft()).unwrap().evidence, [SERVERS[2]]);
    }
}
