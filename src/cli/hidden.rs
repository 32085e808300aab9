//! Questions on the terminal whose answers are not to be seen.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::{Failure, Output};

/// As much as is taken.
const LONGEST: usize = 64;

/// The terminal without echo, until this is dropped. It is kept between two questions: what is
/// typed before the second one stands there is not to be seen either. Lines need a carriage return
/// meanwhile ([`Output::raw_note`]).
pub(super) struct Quiet;

impl Quiet {
    /// Turns the echo off, where there is somebody to ask.
    pub(super) fn begin(out: &Output) -> Result<Option<Self>, Failure> {
        if !out.is_asked() {
            return Ok(None);
        }
        enable_raw_mode()?;
        Ok(Some(Self))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // A terminal that has gone away is of no use to anybody.
        let _ = disable_raw_mode();
    }
}

/// Asks, and waits for a line; it is not shown while the terminal is [`Quiet`].
///
/// # Errors
/// Where there is no terminal, and where the user leaves instead.
pub(super) async fn ask(question: &str, out: &mut Output) -> Result<String, Failure> {
    if !out.question(question)? {
        return Err(Failure::usage(
            "there is no terminal to ask on",
            "A code is typed, never given as an argument: arguments are seen by others.",
        ));
    }
    let line = tokio::task::spawn_blocking(line).await;
    out.raw_note("");
    match line.map_err(|error| Failure::broken(&error))? {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(Failure::failed("interrupted: nothing was sent", "")),
        Err(error) => Err(Failure::broken(&error)),
    }
}

/// The line; `None` where the user leaves.
fn line() -> io::Result<Option<String>> {
    let mut line = String::new();
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(Some(line)),
            KeyCode::Esc => return Ok(None),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Ok(None);
            }
            KeyCode::Backspace => {
                line.pop();
            }
            KeyCode::Char(char) if line.chars().count() < LONGEST => line.push(char),
            _ => {}
        }
    }
}
