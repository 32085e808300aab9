//! The write, as a state machine that whoever does the I/O drives: it is told what was heard, and
//! says what to do next.
//!
//! Read again and compare with the preview; put the intent into the journal; send, once; ask
//! until INSYNC; read again as proof. What becomes of it is noted in the journal step by step.
//! A change is sent a second time only where Route 53 has said for certain that the first was
//! not made and that it should be tried later, and then only after another reading. Where an
//! answer is lost, reading decides.

mod ending;
mod pace;
mod record;
mod stage;
mod step;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::zone::{
    ChangeId, ChangeInfo, ChangeStatus, EntryId, Fault, FaultKind, Outcome, RecordSet,
};

use super::conflict::differences;
use super::standing::{at_cut, same_sets};
use super::wording::record_set;
use super::{ConfirmedPlan, Plan, Witness};

pub use ending::{Ending, Settlement};
pub use pace::WRITE_TAKES;
pub use stage::{Stage, StageState};
pub use step::{Heard, Next, Step, Then};

/// What is being done, or will be once a wait is over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Reread,
    Intend,
    Send,
    Poll { change: ChangeId, waited: Duration, faults: u32 },
    Verify { change: ChangeId, sync: Sync },
    Settle { fault: Fault },
    Done(Box<Ending>),
}

/// What is known of INSYNC.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sync {
    Seen,
    NotSeen(Option<Fault>),
}

/// A write that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apply {
    confirmed: ConfirmedPlan,
    then: Witness,
    phase: Phase,
    waiting: bool,
    /// The journal's entry, once the intent is on disk.
    entry: Option<EntryId>,
    /// How often the change was sent.
    sends: u32,
    /// How often the present phase has read.
    readings: u32,
    /// Why it waits to read and send again.
    put_off: Option<Fault>,
}

impl Apply {
    /// Starts the write of a plan that the user confirmed.
    #[must_use]
    pub fn start(confirmed: ConfirmedPlan) -> (Self, Step) {
        let then = confirmed.plan().facts().witness();
        let apply = Self {
            confirmed,
            then,
            phase: Phase::Reread,
            waiting: false,
            entry: None,
            sends: 0,
            readings: 0,
            put_off: None,
        };
        (apply, Step::Reread)
    }

    /// Takes what was heard and says what follows. What was not waited for changes nothing.
    #[must_use = "the next step must be done"]
    pub fn hear(&mut self, heard: Heard) -> Next {
        match (self.phase.clone(), heard, self.waiting) {
            (phase, Heard::Waited, true) => self.begin(phase),
            (Phase::Reread, Heard::Reread(read), false) => self.reread(read),
            (Phase::Intend, Heard::Intended(answer), false) => self.intended(answer),
            (Phase::Send, Heard::Sent(answer), false) => self.sent_answer(answer),
            (Phase::Send, Heard::Unwritten(why), false) => {
                self.sends -= 1;
                self.end(Ending::NotJournalled(why))
            }
            (Phase::Poll { change, waited, faults }, Heard::Polled(answer), false) => {
                self.polled(change, waited, faults, answer)
            }
            (Phase::Verify { change, sync }, Heard::Verified(read), false) => {
                self.verified(change, sync, read)
            }
            (Phase::Settle { fault }, Heard::Settled(read), false) => self.settled(fault, read),
            _ => Then::Ignored.into(),
        }
    }

    /// The plan that is carried out.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.confirmed.plan()
    }

    /// Whether a request was sent that may have changed the zone: it is under way, it was taken,
    /// or its answer was lost.
    #[must_use]
    pub fn sent(&self) -> bool {
        match &self.phase {
            Phase::Reread | Phase::Intend => false,
            Phase::Send | Phase::Poll { .. } | Phase::Verify { .. } => true,
            Phase::Settle { fault } => !fault.surely_not_done(),
            Phase::Done(ending) => match &**ending {
                Ending::Conflict { .. }
                | Ending::NotSent(_)
                | Ending::NotJournalled(_)
                | Ending::Refused(_) => false,
                Ending::Settled { fault, .. } => !fault.surely_not_done(),
                Ending::InSync { .. }
                | Ending::Unknown { .. }
                | Ending::Pending { .. }
                | Ending::Unproved { .. }
                | Ending::Drifted { .. } => true,
            },
        }
    }

    /// The change's id, once Route 53 gave one.
    #[must_use]
    pub fn change_id(&self) -> Option<&ChangeId> {
        match &self.phase {
            Phase::Poll { change, .. } | Phase::Verify { change, .. } => Some(change),
            Phase::Done(ending) => ending.change(),
            Phase::Reread | Phase::Intend | Phase::Send | Phase::Settle { .. } => None,
        }
    }

    /// The journal's entry, once the intent is on disk.
    #[must_use]
    pub fn entry(&self) -> Option<&EntryId> {
        self.entry.as_ref()
    }

    /// How it ended, once it has.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        match &self.phase {
            Phase::Done(ending) => Some(ending),
            _ => None,
        }
    }

    /// The stages in order, each with how far it is.
    #[must_use]
    pub fn stages(&self) -> [(Stage, StageState); 4] {
        use StageState::{Ahead, Doing, Done, Unknown};
        let states = match &self.phase {
            Phase::Reread | Phase::Intend => [Doing, Ahead, Ahead, Ahead],
            Phase::Send | Phase::Settle { .. } => [Done, Doing, Ahead, Ahead],
            Phase::Poll { .. } => [Done, Done, Doing, Ahead],
            Phase::Verify { sync: Sync::Seen, .. } => [Done, Done, Done, Doing],
            Phase::Verify { sync: Sync::NotSeen(_), .. } => [Done, Done, Unknown, Doing],
            Phase::Done(ending) => ending.stages(),
        };
        let [reread, send, sync, proof] = states;
        [(Stage::Reread, reread), (Stage::Send, send), (Stage::Sync, sync), (Stage::Proof, proof)]
    }

    /// What holds it up, in words, where anything does.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match &self.phase {
            Phase::Reread => self.put_off.as_ref().map(|fault| {
                let sends = self.sends;
                format!("{}: sent {sends} of at most {} times", fault.state(), pace::SENDS)
            }),
            Phase::Settle { fault } => {
                Some(format!("{}: reading the cut to see what became of it", fault.state()))
            }
            Phase::Poll { faults: 1.., .. } => Some("GetChange failed, asking again".to_owned()),
            Phase::Verify { sync: Sync::NotSeen(_), .. } => {
                Some("INSYNC was not seen, reading the cut".to_owned())
            }
            Phase::Intend
            | Phase::Send
            | Phase::Poll { .. }
            | Phase::Verify { .. }
            | Phase::Done(_) => None,
        }
    }

    fn reread(&mut self, read: Result<Witness, Fault>) -> Next {
        match read {
            Ok(now) => match differences(&self.then, &now) {
                lines if lines.is_empty() => match self.entry {
                    None => self.begin(Phase::Intend),
                    Some(_) => self.send(),
                },
                lines => {
                    let refusal = self.put_off.take();
                    self.conflict(now, lines, refusal)
                }
            },
            Err(fault) if fault.passes_with_time() => {
                self.read_again(Phase::Reread).unwrap_or_else(|| self.end(Ending::NotSent(fault)))
            }
            Err(fault) => self.end(Ending::NotSent(fault)),
        }
    }

    fn intended(&mut self, answer: Result<EntryId, String>) -> Next {
        match answer {
            Ok(entry) => {
                self.entry = Some(entry);
                self.send()
            }
            Err(why) => self.end(Ending::NotJournalled(why)),
        }
    }

    fn send(&mut self) -> Next {
        self.sends += 1;
        let next = self.begin(Phase::Send);
        self.noting(next, Outcome::Sent)
    }

    fn sent_answer(&mut self, answer: Result<ChangeInfo, Fault>) -> Next {
        match answer {
            Ok(info) => {
                let taken = Outcome::Accepted { change: info.id.clone(), zone: None };
                let next = self.accepted(info, Duration::ZERO);
                self.noting(next, taken)
            }
            Err(fault) if fault.surely_not_done() && fault.passes_with_time() => {
                if self.sends >= pace::SENDS {
                    return self.end(Ending::Refused(fault));
                }
                self.put_off = Some(fault);
                self.wait(pace::backoff(self.sends), Phase::Reread)
            }
            Err(fault) if fault.surely_not_done() && fault.kind != FaultKind::InvalidChange => {
                self.end(Ending::Refused(fault))
            }
            // A refusal of the batch itself may mean that somebody was faster; any other failure,
            // that it was made. The prose of an error decides neither.
            Err(fault) if fault.surely_not_done() => self.begin(Phase::Settle { fault }),
            Err(fault) => {
                let unclear = Outcome::Unclear(record::words(&fault));
                let next = self.begin(Phase::Settle { fault });
                self.noting(next, unclear)
            }
        }
    }

    fn accepted(&mut self, info: ChangeInfo, waited: Duration) -> Next {
        let change = info.id;
        if info.status == ChangeStatus::InSync {
            return self.begin(Phase::Verify { change, sync: Sync::Seen });
        }
        if waited >= pace::PATIENCE {
            return self.begin(Phase::Verify { change, sync: Sync::NotSeen(None) });
        }
        let wait = pace::poll(waited);
        self.wait(wait, Phase::Poll { change, waited: waited + wait, faults: 0 })
    }

    fn polled(
        &mut self,
        change: ChangeId,
        waited: Duration,
        faults: u32,
        answer: Result<ChangeInfo, Fault>,
    ) -> Next {
        match answer {
            Ok(info) => self.accepted(ChangeInfo { id: change, ..info }, waited),
            Err(fault) if may_pass(&fault) && faults < pace::POLL_FAULTS => {
                let faults = faults + 1;
                let wait = pace::backoff(faults);
                self.wait(wait, Phase::Poll { change, waited: waited + wait, faults })
            }
            Err(fault) => self.begin(Phase::Verify { change, sync: Sync::NotSeen(Some(fault)) }),
        }
    }

    fn verified(&mut self, change: ChangeId, sync: Sync, read: Result<Witness, Fault>) -> Next {
        let phase = Phase::Verify { change: change.clone(), sync: sync.clone() };
        match read {
            Ok(now) if self.is_as_planned(&now) => self.end(match sync {
                Sync::Seen => {
                    let planned = self.plan().after().to_vec();
                    Ending::InSync { change, planned, proof: now }
                }
                Sync::NotSeen(fault) => Ending::Pending { change, fault, now: Some(now) },
            }),
            // The listing is known to show changes at once; should it lag, another look tells.
            Ok(now) => self.read_again(phase).unwrap_or_else(|| {
                let in_sync = sync == Sync::Seen;
                let differences = self.drift(&now);
                self.end(Ending::Drifted { change, in_sync, now, differences })
            }),
            Err(fault) => {
                let again = if may_pass(&fault) { self.read_again(phase) } else { None };
                again.unwrap_or_else(|| {
                    self.end(match sync {
                        Sync::Seen => Ending::Unproved { change, fault },
                        Sync::NotSeen(why) => Ending::Pending { change, fault: why, now: None },
                    })
                })
            }
        }
    }

    fn settled(&mut self, fault: Fault, read: Result<Witness, Fault>) -> Next {
        let refused = fault.surely_not_done();
        let phase = Phase::Settle { fault: fault.clone() };
        match read {
            Ok(now) if self.is_as_planned(&now) => {
                self.end(Ending::Settled { settlement: Settlement::Stands, fault, now })
            }
            Ok(now) if refused => match differences(&self.then, &now) {
                lines if lines.is_empty() => self.end(Ending::Refused(fault)),
                lines => self.conflict(now, lines, Some(fault)),
            },
            Ok(now) if self.is_as_before(&now) => self.read_again(phase).unwrap_or_else(|| {
                self.end(Ending::Settled { settlement: Settlement::Unchanged, fault, now })
            }),
            Ok(now) => self.end(Ending::Settled { settlement: Settlement::Otherwise, fault, now }),
            Err(read) => {
                let again = if may_pass(&read) { self.read_again(phase) } else { None };
                again.unwrap_or_else(|| {
                    self.end(if refused {
                        Ending::Refused(fault)
                    } else {
                        Ending::Unknown { sent: fault, read }
                    })
                })
            }
        }
    }

    fn conflict(&mut self, now: Witness, differences: Vec<String>, refusal: Option<Fault>) -> Next {
        let planned = self.plan().after().to_vec();
        let then = self.then.clone();
        self.end(Ending::Conflict { planned, then, now, differences, refusal })
    }

    /// Reads once more after a wait, `None` where it was read often enough.
    fn read_again(&mut self, phase: Phase) -> Option<Next> {
        self.readings += 1;
        (self.readings < pace::READINGS).then(|| self.wait(pace::backoff(self.readings), phase))
    }

    fn begin(&mut self, phase: Phase) -> Next {
        let step = match &phase {
            Phase::Reread => Step::Reread,
            Phase::Intend => Step::Intend(Box::new(self.confirmed.intent())),
            Phase::Send => Step::Send(self.confirmed.batch().clone()),
            Phase::Poll { change, .. } => Step::Poll(change.clone()),
            Phase::Verify { .. } => Step::Verify,
            Phase::Settle { .. } => Step::Settle,
            Phase::Done(_) => return Then::Ignored.into(),
        };
        if std::mem::discriminant(&phase) != std::mem::discriminant(&self.phase) {
            self.readings = 0;
        }
        self.phase = phase;
        self.waiting = false;
        Then::Do(step).into()
    }

    fn wait(&mut self, time: Duration, phase: Phase) -> Next {
        self.phase = phase;
        self.waiting = true;
        Then::Do(Step::Wait(time)).into()
    }

    fn end(&mut self, ending: Ending) -> Next {
        let cut = &self.plan().facts().cut;
        let outcome = record::outcome(&ending, cut, self.sends > 0);
        let ending = Box::new(ending);
        self.phase = Phase::Done(ending.clone());
        self.waiting = false;
        let note = self.entry.clone().zip(outcome);
        Next { note, then: Then::Done(ending) }
    }

    /// The same, with this noted first.
    fn noting(&self, next: Next, outcome: Outcome) -> Next {
        Next { note: self.entry.clone().map(|entry| (entry, outcome)), ..next }
    }

    /// Whether the cut is exactly as planned. Servers are compared as names.
    fn is_as_planned(&self, now: &Witness) -> bool {
        same_sets(&self.at_cut(now), &self.plan().after().iter().collect::<Vec<_>>())
    }

    /// Whether the cut is as the preview showed it.
    fn is_as_before(&self, now: &Witness) -> bool {
        same_sets(&self.at_cut(now), &self.plan().before().iter().collect::<Vec<_>>())
    }

    fn at_cut<'a>(&self, now: &'a Witness) -> Vec<&'a RecordSet> {
        at_cut(&now.at_and_below, &self.plan().facts().cut)
    }

    /// The plan beside what stands there, a line each.
    fn drift(&self, now: &Witness) -> Vec<String> {
        let lines = |what: &str, sets: &[&RecordSet], none: &str| -> Vec<String> {
            if sets.is_empty() {
                return vec![format!("{what}: {none}")];
            }
            sets.iter().map(|set| format!("{what}: {}", record_set(set))).collect()
        };
        let planned: Vec<&RecordSet> = self.plan().after().iter().collect();
        let none = "no NS or DS record set";
        let mut all = lines("planned", &planned, none);
        all.extend(lines("there now", &self.at_cut(now), none));
        all
    }
}

/// Whether a reading that failed like this may succeed a little later.
fn may_pass(fault: &Fault) -> bool {
    fault.passes_with_time()
        || matches!(
            fault.kind,
            FaultKind::Unreachable
                | FaultKind::ConnectionLost
                | FaultKind::TimedOut
                | FaultKind::Server
                | FaultKind::Malformed
        )
}
