//! The four stages of a change, each with how far it is.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::keymap::{Command, key_for};
use crate::app::review::{Review, Stage as Progress};
use crate::cut::{Apply, Stage, StageState};
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;
use crate::ui::title;

/// Most rows of the box: two borders, four stages, what holds them up.
pub(super) const MOST_ROWS: u16 = 7;

/// Rows of a body that has no room for the box: the stages then share one row.
const LOW: u16 = 15;

/// Rows of the stages where they share one row.
pub(super) const LOW_ROWS: u16 = 2;

/// How many rows the stages take of a body of that height.
pub(super) fn rows(apply: &Apply, body: u16) -> u16 {
    match apply.detail() {
        _ if body < LOW => LOW_ROWS,
        Some(_) => MOST_ROWS,
        None => MOST_ROWS - 1,
    }
}

/// Draws the stages; `now` turns the spinner while the change is under way.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    apply: &Apply,
    took: Duration,
    now: Option<Duration>,
    theme: &Theme,
) {
    let what = match apply.ending() {
        None => "Applying",
        Some(ending) if ending.stands() => "Applied",
        Some(_) => "Ended",
    };
    let title = format!("{what} · {}", time(took));
    let change = apply.change_id().map(|id| format!("change {id}")).unwrap_or_default();
    if area.height < MOST_ROWS - 1 {
        return in_two_rows(buf, area, apply, &format!("{title}  {change}"), now, theme);
    }
    let frame = Frame { title, foot: change, ..Frame::default() };
    let inside = frame.draw(buf, area, theme);
    for (at, (stage, state)) in apply.stages().into_iter().enumerate() {
        let (glyph, word, style) = look(state, now, theme);
        let line = Line::from(vec![
            Span::styled(format!(" {glyph} "), style),
            Span::styled(fit::left(stage.label(), 32), label(state, theme)),
            Span::styled(word, style),
        ]);
        pane::line(buf, layout::row(inside, layout::rows(at)), &line);
    }
    if let Some(detail) = apply.detail() {
        let text = fit::cut(&detail, usize::from(inside.width).saturating_sub(3));
        let line = Line::styled(format!("   {text}"), theme.warn);
        pane::line(buf, layout::row(inside, 4), &line);
    }
}

fn in_two_rows(
    buf: &mut Buffer,
    area: Rect,
    apply: &Apply,
    title: &str,
    now: Option<Duration>,
    theme: &Theme,
) {
    let mut spans = Vec::new();
    for (stage, state) in apply.stages() {
        let (glyph, _, style) = look(state, now, theme);
        let word = match stage {
            Stage::Reread => "read again",
            Stage::Send => "send",
            Stage::Sync => "INSYNC",
            Stage::Proof => "proof",
        };
        spans.push(Span::styled(format!(" {glyph} "), style));
        spans.push(Span::styled(format!("{word}  "), label(state, theme)));
    }
    let width = usize::from(area.width).saturating_sub(1);
    let about = match apply.detail() {
        Some(detail) => fit::cut(&format!("{title}  {detail}"), width),
        None => fit::cut(title, width),
    };
    pane::line(buf, layout::row(area, 0), &Line::from(spans));
    pane::line(buf, layout::row(area, 1), &Line::styled(format!(" {about}"), theme.title));
}

fn look(
    state: StageState,
    now: Option<Duration>,
    theme: &Theme,
) -> (&'static str, &'static str, Style) {
    match state {
        StageState::Ahead => ("·", "", theme.dim),
        StageState::Doing => (now.map_or("…", title::spinner), "under way", theme.advice),
        StageState::Done => ("✓", "done", theme.good),
        StageState::Failed => ("✗", "failed", theme.stop),
        StageState::Unknown => ("?", "not known", theme.warn),
    }
}

fn label(state: StageState, theme: &Theme) -> Style {
    match state {
        StageState::Ahead => theme.dim,
        StageState::Doing => theme.heading,
        _ => theme.text,
    }
}

fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..10 => format!("{seconds}.{} s", took.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// What can be done now, or that it goes on by itself.
pub(super) fn next(buf: &mut Buffer, row: Rect, review: &Review, theme: &Theme) {
    let context = review.context();
    let (text, command, does) = match &review.stage {
        Progress::Applying { apply, .. } if apply.sent() => {
            (" Sent. Route 53 completes it, with or without zonecut.", None, "")
        }
        Progress::Applying { .. } => (" Nothing is sent yet.", None, ""),
        Progress::Ended { ending, .. } if ending.stands() => {
            (" Done.", Some(Command::Back), "back to the zones")
        }
        _ => (" Next: ", Some(Command::Reload), "read again and plan anew"),
    };
    let mut spans = vec![Span::styled(text, theme.heading)];
    if review.offers_sign()
        && let Some(key) = key_for(context, Command::Sign)
    {
        spans.push(Span::styled(format!("  {key}"), theme.key));
        spans.push(Span::styled("  next: the DS of the child's keys", theme.dim));
    }
    if let Some(key) = command.and_then(|command| key_for(context, command)) {
        spans.push(Span::styled(format!("  {key}"), theme.key));
        spans.push(Span::styled(format!("  {does}"), theme.dim));
    }
    pane::line(buf, row, &Line::from(spans));
}
