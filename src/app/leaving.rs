//! Leaving screens for the panes, as far as nothing is lost by it; and the program, which is asked
//! about while a change is under way.

use super::effect::{Effect, Effects};
use super::keymap::Command;
use super::model::{Model, Over};
use super::review::Stage;

/// Leaves what lies over the panes, the topmost first, as far as nothing is lost by it; says so where
/// something stays. `back` goes one step back on the screen that is on top.
pub(super) fn to_panes(model: &mut Model, back: impl Fn(&mut Model) -> Effects) -> Effects {
    let mut effects = Effects::none();
    let mut steps = 0;
    // A step may close a field only.
    while model.over.last().is_some_and(can_leave) && steps < 16 {
        steps += 1;
        if model.over.last() == Some(&Over::Audit) {
            // Its filter stays, and it goes on.
            model.over.pop();
        } else {
            effects = effects.and(back(model));
        }
    }
    if !model.over.is_empty() {
        model.messages.flash("It is selected below this, which can't be left without loss now.");
    }
    effects
}

/// Whether a screen can be left without losing what goes on in it or was typed there.
fn can_leave(over: &Over) -> bool {
    match over {
        Over::Review(review) => !matches!(review.stage, Stage::Applying { .. }),
        Over::Create(_) | Over::SignIn(_) | Over::Leave => false,
        _ => true,
    }
}

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
