//! The proof that a cut is as it should be, as a state machine that whoever asks the DNS drives:
//! it is told what was heard, and says what to ask next.

mod expected;
mod row;

use std::time::Duration;

use crate::dns::{Looked, Lookup, Name};
use crate::zone::{Proof, ProofVerdict};

use super::Plan;

pub use expected::Expected;
pub use row::CheckRow;

/// One thing to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAsk {
    /// Whose answer it will be: handed back with it. No index into the rows shown.
    pub row: usize,
    /// What to look up.
    pub lookup: Lookup,
}

/// What to do next. Several are independent: all can be under way at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckNext {
    /// Look this up, then tell [`Check::hear`].
    Ask(CheckAsk),
    /// Let this time pass, then tell [`Check::waited`].
    Wait(Duration),
}

/// A cut that is being looked at: each server of the parent, each server of the child, and the
/// resolver, a row each. After a write those that don't agree are asked again, less and less
/// often, until all agree or the time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    expected: Expected,
    within: Duration,
    rows: Vec<CheckRow>,
}

impl Check {
    /// How long [`Self::after`] goes on unless told otherwise.
    pub const WITHIN: Duration = Duration::from_secs(120);

    /// Whether the DNS has what a plan wrote; for [`Self::WITHIN`].
    #[must_use]
    pub fn after(plan: &Plan) -> Self {
        Self::of(Expected::after(plan)).within(Self::WITHIN)
    }

    /// Whether a cut is as expected; each server is asked once.
    #[must_use]
    pub fn of(expected: Expected) -> Self {
        Self { expected, within: Duration::ZERO, rows: Vec::new() }
    }

    /// What there is at a name of which nothing is known: the way from the root tells who is to
    /// be asked. Each server is asked once.
    #[must_use]
    pub fn discover(name: Name) -> Self {
        Self::of(Expected::unknown(name))
    }

    /// The same, asking again for this long those that don't agree.
    #[must_use]
    pub fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    /// Begins: what to ask first.
    #[must_use = "what is to be asked must be asked"]
    pub fn start(&mut self) -> Vec<CheckNext> {
        Vec::new()
    }

    /// Takes an answer, `now` after the start. What was not asked changes nothing.
    #[must_use = "what is to be asked must be asked"]
    pub fn hear(&mut self, _row: usize, _looked: Looked, _now: Duration) -> Vec<CheckNext> {
        Vec::new()
    }

    /// A wait is over, `now` after the start.
    #[must_use = "what is to be asked must be asked"]
    pub fn waited(&mut self, _now: Duration) -> Vec<CheckNext> {
        Vec::new()
    }

    /// The name that is cut.
    #[must_use]
    pub fn cut(&self) -> &Name {
        &self.expected.cut
    }

    /// What it is held against.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        &self.expected
    }

    /// The rows, in the order in which they are shown: the chain where it was needed, parents,
    /// children, the resolver. New ones come as it is found out who serves the cut.
    #[must_use]
    pub fn rows(&self) -> &[CheckRow] {
        &self.rows
    }

    /// Whether nothing is left to ask or to wait for.
    #[must_use]
    pub fn is_done(&self) -> bool {
        true
    }

    /// What follows from the rows; [`ProofVerdict::Waiting`] until it is done.
    #[must_use]
    pub fn verdict(&self) -> ProofVerdict {
        ProofVerdict::CouldNotAsk
    }

    /// The whole in one line: `2 of 2 parent servers refer to it, 4 of 4 servers have authority`.
    #[must_use]
    pub fn summary(&self) -> String {
        String::new()
    }

    /// What the journal keeps.
    #[must_use]
    pub fn proof(&self) -> Proof {
        Proof { verdict: self.verdict(), rows: self.rows.iter().map(CheckRow::to_proof).collect() }
    }
}
