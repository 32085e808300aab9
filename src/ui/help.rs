//! The keys of a context, from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::wrapped_to;
use super::field;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::cursor::Cursor;
use crate::app::field::Field;
use crate::app::help::rows;
use crate::app::keymap::{Binding, Command, Context};

/// Columns of what a command is about.
const GROUP: usize = 9;
/// Columns of the keys.
const KEYS: usize = 14;
/// Rows for the selected row's sentence in full.
const FULL: u16 = 2;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    (of, cursor): (Context, Cursor),
    (sought, typing): (&Field, bool),
    theme: &Theme,
) -> Rect {
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let bindings = rows(of, sought.text());
    let height = usize::from(body.height.saturating_sub(2 + FULL + 1));
    let window = cursor.window(height, bindings.len());
    let frame = Frame {
        title: match sought.text() {
            "" => format!("Keys · {}", of.title()),
            text => format!("Keys · all screens · “{}”", fit::cut(text, 24)),
        },
        place: pane::place(&window, bindings.len()),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, body, theme);
    let (inside, below) = layout::take_bottom(inside, FULL + 1);
    if bindings.is_empty() {
        pane::line(buf, inside, &Line::styled("  No key does that.", theme.dim));
    }
    for (at, index) in window.enumerate() {
        let Some(binding) = bindings.get(index) else { continue };
        let group = group(binding.command);
        let before = index.checked_sub(1).and_then(|before| bindings.get(before));
        let new = at == 0 || before.is_none_or(|before| self::group(before.command) != group);
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let selected = index == cursor.selected;
        let room = usize::from(inside.width).saturating_sub(2 + GROUP + KEYS + 1);
        let here = binding.contexts.contains(&of);
        let line = Line::from(vec![
            Span::raw(format!("{} ", pane::pointer(selected))),
            Span::styled(fit::left(if new { group } else { "" }, GROUP), theme.title),
            Span::styled(fit::left(&keys.join(" "), KEYS), theme.key),
            Span::styled(fit::cut(binding.help, room), if here { theme.text } else { theme.dim }),
        ]);
        let row = layout::row(inside, layout::rows(at));
        pane::line(buf, row, &line);
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    let (rule, text) = layout::take_top(below, 1);
    pane::rule(buf, rule, theme);
    if typing {
        pane::line(buf, text, &field::line(" Search all keys: ", sought, text.width, theme));
    } else if let Some(binding) = bindings.get(cursor.selected) {
        let full = match sought.text() {
            "" => binding.help.to_owned(),
            _ => format!("{} · {}", binding.help, places(binding)),
        };
        let wrapped = wrapped_to(&full, usize::from(text.width).saturating_sub(2), 2);
        let lines: Vec<Line<'_>> =
            wrapped.into_iter().map(|text| Line::raw(format!(" {text}"))).collect();
        pane::lines(buf, text, &lines);
    }
    inside
}

/// The screens that a row holds on.
fn places(binding: &Binding) -> String {
    let titles: Vec<&str> = binding.contexts.iter().map(|context| context.title()).collect();
    titles.join(", ")
}

/// What a command is about.
fn group(command: Command) -> &'static str {
    match command {
        Command::MarkParent
        | Command::MarkChild
        | Command::Unmark
        | Command::NewZone
        | Command::Delegate
        | Command::Remove
        | Command::Sign
        | Command::Undo
        | Command::Audit
        | Command::Check
        | Command::Repair => "Cut",
        Command::Yes | Command::No | Command::EditTtl => "Answer",
        Command::Open
        | Command::Back
        | Command::Filter
        | Command::Find
        | Command::Sort
        | Command::Reverse
        | Command::Tree
        | Command::Fold
        | Command::FoldAll
        | Command::UnfoldAll
        | Command::Pause
        | Command::Export
        | Command::Favourite
        | Command::Reload => "List",
        Command::Up
        | Command::Down
        | Command::PageUp
        | Command::PageDown
        | Command::Top
        | Command::Bottom
        | Command::Left
        | Command::Right
        | Command::Next
        | Command::Previous
        | Command::Pick => "Move",
        Command::SignIn
        | Command::Copy
        | Command::CopyId
        | Command::History
        | Command::Messages
        | Command::Help
        | Command::Quit
        | Command::Abort => "Program",
    }
}
