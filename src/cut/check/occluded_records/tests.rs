//! What is counted as occluded, and what is said of each set.

use super::*;
use crate::cut::fixture::{OTHER_SERVERS, SERVERS, alias, set, team_a, weighted};

fn a(name: &str, address: &str) -> RecordSet {
    set(name, "A", 300, &[address])
}

#[test]
fn each_set_is_told_with_its_place_in_the_child() {
    let facts = team_a()
        .with(a("team-a.example.com", "192.0.2.1"))
        .with(a("old.team-a.example.com", "192.0.2.2"))
        .with(a("www.team-a.example.com", "192.0.2.3"))
        .child_has(set("team-a.example.com", "A", 60, &["192.0.2.1"]))
        .child_has(a("www.team-a.example.com", "198.51.100.3"));
    let found = check(&facts.draft()).unwrap();
    assert_eq!(
        found.message,
        "3 record sets at or below the cut stop being answered; 1 is not in the child; 1 is there \
         with other values"
    );
    assert_eq!(
        found.evidence,
        [
            "team-a.example.com. A   also in the child",
            "old.team-a.example.com. A   not in the child",
            "www.team-a.example.com. A   in the child with other values",
        ]
    );
}

#[test]
fn ns_and_ds_at_the_cut_stay_and_others_do_not() {
    let stays = team_a().delegated(300, &SERVERS).with(set(
        "team-a.example.com",
        "DS",
        300,
        &["1 13 2 AB"],
    ));
    assert_eq!(check(&stays.draft()), None);
    let below = team_a().with(set("x.team-a.example.com", "DS", 300, &["1 13 2 AB"]));
    assert!(check(&below.draft()).is_some());
}

#[test]
fn a_name_that_only_looks_alike_is_not_below() {
    let facts =
        team_a().with(a("my-team-a.example.com", "192.0.2.1")).with(a("example.com", "192.0.2.2"));
    assert_eq!(check(&facts.draft()), None);
}

#[test]
fn order_and_ttl_make_no_other_values() {
    let facts = team_a()
        .with(set("w.team-a.example.com", "A", 300, &["192.0.2.1", "192.0.2.2"]))
        .child_has(set("w.team-a.example.com", "A", 60, &["192.0.2.2", "192.0.2.1"]));
    let found = check(&facts.draft()).unwrap();
    assert_eq!(
        found.message,
        "1 record set at or below the cut stops being answered; the child answers the same"
    );
    assert_eq!(found.advice, None);
}

#[test]
fn another_type_at_the_name_is_told() {
    let facts = team_a().with(a("w.team-a.example.com", "192.0.2.1")).child_has(set(
        "w.team-a.example.com",
        "CNAME",
        60,
        &["lb.example.net"],
    ));
    let found = check(&facts.draft()).unwrap();
    assert!(found.message.ends_with("; 1 is not in the child"));
    assert_eq!(
        found.evidence,
        ["w.team-a.example.com. A   not in the child, which has CNAME there"]
    );
}

#[test]
fn aliases_and_weighted_sets_are_compared_by_what_they_are() {
    let plain = a("w.team-a.example.com", "192.0.2.1");
    for (parent, child, end) in [
        (weighted(plain.clone(), "a"), weighted(plain.clone(), "a"), "also in the child"),
        (weighted(plain.clone(), "a"), plain, "with other values"),
        (
            alias("w.team-a.example.com", "A", "x.example.net."),
            alias("w.team-a.example.com", "A", "x.example.net."),
            "also in the child",
        ),
        (
            alias("w.team-a.example.com", "A", "x.example.net."),
            alias("w.team-a.example.com", "A", "y.example.net."),
            "with other values",
        ),
    ] {
        let found = check(&team_a().with(parent).child_has(child).draft()).unwrap();
        assert!(found.evidence[0].ends_with(end), "{:?}", found.evidence);
    }
}

#[test]
fn glue_is_told_as_glue() {
    let facts = team_a()
        .served_by(&["ns1.team-a.example.com", "ns-1.awsdns-01.org"])
        .with(set("api.team-a.example.com", "NS", 300, &["ns.api.team-a.example.com"]))
        .with(a("ns.api.team-a.example.com", "192.0.2.53"))
        .with(a("ns1.team-a.example.com", "192.0.2.54"))
        .with(set("ns1.team-a.example.com", "TXT", 300, &["\"x\""]));
    assert_eq!(
        check(&facts.draft()).unwrap().evidence,
        [
            "api.team-a.example.com. NS   not in the child",
            "ns.api.team-a.example.com. A   not in the child; glue for api.team-a.example.com.",
            "ns1.team-a.example.com. A   not in the child; glue for this cut, still sent along",
            "ns1.team-a.example.com. TXT   not in the child",
        ]
    );
}

#[test]
fn below_a_cut_that_stands_nothing_more_is_lost() {
    let facts = team_a()
        .delegated(300, &OTHER_SERVERS)
        .with(a("a.team-a.example.com", "192.0.2.1"))
        .with(a("b.team-a.example.com", "192.0.2.1"));
    let found = check(&facts.draft()).unwrap();
    assert_eq!(
        found.message,
        "2 record sets at or below the cut are occluded already and stay so; 2 are not in the child"
    );
}
