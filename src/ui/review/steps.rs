//! The four stages of a change, each with how far it is.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::keymap::{Command, key_for};
use crate::app::review::{Review, Stage as Progress};
use crate::cut::{Apply, StageState};
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;
use crate::ui::title;

/// Most rows of the box: two borders, four stages, what holds them up.
pub(super) const MOST_ROWS: u16 = 7;

/// How many rows the box takes.
pub(super) fn rows(apply: &Apply) -> u16 {
    if apply.detail().is_some() { MOST_ROWS } else { MOST_ROWS - 1 }
}

/// Draws the box; `now` turns the spinner while the change is under way.
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
    let frame = Frame {
        title: format!("{what} · {}", time(took)),
        foot: apply.change_id().map(|id| format!("change {id}")).unwrap_or_default(),
        ..Frame::default()
    };
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
    if let Some(key) = command.and_then(|command| key_for(context, command)) {
        spans.push(Span::styled(format!("  {key}"), theme.key));
        spans.push(Span::styled(format!("  {does}"), theme.dim));
    }
    pane::line(buf, row, &Line::from(spans));
}
