//! A request is held against what its servers answer.

use super::*;

fn unproved(plan: &Plan) -> Vec<&str> {
    let found = plan.findings().iter().find(|found| found.code == "request-unproved");
    found.map(|found| found.evidence.iter().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn servers_that_all_have_authority_need_a_plain_yes() {
    let plan = asked(&team_a().on_request(&[]).plan(), &before());
    assert_eq!(unproved(&plan), [] as [&str; 0]);
    assert!(codes(&plan).contains(&"child-authoritative"));
    assert!(!plan.rests_on_a_request() && plan.confirm_yes().is_some());
}

#[test]
fn one_that_is_lame_silent_or_not_heard_yet_wants_the_name() {
    for server in [Server::refuses(), Server::silent(), Server::refers_to(&OTHER_SERVERS)] {
        let plan = asked(&team_a().on_request(&[]).plan(), &before().with(SERVERS[1], server));
        assert_eq!(unproved(&plan), [SERVERS[1]]);
        assert!(plan.rests_on_a_request() && wants_the_name(&plan));
        let read = asked(&team_a().plan(), &before().with(SERVERS[1], Server::refuses()));
        assert!(read.confirm_yes().is_some(), "of a child that was read it is a warning");
    }
    let mut plan = team_a().on_request(&[]).plan();
    let world = before();
    let mut left = unproved(&plan).len();
    assert_eq!(left, SERVERS.len());
    while let Some(lookup) = plan.lookups().first().cloned() {
        plan = plan.looked(&lookup, world.look_up(&lookup));
        let now = unproved(&plan).len();
        assert!(now <= left, "never more");
        assert_eq!(plan.rests_on_a_request(), now > 0);
        left = now;
    }
    assert_eq!(left, 0);
}
