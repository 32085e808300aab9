//! The question before a change: yes or no, the child's name, the TTL, or why there is none.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::guard;
use crate::app::field::Field;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::review::{Asking, Review, parse_ttl};
use crate::cut::{Goal, Plan, Verdict};
use crate::ui::field;
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane;
use crate::ui::theme::Theme;

/// Rows of the question, and of the line below it.
const ROWS: u16 = 2;

/// Rows of the question with what stands around it.
pub(super) fn rows(review: &Review) -> u16 {
    if review.put_off.is_some() { ROWS + guard::ROWS } else { ROWS }
}

/// Draws the question.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    review: &Review,
    plan: &Plan,
    asking: &Asking,
    theme: &Theme,
) {
    let [first, second] = match (&review.ttl_field, asking, plan.verdict()) {
        (Some(field), ..) => ttl(field, area.width, theme),
        _ if review.waits_for_dns() => waiting(review, theme),
        (None, Asking::YesNo { yes }, _) => yes_no(plan, *yes, review.context(), theme),
        (None, Asking::Name { field, wrong }, _) => name(plan, field, *wrong, area.width, theme),
        (None, Asking::Nothing, Verdict::Stopped) => [
            Line::styled(" ✗ Stopped: this can't be applied as it is.", theme.stop),
            again("when that is done, read again and plan anew", review, theme),
        ],
        (None, Asking::Nothing, _) => [
            Line::styled(" ✓ Nothing to do, and nothing is sent.", theme.good),
            again("read again", review, theme),
        ],
    };
    let (above, area) = layout::take_top(area, area.height.saturating_sub(ROWS));
    if let Some(fault) = &review.put_off {
        pane::lines(buf, above, &guard::put_off(fault, review.context(), above.width, theme));
    }
    pane::line(buf, layout::row(area, 0), &first);
    pane::line(buf, layout::row(area, 1), &second);
}

/// The configuration asks for what the DNS says first.
fn waiting(review: &Review, theme: &Theme) -> [Line<'static>; 2] {
    let (heard, all) = review.asking_dns().unwrap_or_default();
    [
        Line::styled(format!(" The DNS is asked first: {heard} of {all} answered."), theme.heading),
        Line::styled("   profiles.toml says wait = true", theme.dim),
    ]
}

fn again(why: &str, review: &Review, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    if review.offers_sign() {
        hint(&mut spans, Command::Sign, "the DS of the child's keys, as a step of its own", theme);
    }
    hint(&mut spans, Command::Reload, why, theme);
    Line::from(spans)
}

fn hint(spans: &mut Vec<Span<'static>>, command: Command, does: &str, theme: &Theme) {
    if let Some(key) = key_for(Context::Review, command) {
        spans.push(Span::styled(format!("  {key}"), theme.key));
        spans.push(Span::styled(format!("  {does}"), theme.dim));
    }
}

fn yes_no(plan: &Plan, yes: bool, context: Context, theme: &Theme) -> [Line<'static>; 2] {
    let answer = |word: &str, here: bool| {
        if here {
            Span::styled(format!("[ {word} ]"), theme.chosen)
        } else {
            Span::styled(format!("  {word}  "), theme.text)
        }
    };
    let question = match plan.goal() {
        Goal::Sign => " No DS stands there now. Create it?   ",
        _ => " Nothing stands there now. Create this delegation?   ",
    };
    let does = format!("create it in {}", account(plan));
    let question = Line::from(vec![
        Span::styled(question, theme.heading),
        answer("No", !yes),
        Span::raw("  "),
        answer("Yes", yes),
    ]);
    let mut keys = vec![Span::raw("  ")];
    for (command, does) in [
        (Command::Yes, does.as_str()),
        (Command::No, "go back"),
        (Command::EditTtl, "change the TTL"),
    ] {
        let idle = command == Command::EditTtl && *plan.goal() != Goal::Delegate;
        if let Some(key) = key_for(context, command).filter(|_| !idle) {
            keys.push(Span::styled(format!(" {key}"), theme.key));
            keys.push(Span::styled(format!(" {does}  "), theme.dim));
        }
    }
    [question, Line::from(keys)]
}

/// The account that is written to, by the credentials that have read it.
fn account(plan: &Plan) -> String {
    fit::cut(plan.facts().parent.identity.account.as_str(), 12)
}

fn name(plan: &Plan, typed: &Field, wrong: bool, width: u16, theme: &Theme) -> [Line<'static>; 2] {
    let room = usize::from(width);
    let name = plan.facts().cut.to_string();
    let bare = name.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(&name);
    let (long, short) = wording(plan);
    let wordings = [(long, "  to apply it:"), (short, "  here:"), (" Type  ", "  here:")];
    let fits = |(before, after): &&(&str, &str)| before.len() + bare.len() + after.len() <= room;
    let (before, after) = *wordings.iter().find(fits).unwrap_or(&wordings[2]);
    let name = fit::cut(bare, room.saturating_sub(before.len() + after.len()));
    let question = Line::from(vec![
        Span::styled(before, theme.warn),
        Span::styled(name, theme.heading),
        Span::styled(after, theme.warn),
    ]);
    let (complaint, style) = if wrong {
        ("  ✗ that is not the name".to_owned(), theme.stop)
    } else {
        (format!("  in account {}", account(plan)), theme.dim)
    };
    let mut line = field::line(
        " ▸ ",
        typed,
        width.saturating_sub(layout::rows(fit::columns(&complaint))),
        theme,
    );
    line.push_span(Span::styled(complaint, style));
    [question, line]
}

/// What will be done to what stands there, and what to type: at length and in short.
fn wording(plan: &Plan) -> (&'static str, &'static str) {
    match plan.goal() {
        Goal::Remove => (" Takes the delegation away. Type  ", " To take it away, type  "),
        Goal::Undo(_) if plan.after().is_empty() => {
            (" Nothing stood there before: takes it away. Type  ", " To undo it, type  ")
        }
        Goal::Undo(_) => (" Puts back what stood there before. Type  ", " To undo it, type  "),
        Goal::Sign | Goal::Delegate if plan.before().is_empty() => {
            (" The parent is protected. Type  ", " Protected: type  ")
        }
        Goal::Sign => (" Changes the DS that is there now. Type  ", " To change the DS, type  "),
        Goal::Delegate => {
            (" Replaces what is there now. Type  ", " To replace what is there, type  ")
        }
    }
}

fn ttl(typed: &Field, width: u16, theme: &Theme) -> [Line<'static>; 2] {
    let question = field::line(" TTL of the new NS record set: ", typed, width, theme);
    let about = if parse_ttl(typed.text()).is_some() {
        Line::styled("   in seconds, or as 5m, 1h, 2d", theme.dim)
    } else {
        Line::styled("   ✗ not a TTL: seconds, or as 5m, 1h, 2d; at most 2147483647", theme.stop)
    };
    [question, about]
}
