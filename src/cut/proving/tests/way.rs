//! Checks of a cut of which nothing is known.

use super::*;
use crate::cut::fixture::dns::{chain, ns_answer, soa};
use crate::dns::{Chain, ChainEnd, ChainStart};

fn discovered(world: &World) -> Check {
    let mut check = Check::discover(name(CUT));
    drive(&mut check, |_| world.clone());
    check
}

fn ends(end: ChainEnd) -> World {
    let mut chain = chain(&SERVERS);
    chain.hops.pop();
    World { chain: Chain { end, ..chain }, ..World::healthy() }
}

#[test]
fn the_way_from_the_root_tells_whom_to_ask() {
    let check = discovered(&World::signed());
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    assert_eq!(check.parent(), Some(&name("example.com")));
    let way = &check.rows()[0];
    assert_eq!((way.role, way.state), (ProofRole::Chain, ProofState::Agrees));
    assert_eq!(way.words, ". → com. → example.com. → team-a.example.com.");
    assert_eq!(check.rows().len(), 8);
    assert!(row(&check, SERVERS[0]).words.ends_with("key 60485 is vouched for"));
}

#[test]
fn parents_that_contradict_each_other_are_found() {
    let world = World::healthy().with(PARENT_SERVERS[1], Server::refers_to(&OTHER_SERVERS));
    let world = world.all_with(&OTHER_SERVERS, &Server::refuses());
    let check = discovered(&world);
    assert_eq!(check.verdict(), ProofVerdict::Differs);
    let parents = PARENT_SERVERS.map(|server| row(&check, server).state);
    assert!(parents.contains(&ProofState::Differs), "{parents:?}");
    for server in OTHER_SERVERS {
        assert_eq!(row(&check, server).state, ProofState::Differs, "named by one of them");
    }
}

#[test]
fn a_name_that_is_no_cut_is_told_by_whom() {
    let parent = name("example.com");
    for (end, verdict, words) in [
        (ChainEnd::Inside(parent.clone()), ProofVerdict::Differs, "a name inside example.com."),
        (ChainEnd::NoSuchName(parent.clone()), ProofVerdict::Differs, "does not exist"),
        (ChainEnd::Lame(parent.clone()), ProofVerdict::Differs, "no server of example.com. speaks"),
        (
            ChainEnd::CouldNotAsk(parent, CouldNotAsk::TimedOut),
            ProofVerdict::CouldNotAsk,
            "no server of example.com. could be asked",
        ),
    ] {
        let check = discovered(&ends(end));
        assert_eq!(check.verdict(), verdict);
        assert!(check.rows()[0].words.contains(words), "{}", check.rows()[0].words);
        assert!(check.summary().contains(words), "{}", check.summary());
        assert_eq!(check.rows().len(), 2, "the way and the resolver");
    }
}

#[test]
fn a_parent_without_servers_proves_nothing() {
    let mut chain = chain(&SERVERS);
    chain.hops[1].servers.clear();
    let check = discovered(&World { chain, ..World::healthy() });
    assert_eq!(check.verdict(), ProofVerdict::CouldNotAsk);
}

#[test]
fn a_lame_child_is_found_by_asking_its_servers() {
    let world = World::healthy().all_with(&SERVERS, &Server::refuses());
    let chain = Chain { end: ChainEnd::Lame(name(CUT)), ..chain(&SERVERS) };
    let check = discovered(&World { chain, ..world });
    assert_eq!(check.verdict(), ProofVerdict::Differs);
    assert!(SERVERS.iter().all(|server| row(&check, server).state == ProofState::Differs));
    assert!(PARENT_SERVERS.iter().all(|server| row(&check, server).state == ProofState::Agrees));
}

#[test]
fn a_removal_without_a_known_parent_asks_the_one_the_way_ends_at() {
    let world = ends(ChainEnd::NoSuchName(name("example.com")));
    let world = world.all_with(&PARENT_SERVERS, &Server::refers_to(&[]));
    let mut check = Check::of(Expected { gone: true, ..Expected::unknown(name(CUT)) });
    drive(&mut check, |_| world.clone());
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    assert_eq!(check.rows().len(), 4);
}

/// Answers all that is asked; what the resolver is asked by the name and type.
fn by_hand(check: &mut Check, world: &World, resolver: impl Fn(&Query) -> Looked) {
    let mut todo = check.start();
    while let Some(next) = todo.pop() {
        let CheckNext::Ask(CheckAsk { row, lookup }) = next else { continue };
        let looked = match &lookup {
            Lookup::Resolver(query) => resolver(query),
            other => world.look_up(other),
        };
        todo.extend(check.hear(row, looked, TOOK));
    }
    assert!(check.is_done());
}

#[test]
fn where_no_root_could_be_asked_the_resolver_tells_the_parent_and_its_servers() {
    let end = chain(&SERVERS).end;
    let from = ChainStart::Resolver(CouldNotAsk::TimedOut);
    let chain = Chain { from, hops: Vec::new(), end, name: name(CUT) };
    let world = World { chain, ..World::healthy() };
    let resolver = |query: &Query| {
        Looked::Resolver(Ok(match (query.name.to_string().as_str(), query.rtype.as_str()) {
            ("example.com.", "SOA") => reply(Rcode::NoError, false).answer([soa("example.com", 1)]),
            ("example.com.", "NS") => ns_answer("example.com", 300, &PARENT_SERVERS, false),
            (_, "NS") => ns_answer(CUT, 300, &SERVERS, false),
            other => panic!("{other:?}"),
        }))
    };
    let mut check = Check::discover(name(CUT));
    by_hand(&mut check, &world, resolver);
    assert_eq!(check.verdict(), ProofVerdict::Proved, "{:#?}", check.rows());
    assert!(check.rows()[0].words.contains("no root server could be asked (no answer in time)"));

    let mut check = Check::discover(name(CUT));
    by_hand(&mut check, &world, |_| Looked::Resolver(Err(CouldNotAsk::TimedOut)));
    assert_eq!(check.verdict(), ProofVerdict::CouldNotAsk);
    assert!(check.rows()[0].words.contains("which zone hands"), "{}", check.rows()[0].words);
    assert_eq!(row(&check, SERVERS[0]).state, ProofState::Agrees, "these are known all the same");
}

#[test]
fn a_parent_whose_servers_are_not_known_is_looked_up() {
    let expected = Expected { parent: Some((name("example.com"), Vec::new())), ..expected() };
    let mut check = Check::of(expected.clone());
    by_hand(&mut check, &World::healthy(), |query| {
        let at_parent = query.name == name("example.com");
        let (owner, servers) =
            if at_parent { ("example.com", &PARENT_SERVERS[..]) } else { (CUT, &SERVERS[..]) };
        Looked::Resolver(Ok(ns_answer(owner, 300, servers, false)))
    });
    assert_eq!(check.verdict(), ProofVerdict::Proved);
    let mut check = Check::of(expected);
    by_hand(&mut check, &World::healthy(), |_| Looked::Resolver(Err(CouldNotAsk::TimedOut)));
    assert_eq!(check.verdict(), ProofVerdict::CouldNotAsk, "nobody was asked for the referral");
}

#[test]
fn the_root_and_a_top_level_domain_do_no_harm() {
    let end = ChainEnd::Cut { servers: names(&["a.root-servers.net"]), ds: Vec::new(), ttl: 300 };
    let root = Chain { name: Name::root(), from: ChainStart::Root, hops: Vec::new(), end };
    let world = World { chain: root, ..World::healthy() };
    let mut check = Check::discover(Name::root());
    by_hand(&mut check, &world, |_| Looked::Resolver(Err(CouldNotAsk::TimedOut)));
    assert_eq!(check.verdict(), ProofVerdict::Differs);
    assert!(check.rows()[0].words.contains("the root is handed over by nobody"));

    let mut top = chain(&SERVERS);
    top.hops.truncate(1);
    let world = World { chain: top, ..World::healthy() };
    let mut check = Check::discover(name("com"));
    by_hand(&mut check, &world, |_| Looked::Resolver(Err(CouldNotAsk::TimedOut)));
    let parent = check.rows().iter().find(|row| row.role == ProofRole::Parent).unwrap();
    assert_eq!(parent.server, "a.servers.example.", "the one root server that is known");
}
