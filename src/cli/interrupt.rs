//! Ctrl-C and its like: what is under way is left, and told.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::Failure;

/// What came of it, or a failure where the user or the system asks the program to end before.
/// Nothing of a write may be inside: what was sent has to be told.
pub(super) async fn unless_interrupted<T>(
    what: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    unless(interrupted(), what).await
}

/// The same, with signals that are listened for already.
pub(super) async fn unless<T>(
    interrupted: impl Future<Output = ()>,
    what: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        ended = what => ended,
        () = interrupted => Err(Failure::failed("interrupted: nothing was sent", "")),
    }
}

/// Whether somebody listens for good, and tells what was under way.
static LISTENING: AtomicBool = AtomicBool::new(false);
/// How many listen for a while.
static BRIEFLY: AtomicUsize = AtomicUsize::new(0);
/// Whether the program was asked to end while they did.
static ASKED: AtomicBool = AtomicBool::new(false);
/// How long those have to heed it, again and again.
const GLANCE: Duration = Duration::from_millis(20);

/// Ends when the user or the system asks the program to. Listens from the call on, not only once
/// it is awaited; from the first use on, these signals do nothing by themselves.
pub(super) fn interrupted() -> impl Future<Output = ()> {
    LISTENING.store(true, Ordering::SeqCst);
    asked_to_end()
}

/// A while in which these signals are listened for, after which they do what they did before.
pub(super) struct Brief(());

impl Brief {
    /// Begins it.
    pub(super) fn begin() -> Self {
        static WATCHED: AtomicBool = AtomicBool::new(false);
        BRIEFLY.fetch_add(1, Ordering::SeqCst);
        if !WATCHED.swap(true, Ordering::SeqCst) {
            // What is listened for once ends no program by itself any more.
            let asked = asked_to_end();
            tokio::spawn(end_where_nobody_listens(asked));
        }
        Self(())
    }

    /// Ends when the program is asked to end. From then on it is up to the caller that it does.
    pub(super) async fn interrupted(&self) {
        let asked = asked_to_end();
        if !ASKED.load(Ordering::SeqCst) {
            asked.await;
        }
        LISTENING.store(true, Ordering::SeqCst);
    }
}

impl Drop for Brief {
    fn drop(&mut self) {
        BRIEFLY.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn end_where_nobody_listens(asked: impl Future<Output = ()>) {
    asked.await;
    ASKED.store(true, Ordering::SeqCst);
    while !LISTENING.load(Ordering::SeqCst) {
        if BRIEFLY.load(Ordering::SeqCst) == 0 {
            std::process::exit(1);
        }
        tokio::time::sleep(GLANCE).await;
    }
}

#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    );
    async move {
        let (Ok(mut interrupt), Ok(mut term), Ok(mut hangup)) = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = term.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
