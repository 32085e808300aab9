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

use crate::app::{Model, Over, Room};

pub use layout::SMALLEST;
pub use theme::Theme;

/// Draws the screen and returns how much room its lists had, to be told to the model by
/// [`Msg::Drawn`](crate::app::Msg::Drawn). Where that differs from the room that the model knows,
/// one more frame is due: text that was wrapped for another width is laid out anew.
///
/// Lists that are not on the screen keep the room that they had.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) -> Room {
    let area = frame.area();
    let buf = frame.buffer_mut();
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
    match over {
        None | Some(Over::Leave | Over::SignIn(_) | Over::Find(_) | Over::Export(_)) => {
            browse::draw(buf, area, model, theme, &mut room);
        }
        Some(Over::Choose(choose)) => {
            browse::draw(buf, area, model, theme, &mut room);
            room.over = choose::draw(buf, area, choose, theme);
        }
        Some(Over::Review(review)) => {
            room.over = review::draw(buf, area, model, review, theme);
        }
        Some(Over::Look(look)) => room.over = look::draw(buf, area, model, look, theme),
        Some(Over::Audit) => room.over = audit::draw(buf, area, model, theme),
        Some(Over::Messages) => room.over = messages::draw(buf, area, model, theme),
        Some(Over::Create(create)) => {
            room.over = create::draw(buf, area, model, create, theme);
        }
        Some(Over::History) => room.over = history::draw(buf, area, model, theme),
        Some(Over::Pick(pick)) => {
            browse::draw(buf, area, model, theme, &mut room);
            room.over = pick::draw(buf, area, model, pick, theme);
        }
        Some(Over::Help { of, cursor, sought, typing }) => {
            let sought = (sought, *typing);
            room.over = help::draw(buf, area, model, (*of, *cursor), sought, theme);
        }
    }
    match model.over.last() {
        Some(Over::Leave) => leave::draw(buf, area, model, theme),
        Some(Over::SignIn(sign_in)) => sign_in::draw(buf, area, model, sign_in, theme),
        Some(Over::Find(find)) => room.found = find::draw(buf, area, model, find, theme),
        Some(Over::Export(box_of)) => export::draw(buf, area, box_of, theme),
        _ => {}
    }
    footer::draw(buf, layout::last_row(area), model, theme);
    footer::flash(buf, area, model, theme);
    room
}
