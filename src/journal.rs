//! The journal: what we wrote to Route 53, on disk before Route 53 hears of it.
//!
//! One line of JSON an event, append only; `docs/journal.md` tells its shape. Two things are
//! promised:
//!
//! - [`Journal::intend`] returns only once the intent is on stable storage. Where it can't be put
//!   there, an error comes back and nothing may be sent.
//! - What stands in the file is never overwritten and never dropped: what can't be read is left
//!   where it is, or kept beside, and told by [`Journal::notices`].
//!
//! Any number of zonecuts may share a journal. While an entry's [`Live`] exists, no other takes
//! the entry for one that was left behind.

mod absent;
mod append;
mod author;
mod error;
mod faulty;
mod file;
mod gate;
mod held;
mod memory;
mod opening;
mod reading;
mod shape;
mod stamp;
mod store;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::zone::{Entry, EntryId, Intent, Outcome, Proof};
use reading::Reading;
use shape::Line;

pub use error::JournalError;
pub use faulty::{FaultyStore, StoreFault};
pub use file::FileStore;
pub use memory::MemoryStore;
pub use stamp::{Origin, ThisMachine, rfc3339};
pub use store::{Hold, Store, Tail};

/// What we wrote, on disk. Cheap to clone; clones are the same journal.
#[derive(Debug, Clone)]
pub struct Journal {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    store: Arc<dyn Store>,
    origin: Arc<dyn Origin>,
    /// What was found odd at opening.
    opening: Vec<String>,
    /// What was found odd when the file was last read.
    reading: Mutex<Vec<String>>,
}

impl Journal {
    /// `journal.jsonl` in the platform's data folder; `None` without a home folder.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "zonecut")?;
        Some(folders.data_dir().join("journal.jsonl"))
    }

    /// Opens the journal at `path`, or begins it.
    ///
    /// A folder that is made gets mode 0700, the file 0600; a file with any other mode is mended.
    /// What stands at `path` and is no journal, or can't be read, is renamed to
    /// `<path>.kept-<n>` and a fresh journal begun.
    ///
    /// # Errors
    /// [`JournalError::Open`] where the folder can't be made, the file can't be looked at, or
    /// another process keeps it locked.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let (store, notices) = FileStore::open(path)?;
        Ok(Self::build(Arc::new(store), Arc::new(ThisMachine), notices))
    }

    /// The journal at `path` as it stands, to read: nothing is made, mended or renamed, and it need
    /// not be there.
    #[must_use]
    pub fn to_read(path: &Path) -> Self {
        Self::on(Arc::new(FileStore::at(path)))
    }

    /// A journal that is gone with the process and touches no disk: for `--demo` and tests.
    #[must_use]
    pub fn memory() -> Self {
        Self::on(Arc::new(MemoryStore::default()))
    }

    /// A journal that can't be had, for this reason: every intent fails, so nothing is sent.
    #[must_use]
    pub fn out_of_reach(why: &str) -> Self {
        Self::on(Arc::new(absent::AbsentStore::new(why)))
    }

    /// A journal on any store.
    #[must_use]
    pub fn on(store: Arc<dyn Store>) -> Self {
        Self::build(store, Arc::new(ThisMachine), Vec::new())
    }

    /// The same journal with times, ids and author from elsewhere, so that a simulation writes
    /// the same bytes every time.
    #[must_use]
    pub fn with_origin(self, origin: Arc<dyn Origin>) -> Self {
        Self::build(Arc::clone(&self.shared.store), origin, self.shared.opening.clone())
    }

    fn build(store: Arc<dyn Store>, origin: Arc<dyn Origin>, opening: Vec<String>) -> Self {
        Self {
            shared: Arc::new(Shared { store, origin, opening, reading: Mutex::new(Vec::new()) }),
        }
    }

    /// Where it is kept: a path, or words for a journal in memory.
    #[must_use]
    pub fn place(&self) -> String {
        self.shared.store.place()
    }

    /// What was found odd, a sentence each, for the user: at opening, and when the entries were
    /// last read.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let reading = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.opening.iter().chain(reading.iter()).cloned().collect()
    }

    /// Writes down what is about to be asked of Route 53. It is on stable storage when this
    /// returns; then the entry is ours until the [`Live`] is dropped.
    ///
    /// Blocks on the disk, and up to ten seconds on other zonecuts.
    ///
    /// # Errors
    /// [`JournalError::Intend`]: it is not on disk, and nothing may be sent.
    pub fn intend(&self, intent: &Intent) -> Result<Live, JournalError> {
        let Shared { store, origin, .. } = &*self.shared;
        let failed = |detail: String| JournalError::Intend { place: store.place(), detail };
        let now = origin.now();
        let id = stamp::id(now, origin.random());
        // Held before it can be read: whoever sees the entry sees that it is taken.
        let hold = store
            .hold(&id)
            .map_err(|error| failed(error.to_string()))?
            .ok_or_else(|| failed(format!("another change bears the id {id}")))?;
        let line = Line::intent(&id, stamp::rfc3339(now), origin.who(), intent);
        let text = line.to_bytes().map_err(|error| failed(error.to_string()))?;
        append::append(&**store, &text).map_err(|error| failed(error.to_string()))?;
        Ok(Live { id, hold })
    }

    /// Writes down what became of an entry, also one of an earlier process.
    ///
    /// # Errors
    /// [`JournalError::Note`]: it is not on disk. The entry stays as it was; where its outcome is
    /// open, it is found out again at the next start.
    pub fn note(&self, id: &EntryId, outcome: &Outcome) -> Result<(), JournalError> {
        self.add(id, |at| Line::outcome(id, at, outcome))
    }

    /// Writes down what the name servers answered after a change. Its state stays as it is; of
    /// several proofs the last counts.
    ///
    /// # Errors
    /// [`JournalError::Note`]: it is not on disk.
    pub fn prove(&self, id: &EntryId, proof: &Proof) -> Result<(), JournalError> {
        self.add(id, |at| Line::proof(id, at, proof))
    }

    fn add(&self, id: &EntryId, line: impl FnOnce(String) -> Line) -> Result<(), JournalError> {
        let Shared { store, origin, .. } = &*self.shared;
        let failed =
            |detail: String| JournalError::Note { id: id.clone(), place: store.place(), detail };
        if !shape::is_id(id.as_str()) {
            return Err(failed("that is no id of an entry".into()));
        }
        let line = line(stamp::rfc3339(origin.now()));
        let text = line.to_bytes().map_err(|error| failed(error.to_string()))?;
        append::append(&**store, &text).map_err(|error| failed(error.to_string()))
    }

    /// All entries, the one written last first. Lines that can't be read, and those of a later zonecut, are
    /// left where they are and counted in [`Journal::notices`].
    ///
    /// # Errors
    /// [`JournalError::Read`] where the file can't be read at all.
    pub fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        let mut entries = self.read()?.entries;
        entries.reverse();
        Ok(entries)
    }

    /// Entries without a final outcome that no living zonecut holds, oldest first. Each is
    /// claimed: until its [`Live`] is dropped, no other zonecut gets it from here.
    ///
    /// An entry that a later zonecut wrote about is left to one that can read it.
    ///
    /// # Errors
    /// [`JournalError::Read`] where the file can't be read, [`JournalError::Claim`] where an entry
    /// can't be claimed.
    pub fn open_entries(&self) -> Result<Vec<(Entry, Live)>, JournalError> {
        let store = &self.shared.store;
        let mut claimed = Vec::new();
        for entry in self.read()?.open() {
            let hold = store.hold(&entry.id).map_err(|error| JournalError::Claim {
                id: entry.id.clone(),
                place: store.place(),
                detail: error.to_string(),
            })?;
            if let Some(hold) = hold {
                claimed.push(Live { id: entry.id, hold });
            }
        }
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        // Its holder may have come to an end, and said so, between the reading and the claim.
        let mut open = self.read()?.open();
        let pairs = claimed.into_iter().filter_map(|live| {
            let at = open.iter().position(|entry| entry.id == live.id)?;
            Some((open.remove(at), live))
        });
        Ok(pairs.collect())
    }

    fn read(&self) -> Result<Reading, JournalError> {
        let bytes = self.shared.store.read().map_err(|error| self.unread(&error))?;
        let reading = Reading::of(&bytes);
        let notices = reading.notices(&self.place());
        *self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner) = notices;
        Ok(reading)
    }

    fn unread(&self, error: &std::io::Error) -> JournalError {
        JournalError::Read { place: self.place(), detail: error.to_string() }
    }
}

/// An entry that is ours: while this lives, other zonecuts see the entry as held.
///
/// It ends with the process too, however that ends. Dropping it waits for other zonecuts for a
/// second at most.
pub struct Live {
    id: EntryId,
    #[allow(dead_code, reason = "lives as long as this does")]
    hold: Hold,
}

impl Live {
    /// The entry's id.
    #[must_use]
    pub fn id(&self) -> &EntryId {
        &self.id
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Live").field(&self.id).finish()
    }
}
