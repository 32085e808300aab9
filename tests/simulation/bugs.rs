//! Deliberate bugs, to show that the simulator sees them.

use std::io;

use zonecut::aws::Aws;
use zonecut::cut::{Apply, ConfirmedPlan, Ending, Heard, Step, Then};
use zonecut::engine::{self, Ledger, Performed};
use zonecut::journal::{FaultyStore, Hold, Store, Tail};
use zonecut::zone::{EntryId, Outcome};

/// What is wrong with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// `CREATE` goes out as `UPSERT`.
    Upsert,
    /// The batch is sent first, then journalled.
    JournalAfterSend,
    /// Where an answer is lost, the batch is sent again.
    BlindResend,
    /// What becomes of an entry is not noted.
    NoteLost,
    /// The preview is taken for what was read again.
    ComparesNothing,
    /// The journal is written but not synced.
    NoSync,
    /// An answer that was lost is taken for a refusal.
    LostIsRefused,
}

/// The loop around a change, with a bug in it.
pub(crate) async fn drive(
    bug: Bug,
    confirmed: ConfirmedPlan,
    aws: &Aws,
    ledger: &Ledger,
) -> Option<Ending> {
    let sides = confirmed.plan().facts().sides();
    let shown = confirmed.plan().facts().witness();
    let batch = confirmed.batch().clone();
    let parent = &sides.parent;
    let (mut apply, mut step) = Apply::start(confirmed);
    let mut note: Option<(EntryId, Outcome)> = None;
    let mut early = None;
    loop {
        let noted = if bug == Bug::NoteLost { None } else { note.take() };
        let again = step.clone();
        let heard = match (bug, step) {
            (Bug::ComparesNothing, Step::Reread) => Heard::Reread(Ok(shown.clone())),
            (Bug::JournalAfterSend, Step::Intend(intent)) => {
                early = Some(aws.change(&parent.profile, &parent.zone, &batch).await);
                Heard::Intended(ledger.intend(*intent).await)
            }
            (Bug::JournalAfterSend, Step::Send(_)) if early.is_some() => {
                if let Some((entry, outcome)) = noted {
                    let _ = ledger.note(entry, outcome).await;
                }
                match early.take() {
                    Some(answer) => Heard::Sent(answer),
                    None => return None,
                }
            }
            (_, step) => {
                let Performed { heard, .. } =
                    engine::perform(aws, ledger, &sides, noted, step).await;
                heard
            }
        };
        let heard = match (bug, heard) {
            (Bug::BlindResend, Heard::Sent(Err(fault))) if !fault.surely_not_done() => {
                engine::perform(aws, ledger, &sides, None, again).await.heard
            }
            (Bug::LostIsRefused, Heard::Sent(Err(mut fault))) => {
                fault.kind = zonecut::zone::FaultKind::Denied;
                Heard::Sent(Err(fault))
            }
            (_, heard) => heard,
        };
        let next = apply.hear(heard);
        note = next.note;
        match next.then {
            Then::Do(next) => step = next,
            Then::Done(ending) => {
                if let (Some((entry, outcome)), false) = (note, bug == Bug::NoteLost) {
                    let _ = ledger.note(entry, outcome).await;
                }
                return Some(*ending);
            }
            Then::Ignored => return None,
        }
    }
}

/// A store whose syncs do nothing.
#[derive(Debug)]
pub(crate) struct NoSync(pub(crate) FaultyStore);

impl Store for NoSync {
    fn place(&self) -> String {
        self.0.place()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        self.0.read()
    }

    fn tail(&self) -> io::Result<Box<dyn Tail + '_>> {
        Ok(Box::new(NoSyncTail(self.0.tail()?)))
    }

    fn hold(&self, id: &EntryId) -> io::Result<Option<Hold>> {
        self.0.hold(id)
    }
}

struct NoSyncTail<'a>(Box<dyn Tail + 'a>);

impl Tail for NoSyncTail<'_> {
    fn size(&mut self) -> io::Result<u64> {
        self.0.size()
    }

    fn ends_a_line(&mut self) -> io::Result<bool> {
        self.0.ends_a_line()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn take_back(&mut self, size: u64) -> io::Result<()> {
        self.0.take_back(size)
    }
}
