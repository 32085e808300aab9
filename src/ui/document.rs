//! A window over lines that were laid out: findings, how a change ended, a table of servers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use crate::app::cursor::Cursor;
use crate::app::document::{self, Role, plain};
use crate::cut::Severity;
use crate::zone::ProofState;

/// A mark in place of the first line's own.
pub(super) type Lead = Option<(&'static str, Style)>;

/// Draws the lines in a frame and returns where they are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    frame: Frame,
    (lines, cursor): (&[document::Line], Cursor),
    lead: Lead,
    theme: &Theme,
) -> Rect {
    let height = usize::from(area.height.saturating_sub(2));
    let len = lines.len();
    let window = cursor.window(height, len);
    let more = window.len() < len;
    let inside = Frame { place: pane::place(&window, len), ..frame }.draw(buf, area, theme);
    for (at, index) in window.enumerate() {
        let Some(line) = lines.get(index) else { continue };
        let before = index.checked_sub(1).and_then(|before| lines.get(before));
        let first = before.is_none_or(|before| before.role != line.role);
        let lead = if index == 0 { lead } else { None };
        // Where all is in view, there is nothing to move and no line at hand.
        let at_hand = more && index == cursor.selected;
        let mut spans = vec![Span::raw(pane::pointer(at_hand))];
        spans.extend(styled(line.role, first, lead, &line.text, theme));
        pane::line(buf, layout::row(inside, layout::rows(at)), &Line::from(spans));
    }
    inside
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
        Role::Row(state) => {
            let (glyph, style) = look(state, theme);
            vec![Span::styled(format!("{glyph} "), style), Span::styled(text, theme.text)]
        }
    }
}

fn look(state: ProofState, theme: &Theme) -> (&'static str, Style) {
    match state {
        ProofState::Waiting | ProofState::NotNeeded => ("·", theme.dim),
        ProofState::Agrees => ("✓", theme.good),
        ProofState::Differs => ("✗", theme.stop),
        ProofState::Cached => ("~", theme.warn),
        ProofState::CouldNotAsk => ("?", theme.warn),
    }
}

fn indented(text: String, style: Style) -> Vec<Span<'static>> {
    vec![Span::raw("  "), Span::styled(text, style)]
}
