//! What the mouse does: it selects, opens, scrolls, and moves the borders between panes.
//!
//! The view tells where it drew what (`Room::areas`); which row that is follows from the lists'
//! own windows. A click never answers a question: that is for keys, and for the hints that name
//! them.

use super::area::Area;
use super::browse::{Border, Pane};
use super::create::Progress;
use super::cursor::Cursor;
use super::keymap::Context;
use super::model::{Model, Over};
use super::panes;

/// Rows that one notch of the wheel scrolls.
const NOTCH: isize = 3;

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Press,
    /// The mouse was moved while it was down.
    Drag,
    /// It went up.
    Release,
    /// The wheel was turned away.
    WheelUp,
    /// The wheel was turned near.
    WheelDown,
}

/// A list that the mouse can be over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Pane(Pane),
    Over,
}

/// Carries out what the mouse did at a cell; returns whether the row at hand is to be opened.
pub(super) fn happened(model: &mut Model, gesture: Gesture, at: (u16, u16)) -> bool {
    model.zones.finish();
    match gesture {
        Gesture::Press => return press(model, at),
        Gesture::Drag => drag(model, at),
        Gesture::Release => model.browse.dragged = None,
        Gesture::WheelUp => wheel(model, -NOTCH, at),
        Gesture::WheelDown => wheel(model, NOTCH, at),
    }
    false
}

fn press(model: &mut Model, at: (u16, u16)) -> bool {
    model.messages.clear_flash();
    model.browse.to_export = false;
    if model.over.is_empty() && border(model, at) {
        return false;
    }
    let Some(list) = list_at(model, at) else { return false };
    let had_keys = match list {
        List::Pane(pane) => {
            if model.browse.editing.is_some() {
                panes::end_filter(model, true);
            }
            std::mem::replace(&mut model.browse.pane, pane) == pane
        }
        // What is over the panes may ask something, which a click must not answer.
        List::Over => matches!(
            model.context(),
            Context::Choose | Context::Audit | Context::Pick | Context::Find | Context::Found
        ),
    };
    let area = area_of(model, list);
    let Some(row) = at.1.checked_sub(area.y).filter(|_| area.holds(at)) else { return false };
    let mut again = false;
    with(model, list, |cursor, len| {
        let window = cursor.window(usize::from(area.height), len);
        let row = window.start + usize::from(row);
        if window.contains(&row) {
            again = cursor.selected == row;
            cursor.select(row, len);
        }
    });
    again && had_keys
}

fn wheel(model: &mut Model, by: isize, at: (u16, u16)) {
    if let Some(list) = list_at(model, at) {
        with(model, list, |cursor, len| cursor.scroll(by, len));
    }
}

/// The list whose pane, or screen, the mouse is over.
fn list_at(model: &Model, at: (u16, u16)) -> Option<List> {
    let areas = &model.room.areas;
    if !model.over.is_empty() {
        return Some(List::Over);
    }
    if areas.profiles_pane.holds(at) {
        Some(List::Pane(Pane::Profiles))
    } else if areas.zones_pane.holds(at) {
        Some(List::Pane(Pane::Zones))
    } else if areas.detail_pane.holds(at) && model.browse.opened.is_some() {
        Some(List::Pane(Pane::Records))
    } else {
        None
    }
}

fn area_of(model: &Model, list: List) -> Area {
    let areas = &model.room.areas;
    match list {
        List::Pane(Pane::Profiles) => areas.profiles,
        List::Pane(Pane::Zones) => areas.zones,
        List::Pane(Pane::Records) => areas.records,
        List::Over => areas.over,
    }
}

/// Moves in a list; the rest of the model follows as it does behind a key.
fn with(model: &mut Model, list: List, how: impl FnOnce(&mut Cursor, usize)) {
    match list {
        List::Pane(pane) => panes::move_in(model, pane, how),
        List::Over => match model.over.last_mut() {
            Some(Over::Choose(choose)) => {
                choose.moved = true;
                how(&mut choose.cursor, choose.candidates.len());
            }
            Some(Over::Review(review)) => how(&mut review.cursor, review.lines.len()),
            Some(Over::Look(look)) => how(&mut look.cursor, look.lines.len()),
            Some(Over::Help { of, cursor, sought, .. }) => {
                how(cursor, super::help::rows(*of, sought.text()).len());
            }
            Some(Over::Pick(pick)) => how(&mut pick.cursor, pick.hits.len()),
            Some(Over::Find(find)) => find.move_in(&model.zones, how),
            Some(Over::Export(export)) => how(&mut export.cursor, export.kinds.len()),
            Some(Over::Messages) => model.messages.move_in(how),
            Some(Over::History) => model.history.move_in(how),
            Some(Over::Audit) => {
                if let Some(audit) = &mut model.audit {
                    audit.move_in(how);
                }
            }
            Some(Over::Create(create)) if matches!(create.progress, Progress::Form(_)) => {
                let len = create.creators.len();
                let mut cursor = Cursor::default();
                cursor.fit(usize::from(model.room.areas.over.height), len);
                cursor.select(create.chosen, len);
                how(&mut cursor, len);
                create.chosen = cursor.selected;
            }
            Some(Over::Create(_) | Over::SignIn(_) | Over::Leave) | None => {}
        },
    }
}

/// Takes hold of a border between two panes.
fn border(model: &mut Model, (column, row): (u16, u16)) -> bool {
    let areas = &model.room.areas;
    let body = areas.profiles_pane;
    let is_at = |left: &Area, right: &Area| {
        let meets = left.width > 0 && right.width > 0 && left.end() == right.x;
        meets && (column == right.x || column + 1 == right.x) && body.holds((body.x, row))
    };
    let (profiles, zones, detail) = (&areas.profiles_pane, &areas.zones_pane, &areas.detail_pane);
    model.browse.dragged = if is_at(profiles, zones) || is_at(profiles, detail) {
        Some(Border::Profiles)
    } else if is_at(zones, detail) {
        Some(Border::Detail)
    } else {
        None
    };
    model.browse.dragged.is_some()
}

/// Moves the border that is held to a column.
fn drag(model: &mut Model, (column, _): (u16, u16)) {
    let Some(border) = model.browse.dragged else { return };
    let areas = &model.room.areas;
    let (from, to) = (areas.profiles_pane.x, areas.zones_pane.end().max(areas.detail_pane.end()));
    let width = u32::from(to.saturating_sub(from)).max(1);
    let share = |columns: u16| u16::try_from(u32::from(columns) * 1000 / width).unwrap_or(1000);
    let open = model.browse.opened.is_some();
    match border {
        Border::Profiles => {
            model.browse.shares.profiles = Some(share(column.saturating_sub(from)));
        }
        Border::Detail if open => {
            model.browse.shares.records = Some(share(to.saturating_sub(column)));
        }
        Border::Detail => model.browse.shares.detail = Some(share(to.saturating_sub(column))),
    }
}
