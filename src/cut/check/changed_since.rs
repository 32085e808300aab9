//! `changed-since`: an undo puts back what stood before, but only over exactly what that change
//! wrote.

use crate::cut::draft::Draft;
use crate::cut::standing::same_sets;
use crate::cut::wording::record_set;
use crate::cut::{Finding, Goal, Severity};
use crate::zone::RecordSet;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let Goal::Undo(entry) = &draft.goal else { return None };
    let wrote: Vec<&RecordSet> = entry.intent.after.iter().collect();
    let now: Vec<&RecordSet> = draft.before.iter().collect();
    if same_sets(&wrote, &now) {
        return None;
    }
    let lines = |what: &str, sets: &[&RecordSet]| -> Vec<String> {
        match sets {
            [] => vec![format!("{what}: no NS or DS record set")],
            sets => sets.iter().map(|set| format!("{what}: {}", record_set(set))).collect(),
        }
    };
    let mut evidence = lines("that change wrote", &wrote);
    evidence.extend(lines("there now", &now));
    Some(Finding {
        code: "changed-since",
        severity: Severity::Stop,
        message: format!("What stands at {} is not what that change wrote.", draft.facts.cut),
        evidence,
        advice: Some(
            "Somebody has changed it since, or it was not made. Undo the later change first, or \
             plan a new one from what is there now."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, set, team_a, undo};

    fn ns(ttl: u32, servers: &[&str]) -> RecordSet {
        set("team-a.example.com", "NS", ttl, servers)
    }

    #[test]
    fn any_later_edit_stops() {
        let goal = undo(&[], &[ns(300, &SERVERS)]);
        for facts in [
            team_a(),
            team_a().delegated(301, &SERVERS),
            team_a().delegated(300, &OTHER_SERVERS),
            team_a().delegated(300, &SERVERS).vouched(300, &[DS]),
        ] {
            let found = check(&facts.draft_to(goal.clone())).unwrap();
            assert!(found.evidence.iter().any(|line| line.starts_with("there now: ")));
        }
    }

    #[test]
    fn what_that_change_wrote_may_come_back_in_another_order() {
        let goal = undo(&[ns(60, &OTHER_SERVERS)], &[ns(300, &SERVERS)]);
        let mut servers = SERVERS;
        servers.reverse();
        assert_eq!(check(&team_a().delegated(300, &servers).draft_to(goal)), None);
        let removal = undo(&[ns(60, &OTHER_SERVERS)], &[]);
        assert_eq!(check(&team_a().draft_to(removal)), None);
    }
}
