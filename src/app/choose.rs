//! Proposals for the other side of a cut: offered, not guessed.

use super::cursor::Cursor;
use super::pair::{Mark, SideOf};
use crate::cut::Goal;

/// A candidate and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The zone.
    pub mark: Mark,
    /// Why it is proposed.
    pub why: String,
}

/// A list of candidates for one side, the other being marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Choose {
    /// The side that is looked for.
    pub side: SideOf,
    /// The side that is marked.
    pub marked: Mark,
    /// What the pair is for.
    pub goal: Goal,
    /// What is offered, never empty.
    pub candidates: Vec<Candidate>,
    /// The selected candidate.
    pub cursor: Cursor,
    /// Profiles whose zones are not all known: more candidates may exist.
    pub unknown: usize,
}

impl Choose {
    /// The pair with the selected candidate, parent first.
    #[must_use]
    pub fn pair(&self) -> Option<(Mark, Mark)> {
        let chosen = self.candidates.get(self.cursor.selected)?.mark.clone();
        Some(match self.side {
            SideOf::Parent => (chosen, self.marked.clone()),
            SideOf::Child => (self.marked.clone(), chosen),
        })
    }
}
