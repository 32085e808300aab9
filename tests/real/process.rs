//! A server program that runs as long as somebody holds it, and never longer than the tests.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Starts the program that is given as its arguments, and ends it when standard input does: that
/// happens too when the tests are killed.
const GUARD: &str = r#""$@" </dev/null & read -r _; kill "$!"; wait "$!""#;

/// How long a server may take to end.
const END_LIMIT: Duration = Duration::from_secs(5);

/// A running server.
#[derive(Debug)]
pub(crate) struct Process {
    guard: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program that stays in the foreground; what it writes goes to `log` in `folder`.
    pub(crate) fn start(program: &Path, arguments: &[&str], folder: &Path) -> Process {
        let log = folder.join("log");
        let out = File::create(&log).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "sh"]).arg(program).args(arguments);
        command.current_dir(folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(out.try_clone().unwrap()).stderr(out);
        Process { guard: command.spawn().unwrap(), log }
    }

    /// Tells it to end, and does not wait: several can then end at a time.
    pub(crate) fn stop(&mut self) {
        drop(self.guard.stdin.take());
    }

    /// All that it has written.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
        let end = Instant::now() + END_LIMIT;
        while Instant::now() < end {
            if !matches!(self.guard.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.guard.kill();
        let _ = self.guard.wait();
    }
}
