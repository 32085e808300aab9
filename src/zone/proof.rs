//! What name servers answered after a change: plain words, as the journal keeps them.

/// Who answered what, when a zone cut was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it comes to, in a word such as `proved`.
    pub verdict: String,
    /// One for each server that was to be asked.
    pub rows: Vec<ProofRow>,
}

/// What one server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofRow {
    /// On whose behalf it was asked: `parent`, `child` or `resolver`.
    pub role: String,
    /// The server's name.
    pub server: String,
    /// What it comes to, in a word such as `agrees`.
    pub state: String,
    /// The answer in a line. May hold text from outside.
    pub words: String,
    /// How long the answer took, in milliseconds; `None` where there is none.
    pub took_ms: Option<u64>,
}
