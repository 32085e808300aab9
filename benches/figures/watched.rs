//! A terminal in memory that tells when its title says that all zones are there.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use tokio::sync::Notify;

/// When the title was as awaited. Clones tell of the same terminal.
#[derive(Clone, Default)]
pub(crate) struct Awaited {
    at: Arc<Mutex<Option<Instant>>>,
    came: Arc<Notify>,
}

impl Awaited {
    /// Waits for it.
    pub(crate) async fn wait(&self) {
        self.came.notified().await;
    }

    /// When it was.
    pub(crate) fn at(&self) -> Option<Instant> {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
        self.came.notify_one();
    }
}

/// The terminal.
pub(crate) struct Watched {
    inner: TestBackend,
    title: String,
    awaited: Awaited,
}

impl Watched {
    /// A terminal of this size whose first row is to hold this text, and not the word `loading`.
    pub(crate) fn new(width: u16, height: u16, title: &str) -> (Self, Awaited) {
        let awaited = Awaited::default();
        let inner = TestBackend::new(width, height);
        (Self { inner, title: title.to_owned(), awaited: awaited.clone() }, awaited)
    }

    fn first_row(&self) -> String {
        let buffer = self.inner.buffer();
        let cells = buffer.content().iter().take(usize::from(buffer.area.width));
        cells.map(Cell::symbol).collect()
    }
}

impl Backend for Watched {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Infallible> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Infallible> {
        self.inner.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        let row = self.first_row();
        if row.contains(&self.title) && !row.contains("loading") {
            self.awaited.tell();
        }
        self.inner.flush()
    }
}
