//! `glue-missing`: a server at or below the cut is found only by the addresses that the parent
//! sends along (RFC 9471).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Goal, Severity};
use crate::dns::{Name, RecordType};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    if !draft.leads_to_child() || draft.goal == Goal::Sign {
        return None;
    }
    let has_address = |server: &&Name| {
        facts.at_and_below.iter().any(|set| {
            set.name == **server && matches!(set.rtype, RecordType::A | RecordType::Aaaa)
        })
    };
    let missing: Vec<&Name> = facts.in_bailiwick().filter(|server| !has_address(server)).collect();
    if missing.is_empty() {
        return None;
    }
    let all = missing.len() == facts.delegation_set().len();
    let message = if all {
        "No server of the child can be found: all lie below the cut, and the parent has no glue."
    } else {
        "Servers of the child lie below the cut, and the parent has no glue for them."
    };
    Some(Finding {
        code: "glue-missing",
        severity: Severity::Warn,
        message: message.to_owned(),
        evidence: missing
            .iter()
            .map(|server| format!("{server} no A or AAAA in the parent"))
            .collect(),
        advice: Some("Create their A and AAAA record sets in the parent first.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{set, team_a};

    const OWN: [&str; 2] = ["ns1.team-a.example.com", "ns.example.net"];

    #[test]
    fn servers_below_the_cut_need_an_address_in_the_parent() {
        let facts = team_a().served_by(&OWN);
        let found = check(&facts.clone().draft()).unwrap();
        assert_eq!(found.evidence, ["ns1.team-a.example.com. no A or AAAA in the parent"]);
        let text = facts.clone().with(set("ns1.team-a.example.com", "TXT", 60, &["\"x\""]));
        assert!(check(&text.draft()).is_some(), "another type is no glue");
        let glue = facts.with(set("ns1.team-a.example.com", "AAAA", 60, &["2001:db8::1"]));
        assert_eq!(check(&glue.draft()), None);
    }

    #[test]
    fn the_cut_itself_may_be_a_server_and_a_sibling_needs_no_glue() {
        assert!(check(&team_a().served_by(&["team-a.example.com"]).draft()).is_some());
        let beside = ["ns.example.com", "ns.my-team-a.example.com", "ns-1.awsdns-01.org"];
        assert_eq!(check(&team_a().served_by(&beside).draft()), None);
    }
}
