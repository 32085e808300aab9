//! Which zone of a name the NS RRsets at that name lead to, where there are several of either.

use std::collections::BTreeSet;

use crate::dns::Name;

/// Who belongs together at one name. All numbers are places in what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pairing {
    /// For each NS set the zones that it leads to, or the one that it comes nearest to; none
    /// where there is no zone of the name. Several can only be on the very same servers.
    pub(super) led_to: Vec<Vec<usize>>,
    /// The zones that no NS set leads to.
    pub(super) left: Vec<Left>,
}

/// A zone that no NS set leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    /// The zone.
    pub(super) zone: usize,
    /// The NS set that leads to another.
    pub(super) ns: usize,
    /// The zone that it leads to instead; `None` where it has no server of any zone in view.
    pub(super) instead: Option<usize>,
}

/// Pairs the servers of each NS set with the delegation set of each zone; `None` is a zone that
/// could not be read.
///
/// A set leads to the zone whose delegation set it equals. One that equals none comes nearest to
/// the zone with which it has most servers in common, if it can be a zone to which nothing else
/// leads; with no server in common, to one that could not be read, if there is one.
pub(super) fn pair(ns: &[&BTreeSet<Name>], zones: &[Option<&BTreeSet<Name>>]) -> Pairing {
    let equal = |servers: &BTreeSet<Name>| {
        (0..zones.len()).filter(|zone| zones[*zone] == Some(servers)).collect::<Vec<_>>()
    };
    let mut led_to: Vec<Vec<usize>> = ns.iter().map(|servers| equal(servers)).collect();
    let mut taken = vec![false; zones.len()];
    for zone in led_to.iter().flatten() {
        taken[*zone] = true;
    }
    for (servers, led_to) in ns.iter().zip(&mut led_to) {
        if let Some(zone) = nearest(servers, zones, &taken).filter(|_| led_to.is_empty()) {
            led_to.push(zone);
            taken[zone] = true;
        }
    }
    let shares = |ns: &BTreeSet<Name>, zone: usize| {
        zones[zone].is_some_and(|servers| !servers.is_disjoint(ns))
    };
    let named = ns.iter().zip(&led_to).enumerate().find_map(|(at, (servers, led_to))| {
        led_to.iter().find(|zone| shares(servers, **zone)).map(|zone| (at, Some(*zone)))
    });
    let (at, instead) = named.unwrap_or((0, None));
    let left = (0..zones.len()).filter(|zone| !taken[*zone] && !ns.is_empty());
    let left = left.map(|zone| Left { zone, ns: at, instead }).collect();
    Pairing { led_to, left }
}

fn nearest(
    servers: &BTreeSet<Name>,
    zones: &[Option<&BTreeSet<Name>>],
    taken: &[bool],
) -> Option<usize> {
    let free = taken.contains(&false);
    let candidates = (0..zones.len()).filter(|zone| !free || !taken[*zone]);
    let common = |zone: usize| zones[zone].map(|zone| zone.intersection(servers).count());
    // The first of those with the most in common.
    let best = candidates
        .clone()
        .filter(|zone| common(*zone).is_some())
        .max_by_key(|zone| (common(*zone), std::cmp::Reverse(*zone)));
    match best {
        Some(zone) if common(zone) > Some(0) => Some(zone),
        best => candidates.clone().find(|zone| zones[*zone].is_none()).or(best),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::names;

    fn set(servers: &[&str]) -> BTreeSet<Name> {
        names(servers).into_iter().collect()
    }

    fn pairing(ns: &[&[&str]], zones: &[Option<&[&str]>]) -> Pairing {
        let ns: Vec<_> = ns.iter().map(|servers| set(servers)).collect();
        let zones: Vec<_> = zones.iter().map(|zone| zone.map(set)).collect();
        let zones: Vec<_> = zones.iter().map(Option::as_ref).collect();
        pair(&ns.iter().collect::<Vec<_>>(), &zones)
    }

    const A: &[&str] = &["a1", "a2", "a3"];
    const B: &[&str] = &["b1", "b2", "b3"];

    fn left(zone: usize, instead: Option<usize>) -> Vec<Left> {
        vec![Left { zone, ns: 0, instead }]
    }

    #[test]
    fn the_zone_with_the_same_servers_is_led_to_and_its_twin_is_left() {
        for (zones, at) in [([Some(A), Some(B)], 0), ([Some(B), Some(A)], 1)] {
            let pairing = pairing(&[A], &zones);
            assert_eq!(pairing.led_to, [[at]]);
            assert_eq!(pairing.left, left(1 - at, Some(at)));
        }
    }

    #[test]
    fn without_an_equal_set_the_most_servers_in_common_count() {
        let near_b = pairing(&[&["b1", "b2", "x"]], &[Some(A), Some(B)]);
        assert_eq!((near_b.led_to, near_b.left), (vec![vec![1]], left(0, Some(1))));
        let near_none = pairing(&[&["x"]], &[Some(A), Some(B)]);
        assert_eq!((near_none.led_to, near_none.left), (vec![vec![0]], left(1, None)));
    }

    #[test]
    fn a_zone_that_could_not_be_read_may_be_meant() {
        let with_unread = pairing(&[&["x"]], &[Some(A), None]);
        assert_eq!(with_unread.led_to, [[1]]);
        let near_a = pairing(&[&["a1", "x"]], &[None, Some(A)]);
        assert_eq!(near_a.led_to, [[1]]);
        assert_eq!(pairing(&[A], &[]).led_to, [[0; 0]]);
    }

    #[test]
    fn each_ns_set_has_its_own_zone_where_there_are_enough() {
        let both = pairing(&[A, B], &[Some(B), Some(A)]);
        assert_eq!((both.led_to, both.left), (vec![vec![1], vec![0]], Vec::new()));
        let stale = pairing(&[&["x"], A], &[Some(A)]);
        assert_eq!(stale.led_to, [[0], [0]]);
        let same = pairing(&[A], &[Some(A), Some(A)]);
        assert_eq!((same.led_to, same.left), (vec![vec![0, 1]], Vec::new()));
    }
}
