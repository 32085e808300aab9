//! What can be exported, as what, under which name.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use crate::app::document::plain;
use crate::app::export::{Export, Kind};

/// Columns of a kind's title, at least.
const TITLE: usize = 11;

/// Draws the box over what is there, and returns where its kinds are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, export: &Export, theme: &Theme) -> Rect {
    let width = area.width.saturating_sub(4).min(72);
    let inner = usize::from(width).saturating_sub(4);
    let mut lines =
        vec![Line::styled(format!(" {}", fit::cut(&plain(&export.of), inner)), theme.text)];
    if let Some(note) = &export.note {
        lines.push(Line::styled(
            format!(" ! {}", fit::cut(note, inner.saturating_sub(2))),
            theme.warn,
        ));
    }
    lines.push(Line::raw(""));
    let first = lines.len();
    let titles = export.kinds.iter().map(|kind| fit::columns(kind.title()));
    let title = titles.max().unwrap_or(0).max(TITLE);
    for (at, kind) in export.kinds.iter().enumerate() {
        let selected = at == export.cursor.selected;
        let file = fit::cut(&export.file(*kind), inner.saturating_sub(title + 3));
        lines.push(Line::from(vec![
            Span::raw(format!("{} {} ", pane::pointer(selected), fit::left(kind.title(), title))),
            Span::styled(file, theme.dim),
        ]));
    }
    lines.push(Line::raw(""));
    let folder = match export.selected() {
        Some(Kind::Request) => "For who has the zone above: zonecut accept FILE takes it.",
        _ => "Into the current folder, over no other file.",
    };
    lines.push(Line::styled(format!(" {}", fit::cut(folder, inner)), theme.dim));
    let (body, _footer) = layout::take_bottom(area, 1);
    let place = layout::middle(body, width, layout::rows(lines.len()) + 2);
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let inside = Frame { focused: true, ..Frame::titled("Export") }.draw(buf, place, theme);
    pane::lines(buf, inside, &lines);
    let row = layout::rows(first + export.cursor.selected);
    if row < inside.height {
        pane::highlight(buf, layout::row(inside, row), true, theme);
    }
    let (_, list) = layout::take_top(inside, layout::rows(first));
    Rect { height: list.height.min(layout::rows(export.kinds.len())), ..list }
}
