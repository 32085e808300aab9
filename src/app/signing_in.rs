//! Opens a sign-in over whatever the user is doing, carries it on, and leaves that as it was.

use super::accounts::ProfileRow;
use super::auditing;
use super::create::Progress;
use super::effect::{Effect, Effects};
use super::ends::Ends;
use super::joining;
use super::journal;
use super::keymap::{Command, Context};
use super::messages::Message;
use super::model::{Model, Over};
use super::msg::Answer;
use super::organization::Asked;
use super::panes::{self, at_hand};
use super::requests::Purpose;
use super::review::{Review, Stage as ReviewStage};
use super::sign_in::{Masked, Shown, SignIn, Stage, needed};
use crate::zone::{Ask, Fault, FaultKind, OneTimeCode, Polled, ProfileName, SignIn as Credentials};

/// Opens the sign-in of the profile at hand, or of the first that needs one.
pub(super) fn open(model: &mut Model) -> Effects {
    let Some(profile) = wanted(model) else {
        model.messages.tell("Every profile is signed in. Select one to sign in to it again.");
        return Effects::none();
    };
    // There is one at a time: an answer to another would be taken for this one's.
    close(model);
    let id = model.requests.open(Purpose::BeginSignIn);
    let stage = Stage::Asking;
    model.over.push(Over::SignIn(Box::new(SignIn { profile: profile.clone(), stage })));
    Effects::one(Effect::BeginSignIn { id, profile })
}

/// Carries out a command.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let Some(sign_in) = current(&mut model.over) else { return Effects::none() };
    match (&mut sign_in.stage, command) {
        (_, Command::Back) => {
            close(model);
            Effects::none()
        }
        (Stage::Device { ask, shown, .. }, Command::Copy) => {
            *shown = Shown::Copied;
            Effects::one(Effect::Copy { text: ask.best_address().to_owned() })
        }
        (Stage::Code { typed, wrong, checking, .. }, Command::Open) if !*checking => {
            let code = OneTimeCode::new(typed.0.text());
            if !code.is_well_formed() {
                *wrong = Some("A code has six digits.".to_owned());
                return Effects::none();
            }
            (*typed, *checking) = (Masked::default(), true);
            let profile = sign_in.profile.clone();
            let id = model.requests.open(Purpose::GiveCode);
            Effects::one(Effect::GiveCode { id, profile, code })
        }
        (Stage::Failed { .. }, Command::Reload) => {
            sign_in.stage = Stage::Asking;
            let profile = sign_in.profile.clone();
            let id = model.requests.open(Purpose::BeginSignIn);
            Effects::one(Effect::BeginSignIn { id, profile })
        }
        _ => Effects::none(),
    }
}

/// Takes an answer to what a sign-in has asked.
pub(super) fn answered(model: &mut Model, purpose: Purpose, answer: Answer) -> Effects {
    match (purpose, answer) {
        (Purpose::BeginSignIn, Answer::SignIn(answer)) => begun(model, answer),
        (Purpose::SignInPause(_), Answer::Waited) => paused(model),
        (Purpose::PollSignIn(_), Answer::Polled(answer)) => polled(model, answer),
        (Purpose::GiveCode, Answer::CodeTaken(answer)) => code_taken(model, answer),
        (Purpose::Browser, Answer::Opened(started)) => opened(model, started),
        _ => Effects::none(),
    }
}

/// Takes what a sign-in asks for.
fn begun(model: &mut Model, answer: Result<Ask, Fault>) -> Effects {
    let (now, demo) = (model.now, model.demo);
    let Some(sign_in) = current(&mut model.over) else { return Effects::none() };
    match answer {
        Ok(Ask::Device(ask)) => {
            let wait = Effect::Wait {
                id: model.requests.open(Purpose::SignInPause(ask.ticket)),
                time: ask.pause,
            };
            let address = ask.best_address().to_owned();
            let ends = now + ask.lasts;
            sign_in.stage = Stage::Device { ask, ends, shown: Shown::Here };
            let mut effects = Effects::one(wait);
            // The sandbox's address leads nowhere.
            if !demo {
                let id = model.requests.open(Purpose::Browser);
                effects.push(Effect::OpenBrowser { id, address });
            }
            effects
        }
        Ok(Ask::Code { serial, role }) => {
            sign_in.stage = Stage::Code {
                serial,
                role,
                typed: Masked::default(),
                wrong: None,
                checking: false,
            };
            Effects::none()
        }
        Ok(Ask::Elsewhere(hint)) => {
            let what = "This profile is not signed in to from here.".to_owned();
            sign_in.stage = Stage::Failed { what, hint };
            Effects::none()
        }
        Err(fault) => failed(model, &fault),
    }
}

/// Takes whether a browser was started; where none was, the address is copied instead.
fn opened(model: &mut Model, started: bool) -> Effects {
    let Some(SignIn { stage: Stage::Device { ask, shown, .. }, .. }) = current(&mut model.over)
    else {
        return Effects::none();
    };
    if started {
        *shown = Shown::Browser;
        return Effects::none();
    }
    *shown = Shown::Copied;
    Effects::one(Effect::Copy { text: ask.best_address().to_owned() })
}

/// The pause is over: asks whether it was approved.
fn paused(model: &mut Model) -> Effects {
    let Some(SignIn { profile, stage: Stage::Device { ask, .. } }) = current(&mut model.over)
    else {
        return Effects::none();
    };
    let (profile, ticket) = (profile.clone(), ask.ticket);
    let id = model.requests.open(Purpose::PollSignIn(ticket));
    Effects::one(Effect::PollSignIn { id, profile, ticket })
}

/// Takes whether it was approved.
fn polled(model: &mut Model, answer: Result<Polled, Fault>) -> Effects {
    let Some(sign_in) = current(&mut model.over) else { return Effects::none() };
    let Stage::Device { ask, .. } = &sign_in.stage else { return Effects::none() };
    let gone = |what: &str, hint: &str| Stage::Failed { what: what.into(), hint: hint.into() };
    match answer {
        Ok(Polled::NotYet(time)) => {
            let id = model.requests.open(Purpose::SignInPause(ask.ticket));
            return Effects::one(Effect::Wait { id, time });
        }
        Ok(Polled::SignedIn) => {
            let session = ask.session.clone();
            return done(model, &session);
        }
        Ok(Polled::Expired) => {
            sign_in.stage = gone(
                "The code has run out before it was approved.",
                "Nothing was signed in to. Ask for a new code.",
            );
        }
        Ok(Polled::Refused) => {
            sign_in.stage = gone(
                "The sign-in was refused in the browser.",
                "Nothing was signed in to. Ask for a new code if that was not meant.",
            );
        }
        Err(fault) => return failed(model, &fault),
    }
    Effects::none()
}

/// Takes whether a code was right.
fn code_taken(model: &mut Model, answer: Result<(), Fault>) -> Effects {
    let Some(sign_in) = current(&mut model.over) else { return Effects::none() };
    let Stage::Code { serial, wrong, checking, .. } = &mut sign_in.stage else {
        return Effects::none();
    };
    *checking = false;
    match answer {
        Ok(()) => {
            let device = Credentials::Mfa(serial.as_str().into());
            done(model, &device)
        }
        Err(fault) if fault.kind == FaultKind::Denied => {
            *wrong = Some(fault.detail);
            Effects::none()
        }
        Err(fault) => failed(model, &fault),
    }
}

fn current(over: &mut [Over]) -> Option<&mut SignIn> {
    over.iter_mut().rev().find_map(|over| match over {
        Over::SignIn(sign_in) => Some(&mut **sign_in),
        _ => None,
    })
}

fn close(model: &mut Model) {
    model.over.retain(|over| !matches!(over, Over::SignIn(_)));
    model.requests.forget(Purpose::is_sign_in);
}

fn failed(model: &mut Model, fault: &Fault) -> Effects {
    model.messages.add(Message::from(fault));
    if let Some(sign_in) = current(&mut model.over) {
        let detail =
            if fault.detail.is_empty() { String::new() } else { format!(": {}", fault.detail) };
        let what = format!("{}{detail}", fault.message());
        sign_in.stage = Stage::Failed { what, hint: fault.hint() };
    }
    Effects::none()
}

/// It is signed in: every profile that waited for this is asked for again, and so is a review
/// that could not be read.
fn done(model: &mut Model, session: &Credentials) -> Effects {
    let asked = current(&mut model.over).map(|sign_in| sign_in.profile.clone());
    close(model);
    let mends = |fault: &Fault| match &fault.kind {
        FaultKind::SignInNeeded(lacking) => {
            lacking == session || Some(&fault.profile) == asked.as_ref()
        }
        _ => false,
    };
    let rows = model.accounts.rows().iter().enumerate();
    let waiting: Vec<usize> =
        rows.filter(|(_, row)| row.fault().is_some_and(mends)).map(|(index, _)| index).collect();
    let mut effects = Effects::none();
    for index in &waiting {
        let (now, zones) = (model.now, &mut model.zones);
        effects = effects.and(model.accounts.reload(*index, now, zones, &mut model.requests));
    }
    for index in (0..model.accounts.rows().len()).filter(|index| !waiting.contains(index)) {
        effects = effects.and(model.accounts.ask_end(index, &mut model.requests));
    }
    effects = effects.and(joining::signed_in(model));
    panes::refresh_lens(model);
    model.messages.done(match waiting.len() {
        0 => "Signed in.".to_owned(),
        1 => "Signed in: 1 profile is read again.".to_owned(),
        count => format!("Signed in: {count} profiles are read again."),
    });
    effects = effects.and(auditing::signed_in(model, mends));
    if model.over.contains(&Over::History) {
        effects = effects.and(journal::settle(model));
    }
    effects.and(read_again(model))
}

/// A review whose facts could not be read for want of a sign-in is read again. One with a plan
/// stays as it is, and what was confirmed in vain is asked for once more.
fn read_again(model: &mut Model) -> Effects {
    let now = model.now;
    let review = model.over.iter_mut().rev().find_map(|over| match over {
        Over::Review(review) => Some(review),
        _ => None,
    });
    match review {
        Some(review) if review.put_off.is_some() => {
            review.put_off = None;
            Effects::none()
        }
        Some(review) if fault_of(review).is_some() => {
            review.command(Command::Reload, now, &mut model.requests)
        }
        _ => Effects::none(),
    }
}

fn fault_of(review: &Review) -> Option<&Fault> {
    if review.put_off.is_some() {
        return review.put_off.as_ref();
    }
    match &review.stage {
        ReviewStage::Failed(fault) if matches!(fault.kind, FaultKind::SignInNeeded(_)) => {
            Some(fault)
        }
        _ => None,
    }
}

/// Whether what the user looks at waits for a sign-in, so that the key is worth a hint.
#[must_use]
pub fn is_offered(model: &Model) -> bool {
    match at_sight(model) {
        Some(profile) => {
            let said = matches!(model.over.last(), Some(Over::Audit | Over::Create(_)));
            said || fault_of_review(model).is_some()
                || needs(model, &profile)
                || ends_soon(model, &profile).is_some()
        }
        // All profiles are in sight.
        None if model.context() == Context::Profiles => {
            model.accounts.rows().iter().any(|row| needed(row).is_some())
        }
        None => false,
    }
}

/// Whose sign-in is meant: of what the user looks at; else the first profile that needs one.
fn wanted(model: &Model) -> Option<ProfileName> {
    let first = || {
        let mut rows = model.accounts.rows().iter();
        rows.find(|row| needed(row).is_some()).map(|row| row.profile.name.clone())
    };
    // Its source may not be among the profiles that are shown.
    let asks = || {
        model.organizations.iter().find_map(|organization| match &organization.state {
            Asked::Failed(Fault { kind: FaultKind::SignInNeeded(_), profile, .. }) => {
                Some(profile.clone())
            }
            _ => None,
        })
    };
    at_sight(model).or_else(first).or_else(asks)
}

fn fault_of_review(model: &Model) -> Option<&Fault> {
    match model.over.last() {
        Some(Over::Review(review)) => fault_of(review),
        _ => None,
    }
}

/// The profile of what the user looks at, if it needs a sign-in or is itself selected.
fn at_sight(model: &Model) -> Option<ProfileName> {
    match model.over.last() {
        Some(Over::Review(review)) => {
            let fault = fault_of(review);
            fault.map(|fault| fault.profile.clone()).or_else(|| {
                let subject = &review.subject;
                let sides = [Some(&subject.parent), subject.child.as_ref()];
                let profiles = sides.into_iter().flatten().map(|mark| &mark.key.profile);
                let wants = |profile: &&ProfileName| {
                    needs(model, profile) || ends_soon(model, profile).is_some()
                };
                profiles.into_iter().find(wants).cloned()
            })
        }
        Some(Over::Audit) => {
            let audit = model.audit.as_ref()?;
            let row = audit.selected().map(|(_, row)| row);
            let sides = row.into_iter().flat_map(|row| [&row.parent, &row.child]).flatten();
            let mut sides = sides.map(|key| &key.profile);
            let at_hand = sides.find(|profile| needs(model, profile)).cloned();
            at_hand.or_else(|| audit.wants_sign_in().cloned())
        }
        Some(Over::History) => {
            let intent = &model.history.selected()?.intent;
            let mut sides = [Some(&intent.parent), intent.child.as_ref()].into_iter().flatten();
            let needing = sides.find(|party| needs(model, &party.profile));
            needing.map(|party| party.profile.clone())
        }
        Some(Over::Create(create)) => {
            let failed = matches!(create.progress, Progress::Failed(..));
            let profile = &create.creator()?.profile;
            (failed || needs(model, profile)).then(|| profile.clone())
        }
        Some(Over::Messages) => {
            let message = model.messages.list().get(model.messages.cursor.selected);
            let rows = model.accounts.rows().iter();
            let mut faults = rows.filter(|row| needed(row).is_some()).filter_map(ProfileRow::fault);
            faults
                .find(|fault| message.is_some_and(|message| message.text == fault.message()))
                .map(|fault| fault.profile.clone())
        }
        None if model.context() == Context::Profiles => model
            .browse
            .narrowed_to()
            .and_then(|index| model.accounts.get(index))
            .filter(|row| row.profile.problem.is_none())
            .map(|row| row.profile.name.clone()),
        None => at_hand(model).map(|mark| mark.key.profile).filter(|name| needs(model, name)),
        _ => None,
    }
}

/// When a profile's sign-in ends, where that is so soon that it is worth a warning.
#[must_use]
pub fn ends_soon<'a>(model: &'a Model, profile: &ProfileName) -> Option<&'a Ends> {
    let index = model.accounts.rows().iter().position(|row| row.profile.name == *profile)?;
    model.accounts.ends(index).filter(|ends| ends.is_soon(model.now))
}

fn needs(model: &Model, profile: &ProfileName) -> bool {
    let mut rows = model.accounts.rows().iter();
    rows.any(|row| row.profile.name == *profile && needed(row).is_some())
}
