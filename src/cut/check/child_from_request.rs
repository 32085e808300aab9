//! `child-from-request`: all that is known of the child is what its owner wrote into a request.

use crate::cut::draft::Draft;
use crate::cut::wording::zone_in_view;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let request = facts.requested.as_ref().filter(|_| facts.is_child_unread())?;
    let own = facts.context.in_view.iter().find(|seen| seen.zone.id == request.by.zone);
    let mut evidence =
        vec![format!("{} {}, account {}", request.name, request.by.zone, request.by.account)];
    evidence.extend(own.map(|seen| format!("in view: {}", zone_in_view(seen))));
    Some(Finding {
        code: "child-from-request",
        severity: Severity::Note,
        message: "The child is known from a request alone, and was not read: what it holds, and \
                  whether it is signed, is its owner's word."
            .to_owned(),
        evidence,
        advice: Some(match own {
            Some(_) => "The zone is in view: `zonecut delegate` reads it too.".to_owned(),
            None => "See that the account is the one that is meant.".to_owned(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{seen, team_a};

    #[test]
    fn the_zone_and_its_account_are_told() {
        assert_eq!(check(&team_a().draft()), None);
        let facts = team_a().on_request(&[]);
        let found = check(&facts.clone().draft()).unwrap();
        assert_eq!(found.severity, Severity::Note);
        assert_eq!(found.evidence, ["team-a.example.com. ZCHILD, account 222222222222"]);
        let found = check(&facts.and_seen(seen("ZCHILD", "team-a.example.com", false)).draft());
        let found = found.unwrap();
        assert_eq!(found.evidence.len(), 2);
        assert!(found.advice.unwrap().contains("zonecut delegate"));
    }
}
