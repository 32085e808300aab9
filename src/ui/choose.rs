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
use crate::app::choose::{Candidate, Choose};
use crate::app::pair::SideOf;

/// Columns of a profile and an account id.
const WHO: usize = 28;
/// Columns of a zone id.
const ID: usize = 22;

/// Draws the list and returns how many rows it has.
pub(super) fn draw(buf: &mut Buffer, area: Rect, choose: &Choose, theme: &Theme) -> Rect {
    let len = choose.candidates.len();
    let width = area.width.saturating_sub(4).min(110);
    let below = below(choose, usize::from(width).saturating_sub(4), theme);
    let around = layout::rows(below.len()) + 4;
    let (body, _footer) = layout::take_bottom(area, 1);
    let height = layout::rows(len).saturating_add(around).min(body.height.saturating_sub(2));
    let place = layout::middle(body, width, height);
    let rows = usize::from(place.height.saturating_sub(around));
    let window = choose.cursor.window(rows, len);

    let title = match choose.side {
        SideOf::Parent => format!("Parent for {}", choose.marked.key.name),
        SideOf::Child => format!("Child of {}", choose.marked.key.name),
    };
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let frame =
        Frame { title, place: pane::place(&window, len), focused: true, ..Frame::default() };
    let inside = frame.draw(buf, place, theme);
    let (head, rest) = layout::take_top(inside, 1);
    let columns = Columns::of(usize::from(inside.width));
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

struct Columns {
    name: usize,
    who: usize,
    id: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let free = width.saturating_sub(2 + 2);
        let (who, id) = match free {
            80.. => (WHO, ID),
            60..80 => (WHO, 14),
            _ => (free * 9 / 20, 0),
        };
        Self { name: free.saturating_sub(who + id), who, id }
    }

    fn line(&self, pointer: &str, name: &str, who: &str, id: &str) -> Vec<Span<'static>> {
        vec![
            Span::raw(format!("{pointer} {} ", fit::left(name, self.name))),
            Span::raw(format!("{} ", fit::left(who, self.who))),
            Span::raw(fit::left(id, self.id)),
        ]
    }

    fn heads(&self) -> Line<'static> {
        Line::from(self.line(" ", "ZONE", "PROFILE AND ACCOUNT", "ID"))
    }

    fn row(&self, candidate: &Candidate, selected: bool, theme: &Theme) -> Line<'static> {
        let mark = &candidate.mark;
        let account = mark.account.as_ref().map_or("account ?", |account| account.as_str());
        let profile = fit::cut(mark.key.profile.as_str(), self.who.saturating_sub(13));
        let who = format!("{profile} {account}");
        let name = mark.key.name.to_string();
        let mut spans = self.line(pane::pointer(selected), &name, &who, mark.key.zone.as_str());
        for span in spans.iter_mut().skip(1) {
            span.style = theme.dim;
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
