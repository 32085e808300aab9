//! The binary in a pseudo-terminal: keys in, screen out, and the terminal as it is left behind.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use aws_smithy_types::base64;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{Callbacks, Parser, Screen};

use crate::machine::Machine;
use crate::screen::{framed, joined, key_for, place, rows, said};

/// What ends every frame, so that no half of one is looked at: the cursor is hidden again.
const FRAME_END: &[u8] = b"\x1b[?25l";

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
    /// All that was copied.
    copied: String,
}

impl Callbacks for Watch {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.bells += 1;
    }

    fn set_window_title(&mut self, _: &mut Screen, _: &[u8]) {
        self.titles += 1;
    }

    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], text: &[u8]) {
        self.clipboard += 1;
        let text = base64::decode(String::from_utf8_lossy(text)).unwrap_or_default();
        self.copied += &String::from_utf8_lossy(&text);
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
    /// Typed from a thread of its own: a program that does not read must not hold up the test.
    keys: Option<Sender<Vec<u8>>>,
    typist: Option<JoinHandle<()>>,
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
        let mut input = pty.master.take_writer().unwrap();
        let (keys, typed) = channel::<Vec<u8>>();
        let typist = Some(thread::spawn(move || {
            // What is typed after the end is of no use to anybody.
            while typed.recv().is_ok_and(|keys| input.write_all(&keys).is_ok()) {}
        }));
        let (rows, columns) = cells(size);
        let parser = Parser::new_with_callbacks(rows, columns, 0, Watch::default());
        let seen = Seen { parser, raw: Vec::new(), ended: false, let_go: false };
        let seen: Shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let output = pty.master.try_clone_reader().unwrap();
        let reader = Some(thread::spawn({
            let seen = Arc::clone(&seen);
            move || read(output, &seen)
        }));
        let keys = Some(keys);
        Terminal { child, master: pty.master, keys, typist, seen, reader, modes }
    }

    /// Waits until the screen, wholly drawn, is as wanted. On the terminal's own screen, where
    /// commands print, there are no frames to wait for.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        self.find(what, |screen| wanted(screen).then_some(()));
    }

    /// Waits until something is found on the screen, and returns it: the next frame may already
    /// lack it.
    #[track_caller]
    fn find<T>(&self, what: &str, found: impl Fn(&Screen) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.lock();
        let drawn =
            |seen: &Seen| !seen.parser.screen().alternate_screen() || seen.raw.ends_with(FRAME_END);
        loop {
            let there = drawn(&seen).then(|| found(seen.parser.screen())).flatten();
            if let Some(there) = there {
                return there;
            }
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
            let text = said(screen);
            parts.iter().all(|part| text.contains(part))
        });
    }

    /// Waits until this is not on the screen any more.
    #[track_caller]
    pub(crate) fn hides(&self, part: &str) {
        self.wait(&format!("{part:?} to go"), |screen| !joined(screen).contains(part));
    }

    /// The screen as text, as it is now: rows without the spaces at their ends.
    pub(crate) fn text(&self) -> String {
        rows(self.lock().parser.screen())
    }

    /// Waits until the screen reads like this again.
    #[track_caller]
    pub(crate) fn reads(&self, text: &str) {
        self.wait(&format!("this screen:\n{text}\n"), |screen| rows(screen) == text);
    }

    /// Whether these bytes were ever written to the terminal.
    pub(crate) fn was_sent(&self, bytes: &[u8]) -> bool {
        self.lock().raw.windows(bytes.len()).any(|window| window == bytes)
    }

    /// All that was ever copied (OSC 52), one after the other.
    pub(crate) fn copied(&self) -> String {
        self.lock().parser.callbacks().copied.clone()
    }

    /// Types.
    pub(crate) fn send(&self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Types any bytes.
    pub(crate) fn send_bytes(&self, bytes: &[u8]) {
        let _ = self.keys.as_ref().unwrap().send(bytes.to_vec());
    }

    /// Presses and releases the left button where a text stands.
    #[track_caller]
    pub(crate) fn click(&self, text: &str) {
        let (column, row) = self.find(text, |screen| place(screen, text));
        self.send(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    }

    /// What the mouse is asked to report.
    pub(crate) fn mouse(&self) -> vt100::MouseProtocolMode {
        self.lock().parser.screen().mouse_protocol_mode()
    }

    /// Pastes, as a terminal does in bracketed paste mode.
    pub(crate) fn paste(&self, text: &str) {
        assert!(self.lock().parser.screen().bracketed_paste());
        self.send(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Presses the key that the screen names for what is wanted, such as `Enter` for `open`.
    #[track_caller]
    pub(crate) fn follow(&self, hint: &str) {
        let key = self.find(&format!("a key for “{hint}”"), |screen| key_for(screen, hint));
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
    pub(crate) fn left(self) -> Left {
        self.left_having_copied(0)
    }

    /// The same of a program that has put something on the clipboard so many times.
    #[track_caller]
    pub(crate) fn left_having_copied(mut self, times: usize) -> Left {
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
        let Watch { bells, titles, clipboard, .. } = seen.parser.callbacks();
        assert_eq!((bells, titles, clipboard), (&0, &0, &times), "bell, title, clipboard");
        Left { code, text: joined(screen) }
    }

    /// Closes the terminal, as a window is closed or a connection breaks, and waits for the end.
    #[track_caller]
    pub(crate) fn hang_up(mut self) {
        self.lock().let_go = true;
        // The next thing that is drawn wakes the reader, which then lets go of its end.
        self.master.resize(pty_size((70, 20))).unwrap();
        self.reader.take().unwrap().join().unwrap();
        self.keys = None;
        self.typist.take().unwrap().join().unwrap();
        let Terminal { child, master, .. } = &mut self;
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
            let screen = || framed(self.lock().parser.screen());
            assert!(Instant::now() < end, "it did not end; the screen is\n{}", screen());
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut output: Box<dyn Read + Send>, seen: &Shared) {
    let mut buffer = [0; 1 << 12];
    loop {
        // The end of a pseudo-terminal is an error on Linux and no bytes elsewhere.
        let count = output.read(&mut buffer).unwrap_or(0);
        let mut now = seen.0.lock().unwrap_or_else(PoisonError::into_inner);
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
