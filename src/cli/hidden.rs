//! Questions on the terminal whose answers are not to be seen.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::interrupt::Brief;
use super::{Failure, Output};

/// As much as is taken.
const LONGEST: usize = 64;
/// How often one who watches for the user's leaving looks whether that is still wanted.
const GLANCE: Duration = Duration::from_millis(50);

/// The terminal without echo, until this is dropped. It is kept between two questions: what is
/// typed before the second one stands there is not to be seen either. Lines need a carriage return
/// meanwhile ([`Output::raw_note`]).
pub(super) struct Quiet {
    /// The system may ask the program to end: it leaves the terminal as it was.
    brief: Brief,
}

impl Quiet {
    /// Turns the echo off, where there is somebody to ask.
    pub(super) fn begin(out: &Output) -> Result<Option<Self>, Failure> {
        if !out.is_asked() {
            return Ok(None);
        }
        let quiet = Self { brief: Brief::begin() };
        enable_raw_mode()?;
        Ok(Some(quiet))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // A terminal that has gone away is of no use to anybody.
        let _ = disable_raw_mode();
    }
}

/// Asks, and waits for a line, which is not shown.
///
/// # Errors
/// Where there is no terminal, and where the user leaves instead or the system ends the program.
pub(super) async fn ask(
    question: &str,
    quiet: Option<&Quiet>,
    out: &mut Output,
) -> Result<String, Failure> {
    let Some(quiet) = quiet.filter(|_| out.is_asked()) else {
        return Err(Failure::usage(
            "there is no terminal to ask on",
            "A code is typed, never given as an argument: arguments are seen by others.",
        ));
    };
    out.question(question)?;
    let over = Arc::new(AtomicBool::new(false));
    let line = tokio::task::spawn_blocking({
        let over = Arc::clone(&over);
        move || line(&over)
    });
    let line = tokio::select! {
        line = line => line,
        () = quiet.brief.interrupted() => {
            over.store(true, Ordering::Relaxed);
            Ok(Ok(None))
        }
    };
    out.raw_note("");
    match line.map_err(|error| Failure::broken(&error))? {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(left()),
        Err(error) => Err(Failure::broken(&error)),
    }
}

/// What comes of an answer that is being looked at, unless the user leaves meanwhile: while the
/// terminal is [`Quiet`], Ctrl-C is a key like any other. What else is typed is dropped.
///
/// # Errors
/// Where the user leaves.
pub(super) async fn unless_left<T>(
    quiet: Option<&Quiet>,
    what: impl Future<Output = T>,
) -> Result<T, Failure> {
    let interrupted = async {
        match quiet {
            Some(quiet) => quiet.brief.interrupted().await,
            None => std::future::pending().await,
        }
    };
    let over = Arc::new(AtomicBool::new(false));
    let mut watch = tokio::task::spawn_blocking({
        let over = Arc::clone(&over);
        move || watch(&over)
    });
    let mut what = std::pin::pin!(what);
    tokio::select! {
        ended = &mut what => {
            over.store(true, Ordering::Relaxed);
            // The next question is to have the keys to itself.
            let _ = watch.await;
            Ok(ended)
        }
        () = interrupted => {
            over.store(true, Ordering::Relaxed);
            Err(left())
        }
        seen = &mut watch => match seen {
            Ok(Ok(true)) => Err(left()),
            // Where no keys can be read, nobody leaves by them.
            _ => Ok(what.await),
        }
    }
}

/// Whether the user has left before it was over.
fn watch(over: &AtomicBool) -> io::Result<bool> {
    while !over.load(Ordering::Relaxed) {
        if poll(GLANCE)?
            && let Event::Key(key) = read()?
            && key.kind != KeyEventKind::Release
            && leaves(key)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn left() -> Failure {
    Failure::failed("interrupted: nothing was sent", "")
}

fn leaves(key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    key.code == KeyCode::Esc || (control && matches!(key.code, KeyCode::Char('c' | 'd')))
}

/// The line; `None` where the user leaves, or where it is over.
fn line(over: &AtomicBool) -> io::Result<Option<String>> {
    let mut line = String::new();
    loop {
        if over.load(Ordering::Relaxed) {
            return Ok(None);
        }
        if !poll(GLANCE)? {
            continue;
        }
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(Some(line)),
            _ if leaves(key) => return Ok(None),
            KeyCode::Backspace => {
                line.pop();
            }
            KeyCode::Char(char) if line.chars().count() < LONGEST => line.push(char),
            _ => {}
        }
    }
}
