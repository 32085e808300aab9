//! Checks of a small world: what is asked, when, and what follows.

mod properties;
mod resolver;
mod way;

use super::*;
use ProofRole::{Child, Parent, Resolver};

use crate::cut::Goal;
use crate::cut::fixture::dns::{
    CUT, PARENT_SERVERS, Server, TOOK, World, ds, no_name, ns_answer, referral, reply,
};
use crate::cut::fixture::{DS, OTHER_DS, OTHER_SERVERS, SERVERS, name, names, team_a};
use crate::dns::{CouldNotAsk, Ds, Rcode, Unresolved};

/// Any check is over after so many things to do.
const ENOUGH: usize = 10_000;

/// What was asked, and when.
type Log = Vec<(Duration, Lookup)>;

/// Drives a check in a world that may change with time; each question takes [`TOOK`].
fn drive(check: &mut Check, world: impl Fn(Duration) -> World) -> Log {
    let mut log = Vec::new();
    let mut now = Duration::ZERO;
    let mut todo: Vec<(Duration, CheckNext)> = Vec::new();
    let take = |now: Duration, next: Vec<CheckNext>, todo: &mut Vec<(Duration, CheckNext)>| {
        todo.extend(next.into_iter().map(|next| match &next {
            CheckNext::Ask(_) => (now + TOOK, next),
            CheckNext::Wait(time) => (now + *time, next),
        }));
        todo.sort_by_key(|(due, _)| *due);
    };
    take(now, check.start(), &mut todo);
    for _ in 0..ENOUGH {
        if todo.is_empty() {
            assert!(check.is_done());
            return log;
        }
        let (due, next) = todo.remove(0);
        now = due;
        let next = match next {
            CheckNext::Ask(CheckAsk { row, lookup }) => {
                let looked = world(now).look_up(&lookup);
                log.push((now, lookup));
                check.hear(row, looked, now)
            }
            CheckNext::Wait(_) => check.waited(now),
        };
        take(now, next, &mut todo);
    }
    panic!("it does not end");
}

fn expected() -> Expected {
    Expected {
        parent: Some((name("example.com"), names(&PARENT_SERVERS))),
        ns: Some(names(&SERVERS)),
        ds: Some(Vec::new()),
        ..Expected::unknown(name(CUT))
    }
}

fn signed() -> Expected {
    Expected { ds: Some(vec![ds(DS)]), parent_signed: Some(true), ..expected() }
}

fn checked(expected: Expected, world: &World) -> Check {
    let mut check = Check::of(expected);
    drive(&mut check, |_| world.clone());
    check
}

fn row<'a>(check: &'a Check, server: &str) -> &'a CheckRow {
    check.rows().iter().find(|row| row.server == server).unwrap()
}

/// The state and words of the only odd server.
fn told(expected: Expected, world: &World, server: &str) -> (ProofState, String) {
    let check = checked(expected, world);
    let row = row(&check, server);
    (row.state, row.words.clone())
}

#[test]
fn a_healthy_cut_is_proved_row_by_row() {
    let check = checked(expected(), &World::healthy());
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    let roles: Vec<ProofRole> = check.rows().iter().map(|row| row.role).collect();
    assert_eq!(roles, [Parent, Parent, Child, Child, Child, Child, Resolver]);
    assert!(check.rows().iter().all(|row| row.state == ProofState::Agrees && !row.open));
    assert_eq!(row(&check, PARENT_SERVERS[0]).words, "referral to 4 servers, no DS");
    assert_eq!(row(&check, SERVERS[0]).words, "AA, serial 1, 4 NS");
    assert_eq!(row(&check, SERVERS[0]).took, Some(TOOK));
    assert!(row(&check, SERVERS[0]).detail[0].ends_with("AA, serial 1, 4 NS  12 ms"));
    assert!(row(&check, "the resolver").words.ends_with("it may keep that for 2 min"));
    assert_eq!(
        check.summary(),
        "2 of 2 servers of example.com. refer to team-a.example.com.; 4 of 4 servers of \
         team-a.example.com. have authority"
    );
    let proof = check.proof();
    assert_eq!((proof.verdict, proof.rows.len()), (ProofVerdict::Proved, 7));
    assert_eq!(proof.rows[0].took_ms, Some(12));
}

#[test]
fn a_signed_cut_is_proved_by_its_ds_and_one_key() {
    let check = checked(signed(), &World::signed());
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    assert_eq!(row(&check, PARENT_SERVERS[0]).words, "referral to 4 servers, DS 60485");
    assert_eq!(row(&check, SERVERS[0]).words, "AA, serial 1, 4 NS, key 60485 is vouched for");
}

#[test]
fn the_resolver_is_asked_once_and_after_the_parents() {
    let mut check = Check::of(expected());
    let log = drive(&mut check, |_| World::healthy());
    let is_resolver = |(_, lookup): &&(Duration, Lookup)| matches!(lookup, Lookup::Resolver(_));
    let when: Vec<Duration> = log.iter().filter(is_resolver).map(|(when, _)| *when).collect();
    assert_eq!(when, [TOOK * 2]);
    assert_eq!(log.len(), 7);
}

#[test]
fn a_parent_server_that_says_otherwise_differs() {
    let server = PARENT_SERVERS[0];
    for (is, words) in [
        (
            Server::refers_to(&OTHER_SERVERS),
            "referral to 2 servers, others: ns-7.awsdns-07.com. ns-8.awsdns-08.net.",
        ),
        (Server::refers_to(&SERVERS[1..]), "referral to 3 servers, without ns-1.awsdns-01.org."),
        (Server::refers_to(&[]), "no cut: NXDOMAIN"),
        (Server::refuses(), "REFUSED: does not serve example.com."),
        (Server::Says(Box::new(reply(Rcode::ServFail, false))), "SERVFAIL: does not serve"),
        (Server::Says(Box::new(referral(".", &["a.root-servers.net"]))), "refers to .:"),
        (Server::Both(OTHER_SERVERS.to_vec()), "serves the child too"),
        (
            Server::Parent { cut: SERVERS.to_vec(), ds: vec![DS], signed: true },
            "referral to 4 servers, DS 60485, not none",
        ),
        (Server::Nameless(Unresolved::NoSuchName), "the server's name does not exist"),
    ] {
        let world = World::healthy().with(server, is);
        let (state, told) = told(expected(), &world, server);
        assert_eq!(state, ProofState::Differs, "{told}");
        assert!(told.contains(words), "{told}");
        let check = checked(expected(), &world);
        assert_eq!(check.verdict(), ProofVerdict::Differs);
        assert!(
            check.summary().starts_with("1 of 2 servers of example.com. answers as it should;")
        );
    }
}

#[test]
fn one_that_serves_both_sides_is_compared_by_what_it_answers() {
    let server = PARENT_SERVERS[0];
    let world = World::healthy().with(server, Server::Both(SERVERS.to_vec()));
    let (state, words) = told(expected(), &world, server);
    assert_eq!(state, ProofState::Agrees);
    assert!(words.starts_with("serves the child too: answers from it (AA), 4 servers"), "{words}");
}

#[test]
fn where_the_parent_is_signed_ds_or_their_absence_must_be_proved() {
    let server = PARENT_SERVERS[0];
    let parent = |ds: &[&'static str], signed| Server::Parent {
        cut: SERVERS.to_vec(),
        ds: ds.to_vec(),
        signed,
    };
    let absent = Expected { ds: Some(Vec::new()), parent_signed: Some(true), ..expected() };
    let unknown = Expected { parent_signed: None, ..absent.clone() };
    let signing = signed();
    for (expected, is, state, words) in [
        (&absent, parent(&[], true), ProofState::Agrees, "no DS (NSEC)"),
        (&unknown, parent(&[], true), ProofState::Agrees, "no DS (NSEC)"),
        (&absent, parent(&[], false), ProofState::Differs, "no proof that there is no DS"),
        (&unknown, parent(&[], false), ProofState::Agrees, "no DS"),
        (&signing, parent(&[], true), ProofState::Differs, "no DS, not DS 60485"),
        (&signing, parent(&[OTHER_DS], true), ProofState::Differs, "DS 2371, not DS 60485"),
        (&signing, parent(&[DS, OTHER_DS], true), ProofState::Differs, "DS 2371 60485, not"),
        (&signing, parent(&[DS], true), ProofState::Agrees, "DS 60485"),
    ] {
        let world = World::signed().with(server, is);
        let (told_state, told) = told(expected.clone(), &world, server);
        assert_eq!(told_state, state, "{told}");
        assert!(told.contains(words), "{told}");
    }
    let same_tag = Ds::parse(&DS.replace("D4B7", "AAAA")).unwrap();
    let expected = Expected { ds: Some(vec![same_tag]), ..signed() };
    let (state, words) = told(expected, &World::signed(), server);
    assert_eq!(state, ProofState::Differs);
    assert!(words.contains("other DS of the same tag, not DS 60485"), "{words}");
}

#[test]
fn a_child_server_that_does_not_serve_differs() {
    let server = SERVERS[0];
    for (is, words) in [
        (Server::refuses(), "REFUSED: does not serve team-a.example.com."),
        (Server::refers_to(&SERVERS), "refers to team-a.example.com.: does not serve"),
        (Server::Says(Box::new(no_name("example.com"))), "NXDOMAIN by example.com."),
        (Server::Nameless(Unresolved::NoAddress), "the server's name has no address"),
    ] {
        let world = World::healthy().with(server, is);
        let (state, told) = told(expected(), &world, server);
        assert_eq!(state, ProofState::Differs, "{told}");
        assert!(told.contains(words), "{told}");
        assert_eq!(checked(expected(), &world).verdict(), ProofVerdict::Differs);
    }
}

#[test]
fn an_ns_set_of_its_own_is_told_and_no_fault_of_the_cut() {
    let child = Server::Child { serial: 4, ns: OTHER_SERVERS.to_vec(), keys: Vec::new() };
    let (state, words) = told(expected(), &World::healthy().with(SERVERS[0], child), SERVERS[0]);
    assert_eq!(state, ProofState::Agrees);
    assert!(words.starts_with("AA, serial 4, 2 NS of its own, others: ns-7"), "{words}");
}

#[test]
fn a_ds_must_vouch_for_a_key_that_is_served() {
    let server = SERVERS[0];
    let (state, words) =
        told(signed(), &World::signed().with(server, Server::serves(&[OTHER_DS])), server);
    assert_eq!(
        (state, words.contains("no key that DS 60485 vouches for")),
        (ProofState::Differs, true)
    );
    let (state, words) = told(signed(), &World::signed().with(server, Server::serves(&[])), server);
    assert_eq!((state, words.contains("not signed, though DS 60485")), (ProofState::Differs, true));
    let unsigned_parent = Expected { parent_signed: Some(false), ..signed() };
    let (state, _) =
        told(unsigned_parent, &World::signed().with(server, Server::serves(&[])), server);
    assert_eq!(state, ProofState::Agrees, "nobody follows it");
    let shown = Expected { parent_signed: None, ..signed() };
    let unkeyed = World::signed().with(server, Server::serves(&[]));
    assert_eq!(told(shown.clone(), &unkeyed, server).0, ProofState::Differs, "by signatures");
    let unsigned = Server::Parent { cut: SERVERS.to_vec(), ds: vec![DS], signed: false };
    let unsigned = unkeyed.clone().all_with(&PARENT_SERVERS, &unsigned);
    let (state, words) = told(shown.clone(), &unsigned, server);
    assert_eq!((state, words.ends_with("so nobody minds")), (ProofState::Agrees, true), "{words}");
    let silent = unkeyed.all_with(&PARENT_SERVERS, &Server::silent());
    let (state, words) = told(shown, &silent, server);
    assert_eq!(
        (state, words.ends_with("was not told")),
        (ProofState::CouldNotAsk, true),
        "{words}"
    );
    let foreign = Ds::parse("60485 13 5 D4B7").unwrap();
    let world = World::signed();
    let (state, words) = told(Expected { ds: Some(vec![foreign]), ..signed() }, &world, server);
    assert_eq!((state, words.contains("can't be compared")), (ProofState::Agrees, true));
}

#[test]
fn who_could_not_be_asked_is_told_apart_from_who_is_wrong() {
    for silent in [
        Server::silent(),
        Server::Silent(CouldNotAsk::ConnectionRefused),
        Server::Silent(CouldNotAsk::Unreachable("no route".to_owned())),
        Server::Nameless(Unresolved::Failed(Rcode::ServFail)),
        Server::Nameless(Unresolved::CouldNotAsk(CouldNotAsk::TimedOut)),
    ] {
        for server in [PARENT_SERVERS[1], SERVERS[2]] {
            let check = checked(expected(), &World::healthy().with(server, silent.clone()));
            assert_eq!(check.verdict(), ProofVerdict::CouldNotAsk);
            assert_eq!(row(&check, server).state, ProofState::CouldNotAsk);
            assert!(check.summary().contains("1 server could not be asked"), "{}", check.summary());
        }
    }
}

#[test]
fn a_name_server_below_the_cut_that_has_no_address_yet_proves_nothing() {
    let inside = "ns.team-a.example.com.";
    let expected = Expected { ns: Some(names(&[inside])), ..expected() };
    let glued = Server::Says(Box::new(referral(CUT, &[inside]).glue(&[inside])));
    let world = World::healthy()
        .all_with(&PARENT_SERVERS, &glued)
        .with(inside, Server::Nameless(Unresolved::NoSuchName));
    assert_eq!(told(expected, &world, inside).0, ProofState::CouldNotAsk);
}

#[test]
fn one_address_that_answers_is_enough_and_one_that_is_wrong_is_too_much() {
    let world = World::healthy();
    let lame = World::healthy().with(SERVERS[0], Server::refuses());
    let silent = World::healthy().with(SERVERS[0], Server::silent());
    let both = |one: &World, other: &World| {
        let mut check = Check::of(expected());
        for next in check.start() {
            let CheckNext::Ask(CheckAsk { row, lookup }) = next else { panic!("{next:?}") };
            let (mut a, b) = (one.look_up(&lookup), other.look_up(&lookup));
            if let (Looked::Server(a), Looked::Server(b)) = (&mut a, b)
                && let (Ok(a), Ok(b)) = (&mut a.addresses, b.addresses)
            {
                a.extend(b);
            }
            let _ = check.hear(row, a, TOOK);
        }
        let row = row(&check, SERVERS[0]);
        assert_eq!(row.detail.len(), 2);
        (row.state, row.words.clone())
    };
    assert_eq!(both(&world, &silent), (ProofState::Agrees, "AA, serial 1, 4 NS".to_owned()));
    assert_eq!(both(&silent, &world).0, ProofState::Agrees);
    let (state, words) = both(&world, &lame);
    assert_eq!(state, ProofState::Differs);
    assert!(words.starts_with("REFUSED") && words.contains("(at 192.0.2."), "{words}");
    assert_eq!(both(&silent, &lame).0, ProofState::Differs);
}

#[test]
fn a_removal_is_proved_by_the_parents_alone() {
    let expected = Expected { ns: None, gone: true, ..expected() };
    let gone = World::healthy().all_with(&PARENT_SERVERS, &Server::refers_to(&[]));
    let gone = World { resolver: Ok(no_name("example.com")), ..gone };
    let check = checked(expected.clone(), &gone);
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    assert_eq!(check.rows().len(), 3);
    assert!(check.summary().starts_with("2 of 2 servers of example.com. show no cut at"));

    let still = checked(expected.clone(), &World::healthy());
    assert_eq!(still.verdict(), ProofVerdict::Differs);
    assert!(row(&still, PARENT_SERVERS[0]).words.starts_with("still refers to 4 servers"));
    let resolver = row(&still, "the resolver");
    assert_eq!(resolver.state, ProofState::Cached);
    assert!(resolver.words.starts_with("still 4 servers"), "{}", resolver.words);

    let both = gone.with(PARENT_SERVERS[0], Server::Both(SERVERS.to_vec()));
    let check = checked(expected, &both);
    assert_eq!(check.verdict(), ProofVerdict::CouldNotAsk, "what the child says hides it");
}

#[test]
fn those_that_disagree_are_asked_again_ever_later_until_they_agree() {
    let at = Duration::from_secs(4);
    let old = World::healthy().with(PARENT_SERVERS[1], Server::refers_to(&OTHER_SERVERS));
    let mut check = Check::of(expected()).within(Check::WITHIN);
    let log = drive(&mut check, |now| if now < at { old.clone() } else { World::healthy() });
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    let of = |server: &str| -> Vec<Duration> {
        let is = |lookup: &Lookup| matches!(lookup, Lookup::Server { server: s, .. } if *s == name(server));
        log.iter().filter(|(_, lookup)| is(lookup)).map(|(when, _)| *when).collect()
    };
    assert_eq!(of(PARENT_SERVERS[0]).len(), 1, "it agreed at once");
    let asked = of(PARENT_SERVERS[1]);
    let gaps: Vec<u128> =
        asked.windows(2).map(|pair| pair[1].abs_diff(pair[0]).as_millis()).collect();
    assert_eq!(gaps, [512, 1012, 2012, 4012]);
}

#[test]
fn the_resolver_need_not_wait_for_a_lame_child() {
    let world = World::healthy().with(SERVERS[0], Server::refuses());
    let mut check = Check::of(expected()).within(Check::WITHIN);
    let log = drive(&mut check, |_| world.clone());
    let resolver = log.iter().find(|(_, lookup)| matches!(lookup, Lookup::Resolver(_))).unwrap();
    assert_eq!(resolver.0, TOOK * 2);
}

#[test]
fn who_is_due_first_is_waited_for_first() {
    let world = World::healthy().all_with(&PARENT_SERVERS, &Server::refuses());
    let mut check = Check::of(expected()).within(Check::WITHIN);
    let mut asks = check.start().into_iter().map(|next| match next {
        CheckNext::Ask(ask) => ask,
        CheckNext::Wait(_) => panic!("nobody has answered"),
    });
    let (first, second) = (asks.next().unwrap(), asks.next().unwrap());
    let (half, one) = (Duration::from_millis(500), Duration::from_secs(1));
    let next = check.hear(first.row, world.look_up(&first.lookup), Duration::ZERO);
    assert_eq!(next, [CheckNext::Wait(half)]);
    assert_eq!(check.waited(half), [CheckNext::Ask(first.clone())]);
    let next = check.hear(first.row, world.look_up(&first.lookup), half);
    assert_eq!(next, [CheckNext::Wait(one)]);
    let next = check.hear(second.row, world.look_up(&second.lookup), half);
    assert_eq!(next, [CheckNext::Wait(half)]);
    assert_eq!(check.waited(one), [CheckNext::Ask(second), CheckNext::Wait(half)]);
    assert_eq!(check.waited(one + half), [CheckNext::Ask(first)]);
}

#[test]
fn a_ds_that_was_not_told_leaves_it_open_where_it_would_count() {
    let mut world = World::healthy();
    world.mute.insert((name(PARENT_SERVERS[0]), "DS".to_owned()));
    let absent = |parent_signed| Expected { parent_signed, ..expected() };
    for (expected, state) in [
        (absent(Some(false)), ProofState::Agrees),
        (absent(None), ProofState::CouldNotAsk),
        (absent(Some(true)), ProofState::CouldNotAsk),
        (Expected { ds: Some(vec![ds(DS)]), ..absent(Some(false)) }, ProofState::CouldNotAsk),
    ] {
        assert_eq!(told(expected, &world, PARENT_SERVERS[0]).0, state);
    }
}

#[test]
fn a_wrong_ds_breaks_nothing_below_a_parent_that_shows_no_signatures() {
    let unknown = || Expected { parent_signed: None, ds: None, ..expected() };
    let parent = |signed| Server::Parent { cut: SERVERS.to_vec(), ds: vec![OTHER_DS], signed };
    let world = World::healthy().all_with(&SERVERS, &Server::serves(&[DS]));
    let idle = world.clone().all_with(&PARENT_SERVERS, &parent(false));
    let check = checked(unknown(), &idle);
    assert_eq!(check.verdict(), ProofVerdict::Proved, "{}", check.summary());
    let words = &row(&check, SERVERS[0]).words;
    assert!(words.ends_with("the parent is not signed, so nobody minds"), "{words}");
    let broken = world.all_with(&PARENT_SERVERS, &parent(true));
    assert_eq!(checked(unknown(), &broken).verdict(), ProofVerdict::Differs);
}

#[test]
fn it_ends_when_the_time_is_over() {
    let old = World::healthy().all_with(&PARENT_SERVERS, &Server::refers_to(&OTHER_SERVERS));
    let mut check = Check::of(expected()).within(Duration::from_mins(1));
    let log = drive(&mut check, |_| old.clone());
    assert_eq!(check.verdict(), ProofVerdict::Differs);
    let last = log.last().unwrap().0;
    assert!(last <= Duration::from_secs(61), "{last:?}");
    assert!(last >= Duration::from_secs(50), "{last:?}");
    assert!(log.len() < 60, "{}", log.len());
}

#[test]
fn answers_to_what_was_not_asked_change_nothing() {
    let mut check = Check::of(expected());
    let resolved = || Looked::Resolver(Err(CouldNotAsk::TimedOut));
    assert_eq!(check.hear(0, resolved(), TOOK), []);
    let first = check.start();
    assert_eq!(check.start(), []);
    let before = check.clone();
    for row in [6, 7, usize::MAX] {
        assert_eq!(check.hear(row, resolved(), TOOK), []);
        assert_eq!(check, before);
    }
    let CheckNext::Ask(CheckAsk { row, .. }) = first[0].clone() else { panic!() };
    let _ = check.hear(row, resolved(), TOOK);
    assert_eq!(check.rows()[0].state, ProofState::CouldNotAsk, "an answer of another kind");
    assert_eq!(check.hear(row, resolved(), TOOK), [], "told twice");
}

#[test]
fn after_a_plan_what_it_writes_is_expected() {
    let facts = team_a().parent_signed().child_signed(&[DS]).delegated(300, &OTHER_SERVERS);
    let facts = facts.vouched(300, &[DS]);
    let expected = Expected::after(&facts.clone().plan());
    let mut servers = names(&SERVERS);
    servers.sort();
    assert_eq!(expected.ns, Some(servers));
    assert_eq!(expected.parent, Some((name("example.com"), names(&PARENT_SERVERS))));
    assert_eq!((expected.ds, expected.parent_signed), (Some(vec![ds(DS)]), Some(true)));
    let removed = Expected::after(&facts.plan_to(Goal::Remove));
    assert_eq!((removed.gone, removed.ns, removed.ds), (true, None, Some(vec![])));
    assert_eq!(Check::after(&team_a().plan()).within, Check::WITHIN);
}
