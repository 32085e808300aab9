//! Reads a journal's bytes into entries, and keeps count of what could not be read.

use std::collections::{HashMap, HashSet};

use super::shape::{CUT_OFF, Line, Told, Unread};
use crate::zone::{Entry, EntryId};

/// What a journal's bytes tell.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Oldest first.
    pub(super) entries: Vec<Entry>,
    /// Entries that a later zonecut wrote about.
    later_entries: HashSet<EntryId>,
    later: usize,
    damaged: usize,
    cut_off: usize,
}

impl Reading {
    /// Any bytes are read; what is no line of ours is counted.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut reading = Self::default();
        let mut places = HashMap::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\n") {
                // Its writer was never told that it is on disk: it counts for nothing.
                None => reading.cut_off += 1,
                Some(line) if line.ends_with(CUT_OFF) => reading.cut_off += 1,
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => reading.take(line, &mut places),
            }
        }
        reading
    }

    fn take(&mut self, line: &[u8], places: &mut HashMap<EntryId, usize>) {
        match Line::read(line) {
            Ok(Told::Intent { id, at, who, intent }) if !places.contains_key(&id) => {
                places.insert(id.clone(), self.entries.len());
                let intent = *intent;
                self.entries.push(Entry { id, at, who, intent, outcomes: Vec::new(), proof: None });
            }
            Ok(Told::Outcome { id, outcome }) => {
                self.add(&id, places, |entry| entry.outcomes.push(outcome));
            }
            Ok(Told::Proof { id, proof }) => {
                self.add(&id, places, |entry| entry.proof = Some(proof));
            }
            Ok(Told::Intent { .. }) | Err(Unread::Damaged) => self.damaged += 1,
            Err(Unread::Later(id)) => {
                self.later += 1;
                self.later_entries.extend(id);
            }
        }
    }

    /// Adds to an entry what a line tells of it.
    fn add(
        &mut self,
        id: &EntryId,
        places: &HashMap<EntryId, usize>,
        add: impl FnOnce(&mut Entry),
    ) {
        match places.get(id).and_then(|place| self.entries.get_mut(*place)) {
            Some(entry) => add(entry),
            // Its intent is damaged, or of a later version and counted there.
            None if self.later_entries.contains(id) => {}
            None => self.damaged += 1,
        }
    }

    /// Entries of which it must still be found out what became of them, oldest first.
    pub(super) fn open(self) -> Vec<Entry> {
        let Self { entries, later_entries, .. } = self;
        let open = |entry: &Entry| entry.is_open() && !later_entries.contains(&entry.id);
        entries.into_iter().filter(open).collect()
    }

    /// What the user should know of what was not read.
    pub(super) fn notices(&self, place: &str) -> Vec<String> {
        let mut notices = Vec::new();
        for (count, one, many) in [
            (
                self.damaged,
                "can't be read; it is left as it is.",
                "can't be read; they are left as they are.",
            ),
            (
                self.later,
                "was written by a later zonecut; it is left to that.",
                "were written by a later zonecut; they are left to that.",
            ),
            (
                self.cut_off,
                "was cut off as it was written; it is kept, and counts for nothing.",
                "were cut off as they were written; they are kept, and count for nothing.",
            ),
        ] {
            match count {
                0 => {}
                1 => notices.push(format!("1 line of the journal {place} {one}")),
                _ => notices.push(format!("{count} lines of the journal {place} {many}")),
            }
        }
        notices
    }
}

#[cfg(test)]
mod tests;
