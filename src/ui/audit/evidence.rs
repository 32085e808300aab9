//! What a row of the audit rests on: in full, or beside the table as far as there is room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::audit::{self, Auditing, Evidence, LABEL, Role};
use crate::ui::cut_state;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;

/// Draws the evidence that is open and returns where its rows are for it.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    audit: &Auditing,
    open: &Evidence,
    theme: &Theme,
) -> Rect {
    let height = usize::from(area.height.saturating_sub(2));
    let window = open.cursor.window(height, open.lines.len());
    let more = window.len() < open.lines.len();
    let frame = Frame {
        title: audit.row(open.row).map(|row| row.name.to_string()).unwrap_or_default(),
        place: pane::place(&window, open.lines.len()),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, area, theme);
    for (at, index) in window.enumerate() {
        let Some(line) = open.lines.get(index) else { continue };
        let mut spans = vec![Span::raw(pane::pointer(more && index == open.cursor.selected))];
        spans.extend(styled(line, theme));
        pane::line(buf, layout::row(inside, layout::rows(at)), &Line::from(spans));
    }
    inside
}

/// Draws the beginning of the selected row's evidence.
pub(super) fn selected(buf: &mut Buffer, area: Rect, audit: &Auditing, theme: &Theme) {
    let selected = audit.selected();
    let title = selected.map(|(_, row)| row.name.to_string()).unwrap_or_default();
    let inside = Frame::titled(title).draw(buf, area, theme);
    if let Some((at, _)) = selected {
        pane::lines(buf, inside, &lines(audit, at, inside.width, theme));
    }
}

/// The evidence of a row in so many columns.
pub(in crate::ui) fn lines(
    audit: &Auditing,
    at: u32,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let Some(row) = audit.row(at) else { return Vec::new() };
    let lines = audit::lay_out(row, audit.since(at), usize::from(width).saturating_sub(2));
    lines.iter().map(|line| Line::from(styled(line, theme))).collect()
}

/// A line; where it begins with two blanks, its sign stands there.
fn styled(line: &audit::Line, theme: &Theme) -> Vec<Span<'static>> {
    let text = line.text.clone();
    let with_sign = |sign: &str, style| {
        let rest = text.get(2..).unwrap_or_default().to_owned();
        vec![Span::styled(format!("{sign} "), style), Span::styled(rest, theme.heading)]
    };
    match line.role {
        Role::State(state) => {
            let (sign, style) = cut_state::look(state, theme);
            with_sign(sign, style)
        }
        Role::Server(standing) => {
            let (sign, style) = cut_state::server(standing, theme);
            with_sign(sign, style)
        }
        Role::Fact => {
            let (label, value) = text.split_at_checked(LABEL + 2).unwrap_or((&text, ""));
            vec![
                Span::styled(label.to_owned(), theme.dim),
                Span::styled(value.to_owned(), theme.text),
            ]
        }
        Role::Text => vec![Span::styled(text, theme.heading)],
        Role::Evidence => vec![Span::styled(text, theme.text)],
        Role::Answer => vec![Span::styled(text, theme.dim)],
        Role::Beware => vec![Span::styled(text, theme.warn)],
        Role::Advice => vec![Span::styled(text, theme.advice)],
        Role::Heading => vec![Span::styled(text, theme.title)],
    }
}
