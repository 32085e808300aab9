//! Facts about one thing as lines: a label and what is known, wrapped.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::fit;
use super::theme::Theme;
use crate::app::document::{plain, wrap};

/// As many lines as one fact may take.
const MOST: usize = 12;

/// Columns of the labels.
const LABEL: usize = 11;

/// Lines in the making.
pub(super) struct Card<'a> {
    width: usize,
    theme: &'a Theme,
    lines: Vec<Line<'static>>,
}

impl<'a> Card<'a> {
    /// An empty card for a width in columns.
    pub(super) fn new(width: u16, theme: &'a Theme) -> Self {
        Self { width: usize::from(width), theme, lines: Vec::new() }
    }

    /// The theme that it is in.
    pub(super) fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// A text in a style, wrapped.
    pub(super) fn text(&mut self, text: &str, style: Style) {
        for line in wrapped(text, self.width.saturating_sub(1)) {
            self.lines.push(Line::styled(format!(" {line}"), style));
        }
    }

    /// A label and what is known, wrapped beside it.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        self.fact_in(label, value, self.theme.text);
    }

    /// A label and what is known, in a style.
    pub(super) fn fact_in(&mut self, label: &str, value: &str, style: Style) {
        let mut label = fit::left(label, LABEL);
        for line in wrapped(value, self.width.saturating_sub(LABEL + 2)) {
            self.lines.push(Line::from(vec![
                Span::styled(format!(" {label} "), self.theme.dim),
                Span::styled(line, style),
            ]));
            label = " ".repeat(LABEL);
        }
    }

    /// A key and what it does here.
    pub(super) fn key(&mut self, key: &str, does: &str) {
        self.lines.push(Line::from(vec![
            Span::raw(" "),
            Span::styled(key.to_owned(), self.theme.key),
            Span::styled(format!("  {does}"), self.theme.dim),
        ]));
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// The lines.
    pub(super) fn lines(self) -> Vec<Line<'static>> {
        self.lines
    }
}

/// The text, escaped and wrapped; what is longer than [`MOST`] lines ends in `…`.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    wrapped_to(text, width, MOST)
}

/// The text, escaped and wrapped, in at most so many lines; what is longer ends in `…`. Costs
/// what it returns, however long the text is.
pub(super) fn wrapped_to(text: &str, width: usize, most: usize) -> Vec<String> {
    let (head, whole) = fit::head(text, width.saturating_mul(most));
    let mut lines = wrap(&plain(head), width);
    if lines.len() > most || !whole {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = fit::cut(&format!("{last} …"), width);
        }
    }
    lines
}
