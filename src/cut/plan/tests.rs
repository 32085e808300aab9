//! Plans: what is sent, what is asked of the user, and what may never happen.

mod goals;
mod requests;

use proptest::prelude::*;

use super::*;
use crate::cut::fixture::{
    LEFT_ALONE, OTHER_SERVERS, SERVERS, cut, name, seen, set, team_a, weighted,
};
use crate::cut::{MAX_TTL, Witness};
use crate::dns::RecordType;
use crate::zone::Change;

fn codes(plan: &Plan) -> Vec<&'static str> {
    plan.findings().iter().map(|finding| finding.code).collect()
}

#[test]
fn a_new_cut_is_one_create_and_a_plain_yes() {
    let plan = team_a().plan();
    assert_eq!(plan.verdict(), Verdict::Ready);
    let batch = plan.batch().unwrap();
    assert_eq!(batch.comment, "zonecut: delegate team-a.example.com to account 222222222222");
    let after = set("team-a.example.com", "NS", 300, &SERVERS);
    assert_eq!(batch.changes, [Change { action: Action::Create, set: after }]);
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
    assert_eq!(plan.confirm_yes().unwrap().batch(), batch);
    assert!(plan.confirm_typed("team-a.example.com").is_some(), "more than asked for");
    assert!(plan.confirm_typed("y").is_none());
}

#[test]
fn a_replacement_deletes_what_was_read_and_wants_the_name() {
    let plan = team_a().delegated(900, &["NS-8.awsdns-08.net", OTHER_SERVERS[0]]).plan();
    let batch = plan.batch().unwrap();
    let read = set("team-a.example.com", "NS", 900, &["NS-8.awsdns-08.net", OTHER_SERVERS[0]]);
    let after = set("team-a.example.com", "NS", 300, &SERVERS);
    assert_eq!(
        batch.changes,
        [
            Change { action: Action::Delete, set: read },
            Change { action: Action::Create, set: after },
        ]
    );
    assert_eq!(plan.confirmation(), Some(Confirmation::TypeName(name("team-a.example.com"))));
    assert!(plan.confirm_yes().is_none());
    for typed in ["", "y", "team-a", "example.com", "xteam-a.example.com", "team-a.example.com.net"]
    {
        assert!(plan.confirm_typed(typed).is_none(), "{typed}");
    }
    for typed in ["team-a.example.com", " Team-A.EXAMPLE.com. "] {
        assert!(plan.confirm_typed(typed).is_some(), "{typed}");
    }
}

#[test]
fn what_is_so_already_is_left_alone_until_the_ttl_is_edited() {
    let plan = team_a().delegated(7200, &SERVERS).plan();
    assert_eq!(plan.verdict(), Verdict::UpToDate);
    assert_eq!((plan.batch(), plan.confirmation()), (None, None));
    assert!(plan.confirm_typed("team-a.example.com").is_none());
    let edited = plan.with_ttl(60);
    assert_eq!(edited.verdict(), Verdict::Ready);
    assert_eq!(edited.batch().unwrap().changes.len(), 2);
    assert_eq!(edited.ns_after().unwrap().ttl(), Some(60));
    assert_eq!(edited.with_ttl(7200).verdict(), Verdict::UpToDate);
}

#[test]
fn the_ttl_is_the_users_then_the_standing_one_then_the_default() {
    let ttl = |plan: Plan| plan.ns_after().unwrap().ttl();
    assert_eq!(ttl(team_a().plan()), Some(300));
    assert_eq!(ttl(team_a().delegated(900, &OTHER_SERVERS).plan()), Some(300));
    assert_eq!(ttl(team_a().delegated(900, &SERVERS).plan()), Some(900));
    assert_eq!(ttl(team_a().delegated(900, &SERVERS).plan().with_ttl(0)), Some(0));
    assert_eq!(ttl(team_a().plan().with_ttl(u32::MAX)), Some(MAX_TTL));
}

#[test]
fn findings_come_by_weight() {
    let mut facts = team_a()
        .with(set("team-a.example.com", "CNAME", 300, &["lb.example.net"]))
        .and_seen(seen("Z1", "team-a.example.com", true))
        .and_seen(seen("Z2", "team-a.example.com", false));
    facts.parent.detail.zone.private = true;
    let plan = facts.plan();
    assert_eq!(
        codes(&plan),
        ["parent-private", "cname-at-cut", "twin-zone", "occluded-records", "cached"]
    );
    assert_eq!(plan.verdict(), Verdict::Stopped);
    assert_eq!((plan.batch(), plan.confirmation()), (None, None));
}

#[test]
fn where_there_is_no_place_for_a_cut_nothing_else_is_said() {
    let facts = cut("ample.com", "example.com").and_seen(seen("Z1", "example.com", false));
    assert_eq!(codes(&facts.plan()), ["not-below"]);
}

#[test]
fn a_clean_new_cut_has_one_note_and_a_stop_takes_precedence_over_up_to_date() {
    assert_eq!(codes(&team_a().plan()), ["cached"]);
    let mut facts = team_a().delegated(300, &SERVERS);
    facts.child_mut().detail.zone.private = true;
    assert_eq!(facts.plan().verdict(), Verdict::Stopped);
}

#[test]
fn a_comment_fits_and_is_plain() {
    let label = "\\001".repeat(60);
    let child = format!("{label}.{label}.{label}.example.com");
    let mut facts = cut("example.com", &child);
    facts.child_mut().identity.account = crate::zone::AccountId::new("22\u{202e}\n22");
    let comment = facts.plan().batch().unwrap().comment.clone();
    assert_eq!(comment.chars().count(), LONGEST_COMMENT);
    assert!(comment.chars().all(|c| c == ' ' || c.is_ascii_graphic()));
    let mut facts = team_a();
    facts.child_mut().identity.account = crate::zone::AccountId::new("22\u{202e}\n22");
    assert!(facts.plan().batch().unwrap().comment.ends_with("to account 22??22"));
}

const NAMES: [&str; 9] = [
    "com",
    "example.com",
    "notexample.com",
    "eu.example.com",
    "team-a.eu.example.com",
    "*.eu.example.com",
    "ns1.team-a.eu.example.com",
    "a.b.team-a.eu.example.com",
    ".",
];

fn any_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

fn any_set() -> impl Strategy<Value = RecordSet> {
    let servers = || prop::collection::vec(any_server(), 0..4);
    let types = prop::sample::select(&["NS", "NS", "A", "CNAME", "DS", "DS", "SOA", "TXT"][..]);
    (any_name(), types, any::<u32>(), servers(), 0..8).prop_map(
        |(owner, rtype, ttl, values, kind)| {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let plain = set(owner, rtype, ttl, &values);
            match kind {
                0 => weighted(plain, "w"),
                1 => crate::cut::fixture::alias(owner, rtype, "\u{1b}[2J"),
                _ => plain,
            }
        },
    )
}

fn any_server() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&SERVERS[..]).prop_map(str::to_owned),
        prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn any_sets() -> impl Strategy<Value = Vec<RecordSet>> {
    prop::collection::vec(any_set(), 0..6)
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let zones = prop::collection::vec((any_name(), any::<bool>()), 0..4);
    let servers = prop::collection::vec(prop::sample::select(&NAMES[..]), 0..4);
    let names = prop_oneof![3 => Just(("example.com", "team-a.eu.example.com")), 1 => (any_name(), any_name())];
    let lists = (any_sets(), any_sets(), any_sets(), any_sets(), prop::option::of(any_set()));
    (names, any::<bool>(), prop::option::of(servers), zones, lists, 0..6).prop_map(
        |((parent, child), standing, servers, zones, lists, private)| {
            let mut facts = cut(parent, child);
            if standing {
                facts = facts.delegated(300, &SERVERS);
            }
            if let Some(servers) = servers {
                facts = facts.served_by(&servers);
            }
            for (at, (name, private)) in zones.into_iter().enumerate() {
                facts = facts.and_seen(seen(&format!("Z{at}"), name, private));
            }
            facts.at_and_below.extend(lists.0);
            (facts.above, facts.wildcard, facts.child_sets) = (lists.1, lists.2, lists.3);
            facts.parent_soa = lists.4;
            facts.parent.detail.zone.private = private == 0;
            facts.child_mut().detail.zone.private = private == 1;
            facts
        },
    )
}

proptest! {
    #[test]
    fn a_plan_keeps_its_promises(facts in any_facts(), ttl in prop::option::of(any::<u32>())) {
        let witness: Witness = facts.witness();
        let plan = Plan::new(facts.clone(), Goal::Delegate, Options { ttl, ..LEFT_ALONE });
        let stopped = plan.findings().iter().any(|f| f.severity == Severity::Stop);
        prop_assert_eq!(stopped, plan.verdict() == Verdict::Stopped);
        prop_assert_eq!(plan.batch().is_some(), plan.verdict() == Verdict::Ready);
        prop_assert_eq!(plan.batch().is_some(), plan.confirmation().is_some());
        prop_assert!(plan.findings().is_sorted_by_key(|f| f.severity));

        let typed = plan.confirm_typed(&facts.cut.to_string());
        prop_assert_eq!(typed.is_some(), plan.batch().is_some());
        prop_assert_eq!(plan.confirm_yes().is_some(), plan.confirmation() == Some(Confirmation::Yes));

        let Some(batch) = plan.batch() else { return Ok(()) };
        prop_assert!(batch.changes.iter().all(|change| change.set.rtype == RecordType::Ns));
        let standing: Vec<_> = facts.at_cut(&RecordType::Ns).collect();
        match (batch.changes.as_slice(), standing.as_slice()) {
            ([create], []) => prop_assert_eq!(create.action, Action::Create),
            ([delete, create], [read]) => {
                prop_assert_eq!(delete.action, Action::Delete);
                prop_assert_eq!(&&delete.set, read);
                prop_assert_eq!(create.action, Action::Create);
            }
            other => prop_assert!(false, "{:?}", other),
        }
        let create = batch.changes.last().unwrap();
        let wanted: Vec<&str> = witness.delegation_set.iter().map(Name::as_route53).collect();
        prop_assert_eq!(create.set.values(), &wanted);
        prop_assert!(create.set.ttl().unwrap() <= MAX_TTL);
    }
}
