//! Cuts that are being looked at in the DNS: the proof of a change, and checks on their own.

use std::collections::BTreeMap;
use std::time::Duration;

use super::effect::{Effect, Effects};
use super::requests::{CheckId, Purpose, Requests};
use crate::cut::{Check, CheckNext};
use crate::dns::Looked;
use crate::zone::EntryId;

/// One look at a cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Looking {
    /// How far it is.
    pub check: Check,
    /// When it began, since the start of the program.
    pub begun: Duration,
    /// How long it took, once it has ended.
    pub took: Option<Duration>,
    /// The change whose proof it is.
    entry: Option<EntryId>,
}

/// All looks that go on or are on the screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checks {
    last: u32,
    all: BTreeMap<CheckId, Looking>,
}

impl Checks {
    /// Begins to look. With an entry, what is seen is written into the journal at the end.
    pub fn begin(
        &mut self,
        check: Check,
        entry: Option<EntryId>,
        now: Duration,
        requests: &mut Requests,
    ) -> (CheckId, Effects) {
        self.last += 1;
        let id = CheckId(self.last);
        let mut looking = Looking { check, begun: now, took: None, entry };
        let next = looking.check.start();
        self.all.insert(id, looking);
        (id, self.go_on(id, next, now, requests))
    }

    /// Takes what one lookup brought.
    pub fn heard(
        &mut self,
        id: CheckId,
        row: usize,
        looked: Looked,
        now: Duration,
        requests: &mut Requests,
    ) -> Effects {
        let Some(looking) = self.all.get_mut(&id) else { return Effects::none() };
        let next = looking.check.hear(row, looked, now.saturating_sub(looking.begun));
        self.go_on(id, next, now, requests)
    }

    /// A wait is over.
    pub fn waited(&mut self, id: CheckId, now: Duration, requests: &mut Requests) -> Effects {
        let Some(looking) = self.all.get_mut(&id) else { return Effects::none() };
        let next = looking.check.waited(now.saturating_sub(looking.begun));
        self.go_on(id, next, now, requests)
    }

    /// How far a look is; `None` once it was closed.
    #[must_use]
    pub fn get(&self, id: CheckId) -> Option<&Looking> {
        self.all.get(&id)
    }

    /// Nobody looks at it any more. The proof of a change goes on to its end, for the journal.
    pub fn close(&mut self, id: CheckId, requests: &mut Requests) {
        let goes_on = |looking: &Looking| looking.entry.is_some() && looking.took.is_none();
        if !self.all.get(&id).is_some_and(goes_on) {
            self.all.remove(&id);
            requests.forget(|open| match open {
                Purpose::CheckRow(of, _) | Purpose::CheckWait(of) => of == id,
                _ => false,
            });
        }
    }

    fn go_on(
        &mut self,
        id: CheckId,
        next: Vec<CheckNext>,
        now: Duration,
        requests: &mut Requests,
    ) -> Effects {
        let mut effects = Effects::none();
        for next in next {
            effects.push(match next {
                CheckNext::Ask(ask) => {
                    let request = requests.open(Purpose::CheckRow(id, ask.row));
                    Effect::LookUp { id: request, lookup: ask.lookup }
                }
                CheckNext::Wait(time) => {
                    Effect::Wait { id: requests.open(Purpose::CheckWait(id)), time }
                }
            });
        }
        let Some(looking) = self.all.get_mut(&id) else { return effects };
        if looking.check.is_done() && looking.took.is_none() {
            looking.took = Some(now.saturating_sub(looking.begun));
            if let Some(entry) = &looking.entry {
                let (entry, proof) = (entry.clone(), Box::new(looking.check.proof()));
                effects.push(Effect::Prove { id: requests.open(Purpose::Note), entry, proof });
            }
        }
        effects
    }
}
