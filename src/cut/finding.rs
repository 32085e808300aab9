//! What follows from the facts, told so that a script and a person can act on it.

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The plan can't be applied.
    Stop,
    /// The plan can be applied; the user must know.
    Warn,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used on the screen and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warn => "warn",
            Self::Note => "note",
        }
    }
}

/// One thing that follows from the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable code, such as `occluded-records`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is so, in one sentence.
    pub message: String,
    /// What it rests on, one line each: records, zones, accounts.
    pub evidence: Vec<String>,
    /// What to do about it, where there is something.
    pub advice: Option<String>,
}
