//! How the profiles stand in their pane: favourites first, then what is in no group, then group by
//! group, each below a heading that folds it away.

use std::collections::BTreeSet;

use super::accounts::ProfileRow;
use super::organization::Organization;
use crate::zone::{Habit, Habits, ProfileName};

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All profiles together.
    All,
    /// The heading of a group.
    Heading(String),
    /// The profile with this index.
    Profile(usize),
}

/// The rows of the pane, and what they follow from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shelf {
    /// What is known of the user's habits.
    pub habits: Habits,
    /// The groups, in the order shown; such as stand only with profiles come behind them.
    pub groups: Vec<String>,
    folded: BTreeSet<String>,
    places: Vec<Place>,
}

impl Shelf {
    /// The rows.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Whether a group is folded away.
    #[must_use]
    pub fn is_folded(&self, group: &str) -> bool {
        self.folded.contains(group)
    }

    /// The row of a profile; `None` where it is folded away.
    #[must_use]
    pub fn row_of(&self, profile: usize) -> Option<usize> {
        self.places.iter().position(|place| *place == Place::Profile(profile))
    }

    /// Folds a group away, or out again.
    pub(super) fn fold(&mut self, group: &str) {
        if !self.folded.remove(group) {
            self.folded.insert(group.to_owned());
        }
    }

    /// Makes a profile a favourite, or one no longer.
    pub(super) fn toggle(&mut self, profile: &ProfileName) -> Habit {
        let habit = Habit::Favourite(profile.clone(), !self.habits.is_favourite(profile));
        self.habits.take(&habit);
        habit
    }

    /// Sets up the rows anew.
    pub(super) fn arrange(&mut self, rows: &[ProfileRow], organizations: &[Organization]) {
        let index_of = |name: &ProfileName| rows.iter().position(|row| row.profile.name == *name);
        let first: Vec<usize> = self.habits.favourites.iter().filter_map(index_of).collect();
        let there: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.group.as_deref())
            .chain(organizations.iter().map(|organization| organization.group.as_str()))
            .collect();
        let mut groups: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        groups.retain(|group| there.contains(group));
        for group in there {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let of = |group: Option<&str>| {
            let first = &first;
            let rows = rows
                .iter()
                .enumerate()
                .filter(move |(at, row)| row.group.as_deref() == group && !first.contains(at));
            rows.map(|(at, _)| Place::Profile(at)).collect::<Vec<_>>()
        };
        let mut places = vec![Place::All];
        places.extend(first.iter().copied().map(Place::Profile));
        places.extend(of(None));
        for group in groups {
            places.push(Place::Heading(group.to_owned()));
            if !self.folded.contains(group) {
                places.extend(of(Some(group)));
            }
        }
        self.places = places;
    }
}
