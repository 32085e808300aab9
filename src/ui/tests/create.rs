//! A new child zone: the form, the question, and what came of it.

use super::world::World;
use super::{picture, text};
use crate::app::create::NotCreated;
use crate::app::key::Code;
use crate::app::{Answer, Effect};
use crate::zone::{ProfileName, Quota, Rules, ZoneId};

fn form() -> World {
    let mut world = World::at("team-a.example.com");
    world.keys("nweb");
    world
}

fn asked(quota: Quota) -> World {
    let mut world = form();
    world.key(Code::Enter);
    let wanted = |effect: &Effect| match effect {
        Effect::ReadAccountQuota { id, .. } => Some(*id),
        _ => None,
    };
    world.answer(wanted, Answer::Quota(Ok(quota)));
    world
}

#[test]
fn a_name_and_an_account() {
    for (width, height) in [(60, 15), (80, 24), (120, 40)] {
        picture("create_form", &mut form(), width, height);
    }
    let mut world = form();
    world.keys("..");
    world.key(Code::Enter);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("✗ ") && !shown.contains("Create this zone?"), "{shown}");
}

#[test]
fn what_is_known_of_it_and_the_question() {
    for (width, height) in [(60, 15), (80, 24)] {
        picture("create_asked", &mut asked(Quota { count: 12, limit: 500 }), width, height);
    }
    let full = text(&mut asked(Quota { count: 500, limit: 500 }), 80, 24);
    assert!(full.contains("✗ Stopped") && !full.contains("Yes"), "{full}");
}

#[test]
fn a_zone_that_exists_though_its_answer_was_lost() {
    let mut world = asked(Quota { count: 12, limit: 500 });
    world.keys("y");
    assert!(text(&mut world, 80, 24).contains("Creating, until INSYNC"));
    let wanted = |effect: &Effect| match effect {
        Effect::CreateZone { id, .. } => Some(*id),
        _ => None,
    };
    let why = NotCreated {
        message: "The answer was lost, but the zone was created: Z0NEW.".into(),
        advice: "INSYNC is usually reached within a minute.".into(),
        zone: Some(ZoneId::new("Z0NEW")),
    };
    world.answer(wanted, Answer::Created(Err(why)));
    picture("create_failed", &mut world, 80, 24);
    let farewell = world.model.farewell().join("\n");
    assert!(farewell.contains("zonecut delegate --child team-a/Z0NEW"), "{farewell}");
}

#[test]
fn what_may_not_be_written_is_said_in_the_title_and_in_the_question() {
    let mut world = form();
    world.model.permissions.nothing = true;
    let rules = Rules { read_only: Some("--read-only is given".into()), protected: false };
    world.model.permissions.profiles = vec![(ProfileName::new("team-a"), rules)];
    world.key(Code::Enter);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains(" read-only  demo "), "{shown}");
    assert!(shown.contains("✗ stop read-only") && !shown.contains("Yes"), "{shown}");
}

#[test]
fn a_protected_profile_asks_for_the_name_and_marks_its_zones() {
    let mut world = form();
    let rules = Rules { read_only: None, protected: true };
    world.model.permissions.profiles = vec![(ProfileName::new("team-a"), rules)];
    world.key(Code::Enter);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("Protected. Type  web.team-a.example.com."), "{shown}");
    world.keys("y");
    world.key(Code::Enter);
    assert!(!world.pending.iter().any(|e| matches!(e, Effect::CreateZone { .. })));
    world.key(Code::Backspace);
    world.keys("web.team-a.example.com");
    world.key(Code::Enter);
    assert!(world.pending.iter().any(|e| matches!(e, Effect::CreateZone { .. })));
    let mut world = World::at("team-a.example.com");
    let rules = Rules { read_only: None, protected: true };
    world.model.permissions.profiles = vec![(ProfileName::new("team-a"), rules)];
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains('§') && shown.contains("confirmed by typing"), "{shown}");
}
