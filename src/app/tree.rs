//! The tree of the DNS over the zones of all accounts, and the cuts that lead out of view.
//!
//! Built in one pass over what is sorted by name, and kept: moving and drawing cost nothing of it.

mod gaps;

use crate::dns::Name;

/// What a branch stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The zone with this index.
    Zone(u32),
    /// The cut with this index, whose zone is not in view.
    Cut(u32),
    /// The name right above the zone with this index, where no zone in view has it or is above it.
    Gap(u32),
}

/// A name that is to stand in the tree.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Whether it is a private zone. Nothing is handed over to or from such a zone, so that it
    /// stands below a zone by its name alone, and public zones never stand below it.
    pub private: bool,
    /// What it stands for.
    pub node: Node,
}

/// A row of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// What it stands for.
    pub node: Node,
    /// The row above it in the tree; [`NONE`] for a root.
    above: u32,
    /// Whether no other branch of the same parent follows.
    last: bool,
    /// Whether it is there only for what lies below it.
    pub faint: bool,
    /// How many rows below it are folded away.
    pub folded: u32,
    /// Whether it has branches, folded away or not.
    pub has_branches: bool,
}

/// No row.
const NONE: u32 = u32::MAX;

/// What stands above what: all that the names alone decide. It holds for as long as no name comes
/// or goes, whatever is shown and folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trunk {
    nodes: Vec<Node>,
    /// The leaf above each, always one that stands before it.
    above: Vec<u32>,
}

impl Trunk {
    /// The trunk of `leaves`, which are sorted by name. A leaf stands below the nearest name above
    /// it; twins stand side by side, and what is below them stands below the first. A public zone
    /// of three labels and more that has none above it stands below a gap.
    #[must_use]
    pub fn of(leaves: &[Leaf<'_>]) -> Self {
        gaps::filled(leaves, parents(leaves))
    }
}

/// The rows of the tree, from the top.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    rows: Vec<Branch>,
}

impl Tree {
    /// The tree on a trunk. Leaves that are not shown stay where something below them is.
    pub fn of(trunk: &Trunk, shown: impl Fn(Node) -> bool, folded: impl Fn(Node) -> bool) -> Self {
        let Links { first, next, below, kept } = link(trunk, &shown);
        let mut rows = Vec::with_capacity(kept.iter().filter(|kept| **kept).count());
        // Rows of the leaves on the way from the root to the one at hand.
        let mut way: Vec<(u32, u32)> = Vec::new();
        let mut at = first.last().copied().unwrap_or(NONE);
        while let Some(node) = trunk.nodes.get(at as usize).copied() {
            let own = at as usize;
            let is_folded = below[own] > 0 && folded(node);
            let row = index(rows.len());
            rows.push(Branch {
                node,
                above: way.last().map_or(NONE, |(_, row)| *row),
                last: next[own] == NONE,
                faint: !kept[own],
                folded: if is_folded { below[own] } else { 0 },
                has_branches: below[own] > 0,
            });
            if !is_folded && first[own] != NONE {
                way.push((at, row));
                at = first[own];
                continue;
            }
            at = next[own];
            while at == NONE
                && let Some((up, _)) = way.pop()
            {
                at = next[up as usize];
            }
        }
        Self { rows }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&Branch> {
        self.rows.get(row)
    }

    /// The row of a node.
    #[must_use]
    pub fn row_of(&self, node: Node) -> Option<usize> {
        self.rows.iter().position(|branch| branch.node == node)
    }

    /// The row above a row in the tree.
    #[must_use]
    pub fn above(&self, row: usize) -> Option<usize> {
        self.rows.get(row).filter(|branch| branch.above != NONE).map(|it| it.above as usize)
    }

    /// For each step from the root down to a row, without the root: whether it is the last one of
    /// its parent. As many as the row is deep.
    #[must_use]
    pub fn guides(&self, row: usize) -> Vec<bool> {
        let mut guides = Vec::new();
        let mut at = self.rows.get(row);
        while let Some(branch) = at.filter(|branch| branch.above != NONE) {
            guides.push(branch.last);
            at = self.rows.get(branch.above as usize);
        }
        guides.reverse();
        guides
    }
}

/// The leaf above each, always one that stands before it.
fn parents(leaves: &[Leaf<'_>]) -> Vec<u32> {
    /// The first leaves of one name.
    struct Level<'a> {
        name: &'a Name,
        public: u32,
        private: u32,
    }
    let mut above = Vec::with_capacity(leaves.len());
    let mut levels: Vec<Level<'_>> = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        while levels.last().is_some_and(|level| !leaf.name.is_at_or_below(level.name)) {
            levels.pop();
        }
        if levels.last().is_none_or(|level| level.name != leaf.name) {
            levels.push(Level { name: leaf.name, public: NONE, private: NONE });
        }
        let higher = levels.split_last().map(|(_, higher)| higher).unwrap_or_default();
        let nearest = higher.iter().rev().find_map(|level| match (leaf.private, level.private) {
            (true, private) if private != NONE => Some(private),
            _ => Some(level.public).filter(|public| *public != NONE),
        });
        above.push(nearest.unwrap_or(NONE));
        if let Some(own) = levels.last_mut() {
            let first = if leaf.private { &mut own.private } else { &mut own.public };
            if *first == NONE {
                *first = index(at);
            }
        }
    }
    above
}

/// How the leaves that are in the tree hang together.
struct Links {
    /// The first branch of each; behind all of them, the first root.
    first: Vec<u32>,
    /// The next branch of the same parent.
    next: Vec<u32>,
    /// How many rows are below each.
    below: Vec<u32>,
    /// Whether it is shown for itself.
    kept: Vec<bool>,
}

fn link(Trunk { nodes, above }: &Trunk, shown: impl Fn(Node) -> bool) -> Links {
    let len = nodes.len();
    let mut links = Links {
        first: vec![NONE; len + 1],
        next: vec![NONE; len],
        below: vec![0; len],
        kept: nodes.iter().map(|node| shown(*node)).collect(),
    };
    // From the end, so that all below a leaf has been seen before it, and the first comes last.
    for at in (0..len).rev() {
        if !links.kept[at] && links.below[at] == 0 {
            continue;
        }
        let parent = above[at] as usize;
        let rows = links.below[at] + 1;
        if let Some(below) = links.below.get_mut(parent) {
            *below += rows;
        }
        let first = &mut links.first[parent.min(len)];
        links.next[at] = std::mem::replace(first, index(at));
    }
    links
}

/// Rows are indexed with 32 bits.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(all: &[(&str, bool)]) -> Vec<(Name, bool)> {
        let mut all: Vec<(Name, bool)> =
            all.iter().map(|(name, private)| (Name::from_user(name).unwrap(), *private)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    fn leaves(names: &[(Name, bool)]) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        for (at, (name, private)) in names.iter().enumerate() {
            leaves.push(Leaf { name, private: *private, node: Node::Zone(index(at)) });
        }
        leaves
    }

    fn is_zone(node: Node) -> bool {
        matches!(node, Node::Zone(_))
    }

    /// The tree as text: a column for each step, then the name.
    fn drawn(tree: &Tree, names: &[(Name, bool)]) -> Vec<String> {
        let row = |row: usize| {
            let branch = tree.get(row).unwrap();
            let guides: String =
                tree.guides(row).iter().map(|last| if *last { '`' } else { '|' }).collect();
            let (name, private) = match branch.node {
                Node::Zone(at) => names[at as usize].clone(),
                Node::Gap(at) => (names[at as usize].0.parent().unwrap(), false),
                Node::Cut(_) => unreachable!(),
            };
            let faint = if branch.faint { "~" } else { "" };
            let private = if private { "!" } else { "" };
            let folded =
                if branch.folded > 0 { format!("+{}", branch.folded) } else { String::new() };
            format!("{guides}{faint}{private}{name}{folded}")
        };
        (0..tree.len()).map(row).collect()
    }

    const ALL: [(&str, bool); 8] = [
        ("example.com", false),
        ("example.com", true),
        ("db.example.com", true),
        ("team.example.com", false),
        ("team.example.com", false),
        ("api.team.example.com", false),
        ("z.example.com", false),
        ("x.example.org", false),
    ];

    #[test]
    fn a_zone_stands_below_the_nearest_above_it_and_a_private_one_below_private_ones() {
        let names = names(&ALL);
        let tree = Tree::of(&Trunk::of(&leaves(&names)), is_zone, |_| false);
        let wanted = [
            "example.com.",
            "|team.example.com.",
            "|`api.team.example.com.",
            "|team.example.com.",
            "`z.example.com.",
            "!example.com.",
            "`!db.example.com.",
            "~example.org.",
            "`x.example.org.",
        ];
        assert_eq!(drawn(&tree, &names), wanted);
    }

    #[test]
    fn zones_with_none_above_them_stand_below_the_name_that_is_missing() {
        let names = names(&[
            ("b.one.example", false),
            ("db.two.example", true),
            ("a.b.two.example", false),
            ("c.two.example", false),
            ("x.c.two.example", false),
            ("example.co.uk", false),
            ("a.b.three.example", false),
            ("three.example", true),
            ("own.example", false),
        ]);
        let tree = Tree::of(&Trunk::of(&leaves(&names)), is_zone, |_| false);
        let wanted = [
            "~one.example.",
            "`b.one.example.",
            "own.example.",
            "!three.example.",
            "~b.three.example.",
            "`a.b.three.example.",
            // It is one gap, whoever would have had `b.two.example`.
            "~two.example.",
            "|a.b.two.example.",
            "|c.two.example.",
            "|`x.c.two.example.",
            "`!db.two.example.",
            "example.co.uk.",
        ];
        assert_eq!(drawn(&tree, &names), wanted);
    }

    #[test]
    fn what_is_filtered_out_stays_where_something_below_it_is_shown() {
        let names = names(&ALL);
        let shown = |text: &'static str| {
            let names = names.clone();
            move |node| match node {
                Node::Zone(at) => names[at as usize].0.to_string().contains(text),
                Node::Cut(_) | Node::Gap(_) => false,
            }
        };
        let tree = Tree::of(&Trunk::of(&leaves(&names)), shown("api"), |_| false);
        let wanted = ["~example.com.", "`~team.example.com.", "``api.team.example.com."];
        assert_eq!(drawn(&tree, &names), wanted);
        let tree = Tree::of(&Trunk::of(&leaves(&names)), shown("nothing"), |_| true);
        assert!(tree.is_empty());
    }

    #[test]
    fn what_is_folded_says_how_much_it_hides() {
        let names = names(&ALL);
        let tree = Tree::of(&Trunk::of(&leaves(&names)), is_zone, |_| true);
        let wanted = ["example.com.+4", "!example.com.+1", "~example.org.+1"];
        assert_eq!(drawn(&tree, &names), wanted);
    }

    proptest! {
        #[test]
        fn every_leaf_has_one_row_and_stands_below_what_is_above_it(
            all in prop::collection::vec(("[ab](\\.[ab]){0,4}", any::<bool>()), 0..60)
        ) {
            let all: Vec<(&str, bool)> = all.iter().map(|(n, p)| (n.as_str(), *p)).collect();
            let names = names(&all);
            let tree = Tree::of(&Trunk::of(&leaves(&names)), is_zone, |_| false);
            let mut seen: Vec<u32> = Vec::new();
            let own = |row: usize| match tree.get(row).unwrap().node {
                Node::Zone(at) | Node::Cut(at) => names[at as usize].clone(),
                Node::Gap(at) => (names[at as usize].0.parent().unwrap(), false),
            };
            for row in 0..tree.len() {
                let (name, private) = own(row);
                let node = tree.get(row).unwrap().node;
                if let Node::Zone(at) = node {
                    seen.push(at);
                }
                let is_higher = |(other, no): &(Name, bool)| name.is_at_or_below(other) && !no;
                if let Some(above) = tree.above(row) {
                    let (above, above_private) = own(above);
                    prop_assert!(name.is_below(&above));
                    prop_assert!(private || !above_private, "a public zone below a private one");
                } else if is_zone(node) {
                    let others = names.iter().filter(|(other, _)| *other != name);
                    prop_assert!(!others.clone().any(is_higher), "{name} is no root");
                    prop_assert!(private || name.depth() < 3, "{name} has no gap above it");
                } else {
                    prop_assert!(!names.iter().any(is_higher), "{name} is no gap");
                }
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..index(names.len())).collect::<Vec<_>>());
        }
    }
}
