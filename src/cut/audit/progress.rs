//! How far an audit is.

use super::CutState;

/// How far an audit is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditProgress {
    /// Public zones to be read.
    pub zones: usize,
    /// Of them, read to the end.
    pub zones_read: usize,
    /// Of them, not readable.
    pub zones_unread: usize,
    /// Pages of record sets read.
    pub pages: u64,
    /// Pages there are in all, by the counts of the listing.
    pub pages_about: u64,
    /// Requests to Route 53 that were answered, pages included.
    pub requests: usize,
    /// Servers to be asked in the DNS, as far as the cuts are known.
    pub lookups: usize,
    /// Of them, asked.
    pub lookups_done: usize,
    /// Asks that are under way.
    pub in_flight: usize,
    /// Rows by state, the gravest first; only states that occur.
    pub by_state: Vec<(CutState, usize)>,
}

impl AuditProgress {
    /// Counts one more row.
    pub(super) fn count(&mut self, state: CutState) {
        match self.by_state.binary_search_by_key(&state.severity(), |(known, _)| known.severity()) {
            Ok(place) => self.by_state[place].1 += 1,
            Err(place) => self.by_state.insert(place, (state, 1)),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.by_state.iter().map(|(_, rows)| rows).sum()
    }
}
