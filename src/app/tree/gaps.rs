//! The gaps of the tree: names right above a zone, where no zone in view has them or is above them.
//!
//! Where the absent zone really begins can't be told from here: of `a.b.example.com` it may be
//! `b.example.com` or `example.com`. What is certain is that nobody in view has the name right
//! above, nor any above that, and that is what a gap says. A gap that lies below another one is
//! part of it, so that the tree has the shape that it has once the zone comes.

use super::{Leaf, NONE, Node, Trunk, index};
use crate::dns::Name;

/// What registries keep for others below the two letters of a country: nobody's own zone is missing
/// there. Those that are not listed are taken for any other name.
const REGISTRIES: [&str; 13] =
    ["ac", "co", "com", "edu", "go", "gob", "gov", "ltd", "mil", "ne", "net", "or", "org"];

/// A name that no zone in view has.
struct Gap {
    name: Name,
    /// The leaf that it stands in front of.
    before: usize,
    /// Of the zones right below it the one that came first: it tells the gap from all others, and
    /// stays the same while zones are added.
    first: u32,
}

/// The trunk with a node of its own for each gap.
pub(super) fn filled(leaves: &[Leaf<'_>], above: Vec<u32>) -> Trunk {
    let gaps = gaps(leaves, &above);
    let mut nodes = Vec::with_capacity(leaves.len() + gaps.len());
    if gaps.is_empty() {
        nodes.extend(leaves.iter().map(|leaf| leaf.node));
        return Trunk { nodes, above };
    }
    // Where each leaf stands among the gaps.
    let mut places = Vec::with_capacity(leaves.len());
    let mut higher = Vec::with_capacity(nodes.capacity());
    let mut next = gaps.iter().peekable();
    let mut open: Option<(&Gap, u32)> = None;
    for (at, leaf) in leaves.iter().enumerate() {
        while let Some(gap) = next.next_if(|gap| gap.before == at) {
            open = Some((gap, index(nodes.len())));
            nodes.push(Node::Gap(gap.first));
            higher.push(NONE);
        }
        places.push(index(nodes.len()));
        nodes.push(leaf.node);
        higher.push(match above[at] {
            NONE => match open {
                Some((gap, place)) if leaf.name.is_below(&gap.name) => place,
                _ => NONE,
            },
            // What is above a leaf stands before it.
            up => places[up as usize],
        });
    }
    Trunk { nodes, above: higher }
}

/// In the order of the leaves; none is below another.
fn gaps(leaves: &[Leaf<'_>], above: &[u32]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        let Node::Zone(own) = leaf.node else { continue };
        if above[at] != NONE || leaf.private {
            continue;
        }
        let covering = gaps.last_mut().filter(|gap| leaf.name.is_below(&gap.name));
        if let Some(gap) = covering {
            if leaf.name.depth() == gap.name.depth() + 1 {
                gap.first = gap.first.min(own);
            }
            continue;
        }
        let Some(name) = leaf.name.parent().filter(is_somebodys) else { continue };
        let mut before = at;
        while let Some(narrower) = gaps.pop_if(|gap| gap.name.is_below(&name)) {
            before = narrower.before;
        }
        // Private zones below the name may come first.
        while before > 0 && leaves[before - 1].name.is_below(&name) {
            before -= 1;
        }
        gaps.push(Gap { name, before, first: own });
    }
    gaps
}

/// Whether somebody could have a zone of this name, and not a registry alone: those hand out reverse
/// zones of 256 addresses and more, and all of IPv6's.
fn is_somebodys(name: &Name) -> bool {
    let mut labels = name.labels().rev();
    match (labels.next(), labels.next(), labels.count()) {
        (Some("arpa"), Some("in-addr"), below) => below > 2,
        (Some("arpa"), _, _) => false,
        (Some(top), Some(second), 0) => top.len() != 2 || !REGISTRIES.contains(&second),
        (_, second, _) => second.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_and_registries_are_no_gaps() {
        for (name, somebodys) in [
            (".", false),
            ("com", false),
            ("co.uk", false),
            ("com.au", false),
            ("example.com", true),
            ("com.example", true),
            ("example.co.uk", true),
            ("ibm.de", true),
            ("0.192.in-addr.arpa", false),
            ("2.0.192.in-addr.arpa", true),
            ("8.b.d.0.1.0.0.2.ip6.arpa", false),
        ] {
            assert_eq!(is_somebodys(&Name::from_user(name).unwrap()), somebodys, "{name}");
        }
    }
}
