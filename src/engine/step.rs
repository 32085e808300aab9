//! Carries out one step of a change, and tells what came of it.

use crate::aws::Aws;
use crate::cut::{Heard, Sides, Step, WRITE_TAKES, Witness};
use crate::zone::{EntryId, Fault, Outcome};

use super::gather::witness;
use super::ledger::Ledger;

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// The answer, for [`Apply::hear`](crate::cut::Apply::hear).
    pub heard: Heard,
    /// Why the note before it could not be written, in the journal's words, where that kept
    /// nothing from being done: the entry is settled by reading when zonecut starts again.
    pub unwritten: Option<String>,
}

/// Writes the note, then does what [`Apply`](crate::cut::Apply) asked for. The only place from
/// which a write is sent; it is not, where the note before it can't be written.
pub async fn perform(
    aws: &Aws,
    ledger: &Ledger,
    sides: &Sides,
    note: Option<(EntryId, Outcome)>,
    step: Step,
) -> Performed {
    let unwritten = match note {
        Some((entry, outcome)) => ledger.note(entry, outcome).await.err(),
        None => None,
    };
    let parent = &sides.parent;
    let name = match &step {
        Step::Reread => "read again",
        Step::Intend(_) => "intent",
        Step::Send(_) => "sent",
        Step::Poll(_) => "asked for INSYNC",
        Step::Verify => "read as proof",
        Step::Settle => "read to settle",
        Step::Wait(_) => "waited",
    };
    tracing::info!(
        profile = parent.profile.as_str(),
        zone = parent.zone.as_str(),
        step = name,
        "a step of a write begins",
    );
    let heard = match step {
        Step::Reread => Heard::Reread(Box::pin(reread(aws, sides)).await),
        Step::Intend(intent) => Heard::Intended(ledger.intend(*intent).await),
        Step::Send(batch) => match unwritten {
            Some(why) => return Performed { heard: Heard::Unwritten(why), unwritten: None },
            None => Heard::Sent(aws.change(&parent.profile, &parent.zone, &batch).await),
        },
        Step::Poll(change) => Heard::Polled(aws.change_status(&parent.profile, &change).await),
        Step::Verify => Heard::Verified(Box::pin(witness(aws, sides)).await),
        Step::Settle => Heard::Settled(Box::pin(witness(aws, sides)).await),
        Step::Wait(time) => {
            tokio::time::sleep(time).await;
            Heard::Waited
        }
    };
    Performed { heard, unwritten }
}

/// The witness, read with credentials that the whole write is made with.
async fn reread(aws: &Aws, sides: &Sides) -> Result<Witness, Fault> {
    let child = async {
        match &sides.child {
            Some(child) => aws.outlasts(&child.profile, WRITE_TAKES).await,
            None => Ok(()),
        }
    };
    tokio::try_join!(aws.outlasts(&sides.parent.profile, WRITE_TAKES), child)?;
    Box::pin(witness(aws, sides)).await
}
