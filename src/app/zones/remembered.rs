//! Zones of an earlier run among those of this one: shown until a listing has told them, or told
//! that they are gone.

use std::collections::{HashMap, HashSet};

use super::{ZoneRow, Zones, index};
use crate::app::tree::Node;
use crate::zone::{HostedZone, ZoneId};

/// What a row that is taken away is called in a renumbering.
const GONE: u32 = u32::MAX;

impl Zones {
    /// The zones that were listed in this run, in no order: what proposals, checks and audits may
    /// rest on.
    pub fn listed(&self) -> impl Iterator<Item = &ZoneRow> {
        self.rows.iter().filter(|row| !row.remembered)
    }

    /// How many zones were listed in this run.
    #[must_use]
    pub fn listed_len(&self) -> usize {
        self.rows.len() - self.remembered
    }

    /// How many zones are of an earlier run.
    #[must_use]
    pub fn remembered_len(&self) -> usize {
        self.remembered
    }

    /// Adds zones that an earlier run listed for an owner, except those that are here already.
    pub fn remember(&mut self, owner: usize, zones: Vec<HostedZone>) {
        let here = self.rows_of(owner, zones.iter().map(|zone| &zone.id), |_| true);
        let here: HashSet<ZoneId> = here.into_keys().cloned().collect();
        let fresh: Vec<HostedZone> =
            zones.into_iter().filter(|zone| !here.contains(&zone.id)).collect();
        self.remembered += fresh.len();
        self.insert(fresh.into_iter().map(|zone| ZoneRow::new(owner, zone, true)));
    }

    /// Takes a page of an owner's listing: zones of an earlier run are told anew in their places,
    /// the others are added.
    pub fn list(&mut self, owner: usize, page: Vec<HostedZone>) {
        if self.remembered == 0 {
            return self.add(owner, page);
        }
        let ids = page.iter().map(|zone| &zone.id);
        let places: HashMap<ZoneId, u32> = self
            .rows_of(owner, ids, |row| row.remembered)
            .into_iter()
            .map(|(id, at)| (id.clone(), at))
            .collect();
        let mut fresh = Vec::new();
        let mut renamed = false;
        for zone in page {
            let Some(at) = places.get(&zone.id) else {
                fresh.push(zone);
                continue;
            };
            let Some(row) = self.rows.get_mut(*at as usize) else { continue };
            self.remembered -= usize::from(row.remembered);
            renamed |= row.zone.name != zone.name;
            *row = ZoneRow::new(owner, zone, false);
            self.mark(*at as usize, *at as usize + 1);
            self.viewed.old = true;
            self.grown.old = true;
        }
        // An id stands for one name, as far as Route 53 is to be believed.
        if renamed {
            self.sort_names();
        }
        self.add(owner, fresh);
    }

    /// Takes away what an earlier run listed for an owner, and this one did not.
    pub fn forget(&mut self, owner: usize) {
        self.retain(|row| !(row.remembered && row.owner() == owner));
    }

    /// Takes away what this run listed for an owner, before it is listed anew.
    pub fn remove_listed(&mut self, owner: usize) {
        self.retain(|row| row.remembered || row.owner() != owner);
    }

    /// Gives what an earlier run listed for an owner to another, except what is there already.
    pub fn give(&mut self, from: usize, to: usize) {
        if !self.rows.iter().any(|row| row.remembered && row.owner() == from) {
            return;
        }
        let own = self.rows.iter().filter(|row| row.owner() == to).map(|row| row.zone.id.clone());
        let own: HashSet<ZoneId> = own.collect();
        self.retain(|row| row.owner() != from || !row.remembered || !own.contains(&row.zone.id));
        for row in self.rows.iter_mut().filter(|row| row.remembered && row.owner() == from) {
            row.owner = index(to);
        }
        self.search();
    }

    /// As [`give`](Self::give); what this run listed for the first is taken away.
    pub fn pass_on(&mut self, from: usize, to: usize) {
        self.remove_listed(from);
        self.give(from, to);
    }

    /// The places of those of an owner's rows that have one of these ids.
    fn rows_of<'a>(
        &self,
        owner: usize,
        ids: impl Iterator<Item = &'a ZoneId>,
        wanted: impl Fn(&ZoneRow) -> bool,
    ) -> HashMap<&'a ZoneId, u32> {
        let sought: HashSet<&ZoneId> = ids.collect();
        let mut found = HashMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if row.owner() == owner
                && wanted(row)
                && let Some(id) = sought.get(&row.zone.id)
            {
                found.insert(*id, index(at));
            }
        }
        found
    }

    /// Takes rows away without sorting the others again; the selection stays with its zone.
    pub(super) fn retain(&mut self, stays: impl Fn(&ZoneRow) -> bool) {
        if self.rows.iter().all(&stays) {
            return;
        }
        let kept = self.kept();
        self.numbering += 1;
        let mut next = 0;
        let numbers: Vec<u32> = self
            .rows
            .iter()
            .map(|row| {
                let number = if stays(row) { index(next) } else { GONE };
                next += usize::from(number != GONE);
                number
            })
            .collect();
        let number = |at: u32| numbers.get(at as usize).copied().filter(|at| *at != GONE);
        self.rows.retain(&stays);
        self.by_name = self.by_name.iter().filter_map(|at| number(*at)).collect();
        self.view = self.view.iter().filter_map(|at| number(*at)).collect();
        self.remembered = self.rows.iter().filter(|row| row.remembered).count();
        let stayed = (0..).zip(&numbers).filter(|(_, number)| **number != GONE);
        self.renumber_marks(stayed.map(|(row, _)| row));
        // The tree must not be drawn once more with numbers of other rows.
        self.trunk = None;
        self.grow();
        self.keep(kept.and_then(|node| match node {
            Node::Zone(at) => number(at).map(Node::Zone),
            Node::Gap(at) => number(at).map(Node::Gap),
            Node::Cut(at) => Some(Node::Cut(at)),
        }));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::zones::SortBy;
    use crate::dns::Name;

    fn zone(n: usize, record_count: u32) -> HostedZone {
        HostedZone {
            id: ZoneId::new(&format!("Z{n}")),
            name: Name::from_user(&format!("z{n}.example")).unwrap(),
            private: false,
            record_count,
            comment: None,
            linked_service: None,
        }
    }

    fn shown(zones: &Zones) -> Vec<(String, u32, bool)> {
        let row = |at| zones.get(at).unwrap();
        (0..zones.in_view())
            .map(row)
            .map(|row| (row.zone.id.to_string(), row.zone.record_count, row.remembered))
            .collect()
    }

    #[test]
    fn a_chosen_zone_stays_chosen_while_it_is_told_anew_and_others_go() {
        for tree in [false, true] {
            let mut zones = Zones::default();
            if tree {
                zones.turn();
            }
            zones.remember(0, (1..=5).map(|n| zone(n, 1)).collect());
            zones.settle(None);
            zones.cursor.select(3, 5);
            zones.pin();
            assert_eq!(zones.selected().unwrap().zone.id.as_str(), "Z4");
            zones.list(0, vec![zone(4, 9), zone(0, 1)]);
            zones.settle(None);
            let selected = zones.selected().unwrap();
            assert_eq!((selected.zone.id.as_str(), selected.zone.record_count), ("Z4", 9));
            assert!(!selected.remembered);
            assert_eq!((zones.len(), zones.listed_len()), (6, 2));
            zones.forget(0);
            assert_eq!(zones.selected().unwrap().zone.id.as_str(), "Z4");
            let left = shown(&zones);
            assert_eq!(left, [("Z0".into(), 1, false), ("Z4".into(), 9, false)]);
        }
    }

    #[test]
    fn what_is_listed_already_is_not_remembered_and_what_another_has_is_not_doubled() {
        let mut zones = Zones::default();
        zones.list(0, vec![zone(1, 5)]);
        zones.remember(0, vec![zone(1, 4), zone(2, 4)]);
        assert_eq!(shown(&zones), [("Z1".into(), 5, false), ("Z2".into(), 4, true)]);
        zones.list(1, vec![zone(2, 7)]);
        zones.pass_on(0, 1);
        assert_eq!(shown(&zones), [("Z2".into(), 7, false)]);
        zones.remember(2, vec![zone(3, 3)]);
        zones.pass_on(2, 1);
        assert!(zones.iter().all(|row| row.owner() == 1));
        assert_eq!((zones.len(), zones.remembered_len()), (2, 1));
        zones.remove_owner(1);
        assert_eq!(zones.remembered_len(), 0);
    }

    proptest! {
        /// Whatever was remembered, and in whatever order pages come: in the end the table is the
        /// one that the listing alone makes.
        #[test]
        fn a_listing_makes_the_same_table_with_and_without_an_earlier_one(
            earlier in prop::collection::btree_map(0usize..60, 0u32..5, 0..40),
            now in prop::collection::btree_map(0usize..60, 0u32..5, 0..40),
            page in 1usize..15, first in 0usize..40, by in 0usize..3, tree in any::<bool>(),
        ) {
            let sort = [SortBy::Name, SortBy::Profile, SortBy::Records][by];
            let table = || {
                let mut zones = Zones::default();
                zones.sort_by(sort, by == 2);
                if tree {
                    zones.turn();
                }
                zones.add(1, vec![zone(1_000, 2), zone(1_001, 3)]);
                zones
            };
            let (mut zones, mut plain) = (table(), table());
            let listing: Vec<HostedZone> = now.iter().map(|(n, sets)| zone(*n, *sets)).collect();
            let earlier: Vec<HostedZone> = earlier.iter().map(|(n, sets)| zone(*n, *sets)).collect();
            for (at, chunk) in listing.chunks(page).enumerate() {
                if at == first % 3 {
                    zones.remember(0, earlier.clone());
                }
                zones.list(0, chunk.to_vec());
                plain.add(0, chunk.to_vec());
                let counted = zones.iter().filter(|row| row.remembered).count();
                prop_assert_eq!(zones.remembered_len(), counted);
            }
            zones.forget(0);
            zones.settle(None);
            plain.settle(None);
            prop_assert_eq!(shown(&zones), shown(&plain));
            prop_assert_eq!(zones.listed_len(), zones.len());
        }
    }
}
