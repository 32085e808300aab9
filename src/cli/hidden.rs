//! Questions on the terminal whose answers are not to be seen.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::{Failure, Output};

/// As much as is taken.
const LONGEST: usize = 64;

/// The terminal without echo, until this is dropped.
struct Quiet;

impl Quiet {
    fn begin() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // A terminal that has gone away is of no use to anybody.
        let _ = disable_raw_mode();
    }
}

/// Asks, and waits for a line that is not shown.
///
/// # Errors
/// Where there is no terminal, and where the user leaves instead.
pub(super) async fn ask(question: &str, out: &mut Output) -> Result<String, Failure> {
    // Before the question is on the screen: whoever reads it may answer at once.
    let quiet = out.is_asked().then(Quiet::begin).transpose()?;
    if !out.question(question)? {
        return Err(Failure::usage(
            "there is no terminal to ask on",
            "A code is typed, never given as an argument: arguments are seen by others.",
        ));
    }
    let line = tokio::task::spawn_blocking(line).await;
    drop(quiet);
    out.end_line();
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
