//! The rows of an audit, sorted and filtered as they come.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::app::cursor::Cursor;
use crate::app::filter::name_holds;
use crate::app::keymap::Command;
use crate::cut::AuditRow;

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// The state, the gravest first.
    #[default]
    State,
    /// The order of the DNS.
    Name,
    /// The profile that reads the parent.
    Parent,
}

impl SortBy {
    /// The next column.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::State => Self::Name,
            Self::Name => Self::Parent,
            Self::Parent => Self::State,
        }
    }
}

/// The table: numbers of rows, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// All rows, sorted.
    order: Vec<u32>,
    /// The rows that the filter shows, sorted.
    view: Vec<u32>,
    sort: SortBy,
    reversed: bool,
    text: String,
    words: Vec<Word>,
    /// The selected row of the view.
    cursor: Cursor,
    /// Set once the user has chosen a row: the selection then stays with it while others come.
    pinned: bool,
}

/// A word of the filter.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// The beginning of a state's word.
    State(String),
    /// Part of a name, a profile or a state.
    Text(String),
}

impl Table {
    /// The rows in view, by number.
    #[must_use]
    pub fn view(&self) -> &[u32] {
        &self.view
    }

    /// The selected row of the view.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The number of the selected row.
    #[must_use]
    pub fn selected(&self) -> Option<u32> {
        self.view.get(self.cursor.selected).copied()
    }

    /// What the table is sorted by, and whether the other way round.
    #[must_use]
    pub fn sort(&self) -> (SortBy, bool) {
        (self.sort, self.reversed)
    }

    /// The filter, as typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Selects a row by its number, where the filter shows it.
    pub fn select(&mut self, row: u32) {
        self.pinned = true;
        self.keep(Some(row));
    }

    /// Moves the selection, and keeps it with its row from now on.
    pub fn command(&mut self, command: Command) {
        self.cursor.command(command, self.view.len());
        self.pinned = true;
    }

    /// The same in another way.
    pub(super) fn move_in(&mut self, how: impl FnOnce(&mut Cursor, usize)) {
        how(&mut self.cursor, self.view.len());
        self.pinned = true;
    }

    /// Tells how many rows the list has on the screen.
    pub(super) fn fit(&mut self, height: usize) {
        self.cursor.fit(height, self.view.len());
    }

    /// Adds rows where they belong.
    pub(super) fn add<'a>(&mut self, fresh: &[u32], row: impl Fn(u32) -> Option<&'a AuditRow>) {
        let kept = self.kept();
        for at in fresh {
            let place = self.order.partition_point(|other| self.compare(*other, *at, &row).is_lt());
            self.order.insert(place, *at);
            if row(*at).is_some_and(|row| self.shows(row)) {
                let place =
                    self.view.partition_point(|other| self.compare(*other, *at, &row).is_lt());
                self.view.insert(place, *at);
            }
        }
        self.keep(kept);
    }

    /// Sorts by a column; the selection stays with its row.
    pub(super) fn sort_by<'a>(
        &mut self,
        sort: SortBy,
        reversed: bool,
        row: impl Fn(u32) -> Option<&'a AuditRow>,
    ) {
        (self.sort, self.reversed) = (sort, reversed);
        let kept = self.selected().filter(|_| self.pinned);
        self.arrange(row);
        self.keep(kept);
    }

    /// Shows only rows that hold each word of a text. `state:lame` asks for a state by the
    /// beginning of its word, whether the row bears it or has it beside.
    pub(super) fn filter<'a>(&mut self, text: &str, row: impl Fn(u32) -> Option<&'a AuditRow>) {
        text.clone_into(&mut self.text);
        self.words = text.to_lowercase().split_whitespace().map(word).collect();
        self.pinned = false;
        let shown = |at: &u32| row(*at).is_some_and(|row| self.shows(row));
        self.view = self.order.iter().copied().filter(shown).collect();
        self.cursor.select(0, self.view.len());
    }

    /// Sorts all rows anew. What is in view stays there until the filter changes, so that a cut
    /// that was repaired does not vanish before it was seen to be well.
    pub(super) fn arrange<'a>(&mut self, row: impl Fn(u32) -> Option<&'a AuditRow>) {
        let kept = self.kept();
        let before: HashSet<u32> = self.view.iter().copied().collect();
        let mut order = std::mem::take(&mut self.order);
        order.sort_unstable_by(|a, b| self.compare(*a, *b, &row));
        self.order = order;
        let stays = |at: &u32| before.contains(at) || row(*at).is_some_and(|row| self.shows(row));
        self.view = self.order.iter().copied().filter(stays).collect();
        self.keep(kept);
    }

    fn kept(&self) -> Option<u32> {
        self.selected().filter(|_| self.pinned)
    }

    fn keep(&mut self, row: Option<u32>) {
        let at = row.and_then(|row| self.view.iter().position(|other| *other == row));
        self.cursor.select(at.unwrap_or(self.cursor.selected), self.view.len());
    }

    fn compare<'a>(&self, a: u32, b: u32, row: &impl Fn(u32) -> Option<&'a AuditRow>) -> Ordering {
        let (Some(left), Some(right)) = (row(a), row(b)) else { return a.cmp(&b) };
        let by_name = || left.name.cmp(&right.name);
        let severity = |row: &AuditRow| row.state.severity();
        let chosen = match self.sort {
            SortBy::State => severity(left).cmp(&severity(right)).then_with(by_name),
            SortBy::Name => by_name(),
            SortBy::Parent => parent(left).cmp(&parent(right)).then_with(by_name),
        };
        let chosen = if self.reversed { chosen.reverse() } else { chosen };
        chosen.then_with(|| a.cmp(&b))
    }

    fn shows(&self, row: &AuditRow) -> bool {
        self.words.iter().all(|word| match word {
            Word::State(start) => std::iter::once(&row.state)
                .chain(&row.also)
                .any(|state| state.as_str().starts_with(start.as_str())),
            Word::Text(text) => {
                let keys = row.parent.iter().chain(&row.child);
                name_holds(&row.name, text)
                    || row.state.label().to_lowercase().contains(text.as_str())
                    || keys
                        .into_iter()
                        .any(|key| key.profile.as_str().to_lowercase().contains(text.as_str()))
            }
        })
    }
}

fn word(text: &str) -> Word {
    match text.strip_prefix("state:") {
        Some(state) => Word::State(state.replace('-', "_")),
        None => Word::Text(text.to_owned()),
    }
}

fn parent(row: &AuditRow) -> Option<&str> {
    row.parent.as_ref().map(|parent| parent.profile.as_str())
}
