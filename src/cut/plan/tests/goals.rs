//! Each goal: what it sends, what it asks of the user, and what holds of all of them.

use super::*;
use crate::cut::fixture::{DS, OTHER_DS, signing, undo};
use crate::cut::{Sides, settle};
use crate::zone::{Change, Deed, Entry, Outcome, Settled, SigningStatus};

fn ns(ttl: u32, servers: &[&str]) -> RecordSet {
    set("team-a.example.com", "NS", ttl, servers)
}

fn ds(ttl: u32, records: &[&str]) -> RecordSet {
    set("team-a.example.com", "DS", ttl, records)
}

fn delete(set: RecordSet) -> Change {
    Change { action: Action::Delete, set }
}

fn create(set: RecordSet) -> Change {
    Change { action: Action::Create, set }
}

fn changes(plan: &Plan) -> &[Change] {
    &plan.batch().unwrap().changes
}

#[test]
fn a_removal_takes_ns_and_ds_in_one_batch_and_wants_the_name() {
    let facts = team_a().delegated(900, &OTHER_SERVERS).vouched(60, &[OTHER_DS]).childless();
    let plan = facts.plan_to(Goal::Remove);
    assert_eq!(changes(&plan), [delete(ns(900, &OTHER_SERVERS)), delete(ds(60, &[OTHER_DS]))]);
    assert_eq!(plan.after(), []);
    assert_eq!(plan.confirmation(), Some(Confirmation::TypeName(name("team-a.example.com"))));
    assert!(plan.confirm_yes().is_none());
    let intent = plan.confirm_typed("team-a.example.com").unwrap().intent();
    assert_eq!((intent.deed, intent.child), (Deed::Remove, None));
    assert_eq!(intent.batch.as_ref(), plan.batch());
    assert_eq!(codes(&plan), ["wait-before-deleting", "cached"]);
}

#[test]
fn a_ds_comes_beside_the_ns_with_300_seconds() {
    let facts = team_a().parent_signed().child_signed(&[DS]).delegated(900, &SERVERS);
    let plan = facts.clone().plan_to(Goal::Sign);
    assert_eq!(changes(&plan), [create(ds(300, &[DS]))]);
    assert_eq!(plan.before(), [ns(900, &SERVERS)]);
    assert_eq!(plan.after(), [ns(900, &SERVERS), ds(300, &[DS])]);
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
    assert_eq!(plan.batch().unwrap().comment, "zonecut: DS of team-a.example.com");
    let stands = facts.clone().vouched(7200, &[&DS.to_lowercase()]).plan_to(Goal::Sign);
    assert_eq!(stands.verdict(), Verdict::UpToDate);
    let wrong = facts.vouched(7200, &[OTHER_DS]).plan_to(Goal::Sign);
    assert_eq!(changes(&wrong), [delete(ds(7200, &[OTHER_DS])), create(ds(300, &[DS]))]);
    assert!(wrong.confirm_yes().is_none());
}

#[test]
fn a_ds_that_is_right_stays_out_of_the_batch() {
    let facts = team_a().child_signed(&[DS]).vouched(60, &[DS]);
    let plan = facts.clone().delegated(900, &OTHER_SERVERS).plan();
    assert_eq!(changes(&plan), [delete(ns(900, &OTHER_SERVERS)), create(ns(300, &SERVERS))]);
    assert_eq!(plan.after(), [ns(300, &SERVERS), ds(60, &[DS])]);
    let stands = facts.delegated(900, &SERVERS).plan();
    assert_eq!(stands.verdict(), Verdict::UpToDate);
}

#[test]
fn an_undo_is_the_exact_inverse_and_so_is_its_own() {
    let odd = set("team-a.example.com", "NS", 7, &["NS.Example.NET", "b.example.net."]);
    let before = [odd.clone(), ds(11, &[OTHER_DS])];
    let undone = team_a().delegated(300, &SERVERS).plan_to(undo(&before, &[ns(300, &SERVERS)]));
    assert_eq!(undone.after(), before, "as it stood, spelling and all");
    let wrote = [delete(ns(300, &SERVERS)), create(odd), create(ds(11, &[OTHER_DS]))];
    assert_eq!(changes(&undone), wrote);
    assert!(undone.confirm_yes().is_none());
    assert!(undone.batch().unwrap().comment.starts_with("zonecut: undo E1 "));

    let intent = undone.confirm_typed("team-a.example.com").unwrap().intent();
    assert_eq!((intent.deed, intent.undoes.as_ref().unwrap().as_str()), (Deed::Undo, "E1"));
    let again = undo(&intent.before, &intent.after);
    let mut facts = team_a();
    facts.at_and_below = before.to_vec();
    assert_eq!(facts.plan_to(again).after(), [ns(300, &SERVERS)]);
}

#[test]
fn the_sides_of_a_plan_name_the_child_only_where_it_was_read() {
    let facts = team_a().delegated(300, &SERVERS);
    let sides = facts.sides();
    assert_eq!(sides.child.as_ref().unwrap().zone.as_str(), "ZCHILD");
    assert_eq!(facts.childless().sides(), Sides { child: None, ..sides });
}

fn any_goal() -> impl Strategy<Value = Goal> {
    prop_oneof![
        Just(Goal::Delegate),
        Just(Goal::Remove),
        Just(Goal::Sign),
        (any_sets(), any_sets()).prop_map(|(before, after)| {
            let mut goal = undo(&before, &after);
            if let Goal::Undo(entry) = &mut goal {
                entry.intent.cut = name("team-a.eu.example.com");
            }
            goal
        }),
    ]
}

fn any_signing() -> impl Strategy<Value = Option<Vec<&'static str>>> {
    prop::sample::select(vec![None, Some(vec![DS]), Some(vec![DS, OTHER_DS]), Some(vec![])])
}

/// The same facts, with these sets at the cut.
fn standing(facts: &Facts, sets: &[RecordSet]) -> Facts {
    let mut facts = facts.clone();
    let cut = facts.cut.clone();
    let is_cut =
        |set: &RecordSet| set.name == cut && matches!(set.rtype, RecordType::Ns | RecordType::Ds);
    facts.at_and_below.retain(|set| !is_cut(set));
    facts.at_and_below.extend(sets.iter().cloned());
    facts
}

fn undo_of(plan: &Plan) -> Option<Goal> {
    let intent = plan.confirm_typed(&plan.facts().cut.to_string())?.intent();
    let mut goal = undo(&[], &[]);
    if let Goal::Undo(entry) = &mut goal {
        **entry = Entry { intent, outcomes: vec![Outcome::InSync], ..(**entry).clone() };
    }
    Some(goal)
}

proptest! {
    #[test]
    fn whatever_the_goal(
        facts in any_facts(),
        goal in any_goal(),
        keys in any_signing(),
        (protected, read_only, childless) in any::<(bool, bool, bool)>(),
    ) {
        let mut facts = match keys {
            Some(keys) => facts.child_signed(&keys),
            None => facts.child_signing(Ok(signing(SigningStatus::NotSigning, &[]))),
        };
        if childless {
            facts = facts.childless();
        }
        facts.context.rules.protected = protected;
        facts.context.rules.read_only = (read_only && protected).then(|| "so".to_owned());
        let plan = Plan::new(facts.clone(), goal.clone(), LEFT_ALONE);

        let stopped = plan.findings().iter().any(|f| f.severity == Severity::Stop);
        prop_assert_eq!(stopped, plan.verdict() == Verdict::Stopped);
        prop_assert_eq!(plan.batch().is_some(), plan.verdict() == Verdict::Ready);
        let Some(batch) = plan.batch() else { return Ok(()) };
        prop_assert!(facts.context.rules.read_only.is_none());
        prop_assert!(!batch.changes.is_empty());
        prop_assert!(facts.cut.is_below(facts.parent.name()));

        let mut now = plan.before().to_vec();
        for Change { action, set } in &batch.changes {
            prop_assert_eq!(&set.name, &facts.cut);
            prop_assert!(matches!(set.rtype, RecordType::Ns | RecordType::Ds));
            prop_assert_eq!(&set.routing, &None);
            match action {
                Action::Delete => {
                    prop_assert!(facts.at_and_below.contains(set), "exactly as read");
                    now.retain(|standing| standing != set);
                }
                Action::Create => {
                    prop_assert!(!now.iter().any(|standing| standing.rtype == set.rtype));
                    now.push(set.clone());
                }
            }
        }
        let asks_name = protected
            || matches!(goal, Goal::Remove | Goal::Undo(_))
            || batch.changes.iter().any(|change| change.action == Action::Delete);
        prop_assert_eq!(plan.confirm_yes().is_none(), asks_name);

        let intent = plan.confirm_typed(&facts.cut.to_string()).unwrap().intent();
        prop_assert_eq!(settle(&intent, &now), Settled::Made);
        prop_assert_eq!(settle(&intent, &facts.at_and_below), Settled::NotMade);
        prop_assert_eq!(intent.undoes.is_some(), matches!(goal, Goal::Undo(_)));

        // What was made can be undone, unless something else forbids what stood there before.
        let made = standing(&facts, plan.after());
        let undone = Plan::new(made.clone(), undo_of(&plan).unwrap(), LEFT_ALONE);
        prop_assert_eq!(undone.after(), plan.before());
        let own = ["changed-since", "not-undoable"];
        prop_assert!(!undone.findings().iter().any(|found| own.contains(&found.code)));
        let Some(again) = undo_of(&undone) else { return Ok(()) };
        let redone = Plan::new(standing(&made, undone.after()), again, LEFT_ALONE);
        prop_assert_eq!(redone.after(), plan.after());
    }
}
