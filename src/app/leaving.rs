//! Leaving the program, which is asked about while a change is under way.

use super::effect::{Effect, Effects};
use super::keymap::Command;
use super::model::{Model, Over};

/// Leaves, or asks whether to.
pub(super) fn quit(model: &mut Model) -> Effects {
    if model.is_changing() {
        model.over.push(Over::Leave);
        return Effects::none();
    }
    Effects::one(Effect::Quit)
}

/// Carries out a command where that was asked.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    match command {
        Command::Yes => Effects::one(Effect::Quit),
        Command::No | Command::Back | Command::Open => {
            model.over.pop();
            Effects::none()
        }
        _ => Effects::none(),
    }
}
