//! Plans for a child that is known from a request alone.

use super::*;
use crate::cut::fixture::{DS, alias};
use crate::cut::{Sides, differences};
use crate::zone::{AccountId, Requester, ZoneId};

#[test]
fn what_is_sent_is_what_a_child_that_was_read_gets() {
    for facts in [team_a(), team_a().delegated(900, &OTHER_SERVERS)] {
        let (read, requested) = (facts.clone().plan(), facts.on_request(&[DS]).plan());
        let set = |plan: &Plan| {
            let set = plan.ns_after().unwrap();
            let mut servers = set.values().to_vec();
            servers.sort();
            (set.name.clone(), set.ttl(), servers)
        };
        assert_eq!(set(&requested), set(&read));
        assert_eq!(requested.before(), read.before());
        let (requested, read) = (requested.batch().unwrap(), read.batch().unwrap());
        assert_eq!(requested.comment, read.comment);
        assert_eq!(requested.changes.len(), read.changes.len());
        assert_eq!(requested.changes.first().unwrap().action, read.changes[0].action);
    }
    let plan = team_a().delegated(900, &SERVERS).on_request(&[DS]).plan();
    assert_eq!(plan.verdict(), Verdict::UpToDate);
    assert!(!plan.rests_on_a_request());
}

#[test]
fn until_the_servers_were_heard_the_name_is_typed() {
    let plan = team_a().on_request(&[]).plan();
    assert_eq!(codes(&plan)[0], "request-unproved");
    assert!(plan.rests_on_a_request() && plan.confirm_yes().is_none());
    assert_eq!(plan.confirmation(), Some(Confirmation::TypeName(name("team-a.example.com"))));
    assert!(!team_a().plan().rests_on_a_request());
}

#[test]
fn the_intent_says_who_asked_and_the_reading_before_the_write_does_without_the_child() {
    let plan = team_a().on_request(&[]).plan();
    let intent = plan.confirm_typed("team-a.example.com").unwrap().intent();
    let by = Requester { account: AccountId::new("222222222222"), zone: ZoneId::new("ZCHILD") };
    assert_eq!((intent.child, intent.requested_by), (None, Some(by)));
    let facts = plan.facts();
    assert_eq!(facts.sides(), Sides::at(facts.parent.key(), facts.cut.clone()));
    let read = crate::cut::Readings::default().into_witness(facts.parent.identity.clone(), None);
    assert_eq!(differences(&facts.witness(), &read), [] as [String; 0]);
    assert_eq!(team_a().plan().confirm_yes().unwrap().intent().requested_by, None);
}

#[test]
fn nothing_is_said_of_what_was_not_read() {
    let facts = team_a()
        .with(set("www.team-a.example.com", "A", 300, &["192.0.2.1"]))
        .with(alias("x.team-a.example.com", "A", "lb.example.net."))
        .with(set("y.team-a.example.com", "NS", 300, &OTHER_SERVERS));
    let plan = facts.on_request(&[]).plan();
    let told: Vec<&str> = plan.findings().iter().flat_map(|f| &f.evidence).map(|s| &**s).collect();
    for owner in ["www.team-a.example.com. A", "y.team-a.example.com. NS"] {
        let line = told.iter().find(|line| line.starts_with(owner)).unwrap();
        assert!(line.ends_with("whether the child has it is not known"), "{line}");
    }
    assert!(!told.iter().any(|line| line.contains("not in the child")), "{told:?}");
    for code in ["occluded-records", "vanishing-cuts"] {
        let found = plan.findings().iter().find(|found| found.code == code).unwrap();
        assert!(found.message.contains("not known"), "{}", found.message);
        assert!(found.advice.as_ref().unwrap().starts_with("Ask the child's owner"));
    }
}

#[test]
fn the_zone_itself_in_view_is_no_twin_and_another_is() {
    let twins = |id: &str| {
        let facts = team_a().on_request(&[]).and_seen(seen(id, "team-a.example.com", false));
        codes(&facts.plan()).contains(&"twin-zone")
    };
    assert!(!twins("ZCHILD"));
    assert!(twins("ZOTHER"));
}
