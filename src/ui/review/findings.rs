//! The findings, or how the change ended.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::review::{Review, Stage};
use crate::ui::document;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;

/// Draws the box and returns where its rows are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, review: &Review, theme: &Theme) -> Rect {
    let (title, lead) = match &review.stage {
        Stage::Ended { ending, .. } if ending.stands() => ("How it ended", Some(("✓", theme.good))),
        Stage::Ended { .. } => ("How it ended", Some(("✗", theme.stop))),
        _ => ("Findings", None),
    };
    let mut frame = Frame { title: title.into(), ..Frame::default() };
    if let Some((heard, all)) = review.asking_dns() {
        frame.foot = format!("asking the DNS · {heard} of {all}");
    }
    let lines = (&*review.lines, review.cursor);
    let rows = document::draw(buf, area, frame, lines, lead, theme);
    if review.lines.is_empty() {
        let inside = Rect { x: area.x + 1, y: area.y + 1, ..layout::row(area, 0) };
        pane::line(buf, inside, &Line::styled(" Nothing found.", theme.dim));
    }
    rows
}
