//! All zones of all accounts: one table, sorted, narrowed and filtered as pages arrive, drawn as a
//! list or as the tree of the DNS.

mod as_tree;
mod order;
mod parts;
mod remembered;
mod sift;

use super::cursor::Cursor;
use super::tree::{Node, Tree, Trunk};
use crate::dns::Name;
use crate::zone::HostedZone;
use parts::{Age, Folds, Marks, Portions, Sifting};

/// A zone and the profile that listed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRow {
    /// Index of the profile whose listing holds it.
    pub owner: usize,
    /// The zone.
    pub zone: HostedZone,
    /// Whether it was listed in an earlier run, and not yet in this one.
    pub remembered: bool,
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A zone.
    Zone(&'a ZoneRow),
    /// A cut without one.
    Cut(&'a LooseCut),
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

/// What of the table is in view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lens {
    /// Only zones of this owner.
    pub owner: Option<usize>,
    /// Lower-case text that a zone's name, id or owner must hold; empty for all.
    pub text: String,
    /// Owners whose own name holds the text, so that their zones match.
    pub owners_named: Vec<usize>,
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

    /// What stands in a row of the view.
    #[must_use]
    pub fn shown(&self, row: usize) -> Option<Shown<'_>> {
        match self.node(row)? {
            Node::Zone(at) => self.rows.get(at as usize).map(Shown::Zone),
            Node::Cut(at) => self.cuts.get(at as usize).map(Shown::Cut),
        }
    }

    /// The zone in a row of the view.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&ZoneRow> {
        match self.shown(row)? {
            Shown::Zone(zone) => Some(zone),
            Shown::Cut(_) => None,
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
            Shown::Zone(_) => None,
            Shown::Cut(cut) => Some(cut),
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
        self.insert(zones.into_iter().map(|zone| ZoneRow { owner, zone, remembered: false }));
    }

    fn insert(&mut self, rows: impl Iterator<Item = ZoneRow>) {
        self.rows.extend(rows);
        self.soon();
    }

    /// Takes away an owner's zones, before they are listed anew.
    pub fn remove_owner(&mut self, owner: usize) {
        self.retain(|row| row.owner != owner);
    }

    /// Gives an owner's zones to another.
    pub fn change_owner(&mut self, from: usize, to: usize) {
        for row in self.rows.iter_mut().filter(|row| row.owner == from) {
            row.owner = to;
        }
        self.search();
    }

    /// Tells that the user has chosen a row: the selection stays with that zone from now on.
    pub fn pin(&mut self) {
        self.pinned = true;
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
            (Shape::Tree, node) => self.tree.row_of(node),
            (Shape::List, Node::Zone(row)) => self.place_in_list(row),
            (Shape::List, Node::Cut(_)) => None,
        });
        self.cursor.select(at.unwrap_or(self.cursor.selected), self.in_view());
    }

    fn shows(&self, row: u32) -> bool {
        let row = &self.rows[row as usize];
        if self.lens.owner.is_some_and(|owner| owner != row.owner) {
            return false;
        }
        let text = self.lens.text.as_str();
        text.is_empty() || matches(&row.zone, text) || self.lens.owners_named.contains(&row.owner)
    }
}

/// Whether a zone's name or id holds a lower-case text.
fn matches(zone: &HostedZone, text: &str) -> bool {
    name_holds(&zone.name, text) || contains_ignoring_case(zone.id.as_str(), text)
}

/// Whether a name, as Route 53 or a person writes it, holds a lower-case text.
pub(super) fn name_holds(name: &Name, text: &str) -> bool {
    let written = name.as_route53();
    written.contains(text)
        || (written.contains('\\') && name.to_string().contains(text))
        || name.unicode().is_some_and(|name| name.contains(text))
}

fn contains_ignoring_case(hay: &str, needle: &str) -> bool {
    hay.as_bytes()
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// Rows are indexed with 32 bits: four bytes a zone instead of eight.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::zone::ZoneId;
    use proptest::prelude::*;

    fn zone(name: &str, id: usize) -> HostedZone {
        HostedZone {
            id: ZoneId::new(&format!("Z{id}")),
            name: Name::from_user(name).unwrap(),
            private: false,
            record_count: id as u64 % 7,
            comment: None,
            linked_service: None,
        }
    }

    fn names(zones: &Zones) -> Vec<String> {
        (0..zones.in_view()).map(|row| zones.get(row).unwrap().zone.name.to_string()).collect()
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
        for (text, found) in [("0/25", 1), ("büch", 1), ("z22", 1), ("example", 2), ("nothing", 0)]
        {
            zones.look(Lens { text: text.into(), ..Lens::default() });
            assert_eq!(zones.in_view(), found, "{text}");
        }
        zones.look(Lens { text: "team".into(), owners_named: vec![1], ..Lens::default() });
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
            prop_assert!(zones.iter().all(|row| row.owner != 1));
            prop_assert_eq!(zones.in_view(), zones.len());
        }
    }
}
