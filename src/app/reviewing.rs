//! What keys, and the ends of changes, do to the open review.

use super::auditing;
use super::effect::Effects;
use super::exporting;
use super::farewell;
use super::fitting::fit;
use super::guide;
use super::journal;
use super::keymap::Command;
use super::leaving::quit;
use super::messages::Message;
use super::model::{Model, Over};
use super::pair::Pair;
use super::picking;
use super::requests::Purpose;
use super::review::{Review, Stage};

/// Carries out a command.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let now = model.now;
    let Some(Over::Review(review)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Back | Command::No if review.leave_field() => Effects::none(),
        Command::Back if matches!(review.stage, Stage::Applying { .. }) => quit(model),
        Command::Back | Command::No => close_review(model),
        Command::Open if review.declined() => close_review(model),
        Command::Export => exporting::open_plan(model),
        Command::Check => {
            let effects = prove(model);
            if effects == Effects::none() {
                model
                    .messages
                    .flash("Nothing stands there now that name servers could be asked for.");
            }
            effects
        }
        command => review.command(command, now, &mut model.requests),
    }
}

fn close_review(model: &mut Model) -> Effects {
    model
        .requests
        .forget(|open| matches!(open, Purpose::Facts | Purpose::Apply | Purpose::Live(_)));
    if let Some(Over::Review(review)) = model.over.pop() {
        if let Some(proof) = review.proof() {
            model.checks.close(proof, &mut model.requests);
        }
        match review.stage {
            Stage::Ended { .. } => guide::end(model),
            _ => guide::left(model, &review),
        }
    }
    if model.over.last() == Some(&Over::History) { journal::read(model) } else { Effects::none() }
}

/// Asks every name server whether it has the change that has just ended well, or asks again.
fn prove(model: &mut Model) -> Effects {
    let Some(review) = open_review(&mut model.over) else { return Effects::none() };
    let mut effects = Effects::none();
    if let Some((check, entry)) = review.to_prove() {
        let (proof, asks) = model.checks.begin(check, entry, model.now, &mut model.requests);
        if let Some(before) = review.prove(proof) {
            model.checks.close(before, &mut model.requests);
        }
        effects = asks;
    }
    fit(model, model.room);
    effects
}

/// The open review, wherever it lies.
pub(super) fn open_review(over: &mut [Over]) -> Option<&mut Review> {
    over.iter_mut().rev().find_map(|over| match over {
        Over::Review(review) => Some(&mut **review),
        _ => None,
    })
}

/// The change itself goes on, or has ended: only what the journal knows of it is behind.
pub(super) fn not_written(model: &mut Model, why: &str) {
    let text = format!("The journal could not be written: {why}");
    model.messages.flash(&text);
    model.messages.add(Message {
        text,
        detail: String::new(),
        hint: "The change itself was not held up; its intent stands in the journal, and the zone \
               is read at the next start to tell what became of it."
            .to_owned(),
        policy: None,
    });
}

/// Takes what came of a step of a change.
pub(super) fn heard_of_change(model: &mut Model, heard: crate::cut::Heard) -> Effects {
    let now = model.now;
    let Some(review) = open_review(&mut model.over) else { return Effects::none() };
    let mut effects = review.heard(heard, now, &mut model.requests);
    if let Some(fault) = &review.put_off {
        model.messages.add(Message::from(fault));
        if matches!(model.over.last(), Some(Over::Leave)) {
            model.over.pop();
        }
        fit(model, model.room);
        return effects;
    }
    if let Stage::Ended { apply, ending, .. } = &review.stage {
        model.sent.extend(farewell::ended(review, apply, ending));
        if let Some(denied) = ending.fault().filter(|fault| fault.denial.is_some()) {
            model.messages.add(Message::from(denied));
        }
        let changed = ending.stands().then(|| review.subject.cut.clone());
        let used = if changed.is_some() { review.subject.profiles() } else { Vec::new() };
        effects = effects.and(picking::used(model, used));
        model.pair = Pair::default();
        if matches!(model.over.last(), Some(Over::Leave)) {
            model.over.pop();
        }
        effects = effects.and(prove(model));
        if let Some(cut) = changed {
            effects = effects.and(auditing::changed(model, &cut));
        }
    }
    effects
}
