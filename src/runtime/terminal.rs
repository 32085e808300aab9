//! The terminal in raw mode, and out of it again on every way out.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::frame::{FrameWriter, is_synchronized};
use super::ground;

/// Whether the terminal is in our hands, so that it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse is ours too.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Letters are drawn in the order of the cells. Without it a terminal that turns Hebrew and Arabic
/// round would do so with whatever stands beside them, in other columns.
/// Source: [BiDi in Terminal Emulators](https://terminal-wg.pages.freedesktop.org/bidi/), explicit
/// mode.
const KEEP_ORDER: &str = "\x1b[8l";
/// The terminal's own mode again.
const ORDER_FREELY: &str = "\x1b[8h";

/// What the terminal is asked for beside the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// That clicks, drags and the wheel come to us.
    pub mouse: bool,
    /// What its ground is. Its answer is one of the events.
    pub ground: bool,
}

/// Why the screen can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Input or output is not a terminal.
    #[error(
        "the screen needs a terminal, and standard input or output is none; without one, use a \
         command such as `zonecut zones --json` (see `zonecut --help`)"
    )]
    NotATerminal,
    /// The terminal refused.
    #[error("the terminal can't be set up: {0}")]
    Io(#[from] io::Error),
}

/// Standard output without the buffer that Rust's own has: a frame passes through none but ours.
#[cfg(unix)]
type Out = std::fs::File;
/// Standard output.
#[cfg(not(unix))]
type Out = io::Stdout;

#[cfg(unix)]
fn out() -> io::Result<Out> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn out() -> io::Result<Out> {
    Ok(io::stdout())
}

/// A terminal in raw mode on its alternate screen. Dropping it gives the terminal back; so does
/// a panic, before its message is printed.
#[derive(Debug)]
pub struct RawTerminal {
    /// To draw on. Written in one piece a frame.
    pub terminal: Terminal<CrosstermBackend<FrameWriter<Out>>>,
}

impl RawTerminal {
    /// Takes the terminal.
    pub fn take(wishes: Wishes) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(TerminalError::NotATerminal);
        }
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        // From here on every way out goes through `drop`.
        let taken = out().and_then(|out| {
            let synchronized = is_synchronized(|name| std::env::var(name).ok());
            let backend = CrosstermBackend::new(FrameWriter::new(out, synchronized));
            Ok(Self { terminal: Terminal::new(backend)? })
        });
        let mut taken = taken.inspect_err(|_| give_back())?;
        let out = taken.terminal.backend_mut();
        execute!(out, EnterAlternateScreen, EnableBracketedPaste, Print(KEEP_ORDER))?;
        if wishes.mouse {
            MOUSE.store(true, Ordering::SeqCst);
            capture_mouse(out)?;
        }
        if wishes.ground {
            execute!(out, Print(ground::QUESTION))?;
        }
        execute!(out, cursor::Hide)?;
        Ok(taken)
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        // What a write to a terminal that has gone away says is of no use to anybody.
        let _ = self.terminal.backend_mut().flush();
        give_back();
    }
}

/// Has the terminal copy a text, by OSC 52: that reaches the clipboard of the machine that the
/// user sits at, over SSH too. Nothing is written where the terminal is not ours.
pub(super) fn copy(text: &str) {
    if TAKEN.load(Ordering::SeqCst) {
        // A terminal that can't, or may not, says nothing of it either.
        let _ = execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text));
    }
}

/// Clicks, drags and the wheel, in coordinates of any size: not every move, which would wake an
/// idle screen.
#[cfg(not(windows))]
fn capture_mouse(out: &mut impl Write) -> io::Result<()> {
    execute!(out, Print("\x1b[?1000h\x1b[?1002h\x1b[?1006h"))
}

/// The console has its own call for it.
#[cfg(windows)]
fn capture_mouse(out: &mut impl Write) -> io::Result<()> {
    execute!(out, crossterm::event::EnableMouseCapture)
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        if MOUSE.swap(false, Ordering::SeqCst) {
            let _ = execute!(out, DisableMouseCapture);
        }
        let _ = execute!(out, Print(ORDER_FREELY), DisableBracketedPaste);
        let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}
