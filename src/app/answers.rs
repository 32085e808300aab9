//! What answers do to the model.

use super::auditing;
use super::effect::{Effects, RequestId};
use super::exporting;
use super::fitting::fit;
use super::guide;
use super::joining;
use super::journal;
use super::look_up;
use super::messages::Message;
use super::model::Model;
use super::moved;
use super::msg::Answer;
use super::new_zone;
use super::organization::Joining;
use super::panes;
use super::recalling;
use super::records::Load;
use super::requesting;
use super::requests::Purpose;
use super::reviewing::{heard_of_change, not_written, open_review};
use super::sifting;
use super::signing_in;
use crate::zone::Fault;

/// Takes an answer; one that nobody waits for any more is dropped.
pub(super) fn answered(model: &mut Model, id: RequestId, answer: Answer) -> Effects {
    let Some(purpose) = model.requests.close(id) else { return Effects::none() };
    let (answer, relisted) = moved::notice(model, answer);
    relisted.and(taken(model, purpose, answer))
}

/// Takes an answer that somebody waits for.
fn taken(model: &mut Model, purpose: Purpose, answer: Answer) -> Effects {
    if let Some(fault) = fault_of(&answer) {
        model.messages.add(Message::from(fault));
    }
    if let (Purpose::Identity(index), Answer::Identity(Ok(identity))) = (purpose, &answer) {
        recalling::identifies(model, index, identity);
    }
    let (now, requests) = (model.now, &mut model.requests);
    match (purpose, answer) {
        (Purpose::Identity(_) | Purpose::Listing(_), answer) => of_profile(model, purpose, answer),
        (Purpose::Recall, Answer::Recalled(all)) => recalling::recalled(model, all),
        (Purpose::Recall, Answer::Waited) => recalling::more(model),
        (Purpose::Sift, Answer::Waited) => sifting::slice(model),
        (Purpose::Keep, Answer::Kept(answer)) => recalling::kept(model, answer),
        (Purpose::Zone, Answer::Zone(answer)) => {
            if let Some(opened) = &mut model.browse.opened {
                opened.detail = match answer {
                    Ok(detail) => Load::Done(detail),
                    Err(fault) => Load::Failed(fault),
                };
            }
            Effects::none()
        }
        (Purpose::Records, Answer::Records(answer)) => {
            let Some(opened) = &mut model.browse.opened else { return Effects::none() };
            let effects = opened.page(answer, requests);
            effects.and(exporting::read_on(model))
        }
        (Purpose::Guide(at, left), Answer::Records(page)) => guide::looked(model, at, left, page),
        (Purpose::Facts, Answer::Facts(answer)) => {
            for denied in answer.iter().flat_map(|facts| facts.denied()) {
                model.messages.add(Message::from(denied));
            }
            let mut effects = Effects::none();
            if let Some(review) = open_review(&mut model.over) {
                effects = review.facts(answer, &mut model.requests);
            }
            fit(model, model.room);
            effects
        }
        (Purpose::Live(place), Answer::Looked(looked)) => {
            let mut effects = Effects::none();
            if let Some(review) = open_review(&mut model.over) {
                effects = review.looked(place, looked, &mut model.requests);
            }
            fit(model, model.room);
            effects
        }
        (Purpose::CheckRow(check, row), Answer::Looked(looked)) => {
            let effects = model.checks.heard(check, row, looked, now, requests);
            fit(model, model.room);
            effects
        }
        (Purpose::CheckWait(check), Answer::Waited) => model.checks.waited(check, now, requests),
        (Purpose::Look(side), Answer::Zone(answer)) => look_up::took(model, side, answer),
        (Purpose::Apply, Answer::Heard(heard, unwritten)) => {
            if let Some(why) = unwritten {
                not_written(model, &why);
            }
            heard_of_change(model, heard)
        }
        (Purpose::Note, Answer::Noted(Err(why))) => {
            not_written(model, &why);
            Effects::none()
        }
        (Purpose::Settle, Answer::Settled(found, notices)) => {
            journal::settled(model, found, notices)
        }
        (Purpose::Quota, Answer::Quota(answer)) => {
            new_zone::quota(model, answer);
            Effects::none()
        }
        (Purpose::Audit(_) | Purpose::AuditAgain(_), Answer::Audited(answer)) => {
            auditing::heard(model, purpose, answer)
        }
        (Purpose::Export, Answer::Exported(answer)) => {
            exporting::exported(model, answer);
            Effects::none()
        }
        (Purpose::Request(copied), Answer::Signing(answer)) => {
            requesting::signed(model, copied, answer)
        }
        (Purpose::Create, Answer::Created(answer)) => new_zone::created(model, answer),
        (Purpose::Ends(_) | Purpose::Alias(_), answer) => {
            model.accounts.told(purpose, answer, now);
            Effects::none()
        }
        (Purpose::Members(at), Answer::Members(answer)) => members(model, at, answer),
        (Purpose::RecallMembers(at), Answer::RecalledMembers(found)) => {
            joining::recalled(model, at, *found)
        }
        (Purpose::Journal, Answer::Journal(entries, notices)) => {
            journal::listed(model, entries, notices);
            Effects::none()
        }
        (purpose, answer) if purpose.is_sign_in() => signing_in::answered(model, purpose, answer),
        _ => Effects::none(),
    }
}

/// Takes what tells of a profile: whom it is, or a page of its zones.
fn of_profile(model: &mut Model, purpose: Purpose, answer: Answer) -> Effects {
    let (now, zones, requests) = (model.now, &mut model.zones, &mut model.requests);
    match (purpose, answer) {
        (Purpose::Identity(index), Answer::Identity(answer)) => {
            let effects = model.accounts.identified(index, answer, now, zones, requests);
            let effects = effects.and(model.accounts.ask_end(index, requests));
            let effects = effects.and(model.accounts.ask_alias(index, requests));
            panes::refresh_lens(model);
            new_zone::identified(model);
            effects.and(recalling::follow(model))
        }
        (Purpose::Listing(index), Answer::Zones(answer)) => {
            let effects = model.accounts.listed(index, answer, now, zones, requests);
            let effects = effects.and(model.accounts.ask_alias(index, requests));
            panes::refresh_lens(model);
            effects.and(recalling::follow(model))
        }
        _ => Effects::none(),
    }
}

fn members(model: &mut Model, at: usize, answer: Result<Box<Joining>, Fault>) -> Effects {
    let effects = joining::answered(model, at, answer);
    panes::refresh_lens(model);
    effects
}

fn fault_of(answer: &Answer) -> Option<&Fault> {
    match answer {
        Answer::Identity(Err(fault))
        | Answer::Zones(Err(fault))
        | Answer::Zone(Err(fault))
        | Answer::Records(Err(fault))
        | Answer::Facts(Err(fault))
        | Answer::Members(Err(fault)) => Some(fault),
        _ => None,
    }
}
