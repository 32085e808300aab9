//! A store with an adversary in it: full disks, failing syncs, torn writes, deaths and losses of
//! power. For simulation and tests.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::store::{Hold, Store, Tail};
use crate::zone::EntryId;

/// What goes wrong. All but [`StoreFault::Full`] strike once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// The disk has room for so many more bytes. Each write takes of them; at none it fails with
    /// [`io::ErrorKind::StorageFull`]. What is taken back is room again.
    Full {
        /// The room in bytes.
        room: u64,
    },
    /// The next sync fails; what it should have synced is not safe.
    SyncFails,
    /// The next sync fails, and what was written can't be taken back either.
    StuckAtSync,
    /// The next reading fails.
    ReadFails,
    /// The next entry can't be held.
    HoldFails,
    /// The process dies when so many bytes of the next write have arrived, at most all.
    DiesInWrite {
        /// The bytes that arrive.
        after: u64,
    },
    /// The process dies when all is written and the sync has begun.
    DiesInSync,
    /// The process dies when the sync is done, and before anybody hears of it.
    DiesAfterSync,
}

/// Any store, with faults at command.
///
/// Clones are views of one process and one disk. When the process has died, every call fails
/// until [`FaultyStore::restart`] or [`FaultyStore::lose_power`].
#[derive(Debug, Clone)]
pub struct FaultyStore {
    inner: Arc<dyn Store>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    fault: Option<StoreFault>,
    dead: bool,
    /// Bytes known to be on stable storage, where some are not.
    synced: Option<u64>,
}

impl FaultyStore {
    /// A store without a fault, until one is armed. What `inner` holds counts as synced.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, state: Arc::default() }
    }

    /// Sets what goes wrong next, in place of what was set; `None` for nothing.
    pub fn arm(&self, fault: Option<StoreFault>) {
        self.state().fault = fault;
    }

    /// Whether the process has died.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// The process dies here and now: `kill -9`.
    pub fn die(&self) {
        self.state().dead = true;
    }

    /// A new process on the same disk: what was written is there, synced or not. Nothing is armed.
    pub fn restart(&self) {
        let mut state = self.state();
        state.dead = false;
        state.fault = None;
    }

    /// Loses power, and starts again: of what was not synced, the first `kept` bytes are there.
    ///
    /// # Errors
    /// What the inner store says.
    pub fn lose_power(&self, kept: u64) -> io::Result<()> {
        self.restart();
        let mut tail = self.inner.tail()?;
        let size = tail.size()?;
        if let Some(synced) = self.state().synced.take() {
            tail.take_back(size.min(synced.saturating_add(kept)))?;
            tail.sync()?;
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails for the dead, and for the fault that strikes here.
    fn strike(&self, here: StoreFault) -> io::Result<()> {
        let mut state = self.state();
        if state.dead {
            return Err(dead());
        }
        if state.fault == Some(here) {
            state.fault = None;
            return Err(io::Error::other("input/output error"));
        }
        Ok(())
    }
}

fn dead() -> io::Error {
    io::Error::other("the process has died")
}

impl Store for FaultyStore {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        self.strike(StoreFault::ReadFails)?;
        self.inner.read()
    }

    fn tail(&self) -> io::Result<Box<dyn Tail + '_>> {
        if self.is_dead() {
            return Err(dead());
        }
        Ok(Box::new(FaultyTail { inner: self.inner.tail()?, store: self }))
    }

    fn hold(&self, id: &EntryId) -> io::Result<Option<Hold>> {
        self.strike(StoreFault::HoldFails)?;
        self.inner.hold(id)
    }
}

struct FaultyTail<'a> {
    inner: Box<dyn Tail + 'a>,
    store: &'a FaultyStore,
}

impl FaultyTail<'_> {
    fn alive(&self) -> io::Result<MutexGuard<'_, State>> {
        let state = self.store.state();
        if state.dead { Err(dead()) } else { Ok(state) }
    }
}

impl Tail for FaultyTail<'_> {
    fn size(&mut self) -> io::Result<u64> {
        drop(self.alive()?);
        self.inner.size()
    }

    fn ends_a_line(&mut self) -> io::Result<bool> {
        drop(self.alive()?);
        self.inner.ends_a_line()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        drop(self.alive()?);
        let size = self.inner.size()?;
        let mut state = self.store.state();
        state.synced.get_or_insert(size);
        let asked = bytes.len() as u64;
        let (arrive, room) = match state.fault {
            Some(StoreFault::Full { room: 0 }) => return Err(io::ErrorKind::StorageFull.into()),
            Some(StoreFault::Full { room }) => (asked.min(room), Some(room)),
            Some(StoreFault::DiesInWrite { after }) => {
                state.fault = None;
                state.dead = true;
                (asked.min(after), None)
            }
            _ => (asked, None),
        };
        let part = usize::try_from(arrive).ok().and_then(|end| bytes.get(..end));
        let taken = self.inner.write(part.unwrap_or(bytes))?;
        if let Some(room) = room {
            state.fault = Some(StoreFault::Full { room: room.saturating_sub(taken as u64) });
        }
        if state.dead { Err(dead()) } else { Ok(taken) }
    }

    fn sync(&mut self) -> io::Result<()> {
        let fault = {
            let mut state = self.alive()?;
            let struck = state.fault.filter(|fault| !matches!(fault, StoreFault::Full { .. }));
            match struck {
                Some(StoreFault::SyncFails) => state.fault = None,
                Some(StoreFault::DiesInSync) => state.dead = true,
                _ => {}
            }
            struck
        };
        match fault {
            Some(StoreFault::SyncFails | StoreFault::StuckAtSync) => {
                return Err(io::Error::other("input/output error"));
            }
            Some(StoreFault::DiesInSync) => return Err(dead()),
            _ => self.inner.sync()?,
        }
        let mut state = self.store.state();
        state.synced = None;
        if fault == Some(StoreFault::DiesAfterSync) {
            state.dead = true;
            return Err(dead());
        }
        Ok(())
    }

    fn take_back(&mut self, size: u64) -> io::Result<()> {
        {
            let mut state = self.alive()?;
            if state.fault == Some(StoreFault::StuckAtSync) {
                state.fault = None;
                return Err(io::Error::other("input/output error"));
            }
        }
        let before = self.inner.size()?;
        self.inner.take_back(size)?;
        let mut state = self.store.state();
        if let Some(StoreFault::Full { room }) = state.fault {
            state.fault = Some(StoreFault::Full { room: room + before.saturating_sub(size) });
        }
        // What is gone was never safe; what is left was.
        state.synced = state.synced.filter(|synced| *synced < size);
        Ok(())
    }
}
