//! Changes to record sets: what is sent, and what Route 53 says of it.

use std::fmt;

use super::RecordSet;

/// What a change does. zonecut never sends `UPSERT`: it overwrites what nobody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Fails where the set exists.
    Create,
    /// Fails unless values and TTL are exactly those named.
    Delete,
}

impl Action {
    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Delete => "DELETE",
        }
    }
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What to do.
    pub action: Action,
    /// With which set.
    pub set: RecordSet,
}

/// A transaction of `ChangeResourceRecordSets`: all changes are made, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeBatch {
    /// Kept by Route 53 with the change; 256 characters at most.
    pub comment: String,
    /// In the order sent.
    pub changes: Vec<Change>,
}

/// A change's id without `/change/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangeId(Box<str>);

impl ChangeId {
    /// Reads an id with or without its `/change/` path.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.rsplit('/').next().unwrap_or(id).into())
    }

    /// The bare id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeStatus {
    /// Accepted; not on all of Route 53's servers yet.
    Pending,
    /// On all of Route 53's servers. Says nothing of resolvers' caches.
    InSync,
}

impl ChangeStatus {
    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InSync => "INSYNC",
        }
    }
}

/// What `ChangeResourceRecordSets` and `GetChange` answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// The change's id.
    pub id: ChangeId,
    /// Its status at that moment.
    pub status: ChangeStatus,
}
