//! The binary in a pseudo-terminal: keys in, screen out, and the terminal as it is left behind.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{Callbacks, Parser, Screen};

use crate::machine::Machine;

/// How long the screen may take to show what it should, on a machine busy with other tests.
const PATIENCE: Duration = Duration::from_secs(40);

/// Columns and rows of a terminal.
pub(crate) type Size = (u16, u16);

/// The smallest terminal that everything is promised for, and one with three columns of panes.
pub(crate) const SIZES: [Size; 2] = [(80, 24), (120, 40)];

/// What a terminal has been made to do that a screen does not show.
#[derive(Debug, Default)]
struct Watch {
    bells: usize,
    titles: usize,
    clipboard: usize,
}

impl Callbacks for Watch {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.bells += 1;
    }

    fn set_window_title(&mut self, _: &mut Screen, _: &[u8]) {
        self.titles += 1;
    }

    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], _: &[u8]) {
        self.clipboard += 1;
    }
}

struct Seen {
    parser: Parser<Watch>,
    /// All that the program has written.
    raw: Vec<u8>,
    /// Nothing more will come.
    ended: bool,
    /// The reader is to let go of the terminal.
    let_go: bool,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// A terminal with the program in it. Dropping it kills the program.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    seen: Shared,
    reader: Option<JoinHandle<()>>,
    /// The terminal's modes before the program had it, as text.
    modes: String,
}

/// How the program ended, and what it left on the terminal.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) code: u32,
    /// The lines on the terminal's own screen, joined where the terminal has wrapped them.
    pub(crate) text: String,
}

impl Terminal {
    /// Starts the program on a machine, in a terminal of this size.
    pub(crate) fn start(machine: &Machine, arguments: &[&str], size: Size) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
        command.args(arguments);
        Terminal::run(machine, command, size)
    }

    /// Starts any command in it.
    pub(crate) fn run(machine: &Machine, mut command: CommandBuilder, size: Size) -> Terminal {
        command.env_clear();
        command.cwd(machine.home());
        for (name, value) in machine.variables() {
            command.env(name, value);
        }
        let pty = native_pty_system().openpty(pty_size(size)).unwrap();
        let modes = modes(&*pty.master);
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let keys = pty.master.take_writer().unwrap();
        let (rows, columns) = cells(size);
        let parser = Parser::new_with_callbacks(rows, columns, 0, Watch::default());
        let seen = Seen { parser, raw: Vec::new(), ended: false, let_go: false };
        let seen: Shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let output = pty.master.try_clone_reader().unwrap();
        let reader = Some(thread::spawn({
            let seen = Arc::clone(&seen);
            move || read(output, &seen)
        }));
        Terminal { child, master: pty.master, keys, seen, reader, modes }
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.lock();
        while !wanted(seen.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.ended {
                let how =
                    if seen.ended { "the program ended before" } else { "waited in vain for" };
                panic!("{how} {what}; the screen is\n{}", framed(seen.parser.screen()));
            }
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until all of these stand on the screen.
    #[track_caller]
    pub(crate) fn shows(&self, parts: &[&str]) {
        self.wait(&format!("{parts:?}"), |screen| {
            let text = joined(screen);
            parts.iter().all(|part| text.contains(part))
        });
    }

    /// Waits until this is not on the screen any more.
    #[track_caller]
    pub(crate) fn hides(&self, part: &str) {
        self.wait(&format!("{part:?} to go"), |screen| !joined(screen).contains(part));
    }

    /// The screen as text, as it is now.
    pub(crate) fn text(&self) -> String {
        self.lock().parser.screen().contents()
    }

    /// Whether these bytes were ever written to the terminal.
    pub(crate) fn was_sent(&self, bytes: &[u8]) -> bool {
        self.lock().raw.windows(bytes.len()).any(|window| window == bytes)
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Types any bytes.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
    }

    /// Pastes, as a terminal does in bracketed paste mode.
    pub(crate) fn paste(&mut self, text: &str) {
        assert!(self.lock().parser.screen().bracketed_paste());
        self.send(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Presses the key that the screen names for what is wanted, such as `Enter` for `open`.
    #[track_caller]
    pub(crate) fn follow(&mut self, hint: &str) {
        self.wait(&format!("a key for “{hint}”"), |screen| key_for(screen, hint).is_some());
        let key = key_for(self.lock().parser.screen(), hint).unwrap();
        self.send(&key);
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, size: Size) {
        let (rows, columns) = cells(size);
        self.lock().parser.set_size(rows, columns);
        self.master.resize(pty_size(size)).unwrap();
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Whether the terminal is in the program's hands: raw, on its other screen, cursor hidden.
    pub(crate) fn is_taken(&self) -> bool {
        let raw = modes(&*self.master) != self.modes;
        let seen = self.lock();
        let screen = seen.parser.screen();
        raw && screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste()
    }

    /// Waits for the end and asserts that the terminal is as it was found: its own screen, the
    /// cursor shown at the start of a line, no mode left on, no title, bell or clipboard touched.
    #[track_caller]
    pub(crate) fn left(mut self) -> Left {
        let code = self.wait_for_end();
        self.reader.take().unwrap().join().unwrap();
        assert_eq!(modes(&*self.master), self.modes, "the terminal's modes");
        let seen = self.lock();
        let screen = seen.parser.screen();
        let drawn = framed(screen);
        assert!(!screen.alternate_screen(), "on the other screen\n{drawn}");
        assert!(!screen.hide_cursor(), "the cursor is hidden\n{drawn}");
        assert!(!screen.bracketed_paste(), "bracketed paste is on\n{drawn}");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(!screen.application_keypad() && !screen.application_cursor());
        assert_eq!(screen.cursor_position().1, 0, "something is left on the line\n{drawn}");
        assert_eq!(screen.fgcolor(), vt100::Color::Default);
        let Watch { bells, titles, clipboard } = seen.parser.callbacks();
        assert_eq!((bells, titles, clipboard), (&0, &0, &0), "bell, title, clipboard");
        Left { code, text: joined(screen) }
    }

    /// Closes the terminal, as a window is closed or a connection breaks, and waits for the end.
    #[track_caller]
    pub(crate) fn hang_up(mut self) {
        self.lock().let_go = true;
        // The next thing that is drawn wakes the reader, which then lets go of its end.
        self.master.resize(pty_size((70, 20))).unwrap();
        self.reader.take().unwrap().join().unwrap();
        let Terminal { child, master, keys, .. } = &mut self;
        *keys = Box::new(std::io::sink());
        *master = native_pty_system().openpty(pty_size((80, 24))).unwrap().master;
        let end = Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < end, "it lives on without a terminal");
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    fn wait_for_end(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            if Instant::now() >= end {
                panic!("it did not end; the screen is\n{}", framed(self.lock().parser.screen()));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut output: Box<dyn Read + Send>, seen: &Shared) {
    let mut buffer = [0; 1 << 16];
    loop {
        // The end of a pseudo-terminal is an error on Linux and no bytes elsewhere.
        let count = output.read(&mut buffer).unwrap_or(0);
        let mut now = seen.0.lock().unwrap();
        now.parser.process(&buffer[..count]);
        now.raw.extend_from_slice(&buffer[..count]);
        now.ended = count == 0;
        seen.1.notify_all();
        if now.ended || now.let_go {
            return;
        }
    }
}

/// The terminal's input, output and local modes: echo, line by line, signals and so on.
fn modes(master: &dyn MasterPty) -> String {
    let termios = master.get_termios().expect("a pseudo-terminal has modes");
    format!("{:?} {:?} {:?}", termios.input_flags, termios.output_flags, termios.local_flags)
}

fn pty_size((cols, rows): Size) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells((columns, rows): Size) -> (NonZeroU16, NonZeroU16) {
    (NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap())
}

/// The text of a screen with every run of spaces, line ends and frames made one space: so that a
/// sentence is found wherever it was broken.
fn joined(screen: &Screen) -> String {
    let frames = |c: char| c.is_whitespace() || "│┃┌┐└┘┏┓┗┛━─".contains(c);
    let text = screen.contents();
    text.split(frames).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The key that the screen names right before a hint.
fn key_for(screen: &Screen, hint: &str) -> Option<String> {
    let text = joined(screen);
    let found = text.match_indices(&format!(" {hint}")).find_map(|(at, _)| {
        let key = text[..at].rsplit(' ').next()?;
        let bytes = match key {
            "Enter" => "\r".to_owned(),
            "Esc" => "\x1b".to_owned(),
            "Tab" => "\t".to_owned(),
            "Ctrl-t" => "\x14".to_owned(),
            "Ctrl-r" => "\x12".to_owned(),
            key if key.chars().count() == 1 => key.to_owned(),
            _ => return None,
        };
        Some(bytes)
    });
    found
}

fn framed(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let line = "-".repeat(usize::from(columns.get()));
    let rows: Vec<String> = screen.rows(0, columns.get()).take(rows.get().into()).collect();
    format!("+{line}\n|{}\n+{line}", rows.join("\n|"))
}
