//! What an audit has found out of one cut, and what would repair it.

use crate::cut::goal::{Goal, Sides};
use crate::dns::Name;
use crate::zone::ZoneKey;

use super::CutState;

/// One cut: an NS RRset below the apex of a zone in view, or a zone that lacks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The name that is cut, or should be.
    pub name: Name,
    /// The zone whose NS RRset it is, or should be; `None` where that zone is not in view.
    pub parent: Option<ZoneKey>,
    /// The zone of this name in view that it is about.
    pub child: Option<ZoneKey>,
    /// What it comes to.
    pub state: CutState,
    /// What that rests on, one line each.
    pub evidence: Vec<String>,
    /// What else is true of it, the gravest first.
    pub also: Vec<CutState>,
    /// The servers that the parent names, by name, with what each answered; none where nobody
    /// was asked.
    pub servers: Vec<ServerSeen>,
    /// The plan that repairs it, where there is one.
    pub repair: Option<Repair>,
    /// What to do about it where no plan of ours does.
    pub advice: Option<String>,
}

/// One server of a cut as the audit saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSeen {
    /// The server.
    pub server: Name,
    /// What its addresses come to.
    pub standing: Standing,
    /// What was answered, one line for each address, or why it has none.
    pub lines: Vec<String>,
}

/// Whether a server speaks for the child (RFC 9499).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It does: AA, and the SOA is the child's own.
    Authoritative,
    /// Some of its addresses do, others answer that they don't.
    Divided,
    /// It answers, and does not; or its name has no address.
    Lame,
    /// One of its addresses answers that it does not, another could not be asked.
    PartlyLame,
    /// It could not be asked. Nothing is known of it.
    Unheard,
}

impl Standing {
    /// The word used in JSON and CSV.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authoritative => "authoritative",
            Self::Divided => "divided",
            Self::Lame => "lame",
            Self::PartlyLame => "partly_lame",
            Self::Unheard => "could_not_ask",
        }
    }
}

/// What is to be planned, through the same review as any change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The cut and the zones on its sides.
    pub sides: Sides,
    /// What for.
    pub goal: Goal,
}
