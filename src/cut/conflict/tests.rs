//! What counts as a difference, and what doesn't.

use super::*;
use crate::cut::fixture::{DS, OTHER_SERVERS, alias, name, set, signing, team_a, weighted};
use crate::zone::{AccountId, SigningStatus};

fn witness() -> Witness {
    let mut facts = team_a()
        .delegated(300, &OTHER_SERVERS)
        .with(weighted(set("w.team-a.example.com", "A", 60, &["192.0.2.1"]), "a"))
        .with(weighted(set("w.team-a.example.com", "A", 60, &["192.0.2.2"]), "b"))
        .with(alias("x.team-a.example.com", "A", "lb.example.net."));
    facts.above.push(set("eu.example.com", "NS", 300, &OTHER_SERVERS));
    facts.witness()
}

/// The differences after an edit.
fn after(edit: impl FnOnce(&mut Witness)) -> Vec<String> {
    let mut now = witness();
    edit(&mut now);
    differences(&witness(), &now)
}

#[test]
fn the_same_reading_has_none_nor_has_another_order() {
    assert_eq!(after(|_| {}), Vec::<String>::new());
    let reordered = after(|now| {
        now.delegation_set.reverse();
        now.at_and_below.reverse();
        let servers = [OTHER_SERVERS[1], OTHER_SERVERS[0]];
        now.at_and_below[3] = set("team-a.example.com", "NS", 300, &servers);
    });
    assert_eq!(reordered, Vec::<String>::new());
}

#[test]
fn keys_that_change_count_where_they_were_read() {
    let signed = |witness: &mut Witness| {
        witness.child_signing = Some(signing(SigningStatus::Signing, &[DS]));
    };
    let [line] = &after(signed)[..] else { panic!("one difference") };
    assert!(line.contains("not signed") && line.contains("60485"), "{line}");
    let retired = after(|now| {
        let mut unsigned = signing(SigningStatus::NotSigning, &[DS]);
        unsigned.keys[0].active = false;
        now.child_signing = Some(unsigned);
    });
    assert_eq!(retired, Vec::<String>::new(), "a key that is not active vouches for nothing");
    let lines = after(|now| now.child_signing = None);
    assert_eq!(lines.len(), 1, "read then, and not now: {lines:?}");
    let mut then = witness();
    let mut now = then.clone();
    then.child_signing = None;
    signed(&mut now);
    assert_eq!(differences(&then, &now), Vec::<String>::new(), "no part of the preview");
}

#[test]
fn a_child_that_is_not_known_is_not_compared_until_it_is() {
    let nobody = |now: &mut Witness| now.child_identity = None;
    assert_eq!(after(nobody).len(), 1);
    let mut then = witness();
    nobody(&mut then);
    assert_eq!(differences(&then, &then.clone()), Vec::<String>::new());
}

#[test]
fn every_part_of_a_witness_counts() {
    assert_eq!(
        after(|now| now.parent_identity.account = AccountId::new("999999999999")),
        [
            "the parent's profile: was account 111111111111 as arn:aws:iam::111111111111:user/dns-prod, \
          is account 999999999999 as arn:aws:iam::111111111111:user/dns-prod"
        ]
    );
    assert_eq!(after(|now| now.child_identity.as_mut().unwrap().arn.push('x')).len(), 1);
    assert_eq!(after(|now| drop(now.delegation_set.pop())).len(), 1);
    assert_eq!(after(|now| now.delegation_set[0] = name("ns.example.net")).len(), 1);
    assert_eq!(
        after(|now| now.above.clear()),
        ["eu.example.com. NS: was TTL 300  ns-7.awsdns-07.com. ns-8.awsdns-08.net., is gone"]
    );
    assert_eq!(
        after(|now| now.at_and_below[0] = set("team-a.example.com", "NS", 301, &OTHER_SERVERS)),
        ["team-a.example.com. NS: was TTL 300  ns-7.awsdns-07.com. ns-8.awsdns-08.net., \
          is TTL 301  ns-7.awsdns-07.com. ns-8.awsdns-08.net."]
    );
    assert_eq!(
        after(|now| now.at_and_below.push(set("n.team-a.example.com", "A", 1, &["192.0.2.9"]))),
        ["n.team-a.example.com. A: was not there, is TTL 1  192.0.2.9"]
    );
    assert_eq!(after(|now| drop(now.at_and_below.remove(1))).len(), 1, "one of two weighted sets");
    let other_alias = alias("x.team-a.example.com", "A", "lb2.example.net.");
    assert_eq!(after(|now| now.at_and_below[3] = other_alias).len(), 1);
    let other_weight = |now: &mut Witness| {
        now.at_and_below[1].routing.as_mut().unwrap().policy = "weighted 11".to_owned();
    };
    assert_eq!(after(other_weight).len(), 1);
}

#[test]
fn records_are_compared_exactly() {
    let upper: Vec<String> = OTHER_SERVERS.iter().map(|server| server.to_uppercase()).collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    let edit =
        |now: &mut Witness| now.at_and_below[0] = set("team-a.example.com", "NS", 300, &upper);
    assert_eq!(after(edit).len(), 1, "a DELETE of what was read would fail");
    let twice = [OTHER_SERVERS[0], OTHER_SERVERS[1], OTHER_SERVERS[1]];
    let edit =
        |now: &mut Witness| now.at_and_below[0] = set("team-a.example.com", "NS", 300, &twice);
    assert_eq!(after(edit).len(), 1);
}

#[test]
fn a_session_name_may_differ_and_a_role_may_not() {
    let role = "arn:aws:sts::1:assumed-role/Admin/";
    for (then, now, same) in [
        (format!("{role}alice"), format!("{role}bob"), true),
        (format!("{role}alice"), "arn:aws:sts::1:assumed-role/Reader/alice".to_owned(), false),
        (format!("{role}alice"), "arn:aws:iam::1:user/alice".to_owned(), false),
        ("arn:aws:iam::1:user/a/alice".to_owned(), "arn:aws:iam::1:user/a/bob".to_owned(), false),
        (
            "arn:aws:sts::1:assumed-role/A".to_owned(),
            "arn:aws:sts::1:assumed-role/B".to_owned(),
            false,
        ),
    ] {
        let identity = |arn: String| Identity { account: AccountId::new("1"), arn };
        assert_eq!(
            same_principal(&identity(then.clone()), &identity(now.clone())),
            same,
            "{then} {now}"
        );
    }
}
