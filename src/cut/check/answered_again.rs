//! `answered-again`: without the cut, the parent's own records at and below it come back to life.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::{count, record_set};
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if draft.kind != Kind::Remove {
        return None;
    }
    let evidence: Vec<String> = draft.facts.occluded().map(record_set).collect();
    let message = match evidence.len() {
        0 => return None,
        1 => "1 record set of the parent at or below the cut is answered again.".to_owned(),
        many => {
            let what = count(many, "record set");
            format!("{what} of the parent at or below the cut are answered again.")
        }
    };
    Some(Finding {
        code: "answered-again",
        severity: Severity::Warn,
        message,
        evidence,
        advice: Some("See that they are still right; they may be older than the cut.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{DS, SERVERS, set, team_a};

    #[test]
    fn what_was_occluded_comes_back() {
        let facts = team_a().delegated(300, &SERVERS).vouched(300, &[DS]);
        assert_eq!(check(&facts.clone().draft_to(Goal::Remove)), None);
        let www = set("www.team-a.example.com", "A", 60, &["192.0.2.1"]);
        let facts = facts.with(www);
        let found = check(&facts.clone().draft_to(Goal::Remove)).unwrap();
        assert_eq!(found.evidence, ["www.team-a.example.com. A  TTL 60  192.0.2.1"]);
        assert_eq!(check(&facts.draft()), None);
    }
}
