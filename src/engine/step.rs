//! Carries out one step of a change, and tells what came of it.

use crate::aws::Aws;
use crate::cut::{Heard, Step};
use crate::zone::ZoneKey;

use super::gather::witness;

/// Does what [`Apply`](crate::cut::Apply) asked for. The only place from which a write is sent.
pub async fn perform(aws: &Aws, parent: &ZoneKey, child: &ZoneKey, step: Step) -> Heard {
    match step {
        Step::Reread => Heard::Reread(witness(aws, parent, child).await),
        Step::Send(batch) => Heard::Sent(aws.change(&parent.profile, &parent.zone, &batch).await),
        Step::Poll(change) => Heard::Polled(aws.change_status(&parent.profile, &change).await),
        Step::Verify => Heard::Verified(witness(aws, parent, child).await),
        Step::Settle => Heard::Settled(witness(aws, parent, child).await),
        Step::Wait(time) => {
            tokio::time::sleep(time).await;
            Heard::Waited
        }
    }
}
