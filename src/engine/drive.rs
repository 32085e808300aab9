//! Drives a confirmed change to its end: the one loop around [`Apply`] outside the screen.

use crate::aws::Aws;
use crate::cut::{Apply, ConfirmedPlan, Ending, Next, Sides, Step, Then};
use crate::zone::{EntryId, Outcome};

use super::ledger::Ledger;
use super::step::{Performed, perform};

/// A change that goes on, and what it is to do next.
///
/// It may be dropped at any point, or left between two steps: what the journal knows by then is
/// true, and the entry is settled by reading later.
#[derive(Debug)]
pub struct Driver {
    apply: Apply,
    sides: Sides,
    /// To be written before the next step.
    note: Option<(EntryId, Outcome)>,
    /// `None` once it has ended, and while a step is being done.
    next: Option<Step>,
    unwritten: Vec<String>,
}

impl Driver {
    /// Starts the change that the user confirmed. Nothing is asked of anybody yet.
    #[must_use]
    pub fn start(confirmed: ConfirmedPlan) -> Self {
        let sides = confirmed.plan().facts().sides();
        let (apply, step) = Apply::start(confirmed);
        Self { apply, sides, note: None, next: Some(step), unwritten: Vec::new() }
    }

    /// How far it is.
    #[must_use]
    pub fn apply(&self) -> &Apply {
        &self.apply
    }

    /// What is done next; `None` once it has ended.
    #[must_use]
    pub fn next(&self) -> Option<&Step> {
        self.next.as_ref()
    }

    /// How it ended; `None` where it goes on, or was left.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.apply.ending()
    }

    /// What could not be written down on the way, in the journal's words.
    #[must_use]
    pub fn unwritten(&self) -> &[String] {
        &self.unwritten
    }

    /// Does one step, and says whether there is another. A step whose future was dropped is not
    /// done again.
    pub async fn step(&mut self, aws: &Aws, ledger: &Ledger) -> bool {
        let Some(step) = self.next.take() else { return false };
        let note = self.note.take();
        let done = Box::pin(perform(aws, ledger, &self.sides, note, step)).await;
        let Performed { heard, unwritten } = done;
        self.unwritten.extend(unwritten);
        let Next { note, then } = self.apply.hear(heard);
        match then {
            Then::Do(step) => {
                self.note = note;
                self.next = Some(step);
                true
            }
            Then::Done(_) => {
                match (note, self.apply.entry()) {
                    (Some((entry, outcome)), _) => {
                        self.unwritten.extend(ledger.note(entry, outcome).await.err());
                    }
                    // Nobody can tell yet: whoever can read the zone may settle it.
                    (None, Some(entry)) => ledger.release(entry),
                    (None, None) => {}
                }
                false
            }
            Then::Ignored => false,
        }
    }

    /// Does all steps. `progress` is called before each, and once at the end.
    pub async fn run(&mut self, aws: &Aws, ledger: &Ledger, mut progress: impl FnMut(&Apply)) {
        progress(&self.apply);
        while self.step(aws, ledger).await {
            progress(&self.apply);
        }
        progress(&self.apply);
    }
}
