//! The keys of a context, from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::cursor::Cursor;
use crate::app::keymap::{self, Binding, Command, Context};

/// Columns of the keys.
const KEYS: usize = 16;

/// Draws the screen and returns how many rows its list has.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    of: Context,
    cursor: Cursor,
    theme: &Theme,
) -> usize {
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let bindings: Vec<&Binding> = keymap::bindings(of).collect();
    let height = usize::from(body.height.saturating_sub(2));
    let window = cursor.window(height, bindings.len());
    let frame = Frame {
        title: format!("Keys · {}", of.title()),
        place: pane::place(&window, bindings.len()),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, body, theme);
    let more = window.len() < bindings.len();
    for (at, index) in window.enumerate() {
        let Some(binding) = bindings.get(index) else { continue };
        let group = group(binding.command);
        let before = index.checked_sub(1).and_then(|before| bindings.get(before));
        let new = at == 0 || before.is_none_or(|before| self::group(before.command) != group);
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let line = Line::from(vec![
            Span::raw(pane::pointer(more && index == cursor.selected)),
            Span::styled(format!(" {}", fit::left(if new { group } else { "" }, 9)), theme.title),
            Span::styled(fit::left(&keys.join(" "), KEYS), theme.key),
            Span::styled(
                fit::cut(binding.help, usize::from(inside.width).saturating_sub(KEYS + 12)),
                theme.text,
            ),
        ]);
        pane::line(buf, layout::row(inside, layout::rows(at)), &line);
    }
    height
}

/// What a command is about.
fn group(command: Command) -> &'static str {
    match command {
        Command::MarkParent | Command::MarkChild | Command::Unmark | Command::Delegate => "Cut",
        Command::Yes | Command::No | Command::EditTtl => "Answer",
        Command::Open
        | Command::Back
        | Command::Filter
        | Command::Sort
        | Command::Reverse
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
        Command::Messages | Command::Help | Command::Quit | Command::Abort => "Program",
    }
}
