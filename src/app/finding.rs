//! What keys do to Find: opened, typed into, gone to what was found, marked from.

use std::time::Duration;

use super::browse::Pane;
use super::effect::{Effect, Effects};
use super::field::Field;
use super::find::{Find, Item};
use super::keymap::Command;
use super::leaving;
use super::model::{Model, Over};
use super::pair::SideOf;
use super::panes;
use super::records::Opened;
use super::requests::Purpose;

/// Opens it over whatever there is, with a text.
pub(super) fn open(model: &mut Model, text: &str) {
    model.over.retain(|over| !matches!(over, Over::Find(_)));
    model.over.push(Over::Find(Box::new(Find::with(text))));
    fit(model);
}

/// Puts what is typed or pasted into the field. What follows is found by [`settle`].
pub(super) fn typed(model: &mut Model, put: impl FnOnce(&mut Field) -> bool) {
    if let Some(Over::Find(find)) = model.over.last_mut() {
        put(&mut find.field);
    }
}

/// Carries out a command. `back` goes one step back on the screen that lies below.
pub(super) fn command(
    model: &mut Model,
    command: Command,
    back: impl Fn(&mut Model) -> Effects,
) -> Effects {
    let Model { over, zones, accounts, .. } = model;
    let Some(Over::Find(find)) = over.last_mut() else { return Effects::none() };
    // Who takes the best match means the best of all.
    let takes = matches!(command, Command::Open | Command::MarkParent | Command::MarkChild);
    if takes && !find.is_held(zones) {
        find.follow(zones, accounts);
        while !find.is_done(zones) {
            find.advance(zones, accounts);
        }
    }
    match command {
        Command::Back => {
            model.requests.forget(|open| open == Purpose::Find);
            model.over.pop();
        }
        Command::Next | Command::Find => {
            find.in_list = !find.in_list;
        }
        Command::Open => return go(model, back),
        Command::MarkParent => mark(model, SideOf::Parent),
        Command::MarkChild => mark(model, SideOf::Child),
        command => find.move_in(zones, |cursor, len| cursor.command(command, len)),
    }
    Effects::none()
}

/// Matches on: the first slice with the key, and one with each frame after that.
pub(super) fn settle(model: &mut Model) -> Effects {
    let Model { over, zones, accounts, requests, .. } = model;
    let find = over.iter_mut().find_map(|over| match over {
        Over::Find(find) => Some(find),
        _ => None,
    });
    let Some(find) = find else { return Effects::none() };
    if find.follow(zones, accounts) {
        requests.forget(|open| open == Purpose::Find);
    }
    if find.is_done(zones) || requests.any(|open| open == Purpose::Find) {
        return Effects::none();
    }
    find.advance(zones, accounts);
    if find.is_done(zones) {
        return Effects::none();
    }
    let id = requests.open(Purpose::Find);
    Effects::one(Effect::Wait { id, time: Duration::ZERO })
}

/// Tells the list how much room it has.
pub(super) fn fit(model: &mut Model) {
    let room = model.room.found;
    for over in &mut model.over {
        if let Over::Find(find) = over {
            let len = find.best().len();
            find.cursor.fit(room, len);
        }
    }
}

/// Goes to what is selected. What lies over the panes is left, unless something would be lost.
fn go(model: &mut Model, back: impl Fn(&mut Model) -> Effects) -> Effects {
    let Some(Over::Find(find)) = model.over.last() else { return Effects::none() };
    let Some(item) = find.selected() else { return Effects::none() };
    model.requests.forget(|open| open == Purpose::Find);
    model.over.pop();
    let effects = leaving::to_panes(model, back);
    show(model, item);
    effects
}

/// Selects something in its pane.
fn show(model: &mut Model, item: Item) {
    Opened::close(&mut model.requests);
    model.browse.opened = None;
    model.browse.editing = None;
    match item {
        Item::Profile(index) | Item::Account(index) => {
            model.browse.pane = Pane::Profiles;
            panes::narrow_to(model, index);
        }
        Item::Zone(at) => {
            model.browse.pane = Pane::Zones;
            let Some(owner) = model.zones.at(at).map(|row| row.owner) else { return };
            if panes::owners_at_hand(model).is_some_and(|owners| !owners.contains(&owner)) {
                model.browse.profiles.select(0, model.browse.shelf.places().len());
            }
            panes::refresh_lens(model);
            if !model.zones.reveal(at) {
                model.browse.filter.clear();
                panes::refresh_lens(model);
                model.zones.reveal(at);
            }
        }
    }
}

fn mark(model: &mut Model, side: SideOf) {
    let Some(Over::Find(find)) = model.over.last() else { return };
    let Some(Item::Zone(at)) = find.selected() else {
        model.messages.flash("Only a zone can be marked.");
        return;
    };
    let mark = model.zones.at(at).and_then(|row| panes::mark_of(model, row));
    if let Some(mark) = mark {
        model.pair.toggle(side, mark);
    }
}
