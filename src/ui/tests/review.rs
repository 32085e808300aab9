//! Review, apply, prove, in each stage.

use std::time::Duration;

use super::samples::{SERVERS, fault, made, new_cut, set, standing_cut};
use super::world::World;
use super::{picture, text};
use crate::app::Over;
use crate::app::key::Code;
use crate::cut::Heard;
use crate::dns::Name;
use crate::zone::{AccountId, ChangeId, ChangeInfo, ChangeStatus, FaultKind};

#[test]
fn what_is_said_at_the_end_can_be_pasted_into_a_shell() {
    let mut world = World::planned(new_cut());
    world.keys("y");
    world.heard(Heard::Reread(Ok(new_cut().witness())));
    let Some(Over::Review(review)) = world.model.over.last_mut() else { panic!("no review") };
    review.subject.cut = Name::from_user("0/25.2.0.192.in-addr.arpa").unwrap();
    let farewell = world.model.farewell().join("\n");
    assert!(farewell.contains(r"'0\05725.2.0.192.in-addr.arpa.'"), "{farewell}");
}

#[test]
fn while_the_facts_are_read() {
    picture("review_reading", &mut World::reviewing(), 60, 15);
}

#[test]
fn facts_that_cannot_be_read() {
    let mut world = World::reviewing();
    let account = Some(AccountId::new("111111111111"));
    let detail = "User: arn:aws:iam::111111111111:user/dns-prod is not authorized to perform: route53:ListResourceRecordSets";
    world.facts(Err(fault(
        "ListResourceRecordSets",
        "dns-prod",
        account,
        FaultKind::Denied,
        detail,
    )));
    picture("review_failed", &mut world, 80, 24);
}

#[test]
fn a_new_cut_asks_for_yes_or_no() {
    let mut world = World::planned(new_cut());
    picture("review_create", &mut world, 80, 24);
    assert!(text(&mut world, 80, 24).contains("[ No ]"));
    world.key(Code::Right);
    assert!(text(&mut world, 80, 24).contains("[ Yes ]"));
    picture("review_create", &mut world, 200, 60);
}

#[test]
fn a_replacement_asks_for_the_name() {
    for (width, height) in [(60, 15), (80, 24), (120, 40)] {
        picture("review_replace", &mut World::planned(standing_cut()), width, height);
    }
    let mut world = World::planned(standing_cut());
    world.keys("team-b.example.com");
    world.key(Code::Enter);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("team-b.example.com█"), "{shown}");
    assert!(shown.contains("that is not the name"), "{shown}");
}

#[test]
fn a_stop_offers_no_way_to_apply() {
    let mut facts = new_cut();
    facts.child.as_mut().unwrap().detail.zone.private = true;
    facts.child.as_mut().unwrap().detail.delegation_set.clear();
    let mut world = World::planned(facts);
    picture("review_stopped", &mut world, 80, 24);
    let shown = text(&mut world, 80, 24);
    assert!(
        !shown.contains("yes") && !shown.contains("Yes") && !shown.contains("CREATE"),
        "{shown}"
    );
}

#[test]
fn a_cut_that_is_as_it_should_be_has_nothing_to_apply() {
    let mut facts = new_cut();
    facts.at_and_below = vec![set("team-a.example.com", "NS", 300, &SERVERS)];
    picture("review_up_to_date", &mut World::planned(facts), 80, 24);
}

#[test]
fn the_ttl_is_edited_in_view() {
    let mut world = World::planned(new_cut());
    world.ctrl('t');
    picture("review_ttl", &mut world, 80, 24);
    world.keys("x");
    assert!(text(&mut world, 80, 24).contains("not a TTL"));
}

#[test]
fn a_change_under_way() {
    let mut world = World::pending(&new_cut());
    picture("applying", &mut world, 60, 15);
    picture("applying", &mut world, 80, 24);
    world.keys("q");
    picture("leave", &mut world, 80, 24);
    picture("leave", &mut world, 60, 15);
}

#[test]
fn a_change_that_stands() {
    let mut world = World::pending(&new_cut());
    let id = ChangeId::new("C0123456789ABCDEFGHIJ");
    world.tick(Duration::from_secs(41));
    world.heard(Heard::Polled(Ok(ChangeInfo { id, status: ChangeStatus::InSync })));
    world.heard(Heard::Verified(Ok(made(&new_cut()))));
    picture("ended_in_sync", &mut world, 80, 24);
}

#[test]
fn a_change_that_met_another_state() {
    let mut world = World::planned(new_cut());
    world.keys("y");
    let mut now = new_cut().witness();
    now.at_and_below =
        vec![set("team-a.example.com", "NS", 60, &["ns1.example.org.", "ns2.example.org."])];
    world.heard(Heard::Reread(Ok(now)));
    picture("ended_conflict", &mut world, 60, 15);
    picture("ended_conflict", &mut world, 120, 40);
}
