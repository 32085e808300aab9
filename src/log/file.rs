//! The log's files: private, bounded in size and number.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::private;

/// Octets of one file.
pub const LARGEST: u64 = 8 << 20;
/// Files that stay, the one being written among them.
pub const KEPT: usize = 5;

/// The file that is written, and those before it.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    path: PathBuf,
    file: File,
    written: u64,
}

impl Files {
    /// Begins a file, and removes those that are too many.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        private::make_folder(folder)?;
        let (path, file) = create(folder)?;
        prune(folder);
        Ok(Self { folder: folder.to_owned(), path, file, written: 0 })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a line, in the next file where this one is full.
    pub(super) fn write(&mut self, line: &str) -> io::Result<()> {
        let length = line.len() as u64;
        if self.written > 0 && self.written + length > LARGEST {
            *self = Self::begin(&self.folder)?;
        }
        self.written += length;
        self.file.write_all(line.as_bytes())
    }
}

/// Names sort by time. Two that begin in the same millisecond differ by process, and those of one
/// process by a number.
fn create(folder: &Path) -> io::Result<(PathBuf, File)> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    for serial in 0..100 {
        let name =
            format!("zonecut-{:013}-{}-{serial:02}.log", since.as_millis(), std::process::id());
        let path = folder.join(name);
        match private::options().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((path, opened?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Removes our own files but the newest. That one can't be removed is no matter.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut ours: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("zonecut-") && name.ends_with(".log")
        })
        .collect();
    ours.sort();
    let surplus = ours.len().saturating_sub(KEPT);
    for path in ours.into_iter().take(surplus) {
        let _ = fs::remove_file(path);
    }
}
