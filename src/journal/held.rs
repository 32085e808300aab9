//! Which entries a living zonecut holds: a locked file each, in the folder `held`.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::gate::Gate;
use crate::private;
use crate::zone::EntryId;

/// How long a hold that ends waits for the gate, to remove its file. Where it can't, the file
/// stays; it holds nothing.
const PARTING: Duration = Duration::from_secs(1);

/// The folder of the held entries. A file that nobody has locked is left over from a process that
/// has ended, and means nothing.
#[derive(Debug)]
pub(super) struct Held {
    folder: PathBuf,
    gate: Gate,
}

impl Held {
    pub(super) fn new(folder: PathBuf, gate: Gate) -> Self {
        Self { folder, gate }
    }

    /// Takes an entry; `None` where another has it. The caller must be alone inside the gate:
    /// between opening and locking, nobody may remove the file.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn take(&self, id: &EntryId) -> io::Result<Option<HeldEntry>> {
        private::make_folder(&self.folder)?;
        let path = self.folder.join(format!("{id}.lock"));
        let file = private::lock_file(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(HeldEntry { path, file, gate: self.gate.clone() })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Removes the files of processes that have ended. The caller must be alone inside the gate.
    pub(super) fn sweep(&self) {
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for path in files.flatten().map(|file| file.path()) {
            let free = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
            if free && path.extension().is_some_and(|end| end == "lock") {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

/// An entry that is taken until this is dropped.
pub(super) struct HeldEntry {
    path: PathBuf,
    file: File,
    gate: Gate,
}

impl Drop for HeldEntry {
    fn drop(&mut self) {
        if let Ok(_alone) = self.gate.alone(PARTING) {
            let _ = fs::remove_file(&self.path);
            let _ = self.file.unlock();
        }
    }
}
