//! The start screen in its states.

use std::time::Duration;

use super::samples::{profile, records, team_a_detail, zone};
use super::world::World;
use super::{picture, text};
use crate::app::key::Code;
use crate::app::recall::Recall;
use crate::app::{Answer, Msg, Purpose};
use crate::zone::{
    AccountId, FaultKind, Partition, ProfileName, RecordPage, Remembered, SignIn, ZonePage,
};

/// `team-a.example.com` open, with its records.
fn opened() -> World {
    let mut world = World::at("team-a.example.com");
    world.key(Code::Enter);
    world.detail(Ok(team_a_detail()));
    world.records(Ok(RecordPage { sets: records(), next: None }));
    world
}

#[test]
fn profiles_and_zones_side_by_side() {
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        picture("browse", &mut World::at("team-a.example.com"), width, height);
    }
}

#[test]
fn before_the_first_answer() {
    let mut world =
        World::start(vec![profile("dns-prod", SignIn::Keys), profile("team-a", SignIn::Keys)]);
    picture("loading", &mut world, 80, 24);
}

/// A program that has just asked for everything, with what an earlier run listed.
fn with_an_earlier_run() -> World {
    let rows = ["dns-prod", "team-a", "legacy"].map(|name| profile(name, SignIn::Keys));
    let mut world = World::start(rows.into());
    world.model.recall = Recall::on();
    let id = world.model.requests.open(Purpose::Recall);
    let remembered = |account: &str, by: &str, zones| Remembered {
        account: AccountId::new(account),
        partition: Partition::Aws,
        profiles: vec![ProfileName::new(by)],
        age: Duration::from_hours(3),
        zones,
    };
    let answer = Answer::Recalled(vec![
        remembered("111111111111", "dns-prod", vec![zone("Z0PARENT", "example.com", 84)]),
        remembered("222222222222", "team-a", vec![zone("Z0CHILD", "team-a.example.com", 14)]),
        remembered("333333333333", "legacy", vec![zone("Z0OLD", "example.net", 5)]),
    ]);
    world.send(Msg::Answer(id, answer));
    world
}

#[test]
fn what_an_earlier_run_listed_is_there_at_once_and_told_by_its_age() {
    let mut world = with_an_earlier_run();
    picture("remembered", &mut world, 80, 24);
    picture("remembered", &mut world, 120, 40);
    world.identify("dns-prod", "111111111111");
    world.list("dns-prod", vec![zone("Z0PARENT", "example.com", 85)]);
    world.identify_fails("legacy", FaultKind::SignInNeeded(SignIn::Keys), "expired");
    picture("remembered_in_part", &mut world, 120, 40);
    // The age is told in words and by a sign, and by no colour alone.
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("~├ team-a.example.com.") || shown.contains("~team-a.example.com."));
    assert!(!shown.contains("~example.com."), "{shown}");
    world.tick(Duration::from_hours(2));
    world.key(Code::Down);
    assert!(text(&mut world, 80, 24).contains("listed 5 h ago"));
}

#[test]
fn without_profiles_it_says_how_to_get_some() {
    picture("no_profiles", &mut World::start(Vec::new()), 80, 24);
    picture("no_profiles", &mut World::start(Vec::new()), 60, 15);
}

#[test]
fn a_profile_that_cannot_be_read_says_why_and_what_to_do() {
    let mut world = World::loaded();
    world.key(Code::Left);
    world.keys("jjjjjj");
    picture("denied", &mut world, 80, 24);
    picture("denied", &mut world, 120, 40);
    let mut world = World::loaded();
    world.key(Code::Left);
    world.keys("G");
    assert!(text(&mut world, 80, 24).contains("Rename it in ~/.aws/config"));
}

#[test]
fn a_listing_that_broke_off_says_so_beside_the_zones_it_has() {
    let mut world = World::loaded();
    world.key(Code::Left);
    world.keys("jjr");
    world.identify("team-a", "222222222222");
    let zones = vec![zone("Z0CHILD", "team-a.example.com", 14)];
    world.page("team-a", Ok(crate::zone::ZonePage { zones, next: Some("more".into()) }));
    world.list_fails("team-a", FaultKind::TimedOut, "no answer within 10 s");
    picture("broken_off", &mut world, 80, 24);
}

#[test]
fn a_filter_is_typed_in_view() {
    let mut world = World::loaded();
    world.keys("/shop1");
    picture("filter_typed", &mut world, 80, 24);
    world.keys("99");
    picture("filter_without_match", &mut world, 60, 15);
}

#[test]
fn marks_and_proposals() {
    let mut world = World::at("team-a.example.com");
    world.keys("c");
    picture("child_marked", &mut world, 80, 24);
    picture("child_marked", &mut world, 120, 40);
    world.select("example.com");
    world.keys("p");
    picture("both_marked", &mut world, 80, 24);
    let wide = text(&mut world, 200, 60);
    assert!(wide.contains("Parent example.com. (dns-prod 111111111111)"), "{wide}");
    assert!(wide.contains("Child team-a.example.com. (team-a 222222222222)"), "{wide}");
}

#[test]
fn a_zone_and_its_records() {
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        let mut world = opened();
        world.keys("jjjjjjj");
        picture("records", &mut world, width, height);
    }
}

#[test]
fn an_open_zone_stays_beside_the_zones_where_there_is_room() {
    let mut world = opened();
    world.key(Code::Left);
    assert!(text(&mut world, 120, 40).contains("Served by"));
    assert!(!text(&mut world, 80, 24).contains("Served by"));
}

#[test]
fn what_it_says_stands_in_view_until_the_next_key() {
    let mut world = World::at("0/25.2.0.192.in-addr.arpa");
    world.keys("cd");
    picture("flash", &mut world, 80, 24);
    world.keys("j");
    assert!(!text(&mut world, 80, 24).contains("No public zone above"));
}

#[test]
fn a_listing_tells_its_rate_and_when_it_ends_where_that_is_known() {
    let mut world = World::start(vec![profile("dns-prod", SignIn::Keys)]);
    world.identify("dns-prod", "111111111111");
    let zones = (0..100).map(|n| zone(&format!("Z{n}"), &format!("z{n}.example"), 2)).collect();
    let next = Some("Z100".to_owned());
    world.page("dns-prod", Ok(ZonePage { zones, next }));
    assert!(!text(&mut world, 120, 40).contains("zones/s"), "not in the first second");
    world.tick(Duration::from_secs(2));
    for (width, told) in [(60, false), (80, true), (120, true)] {
        let shown = text(&mut world, width, 24);
        assert_eq!(shown.contains("loading 1 · 50 zones/s"), told, "{shown}");
        assert!(shown.contains("100 zones"), "{shown}");
    }
}
