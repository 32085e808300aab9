//! The Zones pane: the zones of all profiles, or of one.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::profile_card::fault_text;
use super::theme::Theme;
use super::title;
use super::zone_card::{mark_span, rules};
use crate::app::Model;
use crate::app::browse::Pane;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::zones::{SortBy, ZoneRow};

/// Columns in front of the name: selection, mark, gap.
const GUTTER: usize = 4;
/// Columns of the number of record sets.
const RRSETS: usize = 7;
/// Columns that a name should have before others get any.
const NAME: usize = 20;

/// Draws the pane and returns how many rows its list has.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> usize {
    let height = usize::from(area.height).saturating_sub(3);
    let cursor = model.zones.cursor;
    let len = model.zones.in_view();
    let window = cursor.window(height, len);
    let focused = model.browse.pane == Pane::Zones && model.over.is_empty();
    let columns = Columns::of(model, usize::from(area.width).saturating_sub(2));
    let frame = Frame {
        title: heading(model, usize::from(area.width).saturating_sub(4)),
        foot: selected_in_full(model, &columns),
        place: pane::place(&window, len),
        focused,
    };
    let inside = frame.draw(buf, area, theme);
    let (head, list) = layout::take_top(inside, 1);
    if len == 0 {
        let beside = layout::has_detail(buf.area.width) && model.browse.pane == Pane::Profiles;
        pane::lines(buf, inside, &nothing(model, beside, inside.width, theme));
        return height;
    }
    pane::line(buf, head, &columns.heads(model).style(theme.heading));
    for (at, index) in window.enumerate() {
        let Some(zone) = model.zones.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == cursor.selected;
        pane::line(buf, row, &columns.row(model, zone, selected, theme));
        if selected {
            pane::highlight(buf, row, focused, theme);
        }
    }
    height
}

fn heading(model: &Model, room: usize) -> String {
    let narrowed = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    let whose = narrowed.map_or("all profiles", |row| row.label.as_str());
    let filter = model.browse.filter.trim();
    if filter.is_empty() {
        return format!("Zones · {whose}");
    }
    let (found, all) = (fit::number(model.zones.in_view()), fit::number(model.zones.len()));
    let filter = format!("filter “{}” {found} of {all}", fit::cut(filter, 24));
    let full = format!("Zones · {whose} · {filter}");
    if fit::columns(&full) <= room { full } else { format!("Zones · {filter}") }
}

/// The selected zone's name where its column cuts it, else its id.
fn selected_in_full(model: &Model, columns: &Columns) -> String {
    let Some(row) = model.zones.selected() else { return String::new() };
    let name = row.zone.name.to_string();
    if fit::columns(&name) > columns.name { name } else { row.zone.id.to_string() }
}

/// How the columns of a row are divided.
struct Columns {
    name: usize,
    profile: usize,
    rrsets: usize,
}

impl Columns {
    fn of(model: &Model, width: usize) -> Self {
        let free = width.saturating_sub(GUTTER);
        let labels = model.accounts.rows().iter().map(|row| fit::columns(&row.label));
        let profile = labels.max().unwrap_or(0).clamp(9, 24) + 1;
        let rrsets = if free > NAME + RRSETS { RRSETS + 1 } else { 0 };
        let narrowed = model.browse.narrowed_to().is_some();
        let left = free.saturating_sub(NAME + rrsets);
        let profile = match left {
            _ if narrowed && left < 40 => 0,
            left if left >= profile => profile,
            left if left >= 10 => left,
            _ => 0,
        };
        Self { name: free.saturating_sub(profile + rrsets), profile, rrsets }
    }

    fn heads(&self, model: &Model) -> Line<'static> {
        let (by, reversed) = model.zones.sort();
        let head = |name: &str, column: SortBy, up: bool| match (by == column, up != reversed) {
            (false, _) => name.to_owned(),
            (true, true) => format!("{name} ▲"),
            (true, false) => format!("{name} ▼"),
        };
        let mut text = " ".repeat(GUTTER);
        text.push_str(&fit::left(&head("ZONE", SortBy::Name, true), self.name));
        if self.profile > 0 {
            let head = head("PROFILE", SortBy::Profile, true);
            let _ = write!(text, " {}", fit::left(&head, self.profile - 1));
        }
        if self.rrsets > 0 {
            let head = head("RRSETS", SortBy::Records, false);
            text.push_str(&fit::right(&head, self.rrsets));
        }
        Line::raw(text)
    }

    fn row(&self, model: &Model, row: &ZoneRow, selected: bool, theme: &Theme) -> Line<'static> {
        let mut spans = vec![
            Span::raw(pane::pointer(selected)),
            mark_span(model, &row.zone.id, theme),
            Span::raw(" "),
        ];
        self.name(&mut spans, model, row, theme);
        if self.profile > 0 {
            let label = model.accounts.get(row.owner).map_or("", |profile| profile.label.as_str());
            spans.push(Span::styled(format!(" {}", fit::left(label, self.profile - 1)), theme.dim));
        }
        if self.rrsets > 0 {
            let sets = usize::try_from(row.zone.record_count).unwrap_or(usize::MAX);
            spans.push(Span::raw(fit::right(&fit::number(sets), self.rrsets)));
        }
        Line::from(spans)
    }

    /// The name; behind it that it is private or protected, and what it reads like in Unicode.
    fn name(&self, spans: &mut Vec<Span<'static>>, model: &Model, row: &ZoneRow, theme: &Theme) {
        let private = match (row.zone.private, rules(model, row).protected) {
            (true, true) => " (private) §",
            (true, false) => " (private)",
            (false, true) => " §",
            (false, false) => "",
        };
        let room = self.name.saturating_sub(fit::columns(private));
        let mut text = fit::cut(&row.zone.name.to_string(), room);
        if let Some(unicode) = row.zone.name.unicode() {
            let free = room.saturating_sub(fit::columns(&text));
            if free >= 7 {
                let _ = write!(text, " «{}»", fit::cut(&unicode, free - 3));
            }
        }
        let gap = room.saturating_sub(fit::columns(&text));
        spans.push(Span::raw(text));
        spans.push(Span::styled(private, theme.warn));
        spans.push(Span::raw(" ".repeat(gap)));
    }
}

/// Why there is nothing to see, and what to do; in short where a pane beside this one tells it.
fn nothing(model: &Model, beside: bool, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    card.gap();
    let narrowed = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    let filter = model.browse.filter.trim();
    let problem = narrowed.and_then(|row| row.profile.problem.as_ref());
    let stopped = problem.is_some() || narrowed.is_some_and(|row| row.fault().is_some());
    if model.accounts.rows().is_empty() {
        no_profiles(&mut card, &model.places, theme);
    } else if let (Some(row), true) = (narrowed, beside && stopped) {
        card.text(&format!("✗ {} can't be read.", row.label), theme.stop);
    } else if let Some(problem) = problem {
        card.text(&format!("✗ {}", problem.message), theme.stop);
        card.text(&format!("→ {}", problem.hint), theme.advice);
    } else if let Some(fault) = narrowed.and_then(|row| row.fault()) {
        fault_text(&mut card, fault, theme);
    } else if !filter.is_empty() && !model.zones.is_empty() {
        card.text(&format!("No zone matches “{filter}”."), theme.text);
        let context = if model.browse.editing.is_some() { Context::Input } else { Context::Zones };
        if let Some(key) = key_for(context, Command::Back) {
            card.key(&key.to_string(), "clear the filter");
        }
    } else if model.loading() > 0 {
        card.text(&format!("{} Asking AWS for the zones…", title::spinner(model.now)), theme.text);
    } else if narrowed.is_none() && model.accounts.known() == 0 {
        card.text("No profile could be read.", theme.text);
        card.text("Select one at the left to see why.", theme.text);
        if let Some(key) = key_for(Context::Zones, Command::Messages) {
            card.key(&key.to_string(), "all that went wrong");
        }
    } else {
        let whose = if narrowed.is_some() { "this account" } else { "these accounts" };
        card.text(&format!("There are no hosted zones in {whose}."), theme.text);
    }
    card.lines()
}

fn no_profiles(card: &mut Card<'_>, places: &[String], theme: &Theme) {
    card.text("There are no AWS profiles.", theme.heading);
    card.fact("Make one", "aws configure sso");
    card.fact("Or try", "zonecut --demo");
    card.gap();
    card.text("Looked at, as the AWS CLI does:", theme.text);
    if places.is_empty() {
        card.text("~/.aws/config or AWS_CONFIG_FILE", theme.dim);
        card.text("~/.aws/credentials or AWS_SHARED_CREDENTIALS_FILE", theme.dim);
    }
    for place in places {
        card.text(place, theme.dim);
    }
}
