//! Lets one zonecut at a time write the journal and claim entries.

use std::fs::{File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::private;

/// An advisory lock on a file of its own. The system frees it with the process that has it.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    path: PathBuf,
}

impl Gate {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Waits until nobody else is inside. The caller is, until it drops the file.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] after `patience`; what the system says of the file.
    pub(super) fn alone(&self, patience: Duration) -> io::Result<File> {
        self.wait(private::lock_file(&self.path)?, File::try_lock, patience)
    }

    /// Waits until nobody is inside alone.
    ///
    /// # Errors
    /// As [`Gate::alone`]; also where the file is not there.
    pub(super) fn beside_readers(&self, patience: Duration) -> io::Result<File> {
        self.wait(File::open(&self.path)?, File::try_lock_shared, patience)
    }

    fn wait(
        &self,
        file: File,
        lock: fn(&File) -> Result<(), TryLockError>,
        patience: Duration,
    ) -> io::Result<File> {
        // Asking again and again, because a lock that is waited for has no time limit, and a
        // stopped process would stop all others with it.
        let (start, mut pause) = (Instant::now(), Duration::from_micros(200));
        loop {
            match lock(&file) {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    let message = format!(
                        "another zonecut has kept {} locked for {} s",
                        self.path.display(),
                        patience.as_secs()
                    );
                    return Err(io::Error::new(io::ErrorKind::TimedOut, message));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(pause),
            }
            pause = (pause * 2).min(Duration::from_millis(10));
        }
    }
}
