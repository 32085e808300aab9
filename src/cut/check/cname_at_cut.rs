//! `cname-at-cut`: nothing may stand beside a CNAME (RFC 2181 §10.1).

use crate::cut::draft::Draft;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Severity};
use crate::dns::RecordType;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    if !draft.places_ns() {
        return None;
    }
    let evidence: Vec<String> = facts.at_cut(&RecordType::Cname).map(record_set).collect();
    (!evidence.is_empty()).then(|| Finding {
        code: "cname-at-cut",
        severity: Severity::Stop,
        message: format!("The parent has a CNAME at {}", &facts.cut),
        evidence,
        advice: Some("Put what it points to into the child, then delete the CNAME.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{alias, set, team_a, weighted};

    #[test]
    fn any_kind_of_cname_at_the_cut_counts() {
        let cname = set("team-a.example.com", "CNAME", 300, &["lb.example.net"]);
        for found in [
            cname.clone(),
            weighted(cname, "blue"),
            alias("team-a.example.com", "CNAME", "x.example.com."),
        ] {
            assert!(check(&team_a().with(found).draft()).is_some());
        }
    }

    #[test]
    fn a_cname_below_the_cut_or_another_type_at_it_is_no_hindrance() {
        let facts = team_a().with(set("team-a.example.com", "A", 300, &["192.0.2.1"])).with(set(
            "www.team-a.example.com",
            "CNAME",
            300,
            &["lb.example.net"],
        ));
        assert_eq!(check(&facts.draft()), None);
    }
}
