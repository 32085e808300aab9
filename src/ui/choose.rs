//! Proposals for the other side of a cut, over the start screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::card::wrapped_to;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::zones::read_name;
use crate::app::choose::{Candidate, Choose, Stands};
use crate::app::keymap::{Command, Context, key_for};
use crate::app::pair::SideOf;
use crate::cut::Goal;

/// Columns of a profile and an account id.
const WHO: usize = 28;
/// Columns of a zone id.
const ID: usize = 22;
/// Columns of what stands in the parent.
const STANDS: usize = 19;

/// Draws the list and returns how many rows it has.
pub(super) fn draw(buf: &mut Buffer, area: Rect, choose: &Choose, theme: &Theme) -> Rect {
    let len = choose.candidates.len();
    let width = area.width.saturating_sub(4).min(110);
    let below = below(choose, usize::from(width).saturating_sub(4), theme);
    let around = layout::rows(below.len()) + 5;
    let (body, _footer) = layout::take_bottom(area, 1);
    let height = layout::rows(len).saturating_add(around).min(body.height.saturating_sub(2));
    let place = layout::middle(body, width, height);
    let rows = usize::from(place.height.saturating_sub(around));
    let window = choose.cursor.window(rows, len);

    let title = match (choose.side, &choose.marked) {
        (SideOf::Parent, Some(child)) => format!("Parent for {}", child.key.name),
        (SideOf::Child, Some(parent)) => format!("Child of {}", parent.key.name),
        (_, None) => "Which zone is to be delegated?".to_owned(),
    };
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let frame =
        Frame { title, place: pane::place(&window, len), focused: true, ..Frame::default() };
    let inside = frame.draw(buf, place, theme);
    let (step, rest) = layout::take_top(inside, 1);
    pane::line(buf, step, &next(choose, usize::from(step.width), theme));
    let (head, rest) = layout::take_top(rest, 1);
    let columns = Columns::of(usize::from(inside.width), choose.marked.is_none());
    pane::line(buf, head, &columns.heads().style(theme.heading));
    let (list, text) = layout::take_bottom(rest, layout::rows(below.len()) + 1);
    for (at, index) in window.enumerate() {
        let Some(candidate) = choose.candidates.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == choose.cursor.selected;
        pane::line(buf, row, &columns.row(candidate, selected, theme));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    let (rule, text) = layout::take_top(text, 1);
    pane::rule(buf, rule, theme);
    pane::lines(buf, text, &below);
    list
}

/// What to do here, and what comes after it.
fn next(choose: &Choose, width: usize, theme: &Theme) -> Line<'static> {
    let goal = match choose.goal {
        Goal::Remove => "the removal",
        _ => "the change",
    };
    let (step, what, then) = match (choose.side, &choose.marked) {
        (_, None) => ("1 of 3  ", "Select the child", "then the parent is asked for".to_owned()),
        (SideOf::Parent, _) if choose.guided => {
            ("2 of 3  ", "Select the parent", format!("then you see {goal}"))
        }
        (SideOf::Parent, _) => ("", "Select the parent", format!("then you see {goal}")),
        (SideOf::Child, _) => ("", "Select the child", format!("then you see {goal}")),
    };
    let key = key_for(Context::Choose, Command::Open).map(|key| key.to_string());
    let key = key.unwrap_or_default();
    let wordings = [
        (format!("{what}; the likely one is selected. "), format!(" takes it, {then}.")),
        (format!("{what}. "), format!(" takes it, {then}.")),
        (format!("{what}. "), " takes it.".to_owned()),
    ];
    let lines = wordings.into_iter().map(|(before, after)| {
        Line::from(vec![
            Span::styled(format!(" {step}"), theme.title),
            Span::styled(before, theme.heading),
            Span::styled(key.clone(), theme.key),
            Span::styled(after, theme.dim),
        ])
    });
    let mut lines: Vec<Line<'static>> = lines.collect();
    let fits = lines.iter().position(|line| line.width() <= width).unwrap_or(lines.len() - 1);
    lines.swap_remove(fits)
}

struct Columns {
    name: usize,
    who: usize,
    id: usize,
    /// Whether what stands in the parent is told in place of the id.
    stands: bool,
}

impl Columns {
    fn of(width: usize, stands: bool) -> Self {
        let free = width.saturating_sub(2 + 2);
        let (who, id) = match free {
            80.. => (WHO, ID),
            60..80 => (WHO, 14),
            _ => (free * 9 / 20, 0),
        };
        let id = if stands && id > 0 { STANDS } else { id };
        Self { name: free.saturating_sub(who + id), who, id, stands }
    }

    fn line(&self, pointer: &str, name: &str, who: &str, id: &str) -> Vec<Span<'static>> {
        vec![
            Span::raw(format!("{pointer} {} ", fit::left(name, self.name))),
            Span::raw(format!("{} ", fit::left(who, self.who))),
            Span::raw(fit::left(id, self.id)),
        ]
    }

    fn heads(&self) -> Line<'static> {
        let last = if self.stands { "IN ITS PARENT" } else { "ID" };
        Line::from(self.line(" ", "ZONE", "PROFILE AND ACCOUNT", last))
    }

    fn row(&self, candidate: &Candidate, selected: bool, theme: &Theme) -> Line<'static> {
        let mark = &candidate.mark;
        let account = mark.account.as_ref().map_or("account ?", |account| account.as_str());
        let profile = fit::cut(mark.key.profile.as_str(), self.who.saturating_sub(13));
        let who = format!("{profile} {account}");
        let (name, looks) = read_name(&mark.key.name, self.name, theme);
        let last = match candidate.stands {
            _ if !self.stands => mark.key.zone.as_str(),
            Some(stands) => stands.as_str(),
            None => "",
        };
        let gap = self.name.saturating_sub(fit::columns(&name) + fit::columns(&looks));
        let mut spans = self.line(pane::pointer(selected), &name, &who, last);
        for span in spans.iter_mut().skip(1) {
            span.style = theme.dim;
        }
        spans[0] = Span::raw(format!("{} {name}", pane::pointer(selected)));
        spans.insert(1, Span::styled(looks, theme.warn));
        spans.insert(2, Span::raw(" ".repeat(gap + 1)));
        if let (true, Some(Stands::Nothing), Some(last)) =
            (self.stands, candidate.stands, spans.last_mut())
        {
            last.style = theme.good;
        }
        Line::from(spans)
    }
}

/// Why the selected one is proposed, and whether there may be more.
fn below(choose: &Choose, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(candidate) = choose.candidates.get(choose.cursor.selected) {
        let zone = &candidate.mark.key;
        let text = format!("{} {}: {}", zone.name, zone.zone, candidate.why);
        let wrapped = wrapped_to(&text, width, 2).into_iter();
        lines.extend(wrapped.map(|text| Line::raw(format!(" {text}"))));
    }
    if choose.looking {
        lines.push(Line::styled(" … looking at what stands in the parents", theme.dim));
    }
    if choose.more > 0 {
        let find = key_for(Context::Choose, Command::Find);
        let find = find.map(|key| format!(": {key} finds them")).unwrap_or_default();
        let text = format!(" {} more are not listed here{find}.", fit::number(choose.more));
        lines.push(Line::styled(text, theme.dim));
    }
    if choose.unknown > 0 {
        let text = format!(
            "! {} not shown all zones (yet): there may be more to choose from.",
            if choose.unknown == 1 {
                "1 profile has".to_owned()
            } else {
                format!("{} profiles have", choose.unknown)
            }
        );
        let wrapped = wrapped_to(&text, width, 2).into_iter();
        lines.extend(wrapped.map(|text| Line::styled(format!(" {text}"), theme.warn)));
    }
    lines
}
