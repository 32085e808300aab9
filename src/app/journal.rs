//! What the journal tells: settled at the start, listed on demand, taken back.

use super::delegate;
use super::effect::{Effect, Effects};
use super::history::{Found, word};
use super::keymap::Command;
use super::messages::Message;
use super::model::{Model, Over};
use super::pair::Mark;
use super::requests::Purpose;
use super::review::Subject;
use crate::cut::Goal;
use crate::zone::{Deed, Entry, Party, ZoneKey};

/// Asks what became of the changes that earlier runs left open.
pub(super) fn settle(model: &mut Model) -> Effects {
    if model.requests.any(|open| open == Purpose::Settle) {
        return Effects::none();
    }
    let id = model.requests.open(Purpose::Settle);
    Effects::one(Effect::SettleOpen { id })
}

/// Opens the list.
pub(super) fn open(model: &mut Model) -> Effects {
    model.over.push(Over::History);
    read(model)
}

/// Reads the journal, for the list.
pub(super) fn read(model: &mut Model) -> Effects {
    model.requests.forget(|open| open == Purpose::Journal);
    let id = model.requests.open(Purpose::Journal);
    Effects::one(Effect::ReadJournal { id })
}

/// Takes the journal as read.
pub(super) fn listed(model: &mut Model, answer: Result<Vec<Entry>, String>, notices: Vec<String>) {
    match answer {
        Ok(entries) => model.history.take(entries),
        Err(why) => model.history.read = Err(why),
    }
    tell_notices(model, notices);
}

/// Tells what became of the changes that earlier runs left open.
pub(super) fn settled(
    model: &mut Model,
    answer: Result<Vec<Found>, String>,
    notices: Vec<String>,
) -> Effects {
    tell_notices(model, notices);
    match answer {
        Err(why) => model.messages.add(Message {
            text: format!("What earlier runs left open could not be settled: {why}"),
            detail: String::new(),
            hint: "Give access to the journal and start again; nothing is sent without it."
                .to_owned(),
            policy: None,
        }),
        Ok(found) if found.is_empty() => {}
        Ok(found) => {
            for one in &found {
                model.messages.add(Message {
                    text: one.message.clone(),
                    detail: String::new(),
                    hint: if one.open {
                        "It stays open; it is looked at again at the next start.".to_owned()
                    } else {
                        "It is written down in the journal.".to_owned()
                    },
                    policy: None,
                });
            }
            model.messages.tell(in_a_line(&found));
        }
    }
    if model.over.contains(&Over::History) { read(model) } else { Effects::none() }
}

fn tell_notices(model: &mut Model, notices: Vec<String>) {
    for text in notices {
        model.messages.add(Message {
            text,
            detail: String::new(),
            hint: "What stands in the journal is never overwritten.".to_owned(),
            policy: None,
        });
    }
}

/// `1 change of an earlier run: made`.
fn in_a_line(found: &[Found]) -> String {
    let changes = if found.len() == 1 { "change" } else { "changes" };
    let states: Vec<String> = found.iter().map(|one| word(&one.entry).to_owned()).collect();
    format!("{} {changes} of an earlier run: {}", found.len(), states.join(", "))
}

/// Carries out a command in the list.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    match command {
        Command::Undo => return undo(model),
        Command::Reload => return settle(model),
        Command::Back => {
            model.over.pop();
        }
        Command::Open => model.history.turned += 1,
        command => model.history.move_in(|cursor, len| cursor.command(command, len)),
    }
    Effects::none()
}

/// Opens the review of the inverse of the change at hand.
fn undo(model: &mut Model) -> Effects {
    let Some(entry) = model.history.selected().cloned() else { return Effects::none() };
    if let Some(why) = why_not(&entry) {
        model.messages.flash(why);
        return Effects::none();
    }
    let Some(parent) = mark(&entry.intent.parent) else { return Effects::none() };
    let subject = Subject {
        parent,
        cut: entry.intent.cut.clone(),
        child: entry.intent.child.as_ref().and_then(mark),
        goal: Goal::Undo(Box::new(entry)),
    };
    delegate::review(model, subject)
}

/// Why there is nothing to take back.
fn why_not(entry: &Entry) -> Option<&'static str> {
    if entry.intent.deed == Deed::CreateZone {
        return Some("A zone that was created isn't deleted here: its records would go with it.");
    }
    if entry.is_open() {
        return Some("It is not known yet what became of this change: settle it first.");
    }
    if !entry.stands() {
        return Some("There is nothing to undo: as far as is known, this change does not stand.");
    }
    None
}

fn mark(party: &Party) -> Option<Mark> {
    Some(Mark {
        key: ZoneKey {
            profile: party.profile.clone(),
            zone: party.zone.clone()?,
            name: party.name.clone(),
        },
        account: Some(party.identity.account.clone()),
        private: false,
    })
}
