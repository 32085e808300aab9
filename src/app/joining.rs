//! Asks Organizations for their accounts; the profiles join the others as they come, and nothing
//! waits for them.

use std::collections::{BTreeSet, HashMap};

use super::accounts::ProfileRow;
use super::effect::{Effect, Effects};
use super::messages::Message;
use super::model::Model;
use super::organization::{Asked, Joining, Organization};
use super::recalling;
use super::requests::Purpose;
use crate::zone::{Fault, FaultKind, LeftOut, ProfileName, ProfileProblem, Rules};

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

/// Looks which accounts an earlier run reached.
pub(super) fn recall(model: &mut Model) -> Effects {
    let mut effects = Effects::none();
    for organization in 0..model.organizations.len() {
        if model.recall.on {
            let id = model.requests.open(Purpose::RecallMembers(organization));
            effects.push(Effect::RecallMembers { id, organization });
        }
    }
    effects
}

/// Takes what an earlier run reached, where the Organization has not said yet what there is.
pub(super) fn recalled(model: &mut Model, at: usize, joining: Joining) -> Effects {
    match model.organizations.get_mut(at) {
        Some(organization) if !matches!(organization.state, Asked::Known { .. }) => {
            organization
                .members
                .extend(joining.rows.iter().map(|(row, _)| row.profile.name.clone()));
        }
        _ => return Effects::none(),
    }
    join(model, joining.rows)
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
            let now: BTreeSet<ProfileName> =
                rows.iter().map(|(row, _)| row.profile.name.clone()).collect();
            let gone: Vec<ProfileName> = organization.members.difference(&now).cloned().collect();
            organization.members = now;
            let gone = leave(model, &gone, &left_out, &rows);
            if let Some(organization) = model.organizations.get_mut(at) {
                organization.state = Asked::Known { accounts, left_out };
            }
            for stray in strays {
                model.messages.add(stray);
            }
            gone.and(join(model, rows))
        }
    }
}

/// Takes the zones away of profiles whose accounts the Organization doesn't have any more, and says
/// so. Their rows stay: what was selected and what is under review is about them.
fn leave(
    model: &mut Model,
    gone: &[ProfileName],
    left_out: &[LeftOut],
    now: &[(ProfileRow, Rules)],
) -> Effects {
    let mut effects = Effects::none();
    for name in gone {
        let mut rows = model.accounts.rows().iter();
        let Some(index) = rows.position(|row| row.profile.name == *name) else { continue };
        let member = model.accounts.get(index).and_then(|row| row.profile.member.as_deref());
        let why = member.map(|member| {
            let account = &member.account;
            let mut renamed = now.iter().filter(|(row, _)| {
                row.profile.member.as_deref().is_some_and(|now| now.account == *account)
            });
            match (left_out.iter().find(|left| left.account.id == *account), renamed.next()) {
                (Some(left), _) => format!("account {account} is left out: {}", left.why),
                (None, Some((row, _))) => {
                    format!("account {account} is profile {} now", row.profile.name)
                }
                (None, None) => {
                    format!("the Organization does not have account {account} any more")
                }
            }
        });
        let problem = ProfileProblem {
            message: why.unwrap_or_else(|| "the Organization does not have it any more".to_owned()),
            hint:
                "Its zones are out of sight. Where it comes back, a reload of its group shows it."
                    .to_owned(),
        };
        model.messages.add(Message::of_problem(name, &problem));
        let (zones, requests) = (&mut model.zones, &mut model.requests);
        effects = effects.and(model.accounts.leave(index, problem, model.now, zones, requests));
    }
    effects
}

/// Adds profiles that are not there yet, or not any more, and asks for them.
fn join(model: &mut Model, rows: Vec<(ProfileRow, Rules)>) -> Effects {
    let known: HashMap<ProfileName, usize> = {
        let rows = model.accounts.rows().iter().enumerate();
        rows.map(|(index, row)| (row.profile.name.clone(), index)).collect()
    };
    let mut new = Vec::new();
    let mut back = Effects::none();
    for (row, rules) in rows {
        if let Some(&index) = known.get(&row.profile.name) {
            let requests = &mut model.requests;
            back = back.and(model.accounts.known_again(index, row, model.now, requests));
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
    back.and(effects).and(recall)
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
