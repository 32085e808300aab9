//! The profile picker: a field, and the profiles that match what is in it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::field;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use crate::app::Model;
use crate::app::document::plain;
use crate::app::pick::{Hit, Pick};

/// Columns of an account id.
const ACCOUNT: usize = 12;

/// Draws the list and returns where its rows are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    pick: &Pick,
    theme: &Theme,
) -> Rect {
    let (body, _footer) = layout::take_bottom(area, 1);
    let all = model.accounts.rows().len();
    let height = layout::rows(all).saturating_add(4).min(body.height.saturating_sub(2));
    let place = layout::middle(body, area.width.saturating_sub(4).min(90), height);
    let rows = usize::from(place.height.saturating_sub(4));
    let window = pick.cursor.window(rows, pick.hits.len());
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let frame = Frame {
        title: "Profile".into(),
        foot: format!("{} of {}", fit::number(pick.hits.len()), fit::number(all)),
        place: pane::place(&window, pick.hits.len()),
        focused: true,
    };
    let inside = frame.draw(buf, place, theme);
    let (top, rest) = layout::take_top(inside, 1);
    pane::line(buf, top, &field::line(" Go to: ", &pick.field, top.width, theme));
    let (rule, list) = layout::take_top(rest, 1);
    pane::rule(buf, rule, theme);
    if pick.hits.is_empty() {
        pane::line(buf, list, &Line::styled(" No profile matches.", theme.dim));
    }
    for (at, index) in window.enumerate() {
        let Some(hit) = pick.hits.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == pick.cursor.selected;
        pane::line(buf, row, &line(model, hit, selected, usize::from(list.width), theme));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    list
}

fn line(model: &Model, hit: &Hit, selected: bool, width: usize, theme: &Theme) -> Line<'static> {
    let Some(row) = model.accounts.get(hit.profile) else { return Line::default() };
    let favourite = model.browse.shelf.habits.is_favourite(&row.profile.name);
    let star = if favourite { "*" } else { " " };
    let group = if width >= 60 { 20 } else { 0 };
    let label = width.saturating_sub(2 + 1 + ACCOUNT + 1 + group + 1);
    let mut spans = vec![Span::raw(format!("{}{star}", pane::pointer(selected)))];
    spans.extend(matched(&row.label, &hit.places, label, theme));
    let expected = row.profile.expected_account.as_ref();
    let account = row.account().or(expected).map_or("", |account| account.as_str());
    let member = row.profile.member.as_deref();
    let of = member.and_then(|member| member.account_name.as_deref()).filter(|n| *n != row.label);
    let of = of.or(row.group.as_deref()).unwrap_or_default();
    spans.push(Span::styled(format!(" {} ", fit::left(account, ACCOUNT)), theme.dim));
    spans.push(Span::styled(fit::left(of, group), theme.dim));
    Line::from(spans)
}

/// A label in so many columns, with what matched underlined.
fn matched(label: &str, places: &[usize], width: usize, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (at, grapheme) in label.graphemes(true).enumerate() {
        let shown = plain(grapheme);
        let columns = fit::columns(&shown);
        if used + columns > width {
            break;
        }
        used += columns;
        let style = if places.contains(&at) {
            theme.key.add_modifier(Modifier::UNDERLINED)
        } else {
            theme.text
        };
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(&shown),
            _ => spans.push(Span::styled(shown, style)),
        }
    }
    spans.push(Span::raw(" ".repeat(width - used)));
    spans
}
