//! Before a plan is shown: what the DNS says of it.

use crate::cut::Plan;
use crate::engine;
use crate::resolve::Asker;

use super::interrupt::unless_interrupted;
use super::{Failure, Output};

/// Asks the DNS what the plan wants to know: no longer than the asker waits for the slowest.
///
/// # Errors
/// Where the user leaves instead.
pub(super) async fn look(asker: &Asker, plan: &mut Plan, out: &mut Output) -> Result<(), Failure> {
    if !asker.asks() {
        return Ok(());
    }
    let progress = |plan: &Plan| {
        let live = plan.live();
        if !live.is_done() {
            out.passing(&format!("  asking the DNS: {} of {}", live.heard(), live.all()));
        }
    };
    unless_interrupted(async {
        engine::look(asker, plan, progress).await;
        Ok(())
    })
    .await
}
