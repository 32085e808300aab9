//! The last row: what the keys do here, and whether there are messages.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::card::wrapped_to;
use super::fit;
use super::layout;
use super::pane;
use super::theme::Theme;
use crate::app::audit::Stage as AuditStage;
use crate::app::key::Key;
use crate::app::keymap::{self, Command, Context, key_for};
use crate::app::messages::Tone;
use crate::app::sign_in::Stage;
use crate::app::signing_in::is_offered;
use crate::app::zones::Shape;
use crate::app::{Model, Over};
use crate::cut::{Goal, Verdict};

/// Columns between two hints.
const GAP: usize = 2;

/// Draws the row.
pub(super) fn draw(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    Clear.render(row, buf);
    buf.set_style(row, theme.text);
    let spans = hints(model, row.width, theme).into_iter().flat_map(|(_, spans)| spans);
    pane::line(buf, row, &spans.collect());
}

/// The key whose hint has a column of the row.
pub(super) fn key_at(model: &Model, width: u16, column: u16) -> Option<Key> {
    let mut end = 0;
    let mut hints = hints(model, width, &Theme::plain()).into_iter();
    hints.find_map(|(key, spans)| {
        end += spans.iter().map(Span::width).sum::<usize>();
        (usize::from(column) < end).then_some(key)
    })
}

/// Hints stand in the order of their importance, as many as there is room for; the keys for help
/// and messages always have theirs.
fn hints(model: &Model, width: u16, theme: &Theme) -> Vec<(Key, Vec<Span<'static>>)> {
    let context = model.context();
    let help = key_for(context, Command::Help);
    let messages = key_for(context, Command::Messages);
    let unseen = model.messages.unseen();
    let idle = idle(model);
    let mut last = Vec::new();
    if let (Some(key), 1..) = (messages, unseen) {
        let mut spans = hint(key, &format!("{} ", fit::count(unseen, "message")), theme);
        if let Some(word) = spans.last_mut() {
            word.style = theme.warn;
        }
        last.push((key, spans));
    }
    if let Some(key) = help {
        last.push((key, hint(key, "help", theme)));
    }
    let wide = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let reserved: usize = last.iter().map(|(_, spans)| wide(spans)).sum();

    let mut hints = Vec::new();
    let mut free = usize::from(width).saturating_sub(reserved + 1);
    for (key, word) in keymap::hints(context) {
        let elsewhere = Some(key) == help || (Some(key) == messages && unseen > 0);
        if word.is_empty() || elsewhere || idle.contains(&key) {
            continue;
        }
        let next = hint(key, word, theme);
        let wide = wide(&next);
        if wide > free {
            break;
        }
        free -= wide;
        hints.push((key, next));
    }
    hints.extend(last);
    hints
}

/// Keys of a review that would do nothing now: there is no TTL to edit before there is a new NS
/// RRset that could be sent, and no DS to review unless it is what comes next.
fn idle(model: &Model) -> Vec<Key> {
    let context = model.context();
    let sign_in = key_for(context, Command::SignIn).filter(|_| !is_offered(model));
    if let Some(Over::SignIn(sign_in)) = model.over.last() {
        let unused = match sign_in.stage {
            Stage::Device { .. } => vec![Command::Reload],
            Stage::Failed { .. } => vec![Command::Copy],
            Stage::Asking | Stage::Code { .. } => vec![Command::Copy, Command::Reload],
        };
        return unused.iter().filter_map(|command| key_for(context, *command)).collect();
    }
    if context == Context::Zones {
        let browse = &model.browse;
        let all = browse.filter.is_empty() && browse.profiles.selected == 0;
        let fold = key_for(context, Command::Fold);
        let fold = fold.filter(|_| model.zones.shape() == Shape::List);
        let back = key_for(context, Command::Back).filter(|_| all);
        let of_a_zone = [
            Command::MarkParent,
            Command::MarkChild,
            Command::Open,
            Command::Check,
            Command::Export,
        ];
        let of_a_zone = of_a_zone.iter().filter_map(|command| key_for(context, *command));
        let gap = model.zones.selected_gap().is_some();
        let of_a_zone = of_a_zone.filter(|_| gap);
        return fold.into_iter().chain(back).chain(sign_in).chain(of_a_zone).collect();
    }
    if context == Context::Audit {
        let done = model.audit.as_ref().is_some_and(|audit| audit.stage() == AuditStage::Done);
        return key_for(context, Command::Pause).into_iter().filter(|_| done).collect();
    }
    let Some(review) = model.review() else {
        let mut unused = vec![Command::EditTtl, Command::Sign];
        if matches!(context, Context::Confirm | Context::TypeName | Context::Review) {
            unused.extend([Command::Reload, Command::Export]);
        }
        let unused = unused.iter().filter_map(|command| key_for(context, *command));
        return unused.chain(sign_in).collect();
    };
    let has_ttl = review
        .plan()
        .is_some_and(|plan| plan.verdict() != Verdict::Stopped && *plan.goal() == Goal::Delegate);
    let mut idle: Vec<Key> = sign_in.into_iter().collect();
    idle.extend(key_for(context, Command::EditTtl).filter(|_| !has_ttl));
    idle.extend(key_for(context, Command::Export).filter(|_| review.plan().is_none()));
    idle.extend(key_for(context, Command::Sign).filter(|_| !review.offers_sign()));
    idle
}

fn hint(key: Key, word: &str, theme: &Theme) -> Vec<Span<'static>> {
    let word = format!(" {}{}", word.trim_end(), " ".repeat(GAP - 1));
    vec![Span::styled(format!(" {key}"), theme.key), Span::styled(word, theme.dim)]
}

/// Draws what the program has to say until the next key, over the lowest rows.
pub(super) fn flash(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let Some(text) = model.messages.flashing() else { return };
    let lines = wrapped_to(text, usize::from(area.width).saturating_sub(4), 3);
    let (_, place) = layout::take_bottom(area, layout::rows(lines.len()));
    Clear.render(place, buf);
    let (mut mark, style) = match model.messages.tone() {
        Tone::Done => (" ✓ ", theme.good),
        Tone::Told => (" → ", theme.advice),
        Tone::Refused => (" ! ", theme.warn),
    };
    for (at, line) in lines.into_iter().enumerate() {
        let line = Line::styled(format!("{mark}{line}"), style);
        pane::line(buf, layout::row(place, layout::rows(at)), &line);
        mark = "   ";
    }
}
