//! The words between a write and whoever does its I/O.

use std::time::Duration;

use crate::zone::{ChangeBatch, ChangeId, ChangeInfo, EntryId, Fault, Intent, Outcome};

use super::ending::Ending;
use crate::cut::Witness;

/// What to do next. Each is answered by the [`Heard`] of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Have credentials on both sides that outlast the write
    /// ([`WRITE_TAKES`](crate::cut::WRITE_TAKES)), ask STS for both identities and read what a
    /// [`Witness`] holds, before anything is sent.
    Reread,
    /// Put this into the journal, on disk, before anything is sent.
    Intend(Box<Intent>),
    /// Send this batch to the parent: one request, without any retry of the client's own.
    Send(ChangeBatch),
    /// Ask `GetChange` for this change.
    Poll(ChangeId),
    /// Read the witness again, as proof.
    Verify,
    /// Read the witness again, since it is not known whether the change was made.
    Settle,
    /// Let this time pass.
    Wait(Duration),
}

/// What came of a [`Step`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Of [`Step::Reread`].
    Reread(Result<Witness, Fault>),
    /// Of [`Step::Intend`]; an error in the journal's words.
    Intended(Result<EntryId, String>),
    /// Of [`Step::Send`].
    Sent(Result<ChangeInfo, Fault>),
    /// Of [`Step::Send`], in place of `Sent`: the note that goes before it could not be written,
    /// for this reason in the journal's words. The batch was not sent.
    Unwritten(String),
    /// Of [`Step::Poll`].
    Polled(Result<ChangeInfo, Fault>),
    /// Of [`Step::Verify`].
    Verified(Result<Witness, Fault>),
    /// Of [`Step::Settle`].
    Settled(Result<Witness, Fault>),
    /// Of [`Step::Wait`].
    Waited,
}

/// What follows from what was heard: a note for the journal first, where there is one, then the
/// rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// What became of the entry. To be written before anything else is done; where the note
    /// before a [`Step::Send`] can't be, the batch must not be sent.
    pub note: Option<(EntryId, Outcome)>,
    /// What to do then.
    pub then: Then,
}

/// What to do once the note is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Do this, and tell what came of it.
    Do(Step),
    /// The write has ended.
    Done(Box<Ending>),
    /// Nothing: this is not what was waited for.
    Ignored,
}

impl From<Then> for Next {
    fn from(then: Then) -> Self {
        Self { note: None, then }
    }
}
