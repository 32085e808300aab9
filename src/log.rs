//! The log: a file of this run for whoever has to find out what happened, and nothing where none
//! is wanted.
//!
//! Only events of our own targets get in, whatever the level: those of the libraries below would
//! bring headers and bodies, and with them credentials. A line is `time LEVEL target: message
//! key=value`, one event each, with everything escaped that could drive a terminal.
//!
//! Files are `zonecut-<time>-<process>.log` in `log` of the platform's state folder, private to
//! their owner. A file ends at [`LARGEST`] octets and another begins; the newest [`KEPT`] stay.

mod file;
mod layer;
mod line;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing::Level;
use tracing_subscriber::layer::SubscriberExt as _;

pub use file::{KEPT, LARGEST};

use file::Files;
use layer::Lines;

/// Lines that wait for the disk. What comes while so many wait is lost, and counted: the program
/// never waits for its log.
const WAITING: usize = 4_096;
/// How long the end of the program waits for the last lines.
const LAST: Duration = Duration::from_secs(2);

/// The log of this run. Dropping it writes what is left.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    lines: SyncSender<Option<String>>,
    ended: Receiver<()>,
    writer: Option<JoinHandle<()>>,
}

impl Log {
    /// `log` in the platform's state folder, or its folder for data that stays on this machine
    /// where it has none; `None` without a home folder.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "zonecut")?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
        Some(state.join("log"))
    }

    /// Begins a file in the folder and has all of the process log to it, from this level on.
    ///
    /// # Errors
    /// Where the folder or the file can't be made, or the process logs elsewhere already.
    pub fn start(folder: &Path, level: Level) -> io::Result<Self> {
        let (log, layer) = Self::open(folder, level)?;
        let all = tracing_subscriber::registry().with(layer);
        tracing::subscriber::set_global_default(all).map_err(io::Error::other)?;
        Ok(log)
    }

    /// The file, and what writes to it, without the process knowing of it.
    fn open(folder: &Path, level: Level) -> io::Result<(Self, Lines)> {
        let mut files = Files::begin(folder)?;
        let path = files.path().to_owned();
        let (lines, waiting) = sync_channel::<Option<String>>(WAITING);
        let (end, ended) = sync_channel(1);
        let writer = std::thread::Builder::new().name("log".into()).spawn(move || {
            while let Ok(Some(line)) = waiting.recv() {
                // A log that can't be written harms nobody.
                let _ = files.write(&line);
            }
            let _ = end.send(());
        })?;
        let layer = Lines::new(level, lines.clone());
        Ok((Self { path, lines, ended, writer: Some(writer) }, layer))
    }

    /// The file that was begun.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        // A disk that hangs does not keep the program from ending.
        if self.lines.try_send(None).is_ok() && self.ended.recv_timeout(LAST).is_ok() {
            let _ = self.writer.take().map(JoinHandle::join);
        }
    }
}

#[cfg(test)]
mod tests;
