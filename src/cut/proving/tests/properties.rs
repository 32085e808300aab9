//! Whatever the servers do: a check ends, the order of answers does not count, and nothing is
//! claimed from silence.

use proptest::prelude::*;

use super::*;

fn parent() -> impl Strategy<Value = Server> {
    prop_oneof![
        4 => Just(Server::Parent { cut: SERVERS.to_vec(), ds: vec![DS], signed: true }),
        1 => Just(Server::Parent { cut: SERVERS.to_vec(), ds: vec![OTHER_DS], signed: true }),
        2 => Just(Server::Parent { cut: SERVERS.to_vec(), ds: vec![], signed: true }),
        2 => Just(Server::refers_to(&SERVERS)),
        1 => Just(Server::refers_to(&OTHER_SERVERS)),
        1 => Just(Server::refers_to(&[])),
        1 => Just(Server::Both(SERVERS.to_vec())),
        1 => Just(Server::Both(OTHER_SERVERS.to_vec())),
        1 => Just(Server::refuses()),
        1 => Just(Server::silent()),
        1 => Just(Server::Nameless(Unresolved::NoSuchName)),
    ]
}

fn child() -> impl Strategy<Value = Server> {
    prop_oneof![
        4 => Just(Server::serves(&[DS])),
        2 => Just(Server::serves(&[])),
        1 => Just(Server::serves(&[OTHER_DS])),
        1 => Just(Server::refuses()),
        1 => Just(Server::refers_to(&SERVERS)),
        1 => Just(Server::silent()),
    ]
}

fn world() -> impl Strategy<Value = World> {
    let parents = prop::collection::vec(parent(), 2);
    let children = prop::collection::vec(child(), 6);
    (parents, children).prop_map(|(parents, children)| {
        let names = SERVERS.iter().chain(&OTHER_SERVERS);
        let all = PARENT_SERVERS.iter().zip(parents).chain(names.zip(children));
        all.fold(World::healthy(), |world, (server, is)| world.with(server, is))
    })
}

fn wanted() -> impl Strategy<Value = Expected> {
    let ns = prop_oneof![Just(None), Just(Some(names(&SERVERS)))];
    let vouched = prop_oneof![Just(None), Just(Some(vec![])), Just(Some(vec![ds(DS)]))];
    let signed = prop_oneof![Just(None), Just(Some(true)), Just(Some(false))];
    (ns, vouched, signed, prop::bool::ANY, prop::bool::ANY).prop_map(
        |(ns, ds, signed, gone, known)| {
            let parent = known.then(|| (name("example.com"), names(&PARENT_SERVERS)));
            let ns = if gone { None } else { ns };
            Expected { parent, ns, ds, gone, parent_signed: signed, ..Expected::unknown(name(CUT)) }
        },
    )
}

/// Answers what is asked, always that which `choose` points at.
fn in_order(check: &mut Check, world: &World, choose: impl Fn(usize) -> usize) {
    let mut todo = check.start();
    let mut turn = 0;
    while !todo.is_empty() {
        let next = todo.remove(choose(turn) % todo.len());
        turn += 1;
        assert!(turn < ENOUGH);
        todo.extend(match next {
            CheckNext::Ask(CheckAsk { row, lookup }) => {
                check.hear(row, world.look_up(&lookup), Duration::ZERO)
            }
            CheckNext::Wait(_) => check.waited(Duration::ZERO),
        });
    }
}

fn sorted_rows(check: &Check) -> Vec<CheckRow> {
    let mut rows = check.rows().to_vec();
    rows.sort_by(|a, b| (a.role, &a.server).cmp(&(b.role, &b.server)));
    rows
}

proptest! {
    #[test]
    fn the_order_of_answers_does_not_count(
        world in world(),
        wanted in wanted(),
        order in prop::collection::vec(any::<usize>(), 16),
    ) {
        let (mut straight, mut shuffled) = (Check::of(wanted.clone()), Check::of(wanted));
        in_order(&mut straight, &world, |_| 0);
        in_order(&mut shuffled, &world, |turn| order[turn % order.len()]);
        prop_assert!(straight.is_done() && shuffled.is_done());
        prop_assert_eq!(straight.verdict(), shuffled.verdict());
        let without_words = |check: &Check| -> Vec<_> {
            sorted_rows(check).into_iter().map(|row| (row.role, row.server, row.open)).collect()
        };
        prop_assert_eq!(without_words(&straight), without_words(&shuffled));
        if straight.verdict() == ProofVerdict::Proved {
            prop_assert_eq!(sorted_rows(&straight), sorted_rows(&shuffled));
        }
    }

    #[test]
    fn a_server_that_falls_silent_proves_nothing_and_accuses_nobody(
        world in world(),
        wanted in wanted(),
        silent in 0_usize..6,
    ) {
        let server = PARENT_SERVERS.iter().chain(&SERVERS).nth(silent).unwrap();
        let heard = checked(wanted.clone(), &world);
        let unheard = checked(wanted, &world.clone().with(server, Server::silent()));
        let is_needed = unheard.rows().iter().any(|row| row.server == *server);
        prop_assert!(!is_needed || unheard.verdict() != ProofVerdict::Proved);
        if heard.verdict() != ProofVerdict::Differs {
            prop_assert!(unheard.verdict() != ProofVerdict::Differs);
        }
        for row in unheard.rows().iter().filter(|row| row.server == *server) {
            prop_assert_eq!(row.state, ProofState::CouldNotAsk);
        }
    }

    #[test]
    fn one_reply_that_is_lost_accuses_nobody(
        world in world(),
        wanted in wanted(),
        server in 0_usize..6,
        rtype in prop::sample::select(vec!["SOA", "NS", "DS", "DNSKEY"]),
    ) {
        let server = PARENT_SERVERS.iter().chain(&SERVERS).nth(server).unwrap();
        let mut lossy = world.clone();
        lossy.mute.insert((name(server), rtype.to_owned()));
        let (heard, unheard) = (checked(wanted.clone(), &world), checked(wanted, &lossy));
        if heard.verdict() != ProofVerdict::Differs {
            prop_assert!(unheard.verdict() != ProofVerdict::Differs);
        }
        let was_wrong = |row: &CheckRow| heard.rows().iter().any(|old| {
            (old.role, &old.server, old.state) == (row.role, &row.server, ProofState::Differs)
        });
        for row in unheard.rows().iter().filter(|row| row.server == *server) {
            prop_assert!(row.state != ProofState::Differs || was_wrong(row), "{:?}", row);
        }
        if unheard.verdict() == ProofVerdict::Proved {
            prop_assert_eq!(heard.verdict(), ProofVerdict::Proved, "not by what was not heard");
        }
    }

    #[test]
    fn it_ends_in_time_and_asks_within_bounds(
        before in world(),
        after in world(),
        turn in 0_u64..30,
        wanted in wanted(),
    ) {
        let turn = Duration::from_secs(turn);
        let within = Duration::from_secs(20);
        let mut check = Check::of(wanted).within(within);
        let log = drive(&mut check, |now| if now < turn { before.clone() } else { after.clone() });
        let last = log.last().unwrap().0;
        prop_assert!(last <= within + TOOK * 4, "{last:?}");
        for server in PARENT_SERVERS.iter().chain(&SERVERS).chain(&OTHER_SERVERS) {
            let asked = log.iter().filter(|(_, lookup)| {
                matches!(lookup, Lookup::Server { server: s, .. } if *s == name(server))
            });
            prop_assert!(asked.count() <= 9);
        }
        let all_agree = check.rows().iter().filter(|row| row.role != ProofRole::Resolver);
        let all_agree = all_agree.into_iter().all(|row| row.state == ProofState::Agrees);
        prop_assert_eq!(check.verdict() == ProofVerdict::Proved, all_agree);
    }
}
