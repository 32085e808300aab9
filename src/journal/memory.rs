//! A store that is gone with the process.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::store::{Hold, Store, Tail};
use crate::zone::EntryId;

/// Keeps a journal in memory. Clones share the bytes and the holds, as processes share a disk.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    bytes: Arc<Mutex<Vec<u8>>>,
    held: Arc<Mutex<HashSet<EntryId>>>,
}

impl MemoryStore {
    /// A store that already holds these bytes.
    #[must_use]
    pub fn with_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes: Arc::new(Mutex::new(bytes)), held: Arc::default() }
    }
}

impl Store for MemoryStore {
    fn place(&self) -> String {
        "(in memory)".into()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        Ok(lock(&self.bytes).clone())
    }

    fn tail(&self) -> io::Result<Box<dyn Tail + '_>> {
        Ok(Box::new(MemoryTail(lock(&self.bytes))))
    }

    fn hold(&self, id: &EntryId) -> io::Result<Option<Hold>> {
        let free = lock(&self.held).insert(id.clone());
        let hold = || Hold::new(MemoryHold { held: Arc::clone(&self.held), id: id.clone() });
        Ok(free.then(hold))
    }
}

struct MemoryTail<'a>(MutexGuard<'a, Vec<u8>>);

impl Tail for MemoryTail<'_> {
    fn size(&mut self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn ends_a_line(&mut self) -> io::Result<bool> {
        Ok(self.0.last().is_none_or(|last| *last == b'\n'))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn take_back(&mut self, size: u64) -> io::Result<()> {
        self.0.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(())
    }
}

struct MemoryHold {
    held: Arc<Mutex<HashSet<EntryId>>>,
    id: EntryId,
}

impl Drop for MemoryHold {
    fn drop(&mut self) {
        lock(&self.held).remove(&self.id);
    }
}

/// A panic elsewhere leaves bytes that are at worst a torn line, which readers know.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
