//! What went wrong: the list, and the selected message in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::card::Card;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Rect {
    let messages = model.messages.list();
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let list = layout::rows(messages.len().max(1)).saturating_add(2);
    let (above, below) = layout::take_top(body, list.min((body.height / 3).max(4)));

    let height = usize::from(above.height.saturating_sub(2));
    let cursor = model.messages.cursor;
    let window = cursor.window(height, messages.len());
    let frame = Frame {
        title: format!("Messages · {}, the newest last", messages.len()),
        place: pane::place(&window, messages.len()),
        foot: "Below is what to do about the selected one".to_owned(),
        focused: true,
    };
    let list = frame.draw(buf, above, theme);
    if messages.is_empty() {
        pane::line(buf, layout::row(list, 0), &Line::styled(" Nothing went wrong.", theme.dim));
    }
    for (at, index) in window.enumerate() {
        let Some(message) = messages.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == cursor.selected;
        let text = fit::cut(&message.text, usize::from(row.width).saturating_sub(3));
        pane::line(buf, row, &Line::raw(format!("{} {text}", pane::pointer(selected))));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }

    pane::in_full(buf, below, model.messages.turned, theme, |width| {
        let Some(message) = messages.get(cursor.selected) else { return Vec::new() };
        let mut card = Card::new(width, theme);
        card.text(&message.text, theme.heading);
        card.text(&format!("→ {}", message.hint), theme.advice);
        if let Some(policy) = &message.policy {
            card.text(
                "This policy allows it (`zonecut policy` prints all that a cut needs):",
                theme.text,
            );
            card.text(policy, theme.dim);
        }
        if !message.detail.is_empty() {
            card.text(&message.detail, theme.dim);
        }
        card.lines()
    });
    list
}
