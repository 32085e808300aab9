//! Why the journal could not be opened, written or read, and what that means for the change.

use crate::zone::EntryId;

/// What went wrong with the journal. `place` is its path, `detail` the system's own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// It can't be opened or begun.
    #[error("The journal {place} can't be opened: {detail}. Nothing is sent without it.")]
    Open {
        /// Where it is kept.
        place: String,
        /// What went wrong.
        detail: String,
    },
    /// An intent is not on disk.
    #[error("The change can't be written down in the journal {place}: {detail}. Nothing was sent.")]
    Intend {
        /// Where the journal is kept.
        place: String,
        /// What went wrong.
        detail: String,
    },
    /// What became of a change is not on disk.
    #[error(
        "What became of the change {id} can't be written down in the journal {place}: {detail}"
    )]
    Note {
        /// The change.
        id: EntryId,
        /// Where the journal is kept.
        place: String,
        /// What went wrong.
        detail: String,
    },
    /// An open entry can't be claimed.
    #[error("The open change {id} can't be claimed beside the journal {place}: {detail}")]
    Claim {
        /// The change.
        id: EntryId,
        /// Where the journal is kept.
        place: String,
        /// What went wrong.
        detail: String,
    },
    /// It can't be read.
    #[error("The journal {place} can't be read: {detail}")]
    Read {
        /// Where it is kept.
        place: String,
        /// What went wrong.
        detail: String,
    },
}

impl JournalError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open { .. } | Self::Intend { .. } | Self::Claim { .. } => {
                "Make room on its disk, or see to it that the folder and the file are yours to \
                 write, and try again."
            }
            Self::Note { .. } => {
                "The change itself was written down before. At the next start, the zone is read \
                 to find out what stands there."
            }
            Self::Read { .. } => "See to it that the file is yours to read, and try again.",
        }
    }
}
