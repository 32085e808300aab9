//! The one function that changes the model: a message in, effects out.

use super::auditing;
use super::create::Progress;
use super::cursor::Cursor;
use super::delegate;
use super::effect::{Effect, Effects, RequestId};
use super::ends::Ends;
use super::farewell;
use super::journal;
use super::key::Key;
use super::keymap::{self, Command, Context};
use super::look_up;
use super::messages::Message;
use super::model::{Model, Over, Room};
use super::msg::{Answer, Msg};
use super::new_zone;
use super::panes;
use super::recalling;
use super::records::Load;
use super::requests::Purpose;
use super::review::{Review, Stage, Subject};
use super::sifting;
use super::signing_in;
use crate::zone::Fault;

/// Takes a message. Pure: what is to be done in the world comes back as effects.
pub fn update(model: &mut Model, msg: Msg) -> Effects {
    let comes = matches!(msg, Msg::Answer(..) | Msg::Tick(_)) && !model.requests.is_idle();
    let effects = take(model, msg);
    auditing::settle(model);
    let sparing = comes.then_some(model.now);
    model.zones.settle(sparing);
    delegate::refresh(model, sparing);
    effects.and(sifting::go_on(model))
}

fn take(model: &mut Model, msg: Msg) -> Effects {
    match msg {
        Msg::Start => {
            let effects = model.accounts.start(model.now, &mut model.requests);
            effects.and(journal::settle(model)).and(recalling::start(model))
        }
        Msg::Tick(now) => {
            model.now = now;
            Effects::none()
        }
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Effects::none()
        }
        Msg::Drawn(room) => {
            fit(model, room);
            Effects::none()
        }
        Msg::Key(key) => pressed(model, key),
        Msg::Paste(text) => {
            pasted(model, &text);
            Effects::none()
        }
        Msg::Answer(id, answer) => answered(model, id, answer),
    }
}

fn fit(model: &mut Model, room: Room) {
    model.room = room;
    let profiles = model.accounts.rows().len() + 1;
    model.browse.profiles.fit(room.profiles, profiles);
    let zones = model.zones.in_view();
    model.zones.cursor.fit(room.zones, zones);
    if let Some(opened) = &mut model.browse.opened {
        let sets = opened.in_view();
        opened.cursor.fit(room.records, sets);
    }
    auditing::fit(model);
    let messages = model.messages.list().len();
    model.messages.cursor.fit(room.over, messages);
    let entries = model.history.entries.len();
    model.history.cursor.fit(room.over, entries);
    for over in &mut model.over {
        match over {
            Over::Choose(choose) => choose.cursor.fit(room.over, choose.candidates.len()),
            Over::Review(review) => review.fit(&model.checks, room.over_width, room.over),
            Over::Look(look) => look.fit(&model.checks, room.over_width, room.over),
            Over::Help { of, cursor } => cursor.fit(room.over, keymap::bindings(*of).count()),
            Over::Messages
            | Over::Audit
            | Over::History
            | Over::Create(_)
            | Over::SignIn(_)
            | Over::Leave => {}
        }
    }
}

fn pressed(model: &mut Model, key: Key) -> Effects {
    model.messages.clear_flash();
    let context = model.context();
    match keymap::command(context, key) {
        Some(command) => {
            // What is done is done to what the filter shows, and not to what was there before it.
            model.zones.finish();
            run(model, context, command)
        }
        None => {
            if context.takes_text() {
                typed(model, key);
            }
            Effects::none()
        }
    }
}

fn typed(model: &mut Model, key: Key) {
    if let Some(Over::Review(review)) = model.over.last_mut() {
        review.text(key);
    } else if let Some(Over::Create(create)) = model.over.last_mut() {
        if let Some(field) = create.field() {
            field.key(key);
        }
    } else if let Some(Over::SignIn(sign_in)) = model.over.last_mut() {
        sign_in.text(key);
    } else if let Some(Over::Audit) = model.over.last() {
        auditing::typed(model, |field| field.key(key));
    } else if let Some(field) = &mut model.browse.editing
        && field.key(key)
    {
        panes::filter_changed(model);
    }
}

fn pasted(model: &mut Model, text: &str) {
    if !model.context().takes_text() {
        model.messages.flash("Pasted text was not taken: no field is open here.");
        return;
    }
    if let Some(Over::Review(review)) = model.over.last_mut() {
        review.paste(text);
    } else if let Some(Over::Create(create)) = model.over.last_mut() {
        if let Some(field) = create.field() {
            field.paste(text);
        }
    } else if let Some(Over::SignIn(sign_in)) = model.over.last_mut() {
        sign_in.typed(|field| field.paste(text));
    } else if let Some(Over::Audit) = model.over.last() {
        auditing::typed(model, |field| field.paste(text));
    } else if let Some(field) = &mut model.browse.editing
        && field.paste(text)
    {
        panes::filter_changed(model);
    }
}

fn run(model: &mut Model, context: Context, command: Command) -> Effects {
    match command {
        Command::Abort => return Effects::one(Effect::Quit),
        Command::Quit => return quit(model),
        Command::Help => {
            model.over.push(Over::Help { of: context, cursor: Cursor::default() });
            fit(model, model.room);
            return Effects::none();
        }
        Command::Messages if context != Context::Messages => {
            model.messages.seen();
            model.over.push(Over::Messages);
            return Effects::none();
        }
        Command::SignIn => return signing_in::open(model),
        _ => {}
    }
    match model.over.last_mut() {
        None => in_panes(model, command),
        Some(Over::Review(_)) => in_review(model, command),
        Some(Over::Choose(_)) => in_choose(model, command),
        Some(Over::Leave) => in_leave(model, command),
        Some(Over::Help { of, cursor }) => {
            let len = keymap::bindings(*of).count();
            cursor.command(command, len);
            close_on(model, command)
        }
        Some(Over::History) => journal::command(model, command),
        Some(Over::Audit) => auditing::command(model, command),
        Some(Over::Create(create))
            if command == Command::Back && matches!(create.progress, Progress::Creating(..)) =>
        {
            quit(model)
        }
        Some(Over::Create(_)) => new_zone::command(model, command),
        Some(Over::Look(_)) => look_up::command(model, command),
        Some(Over::SignIn(_)) => signing_in::command(model, command),
        Some(Over::Messages) => {
            let len = model.messages.list().len();
            model.messages.cursor.command(command, len);
            close_on(model, command)
        }
    }
}

fn in_panes(model: &mut Model, command: Command) -> Effects {
    if model.browse.editing.is_some() {
        match command {
            Command::Open => panes::end_filter(model, true),
            Command::Back => panes::end_filter(model, false),
            _ => {}
        }
        return Effects::none();
    }
    match command {
        Command::Delegate => delegate::delegate(model),
        Command::Remove if auditing::is_at_hand(model) => auditing::remove(model),
        Command::Open if auditing::is_at_hand(model) => auditing::show(model),
        Command::Remove => delegate::remove(model),
        Command::History => journal::open(model),
        Command::Audit => auditing::open(model),
        Command::NewZone => new_zone::open(model),
        Command::Check if auditing::is_at_hand(model) => auditing::check_selected(model),
        Command::Check => look_up::open(model),
        command => panes::command(model, command),
    }
}

fn in_review(model: &mut Model, command: Command) -> Effects {
    let now = model.now;
    let Some(Over::Review(review)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Back | Command::No if review.leave_field() => Effects::none(),
        Command::Back if matches!(review.stage, Stage::Applying { .. }) => quit(model),
        Command::Back | Command::No => close_review(model),
        Command::Open if review.declined() => close_review(model),
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
    if let Some(Over::Review(review)) = model.over.pop()
        && let Some(proof) = review.proof()
    {
        model.checks.close(proof, &mut model.requests);
    }
    if model.over.last() == Some(&Over::History) { journal::read(model) } else { Effects::none() }
}

fn in_choose(model: &mut Model, command: Command) -> Effects {
    let Some(Over::Choose(choose)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Open => match choose.pair() {
            Some((parent, child)) => {
                let goal = choose.goal.clone();
                model.over.pop();
                delegate::review(model, Subject { goal, ..Subject::delegation(parent, child) })
            }
            None => Effects::none(),
        },
        Command::Back => {
            model.over.pop();
            Effects::none()
        }
        command => {
            let len = choose.candidates.len();
            choose.cursor.command(command, len);
            Effects::none()
        }
    }
}

fn in_leave(model: &mut Model, command: Command) -> Effects {
    match command {
        Command::Yes => Effects::one(Effect::Quit),
        Command::No | Command::Back | Command::Open => {
            model.over.pop();
            Effects::none()
        }
        _ => Effects::none(),
    }
}

fn quit(model: &mut Model) -> Effects {
    if model.is_changing() {
        model.over.push(Over::Leave);
        return Effects::none();
    }
    Effects::one(Effect::Quit)
}

fn close_on(model: &mut Model, command: Command) -> Effects {
    if command == Command::Back {
        model.over.pop();
    }
    Effects::none()
}

fn answered(model: &mut Model, id: RequestId, answer: Answer) -> Effects {
    let Some(purpose) = model.requests.close(id) else { return Effects::none() };
    if let Some(fault) = fault_of(&answer) {
        model.messages.add(Message::from(fault));
    }
    if let (Purpose::Identity(index), Answer::Identity(Ok(identity))) = (purpose, &answer) {
        recalling::identifies(model, index, identity);
    }
    let (now, zones, requests) = (model.now, &mut model.zones, &mut model.requests);
    match (purpose, answer) {
        (Purpose::Identity(index), Answer::Identity(answer)) => {
            let effects = model.accounts.identified(index, answer, now, zones, requests);
            let effects = effects.and(model.accounts.ask_end(index, requests));
            panes::refresh_lens(model);
            effects.and(recalling::follow(model))
        }
        (Purpose::Listing(index), Answer::Zones(answer)) => {
            let effects = model.accounts.listed(index, answer, now, zones, requests);
            panes::refresh_lens(model);
            effects.and(recalling::follow(model))
        }
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
        (Purpose::Records, Answer::Records(answer)) => match &mut model.browse.opened {
            Some(opened) => opened.page(answer, requests),
            None => Effects::none(),
        },
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
        (Purpose::Export(whole), Answer::Exported(answer)) => {
            auditing::exported(model, whole, answer);
            Effects::none()
        }
        (Purpose::Create, Answer::Created(answer)) => new_zone::created(model, answer),
        (Purpose::Ends(index), Answer::Ends(ends)) => {
            let ends = ends.map(|(left, clock)| Ends { at: now + left, clock });
            model.accounts.take_end(index, ends);
            Effects::none()
        }
        (Purpose::Journal, Answer::Journal(entries, notices)) => {
            journal::listed(model, entries, notices);
            Effects::none()
        }
        (purpose, answer) if purpose.is_sign_in() => signing_in::answered(model, purpose, answer),
        _ => Effects::none(),
    }
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

fn open_review(over: &mut [Over]) -> Option<&mut Review> {
    over.iter_mut().rev().find_map(|over| match over {
        Over::Review(review) => Some(&mut **review),
        _ => None,
    })
}

/// The change itself goes on, or has ended: only what the journal knows of it is behind.
fn not_written(model: &mut Model, why: &str) {
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

fn heard_of_change(model: &mut Model, heard: crate::cut::Heard) -> Effects {
    let now = model.now;
    let Some(review) = open_review(&mut model.over) else { return Effects::none() };
    let mut effects = review.heard(heard, now, &mut model.requests);
    if let Stage::Ended { apply, ending, .. } = &review.stage {
        model.sent.extend(farewell::ended(review, apply, ending));
        if let Some(denied) = ending.fault().filter(|fault| fault.denial.is_some()) {
            model.messages.add(Message::from(denied));
        }
        let changed = ending.stands().then(|| review.subject.cut.clone());
        model.pair = super::pair::Pair::default();
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

fn fault_of(answer: &Answer) -> Option<&Fault> {
    match answer {
        Answer::Identity(Err(fault))
        | Answer::Zones(Err(fault))
        | Answer::Zone(Err(fault))
        | Answer::Records(Err(fault))
        | Answer::Facts(Err(fault)) => Some(fault),
        _ => None,
    }
}
