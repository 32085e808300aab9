//! What the keys do in the panes.

use super::accounts::{Accounts, ProfileRow};
use super::browse::Pane;
use super::cursor::Cursor;
use super::effect::Effects;
use super::field::Field;
use super::keymap::{Command, Context, key_for};
use super::model::Model;
use super::pair::{Mark, Pair, SideOf};
use super::records::Opened;
use super::zones::{Lens, Shape, SortBy, ZoneRow};
use crate::zone::{AccountId, ZoneKey};

/// Carries out a command in the panes.
pub fn command(model: &mut Model, command: Command) -> Effects {
    match command {
        Command::Up => step(model, |cursor, len| cursor.step(-1, len)),
        Command::Down => step(model, |cursor, len| cursor.step(1, len)),
        Command::PageUp => step(model, |cursor, len| cursor.page(-1, len)),
        Command::PageDown => step(model, |cursor, len| cursor.page(1, len)),
        Command::Top => step(model, |cursor, len| cursor.select(0, len)),
        Command::Bottom => step(model, |cursor, len| cursor.select(usize::MAX, len)),
        Command::Left | Command::Previous | Command::Right | Command::Next => turn(model, command),
        Command::Open => return open(model),
        Command::Back => back(model),
        Command::Filter => start_filter(model),
        Command::Sort => sort(model),
        Command::Reverse => reverse(model),
        Command::Tree => model.zones.turn(),
        Command::Fold => model.zones.fold(),
        Command::FoldAll => model.zones.fold_all(true),
        Command::UnfoldAll => model.zones.fold_all(false),
        Command::Reload => return reload(model),
        Command::MarkParent => mark(model, SideOf::Parent),
        Command::MarkChild => mark(model, SideOf::Child),
        Command::Unmark => model.pair = Pair::default(),
        _ => {}
    }
    Effects::none()
}

/// The zone at hand: the open one in its pane, else the selected one.
#[must_use]
pub fn at_hand(model: &Model) -> Option<Mark> {
    if model.browse.pane == Pane::Records
        && let Some(opened) = &model.browse.opened
    {
        let account = account_of(model, &opened.key);
        return Some(Mark { key: opened.key.clone(), account, private: opened.zone.private });
    }
    let row = model.zones.selected()?;
    mark_of(model, row)
}

/// A zone as a mark. Where the zones are narrowed to a profile that reaches the zone's account,
/// that profile is the one to use, otherwise the one that listed it.
#[must_use]
pub fn mark_of(model: &Model, row: &ZoneRow) -> Option<Mark> {
    let narrowed = model.browse.narrowed_to();
    let index = narrowed.filter(|at| model.accounts.owner(*at) == row.owner).unwrap_or(row.owner);
    let profile = model.accounts.get(index)?;
    Some(Mark {
        key: ZoneKey {
            profile: profile.profile.name.clone(),
            zone: row.zone.id.clone(),
            name: row.zone.name.clone(),
        },
        account: profile.account().cloned(),
        private: row.zone.private,
    })
}

/// Sets what of the zones is in view, from the selected profile and the filter.
pub fn refresh_lens(model: &mut Model) {
    let owner = model.browse.narrowed_to().map(|index| model.accounts.owner(index));
    let text = model.browse.filter.trim().to_lowercase();
    let owners_named = owners_named(&model.accounts, &text);
    let lens = Lens { owner, text, owners_named };
    if model.zones.lens() != &lens {
        model.zones.look(lens);
    }
}

fn owners_named(accounts: &Accounts, text: &str) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let named = |(index, row): (usize, &ProfileRow)| {
        let matches = row.label.to_lowercase().contains(text)
            || row.profile.name.as_str().to_lowercase().contains(text)
            || row.account().is_some_and(|account| account.as_str().contains(text));
        matches.then(|| accounts.owner(index))
    };
    accounts.rows().iter().enumerate().filter_map(named).collect()
}

fn account_of(model: &Model, key: &ZoneKey) -> Option<AccountId> {
    let mut rows = model.accounts.rows().iter();
    rows.find(|row| row.profile.name == key.profile)?.account().cloned()
}

fn step(model: &mut Model, how: impl FnOnce(&mut Cursor, usize)) {
    move_in(model, model.browse.pane, how);
}

/// Moves in the list of a pane, whether or not it has the keys.
pub fn move_in(model: &mut Model, pane: Pane, how: impl FnOnce(&mut Cursor, usize)) {
    match pane {
        Pane::Profiles => {
            how(&mut model.browse.profiles, model.accounts.rows().len() + 1);
            refresh_lens(model);
        }
        Pane::Zones => {
            let len = model.zones.in_view();
            how(&mut model.zones.cursor, len);
            model.zones.pin();
        }
        Pane::Records => {
            if let Some(opened) = &mut model.browse.opened {
                let len = opened.in_view();
                how(&mut opened.cursor, len);
            }
        }
    }
}

fn turn(model: &mut Model, command: Command) {
    let forward = matches!(command, Command::Right | Command::Next);
    let around = matches!(command, Command::Next | Command::Previous);
    let open = model.browse.opened.is_some();
    model.browse.pane = match (model.browse.pane, forward) {
        (Pane::Zones, true) if open => Pane::Records,
        (Pane::Profiles, false) if around && open => Pane::Records,
        (Pane::Zones | Pane::Records, true) if around => Pane::Profiles,
        (Pane::Zones, false) => Pane::Profiles,
        (Pane::Profiles, false) if around => Pane::Zones,
        (Pane::Profiles, true) | (Pane::Records, false) => Pane::Zones,
        (pane, _) => pane,
    };
}

fn open(model: &mut Model) -> Effects {
    match model.browse.pane {
        Pane::Profiles => {
            model.browse.pane = Pane::Zones;
            Effects::none()
        }
        Pane::Zones => open_selected(model),
        Pane::Records => Effects::none(),
    }
}

fn open_selected(model: &mut Model) -> Effects {
    let Some(row) = model.zones.selected() else { return Effects::none() };
    let Some(mark) = mark_of(model, row) else { return Effects::none() };
    let zone = row.zone.clone();
    let (opened, effects) = Opened::open(mark.key, zone, &mut model.requests);
    model.browse.opened = Some(opened);
    model.browse.pane = Pane::Records;
    effects
}

fn back(model: &mut Model) {
    match model.browse.pane {
        Pane::Records => {
            let filtered = model.browse.opened.as_ref().is_some_and(|o| !o.filter().is_empty());
            if filtered {
                if let Some(opened) = &mut model.browse.opened {
                    opened.set_filter("");
                }
            } else {
                Opened::close(&mut model.requests);
                model.browse.opened = None;
                model.browse.pane = Pane::Zones;
            }
        }
        Pane::Profiles => model.browse.pane = Pane::Zones,
        Pane::Zones if !model.browse.filter.is_empty() => {
            model.browse.filter.clear();
            refresh_lens(model);
        }
        Pane::Zones => {
            model.browse.profiles.select(0, 1);
            refresh_lens(model);
        }
    }
}

fn start_filter(model: &mut Model) {
    if model.browse.pane == Pane::Profiles {
        model.browse.pane = Pane::Zones;
    }
    let text = match (&model.browse.pane, &model.browse.opened) {
        (Pane::Records, Some(opened)) => opened.filter().to_owned(),
        _ => model.browse.filter.clone(),
    };
    model.browse.editing = Some(Field::with(&text));
}

/// Applies the text of the filter that is being typed.
pub fn filter_changed(model: &mut Model) {
    let Some(field) = &model.browse.editing else { return };
    let text = field.text().to_owned();
    match (model.browse.pane, &mut model.browse.opened) {
        (Pane::Records, Some(opened)) => opened.set_filter(text.trim()),
        _ => {
            model.browse.filter = text;
            refresh_lens(model);
        }
    }
}

/// Ends the typing of a filter: kept, or cleared.
pub fn end_filter(model: &mut Model, keep: bool) {
    if !keep {
        if let Some(field) = &mut model.browse.editing {
            *field = Field::default();
        }
        filter_changed(model);
    }
    model.browse.editing = None;
}

fn sort(model: &mut Model) {
    match (model.browse.pane, &mut model.browse.opened) {
        (Pane::Records, Some(opened)) => opened.next_order(),
        _ if model.zones.shape() == Shape::Tree => sorted_by_name(model),
        _ => {
            let (by, reversed): (SortBy, bool) = model.zones.sort();
            model.zones.sort_by(by.next(), reversed);
        }
    }
}

fn reverse(model: &mut Model) {
    match (model.browse.pane, &mut model.browse.opened) {
        (Pane::Records, Some(opened)) => opened.reverse(),
        _ if model.zones.shape() == Shape::Tree => sorted_by_name(model),
        _ => {
            let (by, reversed) = model.zones.sort();
            model.zones.sort_by(by, !reversed);
        }
    }
}

fn sorted_by_name(model: &mut Model) {
    let key = key_for(Context::Zones, Command::Tree);
    let list = key.map(|key| format!(" {key} shows the list.")).unwrap_or_default();
    model.messages.flash(format!("The tree is in the order of the DNS.{list}"));
}

fn reload(model: &mut Model) -> Effects {
    if model.browse.pane == Pane::Records
        && let Some(opened) = &model.browse.opened
    {
        let (key, zone) = (opened.key.clone(), opened.zone.clone());
        let (opened, effects) = Opened::open(key, zone, &mut model.requests);
        model.browse.opened = Some(opened);
        return effects;
    }
    let at = match model.browse.pane {
        Pane::Zones => model.browse.narrowed_to().or_else(|| Some(model.zones.selected()?.owner)),
        _ => model.browse.narrowed_to(),
    };
    let (now, zones, requests) = (model.now, &mut model.zones, &mut model.requests);
    match at {
        Some(index) => model.accounts.reload(index, now, zones, requests),
        None => {
            let mut effects = Effects::none();
            for index in 0..model.accounts.rows().len() {
                if model.accounts.owner(index) == index {
                    effects = effects.and(model.accounts.reload(index, now, zones, requests));
                }
            }
            effects
        }
    }
}

fn mark(model: &mut Model, side: SideOf) {
    if let Some(mark) = at_hand(model) {
        model.pair.toggle(side, mark);
    }
}
