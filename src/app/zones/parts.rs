//! What the table knows of its own state: which rows are shown, what is folded away, how far work
//! that is done in portions has come.

use std::collections::HashSet;
use std::time::Duration;

use crate::dns::Name;
use crate::zone::ZoneId;

/// Which rows are shown, one bit a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marks {
    words: Vec<u64>,
    len: usize,
}

impl Marks {
    pub(super) fn has(&self, row: u32) -> bool {
        let word = self.words.get(row as usize / 64).copied().unwrap_or(0);
        word >> (row % 64) & 1 == 1
    }

    /// How many rows were told.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn set(&mut self, row: usize, shown: bool) {
        if row >= self.len {
            self.len = row + 1;
            self.words.resize(self.len.div_ceil(64), 0);
        }
        if let Some(word) = self.words.get_mut(row / 64) {
            *word = *word & !(1 << (row % 64)) | u64::from(shown) << (row % 64);
        }
    }

    pub(super) fn cut(&mut self, len: usize) {
        self.len = self.len.min(len);
        self.words.truncate(self.len.div_ceil(64));
    }
}

/// How far a lens was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sifting {
    /// The first row that it was not tried on.
    pub(super) next: usize,
    /// Of the rows before this one only those that are marked may be shown.
    pub(super) bounded: usize,
    /// Whether the selection then goes to the top.
    pub(super) to_top: bool,
}

/// How much of the work is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Portions {
    /// A table of so many rows is brought up to date at once, whatever comes.
    pub(super) at_once: usize,
    /// Rows that a lens is tried on at once: a small part of a frame's time.
    pub(super) slice: usize,
}

impl Default for Portions {
    fn default() -> Self {
        Self { at_once: 5_000, slice: 16_384 }
    }
}

/// Which zones and gaps have their branches folded away: all or none, but for some.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Folds {
    pub(super) all: bool,
    pub(super) but: HashSet<ZoneId>,
    pub(super) gaps: HashSet<Name>,
}

impl Folds {
    pub(super) fn has(&self, zone: &ZoneId) -> bool {
        self.all != (!self.but.is_empty() && self.but.contains(zone))
    }

    pub(super) fn has_gap(&self, name: impl FnOnce() -> Option<Name>) -> bool {
        let other = !self.gaps.is_empty() && name().is_some_and(|name| self.gaps.contains(&name));
        self.all != other
    }

    pub(super) fn turn(&mut self, zone: &ZoneId) {
        if !self.but.remove(zone) {
            self.but.insert(zone.clone());
        }
    }

    pub(super) fn turn_gap(&mut self, name: Name) {
        if !self.gaps.remove(&name) {
            self.gaps.insert(name);
        }
    }
}

/// Whether something is older than what it shows, and when it was last made while answers came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Age {
    pub(super) old: bool,
    pub(super) made: Duration,
}
