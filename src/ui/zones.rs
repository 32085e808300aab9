//! The Zones pane: the zones of all profiles, or of one, as a list or as the tree of the DNS.

mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::card::Card;
use super::fit;
use super::group_card;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::profile_card::fault_text;
use super::theme::Theme;
use super::title;
use super::zone_card::listed_earlier;
use crate::app::Model;
use crate::app::browse::Pane;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::zones::Shown;
use row::Columns;
pub(super) use row::read as read_name;

/// What stands in place of a count while a filter goes through a large table.
pub(super) const FILTERING: &str = "filtering…";

/// Draws the pane and returns where the rows of its list are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Rect {
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
        return list;
    }
    pane::line(buf, head, &columns.heads(model).style(theme.heading));
    for (at, index) in window.enumerate() {
        let row = layout::row(list, layout::rows(at));
        let selected = index == cursor.selected;
        pane::line(buf, row, &columns.row(model, index, selected, theme));
        if selected {
            pane::highlight(buf, row, focused, theme);
        }
    }
    if model.zones.is_sifting() {
        buf.set_style(list, theme.dim);
    }
    list
}

fn heading(model: &Model, room: usize) -> String {
    let narrowed = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    let whose = narrowed.map(|row| row.label.as_str()).or_else(|| model.browse.group());
    let whose = whose.unwrap_or("all profiles");
    let filter = model.browse.filter.trim();
    if filter.is_empty() {
        return format!("Zones · {whose}");
    }
    let (found, all) = (fit::number(model.zones.matching()), fit::number(model.zones.len()));
    let found =
        if model.zones.is_sifting() { FILTERING.into() } else { format!("{found} of {all}") };
    let filter = format!("filter “{}” {found}", fit::cut(filter, 24));
    let full = format!("Zones · {whose} · {filter}");
    if fit::columns(&full) <= room { full } else { format!("Zones · {filter}") }
}

/// The selected name where its column cuts it, else the zone's id; before it how old that is.
fn selected_in_full(model: &Model, columns: &Columns) -> String {
    let Some(shown) = model.zones.shown(model.zones.cursor.selected) else { return String::new() };
    let (name, id) = match shown {
        Shown::Zone(row) => (row.zone.name.to_string(), row.zone.id.to_string()),
        Shown::Cut(cut) => (cut.name.to_string(), "no zone in view".to_owned()),
        Shown::Gap(name) => (name.to_string(), "no zone in view".to_owned()),
    };
    let lead = model.zones.branch(model.zones.cursor.selected).map(|(_, guides)| 2 * guides.len());
    let full = if fit::columns(&name) + lead.unwrap_or(0) > columns.name { name } else { id };
    let row = model.zones.selected();
    match row.and_then(|row| listed_earlier(model, row)) {
        Some(ago) => format!("~ listed {ago} · {full}"),
        None => full,
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
    } else if model.zones.is_sifting() {
        card.text(FILTERING, theme.dim);
    } else if !filter.is_empty() && !model.zones.is_empty() {
        card.text(&format!("No zone matches “{filter}”."), theme.text);
        let context = if model.browse.editing.is_some() { Context::Input } else { Context::Zones };
        if let Some(key) = key_for(context, Command::Back) {
            card.key(&key.to_string(), "clear the filter");
        }
    } else if let Some(group) = model.browse.group() {
        if !beside {
            return group_card::lines(model, group, width, theme);
        }
        card.text("No zone of this group's accounts was listed.", theme.text);
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
