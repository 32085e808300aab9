//! Turns the terminal's events into messages.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::app::key::{Code, Key};
use crate::app::mouse::Gesture;
use crate::app::{Model, Msg};
use crate::ui;

/// The message for an event, `None` for those that mean nothing here. A click on a hint is its
/// key.
pub(super) fn message(event: Event, model: &Model) -> Option<Msg> {
    match event {
        Event::Mouse(mouse) => clicked(mouse, model),
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(pressed(key))),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize(width, height)),
        _ => None,
    }
}

fn clicked(mouse: MouseEvent, model: &Model) -> Option<Msg> {
    let at = (mouse.column, mouse.row);
    let gesture = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            if let Some(key) = ui::hint_at(model, at) {
                return Some(Msg::Key(key));
            }
            Gesture::Press
        }
        MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
        MouseEventKind::Up(MouseButton::Left) => Gesture::Release,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    Some(Msg::Mouse(gesture, at))
}

fn pressed(key: KeyEvent) -> Key {
    let code = match key.code {
        KeyCode::Char(char) if key.modifiers.contains(KeyModifiers::SHIFT) => {
            Code::Char(char.to_uppercase().next().unwrap_or(char))
        }
        KeyCode::Char(char) => Code::Char(char),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => Code::Other,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match code {
        Code::Char(char) if ctrl => Key { code: Code::Char(char.to_ascii_lowercase()), ctrl, alt },
        code => Key { code, ctrl, alt },
    }
}
