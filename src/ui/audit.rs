//! The audit: what it will take, how far it is, the table of cuts, and the evidence of one.

mod estimate;
mod evidence;
mod table;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::cut_state;
use super::field;
use super::fit;
use super::layout;
use super::pane;
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::audit::{Auditing, Stage};
use crate::app::keymap::{Command, Context, key_for};

pub(super) use evidence::lines as evidence_lines;

/// Columns from which on the evidence of the selected row stands beside the table.
const BESIDE: u16 = 120;
/// Rows of the body from which on it stands below.
const BELOW: u16 = 18;
/// How many rows it has there.
const BELOW_ROWS: u16 = 6;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Rect {
    let Some(audit) = &model.audit else { return Rect::default() };
    let (top, body) = layout::take_top(area, 1);
    heading(buf, top, model, audit, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    if audit.stage() == Stage::Estimate {
        return estimate::draw(buf, body, model, audit, theme);
    }
    let (head, body) = layout::take_top(body, 2);
    pane::line(buf, layout::row(head, 0), &progress(model, audit, head.width, theme));
    pane::line(buf, layout::row(head, 1), &counts(audit, head.width, theme));
    if let Some(open) = &audit.evidence {
        return evidence::draw(buf, body, audit, open, theme);
    }
    let (body, asks) = layout::take_bottom(body, u16::from(audit.editing.is_some()));
    if let Some(field) = &audit.editing {
        pane::line(buf, asks, &field::line(" Filter cuts: ", field, asks.width, theme));
    }
    let beside = if body.width >= BESIDE { body.width * 2 / 5 } else { 0 };
    let below = if beside == 0 && body.height >= BELOW { BELOW_ROWS } else { 0 };
    let list = Rect { width: body.width - beside, ..body };
    let (list, under) = layout::take_bottom(list, below);
    if beside > 0 {
        let place = Rect { x: body.x + list.width, width: beside, ..body };
        evidence::selected(buf, place, audit, theme);
    } else if below > 0 {
        evidence::selected(buf, under, audit, theme);
    }
    table::draw(buf, list, model, audit, theme)
}

fn heading(buf: &mut Buffer, row: Rect, model: &Model, audit: &Auditing, theme: &Theme) {
    let whose = match &audit.of {
        Some(profile) => format!("{profile}: cuts at and below its zones"),
        None => "every cut of all profiles in view".to_owned(),
    };
    let dns = if audit.asks_dns() { "" } else { " · the DNS is not asked" };
    let room = usize::from(row.width).saturating_sub(title::taken(model) + 11);
    let line = Line::from(vec![
        Span::styled(" Audit    ", theme.title),
        Span::styled(fit::cut(&format!("{whose}{dns}"), room), theme.heading),
    ]);
    pane::line(buf, row, &line);
    title::demo(buf, row, model, theme);
}

/// How far it is: the most important first, as much as there is room for.
fn progress(model: &Model, audit: &Auditing, width: u16, theme: &Theme) -> Line<'static> {
    let progress = audit.progress();
    let spent = audit.spent(model.now);
    let (lead, style) = match audit.stage() {
        Stage::Estimate => (String::new(), theme.text),
        Stage::Running => (format!("{} Auditing", title::spinner(model.now)), theme.advice),
        Stage::Paused => {
            let key = key_for(Context::Audit, Command::Pause);
            let key = key.map(|key| format!(", {key} goes on")).unwrap_or_default();
            (format!("? Paused{key}"), theme.warn)
        }
        Stage::Done => (format!("✓ Done in {}", fit::time(spent)), theme.good),
    };
    let mut parts = vec![format!(
        "{} of {} read",
        fit::number(progress.zones_read),
        fit::count(progress.zones, "zone"),
    )];
    if let Some(left) = audit.left(model.now) {
        let left = if left.is_zero() { "a moment".to_owned() } else { fit::time(left) };
        parts.push(format!("about {left} left"));
    }
    if audit.asks_dns() {
        parts.push(format!(
            "{} of {} asked",
            fit::number(progress.lookups_done),
            fit::count(progress.lookups, "server"),
        ));
    }
    if audit.stage() == Stage::Running && spent >= Duration::from_secs(2) {
        let requests = u64::try_from(progress.requests).unwrap_or(u64::MAX);
        parts.push(format!("{} requests a second", requests / spent.as_secs().max(1)));
    }
    let mut spans = vec![Span::styled(format!(" {lead}"), style)];
    if progress.zones_unread > 0 {
        let unread = fit::count(progress.zones_unread, "zone");
        spans.push(Span::styled(format!(" · ✗ {unread} could not be read"), theme.stop));
    }
    fill(&mut spans, parts.into_iter().map(|part| (part, theme.text)), " · ", width);
    Line::from(spans)
}

/// How many cuts are in each state.
fn counts(audit: &Auditing, width: u16, theme: &Theme) -> Line<'static> {
    let mut spans = Vec::new();
    let counts = audit.by_state().into_iter().map(|(state, count)| {
        let (sign, style) = cut_state::look(state, theme);
        (format!("{sign} {} {}", fit::number(count), state.label()), style)
    });
    fill(&mut spans, counts, "  ", width);
    Line::from(spans)
}

/// Adds parts while there is room for them.
fn fill(
    spans: &mut Vec<Span<'static>>,
    parts: impl Iterator<Item = (String, Style)>,
    between: &'static str,
    width: u16,
) {
    let mut free =
        usize::from(width).saturating_sub(1 + spans.iter().map(Span::width).sum::<usize>());
    for (text, style) in parts {
        let lead = if spans.is_empty() { " " } else { between };
        let wide = fit::columns(&text) + lead.len();
        if wide > free {
            break;
        }
        free -= wide;
        spans.push(Span::raw(lead));
        spans.push(Span::styled(text, style));
    }
}
