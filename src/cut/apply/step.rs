//! The words between a write and whoever does its I/O.

use std::time::Duration;

use crate::zone::{ChangeBatch, ChangeId, ChangeInfo, Fault};

use super::ending::Ending;
use crate::cut::Witness;

/// What to do next. Each is answered by the [`Heard`] of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask STS for both identities and read what a [`Witness`] holds, before anything is sent.
    Reread,
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
    /// Of [`Step::Send`].
    Sent(Result<ChangeInfo, Fault>),
    /// Of [`Step::Poll`].
    Polled(Result<ChangeInfo, Fault>),
    /// Of [`Step::Verify`].
    Verified(Result<Witness, Fault>),
    /// Of [`Step::Settle`].
    Settled(Result<Witness, Fault>),
    /// Of [`Step::Wait`].
    Waited,
}

/// What follows from what was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Do this, and tell what came of it.
    Do(Step),
    /// The write has ended.
    Done(Box<Ending>),
    /// Nothing: this is not what was waited for.
    Ignored,
}
