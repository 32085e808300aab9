//! The one function that changes the model: a message in, effects out.

use super::answers;
use super::auditing;
use super::copying;
use super::create::Progress;
use super::delegate;
use super::effect::{Effect, Effects};
use super::exporting;
use super::finding;
use super::fitting::fit;
use super::gaps;
use super::guide;
use super::help;
use super::joining;
use super::journal;
use super::key::Key;
use super::keymap::{self, Command, Context};
use super::leaving;
use super::look_up;
use super::model::{Model, Over};
use super::mouse;
use super::msg::Msg;
use super::new_zone;
use super::pair::Pair;
use super::panes;
use super::picking;
use super::recalling;
use super::reviewing;
use super::sifting;
use super::signing_in;

/// Takes a message. Pure: what is to be done in the world comes back as effects.
pub fn update(model: &mut Model, msg: Msg) -> Effects {
    let is_key = !matches!(msg, Msg::Answer(..) | Msg::Tick(_));
    let effects = take(model, msg);
    auditing::settle(model);
    panes::settle(model);
    let sparing = (!model.requests.is_idle()).then_some(model.now);
    model.zones.settle(sparing);
    delegate::refresh(model, sparing.filter(|_| !is_key));
    let effects = effects.and(guide::settle(model)).and(sifting::go_on(model));
    effects.and(finding::settle(model))
}

fn take(model: &mut Model, msg: Msg) -> Effects {
    match msg {
        Msg::Start => {
            let effects = model.accounts.start(model.now, &mut model.requests);
            let effects = effects.and(journal::settle(model)).and(recalling::start(model));
            let effects = effects.and(joining::recall(model));
            effects.and(joining::ask(model, |_| true))
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
        Msg::Mouse(gesture, at) => {
            let context = model.context();
            if mouse::happened(model, gesture, at) {
                return run(model, context, Command::Open);
            }
            Effects::none()
        }
        Msg::Paste(text) => {
            pasted(model, &text);
            Effects::none()
        }
        Msg::Answer(id, answer) => answers::answered(model, id, answer),
    }
}

fn pressed(model: &mut Model, key: Key) -> Effects {
    model.messages.clear_flash();
    model.browse.to_export = false;
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
    } else if let Some(Over::Pick(_)) = model.over.last() {
        picking::typed(model, |field| field.key(key));
    } else if let Some(Over::Audit) = model.over.last() {
        auditing::typed(model, |field| field.key(key));
    } else if let Some(Over::Find(_)) = model.over.last() {
        finding::typed(model, |field| field.key(key));
    } else if let Some(Over::Help { .. }) = model.over.last() {
        help::typed(model, |field| field.key(key));
    } else if let Some(field) = &mut model.browse.editing
        && field.key(key)
    {
        panes::filter_changed(model);
    }
}

fn pasted(model: &mut Model, text: &str) {
    if model.over.is_empty() && model.browse.editing.is_none() {
        return finding::open(model, text);
    }
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
    } else if let Some(Over::Pick(_)) = model.over.last() {
        picking::typed(model, |field| field.paste(text));
    } else if let Some(Over::Audit) = model.over.last() {
        auditing::typed(model, |field| field.paste(text));
    } else if let Some(Over::Find(_)) = model.over.last() {
        finding::typed(model, |field| field.paste(text));
    } else if let Some(Over::Help { .. }) = model.over.last() {
        help::typed(model, |field| field.paste(text));
    } else if let Some(field) = &mut model.browse.editing
        && field.paste(text)
    {
        panes::filter_changed(model);
    }
}

fn run(model: &mut Model, context: Context, command: Command) -> Effects {
    match command {
        Command::Abort => return Effects::one(Effect::Quit),
        Command::Quit => return leaving::quit(model),
        Command::Help => {
            help::open(model, context);
            fit(model, model.room);
            return Effects::none();
        }
        Command::Messages if context != Context::Messages => {
            model.messages.seen();
            model.over.push(Over::Messages);
            return Effects::none();
        }
        Command::SignIn => return signing_in::open(model),
        Command::Find if !matches!(model.over.last(), Some(Over::Find(_))) => {
            finding::open(model, "");
            return Effects::none();
        }
        Command::Copy | Command::CopyId
            if !matches!(model.over.last(), Some(Over::SignIn(_) | Over::Export(_))) =>
        {
            return copying::copy(model, command);
        }
        Command::Pick => return picking::open(model),
        _ => {}
    }
    match model.over.last_mut() {
        None => in_panes(model, command),
        Some(Over::Review(_)) => reviewing::command(model, command),
        Some(Over::Choose(_)) => guide::command(model, command),
        Some(Over::Leave) => leaving::command(model, command),
        Some(Over::Help { .. }) => help::command(model, command),
        Some(Over::History) => journal::command(model, command),
        Some(Over::Audit) => auditing::command(model, command),
        Some(Over::Create(create))
            if command == Command::Back && matches!(create.progress, Progress::Creating(..)) =>
        {
            leaving::quit(model)
        }
        Some(Over::Create(_)) => new_zone::command(model, command),
        Some(Over::Look(_)) => look_up::command(model, command),
        Some(Over::SignIn(_)) => signing_in::command(model, command),
        Some(Over::Find(_)) => finding::command(model, command, back),
        Some(Over::Export(_)) => exporting::command(model, command),
        Some(Over::Pick(_)) => picking::command(model, command, back),
        Some(Over::Messages) => {
            model.messages.command(command);
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
    if let Some(effects) = gaps::command(model, command) {
        return effects;
    }
    match command {
        Command::Delegate if auditing::is_at_hand(model) && model.pair == Pair::default() => {
            auditing::repair_selected(model)
        }
        Command::Delegate => guide::delegate(model),
        Command::Remove if auditing::is_at_hand(model) => auditing::remove(model),
        Command::Open if auditing::is_at_hand(model) => auditing::show(model),
        Command::Remove => delegate::remove(model),
        Command::History => journal::open(model),
        Command::Audit => auditing::open(model),
        Command::NewZone => new_zone::open(model),
        Command::Check if auditing::is_at_hand(model) => auditing::check_selected(model),
        Command::Check => look_up::open(model),
        Command::Export => exporting::zone_at_hand(model),
        command => panes::command(model, command),
    }
}

/// One step back on the screen that is on top.
fn back(model: &mut Model) -> Effects {
    run(model, model.context(), Command::Back)
}

fn close_on(model: &mut Model, command: Command) -> Effects {
    if command == Command::Back {
        model.over.pop();
    }
    Effects::none()
}
