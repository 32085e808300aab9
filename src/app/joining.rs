//! Asks Organizations for their accounts; the profiles join the others as they come, and nothing
//! waits for them.

use std::collections::HashSet;

use super::accounts::ProfileRow;
use super::effect::{Effect, Effects};
use super::messages::Message;
use super::model::Model;
use super::organization::{Asked, Joining, Organization};
use super::recalling;
use super::requests::Purpose;
use crate::zone::{Fault, FaultKind, ProfileName, Rules};

/// Asks those that `which` picks and that are not being asked.
pub(super) fn ask(model: &mut Model, which: impl Fn(&Organization) -> bool) -> Effects {
    let mut effects = Effects::none();
    for (at, organization) in model.organizations.iter_mut().enumerate() {
        if !which(organization) || matches!(organization.state, Asked::Asking(_)) {
            continue;
        }
        organization.state = Asked::Asking(model.now);
        let id = model.requests.open(Purpose::Members(at));
        effects.push(Effect::FindMembers { id, organization: at });
    }
    effects
}

/// Asks those again that could not be asked for want of a sign-in.
pub(super) fn signed_in(model: &mut Model) -> Effects {
    ask(model, |organization| match &organization.state {
        Asked::Failed(fault) => matches!(fault.kind, FaultKind::SignInNeeded(_)),
        _ => false,
    })
}

/// Takes an answer.
pub(super) fn answered(
    model: &mut Model,
    at: usize,
    answer: Result<Box<Joining>, Fault>,
) -> Effects {
    let Some(organization) = model.organizations.get_mut(at) else { return Effects::none() };
    match answer {
        Err(fault) => {
            organization.state = Asked::Failed(fault);
            Effects::none()
        }
        Ok(joining) => {
            let Joining { rows, accounts, left_out, strays } = *joining;
            organization.state = Asked::Known { accounts, left_out };
            for stray in strays {
                model.messages.add(stray);
            }
            join(model, rows)
        }
    }
}

/// Adds profiles that are not there yet, and asks for them.
fn join(model: &mut Model, rows: Vec<(ProfileRow, Rules)>) -> Effects {
    let known: HashSet<ProfileName> =
        model.accounts.rows().iter().map(|row| row.profile.name.clone()).collect();
    let mut new = Vec::new();
    for (row, rules) in rows {
        if known.contains(&row.profile.name) {
            continue;
        }
        if let Some(problem) = &row.profile.problem {
            model.messages.add(Message::of_problem(&row.profile.name, problem));
        }
        model.permissions.profiles.push((row.profile.name.clone(), rules));
        new.push(row);
    }
    let recall = recalling::join(model, &new);
    let effects = model.accounts.join(new, model.now, &mut model.requests);
    arrange(model);
    effects.and(recall)
}

/// Sets up the rows of the Profiles pane anew; what is selected stays so.
pub fn arrange(model: &mut Model) {
    let browse = &mut model.browse;
    let selected = browse.shelf.places().get(browse.profiles.selected).cloned();
    browse.shelf.arrange(model.accounts.rows(), &model.organizations);
    let places = browse.shelf.places();
    let again = selected.and_then(|selected| places.iter().position(|place| *place == selected));
    let row = again.unwrap_or(browse.profiles.selected);
    browse.profiles.select(row, places.len());
}
