//! What we wrote, as the journal tells it: the list and the entry at hand.

use super::cursor::Cursor;
use super::records::Load;
use crate::zone::{Entry, Outcome, Settled};

/// What was found out about an entry of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entry; where it is settled, with its outcome.
    pub entry: Entry,
    /// What was found, in a sentence or two.
    pub message: String,
    /// Whether it is still open.
    pub open: bool,
}

/// The journal on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// All entries, the newest first.
    pub entries: Vec<Entry>,
    /// How far they have been read; a failure in the journal's words.
    pub read: Result<Load<()>, String>,
    /// The selected one.
    pub cursor: Cursor,
    /// How often the page of what is told of it was turned.
    pub turned: usize,
}

impl Default for History {
    fn default() -> Self {
        Self { entries: Vec::new(), read: Ok(Load::Loading), cursor: Cursor::default(), turned: 0 }
    }
}

impl History {
    /// The entry at hand.
    #[must_use]
    pub fn selected(&self) -> Option<&Entry> {
        self.entries.get(self.cursor.selected)
    }

    /// Moves in the list: of another entry the first page is told.
    pub(super) fn move_in(&mut self, how: impl FnOnce(&mut Cursor, usize)) {
        let selected = self.cursor.selected;
        how(&mut self.cursor, self.entries.len());
        if self.cursor.selected != selected {
            self.turned = 0;
        }
    }

    /// The entries as read now; the one at hand stays at hand.
    pub(super) fn take(&mut self, entries: Vec<Entry>) {
        let at_hand = self.selected().map(|entry| entry.id.clone());
        self.entries = entries;
        self.read = Ok(Load::Done(()));
        let row = self.entries.iter().position(|entry| Some(&entry.id) == at_hand.as_ref());
        self.cursor.select(row.unwrap_or(0), self.entries.len());
    }
}

/// What became of a change, in a word or two.
#[must_use]
pub fn word(entry: &Entry) -> &'static str {
    match entry.last() {
        None => "not known yet",
        Some(Outcome::Sent | Outcome::Unclear(_)) => "sent, not known",
        Some(Outcome::Accepted { .. }) => "taken, PENDING",
        Some(Outcome::InSync) => "made, INSYNC",
        Some(Outcome::NotSent(_)) => "not sent",
        Some(Outcome::Refused(_)) => "refused",
        Some(Outcome::Settled(Settled::Made)) => "made",
        Some(Outcome::Settled(Settled::NotMade)) => "not made",
        Some(Outcome::Settled(Settled::Otherwise(_))) => "changed by others",
        Some(Outcome::Unproved(_)) => "made, not proved",
        Some(Outcome::Overwritten(_)) => "overwritten since",
    }
}
