//! Names that no zone in view has, as rows of the tree.

use super::samples::{name, zone};
use super::world::World;
use super::{picture, text};
use crate::app::Effect;
use crate::app::key::Code;

/// The tree, with the gap above the shops selected.
fn world() -> World {
    let mut world = World::at("shop01.example.org");
    world.keys("tk");
    assert_eq!(world.model.zones.selected_gap(), Some(name("example.org")));
    world
}

#[test]
fn a_gap_says_what_is_missing_and_how_sure_that_is() {
    let mut world = world();
    picture("gap", &mut world, 80, 24);
    assert!(text(&mut world, 120, 40).contains("are still being listed"));
    world.list("team-b", Vec::new());
    assert!(text(&mut world, 80, 24).contains("example.org. · in no account that was read"));
    picture("gap", &mut world, 120, 40);
}

#[test]
fn no_key_takes_a_gap_for_a_zone() {
    for (keys, said) in [
        ("\n", "nothing to open"),
        ("p", "nothing to mark"),
        ("c", "nothing to mark"),
        ("v", "Check a zone below it"),
        ("D", "no zone in view to take"),
        ("e", "no zone in view to write"),
        ("d", "On a zone below: e writes a request"),
    ] {
        let mut world = world();
        world.pending.clear();
        if keys == "\n" {
            world.key(Code::Enter);
        } else {
            world.keys(keys);
        }
        assert!(world.model.over.is_empty() && world.model.browse.opened.is_none(), "{keys}");
        assert!(world.pending.is_empty(), "{keys}");
        assert!(world.model.messages.flashing().unwrap().contains(said), "{keys}");
    }
    let mut world = world();
    world.keys("y");
    let copied = world.pending.pop();
    assert_eq!(copied, Some(Effect::Copy { text: "example.org.".into() }));
}

#[test]
fn a_gap_folds_and_finding_what_is_below_it_folds_it_out() {
    let mut world = world();
    world.keys(" ");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("example.org. · not in view so far +33"), "{shown}");
    assert!(!shown.contains("shop01"));
    world.ctrl('p');
    world.keys("shop07");
    world.key(Code::Enter);
    let selected = world.model.zones.selected().unwrap();
    assert_eq!(selected.zone.name, name("shop07.example.org"));
    world.keys("-");
    assert_eq!(world.model.zones.selected_gap(), Some(name("example.org")));
}

#[test]
fn the_zone_that_fills_a_gap_takes_its_place_under_the_cursor() {
    let mut world = world();
    world.list("team-b", vec![zone("ZEARLY", "a.example.org", 1)]);
    assert_eq!(world.model.zones.selected_gap(), Some(name("example.org")));
    let mut world = self::world();
    world.list("team-b", vec![zone("ZFILLS", "example.org", 1)]);
    assert_eq!(world.model.zones.selected().unwrap().zone.id.as_str(), "ZFILLS");
}
