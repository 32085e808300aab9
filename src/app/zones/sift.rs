//! Which zones the lens shows, found out a slice at a time: a key never waits for a table to be
//! searched.
//!
//! While a new lens is not through with all rows, what is in view is still what the last one
//! showed. Whoever acts on a row has the rest done first ([`Zones::finish`]); a further change of
//! the lens begins anew.

use super::parts::Sifting;
use super::{Lens, Zones};

impl Zones {
    /// Changes what is in view; the selection goes to the top, unless the same is asked for of
    /// other owners or cuts. In a large table that may take a while: see [`Zones::is_sifting`].
    pub fn look(&mut self, lens: Lens) {
        let same = lens.owner == self.lens.owner && lens.text == self.lens.text;
        let stays = same && self.pinned;
        let bounded = if lens.narrows(&self.lens) { self.bounded() } else { 0 };
        self.lens = lens;
        self.pinned = stays;
        self.begin(Sifting { next: 0, bounded, to_top: !stays });
    }

    /// The rows before this one that are not marked are not shown by the lens, nor by one that
    /// shows less.
    fn bounded(&self) -> usize {
        self.sifting.map_or(self.shown.len(), |sifting| sifting.next.max(sifting.bounded))
    }

    /// Whether what is in view is older than the lens, because not all rows were searched yet.
    #[must_use]
    pub fn is_sifting(&self) -> bool {
        self.sifting.is_some()
    }

    /// Searches the next rows; at the end of them what was found comes into view.
    pub fn sift(&mut self) {
        let Some(Sifting { mut next, bounded, to_top }) = self.sifting else { return };
        let mut left = self.portions.slice;
        while left > 0 && next < self.rows.len() {
            if next >= bounded || self.shown.has(super::index(next)) {
                self.mark(next, next + 1);
                left -= 1;
            }
            next += 1;
        }
        // What was found comes into view with a step of its own.
        if next < self.rows.len() || left < self.portions.slice / 2 {
            self.sifting = Some(Sifting { next, bounded, to_top });
            return;
        }
        self.sifting = None;
        let kept = self.kept();
        self.place();
        self.arrange();
        self.grow();
        if to_top {
            self.cursor.select(self.first_match(), self.in_view());
        } else {
            self.keep(kept);
        }
    }

    /// Searches all rows that are left.
    pub fn finish(&mut self) {
        while self.is_sifting() {
            self.sift();
        }
    }

    /// Searches all rows anew; the selection stays with its zone.
    pub(super) fn search(&mut self) {
        let to_top = self.sifting.is_some_and(|sifting| sifting.to_top);
        self.begin(Sifting { next: 0, bounded: 0, to_top });
    }

    /// Searches all rows at once where that is little work, else the first of them.
    fn begin(&mut self, sifting: Sifting) {
        self.sifting = Some(sifting);
        if self.lens.words.is_empty() { self.finish() } else { self.sift() }
    }

    /// Tells of rows whether they are shown.
    pub(super) fn mark(&mut self, from: usize, to: usize) {
        for row in from..to {
            let shown = self.shows(super::index(row));
            self.shown.set(row, shown);
        }
    }

    /// Rows have other numbers now: `from` these, in their order.
    pub(super) fn renumber_marks(&mut self, from: impl Iterator<Item = u32>) {
        let mut next = 0;
        for row in from {
            if row as usize >= self.shown.len() {
                break;
            }
            self.shown.set(next, self.shown.has(row));
            next += 1;
        }
        self.shown.cut(next);
        // The rows behind those that were searched are not known by their numbers any more.
        self.sifting = self.sifting.map(|sifting| Sifting { next: 0, bounded: 0, ..sifting });
    }
}

#[cfg(test)]
mod tests {
    use crate::app::needle::Needle;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::super::parts::Portions;
    use super::super::{Shape, Shown, SortBy, Sought, What};
    use super::*;
    use crate::dns::Name;
    use crate::zone::{HostedZone, ZoneId};

    /// A table that puts everything off that can be put off.
    fn sparing() -> Zones {
        Zones { portions: Portions { at_once: 4, slice: 7 }, ..Zones::default() }
    }

    fn zone(n: usize, record_count: u32) -> HostedZone {
        // A tree: each number's zone lies below that of its tens.
        let mut name = String::from("example.");
        for digit in n.to_string().chars() {
            name = format!("n{digit}.{name}");
        }
        HostedZone {
            id: ZoneId::new(&format!("Z{n}")),
            name: Name::from_user(&name).unwrap(),
            private: n.is_multiple_of(11),
            record_count,
            comment: None,
            linked_service: None,
        }
    }

    fn drawn(zones: &Zones) -> Vec<String> {
        let row = |row| {
            let branch = zones.branch(row).map(|(branch, guides)| (branch.folded, guides));
            match zones.shown(row).unwrap() {
                Shown::Zone(zone) => {
                    format!("{} {} {branch:?}", zone.zone.id, zone.zone.record_count)
                }
                Shown::Gap(name) => format!("{name} {branch:?}"),
                Shown::Cut(_) => unreachable!(),
            }
        };
        (0..zones.in_view()).map(row).collect()
    }

    fn lens(text: &str) -> Lens {
        let word = |word: &str| {
            let (negated, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
            Sought { negated, what: What::Text { text: Needle::new(word), owners: Vec::new() } }
        };
        let words = text.split_whitespace().map(word).collect();
        Lens { text: text.to_owned(), words, ..Lens::default() }
    }

    #[test]
    fn what_was_shown_stays_until_the_filter_is_through_and_a_letter_looks_at_what_is_left() {
        let mut zones = sparing();
        zones.add(0, (0..40).map(|n| zone(n, 1)).collect());
        zones.settle(None);
        assert_eq!(zones.in_view(), 40);
        zones.look(lens("n3"));
        assert!(zones.is_sifting());
        zones.sift();
        assert_eq!(zones.in_view(), 40);
        zones.look(lens("n3.n1"));
        // Of the 14 that were searched, 2 are left.
        for slice in 1..5 {
            assert!(zones.is_sifting(), "after {slice} slices");
            zones.sift();
        }
        assert!(!zones.is_sifting());
        assert_eq!(drawn(&zones), ["Z13 1 None"]);
        zones.look(lens("n3"));
        zones.add(0, vec![zone(133, 1)]);
        zones.settle(Some(Duration::from_secs(9)));
        zones.finish();
        // 3, 13, 23, 30 to 39, and the one that came meanwhile.
        assert_eq!(zones.in_view(), 14);
    }

    #[test]
    fn pages_wait_for_a_frame_and_for_nothing_longer_than_that() {
        let mut zones = sparing();
        let at = Duration::from_millis;
        zones.add(0, (0..10).map(|n| zone(n, 1)).collect());
        zones.settle(Some(at(100)));
        zones.cursor.select(3, 10);
        zones.pin();
        zones.add(0, vec![zone(20, 1)]);
        zones.settle(Some(at(110)));
        assert_eq!((zones.in_view(), zones.len()), (10, 11));
        zones.settle(Some(at(116)));
        assert_eq!(zones.in_view(), 11);
        zones.add(0, vec![zone(10, 1)]);
        // A key, or the end of all that was under way.
        zones.settle(None);
        assert_eq!(zones.in_view(), 12);
        assert_eq!(zones.selected().unwrap().zone.id.as_str(), "Z3");
    }

    #[test]
    fn the_same_filter_finds_more_once_it_names_more_owners() {
        let named = |owners: &[usize]| {
            let what = What::Text { text: Needle::new("team"), owners: owners.to_vec() };
            let words = vec![Sought { negated: false, what }];
            Lens { text: "team".into(), words, ..Lens::default() }
        };
        let mut zones = Zones::default();
        zones.add(0, vec![zone(1, 1)]);
        zones.add(1, vec![zone(2, 1)]);
        zones.look(named(&[0]));
        zones.pin();
        assert_eq!(zones.in_view(), 1);
        zones.look(named(&[0, 1]));
        assert_eq!(zones.in_view(), 2);
        assert_eq!(zones.selected().unwrap().zone.id.as_str(), "Z1");
        assert!(zones.is_chosen());
    }

    #[derive(Debug, Clone)]
    enum Deed {
        Page(usize, Vec<(usize, u32)>),
        Recall(usize, Vec<(usize, u32)>),
        Forget(usize),
        Remove(usize),
        Give(usize, usize),
        Look(Option<usize>, String),
        Letters(String),
        Sort(u8, bool),
        Turn,
        Fold(usize),
        FoldAll(bool),
        Slice,
        Settle(u64),
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let zones = || prop::collection::vec((0usize..200, 0u32..4), 1..12);
        let text = "(-?n[0-3](\\.n?)?( -?n[0-3]?)?)?";
        prop_oneof![
            6 => (0usize..3, zones()).prop_map(|(owner, zones)| Deed::Page(owner, zones)),
            1 => (0usize..3, zones()).prop_map(|(owner, zones)| Deed::Recall(owner, zones)),
            1 => (0usize..3).prop_map(Deed::Forget),
            1 => (0usize..3).prop_map(Deed::Remove),
            1 => (0usize..3, 0usize..3).prop_map(|(from, to)| Deed::Give(from, to)),
            4 => (prop::option::of(0usize..3), text).prop_map(|(o, text)| Deed::Look(o, text)),
            4 => "[n0-3. -]{1,2}".prop_map(Deed::Letters),
            2 => (any::<u8>(), any::<bool>()).prop_map(|(by, back)| Deed::Sort(by, back)),
            2 => Just(Deed::Turn),
            2 => (0usize..40).prop_map(Deed::Fold),
            1 => any::<bool>().prop_map(Deed::FoldAll),
            3 => Just(Deed::Slice),
            3 => (0u64..200).prop_map(Deed::Settle),
        ]
    }

    fn of(zones: Vec<(usize, u32)>) -> Vec<HostedZone> {
        let unique: std::collections::BTreeMap<usize, u32> = zones.into_iter().collect();
        unique.into_iter().map(|(n, sets)| zone(n, sets)).collect()
    }

    fn done(zones: &mut Zones, deed: Deed) {
        match deed {
            Deed::Page(owner, page) => zones.list(owner, of(page)),
            Deed::Recall(owner, page) => zones.remember(owner, of(page)),
            Deed::Forget(owner) => zones.forget(owner),
            Deed::Remove(owner) => zones.remove_owner(owner),
            Deed::Give(from, to) if from != to => zones.change_owner(from, to),
            Deed::Look(owner, text) => zones.look(Lens { owner, ..lens(&text) }),
            Deed::Letters(more) => {
                let Lens { owner, text, .. } = zones.lens().clone();
                zones.look(Lens { owner, ..lens(&(text + &more)) });
            }
            Deed::Sort(by, reversed) if zones.shape() == Shape::List => {
                let by = [SortBy::Name, SortBy::Profile, SortBy::Records][usize::from(by % 3)];
                zones.sort_by(by, reversed);
            }
            Deed::Turn => zones.turn(),
            Deed::Fold(row) => {
                // The row of the same zone in both tables.
                zones.finish();
                zones.settle(None);
                zones.cursor.select(row, zones.in_view());
                zones.fold();
            }
            Deed::FoldAll(away) => zones.fold_all(away),
            Deed::Slice => zones.sift(),
            Deed::Settle(at) => zones.settle(Some(Duration::from_millis(at))),
            Deed::Give(..) | Deed::Sort(..) => {}
        }
    }

    proptest! {
        /// However work is put off and cut into slices, the table ends as one that does all at once.
        #[test]
        fn slices_and_frames_end_in_the_same_table(
            deeds in prop::collection::vec(deed(), 1..40)
        ) {
            let (mut sparing, mut eager) = (sparing(), Zones::default());
            for deed in deeds {
                done(&mut sparing, deed.clone());
                done(&mut eager, deed);
                prop_assert!(!eager.is_sifting());
                for row in 0..sparing.in_view() {
                    prop_assert!(sparing.shown(row).is_some(), "a row of nothing");
                }
            }
            for zones in [&mut sparing, &mut eager] {
                zones.finish();
                zones.settle(None);
            }
            prop_assert_eq!(drawn(&sparing), drawn(&eager));
            prop_assert_eq!(sparing.matching(), eager.matching());
        }
    }
}
