//! DS at cuts, and who is asked for the keys on both sides of them.

use super::*;

#[test]
fn ds_count_only_below_a_signed_parent() {
    let vouched = |world: World, keys| {
        let world = world.ns("a.example.com", &A).with(set("a.example.com", "DS", 300, &[DS]));
        let world = world.zone("ZA", "a.example.com", &A);
        let rows = if keys { world.signed(&[DS]) } else { world.signed(&[OTHER_DS]) }.rows();
        (rows[0].state, repair(&rows[0]).map(|(goal, ..)| goal))
    };
    assert_eq!(vouched(parent().signed(&[]), true), (CutState::Live, None));
    assert_eq!(vouched(parent().signed(&[]), false), (CutState::BrokenByDs, Some(Goal::Sign)));
    assert_eq!(vouched(parent(), false), (CutState::Live, None));
}

#[test]
fn whether_a_parent_is_signed_its_servers_tell_where_route_53_does_not_say_so() {
    let world = |silent: &[&str], keys: &'static [&'static str], denied| {
        let mut world = World::new().zone("ZP", "example.com", &P).ns("a.example.com", &A);
        world = world.with(set("a.example.com", "DS", 300, &[DS])).zone("ZA", "a.example.com", &A);
        for server in P {
            let silent = silent.contains(&server);
            let says = if silent { Says::Silent } else { Says::Speaks(keys) };
            world = world.says(server, "example.com", says);
        }
        if denied {
            world = world.fault("GetDNSSEC", "p", "ZP", FaultKind::Denied);
        }
        world
    };
    let state = |silent: &[&str], keys, denied| world(silent, keys, denied).rows()[0].state;
    for denied in [false, true] {
        assert_eq!(state(&[], &[OTHER_DS], denied), CutState::BrokenByDs);
        assert_eq!(state(&P[1..], &[OTHER_DS], denied), CutState::BrokenByDs);
        assert_eq!(state(&[], &[], denied), CutState::Live);
    }
    assert_eq!(state(&P, &[OTHER_DS], false), CutState::Live, "only mentioned");
    assert_eq!(state(&P, &[OTHER_DS], true), CutState::Unknown);
    let idle = world(&P, &[], false).rows();
    assert!(idle[0].evidence.iter().any(|line| line.contains("do nothing")), "{idle:?}");
}

#[test]
fn a_parents_servers_are_asked_once_for_all_its_cuts_and_only_where_ds_stand() {
    let asked = |world: &World, dns| {
        let mut audit = world.audit(AuditOptions { dns, ..AuditOptions::default() });
        let mut asked = 0;
        loop {
            let asks = audit.asks();
            if asks.is_empty() {
                break;
            }
            for ask in asks {
                if let AuditQuestion::LookUp(Lookup::Server { server, queries, .. }) = &ask.what {
                    let of_parent = queries[0].name == name("example.com");
                    assert!(!of_parent || *server == name(P[1]), "{ask:?}");
                    asked += usize::from(of_parent);
                }
                audit.hear(ask.id, world.answer(&ask.what));
            }
        }
        let progress = audit.progress();
        assert_eq!(progress.lookups, progress.lookups_done);
        assert!(audit.is_done() && audit.rows().len() == 2);
        asked
    };
    let plain = parent().ns("a.example.com", &A).ns("b.example.com", &A);
    let vouched = plain.clone().with(set("a.example.com", "DS", 300, &[DS]));
    let vouched = vouched.with(set("b.example.com", "DS", 300, &[DS]));
    assert_eq!((asked(&plain, true), asked(&vouched, true), asked(&vouched, false)), (0, 1, 0));
    let mut signed = vouched.clone();
    signed.zones[0].keys = Some(&[]);
    assert_eq!(asked(&signed, true), 0);
    // Without an NS set at its apex nobody is to be asked, and nothing waits.
    let mut bare = vouched;
    bare.zones[0].records.retain(|set| set.name != name("example.com"));
    assert_eq!(asked(&bare, true), 0);
}

#[test]
fn where_servers_keep_silent_about_keys_the_api_tells() {
    let world = |silent| {
        let world = parent().signed(&[]).ns("a.example.com", &A);
        let world = world.with(set("a.example.com", "DS", 300, &[DS]));
        let world = world.zone("ZA", "a.example.com", &A).signed(&[OTHER_DS]);
        A.iter().fold(world, |world, server| world.says(server, "a.example.com", silent_or(silent)))
    };
    assert_eq!(lines(&world(true)), ["a.example.com. ZP ZA broken_by_ds"]);
    assert_eq!(lines(&world(false)), ["a.example.com. ZP ZA live"]);
}

#[test]
fn servers_are_asked_for_keys_only_where_ds_stand_at_the_cut() {
    let world = parent().ns("a.example.com", &A).ns("b.example.com", &A);
    let world = world.with(set("b.example.com", "DS", 300, &[DS]));
    let mut audit = world.audit(AuditOptions::default());
    let first = audit.asks().remove(0);
    audit.hear(first.id, world.answer(&first.what));
    let mut asked = 0;
    for ask in audit.asks() {
        let AuditQuestion::LookUp(Lookup::Server { queries, .. }) = ask.what else { continue };
        let has_ds = queries[0].name == name("b.example.com");
        assert_eq!(queries.len(), if has_ds { 2 } else { 1 });
        assert!(queries.iter().all(|query| !query.recursion));
        asked += 1;
    }
    assert_eq!(asked, 4);
}

fn silent_or(silent: bool) -> Says {
    if silent { Says::SpeaksWithoutKeys } else { Says::Speaks(&[DS]) }
}
