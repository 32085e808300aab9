//! `not-undoable`: a change that has no inverse here, was never made, or was made elsewhere.

use crate::cut::draft::Draft;
use crate::cut::{Finding, Goal, Severity};
use crate::dns::RecordType;
use crate::zone::{Data, Deed, Intent, Outcome, RecordSet, Settled};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let Goal::Undo(entry) = &draft.goal else { return None };
    let (facts, intent) = (&draft.facts, &entry.intent);
    let was_not_made = matches!(
        entry.last(),
        Some(Outcome::NotSent(_) | Outcome::Refused(_) | Outcome::Settled(Settled::NotMade))
    );
    let (message, advice) = if intent.deed == Deed::CreateZone {
        let zone = intent.child.as_ref().unwrap_or(&intent.parent);
        let message = format!("That change created the zone {}", zone.name);
        let advice = "zonecut deletes no zone. Remove its delegation first, wait the TTL, then \
                      delete the zone: aws route53 delete-hosted-zone.";
        (message, advice)
    } else if was_not_made {
        ("That change was not made.".to_owned(), "There is nothing to undo.")
    } else if intent.cut != facts.cut || intent.parent.zone.as_ref() != Some(facts.parent.id()) {
        let message = format!("That change was made at {} in another zone.", intent.cut);
        (message, "Undo it from the zone in which it was made.")
    } else if !is_delegation(intent) {
        let message = "The journal tells of record sets that are no delegation.".to_owned();
        (message, "The journal was changed by other hands. Plan a new change instead.")
    } else {
        return None;
    };
    Some(Finding {
        code: "not-undoable",
        severity: Severity::Stop,
        message,
        evidence: vec![format!("{}: {}, {}", entry.id, intent.deed.as_str(), entry.state())],
        advice: Some(advice.to_owned()),
    })
}

/// Whether the journal tells of nothing but one plain NS and DS RRset at the cut: an undo writes
/// what it reads there.
fn is_delegation(intent: &Intent) -> bool {
    [&intent.before, &intent.after].into_iter().all(|sets| {
        let plain = |set: &RecordSet| {
            set.name == intent.cut
                && set.routing.is_none()
                && matches!(set.data, Data::Records { .. })
                && matches!(set.rtype, RecordType::Ns | RecordType::Ds)
        };
        let one = |rtype: RecordType| sets.iter().filter(|set| set.rtype == rtype).count() <= 1;
        sets.iter().all(plain) && one(RecordType::Ns) && one(RecordType::Ds)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{SERVERS, cut, set, team_a, undo, weighted};
    use crate::zone::{Entry, ZoneId};

    /// The undo of a new cut, changed by an edit of its entry.
    fn found(edit: impl FnOnce(&mut Entry)) -> Option<Finding> {
        let mut goal = undo(&[], &[set("team-a.example.com", "NS", 300, &SERVERS)]);
        if let Goal::Undo(entry) = &mut goal {
            edit(entry);
        }
        check(&team_a().delegated(300, &SERVERS).draft_to(goal))
    }

    #[test]
    fn a_made_change_at_this_cut_can_be_undone_also_where_its_end_was_not_seen() {
        assert_eq!(found(|_| {}), None);
        assert_eq!(found(|entry| entry.outcomes = vec![Outcome::Unclear("lost".into())]), None);
        assert_eq!(found(|entry| entry.outcomes.clear()), None);
    }

    #[test]
    fn a_created_zone_and_what_was_not_made_can_not() {
        assert!(found(|entry| entry.intent.deed = Deed::CreateZone).is_some());
        for outcome in [
            Outcome::NotSent("x".into()),
            Outcome::Refused("x".into()),
            Outcome::Settled(Settled::NotMade),
        ] {
            assert!(found(|entry| entry.outcomes.push(outcome)).is_some());
        }
    }

    #[test]
    fn nor_what_the_journal_tells_of_other_sets() {
        let ns = set("team-a.example.com", "NS", 300, &SERVERS);
        for strange in [
            vec![set("team-a.example.com", "A", 300, &["192.0.2.1"])],
            vec![set("www.team-a.example.com", "NS", 300, &SERVERS)],
            vec![weighted(ns.clone(), "a")],
            vec![ns.clone(), ns],
        ] {
            assert!(found(|entry| entry.intent.before = strange).is_some());
        }
    }

    #[test]
    fn nor_what_was_made_elsewhere() {
        assert!(found(|entry| entry.intent.parent.zone = Some(ZoneId::new("ZTWIN"))).is_some());
        let other = cut("example.com", "team-b.example.com");
        assert!(check(&other.draft_to(undo(&[], &[]))).is_some());
    }
}
