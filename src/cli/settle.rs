//! Before a command writes or tells what was written: what earlier runs have left open is settled.

use crate::aws::Aws;
use crate::engine::{Ledger, settle_open};

use super::{Failure, Output};

/// Settles what is open, and tells it beside the result.
pub(super) async fn settle(aws: &Aws, ledger: &Ledger, out: &mut Output) -> Result<(), Failure> {
    let found = settle_open(aws, ledger).await;
    for notice in ledger.journal().notices() {
        out.note(&format!("zonecut: {notice}"));
    }
    for found in found.map_err(|why| Failure::failed(why, ""))? {
        out.note(&format!("zonecut: {}", found.message()));
    }
    Ok(())
}
