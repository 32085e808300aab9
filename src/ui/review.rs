//! Review, apply, prove: one screen from the plan to the end of the change.

mod change_set;
mod confirm;
mod findings;
mod guard;
mod steps;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::profile_card::fault_text;
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::pair::Mark;
use crate::app::review::{Review, Stage};
use crate::cut::{Goal, Plan, Side};
use crate::dns::Reading;

/// Rows that the findings keep whatever else there is.
const FINDINGS: u16 = 5;

/// Rows of a body from which on change set, steps and the table of the name servers have room.
const PROOF: u16 = 34;

/// Columns for a line of the findings: less the borders, the mark of the line at hand, and two
/// for the mark of how much the finding weighs.
pub(super) fn columns(width: u16) -> usize {
    usize::from(width).saturating_sub(5)
}

/// Draws the screen and returns where the findings are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    review: &Review,
    theme: &Theme,
) -> Rect {
    let mut head = heading(model, review, area.width, theme);
    head.extend(guard::ending_soon(model, review, theme));
    let (top, rest) = layout::take_top(area, layout::rows(head.len()));
    pane::lines(buf, top, &head);
    title::demo(buf, layout::row(top, 0), model, theme);
    let (body, _footer) = layout::take_bottom(rest, 1);
    match &review.stage {
        Stage::Reading => reading(buf, body, model, theme),
        Stage::Failed(fault) => {
            let inside = Frame::titled("Could not be read").draw(buf, body, theme);
            let mut card = Card::new(inside.width, theme);
            card.gap();
            fault_text(&mut card, fault, theme);
            pane::lines(buf, inside, &card.lines());
            inside
        }
        Stage::Planned { plan, asking } => {
            let (body, below) = layout::take_bottom(body, confirm::rows(review));
            let most = body.height.saturating_sub(FINDINGS);
            let set = change_set::ChangeSet::of(plan);
            let (top, rest) = layout::take_top(body, set.rows(area.width, most));
            set.draw(buf, top, theme);
            confirm::draw(buf, below, review, plan, asking, theme);
            findings::draw(buf, rest, review, theme)
        }
        Stage::Applying { apply, since } => {
            let took = model.now.saturating_sub(*since);
            let rest = applying(buf, body, apply.plan(), theme);
            let (top, rest) = layout::take_top(rest, steps::rows(apply, body.height));
            steps::draw(buf, top, apply, took, Some(model.now), theme);
            let (rest, below) = layout::take_bottom(rest, 1);
            steps::next(buf, below, review, theme);
            findings::draw(buf, rest, review, theme)
        }
        Stage::Ended { apply, took, .. } => {
            // The table of the name servers needs the room, and the steps are over.
            let low = review.proof().is_some() && body.height < PROOF;
            let rest = if low { body } else { applying(buf, body, apply.plan(), theme) };
            let height = if low { steps::LOW_ROWS } else { steps::rows(apply, body.height) };
            let (top, rest) = layout::take_top(rest, height);
            steps::draw(buf, top, apply, *took, None, theme);
            let (rest, below) = layout::take_bottom(rest, 1);
            steps::next(buf, below, review, theme);
            findings::draw(buf, rest, review, theme)
        }
    }
}

/// The change set above the steps, where there is room for both; what remains below it.
fn applying(buf: &mut Buffer, body: Rect, plan: &crate::cut::Plan, theme: &Theme) -> Rect {
    let spare = body.height.saturating_sub(steps::MOST_ROWS + FINDINGS + 2);
    if spare < change_set::LEAST_ROWS {
        return body;
    }
    let set = change_set::ChangeSet::of(plan);
    let (top, rest) = layout::take_top(body, set.rows(body.width, spare));
    set.draw(buf, top, theme);
    rest
}

fn reading(buf: &mut Buffer, body: Rect, model: &Model, theme: &Theme) -> Rect {
    let inside = Frame::titled("Change set").draw(buf, body, theme);
    let mut card = Card::new(inside.width, theme);
    card.gap();
    let spinner = title::spinner(model.now);
    card.text(&format!("{spinner} Reading parent, child and the cut between them…"), theme.text);
    card.text("Nothing is written before you have seen the plan.", theme.dim);
    pane::lines(buf, inside, &card.lines());
    inside
}

/// Both zones with profile and account, by the credentials that have read them where they were
/// read, in one line or two.
fn heading(model: &Model, review: &Review, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let word = match review.subject.goal {
        Goal::Delegate => " Review   ",
        Goal::Remove => " Remove   ",
        Goal::Sign => " DS of    ",
        Goal::Undo(_) => " Undo     ",
    };
    let word = Span::styled(word, theme.title);
    let from = Span::styled("cut from  ", theme.dim);
    // The words at the right that tell the sandbox from the world, and that nothing is written.
    let room = usize::from(width).saturating_sub(title::taken(model) + 1);
    let facts = review.plan().map(Plan::facts);
    let account = |mark: &Mark, side: Option<&Side>| {
        let account = side.map(|side| &side.identity.account).or(mark.account.as_ref());
        account.map_or("account ?".to_owned(), |account| model.accounts.with_alias(account))
    };
    let child = match &review.subject.child {
        Some(child) => {
            let account = account(child, facts.and_then(|facts| facts.child.as_ref()));
            zone(child, &account, room.saturating_sub(10), theme)
        }
        None => vec![Span::styled(
            fit::cut(&review.subject.cut.to_string(), room.saturating_sub(10)),
            theme.heading,
        )],
    };
    let parent = &review.subject.parent;
    let parent_account = account(parent, facts.map(|facts| &facts.parent));
    let parent = zone(parent, &parent_account, usize::from(width).saturating_sub(21), theme);
    let mut one = vec![word.clone()];
    one.extend(child.clone());
    one.push(Span::raw("  "));
    one.push(from.clone());
    one.extend(parent.clone());
    let one = Line::from(one);
    if one.width() <= room {
        return vec![one];
    }
    let mut first = vec![word];
    first.extend(child);
    let mut second = vec![Span::raw("          "), from];
    second.extend(parent);
    vec![Line::from(first), Line::from(second)]
}

fn zone(mark: &Mark, account: &str, width: usize, theme: &Theme) -> Vec<Span<'static>> {
    // The id is twelve digits; what is behind it gives way to the zone's name.
    let name = fit::columns(&mark.key.name.to_string());
    let profile = fit::cut(mark.key.profile.as_str(), 24);
    let spare = width.saturating_sub(name + fit::columns(&profile) + 4).max(12);
    let about = format!(" ({profile} {})", fit::cut(account, spare));
    let room = width.saturating_sub(fit::columns(&about));
    let name = fit::cut(&mark.key.name.to_string(), room);
    let free = room.saturating_sub(fit::columns(&name));
    let mut spans = vec![Span::styled(name, theme.heading)];
    if let Some(Reading { unicode, doubt }) = mark.key.name.reading().filter(|_| free >= 8) {
        let (sign, style) = if doubt.is_some() { ("!", theme.warn) } else { ("", theme.dim) };
        spans.push(Span::styled(format!(" {sign}«{}»", fit::cut(&unicode, free - 4)), style));
    }
    spans.push(Span::styled(about, theme.dim));
    spans
}
