//! A new zone: the form, the question, and what came of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::field;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::create::{Create, Progress};
use crate::app::keymap::{Command, Context, key_for};
use crate::cut::{Severity, quoted};

/// Rows of the question.
const QUESTION: u16 = 3;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    create: &Create,
    theme: &Theme,
) -> Rect {
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let (body, below) = layout::take_bottom(body, QUESTION);
    let inside = Frame { focused: true, ..Frame::titled("New child zone") }.draw(buf, body, theme);
    if let Progress::Form(complaint) = &create.progress {
        let lines = [
            field::line(" Name: ", &create.field, below.width, theme),
            match complaint {
                Some(why) => Line::styled(
                    format!(" ✗ {}", fit::cut(why, usize::from(below.width).saturating_sub(4))),
                    theme.stop,
                ),
                None => next(usize::from(below.width), theme),
            },
        ];
        pane::lines(buf, below, &lines);
        return accounts(buf, inside, create, theme);
    }
    let mut card = Card::new(inside.width, theme);
    if let Some(creator) = create.creator() {
        let (Progress::Asked { name, .. }
        | Progress::Creating(name, _)
        | Progress::Failed(name, _)) = &create.progress
        else {
            return Rect::default();
        };
        card.fact_in("Zone", &name.to_string(), theme.heading);
        card.fact("Profile", creator.profile.as_str());
        card.fact("Account", creator.identity.account.as_str());
        card.fact("As", &creator.identity.arn);
    }
    card.gap();
    for finding in &create.findings {
        let (glyph, style) = match finding.severity {
            Severity::Stop => ("✗", theme.stop),
            Severity::Warn => ("!", theme.warn),
            Severity::Note => ("·", theme.good),
        };
        let word = finding.severity.as_str();
        card.text(&format!("{glyph} {word:<4} {}  {}", finding.code, finding.message), style);
        for evidence in &finding.evidence {
            card.text(&format!("       {evidence}"), theme.dim);
        }
    }
    if let Progress::Failed(_, why) = &create.progress {
        card.text(&format!("✗ {}", why.message), theme.stop);
        card.text(&format!("→ {}", why.advice), theme.advice);
        if let (Some(zone), Some(creator)) = (&why.zone, create.creator()) {
            let child = quoted(&format!("{}/{zone}", creator.profile));
            let next = format!("→ The zone exists. Then: zonecut delegate --child {child}");
            card.text(&next, theme.advice);
        }
    }
    pane::lines(buf, inside, &card.lines());
    pane::lines(buf, below, &question(model, create, below.width, theme));
    inside
}

/// What to do in the form, and what comes of it.
fn next(width: usize, theme: &Theme) -> Line<'static> {
    let key = |command| key_for(Context::Create, command).map(|key| key.to_string());
    let keys = [Command::Up, Command::Down].into_iter().filter_map(key).collect::<Vec<_>>();
    let what = format!(" Type the label; {} choose the account.", keys.join(" "));
    let whole = format!("{what} You are asked before it is created.");
    Line::styled(if fit::columns(&whole) <= width { whole } else { what }, theme.dim)
}

/// The profiles to choose from.
fn accounts(buf: &mut Buffer, area: Rect, create: &Create, theme: &Theme) -> Rect {
    let (head, list) = layout::take_top(area, 1);
    pane::line(buf, head, &Line::styled(" In the account of:", theme.heading));
    let rows = usize::from(list.height);
    let first = (create.chosen + 1).saturating_sub(rows);
    for (at, index) in (first..create.creators.len()).take(rows).enumerate() {
        let Some(creator) = create.creators.get(index) else { continue };
        let selected = index == create.chosen;
        let row = layout::row(list, layout::rows(at));
        let name = fit::left(creator.profile.as_str(), 28);
        let account = fit::cut(creator.identity.account.as_str(), 12);
        pane::line(
            buf,
            row,
            &Line::from(vec![
                Span::raw(format!("{} {name} ", pane::pointer(selected))),
                Span::styled(account, theme.dim),
            ]),
        );
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    list
}

fn question(model: &Model, create: &Create, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    match &create.progress {
        Progress::Asked { .. } if create.is_stopped() => {
            vec![Line::styled(" ✗ Stopped: it can't be created.", theme.stop)]
        }
        Progress::Asked { typed: Some(typed), name, .. } => vec![
            Line::styled(format!(" Protected. Type  {name}  to create it:"), theme.warn),
            field::line(" ▸ ", typed, width, theme),
        ],
        Progress::Asked { yes, .. } => {
            let answer = |word: &str, here: bool| {
                if here {
                    Span::styled(format!("[ {word} ]"), theme.chosen)
                } else {
                    Span::styled(format!("  {word}  "), theme.text)
                }
            };
            vec![Line::from(vec![
                Span::styled(" Create this zone?   ", theme.heading),
                answer("No", !yes),
                Span::raw("  "),
                answer("Yes", *yes),
            ])]
        }
        Progress::Creating(_, since) => {
            let seconds = model.now.saturating_sub(*since).as_secs();
            let spinner = title::spinner(model.now);
            vec![Line::styled(
                format!(" {spinner} Creating, until INSYNC · {seconds} s"),
                theme.advice,
            )]
        }
        Progress::Form(_) | Progress::Failed(..) => Vec::new(),
    }
}
