//! `wait-before-deleting`: while resolvers still hold the delegation, the child must go on
//! answering; a zone that is gone before leaves its name to whoever gets its servers. Source:
//! [Protection from dangling delegation records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/protection-from-dangling-dns.html).

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::{duration, record_set};
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let before = draft.ns_before().filter(|_| draft.kind == Kind::Remove)?;
    let ttl = duration(before.ttl().unwrap_or_default());
    Some(Finding {
        code: "wait-before-deleting",
        severity: Severity::Note,
        message: format!("Wait {ttl} after the change before you delete the child zone."),
        evidence: vec![record_set(before)],
        advice: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, set, team_a, undo};

    #[test]
    fn the_ttl_of_what_goes_counts() {
        let facts = team_a().delegated(172_800, &SERVERS);
        let found = check(&facts.clone().draft_to(Goal::Remove)).unwrap();
        assert!(found.message.starts_with("Wait 2 days "), "{}", found.message);
        let made = set("team-a.example.com", "NS", 172_800, &SERVERS);
        assert!(check(&facts.draft_to(undo(&[], &[made]))).is_some(), "an undo removes too");
    }

    #[test]
    fn only_where_a_delegation_goes() {
        assert_eq!(check(&team_a().delegated(300, &OTHER_SERVERS).draft()), None);
        assert_eq!(check(&team_a().vouched(300, &[DS]).draft_to(Goal::Remove)), None);
    }
}
