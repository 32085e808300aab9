//! Exports and copies, as they look and as what they come to.

use super::samples::{fault, name, new_cut, records, team_a_detail};
use super::world::World;
use super::{picture, text};
use crate::app::key::Code;
use crate::app::{Answer, Effect, Over};
use crate::cut::read_request;
use crate::zone::{Fault, FaultKind, RecordPage, Signing, SigningStatus};

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

/// The box of `team-a.example.com`, with the request selected.
fn requesting() -> World {
    let mut world = World::at("team-a.example.com");
    world.keys("e");
    world.detail(Ok(team_a_detail()));
    world.records(Ok(RecordPage { sets: records(), next: None }));
    world.key(Code::End);
    world
}

fn signing(world: &mut World, answer: Result<Signing, Fault>) {
    let wanted = |effect: &Effect| match effect {
        Effect::ReadSigning { id, .. } => Some(*id),
        _ => None,
    };
    world.answer(wanted, Answer::Signing(answer));
}

#[test]
fn a_request_for_who_has_the_parent_is_written_or_copied_with_what_is_known_of_a_ds() {
    let mut world = requesting();
    picture("export_request", &mut world, 80, 24);
    world.key(Code::Enter);
    signing(&mut world, Ok(Signing { status: SigningStatus::NotSigning, keys: Vec::new() }));
    let Some(Effect::Export { document, .. }) = world.pending.last().cloned() else {
        panic!("nothing is written")
    };
    assert_eq!(document.stem, "request-team-a.example.com");
    let request = read_request(document.text.as_bytes()).unwrap();
    assert_eq!(request.name, name("team-a.example.com"));
    assert_eq!(request.by.account.as_str(), "222222222222");
    assert_eq!(request.servers.len(), 4);

    let mut world = requesting();
    world.keys("y");
    let kind = FaultKind::Denied;
    signing(&mut world, Err(fault("GetDNSSEC", "team-a", None, kind, "not authorized")));
    assert_eq!(world.copied(), Some(document.text.as_str()));
    let shown = text(&mut world, 80, 24);
    assert!(
        shown.contains("✓ Copied: the delegation request of team-a.example.com., without a DS")
    );

    // Who closes the zone waits for nothing of it.
    let mut world = requesting();
    world.keys("y");
    world.key(Code::Esc);
    signing(&mut world, Ok(Signing { status: SigningStatus::NotSigning, keys: Vec::new() }));
    assert_eq!(world.copied(), None);
}

#[test]
fn a_private_zone_asks_nobody_to_be_delegated_to() {
    let mut world = World::at("example.net");
    world.keys("e");
    world.records(Ok(RecordPage { sets: records(), next: None }));
    assert!(!text(&mut world, 80, 24).contains("Delegation request"));
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
