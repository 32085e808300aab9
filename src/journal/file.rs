//! Keeps a journal in a file that any number of zonecuts may share.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::JournalError;
use super::gate::Gate;
use super::held::Held;
use super::opening;
use super::store::{Hold, Store, Tail};
use crate::private;
use crate::zone::EntryId;

/// How long a writer waits for the others.
const WRITER: Duration = Duration::from_secs(10);
/// How long a reader waits for a writer. Then it reads without: at worst it sees a torn line.
const READER: Duration = Duration::from_secs(2);

/// A journal in a file.
///
/// Beside it stand `journal.lock`, which a writer locks, and `held/<id>.lock`, which is locked as
/// long as the entry is held. Both locks are advisory ([`File::lock`]), and end with the process.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    folder: PathBuf,
    gate: Gate,
    held: Held,
}

impl FileStore {
    /// Opens the file, and says what was found odd; see [`Journal::open`](super::Journal::open).
    ///
    /// # Errors
    /// [`JournalError::Open`].
    pub fn open(path: &Path) -> Result<(Self, Vec<String>), JournalError> {
        let store = Self::at(path);
        let notices = store.prepare().map_err(|error| JournalError::Open {
            place: store.place(),
            detail: error.to_string(),
        })?;
        Ok((store, notices))
    }

    /// The file, whatever stands there: nothing is made, mended or kept aside.
    pub(super) fn at(path: &Path) -> Self {
        let folder = private::folder_of(path).to_owned();
        let gate = Gate::new(folder.join("journal.lock"));
        Self {
            path: path.to_owned(),
            held: Held::new(folder.join("held"), gate.clone()),
            gate,
            folder,
        }
    }

    fn prepare(&self) -> io::Result<Vec<String>> {
        make_synced(&self.folder)?;
        let _alone = self.gate.alone(WRITER)?;
        self.held.sweep();
        opening::inspect(&self.path)
    }
}

impl Store for FileStore {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let _beside = self.gate.beside_readers(READER);
        match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        }
    }

    fn tail(&self) -> io::Result<Box<dyn Tail + '_>> {
        let alone = self.gate.alone(WRITER)?;
        // Opened for each line: what another zonecut put in its place, or the user took away, is
        // then seen.
        let file = private::options().read(true).append(true).create(true).open(&self.path)?;
        Ok(Box::new(FileTail { folder: &self.folder, file, _alone: alone }))
    }

    fn hold(&self, id: &EntryId) -> io::Result<Option<Hold>> {
        let _alone = self.gate.alone(WRITER)?;
        Ok(self.held.take(id)?.map(Hold::new))
    }
}

struct FileTail<'a> {
    folder: &'a Path,
    file: File,
    _alone: File,
}

impl Tail for FileTail<'_> {
    fn size(&mut self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn ends_a_line(&mut self) -> io::Result<bool> {
        if self.size()? == 0 {
            return Ok(true);
        }
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        Ok(last == *b"\n")
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        // The file may be new, also by another zonecut that did not come this far. Where nothing
        // is new, this costs nothing.
        sync_folder(self.folder)
    }

    fn take_back(&mut self, size: u64) -> io::Result<()> {
        self.file.set_len(size)
    }
}

/// Makes the folders that are missing, so that they are found after a loss of power.
fn make_synced(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    private::make_folder(folder)?;
    for above in missing.iter().filter_map(|made| made.parent()) {
        sync_folder(if above.as_os_str().is_empty() { Path::new(".") } else { above })?;
    }
    Ok(())
}

/// A file system that can't sync a folder (some of those over a network) says `EINVAL`; there is
/// nothing more to be had from it.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Windows keeps folders by itself and can't be asked to.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same shape as elsewhere")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
