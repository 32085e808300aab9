//! What the keys do in the panes.

use std::time::Duration;

use super::browse::Pane;
use super::cursor::Cursor;
use super::effect::{Effect, Effects};
use super::field::Field;
use super::filtering;
use super::joining;
use super::keymap::{Command, Context, key_for};
use super::model::Model;
use super::organization::Asked;
use super::pair::{Mark, Pair, SideOf};
use super::records::Opened;
use super::shelf::Place;
use super::zones::{Lens, Shape, SortBy, Sought, What, ZoneRow};
use crate::zone::{AccountId, Habit, ZoneKey};

/// How often the filter is held against an audit that goes on.
const OFTEN: Duration = Duration::from_millis(250);

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
        Command::Fold if model.browse.pane == Pane::Profiles => fold_group(model),
        Command::Favourite => return favourite(model),
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
        let account = account_of(model, &opened.key).cloned();
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
    let text = model.browse.filter.trim().to_owned();
    let (mut words, complaint) = filtering::sought(&text, &model.accounts, model.audit.as_deref());
    model.browse.complaint = complaint;
    if let Some(owners) = group_at_hand(model) {
        words.insert(0, Sought { negated: false, what: What::Owners(owners) });
    }
    let lens = Lens { owner, text, words };
    if model.zones.lens() != &lens {
        model.zones.look(lens);
    }
}

/// The owners of a group's zones, while its heading is selected in Profiles.
fn group_at_hand(model: &Model) -> Option<Vec<usize>> {
    let group = model.browse.group()?;
    let rows = model.accounts.rows().iter().enumerate();
    let within = rows.filter(|(_, row)| row.group.as_deref() == Some(group));
    Some(within.map(|(index, _)| model.accounts.owner(index)).collect())
}

/// The owners whose zones alone are in view; `None` while all are.
pub(super) fn owners_at_hand(model: &Model) -> Option<Vec<usize>> {
    let profile = model.browse.narrowed_to().map(|index| vec![model.accounts.owner(index)]);
    profile.or_else(|| group_at_hand(model))
}

/// Where the filter asks for states of cuts, looks again as the audit finds them: now and then.
/// A cut that is seen again since it was changed stays in view.
pub(super) fn settle(model: &mut Model) {
    let rows = model.audit.as_ref().map_or(0, |audit| audit.len());
    let (seen, at) = model.browse.audited;
    if rows == seen || !model.browse.filter.to_lowercase().contains("cut:") {
        return;
    }
    if model.now >= at + OFTEN || model.requests.is_idle() || rows < seen {
        model.browse.audited = (rows, model.now);
        refresh_lens(model);
    }
}

/// The account of the profile that a zone is read with, where it is known.
pub(super) fn account_of<'a>(model: &'a Model, key: &ZoneKey) -> Option<&'a AccountId> {
    let mut rows = model.accounts.rows().iter();
    rows.find(|row| row.profile.name == key.profile)?.account()
}

fn step(model: &mut Model, how: impl FnOnce(&mut Cursor, usize)) {
    move_in(model, model.browse.pane, how);
}

/// Moves in the list of a pane, whether or not it has the keys.
pub fn move_in(model: &mut Model, pane: Pane, how: impl FnOnce(&mut Cursor, usize)) {
    match pane {
        Pane::Profiles => {
            how(&mut model.browse.profiles, model.browse.shelf.places().len());
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
        Pane::Profiles if matches!(model.browse.place(), Some(Place::Heading(_))) => {
            fold_group(model);
            Effects::none()
        }
        Pane::Profiles => {
            model.browse.pane = Pane::Zones;
            let profile = model.browse.narrowed_to().and_then(|at| model.accounts.get(at));
            let used = profile.map(|row| Habit::Used(row.profile.name.clone()));
            remember(model, used)
        }
        Pane::Zones => open_selected(model),
        Pane::Records => Effects::none(),
    }
}

/// Folds the group at hand away, or out again.
fn fold_group(model: &mut Model) {
    let group = match model.browse.place() {
        Some(Place::Heading(group)) => Some(group.clone()),
        Some(Place::Profile(at)) => model.accounts.get(*at).and_then(|row| row.group.clone()),
        _ => None,
    };
    let Some(group) = group else { return };
    model.browse.shelf.fold(&group);
    joining::arrange(model);
    // What was selected in it is its heading now.
    let heading = Place::Heading(group);
    let places = model.browse.shelf.places();
    if let Some(row) = places.iter().position(|place| *place == heading) {
        model.browse.profiles.select(row, places.len());
    }
    refresh_lens(model);
}

/// Makes the profile at hand a favourite, or one no longer.
fn favourite(model: &mut Model) -> Effects {
    let Some(row) = model.browse.narrowed_to().and_then(|at| model.accounts.get(at)) else {
        model.messages.flash("Select a profile first.");
        return Effects::none();
    };
    let name = row.profile.name.clone();
    let habit = model.browse.shelf.toggle(&name);
    model.messages.done(match habit {
        Habit::Favourite(_, true) => format!("{name} comes first from now on."),
        _ => format!("{name} is no favourite any more."),
    });
    joining::arrange(model);
    Effects::one(Effect::Remember { habit })
}

/// Remembers that a profile was used, where that is new.
pub fn remember(model: &mut Model, habit: Option<Habit>) -> Effects {
    let new = habit.filter(|habit| model.browse.shelf.habits.take(habit));
    new.map_or_else(Effects::none, |habit| Effects::one(Effect::Remember { habit }))
}

/// Narrows the zones to a profile; its group is folded out.
pub fn narrow_to(model: &mut Model, profile: usize) {
    let shelf = &mut model.browse.shelf;
    if shelf.row_of(profile).is_none()
        && let Some(group) = model.accounts.get(profile).and_then(|row| row.group.as_deref())
    {
        shelf.fold(group);
        joining::arrange(model);
    }
    let shelf = &model.browse.shelf;
    if let Some(row) = shelf.row_of(profile) {
        model.browse.profiles.select(row, shelf.places().len());
    }
    refresh_lens(model);
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
    model.messages.tell(format!("The tree is in the order of the DNS.{list}"));
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
    let asked = match model.browse.place() {
        Some(Place::Heading(group)) if model.browse.pane == Pane::Profiles => {
            let group = group.clone();
            return joining::ask(model, |organization| organization.group == group);
        }
        Some(Place::All) => {
            joining::ask(model, |organization| matches!(organization.state, Asked::Failed(_)))
        }
        _ => Effects::none(),
    };
    let at = match model.browse.pane {
        Pane::Zones => model.browse.narrowed_to().or_else(|| Some(model.zones.selected()?.owner)),
        _ => model.browse.narrowed_to(),
    };
    let (now, zones, requests) = (model.now, &mut model.zones, &mut model.requests);
    match at {
        Some(index) => asked.and(model.accounts.reload(index, now, zones, requests)),
        None => {
            let mut effects = asked;
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
