//! What is known of a name that no zone in view has, while zones below it are in view.

use ratatui::text::Line;

use super::card::Card;
use super::fit;
use super::theme::Theme;
use crate::app::Model;
use crate::app::keymap::{Command, Context, key_for};

/// The gap in a few words, for its row.
pub(super) fn in_short(model: &Model) -> &'static str {
    match (model.loading(), model.incomplete()) {
        (0, 0) => "in no account in view",
        (0, _) => "in no account that was read",
        _ => "not in view so far",
    }
}

/// What it means, and what can be done.
pub(super) fn lines(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    card.text(
        "No zone in view has this name, nor any name above it. Zones below it are.",
        theme.text,
    );
    card.gap();
    let (loading, incomplete) = (model.loading(), model.incomplete());
    if loading > 0 {
        card.text("Zones are still being listed: it may be among them.", theme.advice);
    } else if incomplete > 0 {
        let which = fit::count(incomplete, "profile");
        card.text(
            &format!("{which} could not tell all zones: it may be among them."),
            theme.advice,
        );
        if let Some(key) = key_for(Context::Zones, Command::Messages) {
            card.key(&key.to_string(), "what went wrong");
        }
    } else {
        card.text(
            "What delegates to them is in an account that no profile reaches, or not in Route 53.",
            theme.text,
        );
    }
    card.gap();
    card.text("Whoever has it can delegate by a request. On a zone below:", theme.text);
    if let Some(key) = key_for(Context::Zones, Command::Export) {
        card.key(&key.to_string(), "write a delegation request");
    }
    card.lines()
}
