//! The change set as a diff: what goes, what comes, and which servers stay.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::cut::{Plan, Verdict};
use crate::dns::RecordType;
use crate::ui::card::wrapped_to;
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;
use crate::zone::{Action, Change, RecordSet};

/// Fewest rows of the box: two borders, a line for what goes and one for what comes.
pub(super) const LEAST_ROWS: u16 = 4;

/// The longest a server's column gets: `ns-1536.awsdns-00.co.uk.` and a mark.
const SERVER: usize = 30;

/// As many servers of a set as are shown; Route 53 gives four.
const SERVERS: usize = 16;

/// A plan's change set.
pub(super) struct ChangeSet<'a> {
    plan: &'a Plan,
    /// In both sets, only in the set before, only in the one after.
    stay: Vec<&'a str>,
    go: Vec<&'a str>,
    come: Vec<&'a str>,
}

impl<'a> ChangeSet<'a> {
    /// Compares the servers before and after.
    pub(super) fn of(plan: &'a Plan) -> Self {
        let values = |set: Option<&'a RecordSet>| -> Vec<&'a str> {
            set.map_or(&[][..], RecordSet::values)
                .iter()
                .map(String::as_str)
                .take(SERVERS)
                .collect()
        };
        let (before, after) = (values(plan.ns_before()), values(plan.ns_after()));
        let (stay, go) = before.iter().partition(|server| contains(&after, server));
        let come = after.iter().copied().filter(|server| !contains(&before, server)).collect();
        Self { plan, stay, go, come }
    }

    /// How many rows the box takes, of `most` that it may have.
    pub(super) fn rows(&self, width: u16, most: u16) -> u16 {
        let all = layout::rows(self.lines(width, usize::MAX, &Theme::plain()).len()) + 2;
        if all <= most { all } else { LEAST_ROWS.min(all) }
    }

    /// Draws the box, in the short form where it has no room for the servers below each other.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let parent = &self.plan.facts().parent;
        let frame = Frame::titled(format!("Change set for {} {}", parent.name(), parent.id()));
        let inside = frame.draw(buf, area, theme);
        pane::lines(buf, inside, &self.lines(area.width, usize::from(inside.height), theme));
    }

    fn lines(&self, width: u16, room: usize, theme: &Theme) -> Vec<Line<'static>> {
        let width = usize::from(width).saturating_sub(2);
        let plan = self.plan;
        match plan.verdict() {
            Verdict::Stopped => {
                let text = " ✗ No change set: what is found below forbids it.";
                let mut lines = vec![Line::styled(fit::cut(text, width), theme.stop)];
                for set in plan.before() {
                    lines.push(one_line("   now", set, set.values(), width, theme.text));
                }
                lines
            }
            Verdict::UpToDate => match plan.ns_after() {
                Some(after) => self.alone(" = stands", after, width, theme.text),
                None => Vec::new(),
            },
            Verdict::Ready => self.ready(width, room, theme),
        }
    }

    /// NS RRsets that come or are replaced in full, anything else as the changes of the batch.
    fn ready(&self, width: usize, room: usize, theme: &Theme) -> Vec<Line<'static>> {
        let changes = self.plan.batch().map_or(&[][..], |batch| &batch.changes);
        match (self.plan.ns_before(), self.plan.ns_after(), changes.len()) {
            (Some(before), Some(after), 2)
                if room >= 2 + self.stay.len() + self.go.len().max(self.come.len())
                    && changes.iter().all(|change| change.set.rtype == RecordType::Ns) =>
            {
                self.replace(before, after, width, theme)
            }
            _ => {
                let named = changes.iter().map(|Change { action, set }| match action {
                    Action::Delete => (" - DELETE", set, theme.removed),
                    Action::Create => (" + CREATE", set, theme.added),
                });
                let in_full = named
                    .clone()
                    .flat_map(|(what, set, style)| self.alone(what, set, width, style));
                let in_full: Vec<Line<'static>> = in_full.collect();
                if in_full.len() <= room {
                    return in_full;
                }
                let each = room / changes.len().max(1);
                let short_line = |(what, set, style): (_, &RecordSet, _)| {
                    one_line(what, set, set.values(), width, style)
                };
                if each < 2 {
                    return named.map(short_line).collect();
                }
                let short = |(what, set, style): (_, &RecordSet, Style)| {
                    let line = one_line(what, set, set.values(), usize::MAX / 8, style);
                    let text = wrapped_to(&line.to_string(), width.saturating_sub(1), each);
                    text.into_iter()
                        .map(move |text| Line::styled(format!(" {}", text.trim_start()), style))
                };
                named.flat_map(short).collect()
            }
        }
    }

    /// One set: its servers behind it, or below where they don't fit; other values below it.
    fn alone(&self, what: &str, set: &RecordSet, width: usize, style: Style) -> Vec<Line<'static>> {
        let line = one_line(what, set, set.values(), usize::MAX / 8, style);
        if line.width() <= width {
            return vec![line];
        }
        let mut lines = vec![one_line(what, set, &[], width, style)];
        let column = self.column(width);
        let values = || set.values().iter().take(SERVERS);
        if set.rtype != RecordType::Ns || values().any(|value| fit::columns(value) >= column) {
            let whole = values().flat_map(|value| wrapped_to(value, width.saturating_sub(12), 4));
            lines.extend(whole.map(|text| Line::raw(format!("           {text}"))));
            return lines;
        }
        let per_line = (width.saturating_sub(10) / column.max(1)).max(1);
        let servers: Vec<&String> = values().collect();
        for servers in servers.chunks(per_line) {
            let text: String = servers.iter().map(|server| fit::left(server, column)).collect();
            lines.push(Line::raw(format!("           {}", fit::cut(text.trim_end(), width - 11))));
        }
        lines
    }

    /// Two columns: the set that goes and the set that comes, what is in both side by side.
    fn replace(
        &self,
        before: &RecordSet,
        after: &RecordSet,
        width: usize,
        theme: &Theme,
    ) -> Vec<Line<'static>> {
        let mut lines = vec![
            one_line(" - DELETE", before, &[], width, theme.removed),
            one_line(" + CREATE", after, &[], width, theme.added),
        ];
        let column = self.column(width);
        let cell = |glyph: &str, server: Option<&&str>, style: Style| match server {
            Some(server) => Span::styled(format!("{glyph} {}", fit::left(server, column)), style),
            None => Span::raw(" ".repeat(column + 2)),
        };
        for server in &self.stay {
            let server = Some(server);
            lines.push(Line::from(vec![
                Span::raw("   "),
                cell("=", server, theme.text),
                cell("=", server, theme.text),
                Span::styled("stays", theme.dim),
            ]));
        }
        for at in 0..self.go.len().max(self.come.len()) {
            lines.push(Line::from(vec![
                Span::raw("   "),
                cell("-", self.go.get(at), theme.removed),
                cell("+", self.come.get(at), theme.added),
            ]));
        }
        lines
    }

    /// Columns of a server: of the longest, as far as two fit side by side.
    fn column(&self, width: usize) -> usize {
        let all = self.stay.iter().chain(&self.go).chain(&self.come);
        let longest = all.map(|server| fit::columns(server)).max().unwrap_or(0);
        let two = width.saturating_sub(3 + 4 + 5) / 2;
        (longest + 2).min(SERVER).min(two)
    }
}

/// Name servers are the same whatever their case.
fn contains(servers: &[&str], server: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches('.').to_ascii_lowercase();
    servers.iter().any(|other| bare(other) == bare(server))
}

fn one_line(
    what: &str,
    set: &RecordSet,
    values: &[String],
    width: usize,
    style: Style,
) -> Line<'static> {
    let ttl = set.ttl().map(|ttl| ttl.to_string()).unwrap_or_default();
    let mut text = format!("{what}  {}  {}  {ttl}", set.name, set.rtype);
    for value in values.iter().take(SERVERS) {
        text.push_str("  ");
        text.push_str(value);
    }
    Line::styled(fit::cut(&text, width), style)
}
