//! Find, over the start screen and over others.

use super::samples::new_cut;
use super::world::World;
use super::{picture, text};
use crate::app::browse::Pane;
use crate::app::key::Code;
use crate::app::pair::SideOf;
use crate::app::{Msg, Over};
use crate::cut::Heard;

fn finding(typed: &str) -> World {
    let mut world = World::loaded();
    world.ctrl('p');
    world.keys(typed);
    world
}

#[test]
fn the_best_match_comes_first_and_what_matched_is_marked() {
    picture("find", &mut finding("team"), 80, 24);
    picture("find", &mut finding("team"), 120, 40);
    picture("find_nothing_typed", &mut finding(""), 80, 24);
    picture("find_without_match", &mut finding("nowhere"), 60, 15);
    let mut world = World::loaded();
    world.ctrl('p');
    world.send(Msg::Paste("https://www.bücher.example.com/x".into()));
    picture("find_pasted", &mut world, 120, 40);
    assert_eq!(selected(&mut world), "xn--bcher-kva.example.com.");
}

/// Goes to what is selected, and tells which zone that was.
fn selected(world: &mut World) -> String {
    world.key(Code::Enter);
    assert!(world.model.over.is_empty());
    assert_eq!(world.model.browse.pane, Pane::Zones);
    world.model.zones.selected().unwrap().zone.name.to_string()
}

#[test]
fn enter_goes_there_whatever_hides_it() {
    let mut world = World::at("team-a.example.com");
    world.keys("/shop");
    world.key(Code::Enter);
    world.ctrl('p');
    world.keys("svc.team");
    assert_eq!(selected(&mut world), "svc.team-a.example.com.");
    assert_eq!(world.model.browse.filter, "", "it was hidden by the filter");

    world.key(Code::Left);
    world.keys("gj");
    assert_eq!(world.model.browse.narrowed_to(), Some(0));
    world.ctrl('p');
    world.keys("svc.team");
    assert_eq!(selected(&mut world), "svc.team-a.example.com.");
    assert_eq!(world.model.browse.narrowed_to(), None, "it is another profile's");

    world.keys("t-");
    world.ctrl('p');
    world.keys("svc.team");
    assert_eq!(selected(&mut world), "svc.team-a.example.com.", "it was folded away");
    assert!(text(&mut world, 80, 24).contains("svc.team"));
}

#[test]
fn a_profile_and_an_account_are_gone_to_in_their_pane() {
    for typed in ["legacy", "333333333333"] {
        let mut world = finding(typed);
        world.key(Code::Enter);
        assert_eq!(world.model.browse.pane, Pane::Profiles);
        let index = world.model.browse.narrowed_to().unwrap();
        let name = world.model.accounts.get(index).unwrap().profile.name.to_string();
        assert_eq!(name, if typed == "legacy" { "legacy" } else { "team-b" });
    }
}

#[test]
fn marks_are_made_from_the_list() {
    let mut world = finding("team-a.exam");
    world.key(Code::Tab);
    world.keys("c");
    let child = world.model.pair.child.clone().unwrap();
    assert_eq!(child.key.name.to_string(), "team-a.example.com.");
    assert_eq!(world.model.pair.side_of(&child.key.zone), Some(SideOf::Child));
    picture("find_marked", &mut world, 120, 40);
    // Back in the field, the same letter is text.
    world.key(Code::Tab);
    world.keys("c");
    assert!(world.model.pair.child.is_some());
    world.key(Code::Esc);
    assert!(world.model.over.is_empty());
}

#[test]
fn it_lies_over_a_review_and_leaves_it_as_it_was() {
    let mut world = World::planned(new_cut());
    let before = world.model.review().unwrap().clone();
    world.ctrl('p');
    world.keys("shop");
    world.key(Code::Esc);
    assert_eq!(world.model.review(), Some(&before));
    world.ctrl('p');
    world.keys("shop01");
    assert_eq!(selected(&mut world), "shop01.example.org.");
}

#[test]
fn a_change_under_way_is_not_left_and_goes_on() {
    let mut world = World::pending(&new_cut());
    world.ctrl('p');
    world.keys("shop01");
    world.key(Code::Enter);
    assert!(matches!(world.model.over.as_slice(), [Over::Review(_)]));
    assert_eq!(world.model.zones.selected().unwrap().zone.name.to_string(), "shop01.example.org.");
    assert!(text(&mut world, 80, 24).contains("It is selected below this"));
    world.ctrl('p');
    let id = crate::zone::ChangeId::new("C0123456789ABCDEFGHIJ");
    let status = crate::zone::ChangeStatus::InSync;
    world.heard(Heard::Polled(Ok(crate::zone::ChangeInfo { id, status })));
    assert!(matches!(world.model.over.last(), Some(Over::Find(_))));
}

#[test]
fn what_is_pasted_where_no_field_is_open_is_found() {
    let mut world = World::loaded();
    world.send(Msg::Paste("arn:aws:route53:::hostedzone/Z0CHILD\r\n".into()));
    assert_eq!(selected(&mut world), "team-a.example.com.");
}
