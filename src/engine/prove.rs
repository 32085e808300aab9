//! Drives the check of a cut: asks the name servers what it wants to know, on the real clock.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

use crate::cut::{Check, CheckNext};
use crate::dns::Looked;
use crate::resolve::Asker;

/// What has come.
enum Come {
    Heard(usize, Looked),
    Waited,
}

/// Asks until the check has ended. `progress` is called at the start and after each answer. May
/// be dropped at any point: the check then knows what it has heard so far.
pub async fn prove(asker: &Asker, check: &mut Check, mut progress: impl FnMut(&Check)) {
    let start = Instant::now();
    let mut coming = FuturesUnordered::new();
    let mut next = check.start();
    loop {
        coming.extend(next.into_iter().map(|next| carry_out(asker, next)));
        progress(check);
        let Some(come) = coming.next().await else { return };
        let now: Duration = start.elapsed();
        next = match come {
            Come::Heard(row, looked) => check.hear(row, looked, now),
            Come::Waited => check.waited(now),
        };
    }
}

async fn carry_out(asker: &Asker, next: CheckNext) -> Come {
    match next {
        CheckNext::Ask(ask) => Come::Heard(ask.row, asker.look_up(&ask.lookup).await),
        CheckNext::Wait(time) => {
            tokio::time::sleep(time).await;
            Come::Waited
        }
    }
}
