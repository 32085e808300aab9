//! The Profiles pane: each profile with its account and state.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use crate::app::Model;
use crate::app::accounts::{Identified, Listing, ProfileRow};
use crate::app::browse::Pane;
use crate::app::organization::Asked;
use crate::app::shelf::Place;

/// Digits of an account id.
const ACCOUNT: usize = 12;
/// Columns for a count of zones.
const COUNT: usize = 5;
/// Columns that a label keeps whatever stands behind it.
const LABEL: usize = 8;
/// Seconds after which a listing is called slow.
const SLOW: u64 = 3;

/// Draws the pane and returns where the rows of its list are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Rect {
    let cursor = model.browse.profiles;
    let places = model.browse.shelf.places();
    let len = places.len();
    let height = usize::from(area.height).saturating_sub(2);
    let window = cursor.window(height, len);
    let focused = model.browse.pane == Pane::Profiles && model.over.is_empty();
    let frame = Frame {
        title: "Profiles".into(),
        place: pane::place(&window, len),
        focused,
        ..Frame::default()
    };
    let inside = frame.draw(buf, area, theme);
    let columns = Columns::of(model, usize::from(inside.width));
    for (at, index) in window.enumerate() {
        let row = layout::row(inside, layout::rows(at));
        let selected = index == cursor.selected;
        let line = match places.get(index) {
            None => continue,
            Some(Place::All) => all(model, selected, &columns),
            Some(Place::Heading(group)) => heading(model, group, selected, &columns, theme),
            Some(Place::Profile(index)) => profile(model, *index, selected, &columns, theme),
        };
        pane::line(buf, row, &line);
        if selected {
            pane::highlight(buf, row, focused, theme);
        }
    }
    inside
}

/// How the columns of a row are divided.
struct Columns {
    width: usize,
    /// Columns of the label where an account id stands behind it, which it does if all labels
    /// then still fit, or nearly.
    beside_account: Option<usize>,
}

impl Columns {
    fn of(model: &Model, width: usize) -> Self {
        let labels = model.accounts.rows().iter().map(|row| fit::columns(&row.label));
        let longest = labels.max().unwrap_or(0).min(16);
        let label = width.saturating_sub(2 + 1 + ACCOUNT + 1 + COUNT);
        Self { width, beside_account: (label >= longest.max(LABEL)).then_some(label) }
    }
}

fn all(model: &Model, selected: bool, columns: &Columns) -> Line<'static> {
    let count = fit::number(model.zones.len());
    let label = columns.width.saturating_sub(2 + fit::columns(&count) + 1);
    Line::raw(format!("{} {}{count} ", pane::pointer(selected), fit::left("all", label)))
}

/// A group: how many profiles it has, or what stands in the way of knowing.
fn heading(
    model: &Model,
    group: &str,
    selected: bool,
    columns: &Columns,
    theme: &Theme,
) -> Line<'static> {
    let rows = model.accounts.rows().iter();
    let count = rows.filter(|row| row.group.as_deref() == Some(group)).count();
    let mut asked = model.organizations.iter().filter(|asked| asked.group == group);
    let trouble = asked.find_map(|organization| match &organization.state {
        Asked::Failed(fault) => Some((format!("✗ {}", fault.state()), theme.stop)),
        Asked::No | Asked::Asking(_) => Some(("asking…".to_owned(), theme.dim)),
        Asked::Known { .. } => None,
    });
    let (state, style) = trouble.unwrap_or_else(|| (fit::number(count), theme.heading));
    let state = fit::cut(&state, columns.width.saturating_sub(2 + LABEL + 2));
    let fold = if model.browse.shelf.is_folded(group) { "+" } else { "-" };
    let free = columns.width.saturating_sub(2 + 2 + fit::columns(&state) + 2);
    Line::from(vec![
        Span::raw(format!("{} ", pane::pointer(selected))),
        Span::styled(format!("{fold} {}", fit::left(group, free)), theme.heading),
        Span::styled(format!(" {state} "), style),
    ])
}

fn profile(
    model: &Model,
    index: usize,
    selected: bool,
    columns: &Columns,
    theme: &Theme,
) -> Line<'static> {
    let Some(row) = model.accounts.get(index) else { return Line::default() };
    let (state, style) = state(model, index, row, theme);
    let favourite = model.browse.shelf.habits.is_favourite(&row.profile.name);
    let star = if favourite { "*" } else { " " };
    let head = format!("{}{star}", pane::pointer(selected));
    let account = match (&row.identity, columns.beside_account) {
        (Identified::Yes(identity), Some(_)) => Some(identity.account.as_str()),
        (Identified::Failed(_), Some(_)) if row.fault().is_none() => Some("account ?"),
        _ => None,
    };
    let state = fit::cut(&state, columns.width.saturating_sub(2 + LABEL + 2));
    let behind = fit::columns(&state) + 1;
    let free = columns.width.saturating_sub(2 + behind);
    let spans = match (account, columns.beside_account) {
        (Some(account), Some(label)) if label + 1 + ACCOUNT < free => {
            let gap = " ".repeat(free - label - 1 - ACCOUNT);
            vec![
                Span::raw(head),
                Span::raw(fit::left(&row.label, label)),
                Span::styled(format!(" {}{gap}", fit::left(account, ACCOUNT)), theme.dim),
                Span::styled(format!("{state} "), style),
            ]
        }
        _ => vec![
            Span::raw(head),
            Span::raw(fit::left(&row.label, free.saturating_sub(1))),
            Span::styled(format!(" {state} "), style),
        ],
    };
    Line::from(spans)
}

/// The state of a profile in a word or a number.
fn state(model: &Model, index: usize, row: &ProfileRow, theme: &Theme) -> (String, Style) {
    if row.listing == Listing::Gone {
        return ("✗ left out".into(), theme.stop);
    }
    if row.profile.problem.is_some() {
        return ("✗ misconfigured".into(), theme.stop);
    }
    if let Listing::Shared { with } = row.listing {
        let other = model.accounts.get(with).map_or("", |other| other.label.as_str());
        return (format!("= {other}"), theme.dim);
    }
    if let Listing::Done { zones } = row.listing {
        return (fit::number(zones), theme.text);
    }
    if let Some(fault) = row.fault() {
        return (format!("✗ {}", fault.state()), theme.stop);
    }
    if let Some((zones, age)) = model.recall.of(index, model.now) {
        return (format!("~{} {}", fit::number(zones), fit::ago(age)), theme.dim);
    }
    if let Some(since) = row.waiting_since() {
        let waited = model.now.saturating_sub(since).as_secs();
        if waited > SLOW {
            return (format!("slow {waited}s"), theme.warn);
        }
    }
    match model.accounts.zone_count(index) {
        Some((zones, _)) if zones > 0 => (format!("{}…", fit::number(zones)), theme.dim),
        _ => ("…".into(), theme.dim),
    }
}
