//! What holds of every audit: the order of answers doesn't matter, silence claims nothing, and
//! one that was left and taken up again finds the same.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::dns::{Looked, Name};

/// Servers that zones and NS sets are made of: two of each kind, so that they meet.
const POOL: [&str; 6] = [A[0], A[1], B[0], B[1], FOREIGN[0], FOREIGN[1]];
const NAMES: [&str; 5] =
    ["a.example.com", "b.example.com", "b.a.example.com", "c.b.a.example.com", "d.a.example.com"];
const IDS: [&str; 6] = ["Z0", "Z1", "Z2", "Z3", "Z4", "Z5"];

fn servers() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(POOL.to_vec(), 1..=3)
}

fn says() -> impl Strategy<Value = Option<Says>> {
    prop_oneof![
        4 => Just(None),
        2 => Just(Some(Says::Speaks(&[]))),
        1 => Just(Some(Says::Code(Rcode::Refused))),
        1 => Just(Some(Says::NoAuthority)),
    ]
}

/// A parent, perhaps with a twin, with NS sets and DS at some names, and zones at some.
fn worlds() -> impl Strategy<Value = World> {
    let ns = prop::collection::vec(prop::option::of((servers(), any::<bool>())), NAMES.len());
    // Whether the zone of a name is signed: its servers agree on that.
    let keys = prop::collection::vec(any::<bool>(), NAMES.len());
    let zones = prop::collection::vec((0..NAMES.len(), servers(), 0..3_usize), 0..5);
    let answers = prop::collection::vec(says(), NAMES.len() * POOL.len());
    (ns, keys, zones, answers, any::<[bool; 3]>(), 1..4_usize).prop_map(
        |(ns, keys, zones, answers, [signed, twin, hides], page)| {
            let mut world = parent();
            if signed {
                world = world.signed(&[]);
            }
            for (owner, ns) in NAMES.iter().zip(ns) {
                let Some((servers, vouched)) = ns else { continue };
                world = world.ns(owner, &servers);
                if vouched {
                    world = world.with(set(owner, "DS", 300, &[DS]));
                }
            }
            if hides {
                world = world.with(set("www.a.example.com", "A", 60, &["192.0.2.1"]));
            }
            if twin {
                world = world.zone("ZT", "example.com", &P).of(&["q"], "222222222222");
                world = world.ns("a.example.com", &A);
            }
            for ((at, servers, reader), id) in zones.into_iter().zip(IDS) {
                world = world.zone(id, NAMES[at], &servers).of(&[["p", "q", "r"][reader]], "3");
                if keys[at] {
                    world = world.signed(&[DS]);
                }
            }
            for (at, says) in answers.into_iter().enumerate() {
                let (server, cut) = (POOL[at % POOL.len()], at / POOL.len());
                let says = match says {
                    Some(Says::Speaks(_)) if keys[cut] => Some(Says::Speaks(&[DS])),
                    says => says,
                };
                if let Some(says) = says {
                    world = world.says(server, NAMES[cut], says);
                }
            }
            world.page = page;
            world
        },
    )
}

/// How a driver behaves: which of the asks under way it answers next.
struct Driver<'a> {
    world: &'a World,
    picks: std::iter::Cycle<std::slice::Iter<'a, usize>>,
    /// Leaves off after each of so many answers: pauses, drops what is under way, goes on.
    leaves: Option<usize>,
    /// Whether to silence the answer with this number.
    silenced: &'a dyn Fn(usize) -> bool,
}

impl Driver<'_> {
    fn run(mut self) -> Audit {
        let options =
            AuditOptions { per_account_in_flight: 3, lookups_in_flight: 5, ..Default::default() };
        let mut audit = self.world.audit(options);
        let mut under_way: Vec<AuditAsk> = Vec::new();
        let mut heard = 0;
        loop {
            under_way.extend(audit.asks());
            if under_way.is_empty() {
                break;
            }
            let place = self.picks.next().unwrap() % under_way.len();
            let ask = under_way.swap_remove(place);
            let truth = self.world.answer(&ask.what);
            let answer = if (self.silenced)(heard) { silent(&ask.what) } else { truth };
            let brought = audit.hear(ask.id, answer);
            assert!(brought.iter().all(|row| *row < audit.rows().len()));
            heard += 1;
            if self.leaves.is_some_and(|every| heard % every == 0) {
                audit.pause();
                assert!(audit.asks().is_empty());
                audit.put_back();
                for late in under_way.drain(..) {
                    assert!(audit.hear(late.id, self.world.answer(&late.what)).is_empty());
                }
                audit.resume();
            }
        }
        assert!(audit.is_done());
        audit
    }
}

/// The answer of nobody.
fn silent(question: &AuditQuestion) -> AuditAnswer {
    let fault = |action, zone: &ZoneKey| Fault {
        kind: FaultKind::TimedOut,
        action,
        profile: zone.profile.clone(),
        account: None,
        zone: Some(Box::new(zone.zone.clone())),
        detail: String::new(),
        denial: None,
    };
    match question {
        AuditQuestion::Records { zone, .. } => {
            AuditAnswer::Records(Err(fault("ListResourceRecordSets", zone)))
        }
        AuditQuestion::Zone(zone) => AuditAnswer::Zone(Err(fault("GetHostedZone", zone))),
        AuditQuestion::Signing(zone) => AuditAnswer::Signing(Err(fault("GetDNSSEC", zone))),
        AuditQuestion::LookUp(lookup) => {
            let unheard: Looked = lookup.unheard(&crate::dns::CouldNotAsk::TimedOut);
            AuditAnswer::LookedUp(unheard)
        }
    }
}

fn run(world: &World, picks: &[usize], leaves: Option<usize>) -> Audit {
    Driver { world, picks: picks.iter().cycle(), leaves, silenced: &|_| false }.run()
}

fn sorted(audit: &Audit) -> Vec<AuditRow> {
    audit.rows_by_severity().into_iter().cloned().collect()
}

/// All that is said to be wrong at each name.
fn wrongs(audit: &Audit) -> BTreeSet<(Name, &'static str)> {
    let of = |row: &AuditRow| {
        let states = row.also.iter().copied().chain([row.state]);
        let wrong = states.filter(|state| state.is_wrong());
        wrong.map(|state| (row.name.clone(), state.as_str())).collect::<Vec<_>>()
    };
    audit.rows().iter().flat_map(of).collect()
}

proptest! {
    #[test]
    fn the_order_of_answers_changes_no_row(
        world in worlds(),
        picks in prop::collection::vec(any::<usize>(), 1..40),
    ) {
        let straight = run(&world, &[0], None);
        let other = run(&world, &picks, None);
        prop_assert_eq!(sorted(&straight), sorted(&other));
        prop_assert_eq!(straight.progress(), other.progress());
    }

    #[test]
    fn an_audit_that_was_left_and_taken_up_again_finds_the_same(
        world in worlds(),
        picks in prop::collection::vec(any::<usize>(), 1..40),
        every in 1..5_usize,
    ) {
        let straight = run(&world, &picks, None);
        let left = run(&world, &picks, Some(every));
        prop_assert_eq!(sorted(&straight), sorted(&left));
    }

    #[test]
    fn every_ns_set_and_every_zone_below_another_has_a_row(world in worlds()) {
        let audit = run(&world, &[0], None);
        for zone in &world.zones {
            for set in zone.records.iter().filter(|set| set.rtype.as_str() == "NS") {
                let of = |row: &&AuditRow| row.name == set.name
                    && row.parent.as_ref().is_some_and(|parent| parent.zone.as_str() == zone.id);
                prop_assert!(set.name == zone.apex || audit.rows().iter().any(|row| of(&row)));
            }
            let is_child = zone.apex != name("example.com");
            let mine = |row: &AuditRow| {
                row.child.as_ref().is_some_and(|child| child.zone.as_str() == zone.id)
            };
            prop_assert_eq!(audit.rows().iter().any(mine), is_child, "{}", zone.id);
        }
    }

    /// What is known to be wrong only grows by answers: take any of them away, and nothing is
    /// said to be wrong that was not. Two states become vaguer: of a lame cut it is known that
    /// some servers are, of a wrong twin that the parent names other servers.
    #[test]
    fn silence_claims_nothing(
        world in worlds(),
        picks in prop::collection::vec(any::<usize>(), 1..40),
        silences in prop::collection::vec(prop::bool::weighted(0.3), 40),
    ) {
        let known = wrongs(&run(&world, &picks, None));
        let silenced = |at: usize| silences[at % silences.len()];
        let picks = picks.iter().cycle();
        let audit = Driver { world: &world, picks, leaves: None, silenced: &silenced }.run();
        for (name, said) in wrongs(&audit) {
            let has = |state: &'static str| known.contains(&(name.clone(), state));
            let vaguer = match said {
                "partly_lame" => has("lame") || has("dangling"),
                "drifted" => has("wrong_twin"),
                _ => false,
            };
            prop_assert!(has(said) || vaguer, "{} {} {:?}", name, said, known);
        }
    }

    /// Where nobody can be asked at all, nothing is wrong that the API does not tell.
    #[test]
    fn without_any_answer_nothing_is_known(world in worlds()) {
        let picks = [0].iter().cycle();
        let audit = Driver { world: &world, picks, leaves: None, silenced: &|_| true }.run();
        for row in audit.rows() {
            prop_assert_eq!(row.state, CutState::Unknown);
            prop_assert!(!row.evidence.is_empty());
        }
    }
}
