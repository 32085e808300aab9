//! How a write ended, and what to do then.

use crate::dns::RecordType;
use crate::zone::{ChangeId, CredentialChain, Fault, FaultKind, RecordSet};

use super::stage::StageState::{self, Ahead, Done, Failed, Unknown};
use crate::cut::Witness;
use crate::cut::export::aws_command;

/// What reading the cut has shown after an answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// What was planned stands there: the change was made.
    Stands,
    /// What stood there before still does, after several readings.
    Unchanged,
    /// Something else stands there.
    Otherwise,
}

/// How a write ended. Each ending holds what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one a write, and it travels in a box")]
pub enum Ending {
    /// On all of Route 53's servers, and the cut was read again as planned.
    InSync {
        /// The change.
        change: ChangeId,
        /// What was to stand at the cut, and does; nothing for a removal.
        planned: Vec<RecordSet>,
        /// The reading that shows it.
        proof: Witness,
    },
    /// Somebody was faster: the cut or an identity is not what the preview showed. Nothing was
    /// changed.
    Conflict {
        /// What was to stand at the cut; nothing for a removal.
        planned: Vec<RecordSet>,
        /// What the preview showed.
        then: Witness,
        /// What was read now.
        now: Witness,
        /// What differs between the two, a line each.
        differences: Vec<String>,
        /// Route 53's refusal, where the change was sent before the difference was seen.
        refusal: Option<Fault>,
    },
    /// The cut could not be read again, so nothing was sent.
    NotSent(Fault),
    /// The journal could not be written, for this reason in its words, so nothing was sent.
    NotJournalled(String),
    /// Route 53 refused the change. Nothing was changed.
    Refused(Fault),
    /// It is not known from an answer whether the change was made: reading had to tell. There
    /// is no change id, so INSYNC can't be waited for.
    Settled {
        /// What the reading shows.
        settlement: Settlement,
        /// What became of the answer.
        fault: Fault,
        /// The reading.
        now: Witness,
    },
    /// It is not known whether the change was made: the answer was lost, and reading failed too.
    Unknown {
        /// What became of the answer.
        sent: Fault,
        /// Why the cut could not be read.
        read: Fault,
    },
    /// Route 53 took the change, and nobody saw it reach INSYNC.
    Pending {
        /// The change.
        change: ChangeId,
        /// Why `GetChange` told no more; `None` where patience ran out.
        fault: Option<Fault>,
        /// A reading that shows the cut as planned, where one could be had.
        now: Option<Witness>,
    },
    /// INSYNC, but the cut could not be read again as proof.
    Unproved {
        /// The change.
        change: ChangeId,
        /// Why not.
        fault: Fault,
    },
    /// Route 53 took the change, and the cut was read again with something else there: somebody
    /// has changed it since.
    Drifted {
        /// The change.
        change: ChangeId,
        /// Whether INSYNC was seen.
        in_sync: bool,
        /// The reading.
        now: Witness,
        /// What differs from the plan, a line each.
        differences: Vec<String>,
    },
}

impl Ending {
    /// Whether the cut is as planned, as far as Route 53 could be read.
    #[must_use]
    pub fn stands(&self) -> bool {
        match self {
            Self::InSync { .. } | Self::Unproved { .. } => true,
            Self::Settled { settlement, .. } => *settlement == Settlement::Stands,
            Self::Pending { now, .. } => now.is_some(),
            Self::Conflict { .. }
            | Self::NotSent(_)
            | Self::NotJournalled(_)
            | Self::Refused(_)
            | Self::Unknown { .. }
            | Self::Drifted { .. } => false,
        }
    }

    /// The change's id, where Route 53 gave one.
    #[must_use]
    pub fn change(&self) -> Option<&ChangeId> {
        match self {
            Self::InSync { change, .. }
            | Self::Pending { change, .. }
            | Self::Unproved { change, .. }
            | Self::Drifted { change, .. } => Some(change),
            Self::Conflict { .. }
            | Self::NotSent(_)
            | Self::NotJournalled(_)
            | Self::Refused(_)
            | Self::Settled { .. }
            | Self::Unknown { .. } => None,
        }
    }

    /// The fault that it ended in, or that kept it from being proved.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::NotSent(fault) | Self::Refused(fault) | Self::Unproved { fault, .. } => {
                Some(fault)
            }
            Self::Unknown { read, .. } => Some(read),
            Self::Pending { fault, .. } => fault.as_ref(),
            Self::InSync { .. }
            | Self::Conflict { .. }
            | Self::NotJournalled(_)
            | Self::Settled { .. }
            | Self::Drifted { .. } => None,
        }
    }

    /// Whether nothing was sent, for want of credentials that a person has to renew.
    #[must_use]
    pub fn wants_sign_in(&self) -> bool {
        let wants = |fault: &Fault| {
            matches!(fault.kind, FaultKind::SignInNeeded(_) | FaultKind::EndsSoon(_))
        };
        matches!(self, Self::NotSent(fault) if wants(fault))
    }

    /// What happened, in a sentence or two. May hold text from outside.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::InSync { change, planned, .. } => {
                let delegates = planned.iter().any(|set| set.rtype == RecordType::Ns);
                let what = if delegates { "stands" } else { "is gone" };
                format!(
                    "The delegation {what}: change {change} is INSYNC, and the cut was read \
                     again as planned."
                )
            }
            Self::Conflict { refusal: None, .. } => {
                "Nothing was sent: what is there now is not what the preview showed.".to_owned()
            }
            Self::Conflict { refusal: Some(fault), .. } => format!(
                "Nothing was changed: somebody was faster. {}; {}",
                fault.message(),
                fault.detail
            ),
            Self::NotSent(fault) if matches!(fault.kind, FaultKind::EndsSoon(_)) => {
                format!("Nothing was sent. {}: {}.", fault.message(), fault.detail)
            }
            Self::NotSent(fault) => format!(
                "Nothing was sent: the cut could not be read again. {}; {}",
                fault.message(),
                fault.detail
            ),
            Self::NotJournalled(why) => format!(
                "Nothing was sent: the journal could not be written, and no change is made that \
                 it does not know of. {why}"
            ),
            Self::Refused(fault) => {
                format!("Nothing was changed. {}; {}", fault.message(), fault.detail)
            }
            Self::Settled { settlement: Settlement::Stands, fault, .. }
                if fault.surely_not_done() =>
            {
                format!(
                    "What was planned stands at the cut, though not by this request. {}",
                    fault.message()
                )
            }
            Self::Settled { settlement, fault, .. } => {
                let seen = match settlement {
                    Settlement::Stands => "reading the cut shows that the change was made",
                    Settlement::Unchanged => {
                        "as far as reading shows, the change was not made; it was not sent again"
                    }
                    Settlement::Otherwise => {
                        "something else stands at the cut now; nothing was sent again"
                    }
                };
                format!("The answer was lost ({}), but {seen}.", fault.message())
            }
            Self::Unknown { sent, read } => format!(
                "The change was sent, and it is not known whether it was made. The answer was \
                 lost: {}. Reading the cut failed: {}.",
                sent.message(),
                read.message()
            ),
            Self::Pending { change, fault, now } => {
                let why = match fault {
                    Some(fault) => fault.message(),
                    None => "it was still PENDING after 5 min".to_owned(),
                };
                let seen = match now {
                    Some(_) => "The zone shows it as planned.",
                    None => "The zone could not be read either.",
                };
                format!(
                    "Route 53 took the change as {change}, but INSYNC was not seen: {why}. {seen}"
                )
            }
            Self::Unproved { change, fault } => format!(
                "Change {change} is INSYNC, but the cut could not be read again: {}.",
                fault.message()
            ),
            Self::Drifted { change, .. } => format!(
                "Route 53 took the change as {change}, but the cut was read again with something \
                 else there: somebody has changed it since."
            ),
        }
    }

    /// What to do next, where there is something; `via` is how the parent's account is reached.
    #[must_use]
    pub fn advice(&self, via: &CredentialChain) -> Option<String> {
        let text = match self {
            Self::InSync { .. } => return None,
            Self::NotJournalled(_) => {
                "Make room or give access where the journal lies, then review again.".to_owned()
            }
            Self::Conflict { .. } => "Plan anew from what is there now.".to_owned(),
            Self::NotSent(fault) | Self::Refused(fault) | Self::Unproved { fault, .. } => {
                fault.hint()
            }
            Self::Settled { settlement: Settlement::Stands, .. } => {
                "There is no change id to ask for INSYNC; it is usually reached within a minute."
                    .to_owned()
            }
            Self::Settled { settlement: Settlement::Unchanged, .. } => {
                "Wait a minute, then review again: a late request would show there.".to_owned()
            }
            Self::Settled { settlement: Settlement::Otherwise, .. } | Self::Drifted { .. } => {
                "Find out who else changes this zone, then review again.".to_owned()
            }
            Self::Unknown { read, .. } => {
                format!("Look at the cut before anything else is sent. {}", read.hint())
            }
            Self::Pending { change, fault, .. } => {
                let hint = fault.as_ref().map(|fault| format!(" {}", fault.hint()));
                format!(
                    "Ask for it later: {}.{}",
                    aws_command(via, &format!("route53 get-change --id {change}")),
                    hint.unwrap_or_default()
                )
            }
        };
        Some(text)
    }

    /// The states of the four stages.
    pub(super) fn stages(&self) -> [StageState; 4] {
        match self {
            Self::InSync { .. } => [Done; 4],
            Self::Conflict { refusal: None, .. } | Self::NotSent(_) => {
                [Failed, Ahead, Ahead, Ahead]
            }
            Self::Conflict { refusal: Some(_), .. }
            | Self::NotJournalled(_)
            | Self::Refused(_)
            | Self::Settled { settlement: Settlement::Unchanged, .. } => {
                [Done, Failed, Ahead, Ahead]
            }
            Self::Settled { settlement: Settlement::Stands, .. }
            | Self::Pending { now: Some(_), .. } => [Done, Done, Unknown, Done],
            Self::Settled { settlement: Settlement::Otherwise, .. } | Self::Unknown { .. } => {
                [Done, Unknown, Unknown, Failed]
            }
            Self::Pending { now: None, .. } | Self::Drifted { in_sync: false, .. } => {
                [Done, Done, Unknown, Failed]
            }
            Self::Unproved { .. } | Self::Drifted { in_sync: true, .. } => {
                [Done, Done, Done, Failed]
            }
        }
    }
}
