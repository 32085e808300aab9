//! `leads-elsewhere`: an undo puts back servers of a zone that was not read. Where that zone was
//! deleted since, its name belongs to whoever gets its servers. Source:
//! [Protection from dangling delegation records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/protection-from-dangling-dns.html).

use crate::cut::draft::Draft;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Goal, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let is_undo = matches!(draft.goal, Goal::Undo(_));
    if !is_undo || !draft.places_ns() || draft.leads_to_child() {
        return None;
    }
    Some(Finding {
        code: "leads-elsewhere",
        severity: Severity::Warn,
        message: format!(
            "The servers that are put back are not those of a zone read here: whether they still \
             serve {} was not seen.",
            draft.facts.cut
        ),
        evidence: draft.ns_after().map(record_set).into_iter().collect(),
        advice: Some(
            "See that the zone behind them still exists and is yours: a delegation to a deleted \
             zone can be taken over."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, set, team_a, undo};
    use crate::zone::RecordSet;

    fn ns(servers: &[&str]) -> RecordSet {
        set("team-a.example.com", "NS", 300, servers)
    }

    #[test]
    fn only_the_zone_that_was_read_is_known_to_be_there() {
        let removal = undo(&[ns(&SERVERS)], &[]);
        assert_eq!(check(&team_a().draft_to(removal.clone())), None);
        assert!(check(&team_a().childless().draft_to(removal)).is_some());
        let replaced = undo(&[ns(&OTHER_SERVERS)], &[ns(&SERVERS)]);
        assert!(check(&team_a().delegated(300, &SERVERS).draft_to(replaced)).is_some());
    }

    #[test]
    fn where_nothing_is_put_back_nothing_leads_elsewhere() {
        let new = undo(&[], &[ns(&SERVERS)]);
        assert_eq!(check(&team_a().delegated(300, &SERVERS).childless().draft_to(new)), None);
        assert_eq!(check(&team_a().delegated(300, &OTHER_SERVERS).draft()), None);
    }
}
