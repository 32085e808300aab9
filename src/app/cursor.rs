//! Which row of a list is selected, and which rows are in the window.

use std::ops::Range;

use super::keymap::Command;

/// The selected row of a list, and the first row that is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Index of the selected row; 0 in an empty list.
    pub selected: usize,
    /// Rows a page has, as told by the last [`Cursor::fit`].
    height: usize,
    /// First row of the window.
    top: usize,
}

impl Cursor {
    /// Moves by some rows and stays in the list.
    pub fn step(&mut self, by: isize, len: usize) {
        self.select(self.selected.saturating_add_signed(by), len);
    }

    /// Moves by whole pages.
    pub fn page(&mut self, by: isize, len: usize) {
        let rows = isize::try_from(self.height.max(2) - 1).unwrap_or(1);
        self.step(by.saturating_mul(rows), len);
    }

    /// Selects a row, the last one where there are fewer.
    pub fn select(&mut self, row: usize, len: usize) {
        self.selected = row.min(len.saturating_sub(1));
        self.follow();
    }

    /// Carries out a command that moves in a list of `len` rows; others move nothing.
    pub fn command(&mut self, command: Command, len: usize) {
        match command {
            Command::Up => self.step(-1, len),
            Command::Down => self.step(1, len),
            Command::PageUp => self.page(-1, len),
            Command::PageDown => self.page(1, len),
            Command::Top => self.select(0, len),
            Command::Bottom => self.select(usize::MAX, len),
            _ => {}
        }
    }

    /// Scrolls the window by some rows; what is selected comes with it where it would be left
    /// behind.
    pub fn scroll(&mut self, by: isize, len: usize) {
        let window = self.window(self.height, len);
        let last = len.saturating_sub(self.height);
        self.top = window.start.saturating_add_signed(by).min(last);
        let below = (self.top + self.height.max(1)).min(len.max(1)) - 1;
        self.selected = self.selected.clamp(self.top.min(below), below);
    }

    /// Tells how many rows the list has on the screen.
    pub fn fit(&mut self, height: usize, len: usize) {
        self.height = height;
        self.select(self.selected, len);
    }

    /// The rows to draw in a list of `len` rows and a window of `height`.
    #[must_use]
    pub fn window(&self, height: usize, len: usize) -> Range<usize> {
        let mut top = self.top.min(self.selected);
        if height > 0 && self.selected >= top + height {
            top = self.selected + 1 - height;
        }
        let top = top.min(len.saturating_sub(height));
        top..len.min(top + height)
    }

    fn follow(&mut self) {
        if self.height > 0 {
            self.top = self.top.min(self.selected);
            self.top = self.top.max((self.selected + 1).saturating_sub(self.height));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selected_row_is_always_in_the_window(
            len in 1usize..500, height in 1usize..60,
            moves in prop::collection::vec((-40isize..40, 0u8..3), 0..30),
        ) {
            let mut cursor = Cursor::default();
            cursor.fit(height, len);
            for (by, how) in moves {
                match how {
                    0 => cursor.page(by.signum(), len),
                    1 => cursor.step(by, len),
                    _ => {
                        let before = cursor.window(height, len).start;
                        cursor.scroll(by, len);
                        let last = len.saturating_sub(height);
                        let wanted = before.saturating_add_signed(by).min(last);
                        prop_assert_eq!(cursor.window(height, len).start, wanted);
                    }
                }
                let window = cursor.window(height, len);
                prop_assert!(window.contains(&cursor.selected));
                prop_assert!(window.len() == height.min(len));
            }
        }
    }
}
