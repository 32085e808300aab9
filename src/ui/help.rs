//! The keys of a context, from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::wrapped_to;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::cursor::Cursor;
use crate::app::keymap::{self, Binding, Command, Context};

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
    of: Context,
    cursor: Cursor,
    theme: &Theme,
) -> Rect {
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let bindings: Vec<&Binding> = keymap::bindings(of).collect();
    let height = usize::from(body.height.saturating_sub(2 + FULL + 1));
    let window = cursor.window(height, bindings.len());
    let frame = Frame {
        title: format!("Keys · {}", of.title()),
        place: pane::place(&window, bindings.len()),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, body, theme);
    let (inside, below) = layout::take_bottom(inside, FULL + 1);
    for (at, index) in window.enumerate() {
        let Some(binding) = bindings.get(index) else { continue };
        let group = group(binding.command);
        let before = index.checked_sub(1).and_then(|before| bindings.get(before));
        let new = at == 0 || before.is_none_or(|before| self::group(before.command) != group);
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let selected = index == cursor.selected;
        let room = usize::from(inside.width).saturating_sub(2 + GROUP + KEYS + 1);
        let line = Line::from(vec![
            Span::raw(format!("{} ", pane::pointer(selected))),
            Span::styled(fit::left(if new { group } else { "" }, GROUP), theme.title),
            Span::styled(fit::left(&keys.join(" "), KEYS), theme.key),
            Span::raw(fit::cut(binding.help, room)),
        ]);
        let row = layout::row(inside, layout::rows(at));
        pane::line(buf, row, &line);
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    if let Some(binding) = bindings.get(cursor.selected) {
        let (rule, text) = layout::take_top(below, 1);
        pane::rule(buf, rule, theme);
        let wrapped = wrapped_to(binding.help, usize::from(text.width).saturating_sub(2), 2);
        let lines: Vec<Line<'_>> =
            wrapped.into_iter().map(|text| Line::raw(format!(" {text}"))).collect();
        pane::lines(buf, text, &lines);
    }
    inside
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
        | Command::Sort
        | Command::Reverse
        | Command::Tree
        | Command::Fold
        | Command::FoldAll
        | Command::UnfoldAll
        | Command::Pause
        | Command::Export
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
        | Command::Previous => "Move",
        Command::SignIn
        | Command::Copy
        | Command::History
        | Command::Messages
        | Command::Help
        | Command::Quit
        | Command::Abort => "Program",
    }
}
