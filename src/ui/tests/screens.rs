//! What lies over the panes, and the terminal that is too small.

use super::super::Theme;
use super::samples::{new_cut, standing_cut};
use super::world::World;
use super::{picture, picture_in, text};
use crate::app::key::Code;

#[test]
fn proposals() {
    let mut world = World::at("example.com");
    world.keys("pd");
    picture("choose", &mut world, 60, 15);
    picture("choose", &mut world, 80, 24);
    picture("choose", &mut world, 120, 40);
}

#[test]
fn messages() {
    let mut world = World::loaded();
    world.keys("m");
    picture("messages", &mut world, 60, 15);
    picture("messages", &mut world, 80, 24);
}

#[test]
fn keys_of_the_zones() {
    let mut world = World::loaded();
    world.keys("?");
    picture("help", &mut world, 60, 15);
    picture("help", &mut world, 80, 40);
}

#[test]
fn a_key_of_any_screen_is_searched_for() {
    let mut world = World::loaded();
    world.keys("?/delegation");
    picture("help_searched", &mut world, 80, 24);
    world.key(Code::Enter);
    world.keys("j");
    assert!(text(&mut world, 80, 24).contains("all screens"));
    world.key(Code::Esc);
    assert!(text(&mut world, 80, 24).contains("Keys · Zones"));
    world.key(Code::Esc);
    assert!(world.model.over.is_empty());
}

#[test]
fn too_small() {
    picture("too_small", &mut World::loaded(), 40, 10);
    picture("too_small", &mut World::loaded(), 12, 3);
}

/// Without colours the screen says the same: glyph and word, not colour, tell what weighs how much.
#[test]
fn colour_is_never_the_only_carrier() {
    let theme = Theme::plain();
    let shown = World::planned(standing_cut()).drawn(120, 40, &theme);
    for cell in shown.buffer().content() {
        assert_eq!((cell.fg, cell.bg), Default::default(), "{cell:?}");
    }
    let shown = shown.to_string();
    for sign in ["- DELETE", "+ CREATE", "! warn", "· note", "= ns-602", "- ns-7.", "+ ns-1."] {
        assert!(shown.contains(sign), "{sign} is missing in\n{shown}");
    }
    let mut stopped = new_cut();
    stopped.child.as_mut().unwrap().detail.zone.private = true;
    assert!(text(&mut World::planned(stopped), 80, 24).contains("✗ stop"));

    let mut world = World::at("team-a.example.com");
    world.keys("c");
    world.select("example.com");
    world.keys("p");
    let shown = text(&mut world, 120, 40);
    for sign in
        ["▸◆P example.com.", "◇C team-a.example.com.", "(private)", "✗ access denied", "= dns-prod"]
    {
        assert!(shown.contains(sign), "{sign} is missing in\n{shown}");
    }
    // The pane that has the keys has a heavier border.
    assert!(shown.contains("┏ Zones") && shown.contains("┌ Profiles"), "{shown}");
    world.key(Code::Left);
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("┌ Zones") && shown.contains("┏ Profiles"), "{shown}");
}

#[test]
fn ascii() {
    let theme = Theme::plain().with_glyphs(super::super::Glyphs::Ascii);
    for size in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        let mut world = World::at("team-a.example.com");
        world.keys("tc");
        picture_in("ascii", &mut world, size, &theme);
    }
}

#[test]
fn a_message_that_takes_more_than_its_room_is_read_page_by_page() {
    let mut world = World::loaded();
    world.keys("m");
    let mut pages = vec![text(&mut world, 60, 15)];
    assert!(pages[0].contains("Enter more"), "{}", pages[0]);
    for _ in 0..20 {
        world.key(Code::Enter);
        let page = text(&mut world, 60, 15);
        if page == pages[0] {
            break;
        }
        assert!(!pages.contains(&page), "{page}");
        pages.push(page);
    }
    assert!(pages.len() > 1 && pages.len() < 20, "{}", pages.len());
    let last = pages.last().unwrap();
    assert!(last.contains("action"), "its last word: {last}");
    world.key(Code::Up);
    assert_eq!(world.model.messages.turned, 0);
}
