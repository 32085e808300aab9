//! The screens as they look, and what holds for all of them.

mod audit;
mod audited;
mod browse;
mod chaos;
mod columns;
mod create;
mod export;
mod find;
mod gaps;
mod guide;
mod history;
mod members;
mod mouse;
mod review;
mod safety;
mod samples;
mod screens;
mod sign_in;
mod world;

use super::Theme;
use world::World;

/// Draws the world and compares it with the picture of that name.
fn picture(name: &str, world: &mut World, width: u16, height: u16) {
    picture_in(name, world, (width, height), &Theme::dark());
}

/// The same in another theme.
fn picture_in(name: &str, world: &mut World, (width, height): (u16, u16), theme: &Theme) {
    let backend = world.drawn(width, height, theme);
    insta::assert_snapshot!(format!("{name}_{width}x{height}"), backend);
}

/// The screen as lines of text.
fn text(world: &mut World, width: u16, height: u16) -> String {
    world.drawn(width, height, &Theme::plain()).to_string()
}
