//! The way through a delegation, step by step and back.

use std::time::Duration;

use super::samples::{new_cut, records, zone};
use super::world::World;
use super::{picture, text};
use crate::app::choose::Stands;
use crate::app::key::Code;
use crate::app::{Answer, Effect, Msg, Over};
use crate::dns::Name;
use crate::zone::{RecordPage, RecordSet};

/// What stands in the parent: a delegation of the first of the children.
fn look(world: &mut World, cuts: &[&str]) {
    let sets = cuts.iter().map(|cut| {
        let name = |text: &str| Name::from_user(text).unwrap();
        RecordSet::ns(name(cut), 300, &[name("ns-1.example.net")])
    });
    let sets: Vec<RecordSet> = sets.collect();
    while world.pending.iter().any(|it| matches!(it, Effect::ReadRecords { .. })) {
        world.records(Ok(RecordPage { sets: sets.clone(), next: None }));
    }
}

fn selected(world: &World) -> (String, Option<Stands>) {
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    let candidate = choose.selected().unwrap();
    (candidate.mark.key.name.to_string(), candidate.stands)
}

#[test]
fn with_nothing_marked_or_selected_it_asks_for_the_child_then_the_parent() {
    let mut world = World::loaded();
    assert!(text(&mut world, 80, 24).contains("d delegates a zone, step by step"));
    world.keys("d");
    picture("guide_child", &mut world, 80, 24);
    look(&mut world, &["old.example.com", "xn--bcher-kva.example.com"]);
    // What is not delegated yet, and across accounts, is the likely one.
    assert_eq!(selected(&world), ("team-a.example.com.".into(), Some(Stands::Nothing)));
    picture("guide_child_looked", &mut world, 120, 40);
    world.key(Code::Enter);
    assert_eq!(selected(&world).0, "example.com.");
    picture("guide_parent", &mut world, 80, 24);
    world.key(Code::Enter);
    world.drawn(80, 24, &crate::ui::Theme::plain());
    world.facts(Ok(new_cut()));
    let review = world.model.review().unwrap();
    assert_eq!(review.subject.cut.to_string(), "team-a.example.com.");
    // And back, with what was chosen kept.
    world.key(Code::Esc);
    assert_eq!(selected(&world).0, "example.com.");
    world.key(Code::Esc);
    assert_eq!(selected(&world).0, "team-a.example.com.");
    world.key(Code::Down);
    let other = selected(&world).0;
    world.key(Code::Enter);
    world.key(Code::Esc);
    assert_eq!(selected(&world).0, other);
    world.key(Code::Esc);
    assert!(world.model.over.is_empty());
}

#[test]
fn what_comes_late_does_not_move_what_the_user_selected() {
    let mut world = World::loaded();
    world.keys("d");
    world.key(Code::Down);
    let before = selected(&world).0;
    look(&mut world, &[before.clone().as_str()]);
    assert_eq!(selected(&world), (before, Some(Stands::Cut)));
}

#[test]
fn what_is_selected_and_has_a_parent_is_reviewed_at_once() {
    let mut world = World::at("team-a.example.com");
    world.keys("d");
    assert!(matches!(world.model.over.as_slice(), [Over::Review(_)]));
    let mut world = World::at("0/25.2.0.192.in-addr.arpa");
    world.keys("d");
    assert!(matches!(world.model.over.as_slice(), [Over::Choose(_)]));
    assert!(text(&mut world, 80, 24).contains("has no public zone above it in view"));
}

#[test]
fn once_it_is_applied_the_lists_are_gone() {
    let mut world = World::loaded();
    world.keys("d");
    look(&mut world, &[]);
    world.key(Code::Enter);
    world.key(Code::Enter);
    assert_eq!(world.model.over.len(), 3);
    let review = world.model.over.pop().unwrap();
    let Over::Review(mut review) = review else { panic!("no review") };
    let mut done = World::pending(&new_cut());
    let ended = {
        use crate::cut::Heard;
        use crate::zone::{ChangeId, ChangeInfo, ChangeStatus};
        let id = ChangeId::new("C0123456789ABCDEFGHIJ");
        done.heard(Heard::Polled(Ok(ChangeInfo { id, status: ChangeStatus::InSync })));
        done.heard(Heard::Verified(Ok(super::samples::made(&new_cut()))));
        done.model.review().unwrap().stage.clone()
    };
    review.stage = ended;
    world.model.over.push(Over::Review(review));
    world.key(Code::Esc);
    assert!(world.model.over.is_empty());
}

#[test]
fn a_parent_of_many_records_is_read_on_where_children_are_left() {
    let mut world = World::loaded();
    world.keys("d");
    let asked = |world: &World| {
        world.pending.iter().filter(|it| matches!(it, Effect::ReadRecords { .. })).count()
    };
    let before = asked(&world);
    assert!((1..=8).contains(&before), "{before}");
    let id = world.pending.iter().find_map(|effect| match effect {
        Effect::ReadRecords { id, zone, .. } if zone.name.to_string() == "example.com." => {
            Some(*id)
        }
        _ => None,
    });
    let next = crate::zone::RecordStart::at(&Name::from_user("a.example.com").unwrap());
    let sets = records().into_iter().take(1).collect();
    let page = Answer::Records(Ok(RecordPage { sets, next: Some(next) }));
    world.send(Msg::Answer(id.unwrap(), page));
    assert_eq!(asked(&world), before + 1, "the next page");
}

#[test]
fn a_ttl_set_in_the_review_is_there_again_after_a_step_back() {
    let mut world = World::loaded();
    world.keys("d");
    look(&mut world, &[]);
    let child = selected(&world).0;
    let to_review = |world: &mut World, steps: usize| {
        for _ in 0..steps {
            world.key(Code::Enter);
        }
        world.drawn(80, 24, &crate::ui::Theme::plain());
        world.facts(Ok(new_cut()));
        world.model.review().unwrap().ttl()
    };
    assert_eq!(to_review(&mut world, 2), None);
    world.ctrl('t');
    world.ctrl('u');
    world.keys("60");
    world.key(Code::Enter);
    assert_eq!(world.model.review().unwrap().ttl(), Some(60));
    world.key(Code::Esc);
    assert_eq!(to_review(&mut world, 1), Some(60));
    world.key(Code::Esc);
    world.key(Code::Esc);
    assert_eq!(selected(&world).0, child);
    assert_eq!(to_review(&mut world, 2), Some(60), "also from the first step on");
    for _ in 0..2 {
        world.key(Code::Esc);
    }
    world.key(Code::Down);
    assert_ne!(selected(&world).0, child);
    world.key(Code::Enter);
    if !matches!(world.model.over.last(), Some(Over::Review(_))) {
        world.key(Code::Enter);
    }
    assert_eq!(world.model.review().unwrap().ttl(), None, "it is that child's alone");
}

#[test]
fn children_that_come_while_the_list_is_open_are_added_behind() {
    let mut world = World::loaded();
    world.keys("d");
    look(&mut world, &[]);
    world.key(Code::Down);
    let (before, at_hand) = (candidates(&world), selected(&world).0);
    world.model.zones.add(2, vec![zone("Z0LATE", "late.example.com", 2)]);
    world.tick(Duration::from_secs(20));
    let after = candidates(&world);
    assert_eq!(after[..before.len()], before);
    assert_eq!(after[before.len()..], ["late.example.com."]);
    assert_eq!(selected(&world).0, at_hand);
    look(&mut world, &["late.example.com"]);
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    assert_eq!(choose.candidates.last().unwrap().stands, Some(Stands::Cut));
    assert!(!choose.looking);
}

#[test]
fn parents_that_come_while_the_list_is_open_are_added_and_the_selection_stays() {
    let mut world = World::loaded();
    world.keys("d");
    look(&mut world, &[]);
    let child = selected(&world).0;
    world.key(Code::Enter);
    let (before, at_hand) = (candidates(&world), selected(&world).0);
    assert_eq!((child.as_str(), at_hand.as_str()), ("team-a.example.com.", "example.com."));
    world.model.zones.add(2, vec![zone("Z0TWIN", "example.com", 2)]);
    world.tick(Duration::from_secs(20));
    let after = candidates(&world);
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    assert_eq!(choose.selected().unwrap().mark.key.zone.as_str(), "Z0PARENT");
    world.key(Code::Esc);
    assert_eq!(selected(&world).0, child);
}

fn candidates(world: &World) -> Vec<String> {
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    choose.candidates.iter().map(|it| it.mark.key.name.to_string()).collect()
}

#[test]
fn a_page_tells_of_the_parent_that_was_read_whatever_comes_and_goes_meanwhile() {
    let mut world = World::loaded();
    world.keys("d");
    let id = world.pending.iter().find_map(|effect| match effect {
        Effect::ReadRecords { id, zone, .. } if zone.name.to_string() == "example.com." => {
            Some(*id)
        }
        _ => None,
    });
    // Zones of one profile go, and those behind them in the table have other numbers.
    let first = world.model.zones.at(0).unwrap().owner;
    world.model.zones.remove_owner(first);
    let page = RecordPage { sets: Vec::new(), next: None };
    world.send(Msg::Answer(id.unwrap(), Answer::Records(Ok(page))));
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    let told = choose.candidates.iter().filter(|it| it.stands.is_some());
    let told: Vec<String> = told.map(|it| it.below.as_ref().unwrap().name.to_string()).collect();
    assert!(!told.is_empty() && told.iter().all(|name| name == "example.com."), "{told:?}");
}
