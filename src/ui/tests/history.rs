//! What we wrote, listed and taken back.

use super::samples::{entries, entry, new_cut, set};
use super::world::World;
use super::{picture, text};
use crate::app::history::Found;
use crate::app::key::Code;
use crate::app::{Answer, Effect};
use crate::cut::Facts;
use crate::zone::{
    Deed, Entry, KeySigningKey, Outcome, RecordSet, Settled, Signing, SigningStatus,
};

fn listed(entries: Vec<Entry>) -> World {
    let mut world = World::loaded();
    world.keys("H");
    world.journal(Ok(entries));
    world
}

/// What undoing the first of [`entries`] reads.
fn made() -> Facts {
    let mut facts = new_cut();
    facts.at_and_below = entries().remove(0).intent.after;
    facts
}

#[test]
fn changes_and_their_states() {
    for (width, height) in [(60, 15), (80, 24), (120, 40)] {
        picture("history", &mut listed(entries()), width, height);
    }
    let mut world = listed(entries());
    world.key(Code::Down);
    picture("history_overwritten", &mut world, 80, 24);
}

#[test]
fn a_journal_without_entries_and_one_that_cannot_be_read() {
    assert!(text(&mut listed(Vec::new()), 80, 24).contains("Nothing was written yet."));
    let mut world = World::loaded();
    world.keys("H");
    world.journal(Err("permission \u{1b}[2Jdenied".into()));
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("✗ permission \\u{1b}[2Jdenied"), "{shown}");
}

#[test]
fn the_end_of_an_earlier_run_is_told_until_the_next_key() {
    let mut world = World::loaded();
    let settled = Outcome::Settled(Settled::Made);
    let entry =
        entry("01JD", "2026-11-22T09:00:00Z", Deed::Delegate, "a.example.com", vec![settled]);
    let message = "Change 01JD (delegate a.example.com.) was left open: it was made.".to_owned();
    world.answer(
        |effect| match effect {
            Effect::SettleOpen { id } => Some(*id),
            _ => None,
        },
        Answer::Settled(Ok(vec![Found { entry, message, open: false }]), Vec::new()),
    );
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("1 change of an earlier run: made"), "{shown}");
    world.keys("m");
    let shown = text(&mut world, 120, 24);
    assert!(shown.contains("Change 01JD (delegate a.example.com.) was left open"), "{shown}");
}

#[test]
fn an_undo_is_reviewed_and_asks_for_the_name() {
    let mut world = listed(entries());
    world.drawn(80, 24, &crate::ui::Theme::plain());
    world.keys("u");
    world.facts(Ok(made()));
    picture("review_undo", &mut world, 60, 15);
    picture("review_undo", &mut world, 80, 24);
    picture("review_undo", &mut world, 120, 40);
}

#[test]
fn what_others_have_changed_since_is_not_undone() {
    let mut world = listed(entries());
    world.drawn(80, 24, &crate::ui::Theme::plain());
    world.keys("u");
    let mut facts = made();
    facts.at_and_below = vec![set("team-a.example.com", "NS", 300, &["ns1.example.net."])];
    world.facts(Ok(facts));
    picture("review_undo_stopped", &mut world, 80, 24);
}

#[test]
fn a_removal_is_reviewed_and_asks_for_the_name() {
    let mut world = World::at("team-a.example.com");
    world.drawn(80, 24, &crate::ui::Theme::plain());
    world.keys("D");
    let facts = || {
        let mut facts = made();
        facts.at_and_below.push(set("team-a.example.com", "DS", 300, &["1 13 2 ABCD"]));
        facts
    };
    world.facts(Ok(facts()));
    picture("review_remove", &mut world, 60, 15);
    picture("review_remove", &mut world, 80, 24);
    picture("review_remove", &mut world, 120, 40);
}

#[test]
fn a_delegation_that_leads_nowhere_is_removed_from_its_parent() {
    let mut world = World::at("example.com");
    world.key(Code::Enter);
    world.records(Ok(crate::zone::RecordPage {
        sets: vec![
            set("example.com", "NS", 172_800, &["ns-9.awsdns-19.com."]),
            set("gone.example.com", "NS", 300, &["ns1.example.org."]),
        ],
        next: None,
    }));
    world.key(Code::Down);
    world.drawn(80, 24, &crate::ui::Theme::plain());
    world.keys("D");
    let mut facts = new_cut();
    facts.cut = super::samples::name("gone.example.com");
    facts.child = None;
    facts.child_sets = Vec::new();
    let standing: RecordSet = set("gone.example.com", "NS", 300, &["ns1.example.org."]);
    facts.at_and_below = vec![standing];
    world.facts(Ok(facts));
    picture("review_remove_dangling", &mut world, 80, 24);
}

#[test]
fn the_ds_of_a_signed_child_is_offered_where_its_delegation_stands() {
    let signed = || Signing {
        status: SigningStatus::Signing,
        keys: vec![KeySigningKey {
            name: "ksk".into(),
            active: true,
            key_tag: Some(1),
            ds_record: Some(format!("1 13 2 {}", "AB".repeat(32))),
        }],
    };
    let facts = || {
        let mut facts = made();
        facts.parent.signing = Ok(signed());
        facts.child.as_mut().unwrap().signing = Ok(signed());
        facts
    };
    let mut world = World::planned(facts());
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("S  the DS of the child's keys"), "{shown}");
    world.keys("S");
    world.facts(Ok(facts()));
    picture("review_sign", &mut world, 80, 24);
    assert!(text(&mut world, 80, 24).contains("+ CREATE  team-a.example.com.  DS  300"));
    // Without signatures there is nothing to offer, and the key does nothing.
    let mut world = World::planned(made());
    world.keys("S");
    assert!(text(&mut world, 80, 24).contains("Nothing to do"));
}
