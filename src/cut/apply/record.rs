//! What the journal is told of a write that has ended.

use crate::cut::{Witness, standing};
use crate::dns::Name;
use crate::zone::{Fault, Outcome, RecordSet, Settled};

use super::ending::{Ending, Settlement};

/// What became of the entry; `None` where nobody can tell yet: the entry stays open, and is
/// settled by reading when zonecut starts again. `sent` says whether the batch went out at all.
pub(super) fn outcome(ending: &Ending, cut: &Name, sent: bool) -> Option<Outcome> {
    // A batch that went out and was surely not made was refused, whatever came after.
    let not_made = |why: String| if sent { Outcome::Refused(why) } else { Outcome::NotSent(why) };
    Some(match ending {
        Ending::InSync { .. } => Outcome::InSync,
        Ending::Conflict { differences, refusal, .. } => {
            let refusal = refusal.as_ref().map(words);
            not_made(
                refusal
                    .into_iter()
                    .chain(differences.iter().cloned())
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        }
        Ending::NotSent(fault) | Ending::Refused(fault) => not_made(words(fault)),
        Ending::NotJournalled(why) => not_made(why.clone()),
        Ending::Settled { settlement: Settlement::Stands, fault, .. }
            if fault.surely_not_done() =>
        {
            Outcome::Refused(words(fault))
        }
        Ending::Settled { settlement, now, .. } => Outcome::Settled(match settlement {
            Settlement::Stands => Settled::Made,
            Settlement::Unchanged => Settled::NotMade,
            Settlement::Otherwise => Settled::Otherwise(at_cut(now, cut)),
        }),
        Ending::Unknown { .. } => return None,
        Ending::Pending { fault, now, .. } => {
            let why = fault.as_ref().map_or_else(|| "still PENDING".to_owned(), words);
            let seen = if now.is_some() { "read again as intended" } else { "not read again" };
            Outcome::Unproved(format!("INSYNC was not seen: {why}; {seen}"))
        }
        Ending::Unproved { fault, .. } => {
            Outcome::Unproved(format!("INSYNC, but not read again: {}", words(fault)))
        }
        Ending::Drifted { now, .. } => Outcome::Overwritten(at_cut(now, cut)),
    })
}

/// A fault in one line.
pub(super) fn words(fault: &Fault) -> String {
    format!("{}; {}", fault.message(), fault.detail)
}

fn at_cut(now: &Witness, cut: &Name) -> Vec<RecordSet> {
    standing::at_cut(&now.at_and_below, cut).into_iter().cloned().collect()
}
