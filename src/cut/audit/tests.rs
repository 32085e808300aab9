//! Audits of small worlds: which rows there are, what is asked, and what faults leave.

mod properties;
mod vouching;

use std::time::{Duration, Instant};

use super::fixture::{Says, World};
use super::*;
use crate::cut::fixture::{DS, OTHER_DS, name, set};
use crate::cut::{Goal, Sides};
use crate::dns::{ChainEnd, Lookup, Rcode};
use crate::zone::{FaultKind, SignIn};

const P: [&str; 2] = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"];
const A: [&str; 2] = ["ns-11.awsdns-11.org", "ns-12.awsdns-12.com"];
const B: [&str; 2] = ["ns-21.awsdns-21.org", "ns-22.awsdns-22.com"];
const FOREIGN: [&str; 2] = ["ns1.example.net", "ns2.example.net"];

/// A row as `name parent child state`, `-` where there is no zone.
fn line(row: &AuditRow) -> String {
    let id = |key: &Option<ZoneKey>| key.as_ref().map_or("-".into(), |key| key.zone.to_string());
    format!("{} {} {} {}", row.name, id(&row.parent), id(&row.child), row.state.as_str())
}

fn lines(world: &World) -> Vec<String> {
    world.rows().iter().map(line).collect()
}

/// The goal of the repair, and whose zone it leads to.
fn repair(row: &AuditRow) -> Option<(Goal, String, Option<String>)> {
    let Repair { sides: Sides { parent, child, .. }, goal } = row.repair.clone()?;
    Some((goal, parent.zone.to_string(), child.map(|child| child.zone.to_string())))
}

fn parent() -> World {
    World::new().zone("ZP", "example.com", &P)
}

#[test]
fn a_delegation_to_the_zone_in_view_is_live() {
    let world = parent().ns("a.example.com", &A).zone("ZA", "a.example.com", &A);
    let rows = world.rows();
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), ["a.example.com. ZP ZA live"]);
    assert_eq!(rows[0].evidence, ["2 of 2 name servers have authority"]);
    let servers: Vec<_> = rows[0].servers.iter().map(|s| (s.standing, s.lines.join(" "))).collect();
    let line = "192.0.2.1 authority, serial 7, 12 ms".to_owned();
    assert_eq!(servers, [(Standing::Authoritative, line.clone()), (Standing::Authoritative, line)]);
    assert_eq!((&rows[0].repair, &rows[0].advice), (&None, &None));
}

#[test]
fn private_zones_and_zones_without_a_parent_in_view_have_no_row() {
    let mut world = parent().zone("ZA", "a.example.com", &A).zone("ZO", "example.org", &B);
    world.zones[1].private = true;
    assert!(lines(&world).is_empty());
}

#[test]
fn a_zone_that_its_parent_does_not_name_is_missing_and_can_be_delegated() {
    let rows = parent().zone("ZA", "a.example.com", &A).rows();
    assert_eq!(line(&rows[0]), "a.example.com. ZP ZA missing");
    let evidence = "no NS record set for it in example.com. ZP (p 111111111111)";
    assert_eq!(rows[0].evidence, [evidence]);
    assert_eq!(repair(&rows[0]), Some((Goal::Delegate, "ZP".into(), Some("ZA".into()))));
}

#[test]
fn a_twin_that_the_parent_does_not_name_is_told_which_one_it_names() {
    let world = parent().ns("a.example.com", &A);
    let world = world.zone("ZB", "a.example.com", &B).zone("ZA", "a.example.com", &A);
    let rows = world.rows();
    let found: Vec<_> = rows.iter().map(line).collect();
    assert_eq!(found, ["a.example.com. ZP ZB wrong_twin", "a.example.com. ZP ZA live"]);
    let evidence = "the parent names zone a.example.com. ZA (p 111111111111)";
    assert_eq!(rows[0].evidence, [evidence]);
    assert_eq!(repair(&rows[0]), Some((Goal::Delegate, "ZP".into(), Some("ZB".into()))));
}

#[test]
fn an_ns_set_of_neither_twin_has_drifted_from_the_nearest() {
    let near_b = ["ns-21.awsdns-21.org", "ns1.example.net"];
    let world = parent().ns("a.example.com", &near_b);
    let world = world.zone("ZA", "a.example.com", &A).zone("ZB", "a.example.com", &B);
    let world = world.says("ns1.example.net", "a.example.com", Says::Speaks(&[]));
    assert_eq!(lines(&world), ["a.example.com. ZP ZA wrong_twin", "a.example.com. ZP ZB drifted"]);
}

#[test]
fn a_cut_below_another_is_dead_and_its_zone_is_missing_where_the_other_leads() {
    let world = parent().ns("a.example.com", &A).ns("b.a.example.com", &B);
    let world = world.zone("ZA", "a.example.com", &A).zone("ZB", "b.a.example.com", &B);
    assert_eq!(
        lines(&world),
        [
            "b.a.example.com. ZP - dead",
            "b.a.example.com. ZA ZB missing",
            "a.example.com. ZP ZA live",
        ]
    );
    let row = world.rows().remove(0);
    assert_eq!(row.evidence, ["the same zone is cut at a.example.com. already"]);
    assert_eq!(repair(&row), Some((Goal::Remove, "ZP".into(), None)));
}

#[test]
fn a_dead_cut_is_about_its_zone_where_the_cut_above_leads_out_of_view() {
    let world = parent().ns("a.example.com", &FOREIGN).ns("b.a.example.com", &B);
    let world = world.zone("ZB", "b.a.example.com", &B);
    let good = Says::Speaks(&[]);
    let world = world.says("ns1.example.net", "a.example.com", good.clone());
    let world = world.says("ns2.example.net", "a.example.com", good);
    let found = lines(&world);
    assert_eq!(found, ["b.a.example.com. ZP ZB dead", "a.example.com. ZP - elsewhere"]);
}

#[test]
fn a_zone_behind_a_cut_that_leads_out_of_view_is_judged_by_the_way_from_the_root() {
    let world = |end: Option<ChainEnd>| {
        let mut world = parent().ns("a.example.com", &FOREIGN).zone("ZB", "b.a.example.com", &B);
        world.chains.extend(end.map(|end| (name("b.a.example.com"), end)));
        let rows = world.rows();
        let row = rows.iter().find(|row| row.name == name("b.a.example.com")).unwrap();
        assert!(row.repair.is_none(), "{row:?}");
        line(row)
    };
    let cut = |servers: &[&str]| {
        let servers = servers.iter().map(|server| name(server)).collect();
        Some(ChainEnd::Cut { servers, ds: Vec::new(), ttl: 300 })
    };
    assert_eq!(world(cut(&B)), "b.a.example.com. - ZB live");
    assert_eq!(world(cut(&["ns-21.awsdns-21.org"])), "b.a.example.com. - ZB drifted");
    let inside = ChainEnd::Inside(name("a.example.com"));
    assert_eq!(world(Some(inside)), "b.a.example.com. - ZB missing");
    assert_eq!(world(None), "b.a.example.com. - ZB unknown");
}

#[test]
fn each_ns_set_without_a_zone_in_view_is_judged_by_its_servers() {
    let world = parent().ns("a.example.com", &A).ns("b.example.com", &FOREIGN);
    let world =
        world.ns("c.example.com", &FOREIGN).with(set("www.c.example.com", "A", 60, &["1.2.3.4"]));
    let world = FOREIGN.iter().fold(world, |world, server| {
        let good = Says::Speaks(&[]);
        world.says(server, "b.example.com", good.clone()).says(server, "c.example.com", good)
    });
    let rows = world.rows();
    assert_eq!(
        rows.iter().map(line).collect::<Vec<_>>(),
        [
            "a.example.com. ZP - dangling",
            "c.example.com. ZP - occluding",
            "b.example.com. ZP - elsewhere",
        ]
    );
    assert_eq!(repair(&rows[0]), Some((Goal::Remove, "ZP".into(), None)));
    assert!(rows[1].advice.is_some() && rows[1].repair.is_none());
}

#[test]
fn servers_below_the_cut_are_lame_without_glue_whoever_knows_them() {
    let inside = ["ns1.a.example.com", "ns2.a.example.com"];
    let world = || {
        let world = parent().ns("a.example.com", &inside);
        inside
            .iter()
            .fold(world, |world, server| world.says(server, "a.example.com", Says::Speaks(&[])))
    };
    let glue = |world: World, server| world.with(set(server, "A", 300, &["192.0.2.1"]));
    let state = |world: World| {
        let rows = world.rows();
        (rows[0].state, rows[0].repair.is_some(), rows[0].evidence[0].clone())
    };
    let one = glue(world(), inside[0]);
    let both = glue(one.clone(), inside[1]);
    let line =
        |server| format!("{server}. no glue in the parent: resolvers can't find it (RFC 9471)");
    assert_eq!(state(world()), (CutState::Lame, false, line(inside[0])));
    assert_eq!(state(one.clone()), (CutState::PartlyLame, false, line(inside[1])));
    assert_eq!(state(both).0, CutState::Elsewhere);
    for (world, wanted) in [(world(), CutState::Lame), (one, CutState::PartlyLame)] {
        let mut audit = world.audit(AuditOptions { dns: false, ..AuditOptions::default() });
        world.run(&mut audit);
        assert_eq!(audit.rows()[0].state, wanted, "the parent alone shows it");
    }
}

#[test]
fn twins_of_the_parent_are_all_looked_into() {
    let twins = || parent().zone("ZQ", "example.com", &B);
    let world = twins().ns("a.example.com", &A).zone("ZA", "a.example.com", &A);
    assert_eq!(lines(&world), ["a.example.com. ZQ ZA live"]);
    let world = twins().zone("ZA", "a.example.com", &A);
    let rows = world.rows();
    assert_eq!(line(&rows[0]), "a.example.com. ZP ZA missing");
    assert_eq!(rows[0].evidence.len(), 2);
    assert!(
        rows[0].repair.is_none() && rows[0].advice.is_some(),
        "which twin is live is not known"
    );
}

#[test]
fn a_zone_may_be_handed_over_from_further_up_where_the_zone_between_is_no_cut() {
    let world = parent().ns("b.a.example.com", &B);
    let world = world.zone("ZA", "a.example.com", &A).zone("ZB", "b.a.example.com", &B);
    let found = lines(&world);
    assert_eq!(found, ["a.example.com. ZP ZA missing", "b.a.example.com. ZP ZB live"]);
}

#[test]
fn a_parent_that_cant_be_read_leaves_its_zones_unknown_with_the_reason() {
    let world = parent().ns("a.example.com", &A).zone("ZA", "a.example.com", &A);
    let world = world.fault("ListResourceRecordSets", "p", "ZP", FaultKind::Denied);
    let mut audit = world.audit(AuditOptions::default());
    world.run(&mut audit);
    assert_eq!(line(&audit.rows()[0]), "a.example.com. ZP ZA unknown");
    let evidence = &audit.rows()[0].evidence[0];
    assert!(evidence.contains("could not be read") && evidence.contains("denied"), "{evidence}");
    let unread: Vec<_> = audit.unread().into_iter().map(|(key, _)| key.zone.as_str()).collect();
    assert_eq!(unread, ["ZP"]);
    assert_eq!((audit.progress().zones_read, audit.progress().zones_unread), (1, 1));
}

#[test]
fn where_a_parent_cant_be_read_the_way_from_the_root_tells() {
    let unread = |apex, chain| {
        let world = parent().fault("ListResourceRecordSets", "p", "ZP", FaultKind::Denied);
        let mut world = world.zone("ZA", "a.example.com", &A).zone("ZB", "b.a.example.com", &B);
        world.chains.insert(name(apex), chain);
        let rows = world.rows();
        rows.iter().map(line).find(|line| line.starts_with(apex)).unwrap()
    };
    let servers = A.iter().map(|server| name(server)).collect();
    let cut = ChainEnd::Cut { servers, ds: Vec::new(), ttl: 300 };
    assert_eq!(unread("a.example.com", cut), "a.example.com. ZP ZA live");
    let gone = ChainEnd::NoSuchName(name("example.com"));
    assert_eq!(unread("a.example.com", gone), "a.example.com. ZP ZA missing");
    let inside = ChainEnd::Inside(name("a.example.com"));
    assert_eq!(unread("b.a.example.com", inside), "b.a.example.com. ZA ZB missing");
    let lame = ChainEnd::Lame(name("a.example.com"));
    assert_eq!(unread("b.a.example.com", lame), "b.a.example.com. ZA ZB unknown");
}

#[test]
fn a_child_that_cant_be_read_is_neither_live_nor_drifted() {
    let world = parent().ns("a.example.com", &A).zone("ZA", "a.example.com", &A);
    let world = world.fault("GetHostedZone", "p", "ZA", FaultKind::Denied);
    assert_eq!(lines(&world), ["a.example.com. ZP ZA unknown"]);
    let lame = |world: World, server| world.says(server, "a.example.com", Says::NoAuthority);
    let world = A.into_iter().fold(world, lame);
    assert_eq!(lines(&world), ["a.example.com. ZP ZA lame"]);
}

#[test]
fn another_profile_reads_where_one_cant() {
    let world = parent().of(&["p", "q"], "111111111111").ns("a.example.com", &A);
    let world = world.zone("ZA", "a.example.com", &A).of(&["p", "q"], "111111111111");
    for kind in [FaultKind::Denied, FaultKind::SignInNeeded(SignIn::Keys)] {
        let mut world = world.clone();
        for action in ["ListResourceRecordSets", "GetHostedZone", "GetDNSSEC"] {
            world = world.fault(action, "p", "", kind.clone());
        }
        assert_eq!(lines(&world), ["a.example.com. ZP ZA live"]);
    }
}

#[test]
fn a_profile_that_cant_sign_in_is_asked_once_and_no_more() {
    let apexes = ["a", "b", "c", "d"].map(|label| format!("{label}.example.com"));
    let mut world = parent().of(&["q"], "222222222222");
    for (apex, id) in apexes.iter().zip(["ZA", "ZB", "ZC", "ZD"]) {
        world = world.zone(id, apex, &A);
    }
    let expired = FaultKind::SignInNeeded(SignIn::Keys);
    let world = world.fault("ListResourceRecordSets", "p", "", expired);
    let options = AuditOptions { per_account_in_flight: 1, ..AuditOptions::default() };
    let mut audit = world.audit(options);
    world.run(&mut audit);
    assert_eq!(audit.progress().requests, 2, "one of each profile");
    assert_eq!(audit.unread().len(), 4);
    assert_eq!(audit.progress().by_state, [(CutState::Missing, 4)]);
}

#[test]
fn without_the_dns_nobody_is_asked_and_the_api_tells_what_it_can() {
    let world = parent().ns("a.example.com", &A).ns("b.example.com", &A).ns("c.example.com", &A);
    let world = world.zone("ZA", "a.example.com", &A).zone("ZB", "b.example.com", &B);
    let mut audit = world.audit(AuditOptions { dns: false, ..AuditOptions::default() });
    loop {
        let asks = audit.asks();
        if asks.is_empty() {
            break;
        }
        for ask in asks {
            assert!(!matches!(ask.what, AuditQuestion::LookUp(_)), "{ask:?}");
            audit.hear(ask.id, world.answer(&ask.what));
        }
    }
    let found: Vec<_> = audit.rows_by_severity().into_iter().map(line).collect();
    assert_eq!(
        found,
        [
            "b.example.com. ZP ZB drifted",
            "a.example.com. ZP ZA unknown",
            "c.example.com. ZP - unknown",
        ]
    );
}

#[test]
fn only_the_names_that_are_wanted_are_judged_and_only_what_they_need_is_read() {
    let world = parent().ns("a.example.com", &A).ns("c.example.com", &FOREIGN);
    let world = world.zone("ZA", "a.example.com", &A).ns("b.a.example.com", &B);
    let world = world.zone("ZB", "b.a.example.com", &B).zone("ZO", "example.org", &P);
    let rows = |only: &[&str]| {
        let only = only.iter().map(|only| name(only)).collect();
        let mut audit = world.audit(AuditOptions { only, ..AuditOptions::default() });
        let zones = audit.estimate().zones;
        world.run(&mut audit);
        let rows = audit.rows_by_severity().into_iter().map(line).collect::<Vec<_>>();
        (rows.join(", "), zones)
    };
    let (a, b) = ("a.example.com. ZP ZA live", "b.a.example.com. ZA ZB live");
    assert_eq!(rows(&["a.example.com"]), (format!("{a}, {b}"), 3));
    assert_eq!(rows(&["b.a.example.com"]), (b.to_owned(), 3));
    assert_eq!(rows(&["c.example.com"]), ("c.example.com. ZP - lame".to_owned(), 1));
    assert_eq!(rows(&["example.org"]), (String::new(), 1));
    assert_eq!(rows(&["nowhere.test"]), (String::new(), 0));
}

#[test]
fn no_more_is_asked_at_once_than_the_limits_allow_and_nothing_twice() {
    let mut world = parent();
    for at in 0..20 {
        world = world.ns(&format!("h{at:02}.example.com"), &A);
    }
    for (at, id) in ["Z1", "Z2", "Z3", "Z4", "Z5"].into_iter().enumerate() {
        world = world.zone(id, &format!("h{at:02}.example.com"), &A);
        world = world.of(&["q"], "222222222222");
    }
    let options =
        AuditOptions { per_account_in_flight: 2, lookups_in_flight: 3, ..AuditOptions::default() };
    let mut audit = world.audit(options);
    let mut under_way = audit.asks();
    let mut asked = 0;
    while let Some(ask) = under_way.pop() {
        asked += 1;
        assert!(audit.asks().is_empty(), "all that may be is under way");
        let lookups = |ask: &&AuditAsk| matches!(ask.what, AuditQuestion::LookUp(_));
        let lookups = under_way.iter().chain([&ask]).filter(lookups).count();
        assert!(lookups <= 3 && under_way.len() + 1 - lookups <= 4, "{under_way:?}");
        assert_eq!(audit.progress().in_flight, under_way.len() + 1);
        audit.hear(ask.id, world.answer(&ask.what));
        audit.hear(ask.id, world.answer(&ask.what));
        under_way.extend(audit.asks());
    }
    // Six zones of a page each, five delegation sets, two servers for each of twenty cuts.
    assert_eq!(asked, 6 + 5 + 40);
    assert!(audit.is_done());
    let progress = audit.progress();
    assert_eq!((progress.pages, progress.pages_about, progress.requests), (6, 6, 11));
    assert_eq!((progress.lookups, progress.lookups_done, progress.rows()), (40, 40, 20));
}

#[test]
fn a_listing_that_goes_in_circles_is_a_fault_of_that_zone() {
    let mut world = parent().ns("a.example.com", &A);
    world.page = 1;
    let mut audit = world.audit(AuditOptions::default());
    let first = audit.asks().remove(0);
    let AuditAnswer::Records(Ok(page)) = world.answer(&first.what) else { panic!("{first:?}") };
    audit.hear(first.id, AuditAnswer::Records(Ok(page.clone())));
    let second = audit.asks().remove(0);
    audit.hear(second.id, AuditAnswer::Records(Ok(page)));
    assert!(audit.is_done());
    assert_eq!(audit.unread()[0].1.kind, FaultKind::Malformed);
}

#[test]
fn the_estimate_counts_requests_by_account_and_the_slowest_account_tells_the_time() {
    let mut world = parent().zone("ZA", "a.example.com", &A).of(&["q", "r"], "222222222222");
    world = world.zone("ZB", "b.example.com", &B).of(&["r"], "222222222222");
    let mut zones = world.listed();
    zones[0].record_count = 30_001;
    zones[1].record_count = 0;
    let audit = Audit::new(zones, AuditOptions::default());
    let estimate = audit.estimate();
    let counts: Vec<_> = estimate.accounts.iter().map(|of| (of.pages, of.zones)).collect();
    assert_eq!(counts, [(101, 0), (2, 2)], "a zone that two profiles reach counts once");
    assert_eq!((estimate.requests(), estimate.zones, estimate.servers_about), (105, 3, 8));
    assert_eq!(estimate.lasts(RequestRate::default()), Duration::from_secs(6));
    let dear = RequestRate { burst: 0, per_second: 1 };
    assert_eq!(estimate.lasts(dear), Duration::from_secs(101));
}

#[test]
fn two_thousand_cuts_cost_little() {
    let mut world = parent();
    let apexes: Vec<String> = (0..2_000).map(|at| format!("h{at:04}.example.com")).collect();
    for apex in &apexes {
        world.last().records.push(set(apex, "NS", 300, &A));
        let www = set(&format!("www.{apex}"), "A", 60, &["192.0.2.1"]);
        world.last().records.push(www);
    }
    let mut audit = world.audit(AuditOptions::default());
    let mut spent = Duration::ZERO;
    loop {
        let start = Instant::now();
        let asks = audit.asks();
        spent += start.elapsed();
        if asks.is_empty() {
            break;
        }
        for ask in asks {
            let answer = world.answer(&ask.what);
            let start = Instant::now();
            audit.hear(ask.id, answer);
            spent += start.elapsed();
        }
    }
    assert_eq!(audit.progress().by_state, [(CutState::Dangling, 2_000)]);
    // Without optimisation, on a busy machine: quadratic work would take minutes.
    assert!(spent < Duration::from_secs(5), "{spent:?}");
}

#[test]
fn refusals_are_told_with_the_server_and_its_address() {
    let world = parent().ns("a.example.com", &FOREIGN);
    let world = world.says(FOREIGN[1], "a.example.com", Says::Code(Rcode::ServFail));
    let row = world.rows().remove(0);
    assert_eq!(row.state, CutState::Lame);
    assert_eq!(
        row.evidence,
        ["ns1.example.net. 192.0.2.1 REFUSED, 12 ms", "ns2.example.net. 192.0.2.1 SERVFAIL, 12 ms",]
    );
}

#[test]
fn after_a_sign_in_only_what_was_not_read_is_read_and_the_rows_are_those_of_a_whole_audit() {
    let healthy = parent().of(&["q"], "222222222222").ns("a.example.com", &A);
    let healthy = healthy.zone("ZA", "a.example.com", &A).zone("ZB", "b.example.com", &B);
    let healthy = healthy.ns("deep.b.example.com", &B);
    let expired = FaultKind::SignInNeeded(SignIn::Keys);
    let lost = healthy.clone().fault("ListResourceRecordSets", "p", "", expired.clone());
    let lost = lost.fault("GetHostedZone", "p", "", expired);
    let mut audit = lost.audit(AuditOptions::default());
    lost.run(&mut audit);
    assert!(!audit.unread().is_empty());
    let before = audit.progress();

    let mut again = audit.after_sign_in().expect("a sign-in was in the way");
    healthy.run(&mut again);
    let found = |audit: &Audit| audit.rows_by_severity().into_iter().map(line).collect::<Vec<_>>();
    let mut whole = healthy.audit(AuditOptions::default());
    healthy.run(&mut whole);
    assert_eq!(found(&again), found(&whole));
    assert_ne!(found(&again), found(&audit));
    assert!(again.is_done() && again.unread().is_empty());
    let (now, all) = (again.progress(), whole.progress());
    assert_eq!((now.zones, now.zones_read), (all.zones, all.zones_read));
    assert_eq!(now.pages, all.pages, "no page is read twice: {before:?}");
    assert_eq!(whole.after_sign_in(), None);
}
