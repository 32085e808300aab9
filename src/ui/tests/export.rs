//! Exports and copies, as they look and as what they come to.

use super::samples::{new_cut, records, team_a_detail};
use super::world::World;
use super::{picture, text};
use crate::app::key::Code;
use crate::app::{Effect, Over};
use crate::zone::RecordPage;

const SIZES: [(u16, u16); 3] = [(60, 15), (80, 24), (120, 40)];

impl World {
    fn copied(&self) -> Option<&str> {
        self.pending.iter().rev().find_map(|effect| match effect {
            Effect::Copy { text } => Some(text.as_str()),
            _ => None,
        })
    }
}

#[test]
fn a_plan_is_offered_in_every_language_and_written_in_one() {
    let mut world = World::planned(new_cut());
    world.keys("e");
    for (width, height) in SIZES {
        picture("export_plan", &mut world, width, height);
    }
    world.keys("j");
    world.key(Code::Enter);
    let document = world.pending.iter().find_map(|effect| match effect {
        Effect::Export { document, .. } => Some(document.clone()),
        _ => None,
    });
    let document = document.unwrap();
    assert_eq!(
        (document.stem.as_str(), document.extension),
        ("delegation-team-a.example.com", "tf")
    );
    assert!(document.text.contains("aws_route53_record"), "{}", document.text);
    assert!(!document.private);
    assert!(world.model.review().is_some(), "the review stays open");
}

#[test]
fn y_stays_yes_where_it_means_yes() {
    let mut world = World::planned(new_cut());
    world.keys("Y");
    let command = world.copied().unwrap().to_owned();
    assert!(command.starts_with("zonecut delegate --child team-a/"), "{command}");
    world.keys("y");
    assert_eq!(world.copied(), Some(command.as_str()), "yes copies nothing");
    assert!(world.model.is_changing());
}

#[test]
fn what_is_copied_is_said() {
    let mut world = World::loaded();
    world.keys("y");
    let name = world.copied().unwrap().to_owned();
    assert!(name.ends_with('.'), "{name}");
    assert!(text(&mut world, 80, 24).contains(&format!("Copied the zone's name: {name}")));
    world.keys("Y");
    assert!(world.copied().unwrap().starts_with('Z'), "{:?}", world.copied());
    world.key(Code::Left);
    world.keys("y");
    assert!(text(&mut world, 80, 24).contains("There is nothing here to copy."));
    world.key(Code::Down);
    world.keys("y");
    assert_eq!(world.copied().map(str::len), Some(12), "an account id");
    world.keys("Y");
    assert!(world.copied().unwrap().starts_with("arn:aws:"));
}

#[test]
fn a_zone_that_is_not_open_is_read_first() {
    let mut world = World::at("team-a.example.com");
    world.keys("e");
    assert!(text(&mut world, 80, 24).contains("Reading team-a.example.com., to export it"));
    world.detail(Ok(team_a_detail()));
    assert!(world.model.over.is_empty());
    world.records(Ok(RecordPage { sets: records(), next: None }));
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("zone team-a.example.com., "), "{shown}");
    assert!(matches!(world.model.over.last(), Some(Over::Export(_))));

    let mut world = World::at("team-a.example.com");
    world.keys("ej");
    world.records(Ok(RecordPage { sets: records(), next: None }));
    assert!(world.model.over.is_empty(), "who has gone on is not interrupted");
}

#[test]
fn what_is_found_is_copied_too() {
    let mut world = World::loaded();
    world.ctrl('p');
    world.keys("team-a.example");
    world.key(Code::Tab);
    world.keys("y");
    assert_eq!(world.copied(), Some("team-a.example.com."));
    world.keys("Y");
    assert_eq!(world.copied(), Some("Z0CHILD"));
    world.key(Code::Esc);
    world.ctrl('p');
    world.keys("333333333333");
    world.key(Code::Tab);
    world.keys("y");
    assert_eq!(world.copied(), Some("333333333333"));
}

#[test]
fn who_clicks_meanwhile_is_not_interrupted_either() {
    use crate::app::mouse::Gesture;
    let mut world = World::at("team-a.example.com");
    world.keys("e");
    world.drawn(120, 40, &crate::ui::Theme::plain());
    let zones = world.model.room.areas.zones;
    world.send(crate::app::Msg::Mouse(Gesture::Press, (zones.x, zones.y)));
    world.records(Ok(RecordPage { sets: records(), next: None }));
    assert!(world.model.over.is_empty());
}
