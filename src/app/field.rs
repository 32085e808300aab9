//! A one-line text field.

use tui_input::{Input, InputRequest};

use super::key::{Code, Key};

/// As much as a field takes: a name has 255 octets at most, in octal escapes four times that.
const MAX_CHARS: usize = 1024;

/// Text with a cursor, without control characters.
#[derive(Debug, Clone, Default)]
pub struct Field {
    input: Input,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text() && self.cursor() == other.cursor()
    }
}

impl Field {
    /// A field that holds a text, the cursor at its end.
    #[must_use]
    pub fn with(text: &str) -> Self {
        let kept = text.chars().filter(|c| !c.is_control()).take(MAX_CHARS);
        Self { input: Input::new(kept.collect()) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The cursor, in characters from the start.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Takes a key; whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        let request = match (key.code, key.ctrl) {
            (Code::Char('a'), true) | (Code::Home, _) => InputRequest::GoToStart,
            (Code::Char('e'), true) | (Code::End, _) => InputRequest::GoToEnd,
            (Code::Char('w'), true) => InputRequest::DeletePrevWord,
            (Code::Char('u'), true) => InputRequest::DeleteFromStart,
            (Code::Char('k'), true) => InputRequest::DeleteTillEnd,
            (Code::Char(char), false) if !key.alt => {
                return self.insert(char);
            }
            (Code::Backspace, _) => InputRequest::DeletePrevChar,
            (Code::Delete, _) => InputRequest::DeleteNextChar,
            (Code::Left, _) => InputRequest::GoToPrevChar,
            (Code::Right, _) => InputRequest::GoToNextChar,
            _ => return false,
        };
        self.input.handle(request).is_some_and(|changed| changed.value)
    }

    /// Takes pasted text; control characters, line ends among them, are left out.
    pub fn paste(&mut self, text: &str) -> bool {
        let mut changed = false;
        for char in text.chars().take(MAX_CHARS) {
            changed |= self.insert(char);
        }
        changed
    }

    fn insert(&mut self, char: char) -> bool {
        if char.is_control() || self.text().chars().count() >= MAX_CHARS {
            return false;
        }
        self.input.handle(InputRequest::InsertChar(char)).is_some_and(|changed| changed.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_cannot_press_enter() {
        let mut field = Field::default();
        assert!(field.paste("team-a.example.com\r\n\u{1b}[201~"));
        assert_eq!(field.text(), "team-a.example.com[201~");
    }

    #[test]
    fn a_paste_without_end_is_cut() {
        let mut field = Field::default();
        field.paste(&"x".repeat(100_000));
        assert_eq!(field.text().len(), MAX_CHARS);
        assert_eq!(Field::with(&"x".repeat(100_000)).text().len(), MAX_CHARS);
    }
}
