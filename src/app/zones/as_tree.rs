//! The zones as the tree of the DNS: folded, filtered, and built anew when they change.

use std::time::Duration;

use super::parts::Folds;
use super::{LooseCut, Shape, Shown, SortBy, Zones, index};
use crate::app::tree::{Branch, Leaf, Node, Tree, Trunk};
use crate::dns::Name;
use crate::zone::ZoneId;

/// How old a large tree may get while pages arrive.
const PATIENCE: Duration = Duration::from_millis(250);

impl Zones {
    /// A row's branch of the tree, where there is a tree, with its guides.
    #[must_use]
    pub fn branch(&self, row: usize) -> Option<(&Branch, Vec<bool>)> {
        let tree = Some(&self.tree).filter(|_| self.shape == Shape::Tree)?;
        Some((tree.get(row)?, tree.guides(row)))
    }

    /// What stands above a row of the tree; `None` for a root, and in a list.
    #[must_use]
    pub fn above(&self, row: usize) -> Option<Shown<'_>> {
        self.shown(self.tree.above(row).filter(|_| self.shape == Shape::Tree)?)
    }

    /// How the zones are shown.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Shows the zones in the other shape; the selection stays with its zone. A tree is sorted by
    /// name.
    pub fn turn(&mut self) {
        self.finish();
        let kept = self.node(self.cursor.selected);
        match self.shape {
            Shape::List => {
                (self.sort, self.reversed) = (SortBy::Name, false);
                self.shape = Shape::Tree;
                self.place();
                self.arrange();
                self.grow();
                if kept.is_some_and(|node| self.row_in_tree(node).is_none()) {
                    self.trunk = None;
                    self.grow();
                }
            }
            Shape::Tree => {
                self.shape = Shape::List;
                self.tree = Tree::default();
                self.update_view();
            }
        }
        self.keep(kept);
    }

    /// Folds the branches of the selected row away, or out again; those of its parent where it
    /// has none.
    pub fn fold(&mut self) {
        self.finish();
        let row = self.cursor.selected;
        let Some(branch) = self.tree.get(row).filter(|_| self.shape == Shape::Tree) else { return };
        let row = if branch.has_branches { Some(row) } else { self.tree.above(row) };
        let Some(node) = row.and_then(|row| self.node(row)) else { return };
        match node {
            Node::Zone(at) => {
                let Some(row) = self.rows.get(at as usize) else { return };
                self.folds.turn(&row.zone.id);
            }
            Node::Gap(at) => {
                let Some(name) = self.gap(at) else { return };
                self.folds.turn_gap(name);
            }
            Node::Cut(_) => return,
        }
        self.grow();
        self.pinned = true;
        self.keep(Some(node));
    }

    /// Folds all branches away, or none.
    pub fn fold_all(&mut self, away: bool) {
        if self.shape != Shape::Tree {
            return;
        }
        self.finish();
        let mut kept = self.cursor.selected;
        while let Some(above) = self.tree.above(kept).filter(|_| away) {
            kept = above;
        }
        let kept = self.node(kept);
        self.folds = Folds { all: away, ..Folds::default() };
        self.grow();
        self.keep(kept);
    }

    /// Selects the zone with this number, folded away or not; whether the lens shows it.
    pub fn reveal(&mut self, number: u32) -> bool {
        let node = Node::Zone(number);
        self.finish();
        self.settle(None);
        if self.shape == Shape::Tree
            && self.tree.row_of(node).is_none()
            && let Some(name) = self.rows.get(number as usize).map(|row| &row.zone.name)
        {
            let above = self.rows.iter().filter(|row| name.is_at_or_below(&row.zone.name));
            let above: Vec<ZoneId> = above.map(|row| row.zone.id.clone()).collect();
            for id in above.iter().filter(|id| self.folds.has(id)).collect::<Vec<_>>() {
                self.folds.turn(id);
            }
            self.grow();
            self.unfold_gap(node);
        }
        self.pinned = true;
        self.keep(Some(node));
        self.node(self.cursor.selected) == Some(node)
    }

    /// Folds out the gap that a node is below of, where that is why it has no row.
    fn unfold_gap(&mut self, node: Node) {
        let Node::Zone(at) = node else { return };
        let Some(name) = self.rows.get(at as usize).map(|row| row.zone.name.clone()) else {
            return;
        };
        if self.tree.row_of(node).is_some() {
            return;
        }
        let folded = (0..self.tree.len()).filter_map(|row| self.tree.get(row));
        let mut gaps = folded.filter_map(|branch| match branch.node {
            Node::Gap(at) if branch.folded > 0 => self.gap(at),
            _ => None,
        });
        if let Some(gap) = gaps.find(|gap| name.is_below(gap)) {
            self.folds.turn_gap(gap);
            self.grow();
        }
    }

    /// The name of a gap, from the zone right below it.
    pub(super) fn gap(&self, below: u32) -> Option<Name> {
        self.rows.get(below as usize)?.zone.name.parent()
    }

    /// The row of a node; that of what has come into its place, where a gap was filled or is part
    /// of another.
    pub(super) fn row_in_tree(&self, node: Node) -> Option<usize> {
        let row = self.tree.row_of(node);
        match node {
            Node::Gap(below) => {
                row.or_else(|| self.tree.above(self.tree.row_of(Node::Zone(below))?))
            }
            Node::Zone(_) | Node::Cut(_) => row,
        }
    }

    /// Sets the cuts that lead to no zone in view.
    pub fn set_cuts(&mut self, mut cuts: Vec<LooseCut>) {
        let kept = self.selected_cut().map(|cut| cut.name.clone());
        cuts.sort_by(|a, b| a.name.cmp(&b.name));
        self.cuts = cuts;
        self.trunk = None;
        // The rows of cuts have other numbers now: a tree with some must not be drawn once more.
        self.finish();
        self.grown.old = true;
        self.settle(None);
        if let Some(name) = kept
            && let Ok(at) = self.cuts.binary_search_by(|cut| cut.name.cmp(&name))
        {
            self.keep(Some(Node::Cut(index(at))));
        }
    }

    /// Builds the tree anew if it is old. With a time, a large one only now and then.
    pub(super) fn settle_tree(&mut self, sparing: Option<Duration>) {
        if !self.grown.old || self.shape == Shape::List || self.is_sifting() {
            return;
        }
        let waits = sparing.is_some_and(|now| now < self.grown.made + PATIENCE);
        if waits && self.rows.len() > self.portions.at_once {
            return;
        }
        self.grown.made = sparing.unwrap_or(self.grown.made);
        let kept = self.kept();
        self.trunk = None;
        self.grow();
        self.keep(kept);
    }

    /// The first row that is in view for itself.
    pub(super) fn first_match(&self) -> usize {
        let rows = 0..self.tree.len();
        let shown = |row: &usize| self.tree.get(*row).is_some_and(|branch| !branch.faint);
        rows.into_iter().find(shown).unwrap_or(0)
    }

    /// Builds the tree, where there is to be one, on the trunk that stands: rows that came since it
    /// was made are left out until [`Zones::settle_tree`] makes another.
    pub(super) fn grow(&mut self) {
        if self.shape == Shape::List {
            return;
        }
        self.grown.old &= self.trunk.is_some();
        let trunk = self.trunk.take().unwrap_or_else(|| self.new_trunk());
        let shown = |node| match node {
            Node::Zone(at) => self.shown.has(at),
            Node::Cut(at) => {
                let LooseCut { name, owner, audited } = &self.cuts[at as usize];
                self.lens.shows_cut(name, *owner, *audited)
            }
            // It is there for what lies below it.
            Node::Gap(_) => false,
        };
        // What is sought is not left folded away.
        let sought = !self.lens.words.is_empty();
        let folded = |node| match node {
            Node::Zone(at) => !sought && self.folds.has(&self.rows[at as usize].zone.id),
            Node::Gap(at) => !sought && self.folds.has_gap(|| self.gap(at)),
            Node::Cut(_) => false,
        };
        self.tree = Tree::of(&trunk, shown, folded);
        self.trunk = Some(trunk);
    }

    /// Zones and cuts together, by name.
    fn new_trunk(&self) -> Trunk {
        let mut leaves: Vec<Leaf<'_>> = Vec::with_capacity(self.by_name.len() + self.cuts.len());
        let mut cuts = self.cuts.iter().enumerate().peekable();
        for at in &self.by_name {
            let zone = &self.rows[*at as usize].zone;
            while let Some((cut, loose)) = cuts.next_if(|(_, cut)| cut.name < zone.name) {
                leaves.push(Leaf {
                    name: &loose.name,
                    private: false,
                    node: Node::Cut(index(cut)),
                });
            }
            leaves.push(Leaf { name: &zone.name, private: zone.private, node: Node::Zone(*at) });
        }
        leaves.extend(cuts.map(|(cut, loose)| Leaf {
            name: &loose.name,
            private: false,
            node: Node::Cut(index(cut)),
        }));
        Trunk::of(&leaves)
    }
}
