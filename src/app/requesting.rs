//! A delegation request of the open zone, for a parent in other hands: written to a file, or copied.

use super::effect::{Effect, Effects};
use super::export::{Document, stem};
use super::messages::Message;
use super::model::Model;
use super::panes::account_of;
use super::records::Load;
use super::requests::Purpose;
use crate::cut::{print_request, request_of};
use crate::zone::{Fault, Signing};

/// Asks whether the zone is signed: its DS belongs in the request.
pub(super) fn begin(model: &mut Model, copied: bool) -> Effects {
    let Some(opened) = &model.browse.opened else { return Effects::none() };
    let why = match opened.detail {
        Load::Done(_) => {
            let id = model.requests.open(Purpose::Request(copied));
            return Effects::one(Effect::ReadSigning { id, zone: opened.key.clone() });
        }
        Load::Loading => "The name servers are still being read: try again in a moment.",
        Load::Failed(_) => {
            "The zone's name servers could not be read: there is nothing to ask for."
        }
    };
    model.messages.flash(why);
    Effects::none()
}

/// Makes the request of what is known now; where its signing could not be read, without a DS.
pub(super) fn signed(model: &mut Model, copied: bool, answer: Result<Signing, Fault>) -> Effects {
    let Some(opened) = &model.browse.opened else { return Effects::none() };
    let account = account_of(model, &opened.key).cloned();
    let (Load::Done(detail), Some(account)) = (&opened.detail, account) else {
        model.messages.flash("The account of the zone is not known yet.");
        return Effects::none();
    };
    let unread = answer.as_ref().err().cloned();
    let request = match request_of(&account, detail, answer.ok().as_ref()) {
        Ok(request) => request,
        Err(why) => {
            model.messages.flash(format!("No request can be made: {why}."));
            return Effects::none();
        }
    };
    let stem = format!("request-{}", stem(&request.name));
    let text = print_request(&request);
    if let Some(fault) = &unread {
        let mut message = Message::from(fault);
        message.text = format!("The request says nothing of a DS: {}", message.text);
        model.messages.add(message);
    }
    if copied {
        let without = if unread.is_some() { ", without a DS: it could not be read" } else { "" };
        model
            .messages
            .done(format!("Copied: the delegation request of {}{without}.", request.name));
        return Effects::one(Effect::Copy { text });
    }
    let id = model.requests.open(Purpose::Export);
    let document = Document { stem, extension: "json", text, private: false };
    Effects::one(Effect::Export { id, document })
}
