//! What was intended and what became of it: the plain words of the journal.

use std::fmt;

use super::{
    ChangeBatch, ChangeId, Identity, Partition, ProfileName, Proof, RecordSet, Requester, ZoneId,
};
use crate::dns::Name;

/// Tells one change of ours from all others, on this machine and any other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(Box<str>);

impl EntryId {
    /// Wraps an id as the journal gives it.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a change is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A delegation is made or replaced.
    Delegate,
    /// A delegation is taken away.
    Remove,
    /// The DS of a signed child is put beside its delegation.
    Sign,
    /// A hosted zone is created.
    CreateZone,
    /// An earlier change is taken back.
    Undo,
}

impl Deed {
    /// The word used in the journal, in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delegate => "delegate",
            Self::Remove => "remove",
            Self::Sign => "sign",
            Self::CreateZone => "create_zone",
            Self::Undo => "undo",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Delegate, Self::Remove, Self::Sign, Self::CreateZone, Self::Undo]
            .into_iter()
            .find(|deed| deed.as_str() == word)
    }
}

/// One side of an intended change: who, where, which zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The profile used.
    pub profile: ProfileName,
    /// Whom STS said it was.
    pub identity: Identity,
    /// Its partition.
    pub partition: Partition,
    /// The zone; `None` for one that is yet to be created.
    pub zone: Option<ZoneId>,
    /// The zone's apex.
    pub name: Name,
}

/// What is about to be asked of Route 53. On disk before Route 53 hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// What for.
    pub deed: Deed,
    /// The change that is taken back, for an undo.
    pub undoes: Option<EntryId>,
    /// The side that is written; for `CreateZone` the account the zone is made in.
    pub parent: Party,
    /// The other side, where there is one: a removal needs none.
    pub child: Option<Party>,
    /// Who asked for it, where the child is known from a request alone.
    pub requested_by: Option<Requester>,
    /// The name that is cut, or the apex of the zone that is created.
    pub cut: Name,
    /// NS and DS RRsets at the cut before, exactly as read.
    pub before: Vec<RecordSet>,
    /// NS and DS RRsets at the cut after.
    pub after: Vec<RecordSet>,
    /// What is sent; `None` for `CreateZone`.
    pub batch: Option<ChangeBatch>,
    /// `CallerReference` of a zone that is created: a retry with it can't make two.
    pub caller_reference: Option<String>,
}

/// What became of an intent, in the order in which it happens. The last one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The request is going out now.
    Sent,
    /// Route 53 took it.
    Accepted {
        /// The change.
        change: ChangeId,
        /// The zone that was created, for `CreateZone`.
        zone: Option<ZoneId>,
    },
    /// On all of Route 53's servers, and read again as intended.
    InSync,
    /// It was not sent, for this reason.
    NotSent(String),
    /// Route 53 refused it, with these words: nothing was changed.
    Refused(String),
    /// The answer was lost: only reading can tell.
    Unclear(String),
    /// Reading has told what stands at the cut.
    Settled(Settled),
    /// Route 53 took it; INSYNC or the re-read was not seen, for this reason.
    Unproved(String),
    /// Route 53 took it, and something else stands there since.
    Overwritten(Vec<RecordSet>),
}

/// What reading showed of an intent whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// What was intended stands there.
    Made,
    /// What stood there before still does.
    NotMade,
    /// Something else stands there: these RRsets.
    Otherwise(Vec<RecordSet>),
}

impl Outcome {
    /// Whether nothing more is to be found out.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Sent | Self::Accepted { .. } | Self::Unclear(_))
    }

    /// The word used in the journal and in JSON.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted { .. } => "pending",
            Self::InSync => "in_sync",
            Self::NotSent(_) => "not_sent",
            Self::Refused(_) => "refused",
            Self::Unclear(_) => "unclear",
            Self::Settled(Settled::Made) => "made",
            Self::Settled(Settled::NotMade) => "not_made",
            Self::Settled(Settled::Otherwise(_)) => "otherwise",
            Self::Unproved(_) => "unproved",
            Self::Overwritten(_) => "overwritten",
        }
    }
}

/// One change of ours, as the journal tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// When it was intended, RFC 3339 in UTC.
    pub at: String,
    /// Who, as `user@host`.
    pub who: String,
    /// What was intended.
    pub intent: Intent,
    /// What became of it, in order. Empty: the process ended before it could tell.
    pub outcomes: Vec<Outcome>,
    /// What the name servers answered afterwards, when they were asked last.
    pub proof: Option<Proof>,
}

impl Entry {
    /// What is known last; `None` where only the intent is.
    #[must_use]
    pub fn last(&self) -> Option<&Outcome> {
        self.outcomes.last()
    }

    /// The state in a word.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.last().map_or("intended", Outcome::state)
    }

    /// Whether it must still be found out what became of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.last().is_some_and(Outcome::is_final)
    }

    /// Route 53's change id, where it gave one.
    #[must_use]
    pub fn change_id(&self) -> Option<&ChangeId> {
        self.outcomes.iter().rev().find_map(|outcome| match outcome {
            Outcome::Accepted { change, .. } => Some(change),
            _ => None,
        })
    }

    /// The `CallerReference` that a zone was created with: the one named, else the entry's id.
    #[must_use]
    pub fn reference(&self) -> &str {
        self.intent.caller_reference.as_deref().unwrap_or(self.id.as_str())
    }

    /// The zone that was created, where Route 53 has named it.
    #[must_use]
    pub fn created(&self) -> Option<&ZoneId> {
        self.outcomes.iter().rev().find_map(|outcome| match outcome {
            Outcome::Accepted { zone, .. } => zone.as_ref(),
            _ => None,
        })
    }

    /// Whether, as far as is known, the change was made and nobody has changed it since.
    #[must_use]
    pub fn stands(&self) -> bool {
        matches!(
            self.last(),
            Some(
                Outcome::InSync
                    | Outcome::Accepted { .. }
                    | Outcome::Unproved(_)
                    | Outcome::Settled(Settled::Made)
            )
        )
    }
}
