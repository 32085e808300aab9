//! What the DNS is asked for a plan, and what it has answered.

use crate::dns::{Looked, Lookup};

use super::draft::Draft;

/// What the DNS is asked for a plan, in the order in which it is shown, with the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    asked: Vec<(Lookup, Option<Looked>)>,
}

impl Live {
    /// Nothing was asked yet.
    pub(super) fn of(_draft: &Draft) -> Self {
        Self { asked: Vec::new() }
    }

    /// What has not been answered.
    pub(super) fn open(&self) -> Vec<Lookup> {
        let open = self.asked.iter().filter(|(_, looked)| looked.is_none());
        open.map(|(lookup, _)| lookup.clone()).collect()
    }

    /// With one more answer.
    pub(super) fn with(mut self, lookup: &Lookup, looked: Looked) -> Self {
        let open = self.asked.iter_mut().find(|(asked, heard)| asked == lookup && heard.is_none());
        if let Some((_, heard)) = open {
            *heard = Some(looked);
        }
        self
    }

    /// How many lookups there are: `asking the DNS, 3 of 7`.
    #[must_use]
    pub fn all(&self) -> usize {
        self.asked.len()
    }

    /// How many of them were answered, if only by that nobody could be asked.
    #[must_use]
    pub fn heard(&self) -> usize {
        self.asked.iter().filter(|(_, looked)| looked.is_some()).count()
    }

    /// Whether nothing is awaited.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.heard() == self.all()
    }
}
