//! Keeps every list's window within the room that it was drawn with.

use super::auditing;
use super::finding;
use super::help;
use super::model::{Model, Over, Room};

/// Takes how much room the lists have.
pub(super) fn fit(model: &mut Model, room: Room) {
    model.room = room;
    let profiles = model.browse.shelf.places().len();
    model.browse.profiles.fit(room.profiles, profiles);
    let zones = model.zones.in_view();
    model.zones.cursor.fit(room.zones, zones);
    if let Some(opened) = &mut model.browse.opened {
        let sets = opened.in_view();
        opened.cursor.fit(room.records, sets);
    }
    auditing::fit(model);
    finding::fit(model);
    let messages = model.messages.list().len();
    model.messages.cursor.fit(room.over, messages);
    let entries = model.history.entries.len();
    model.history.cursor.fit(room.over, entries);
    for over in &mut model.over {
        match over {
            Over::Choose(choose) => choose.cursor.fit(room.over, choose.candidates.len()),
            Over::Review(review) => review.fit(&model.checks, room.over_width, room.over),
            Over::Look(look) => look.fit(&model.checks, room.over_width, room.over),
            Over::Export(export) => {
                let len = export.kinds.len();
                export.cursor.fit(len, len);
            }
            Over::Help { of, cursor, sought, .. } => {
                cursor.fit(room.over, help::rows(*of, sought.text()).len());
            }
            Over::Pick(pick) => pick.cursor.fit(room.over, pick.hits.len()),
            Over::Messages
            | Over::Audit
            | Over::History
            | Over::Create(_)
            | Over::SignIn(_)
            | Over::Find(_)
            | Over::Leave => {}
        }
    }
}
