//! The stages of a write, as shown while it goes on.

/// What a write goes through, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Identities and the state at the cut are read again and compared with the preview.
    Reread,
    /// The change batch is sent, once.
    Send,
    /// `GetChange` is asked until INSYNC.
    Sync,
    /// The cut is read once more.
    Proof,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 4] = [Self::Reread, Self::Send, Self::Sync, Self::Proof];

    /// What it does, for a line of a list.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reread => "Identities and cut read again",
            Self::Send => "Change sent",
            Self::Sync => "PENDING → INSYNC",
            Self::Proof => "Cut read again as proof",
        }
    }
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageState {
    /// Not begun.
    Ahead,
    /// Going on.
    Doing,
    /// Ended well.
    Done,
    /// Ended badly.
    Failed,
    /// Ended, and nobody can tell how.
    Unknown,
}
