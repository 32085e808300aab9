//! The start screen: profiles, zones, and the zone that is open.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::accounts;
use super::audit::evidence_lines;
use super::field;
use super::fit;
use super::gap_card;
use super::group_card;
use super::layout;
use super::pair;
use super::pane::{self, Pane as Frame};
use super::profile_card;
use super::records;
use super::theme::Theme;
use super::title;
use super::zone_card;
use super::zones;
use super::zones::FILTERING;
use crate::app::browse::Pane;
use crate::app::filter::ZONE_TERMS;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::shelf::Place;
use crate::app::{Model, Room};

/// Draws the screen and notes the room of its lists.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme, room: &mut Room) {
    let (top, rest) = layout::take_top(area, 1);
    let (rest, _footer) = layout::take_bottom(rest, 1);
    title::draw(buf, top, model, theme);

    let trouble = trouble(model, area.width);
    let below = layout::rows(trouble.len().max(1));
    let (body, below) = layout::take_bottom(rest, below);
    if let Some(field) = &model.browse.editing {
        filter(buf, layout::row(below, 0), model, field, theme);
    } else if trouble.is_empty() {
        pair::draw(buf, below, model, theme);
    } else {
        let lines: Vec<Line<'_>> =
            trouble.into_iter().map(|text| Line::styled(text, theme.warn)).collect();
        pane::lines(buf, below, &lines);
    }

    let open = model.browse.opened.as_ref();
    let in_records = model.browse.pane == Pane::Records;
    let in_records = in_records && open.is_some();
    let panes = layout::panes(body, open.is_some(), in_records, model.browse.shares);
    let area = |pane: Option<Rect>| pane.map(layout::area).unwrap_or_default();
    room.areas.profiles_pane = area(panes.profiles);
    room.areas.zones_pane = area(panes.zones);
    room.areas.detail_pane = area(panes.detail);
    if let Some(area) = panes.profiles {
        let rows = accounts::draw(buf, area, model, theme);
        room.profiles = usize::from(rows.height);
        room.areas.profiles = layout::area(rows);
    }
    if let Some(area) = panes.zones {
        let rows = zones::draw(buf, area, model, theme);
        room.zones = usize::from(rows.height);
        room.areas.zones = layout::area(rows);
    }
    if let Some(area) = panes.detail {
        match open {
            Some(opened) => {
                let rows = records::draw(buf, area, model, opened, theme);
                room.records = usize::from(rows.height);
                room.areas.records = layout::area(rows);
            }
            None => detail(buf, area, model, theme),
        }
    }
}

/// What is known of the profile or zone that is selected, beside the lists.
fn detail(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let selected = model.browse.narrowed_to().filter(|_| model.browse.pane == Pane::Profiles);
    let heading = match model.browse.place() {
        Some(Place::Heading(group)) if model.browse.pane == Pane::Profiles => Some(group),
        _ => None,
    };
    let profile = selected.and_then(|index| Some((index, model.accounts.get(index)?)));
    if let Some(group) = heading {
        let inside = Frame::titled(group.as_str()).draw(buf, area, theme);
        pane::lines(buf, inside, &group_card::lines(model, group, inside.width, theme));
    } else if let Some((index, row)) = profile {
        let inside = Frame::titled(row.label.as_str()).draw(buf, area, theme);
        let lines = profile_card::lines(model, index, row, inside.width, theme);
        pane::lines(buf, inside, &lines);
    } else if let (Some(cut), Some(audit)) = (model.zones.selected_cut(), &model.audit) {
        let inside = Frame::titled(cut.name.to_string()).draw(buf, area, theme);
        pane::lines(buf, inside, &evidence_lines(audit, cut.audited, inside.width, theme));
    } else if let Some(gap) = model.zones.selected_gap() {
        let inside = Frame::titled(gap.to_string()).draw(buf, area, theme);
        pane::lines(buf, inside, &gap_card::lines(model, inside.width, theme));
    } else if let Some(row) = model.zones.selected() {
        let inside = Frame::titled(row.zone.name.to_string()).draw(buf, area, theme);
        let mut lines = zone_card::listed(model, row, inside.width, theme);
        if let Some(key) = key_for(Context::Zones, Command::Open) {
            lines.extend(zone_card::key(&key.to_string(), "records and name servers", theme));
        }
        pane::lines(buf, inside, &lines);
    } else {
        Frame::default().draw(buf, area, theme);
    }
}

/// What stands in the way of the selected profile, where no pane has room to say it.
fn trouble(model: &Model, width: u16) -> Vec<String> {
    let shown_elsewhere = layout::has_detail(width) || model.zones.in_view() == 0;
    if model.browse.pane != Pane::Profiles || shown_elsewhere {
        return Vec::new();
    }
    if let Some(Place::Heading(group)) = model.browse.place() {
        return group_card::trouble(model, group, usize::from(width));
    }
    let row = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    row.map(|row| profile_card::trouble(row, usize::from(width))).unwrap_or_default()
}

/// The filter that is being typed, and what it has found so far.
fn filter(
    buf: &mut Buffer,
    row: Rect,
    model: &Model,
    field: &crate::app::field::Field,
    theme: &Theme,
) {
    let sifting = model.browse.pane != Pane::Records && model.zones.is_sifting();
    let (what, found, all) = match &model.browse.opened {
        Some(opened) if model.browse.pane == Pane::Records => {
            ("records", opened.in_view(), opened.len())
        }
        _ => ("zones", model.zones.matching(), model.zones.len()),
    };
    let found = if sifting {
        format!("{FILTERING} ")
    } else {
        format!("{} of {} ", fit::number(found), fit::number(all))
    };
    let (aside, style) = match (&model.browse.complaint, what) {
        (Some(complaint), "zones") => (format!("✗ {complaint}"), theme.warn),
        _ if !field.text().is_empty() => (String::new(), theme.dim),
        (_, "records") => ("type:NS  -not".to_owned(), theme.dim),
        _ => (format!("{}  -not", ZONE_TERMS.join(" ")), theme.dim),
    };
    // What is typed comes first.
    let room = usize::from(row.width).saturating_sub(24 + fit::columns(field.text()));
    let aside = fit::cut(&aside, room.saturating_sub(fit::columns(&found) + 2));
    let wide = layout::rows(fit::columns(&found) + fit::columns(&aside) + 2);
    let left = Rect { width: row.width.saturating_sub(wide + 1), ..row };
    let right = Rect { x: row.x + left.width + 1, width: row.width - left.width - 1, ..row };
    pane::line(buf, left, &field::line(&format!(" Filter {what}: "), field, left.width, theme));
    let spans = vec![Span::styled(aside, style), Span::raw("  "), Span::styled(found, theme.dim)];
    pane::line(buf, right, &Line::from(spans));
}
