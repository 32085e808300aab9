//! The question whether to leave while a change is under way.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::card::Card;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use crate::app::Model;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::review::{Review, Stage};

/// Draws the question over what is there.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let width = area.width.saturating_sub(4).min(76);
    let mut card = Card::new(width.saturating_sub(2), theme);
    card.gap();
    if let Some((name, creator)) = model.creating() {
        card.fact("Creating", &format!("zone {name}"));
        card.fact("In", &format!("{} {}", creator.profile, creator.identity.account));
        card.text("Route 53 may complete it without zonecut; the journal knows of it.", theme.text);
    } else if let Some(review) = model.review() {
        what_was_sent(&mut card, review, theme);
    }
    card.gap();
    let mut lines = card.lines();
    let mut question = vec![
        Span::styled(" Leave now?   ", theme.heading),
        Span::styled("[ No ]", theme.chosen),
        Span::raw("    "),
    ];
    for (command, does) in [(Command::Yes, "leave"), (Command::No, "stay and watch")] {
        if let Some(key) = key_for(Context::Leave, command) {
            question.push(Span::styled(format!("{key}"), theme.key));
            question.push(Span::styled(format!(" {does}   "), theme.dim));
        }
    }
    lines.push(Line::from(question));
    let place = layout::middle(area, width, layout::rows(lines.len()) + 2);
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let frame = Frame { focused: true, ..Frame::titled("A change is under way") };
    let inside = frame.draw(buf, place, theme);
    pane::lines(buf, inside, &lines);
}

fn what_was_sent(card: &mut Card<'_>, review: &Review, theme: &Theme) {
    let Stage::Applying { apply, .. } = &review.stage else { return };
    let facts = apply.plan().facts();
    let changes = apply.plan().batch().into_iter().flat_map(|batch| &batch.changes);
    let changes: Vec<String> = changes
        .map(|change| format!("{} {} {}", change.action.as_str(), facts.cut, change.set.rtype))
        .collect();
    card.fact("Change", &changes.join(" + "));
    card.fact("In", &format!("{} {}", facts.parent.name(), facts.parent.id()));
    let (state, then) = match apply.change_id() {
        Some(id) => (
            format!("sent, change id {id}"),
            "Route 53 completes it without zonecut. Its id is told again on leaving.",
        ),
        None if apply.sent() => (
            "sent, the answer has not come yet".to_owned(),
            "Route 53 may complete it without zonecut. How to look is told on leaving.",
        ),
        None => ("not sent".to_owned(), "Leaving now sends nothing."),
    };
    card.fact("State", &state);
    card.gap();
    card.text(then, theme.text);
}
