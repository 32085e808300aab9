//! Proposals for a side of a cut: offered, not guessed.

use std::time::Duration;

use super::cursor::Cursor;
use super::pair::{Mark, SideOf};
use crate::cut::Goal;
use crate::zone::{ZoneId, ZoneKey};

/// What stands at a child's name in its likely parent, as far as it was looked into; the later
/// says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// Nothing: it is not delegated there.
    Nothing,
    /// Records at the name or below, which a delegation would hide.
    Records,
    /// Another cut above it: the child would not be reached.
    CutAbove,
    /// A delegation, to whatever servers.
    Cut,
}

impl Stands {
    /// In a few words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "not delegated yet",
            Self::Records => "records stand there",
            Self::CutAbove => "below another cut",
            Self::Cut => "delegated",
        }
    }
}

/// A candidate and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The zone.
    pub mark: Mark,
    /// Why it is proposed.
    pub why: String,
    /// Whether its likely parent is in another account.
    pub across: bool,
    /// Its likely parent, where a child is asked for.
    pub below: Option<ZoneKey>,
    /// What stands at its name there.
    pub stands: Option<Stands>,
}

/// A list of candidates for one side; the other is marked, or asked for next.
#[derive(Debug, Clone, PartialEq)]
pub struct Choose {
    /// The side that is looked for.
    pub side: SideOf,
    /// The side that is marked.
    pub marked: Option<Mark>,
    /// What the pair is for.
    pub goal: Goal,
    /// What is offered, never empty.
    pub candidates: Vec<Candidate>,
    /// The selected candidate.
    pub cursor: Cursor,
    /// Profiles whose zones are not all known: more candidates may exist.
    pub unknown: usize,
    /// Candidates that there was no room for.
    pub more: usize,
    /// The parents that are looked into, by place: answers name theirs.
    pub(super) asked: Vec<ZoneId>,
    /// Whether it is being looked into what stands in the parents: the order may still change.
    pub looking: bool,
    /// Whether it is a step of the way that begins with the child.
    pub guided: bool,
    /// Whether the user has moved the selection: it then stays, and so does the order.
    pub moved: bool,
    /// The child that was taken before, and the parent that was selected for it.
    pub taken: Option<(ZoneId, ZoneId)>,
    /// The TTL that was set in the review of a child, to be found there again.
    pub ttl: Option<(ZoneId, u32)>,
    /// How many zones were listed when it was made, and when that was.
    pub seen: (usize, Duration),
}

impl Choose {
    /// The selected candidate.
    #[must_use]
    pub fn selected(&self) -> Option<&Candidate> {
        self.candidates.get(self.cursor.selected)
    }

    /// The pair with the selected candidate, parent first; `None` where the other is asked next.
    #[must_use]
    pub fn pair(&self) -> Option<(Mark, Mark)> {
        let chosen = self.selected()?.mark.clone();
        let marked = self.marked.clone()?;
        Some(match self.side {
            SideOf::Parent => (chosen, marked),
            SideOf::Child => (marked, chosen),
        })
    }
}
