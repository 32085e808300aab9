//! Opens a look at a cut in the DNS, and carries its answers on.

use super::delegate;
use super::effect::Effects;
use super::keymap::Command;
use super::look::Look;
use super::model::{Model, Over};
use super::pair::Mark;
use super::panes::at_hand;
use super::requests::SideRead;
use crate::dns::Name;
use crate::zone::{Fault, ZoneDetail, ZoneKey};

/// Looks at the cut of the NS record set at hand in an open zone, else at that of the zone at
/// hand.
pub(super) fn open(model: &mut Model) -> Effects {
    if !asks(model) {
        return Effects::none();
    }
    let (cut, parent, child) = match delegate::cut_at_hand(model) {
        Some((parent, cut)) => {
            let child = delegate::only_zone_of(model, &cut, &parent);
            (cut, Some(parent), child)
        }
        None => {
            let Some(child) = at_hand(model) else {
                model.messages.flash("Select a zone first.");
                return Effects::none();
            };
            if child.private {
                model.messages.flash("A private zone answers inside its VPCs alone.");
                return Effects::none();
            }
            let mut parents = delegate::parents(model, &child);
            let parent = if parents.len() == 1 { parents.pop() } else { None };
            (child.key.name.clone(), parent.map(|candidate| candidate.mark), Some(child))
        }
    };
    let key = |mark: Mark| mark.key;
    between(model, cut, parent.map(key), child.map(key))
}

/// Looks at a cut between these zones, as far as they are in view.
pub(super) fn between(
    model: &mut Model,
    cut: Name,
    parent: Option<ZoneKey>,
    child: Option<ZoneKey>,
) -> Effects {
    if !asks(model) {
        return Effects::none();
    }
    let width = model.room.over_width;
    let (look, effects) = Look::open(cut, parent, child, width, &mut model.requests);
    model.over.push(Over::Look(Box::new(look)));
    // Where no zone is in view there is nothing to read first.
    effects.and(ask(model))
}

/// Whether the DNS is asked at all; says so where it is not.
fn asks(model: &mut Model) -> bool {
    if !model.dns.ask {
        model.messages.flash("The DNS is not asked: --no-dns, or ask = false in profiles.toml.");
    }
    model.dns.ask
}

/// Takes what was read of one side; with the last one the servers are asked.
pub(super) fn took(
    model: &mut Model,
    side: SideRead,
    answer: Result<ZoneDetail, Fault>,
) -> Effects {
    if let Some(look) = look(&mut model.over) {
        look.took(side, answer);
    }
    ask(model)
}

/// Carries out a command of the screen.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let Some(look) = look(&mut model.over) else { return Effects::none() };
    match command {
        Command::Back => {
            let check = look.check;
            model.over.pop();
            if let Some(check) = check {
                model.checks.close(check, &mut model.requests);
            }
            Effects::none()
        }
        Command::Reload => {
            if let Some(check) = look.check {
                model.checks.close(check, &mut model.requests);
            }
            look.read(&mut model.requests)
        }
        command => {
            let len = look.lines.len();
            look.cursor.command(command, len);
            Effects::none()
        }
    }
}

fn ask(model: &mut Model) -> Effects {
    let Some(look) = look(&mut model.over) else { return Effects::none() };
    let Some(check) = look.ready() else { return Effects::none() };
    let (id, effects) = model.checks.begin(check, None, model.now, &mut model.requests);
    look.check = Some(id);
    look.fit(&model.checks, model.room.over_width, model.room.over);
    effects
}

fn look(over: &mut [Over]) -> Option<&mut Look> {
    over.iter_mut().rev().find_map(|over| match over {
        Over::Look(look) => Some(&mut **look),
        _ => None,
    })
}
