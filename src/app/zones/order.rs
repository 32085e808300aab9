//! Where each row of the table stands.
//!
//! Names are what is slow to compare, so that only one order by name is kept, of all rows, and every
//! other follows from it by numbers. Pages that arrive wait for their places until the next frame:
//! many of them are put there at once, in one pass.

use std::cmp::Ordering;
use std::time::Duration;

use super::{Shape, SortBy, ZoneRow, Zones, index};
use crate::dns::Name;

/// How long pages wait for their places in a larger one.
const FRAME: Duration = Duration::from_millis(16);

impl Zones {
    /// Changes the order; the selection stays with its zone.
    pub fn sort_by(&mut self, sort: SortBy, reversed: bool) {
        self.finish();
        let kept = self.node(self.cursor.selected);
        (self.sort, self.reversed) = (sort, reversed);
        self.place();
        self.arrange();
        self.grow();
        self.keep(kept);
    }

    /// Brings what is in view up to date with what has come. With a time, which is told while
    /// answers come, only as often as frames are drawn, and a large tree less often than that.
    pub fn settle(&mut self, sparing: Option<Duration>) {
        let spares = sparing.is_some_and(|now| now < self.viewed.made + FRAME);
        if !(spares && self.rows.len() > self.portions.at_once) {
            self.viewed.made = sparing.unwrap_or(self.viewed.made);
            self.update_view();
        }
        self.settle_tree(sparing);
    }

    /// What is in view changes with a small table at once.
    pub(super) fn soon(&mut self) {
        if self.rows.len() <= self.portions.at_once {
            self.update_view();
        }
    }

    pub(super) fn update_view(&mut self) {
        if !self.viewed.old && self.by_name.len() == self.rows.len() {
            return;
        }
        let kept = self.kept();
        self.place();
        if self.is_sifting() {
            return;
        }
        self.arrange();
        if self.shape == Shape::List {
            self.keep(kept);
        }
    }

    /// Puts the rows that have come last where they belong by name.
    pub(super) fn place(&mut self) {
        let placed = self.by_name.len();
        if placed == self.rows.len() {
            return;
        }
        let mut fresh: Vec<u32> = (index(placed)..index(self.rows.len())).collect();
        // Stable, and fast on the runs that pages are.
        fresh.sort_by(|a, b| self.compare(*a, *b));
        self.mark(placed, self.rows.len());
        self.by_name = self.merge(&self.by_name, &fresh);
        self.viewed.old = true;
        // The trunk that stands still holds for the rows that it knows.
        self.grown.old = true;
    }

    /// Sorts the names once more, where rows have other ones.
    pub(super) fn sort_names(&mut self) {
        let mut by_name = std::mem::take(&mut self.by_name);
        by_name.sort_by(|a, b| self.compare(*a, *b));
        self.by_name = by_name;
        self.viewed.old = true;
        self.grown.old = true;
        self.trunk = None;
    }

    /// Makes the view from the rows that are shown.
    pub(super) fn arrange(&mut self) {
        self.viewed.old = false;
        let mut view = Vec::with_capacity(self.by_name.len());
        view.extend(self.by_name.iter().copied().filter(|row| self.shown.has(*row)));
        if self.sort != SortBy::Name {
            // In the order of the names each row has a number, which decides where keys are equal.
            let key = |(at, row): (usize, &u32)| {
                let row = &self.rows[*row as usize];
                let key = match self.sort {
                    SortBy::Name => 0,
                    SortBy::Profile => row.owner,
                    SortBy::Records => u32::MAX - row.zone.record_count,
                };
                u64::from(key) << 32 | u64::from(index(at))
            };
            let mut keys: Vec<u64> = view.iter().enumerate().map(key).collect();
            keys.sort_unstable();
            let by_name = std::mem::take(&mut view);
            let low = |key: u64| usize::try_from(key & u64::from(u32::MAX)).unwrap_or(0);
            view = keys.into_iter().map(|key| by_name[low(key)]).collect();
        }
        self.view = view;
    }

    /// The row of the table that stands in a row of the list.
    pub(super) fn listed_at(&self, row: usize) -> Option<u32> {
        let last = self.view.len().checked_sub(1)?;
        let row = if self.reversed { last.checked_sub(row)? } else { row };
        self.view.get(row).copied()
    }

    /// The zones below a name in the order of the DNS, those left out that came since the last
    /// frame: found without a look at the others.
    pub fn below<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a ZoneRow> {
        let row = |at: &u32| &self.rows[*at as usize];
        let first = self.by_name.partition_point(|at| row(at).zone.name <= *name);
        let rest = self.by_name.get(first..).unwrap_or_default();
        rest.iter().map(row).take_while(|row| row.zone.name.is_below(name))
    }

    /// Where a row of the table stands in the list.
    pub(super) fn place_in_list(&self, row: u32) -> Option<usize> {
        let at = self.view.iter().position(|other| *other == row)?;
        Some(if self.reversed { self.view.len() - 1 - at } else { at })
    }

    /// Merges two indices that are sorted by name.
    pub(super) fn merge(&self, old: &[u32], fresh: &[u32]) -> Vec<u32> {
        let mut merged = Vec::with_capacity(old.len() + fresh.len());
        let mut rest = old;
        for row in fresh {
            let is_before = |other: &u32| self.compare(*other, *row).is_lt();
            // Neighbours often stay neighbours: looked for near by first.
            let mut near = 1;
            while rest.get(near).is_some_and(is_before) {
                near *= 2;
            }
            let near = near.min(rest.len());
            let before = rest[..near].partition_point(is_before);
            merged.extend_from_slice(&rest[..before]);
            merged.push(*row);
            rest = &rest[before..];
        }
        merged.extend_from_slice(rest);
        merged
    }

    /// By name; rows of one name stand in the order of arrival.
    pub(super) fn compare(&self, a: u32, b: u32) -> Ordering {
        let (left, right) = (&self.rows[a as usize], &self.rows[b as usize]);
        left.zone.name.cmp(&right.zone.name).then(a.cmp(&b))
    }
}
