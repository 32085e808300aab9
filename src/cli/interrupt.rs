//! Ctrl-C and its like: what is under way is left, and told.

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

/// Ends when the user or the system asks the program to. Listens from the call on, not only once
/// it is awaited; from the first use on, these signals do nothing by themselves.
#[cfg(unix)]
pub(super) fn interrupted() -> impl Future<Output = ()> {
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

/// Ends when the user asks the program to.
#[cfg(not(unix))]
pub(super) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
