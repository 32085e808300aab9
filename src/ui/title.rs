//! The first row: the program's name, what is in view, what is loading.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::time::Duration;

use super::fit;
use super::layout;
use super::pane;
use super::theme::Theme;
use crate::app::Model;
use crate::app::audit::Stage;

const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// The word that tells the sandbox from the world.
const DEMO: &str = " demo ";

/// That nothing can be written.
const READ_ONLY: &str = " read-only ";

/// Columns below which there is no room for a rate.
const WIDE: u16 = 80;

/// The spinner at a time since the start.
pub(super) fn spinner(now: Duration) -> &'static str {
    let at = usize::try_from(now.as_millis() / 100 % 10).unwrap_or(0);
    FRAMES.get(at).copied().unwrap_or("⠋")
}

/// Draws the row; where it is narrow, without the number of accounts, then of profiles.
pub(super) fn draw(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    let loading = match model.loading() {
        0 => String::new(),
        loading => {
            format!(" · {} loading {loading}{}", spinner(model.now), listing(model, row.width))
        }
    };
    let loading = format!("{loading}{}", audit(model));
    let name = " zonecut   ";
    let room = usize::from(row.width).saturating_sub(name.len() + taken(model));
    let about = about(model, room.saturating_sub(fit::columns(&loading)));
    let line = Line::from(vec![
        Span::styled(name, theme.title),
        Span::styled(about, theme.text),
        Span::styled(loading, theme.advice),
    ]);
    pane::line(buf, row, &line);
    demo(buf, row, model, theme);
}

/// How fast the zones come, and when that is likely to end; nothing before that can be said.
fn listing(model: &Model, width: u16) -> String {
    let Some(pace) = model.listing_pace().filter(|_| width >= WIDE) else { return String::new() };
    let rate = format!(" · {} zones/s", fit::number(pace.a_second));
    match pace.left {
        Some(left) if left.as_secs() == 0 => format!("{rate} · a moment left"),
        Some(left) => format!("{rate} · about {} left", fit::time(left)),
        None => rate,
    }
}

/// Columns of the words at the right; the sandbox's are kept free in the world too.
pub(super) fn taken(model: &Model) -> usize {
    DEMO.len() + if model.permissions.nothing { READ_ONLY.len() } else { 0 }
}

/// That an audit goes on, or could, behind the panes.
fn audit(model: &Model) -> String {
    let Some(audit) = &model.audit else { return String::new() };
    let (word, progress) = match audit.stage() {
        Stage::Estimate | Stage::Done => return String::new(),
        Stage::Running => (format!("{} audit", spinner(model.now)), audit.progress()),
        Stage::Paused => ("audit paused".to_owned(), audit.progress()),
    };
    let lookups = |count| u64::try_from(count).unwrap_or(u64::MAX / 4);
    let all = progress.pages_about + lookups(progress.lookups);
    let done = (progress.pages + lookups(progress.lookups_done)).min(all);
    format!(" · {word} {} %", 100 * done / all.max(1))
}

fn about(model: &Model, room: usize) -> String {
    let accounts = &model.accounts;
    let profiles = fit::count(accounts.rows().len(), "profile");
    if accounts.rows().is_empty() {
        return profiles;
    }
    let known = fit::count(accounts.known(), "account");
    let zones = fit::count(model.zones.len(), "zone");
    let all = format!("{profiles} · {known} · {zones}");
    if fit::columns(&all) <= room {
        return all;
    }
    let fewer = format!("{profiles} · {zones}");
    if fit::columns(&fewer) <= room { fewer } else { zones }
}

/// The words at the right that tell the sandbox from the world, and that nothing is written.
pub(super) fn demo(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    let mut spans = Vec::new();
    if model.permissions.nothing {
        spans.push(Span::styled(READ_ONLY, theme.warn));
    }
    if model.demo {
        spans.push(Span::styled(DEMO, theme.demo));
    }
    let line = Line::from(spans);
    let wide = layout::rows(line.width());
    let at = row.width.saturating_sub(wide);
    let place = Rect { x: row.x + at, width: wide.min(row.width), ..row };
    pane::line(buf, place, &line);
}
