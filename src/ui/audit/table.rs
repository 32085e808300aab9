//! The table of cuts that an audit has found.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::Model;
use crate::app::audit::{Auditing, Since, SortBy, Stage};
use crate::app::keymap::{Command, Context, key_for};
use crate::cut::AuditRow;
use crate::ui::card::Card;
use crate::ui::cut_state;
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;
use crate::ui::title;
use crate::ui::zones::read_name;
use crate::zone::ZoneKey;

/// Columns in front of the state.
const GUTTER: usize = 2;

/// Draws the table and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    audit: &Auditing,
    theme: &Theme,
) -> Rect {
    let height = usize::from(area.height.saturating_sub(3));
    let view = audit.table.view();
    let cursor = audit.table.cursor();
    let window = cursor.window(height, view.len());
    let frame = Frame {
        title: heading(audit),
        place: pane::place(&window, view.len()),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, area, theme);
    let (head, list) = layout::take_top(inside, 1);
    if view.is_empty() {
        pane::lines(buf, inside, &nothing(model, audit, inside.width, theme));
        return list;
    }
    let columns = Columns::of(model, usize::from(inside.width));
    pane::line(buf, head, &Line::styled(columns.heads(audit), theme.heading));
    for (at, index) in window.enumerate() {
        let Some(number) = view.get(index) else { continue };
        let Some(found) = audit.row(*number) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == cursor.selected;
        let since = audit.since(*number);
        pane::line(buf, row, &columns.row(model, found, since, selected, theme));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    list
}

fn heading(audit: &Auditing) -> String {
    let filter = audit.table.text().trim();
    if filter.is_empty() {
        return format!("Cuts · {}", fit::number(audit.len()));
    }
    let (found, all) = (fit::number(audit.table.view().len()), fit::number(audit.len()));
    format!("Cuts · filter “{}” {found} of {all}", fit::cut(filter, 24))
}

fn nothing(model: &Model, audit: &Auditing, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    card.gap();
    if !audit.is_empty() {
        card.text(&format!("No cut matches “{}”.", audit.table.text().trim()), theme.text);
        let context = if audit.editing.is_some() { Context::Input } else { Context::Audit };
        if let Some(key) = key_for(context, Command::Back) {
            card.key(&key.to_string(), "clear the filter");
        }
    } else if audit.stage() == Stage::Done {
        card.text("There is no zone cut in these zones, and none is missing.", theme.text);
    } else {
        let spinner = title::spinner(model.now);
        card.text(
            &format!("{spinner} A cut stands here as soon as all is known of it."),
            theme.text,
        );
    }
    card.lines()
}

struct Columns {
    name: usize,
    parent: usize,
    child: usize,
}

impl Columns {
    fn of(model: &Model, width: usize) -> Self {
        let labels = model.accounts.rows().iter().map(|row| fit::columns(&row.label));
        let label = labels.max().unwrap_or(0).clamp(8, 24) + 1;
        let free = width.saturating_sub(GUTTER + cut_state::WIDTH + 1);
        let label = label.min(free / 4);
        Self { name: free.saturating_sub(2 * label), parent: label, child: label }
    }

    fn heads(&self, audit: &Auditing) -> String {
        let (by, reversed) = audit.table.sort();
        let head = |name: &str, column: SortBy| match (by == column, reversed) {
            (false, _) => name.to_owned(),
            (true, false) => format!("{name} ▲"),
            (true, true) => format!("{name} ▼"),
        };
        format!(
            "{}{} {}{}{}",
            " ".repeat(GUTTER),
            fit::left(&head("STATE", SortBy::State), cut_state::WIDTH),
            fit::left(&head("NAME", SortBy::Name), self.name),
            fit::left(&head("PARENT", SortBy::Parent), self.parent),
            fit::left("CHILD", self.child),
        )
    }

    fn row(
        &self,
        model: &Model,
        row: &AuditRow,
        since: Since,
        selected: bool,
        theme: &Theme,
    ) -> Line<'static> {
        let state = cut_state::since(row.state, since, cut_state::WIDTH, theme);
        let (name, looks) = read_name(&row.name, self.name.saturating_sub(1), theme);
        let gap = self.name.saturating_sub(fit::columns(&name) + fit::columns(&looks));
        Line::from(vec![
            Span::raw(format!("{} ", pane::pointer(selected))),
            state,
            Span::raw(format!(" {name}")),
            Span::styled(looks, theme.warn),
            Span::raw(" ".repeat(gap)),
            Span::styled(column(&label(model, row.parent.as_ref()), self.parent), theme.dim),
            Span::styled(column(&label(model, row.child.as_ref()), self.child), theme.dim),
        ])
    }
}

fn column(text: &str, width: usize) -> String {
    fit::left(&fit::cut(text, width.saturating_sub(1)), width)
}

/// What the profile of a zone is called on the screen.
fn label(model: &Model, key: Option<&ZoneKey>) -> String {
    let Some(key) = key else { return "—".to_owned() };
    let mut rows = model.accounts.rows().iter();
    let row = rows.find(|row| row.profile.name == key.profile);
    row.map_or(key.profile.as_str(), |row| row.label.as_str()).to_owned()
}
