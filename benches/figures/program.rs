//! The real binary in a pseudo-terminal: started, watched cell by cell, and typed to.

use std::fs;
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::{Parser, Screen};

use crate::Outcome;

/// Rows and columns of the terminal.
pub(crate) const SIZE: (u16, u16) = (40, 120);
/// Nothing that is measured here takes so long.
const LIMIT: Duration = Duration::from_secs(30);

/// What a program is told of its world.
pub(crate) struct Settings {
    /// The AWS config file.
    pub(crate) config: String,
    /// The URL of Route 53 and STS.
    pub(crate) endpoint: String,
}

/// A running program, ended when this is dropped.
pub(crate) struct Program {
    /// Right before it was started.
    pub(crate) started: Instant,
    parser: Parser,
    pieces: Receiver<(Instant, Vec<u8>)>,
    /// Pieces and bytes that were taken in.
    read: (usize, usize),
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _terminal: Box<dyn MasterPty + Send>,
    _home: TempDir,
}

impl Program {
    /// zonecut on these settings.
    pub(crate) fn zonecut(settings: &Settings) -> Outcome<Self> {
        Self::with(settings, None)
    }

    /// The same with what an earlier run left in this folder for all caches.
    pub(crate) fn remembering(settings: &Settings, caches: &Path) -> Outcome<Self> {
        Self::with(settings, Some(caches))
    }

    fn with(settings: &Settings, caches: Option<&Path>) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let config = home.path().join("config");
        fs::write(&config, &settings.config)?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
        command.env_clear();
        command.env("AWS_CONFIG_FILE", config);
        command.env("AWS_ENDPOINT_URL", &settings.endpoint);
        if let Some(caches) = caches {
            command.env("XDG_CACHE_HOME", caches);
        }
        Self::start(command, home)
    }

    /// zonecut on the sandbox.
    pub(crate) fn demo() -> Outcome<Self> {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
        command.env_clear();
        command.arg("--demo");
        Self::start(command, tempfile::tempdir()?)
    }

    /// Another program on the same settings, with the same keys as AWS's other file too.
    pub(crate) fn foreign(program: &Path, flags: &[&str], settings: &Settings) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let aws = home.path().join(".aws");
        fs::create_dir(&aws)?;
        fs::write(aws.join("config"), &settings.config)?;
        fs::write(aws.join("credentials"), settings.config.replace("[profile ", "["))?;
        let name =
            settings.config.split_once("[profile ").and_then(|(_, rest)| rest.split_once(']'));
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("AWS_ENDPOINT_URL", &settings.endpoint);
        command.env("AWS_REGION", "us-east-1");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.args(["--profile", name.map_or("default", |(name, _)| name)]);
        command.args(flags);
        Self::start(command, home)
    }

    /// A program that does nothing.
    pub(crate) fn nothing() -> Outcome<Self> {
        let mut command = CommandBuilder::new("/bin/true");
        command.env_clear();
        Self::start(command, tempfile::tempdir()?)
    }

    fn start(mut command: CommandBuilder, home: TempDir) -> Outcome<Self> {
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("ZONECUT_NO_DNS", "1");
        let (rows, cols) = SIZE;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut output = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let (sender, pieces) = channel();
        thread::spawn(move || {
            let mut piece = vec![0; 64 * 1024];
            while let Ok(len @ 1..) = output.read(&mut piece) {
                let read = piece.get(..len).unwrap_or_default().to_vec();
                if sender.send((Instant::now(), read)).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        // While this process holds it open, the output does not end with the program.
        drop(pair.slave);
        let rows = NonZeroU16::new(rows).ok_or("no rows")?;
        let cols = NonZeroU16::new(cols).ok_or("no columns")?;
        Ok(Self {
            started,
            parser: Parser::new(rows, cols, 0),
            pieces,
            read: (0, 0),
            keys,
            child,
            _terminal: pair.master,
            _home: home,
        })
    }

    /// Waits until the screen is like this; when it was.
    pub(crate) fn wait(&mut self, is: impl Fn(&Screen) -> bool) -> Outcome<Instant> {
        let end = Instant::now() + LIMIT;
        loop {
            match self.pieces.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok((at, piece)) => {
                    self.take(&piece);
                    if is(self.parser.screen()) {
                        return Ok(at);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Err(self.unlike("in time")),
                Err(RecvTimeoutError::Disconnected) => return Err(self.unlike("before it ended")),
            }
        }
    }

    /// Waits until the program has ended; when it had.
    pub(crate) fn ended(&mut self) -> Outcome<Instant> {
        self.child.wait()?;
        Ok(Instant::now())
    }

    /// Types; when.
    pub(crate) fn press(&mut self, keys: &str) -> Outcome<Instant> {
        let at = Instant::now();
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        Ok(at)
    }

    /// The screen as it is known to be.
    pub(crate) fn screen(&self) -> &Screen {
        self.parser.screen()
    }

    /// Takes in what has been drawn until nothing is for this long.
    pub(crate) fn settle(&mut self, quiet: Duration) {
        while let Ok((_, piece)) = self.pieces.recv_timeout(quiet) {
            self.take(&piece);
        }
    }

    /// Takes in what is drawn until then.
    pub(crate) fn settle_until(&mut self, end: Instant) {
        let left = || end.saturating_duration_since(Instant::now());
        while let Ok((_, piece)) = self.pieces.recv_timeout(left()) {
            self.take(&piece);
        }
    }

    /// In how many pieces it came, and how many bytes: a write of less than 4 KiB is one piece.
    pub(crate) fn read(&self) -> (usize, usize) {
        self.read
    }

    fn take(&mut self, piece: &[u8]) {
        self.read = (self.read.0 + 1, self.read.1 + piece.len());
        self.parser.process(piece);
    }

    /// Processor time so far, user's and system's, in ticks of a hundredth of a second (Linux's
    /// `/proc/…/stat`).
    pub(crate) fn ticks(&self) -> Outcome<usize> {
        let process = self.child.process_id().ok_or("the program has ended")?;
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // Behind the name in brackets; that may hold anything.
        let (_, fields) = stat.rsplit_once(')').ok_or("no stat")?;
        let mut times = fields.split_whitespace().skip(11).take(2).map(str::parse::<usize>);
        let (user, system) = (times.next().ok_or("no utime")??, times.next().ok_or("no stime")??);
        Ok(user + system)
    }

    /// Resident memory in KiB, by Linux's account (`VmRSS`).
    pub(crate) fn resident(&self) -> Outcome<u32> {
        let process = self.child.process_id().ok_or("the program has ended")?;
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB")).ok_or("no VmRSS")?;
        Ok(kib.trim().parse()?)
    }

    fn unlike(&self, when: &str) -> Box<dyn std::error::Error + Send + Sync> {
        let screen = self.parser.screen().contents();
        format!("the screen did not become as awaited {when}:\n{screen}").into()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.press("\u{3}");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first row: the title, with what is in view.
pub(crate) fn title(screen: &Screen) -> String {
    screen.rows(0, SIZE.1).next().unwrap_or_default()
}
