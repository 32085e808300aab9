//! The port to the disk: all that the journal asks of what keeps its bytes.

use std::any::Any;
use std::fmt;
use std::io;

use crate::zone::EntryId;

/// Keeps the bytes of a journal, and knows which entries are held.
pub trait Store: fmt::Debug + Send + Sync {
    /// Where that is, for the user: a path, or words.
    fn place(&self) -> String;

    /// All bytes of the journal; none where it has not been begun.
    ///
    /// # Errors
    /// What the system says.
    fn read(&self) -> io::Result<Vec<u8>>;

    /// The end of the journal, for the caller alone until it is dropped: other threads and other
    /// processes wait.
    ///
    /// # Errors
    /// What the system says; [`io::ErrorKind::TimedOut`] where another keeps it too long.
    fn tail(&self) -> io::Result<Box<dyn Tail + '_>>;

    /// Takes an entry until the [`Hold`] is dropped or the process ends. `None`: another has it,
    /// in this process or in any other.
    ///
    /// # Errors
    /// What the system says.
    fn hold(&self, id: &EntryId) -> io::Result<Option<Hold>>;
}

/// The end of a journal, held by one writer.
pub trait Tail {
    /// How many bytes there are.
    ///
    /// # Errors
    /// What the system says.
    fn size(&mut self) -> io::Result<u64>;

    /// Whether there are no bytes, or the last is a newline.
    ///
    /// # Errors
    /// What the system says.
    fn ends_a_line(&mut self) -> io::Result<bool>;

    /// Puts bytes at the end by one call to the system, and says how many it took.
    ///
    /// # Errors
    /// What the system says.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Returns once all that was written is on stable storage, and the file can be found there.
    ///
    /// # Errors
    /// What the system says.
    fn sync(&mut self) -> io::Result<()>;

    /// Takes back what was written behind `size`.
    ///
    /// # Errors
    /// What the system says.
    fn take_back(&mut self, size: u64) -> io::Result<()>;
}

/// An entry that is taken, for as long as this lives.
pub struct Hold(#[allow(dead_code, reason = "its drop is what counts")] Box<dyn Any + Send + Sync>);

impl Hold {
    /// Ends when `guard` is dropped.
    #[must_use]
    pub fn new(guard: impl Any + Send + Sync) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hold")
    }
}
