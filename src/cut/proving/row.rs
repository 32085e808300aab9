//! A row of a check: one server, and what it answered.

use std::time::Duration;

use crate::zone::{ProofRole, ProofRow, ProofState};

/// One server, and how its answer stands to what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// What the server is to the cut.
    pub role: ProofRole,
    /// The server's name; `from the root` for the chain, `resolver` for the resolver.
    pub server: String,
    /// How its last answer stands to what is expected.
    pub state: ProofState,
    /// Whether it is being asked, or will be asked again.
    pub open: bool,
    /// What it answered, in one line; empty while waiting.
    pub words: String,
    /// What it answered in full, address by address.
    pub detail: Vec<String>,
    /// How long its slowest answer took; `None` where there was none.
    pub took: Option<Duration>,
}

impl CheckRow {
    /// The row as the journal keeps it.
    pub(super) fn to_proof(&self) -> ProofRow {
        let millis = |took: Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        ProofRow {
            role: self.role,
            server: self.server.clone(),
            state: self.state,
            words: self.words.clone(),
            took_ms: self.took.map(millis),
        }
    }
}
