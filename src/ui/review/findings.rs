//! A window over the findings, or over how the change ended.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::document::{Role, plain};
use crate::app::review::{Review, Stage};
use crate::cut::Severity;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;

/// Draws the box and returns how many rows it has.
pub(super) fn draw(buf: &mut Buffer, area: Rect, review: &Review, theme: &Theme) -> usize {
    let (title, mark) = match &review.stage {
        Stage::Ended { ending, .. } if ending.stands() => ("How it ended", Some(("✓", theme.good))),
        Stage::Ended { .. } => ("How it ended", Some(("✗", theme.stop))),
        _ => ("Findings", None),
    };
    let height = usize::from(area.height.saturating_sub(2));
    let len = review.lines.len();
    let window = review.cursor.window(height, len);
    let more = window.len() < len;
    let frame = Frame { title: title.into(), place: pane::place(&window, len), ..Frame::default() };
    let inside = frame.draw(buf, area, theme);
    if len == 0 {
        pane::line(buf, layout::row(inside, 0), &Line::styled(" Nothing found.", theme.dim));
    }
    for (at, index) in window.enumerate() {
        let Some(line) = review.lines.get(index) else { continue };
        let before = index.checked_sub(1).and_then(|before| review.lines.get(before));
        let first = before.is_none_or(|before| before.role != line.role);
        let lead = if index == 0 { mark } else { None };
        // Where all is in view, there is nothing to move and no line at hand.
        let at_hand = more && index == review.cursor.selected;
        let mut spans = vec![Span::raw(pane::pointer(at_hand))];
        spans.extend(styled(line.role, first, lead, &line.text, theme));
        pane::line(buf, layout::row(inside, layout::rows(at)), &Line::from(spans));
    }
    height
}

/// A line behind its mark; each line has two columns for one.
fn styled(
    role: Role,
    first: bool,
    lead: Option<(&'static str, Style)>,
    text: &str,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let text = plain(text);
    if let Some((glyph, style)) = lead {
        return vec![Span::styled(format!("{glyph} "), style), Span::styled(text, theme.heading)];
    }
    match role {
        Role::Finding(severity) => {
            let (glyph, style) = match severity {
                Severity::Stop => ("✗", theme.stop),
                Severity::Warn => ("!", theme.warn),
                Severity::Note => ("·", theme.good),
            };
            let (word, rest) = text.split_at_checked(5).unwrap_or((&text, ""));
            vec![
                Span::styled(format!("{glyph} {word}"), style),
                Span::styled(rest.to_owned(), theme.heading),
            ]
        }
        Role::Advice if first => {
            let bare = text.trim_start();
            let indent = " ".repeat(text.len() - bare.len());
            vec![Span::styled(format!("{indent}→ {bare}"), theme.advice)]
        }
        Role::Advice => indented(text, theme.advice),
        Role::Text => indented(text, theme.heading),
        Role::Evidence => indented(text, theme.dim),
        Role::Heading => indented(text, theme.title),
    }
}

fn indented(text: String, style: Style) -> Vec<Span<'static>> {
    vec![Span::raw("  "), Span::styled(text, style)]
}
