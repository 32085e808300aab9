//! Opens the profile picker, and goes where it leads.

use super::browse::Pane;
use super::effect::Effects;
use super::field::Field;
use super::keymap::Command;
use super::leaving;
use super::model::{Model, Over};
use super::panes;
use super::pick::Pick;
use crate::zone::{Habit, ProfileName};

/// Opens it over whatever is there.
pub(super) fn open(model: &mut Model) -> Effects {
    if model.accounts.rows().is_empty() {
        model.messages.flash("There are no profiles to choose from.");
        return Effects::none();
    }
    let mut pick = Pick::default();
    pick.search(model.accounts.rows(), &model.browse.shelf.habits);
    model.over.push(Over::Pick(Box::new(pick)));
    Effects::none()
}

/// Changes what was typed.
pub(super) fn typed(model: &mut Model, how: impl FnOnce(&mut Field) -> bool) {
    let (rows, habits) = (model.accounts.rows(), &model.browse.shelf.habits);
    if let Some(Over::Pick(pick)) = model.over.last_mut()
        && how(&mut pick.field)
    {
        pick.search(rows, habits);
    }
}

/// Carries out a command. `back` goes one step back on the screen that lies below.
pub(super) fn command(
    model: &mut Model,
    command: Command,
    back: impl Fn(&mut Model) -> Effects,
) -> Effects {
    let Some(Over::Pick(pick)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Back => {
            model.over.pop();
            Effects::none()
        }
        Command::Open => match pick.hits.get(pick.cursor.selected).map(|hit| hit.profile) {
            Some(profile) => go(model, profile, back),
            None => Effects::none(),
        },
        command => {
            let len = pick.hits.len();
            pick.cursor.command(command, len);
            Effects::none()
        }
    }
}

/// Narrows the zones to a profile. What lies over the panes is left, unless something would be lost.
fn go(model: &mut Model, profile: usize, back: impl Fn(&mut Model) -> Effects) -> Effects {
    model.over.pop();
    let effects = leaving::to_panes(model, back);
    panes::narrow_to(model, profile);
    model.browse.pane = Pane::Zones;
    let Some(row) = model.accounts.get(profile) else { return effects };
    let habit = Habit::Used(row.profile.name.clone());
    effects.and(panes::remember(model, Some(habit)))
}

/// Remembers the profiles that a change was made with.
pub(super) fn used(model: &mut Model, profiles: Vec<ProfileName>) -> Effects {
    let remember = |profile| panes::remember(model, Some(Habit::Used(profile)));
    profiles.into_iter().map(remember).fold(Effects::none(), Effects::and)
}
