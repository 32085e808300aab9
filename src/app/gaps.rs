//! What the keys do on a row of the tree that stands for a name that no zone in view has.

use super::browse::Pane;
use super::effect::Effects;
use super::keymap::{Command, Context, key_for};
use super::model::Model;
use super::pair::Pair;
use crate::dns::Name;

/// The gap that is selected, while the zones have the keys.
pub(super) fn at_hand(model: &Model) -> Option<Name> {
    model.zones.selected_gap().filter(|_| model.browse.pane == Pane::Zones)
}

/// Says why a command has nothing to work on; `None` for what works here as anywhere.
pub(super) fn command(model: &mut Model, command: Command) -> Option<Effects> {
    let name = at_hand(model)?;
    let why = match command {
        Command::Open => format!("{name} has no zone in view, so there is nothing to open."),
        Command::MarkParent | Command::MarkChild => {
            format!("{name} has no zone in view, so there is nothing to mark.")
        }
        Command::Check => format!("{name} has no zone in view. Check a zone below it."),
        Command::Remove => format!("{name} has no zone in view to take a delegation out of."),
        Command::Export => format!("{name} has no zone in view to write down."),
        Command::Delegate if model.pair == Pair::default() => {
            let key = key_for(Context::Zones, Command::Export);
            let key = key.map(|key| format!(" {key}")).unwrap_or_default();
            format!(
                "{name} has no zone in view. On a zone below:{key} writes a request to its owner."
            )
        }
        _ => return None,
    };
    model.messages.flash(why);
    Some(Effects::none())
}
