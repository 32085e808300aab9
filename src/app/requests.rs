//! What was asked and not answered yet: the status line, the spinner, and how stale answers are
//! told from those somebody waits for.

use std::collections::BTreeMap;

use super::effect::RequestId;
use crate::cut::AskId;
use crate::zone::Ticket;

/// Tells one look at a cut from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CheckId(pub(super) u32);

/// Which of the two zones of a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideRead {
    /// The one that hands the name over.
    Parent,
    /// The one that takes it.
    Child,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The identity of the profile with this index.
    Identity(usize),
    /// A page of zones of the profile with this index.
    Listing(usize),
    /// The open zone's delegation set.
    Zone,
    /// A page of the open zone's records.
    Records,
    /// What earlier runs listed, and a pause between two portions of it.
    Recall,
    /// A pause between two slices of a filter.
    Sift,
    /// A listing that is kept for the next run.
    Keep,
    /// A pause between two slices of what is matched.
    Find,
    /// What stands in a likely parent, by its place among those that were asked, and the pages that
    /// may be read of it.
    Guide(usize, usize),
    /// The facts of the open review.
    Facts,
    /// A step of the change under way.
    Apply,
    /// What the DNS says of the open review's plan, by its place among what was asked.
    Live(usize),
    /// What a row of a look at a cut waits for.
    CheckRow(CheckId, usize),
    /// A pause of a look at a cut.
    CheckWait(CheckId),
    /// One side of a cut that is to be looked at.
    Look(SideRead),
    /// How a change ended, for the journal.
    Note,
    /// What became of the changes that earlier runs left open.
    Settle,
    /// The journal's entries.
    Journal,
    /// How many zones an account has, and may have.
    Quota,
    /// What an audit wants to know.
    Audit(AskId),
    /// What the audit of one name that was changed wants to know.
    AuditAgain(AskId),
    /// A document that is written to a file.
    Export,
    /// Whether the zone is signed that a request is made for; to be copied, or else written.
    Request(bool),
    /// A zone that is being created.
    Create,
    /// When the sign-in of the profile with this index ends.
    Ends(usize),
    /// What the account of the profile with this index is called.
    Alias(usize),
    /// The accounts of the Organization with this number.
    Members(usize),
    /// What an earlier run reached of an Organization's accounts.
    RecallMembers(usize),
    /// What a sign-in asks of a person.
    BeginSignIn,
    /// A pause of a sign-in that waits for a browser.
    SignInPause(Ticket),
    /// Whether it was approved there.
    PollSignIn(Ticket),
    /// A browser for its address.
    Browser,
    /// The code of an MFA device.
    GiveCode,
}

impl Purpose {
    /// Whether it belongs to a sign-in.
    #[must_use]
    pub fn is_sign_in(self) -> bool {
        matches!(
            self,
            Self::BeginSignIn
                | Self::SignInPause(_)
                | Self::PollSignIn(_)
                | Self::Browser
                | Self::GiveCode
        )
    }
}

/// The requests under way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Requests {
    last: u64,
    open: BTreeMap<RequestId, Purpose>,
}

impl Requests {
    /// Notes a request and gives it an id.
    pub fn open(&mut self, purpose: Purpose) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        self.open.insert(id, purpose);
        id
    }

    /// Takes an answer's id; `None` if nobody waits for it any more.
    pub fn close(&mut self, id: RequestId) -> Option<Purpose> {
        self.open.remove(&id)
    }

    /// Waits no longer for requests of these purposes.
    pub fn forget(&mut self, purpose: impl Fn(Purpose) -> bool) {
        self.open.retain(|_, open| !purpose(*open));
    }

    /// Whether a request of such a purpose is under way.
    #[must_use]
    pub fn any(&self, purpose: impl Fn(Purpose) -> bool) -> bool {
        self.open.values().any(|open| purpose(*open))
    }

    /// Whether anything is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }
}
