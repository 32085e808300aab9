//! The terminal in raw mode, and out of it again on every way out.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::frame::{FrameWriter, is_synchronized};

/// Whether the terminal is in our hands, so that it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

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
    pub fn take() -> Result<Self, TerminalError> {
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
        let Ok(mut taken) = taken else {
            give_back();
            return Err(TerminalError::NotATerminal);
        };
        execute!(
            taken.terminal.backend_mut(),
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide
        )?;
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

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}
