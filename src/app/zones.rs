//! All zones of all accounts: one table, sorted, narrowed and filtered as pages arrive, drawn as a
//! list or as the tree of the DNS.

mod as_tree;
mod lens;
mod order;
mod parts;
mod remembered;
mod row;
mod sift;

use super::cursor::Cursor;
use super::tree::{Node, Tree, Trunk};
use crate::dns::Name;
use crate::zone::HostedZone;
use parts::{Age, Folds, Marks, Portions, Sifting};

pub use lens::{Lens, Sought, What};
pub use row::ZoneRow;

/// A cut that leads to no zone in view: it stands in the tree alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseCut {
    /// The name that is cut.
    pub name: Name,
    /// Index of the profile whose listing holds the zone that cuts it.
    pub owner: usize,
    /// Its row of the audit.
    pub audited: u32,
}

/// What stands in a row of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A zone.
    Zone(&'a ZoneRow),
    /// A cut without one.
    Cut(&'a LooseCut),
    /// A name right above a zone, that no zone in view has or is above of.
    Gap(Name),
}

/// How the zones are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// One below the other, in any order.
    #[default]
    List,
    /// As the tree of the DNS.
    Tree,
}

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// The order of the DNS: by label from the right.
    #[default]
    Name,
    /// The profile, in the order of the Profiles pane.
    Profile,
    /// The number of record sets, most first.
    Records,
}

impl SortBy {
    /// The next column.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::Profile,
            Self::Profile => Self::Records,
            Self::Records => Self::Name,
        }
    }
}

/// The table. Rows are kept in the order of arrival; what is drawn goes through an index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Zones {
    rows: Vec<ZoneRow>,
    /// How many of them are of an earlier run.
    remembered: usize,
    /// The rows that have their place, by name: all but those that came last.
    by_name: Vec<u32>,
    /// The rows that the lens shows.
    shown: Marks,
    /// How far the lens was tried on them, where that goes on.
    sifting: Option<Sifting>,
    /// Those of the rows that were shown when this was made, sorted; drawn from its end where the
    /// order is reversed.
    view: Vec<u32>,
    viewed: Age,
    lens: Lens,
    sort: SortBy,
    reversed: bool,
    shape: Shape,
    tree: Tree,
    /// What stands above what in the tree, as long as that is known.
    trunk: Option<Trunk>,
    folds: Folds,
    /// Changes when rows get other numbers.
    numbering: u64,
    /// Sorted by name.
    cuts: Vec<LooseCut>,
    grown: Age,
    /// The selected row of the view.
    pub cursor: Cursor,
    /// Set once the user has chosen a row: the selection then stays with the zone while others
    /// arrive, and otherwise at the top.
    pinned: bool,
    portions: Portions,
}

impl Zones {
    /// How many zones there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows are in view.
    #[must_use]
    pub fn in_view(&self) -> usize {
        match self.shape {
            Shape::List => self.view.len(),
            Shape::Tree => self.tree.len(),
        }
    }

    /// How many zones the lens shows.
    #[must_use]
    pub fn matching(&self) -> usize {
        self.view.len()
    }

    /// All zones, in no order, those of an earlier run among them.
    pub fn iter(&self) -> impl Iterator<Item = &ZoneRow> {
        self.rows.iter()
    }

    /// The zone with this number. Numbers grow by what is added; where rows are taken away they
    /// become others, and [`numbering`](Self::numbering) changes.
    #[must_use]
    pub fn at(&self, number: u32) -> Option<&ZoneRow> {
        self.rows.get(number as usize)
    }

    /// Tells one numbering of the rows from the others.
    #[must_use]
    pub fn numbering(&self) -> u64 {
        self.numbering
    }

    /// What stands in a row of the view.
    #[must_use]
    pub fn shown(&self, row: usize) -> Option<Shown<'_>> {
        match self.node(row)? {
            Node::Zone(at) => self.rows.get(at as usize).map(Shown::Zone),
            Node::Cut(at) => self.cuts.get(at as usize).map(Shown::Cut),
            Node::Gap(at) => self.gap(at).map(Shown::Gap),
        }
    }

    /// The zone in a row of the view.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&ZoneRow> {
        match self.shown(row)? {
            Shown::Zone(zone) => Some(zone),
            Shown::Cut(_) | Shown::Gap(_) => None,
        }
    }

    /// The selected zone.
    #[must_use]
    pub fn selected(&self) -> Option<&ZoneRow> {
        self.get(self.cursor.selected)
    }

    /// The selected cut without a zone.
    #[must_use]
    pub fn selected_cut(&self) -> Option<&LooseCut> {
        match self.shown(self.cursor.selected)? {
            Shown::Cut(cut) => Some(cut),
            Shown::Zone(_) | Shown::Gap(_) => None,
        }
    }

    /// The selected name that no zone in view has.
    #[must_use]
    pub fn selected_gap(&self) -> Option<Name> {
        match self.shown(self.cursor.selected)? {
            Shown::Gap(name) => Some(name),
            Shown::Zone(_) | Shown::Cut(_) => None,
        }
    }

    /// What the table is sorted by, and whether the other way round.
    #[must_use]
    pub fn sort(&self) -> (SortBy, bool) {
        (self.sort, self.reversed)
    }

    /// What is in view.
    #[must_use]
    pub fn lens(&self) -> &Lens {
        &self.lens
    }

    /// Adds a page of an owner's zones and keeps order and selection.
    pub fn add(&mut self, owner: usize, zones: Vec<HostedZone>) {
        self.insert(zones.into_iter().map(|zone| ZoneRow::new(owner, zone, false)));
    }

    fn insert(&mut self, rows: impl Iterator<Item = ZoneRow>) {
        self.rows.extend(rows);
        self.soon();
    }

    /// Takes away an owner's zones, before they are listed anew.
    pub fn remove_owner(&mut self, owner: usize) {
        self.retain(|row| row.owner() != owner);
    }

    /// Gives an owner's zones to another.
    pub fn change_owner(&mut self, from: usize, to: usize) {
        for row in self.rows.iter_mut().filter(|row| row.owner() == from) {
            row.owner = index(to);
        }
        self.search();
    }

    /// Tells that the user has chosen a row: the selection stays with that zone from now on.
    pub fn pin(&mut self) {
        self.pinned = true;
    }

    /// Whether the user has chosen a row.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        self.pinned
    }

    /// What a row of the view stands for.
    fn node(&self, row: usize) -> Option<Node> {
        match self.shape {
            Shape::List => self.listed_at(row).map(Node::Zone),
            Shape::Tree => self.tree.get(row).map(|branch| branch.node),
        }
    }

    fn kept(&self) -> Option<Node> {
        self.pinned.then(|| self.node(self.cursor.selected)).flatten()
    }

    fn keep(&mut self, node: Option<Node>) {
        let at = node.and_then(|node| match (self.shape, node) {
            (Shape::Tree, node) => self.row_in_tree(node),
            (Shape::List, Node::Zone(row)) => self.place_in_list(row),
            (Shape::List, Node::Cut(_) | Node::Gap(_)) => None,
        });
        self.cursor.select(at.unwrap_or(self.cursor.selected), self.in_view());
    }

    fn shows(&self, row: u32) -> bool {
        self.lens.shows(&self.rows[row as usize])
    }
}

/// Rows are indexed with 32 bits: four bytes a zone instead of eight.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::collections::HashSet;

    use super::*;
    use crate::app::needle::Needle;
    use crate::zone::ZoneId;
    use proptest::prelude::*;

    fn zone(name: &str, id: usize) -> HostedZone {
        HostedZone {
            id: ZoneId::new(&format!("Z{id}")),
            name: Name::from_user(name).unwrap(),
            private: false,
            record_count: index(id) % 7,
            comment: None,
            linked_service: None,
        }
    }

    fn what(what: What) -> Sought {
        Sought { negated: false, what }
    }

    fn text(text: &str) -> Sought {
        what(What::Text { text: Needle::new(text), owners: Vec::new() })
    }

    fn not(sought: Sought) -> Sought {
        Sought { negated: true, ..sought }
    }

    fn names(zones: &Zones) -> Vec<String> {
        let name = |row| match zones.shown(row).unwrap() {
            Shown::Zone(row) => row.zone.name.to_string(),
            Shown::Cut(cut) => cut.name.to_string(),
            Shown::Gap(name) => format!("({name})"),
        };
        (0..zones.in_view()).map(name).collect()
    }

    #[test]
    fn a_row_takes_as_much_room_as_is_told() {
        assert_eq!(size_of::<ZoneRow>(), 96, "docs/architecture.md");
    }

    #[test]
    fn a_page_that_arrives_leaves_the_chosen_zone_selected() {
        let mut zones = Zones::default();
        zones.add(0, vec![zone("m.example", 1), zone("n.example", 2)]);
        zones.cursor.step(1, 2);
        zones.pin();
        zones.add(1, vec![zone("a.example", 3), zone("z.example", 4)]);
        assert_eq!(names(&zones), ["a.example.", "m.example.", "n.example.", "z.example."]);
        assert_eq!(zones.selected().unwrap().zone.name.to_string(), "n.example.");
    }

    #[test]
    fn filter_looks_at_names_as_people_write_them_ids_and_owners() {
        let mut zones = Zones::default();
        zones.add(0, vec![zone("0/25.2.0.192.in-addr.arpa", 1), zone("xn--bcher-kva.example", 22)]);
        zones.add(1, vec![zone("other.example", 3)]);
        for (words, found) in [
            (vec![text("0/25")], 1),
            (vec![text("büch")], 1),
            (vec![text("z22")], 1),
            (vec![text("example")], 2),
            (vec![text("nothing")], 0),
            (vec![text("example"), text("xn--")], 1),
            (vec![text("example"), not(text("xn--"))], 1),
            (vec![not(text("example"))], 1),
            (vec![what(What::Private(false))], 3),
            (vec![what(What::Owners(vec![1]))], 1),
            (vec![what(What::Cuts([ZoneId::new("Z22")].into(), HashSet::new()))], 1),
        ] {
            zones.look(Lens { words: words.clone(), ..Lens::default() });
            assert_eq!(zones.in_view(), found, "{words:?}");
        }
        let named = What::Text { text: Needle::new("team"), owners: vec![1] };
        zones.look(Lens { words: vec![what(named)], ..Lens::default() });
        assert_eq!(names(&zones), ["other.example."]);
        zones.look(Lens { owner: Some(0), ..Lens::default() });
        assert_eq!(zones.in_view(), 2);
    }

    /// The names in an order, sorted by comparing them.
    fn sorted(zones: &Zones, sort: SortBy, reversed: bool) -> Vec<String> {
        let mut rows: Vec<(usize, &ZoneRow)> = zones.iter().enumerate().collect();
        rows.sort_by(|(a, left), (b, right)| {
            let chosen = match sort {
                SortBy::Name => Ordering::Equal,
                SortBy::Profile => left.owner.cmp(&right.owner),
                SortBy::Records => right.zone.record_count.cmp(&left.zone.record_count),
            };
            chosen.then_with(|| left.zone.name.cmp(&right.zone.name)).then(a.cmp(b))
        });
        if reversed {
            rows.reverse();
        }
        rows.into_iter().map(|(_, row)| row.zone.name.to_string()).collect()
    }

    proptest! {
        #[test]
        fn a_filter_typed_letter_by_letter_shows_what_it_shows_at_once(
            ids in prop::collection::vec("[ab]{1,3}(\\.[ab]{1,2}){0,2}", 1..60),
            typed in "-?[ab.]{1,4}( -?[ab.]{1,3})?", tree in any::<bool>(),
        ) {
            let mut zones = Zones::default();
            if tree {
                zones.turn();
            }
            zones.add(0, ids.iter().enumerate().map(|(at, name)| zone(name, at)).collect());
            let lens = |typed: &str| {
                let word = |word: &str| match word.strip_prefix('-') {
                    Some(word) => not(text(word)),
                    None => text(word),
                };
                let words = typed.split_whitespace().filter(|word| *word != "-").map(word).collect();
                Lens { text: typed.into(), words, ..Lens::default() }
            };
            for end in 1..=typed.len() {
                zones.look(lens(&typed[..end]));
            }
            let by_letters = (names(&zones), zones.matching());
            zones.look(Lens::default());
            zones.look(lens(&typed));
            prop_assert_eq!(by_letters, (names(&zones), zones.matching()));
        }

        #[test]
        fn pages_in_any_order_make_the_same_table(
            ids in prop::collection::vec((0usize..3, 0usize..400), 1..120),
            page in 1usize..20, reversed in any::<bool>(), by in 0usize..3,
        ) {
            let sort = [SortBy::Name, SortBy::Profile, SortBy::Records][by];
            let mut zones = Zones::default();
            zones.sort_by(sort, reversed);
            for chunk in ids.chunks(page) {
                for (owner, id) in chunk {
                    zones.add(*owner, vec![zone(&format!("{id}.example"), *id)]);
                }
            }
            let streamed = names(&zones);
            prop_assert_eq!(&streamed, &sorted(&zones, sort, reversed));
            zones.sort_by(sort, reversed);
            prop_assert_eq!(streamed, names(&zones));
            zones.remove_owner(1);
            prop_assert!(zones.iter().all(|row| row.owner() != 1));
            prop_assert_eq!(zones.in_view(), zones.len());
        }
    }
}
