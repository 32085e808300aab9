//! Reads a journal's bytes into entries, and keeps count of what could not be read.

use std::collections::{HashMap, HashSet};

use super::shape::{Line, Told, Unread};
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
    torn: bool,
}

impl Reading {
    /// Any bytes are read; what is no line of ours is counted.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut reading = Self::default();
        let mut places = HashMap::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => reading.take(line, &mut places),
                // Its writer was never told that it is on disk: it counts for nothing.
                None => reading.torn = true,
            }
        }
        reading
    }

    fn take(&mut self, line: &[u8], places: &mut HashMap<EntryId, usize>) {
        match Line::read(line) {
            Ok(Told::Intent { id, at, who, intent }) if !places.contains_key(&id) => {
                places.insert(id.clone(), self.entries.len());
                self.entries.push(Entry { id, at, who, intent: *intent, outcomes: Vec::new() });
            }
            Ok(Told::Outcome { id, outcome }) => {
                match places.get(&id).and_then(|place| self.entries.get_mut(*place)) {
                    Some(entry) => entry.outcomes.push(outcome),
                    // Its intent is damaged, or of a later version and counted there.
                    None if self.later_entries.contains(&id) => {}
                    None => self.damaged += 1,
                }
            }
            Ok(Told::Intent { .. }) | Err(Unread::Damaged) => self.damaged += 1,
            Err(Unread::Later(id)) => {
                self.later += 1;
                self.later_entries.extend(id);
            }
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
        let lines = |count: usize| match count {
            1 => "1 line".to_owned(),
            count => format!("{count} lines"),
        };
        let mut notices = Vec::new();
        if self.damaged > 0 {
            let lines = lines(self.damaged);
            notices
                .push(format!("{lines} of the journal {place} can't be read; left as they are."));
        }
        if self.later > 0 {
            let lines = lines(self.later);
            notices.push(format!(
                "{lines} of the journal {place} were written by a later zonecut; left to it."
            ));
        }
        if self.torn {
            notices.push(format!(
                "The last line of the journal {place} was cut off as it was written; it counts \
                 for nothing, and is kept."
            ));
        }
        notices
    }
}

#[cfg(test)]
mod tests {}
