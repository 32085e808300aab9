//! A box with a title, and lines in it.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Widget};

use super::fit;
use super::layout;
use super::theme::Theme;

/// What a box bears on its border.
#[derive(Debug, Clone, Default)]
pub(super) struct Pane {
    /// On the upper border.
    pub(super) title: String,
    /// On the lower border, at the left.
    pub(super) foot: String,
    /// On the lower border, at the right.
    pub(super) place: String,
    /// Whether the keys go here: such a box has a heavier border.
    pub(super) focused: bool,
}

impl Pane {
    /// A box with a title.
    pub(super) fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Draws the box and returns the area inside.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Rect {
        let (border, kind) = if self.focused {
            (theme.border_focus, BorderType::Thick)
        } else {
            (theme.border, BorderType::Plain)
        };
        let free = usize::from(area.width).saturating_sub(4);
        let mut block = Block::bordered().border_type(kind).border_style(border);
        block = block.title_top(label(&self.title, free, theme.title));
        let place = label(&self.place, free, theme.dim);
        let beside = free.saturating_sub(place.width());
        block = block.title_bottom(label(&self.foot, beside.saturating_sub(2), theme.dim));
        block = block.title_bottom(place.right_aligned());
        let inside = block.inner(area);
        block.render(area, buf);
        inside
    }
}

/// What is told of a list's selected row, a page of it: pages follow each other in a circle.
pub(super) fn in_full(
    buf: &mut Buffer,
    area: Rect,
    turned: usize,
    theme: &Theme,
    text: impl FnOnce(u16) -> Vec<Line<'static>>,
) {
    let text = text(area.width.saturating_sub(2));
    let rows = usize::from(area.height.saturating_sub(2)).max(1);
    let first = turned % text.len().div_ceil(rows).max(1) * rows;
    let window = first..text.len().min(first + rows);
    let frame = Pane { place: place(&window, text.len()), ..Pane::titled("In full") };
    let inside = frame.draw(buf, area, theme);
    lines(buf, inside, text.get(window).unwrap_or_default());
}

fn label(text: &str, width: usize, style: Style) -> Line<'static> {
    if text.is_empty() || width == 0 {
        return Line::default();
    }
    Line::from(Span::styled(format!(" {} ", fit::cut(text, width)), style))
}

/// Where a window stands in a list that is longer than it: `41–60 of 1,412`.
pub(super) fn place(window: &Range<usize>, len: usize) -> String {
    if window.len() >= len {
        return String::new();
    }
    let (from, to) = (fit::number(window.start + 1), fit::number(window.end));
    format!("{from}–{to} of {}", fit::number(len))
}

/// Draws lines from the top, as many as there is room for.
pub(super) fn lines(buf: &mut Buffer, area: Rect, lines: &[Line<'_>]) {
    for (at, line) in lines.iter().enumerate().take(usize::from(area.height)) {
        let row = layout::row(area, layout::rows(at));
        buf.set_line(row.x, row.y, line, row.width);
    }
}

/// Draws one line, where there is a row for it.
pub(super) fn line(buf: &mut Buffer, row: Rect, line: &Line<'_>) {
    if row.height > 0 {
        buf.set_line(row.x, row.y, line, row.width);
    }
}

/// A rule across an area.
pub(super) fn rule(buf: &mut Buffer, row: Rect, theme: &Theme) {
    line(buf, row, &Line::styled("─".repeat(usize::from(row.width)), theme.border));
}

/// The mark in front of the selected row, and of any other.
pub(super) fn pointer(selected: bool) -> &'static str {
    if selected { "▸" } else { " " }
}

/// Styles a row that is selected.
pub(super) fn highlight(buf: &mut Buffer, row: Rect, focused: bool, theme: &Theme) {
    buf.set_style(row, if focused { theme.selected } else { theme.selected_idle });
}
