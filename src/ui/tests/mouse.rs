//! The mouse on the screens as they are drawn: a test clicks what it reads.

use super::super::{Theme, hint_at};
use super::samples::{new_cut, standing_cut};
use super::world::World;
use crate::app::browse::Pane;
use crate::app::create::Progress;
use crate::app::key::{Code, Key};
use crate::app::mouse::Gesture;
use crate::app::{Effect, Msg, Over};
use crate::cut::Step;

/// Where a text begins on the screen.
fn find(world: &mut World, size: (u16, u16), text: &str) -> (u16, u16) {
    world.send(Msg::Resize(size.0, size.1));
    let backend = world.drawn(size.0, size.1, &Theme::plain());
    let shown = backend.to_string();
    for (row, line) in shown.lines().enumerate() {
        // The backend quotes its lines.
        if let Some(at) = line.trim_start_matches('"').find(text) {
            let before = &line.trim_start_matches('"')[..at];
            return (u16::try_from(before.chars().count()).unwrap(), u16::try_from(row).unwrap());
        }
    }
    panic!("{text:?} is not in\n{shown}");
}

fn click(world: &mut World, at: (u16, u16)) {
    let msg = match hint_at(&world.model, at) {
        Some(key) => Msg::Key(key),
        None => Msg::Mouse(Gesture::Press, at),
    };
    world.send(msg);
    world.send(Msg::Mouse(Gesture::Release, at));
}

fn click_on(world: &mut World, size: (u16, u16), text: &str) {
    let at = find(world, size, text);
    click(world, at);
}

fn turn(world: &mut World, gesture: Gesture, size: (u16, u16), text: &str) {
    let at = find(world, size, text);
    world.send(Msg::Mouse(gesture, at));
}

const SIZES: [(u16, u16); 4] = [(60, 15), (80, 24), (120, 40), (200, 60)];

fn selected(world: &World) -> String {
    world.model.zones.selected().unwrap().zone.name.to_string()
}

#[test]
fn a_click_selects_a_row_and_a_second_one_opens_it() {
    for size in SIZES {
        let mut world = World::loaded();
        let zone = "shop02.example.org.";
        if size.1 < 24 {
            world.select("shop01.example.org");
        }
        let at = find(&mut world, size, zone);
        click(&mut world, at);
        assert_eq!((selected(&world).as_str(), world.model.browse.pane), (zone, Pane::Zones));
        assert!(world.model.browse.opened.is_none(), "{size:?}");
        click(&mut world, at);
        let opened = world.model.browse.opened.as_ref().map(|opened| opened.zone.name.to_string());
        assert_eq!((opened.as_deref(), world.model.browse.pane), (Some(zone), Pane::Records));
    }
}

#[test]
fn a_click_on_a_profile_narrows_the_zones_to_it() {
    let mut world = World::loaded();
    click_on(&mut world, (80, 24), "team-a");
    assert_eq!(world.model.browse.pane, Pane::Profiles);
    assert_eq!(world.model.browse.narrowed_to(), Some(1));
    click_on(&mut world, (80, 24), "team-a.example.com.");
    assert_eq!((world.model.browse.pane, world.model.browse.narrowed_to()), (Pane::Zones, Some(1)));
}

#[test]
fn the_wheel_scrolls_what_is_under_it_and_leaves_the_keys_where_they_are() {
    let mut world = World::loaded();
    world.key(Code::Left);
    let first = selected(&world);
    for _ in 0..4 {
        turn(&mut world, Gesture::WheelDown, (80, 24), "PROFILE");
    }
    assert_eq!(world.model.browse.pane, Pane::Profiles);
    let below = selected(&world);
    assert_ne!(below, first, "what was selected has left the window");
    for _ in 0..4 {
        turn(&mut world, Gesture::WheelUp, (80, 24), "PROFILE");
    }
    // It comes back no further than the window needs.
    let zones = &world.model.zones;
    assert_eq!(zones.cursor.window(world.model.room.zones, zones.in_view()).start, 0);
    assert_ne!(selected(&world), first);
}

#[test]
fn hints_are_pressed_where_they_stand() {
    for size in SIZES {
        let mut world = World::at("team-a.example.com");
        click_on(&mut world, size, "help ");
        assert!(matches!(world.model.over.last(), Some(Over::Help { .. })), "{size:?}");
        click_on(&mut world, size, "Esc back");
        assert!(world.model.over.is_empty());
        click_on(&mut world, size, "d ");
    }
    let mut world = World::at("team-a.example.com");
    let at = find(&mut world, (80, 24), " filter");
    assert_eq!(hint_at(&world.model, at), Some(Key::char('/')));
    assert_eq!(hint_at(&world.model, (at.0, at.1 - 1)), None);
    assert_eq!(hint_at(&world.model, (79, at.1)), None);
}

#[test]
fn a_message_over_the_hints_is_clicked_away_first() {
    let mut world = World::loaded();
    let at = find(&mut world, (80, 24), "filter");
    world.model.messages.flash("Something was said.");
    click(&mut world, at);
    assert!(world.model.browse.editing.is_none());
    click(&mut world, at);
    assert!(world.model.browse.editing.is_some());
}

/// Every cell of a review, clicked twice: nothing is confirmed, declined or left but by its key.
#[test]
fn no_click_beside_the_hints_answers_a_question() {
    for facts in [new_cut(), standing_cut()] {
        let mut world = World::planned(facts);
        let size = (80, 24);
        find(&mut world, size, "Findings");
        for row in 0..size.1 - 1 {
            for column in (0..size.0).step_by(3) {
                click(&mut world, (column, row));
                click(&mut world, (column, row));
            }
        }
        assert!(matches!(world.model.over.last(), Some(Over::Review(_))));
        let writes = |effect: &&Effect| {
            matches!(effect, Effect::Apply { step: Step::Send(_) | Step::Intend(_), .. })
        };
        assert_eq!(world.pending.iter().find(writes), None);
    }
}

#[test]
fn a_proposal_is_chosen_by_a_second_click() {
    let mut world = World::at("example.com");
    world.keys("pd");
    assert!(matches!(world.model.over.last(), Some(Over::Choose(_))), "there is one to choose");
    for size in SIZES {
        world.drawn(size.0, size.1, &Theme::plain());
        let rows = world.model.room.areas.over;
        assert!(rows.height >= 2 && rows.end() < size.0, "{rows:?} at {size:?}");
    }
    let row = world.model.room.areas.over.y;
    let column = world.model.room.areas.over.x + 2;
    click(&mut world, (column, row));
    assert!(matches!(world.model.over.last(), Some(Over::Review(_))));
}

/// The width of each pane, from left to right.
fn widths(world: &World) -> [u16; 3] {
    let areas = &world.model.room.areas;
    [areas.profiles_pane.width, areas.zones_pane.width, areas.detail_pane.width]
}

fn drag(world: &mut World, from: (u16, u16), to: u16) {
    world.send(Msg::Mouse(Gesture::Press, from));
    for column in [u16::midpoint(from.0, to), to] {
        world.send(Msg::Mouse(Gesture::Drag, (column, from.1)));
    }
    world.send(Msg::Mouse(Gesture::Release, (to, from.1)));
}

#[test]
fn borders_are_dragged_and_keep_their_share_when_the_terminal_is_resized() {
    let mut world = World::loaded();
    world.drawn(120, 40, &Theme::plain());
    assert_eq!(widths(&world), [34, 50, 36]);
    let border = world.model.room.areas.zones_pane.x;
    drag(&mut world, (border, 10), 24);
    world.drawn(120, 40, &Theme::plain());
    assert_eq!(widths(&world), [24, 60, 36]);
    // From the other side of the same border, and the other border.
    drag(&mut world, (23, 10), 30);
    drag(&mut world, (83, 5), 70);
    world.drawn(120, 40, &Theme::plain());
    assert_eq!(widths(&world), [30, 40, 50]);
    world.drawn(240, 60, &Theme::plain());
    assert_eq!(widths(&world), [60, 80, 100]);
    world.drawn(80, 24, &Theme::plain());
    assert_eq!(widths(&world), [20, 60, 0]);
    // None can be dragged away.
    for to in [0, 119] {
        world.drawn(120, 40, &Theme::plain());
        let border = world.model.room.areas.zones_pane.x;
        drag(&mut world, (border, 10), to);
        world.drawn(120, 40, &Theme::plain());
        assert!(widths(&world).iter().all(|width| *width >= 20), "{:?}", widths(&world));
    }
    assert_eq!(world.model.browse.dragged, None);
}

#[test]
fn a_click_chooses_the_account_of_a_new_zone_and_creates_nothing() {
    for size in SIZES {
        let mut world = World::at("example.com");
        world.keys("nweb");
        for _ in 0..2 {
            click_on(&mut world, size, "team-b ");
            let Some(Over::Create(create)) = world.model.over.last() else { panic!("no form") };
            assert_eq!(create.creator().unwrap().profile.as_str(), "team-b", "{size:?}");
            assert!(matches!(create.progress, Progress::Form(None)), "{size:?}");
        }
    }
}

#[test]
fn what_a_click_has_selected_stays_so_and_an_audit_is_not_begun_by_one() {
    let mut world = World::loaded();
    world.keys("d");
    click_on(&mut world, (80, 24), "old.example.com.");
    let Some(Over::Choose(choose)) = world.model.over.last() else { panic!("no list") };
    assert!(choose.moved);

    let mut world = World::loaded();
    world.keys("a");
    let first = world.model.accounts.rows()[0].account().unwrap().to_string();
    for _ in 0..3 {
        click_on(&mut world, (80, 24), &first);
    }
    assert!(!world.pending.iter().any(|it| matches!(it, Effect::Audit { .. })));
}

#[test]
fn another_message_begins_with_its_first_page() {
    let mut world = World::loaded();
    world.keys("m");
    world.drawn(80, 24, &Theme::plain());
    world.model.messages.turned = 1;
    let over = world.model.room.areas.over;
    world.send(Msg::Mouse(Gesture::Press, (over.x + 2, over.y)));
    assert_eq!((world.model.messages.cursor.selected, world.model.messages.turned), (0, 0));
}
