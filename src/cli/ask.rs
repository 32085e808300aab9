//! Questions on the terminal.

use std::io;

use super::interrupt::{interrupted, unless};
use super::{Failure, Output};

/// Asks, and waits for a line; empty where the terminal was closed.
///
/// # Errors
/// Where there is no terminal, and where the user leaves instead.
pub(super) async fn ask(question: &str, out: &mut Output) -> Result<String, Failure> {
    // Before the question is on the screen: whoever reads it may answer with Ctrl-C at once.
    let interrupted = interrupted();
    if !out.question(question)? {
        return Err(Failure::usage(
            "there is no terminal to ask on: nothing was sent",
            "--yes sends it without asking.",
        ));
    }
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    let answer = unless(interrupted, async {
        let line = line.await.map_err(|error| Failure::broken(&error))?;
        line.map_err(|error| Failure::broken(&error))
    });
    let answer = answer.await;
    if !answer.as_ref().is_ok_and(|line| line.ends_with('\n')) {
        out.end_line();
    }
    Ok(answer?.trim().to_owned())
}

/// Whether an answer to `[y/N]` is a yes.
pub(super) fn says_yes(answer: &str) -> bool {
    ["y", "yes"].iter().any(|yes| answer.eq_ignore_ascii_case(yes))
}
