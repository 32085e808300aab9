//! What the user sees: a function of the model, drawn into a buffer.
//!
//! [`draw`] reads the [`Model`] and changes nothing. It builds only the rows that are in a
//! window, so a frame costs what fits on the screen, however long the lists are. All text that
//! comes from outside passes `fit` or [`plain`](crate::app::document::plain) on its way.

mod accounts;
mod audit;
mod browse;
mod card;
mod choose;
mod create;
mod cut_state;
mod document;
mod export;
mod field;
mod find;
mod fit;
mod footer;
mod gap_card;
mod glyphs;
mod group_card;
mod help;
mod history;
mod layout;
mod leave;
mod look;
mod messages;
mod pair;
mod pane;
mod pick;
mod profile_card;
mod records;
mod review;
mod sign_in;
#[cfg(test)]
mod tests;
mod theme;
mod title;
mod too_small;
mod zone_card;
mod zones;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::key::Key;
use crate::app::{Model, Over, Room};

pub use glyphs::Glyphs;
pub use layout::SMALLEST;
pub use theme::{Base, Depth, Theme};

/// Draws the screen and returns how much room its lists had, to be told to the model by
/// [`Msg::Drawn`](crate::app::Msg::Drawn). Where that differs from the room that the model knows,
/// one more frame is due: text that was wrapped for another width is laid out anew.
///
/// Lists that are not on the screen keep the room that they had.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) -> Room {
    let area = frame.area();
    let buf = frame.buffer_mut();
    let room = screen(buf, area, model, theme);
    if theme.glyphs == Glyphs::Ascii {
        glyphs::to_ascii(buf);
    }
    theme.paint_ground(buf);
    room
}

/// The key of the hint at a cell, where one is drawn there.
#[must_use]
pub fn hint_at(model: &Model, (column, row): (u16, u16)) -> Option<Key> {
    let (width, height) = model.size;
    let shown = width >= SMALLEST.0 && height >= SMALLEST.1 && row + 1 == height;
    // What is said until the next key lies over the hints.
    let covered = model.messages.flashing().is_some();
    if shown && !covered { footer::key_at(model, width, column) } else { None }
}

fn screen(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Room {
    buf.set_style(area, theme.text);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small::draw(buf, area, theme);
        return model.room;
    }
    let mut room = Room { over_width: review::columns(area.width), ..model.room };
    // What is a box lies over a screen.
    let boxed = |over: &&Over| {
        matches!(over, Over::Leave | Over::SignIn(_) | Over::Find(_) | Over::Export(_))
    };
    let over = model.over.iter().rev().find(|over| !boxed(over));
    if over.is_none_or(|over| matches!(over, Over::Choose(_) | Over::Pick(_))) {
        browse::draw(buf, area, model, theme, &mut room);
    }
    let rows = match over {
        None | Some(Over::Leave | Over::SignIn(_) | Over::Find(_) | Over::Export(_)) => None,
        Some(Over::Choose(choose)) => Some(choose::draw(buf, area, choose, theme)),
        Some(Over::Review(review)) => Some(review::draw(buf, area, model, review, theme)),
        Some(Over::Look(look)) => Some(look::draw(buf, area, model, look, theme)),
        Some(Over::Audit) => Some(audit::draw(buf, area, model, theme)),
        Some(Over::Messages) => Some(messages::draw(buf, area, model, theme)),
        Some(Over::Create(create)) => Some(create::draw(buf, area, model, create, theme)),
        Some(Over::History) => Some(history::draw(buf, area, model, theme)),
        Some(Over::Pick(pick)) => Some(pick::draw(buf, area, model, pick, theme)),
        Some(Over::Help { of, cursor, sought, typing }) => {
            let sought = (sought, *typing);
            Some(help::draw(buf, area, model, (*of, *cursor), sought, theme))
        }
    };
    if let Some(rows) = rows {
        room.over = usize::from(rows.height);
        room.areas.over = layout::area(rows);
    }
    match model.over.last() {
        Some(Over::Leave) => leave::draw(buf, area, model, theme),
        Some(Over::SignIn(sign_in)) => sign_in::draw(buf, area, model, sign_in, theme),
        Some(Over::Find(find)) => {
            let rows = find::draw(buf, area, model, find, theme);
            room.found = usize::from(rows.height);
            room.areas.over = layout::area(rows);
        }
        Some(Over::Export(box_of)) => {
            room.areas.over = layout::area(export::draw(buf, area, box_of, theme));
        }
        _ => {}
    }
    footer::draw(buf, layout::last_row(area), model, theme);
    footer::flash(buf, area, model, theme);
    room
}
