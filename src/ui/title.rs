//! The first row: the program's name, what is in view, what is loading.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::time::Duration;

use super::fit;
use super::layout;
use super::pane;
use super::theme::Theme;
use crate::app::Model;

const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// The spinner at a time since the start.
pub(super) fn spinner(now: Duration) -> &'static str {
    let at = usize::try_from(now.as_millis() / 100 % 10).unwrap_or(0);
    FRAMES.get(at).copied().unwrap_or("⠋")
}

/// Draws the row.
pub(super) fn draw(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    let accounts = &model.accounts;
    let profiles = accounts.rows().len();
    let mut about = vec![fit::count(profiles, "profile")];
    if profiles > 0 {
        about.push(fit::count(accounts.known(), "account"));
        about.push(fit::count(model.zones.len(), "zone"));
    }
    let mut spans =
        vec![Span::styled(" zonecut   ", theme.title), Span::styled(about.join(" · "), theme.text)];
    let loading = model.loading();
    if loading > 0 {
        let spinner = spinner(model.now);
        spans.push(Span::styled(format!(" · {spinner} loading {loading}"), theme.advice));
    }
    pane::line(buf, row, &Line::from(spans));
    demo(buf, row, model, theme);
}

/// The word at the right that tells the sandbox from the world.
pub(super) fn demo(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    if model.demo {
        let word = " demo ";
        let wide = layout::rows(word.len());
        let at = row.width.saturating_sub(wide);
        let place = Rect { x: row.x + at, width: wide.min(row.width), ..row };
        pane::line(buf, place, &Line::styled(word, theme.demo));
    }
}
