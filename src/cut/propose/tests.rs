//! Proposals: examples, and against a definition by brute force.

use proptest::prelude::*;

use super::*;
use crate::cut::fixture::{name, seen};

fn ids(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|proposal| proposal.zone.zone.id.as_str()).collect()
}

#[test]
fn the_deepest_public_zone_above_is_proposed() {
    let zones = [
        seen("ZCOM", "com", false),
        seen("ZEU", "eu.example.com", false),
        seen("ZPRIV", "team-a.eu.example.com", true),
        seen("ZEX", "example.com", false),
        seen("ZNOT", "u.example.com", false),
        seen("ZTWIN", "api.team-a.eu.example.com", false),
        seen("ZBELOW", "x.api.team-a.eu.example.com", false),
    ];
    let child = seen("ZCHILD", "api.team-a.eu.example.com", false);
    let proposals = propose_parents(&child.zone, &zones, None);
    assert_eq!(ids(&proposals), ["ZEU"]);
    assert_eq!(proposals[0].why, "the deepest public zone above it in view");
    let private = seen("ZCHILD", "api.team-a.eu.example.com", true);
    assert_eq!(propose_parents(&private.zone, &zones, None), []);
}

#[test]
fn twins_are_offered_and_one_zone_seen_twice_is_one() {
    let mut again = seen("Z1", "example.com", false);
    again.profile = crate::zone::ProfileName::new("another");
    let zones = [seen("Z1", "example.com", false), again, seen("ZCOM", "com", false)];
    let child = seen("ZCHILD", "team-a.example.com", false);
    assert_eq!(
        propose_parents(&child.zone, &zones, None),
        [Proposal {
            zone: zones[0].clone(),
            why: "the deepest public zone above it in view".to_owned(),
        }]
    );
    let twins = [zones[0].clone(), seen("Z2", "example.com", false)];
    let proposals = propose_parents(&child.zone, &twins, None);
    assert_eq!(ids(&proposals), ["Z1", "Z2"]);
    assert_eq!(proposals[1].why, "one of 2 public zones of this name");
}

#[test]
fn a_default_parent_goes_first_if_it_can_be_one() {
    let zones = [
        seen("ZCOM", "com", false),
        seen("ZEX", "example.com", false),
        seen("ZPRIV", "example.com", true),
        seen("ZNET", "example.net", false),
    ];
    let child = seen("ZCHILD", "team-a.example.com", false);
    for (default, proposed) in
        [("ZCOM", "ZCOM"), ("ZPRIV", "ZEX"), ("ZNET", "ZEX"), ("ZCHILD", "ZEX"), ("ZGONE", "ZEX")]
    {
        let proposals = propose_parents(&child.zone, &zones, Some(&ZoneId::new(default)));
        assert_eq!(ids(&proposals), [proposed], "default {default}");
    }
}

#[test]
fn children_are_the_nearest_public_zones_below() {
    let zones = [
        seen("Z5", "team-b.example.com", false),
        seen("Z1", "api.team-a.example.com", false),
        seen("Z2", "team-a.example.com", false),
        seen("Z3", "x.y.example.com", false),
        seen("Z4", "y.example.com", true),
        seen("Z6", "example.com", false),
        seen("Z7", "notexample.com", false),
        seen("Z8", "team-a.example.com", false),
    ];
    let parent = seen("ZPARENT", "example.com", false);
    assert_eq!(ids(&propose_children(&parent, &zones)), ["Z2", "Z8", "Z5", "Z3"]);
    let mut again = zones[0].clone();
    again.profile = crate::zone::ProfileName::new("another");
    let proposals = propose_children(&parent, &[zones[0].clone(), again]);
    assert_eq!(proposals.len(), 1, "one zone seen by two profiles");
    assert_eq!(proposals[0].zone, zones[0]);
    let private = seen("ZPARENT", "example.com", true);
    assert_eq!(propose_children(&private, &zones), []);
}

fn any_zones() -> impl Strategy<Value = Vec<ZoneInView>> {
    let label = prop::sample::select(&["a", "b", "-", "_", "ab", "*"][..]);
    let apex = prop::collection::vec(label, 0..5);
    prop::collection::vec((apex, prop::bool::weighted(0.2)), 1..24).prop_map(|zones| {
        let zone = |(at, (labels, private)): (usize, (Vec<&str>, bool))| {
            let apex = if labels.is_empty() { ".".to_owned() } else { labels.join(".") };
            seen(&format!("Z{at:02}"), &apex, private)
        };
        zones.into_iter().enumerate().map(zone).collect()
    })
}

fn sorted(mut ids: Vec<&str>) -> Vec<&str> {
    ids.sort_unstable();
    ids
}

proptest! {
    #[test]
    fn proposals_are_what_the_definition_says(zones in any_zones()) {
        let one = &zones[0];
        let public = || zones.iter().filter(|seen| !seen.zone.private && !one.zone.private);
        let between = |low: &ZoneInView, high: &ZoneInView| {
            public().any(|z| low.zone.name.is_below(&z.zone.name) && z.zone.name.is_below(&high.zone.name))
        };

        let parents = public().filter(|z| one.zone.name.is_below(&z.zone.name) && !between(one, z));
        let parents = parents.map(|z| z.zone.id.as_str()).collect();
        let proposed = propose_parents(&one.zone, &zones, None);
        prop_assert_eq!(sorted(ids(&proposed)), sorted(parents));

        let children = public().filter(|z| z.zone.name.is_below(&one.zone.name) && !between(z, one));
        let children = children.map(|z| z.zone.id.as_str()).collect();
        let proposed = propose_children(one, &zones);
        prop_assert_eq!(sorted(ids(&proposed)), sorted(children));
        prop_assert!(proposed.is_sorted_by_key(|proposal| proposal.zone.zone.name.clone()));
    }
}

#[test]
fn a_hundred_thousand_zones_are_no_matter() {
    let zones: Vec<ZoneInView> = (0..100_000)
        .map(|at| seen(&format!("Z{at}"), &format!("n{at}.example.com"), false))
        .collect();
    let parent = seen("ZPARENT", "example.com", false);
    assert_eq!(propose_children(&parent, &zones).len(), 100_000);
    assert_eq!(name("n7.example.com"), zones[7].zone.name);
    assert_eq!(
        ids(&propose_parents(&seen("Z", "x.n7.example.com", false).zone, &zones, None)),
        ["Z7"]
    );
}
