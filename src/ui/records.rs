//! The zone that is open: what is known of it, its record sets, and the selected one in full.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::{Card, wrapped_to};
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::profile_card::fault_text;
use super::theme::Theme;
use super::title;
use super::zone_card;
use crate::app::Model;
use crate::app::browse::Pane;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::records::{Load, Opened, RecordOrder};
use crate::dns::{Name, Reading};
use crate::zone::{Data, RecordSet};

/// Columns of a type.
const TYPE: usize = 6;
/// Columns of a TTL.
const TTL: usize = 7;
/// Columns of the mark of the selected row.
const GUTTER: usize = 2;

/// Draws the pane and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    opened: &Opened,
    theme: &Theme,
) -> Rect {
    let inner = area.height.saturating_sub(2);
    let full = (inner / 5).clamp(1, 8);
    let card = zone_card::opened(model, opened, area.width.saturating_sub(2), theme);
    let card_rows = layout::rows(card.len()).min((inner / 3).saturating_sub(1).max(1));
    let height = inner.saturating_sub(card_rows + 1 + 1 + full + 1);

    let len = opened.in_view();
    let window = opened.cursor.window(usize::from(height), len);
    let focused = model.browse.pane == Pane::Records && model.over.is_empty();
    let frame = Frame {
        title: heading(opened),
        place: pane::place(&window, len),
        focused,
        ..Frame::default()
    };
    let inside = frame.draw(buf, area, theme);
    let (top, rest) = layout::take_top(inside, card_rows);
    pane::lines(buf, top, &card);
    let (line, rest) = layout::take_top(rest, 1);
    pane::rule(buf, line, theme);
    let (rest, below) = layout::take_bottom(rest, full + 1);
    let (head, list) = layout::take_top(rest, 1);

    if len == 0 {
        pane::lines(buf, rest, &nothing(model, opened, rest.width, theme));
        return list;
    }
    let columns = Columns::of(usize::from(inside.width));
    pane::line(buf, head, &columns.heads(opened).style(theme.heading));
    for (at, index) in window.enumerate() {
        let Some(set) = opened.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == opened.cursor.selected;
        pane::line(buf, row, &columns.row(set, &opened.zone.name, selected, theme));
        if selected {
            pane::highlight(buf, row, focused, theme);
        }
    }
    if let Some(set) = opened.selected() {
        let (line, text) = layout::take_top(below, 1);
        pane::rule(buf, line, theme);
        pane::lines(buf, text, &in_full(set, text, theme));
    }
    list
}

fn heading(opened: &Opened) -> String {
    let name = &opened.zone.name;
    let (len, in_view) = (fit::number(opened.len()), fit::number(opened.in_view()));
    match (&opened.progress, opened.filter()) {
        (Load::Loading, "") => {
            let all = usize::try_from(opened.zone.record_count).unwrap_or(usize::MAX);
            format!("{name} · {len} of {}…", fit::count(all, "record set"))
        }
        (_, "") => format!("{name} · {}", fit::count(opened.len(), "record set")),
        (_, filter) => format!("{name} · filter “{}” {in_view} of {len}", fit::cut(filter, 24)),
    }
}

/// How the columns of a row are divided.
struct Columns {
    name: usize,
    value: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let free = width.saturating_sub(GUTTER + 1 + TYPE + TTL + 2);
        let name = (free * 2 / 5).clamp(8, 40);
        Self { name, value: free.saturating_sub(name) }
    }

    fn heads(&self, opened: &Opened) -> Line<'static> {
        let (by, reversed) = opened.order();
        let head = |name: &str, column: RecordOrder| match (by == column, reversed) {
            (false, _) => name.to_owned(),
            (true, false) => format!("{name} ▲"),
            (true, true) => format!("{name} ▼"),
        };
        let name = fit::left(&head("NAME", RecordOrder::Name), self.name);
        let rtype = fit::left(&head("TYPE", RecordOrder::Type), TYPE);
        Line::raw(format!("  {name} {rtype}{}  VALUE", fit::right("TTL", TTL)))
    }

    fn row(&self, set: &RecordSet, apex: &Name, selected: bool, theme: &Theme) -> Line<'static> {
        let name = fit::left(&relative(&set.name, apex), self.name);
        let ttl = set.ttl().map_or("–".to_owned(), |ttl| ttl.to_string());
        Line::from(vec![
            Span::raw(format!("{} {name} ", pane::pointer(selected))),
            Span::raw(fit::left(set.rtype.as_str(), TYPE)),
            Span::styled(fit::right(&ttl, TTL), theme.dim),
            Span::raw(format!("  {}", in_one_line(set, self.value))),
        ])
    }
}

/// The name as seen from the apex: `@` for the apex itself.
fn relative(name: &Name, apex: &Name) -> String {
    let full = name.to_string();
    if name == apex {
        return "@".to_owned();
    }
    match full.strip_suffix(&apex.to_string()).and_then(|head| head.strip_suffix('.')) {
        Some(head) if !head.is_empty() => head.to_owned(),
        _ => full,
    }
}

/// What a set answers with, in one line; behind several values stands how many they are.
fn in_one_line(set: &RecordSet, width: usize) -> String {
    let mut text = match &set.routing {
        Some(routing) => format!(
            "[{} {}] ",
            fit::cut(&routing.set_identifier, 20),
            fit::cut(&routing.policy, 24)
        ),
        None => String::new(),
    };
    let values = match &set.data {
        Data::Alias(target) => {
            text.push_str("ALIAS → ");
            text.push_str(fit::head(&target.dns_name, width).0);
            return fit::cut(&text, width);
        }
        Data::Records { values, .. } => values,
    };
    for value in values {
        if text.len() > width.saturating_mul(4) {
            break;
        }
        text.push_str(fit::head(value, width).0);
        text.push_str("  ");
    }
    let text = text.trim_end();
    let many = if values.len() > 1 { format!(" ({})", values.len()) } else { String::new() };
    if many.is_empty() || fit::columns(text) <= width {
        return fit::cut(text, width);
    }
    format!("{}{many}", fit::cut(text, width.saturating_sub(many.len())))
}

/// The selected set in full, as far as there is room.
fn in_full(set: &RecordSet, area: Rect, theme: &Theme) -> Vec<Line<'static>> {
    let width = usize::from(area.width).saturating_sub(2);
    let rows = usize::from(area.height);
    let ttl = set.ttl().map(|ttl| format!("  {ttl}")).unwrap_or_default();
    let mut head = format!("{}  {}{ttl}", set.name, set.rtype);
    if let Some(Reading { unicode, doubt }) = set.name.reading() {
        let _ = write!(head, "  {}«{unicode}»", if doubt.is_some() { "!" } else { "" });
    }
    if let Some(routing) = &set.routing {
        let _ = write!(head, "  [{}: {}]", routing.set_identifier, routing.policy);
    }
    let mut lines: Vec<Line<'static>> = wrapped_to(&head, width, rows.div_ceil(2))
        .into_iter()
        .map(|text| Line::styled(format!(" {text}"), theme.heading))
        .collect();
    let texts: Vec<String> = match &set.data {
        Data::Alias(target) => {
            let health = if target.evaluate_health { ", health evaluated" } else { "" };
            vec![format!("ALIAS → {} in {}{health}", target.dns_name, target.zone_id)]
        }
        // NS sets and the like in one run: they have more records than there are rows.
        Data::Records { values, .. } if values.len() + lines.len() > rows => {
            vec![
                values
                    .iter()
                    .take(40)
                    .map(|v| fit::head(v, width).0)
                    .collect::<Vec<_>>()
                    .join("  "),
            ]
        }
        Data::Records { values, .. } => values.iter().take(rows).cloned().collect(),
    };
    for text in texts {
        let left = rows.saturating_sub(lines.len());
        if left == 0 {
            break;
        }
        let wrapped = wrapped_to(&text, width, left).into_iter();
        lines.extend(wrapped.map(|text| Line::styled(format!(" {text}"), theme.text)));
    }
    lines
}

/// Why there are no records to see.
fn nothing(model: &Model, opened: &Opened, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    match &opened.progress {
        Load::Failed(fault) => fault_text(&mut card, fault, theme),
        _ if !opened.filter().is_empty() && !opened.is_empty() => {
            card.text(&format!("No record set matches “{}”.", opened.filter()), theme.text);
            let editing = model.browse.editing.is_some();
            let context = if editing { Context::Input } else { Context::Records };
            if let Some(key) = key_for(context, Command::Back) {
                card.key(&key.to_string(), "clear the filter");
            }
        }
        Load::Loading => {
            card.text(&format!("{} Reading the records…", title::spinner(model.now)), theme.text);
        }
        Load::Done(()) => card.text("The zone holds no record sets.", theme.text),
    }
    card.lines()
}
