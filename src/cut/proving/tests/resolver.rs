//! What the resolver is asked, and what follows from its answer.

use super::*;

#[test]
fn what_the_resolver_keeps_is_told_and_is_no_verdict() {
    for (resolver, state, words) in [
        (Ok(ns_answer(CUT, 90, &OTHER_SERVERS, false)), ProofState::Cached, "for 1 min 30 s"),
        (
            Ok(no_name("example.com")),
            ProofState::Cached,
            "no such name; it may keep that for 5 min",
        ),
        (Ok(reply(Rcode::NoError, false)), ProofState::Cached, "was not told"),
        (Ok(reply(Rcode::ServFail, false)), ProofState::Differs, "SERVFAIL: it may find"),
        (Ok(reply(Rcode::Refused, false)), ProofState::CouldNotAsk, "REFUSED"),
        (Err(CouldNotAsk::TimedOut), ProofState::CouldNotAsk, "no answer in time"),
    ] {
        let check = checked(expected(), &World { resolver, ..World::healthy() });
        let row = row(&check, "the resolver");
        assert_eq!(row.state, state, "{}", row.words);
        assert!(row.words.contains(words), "{}", row.words);
        assert_eq!(check.verdict(), ProofVerdict::Proved);
        let told = matches!(state, ProofState::Cached | ProofState::Differs);
        assert_eq!(check.summary().contains("the resolver "), told);
    }
}

#[test]
fn a_resolver_is_not_made_to_look_where_the_parent_answers_otherwise() {
    let asked = |world: &World| {
        let mut check = Check::of(expected());
        let log = drive(&mut check, |_| world.clone());
        let resolver = log.into_iter().find_map(|(_, lookup)| match lookup {
            Lookup::Resolver(query) => Some(query.recursion),
            _ => None,
        });
        (resolver.unwrap(), row(&check, "the resolver").clone())
    };
    let missing = World::healthy().with(PARENT_SERVERS[0], Server::refers_to(&[]));
    let silent = World { resolver: Ok(reply(Rcode::NoError, false)), ..missing.clone() };
    let (recursion, row) = asked(&silent);
    assert_eq!((recursion, row.state), (false, ProofState::NotNeeded));
    assert!(row.words.contains("was not made to look"), "{}", row.words);
    let kept = World { resolver: Ok(no_name("example.com")), ..missing };
    let (recursion, row) = asked(&kept);
    assert_eq!((recursion, row.state), (false, ProofState::Cached));
    // Where the parent's servers could not be asked, it is all that can be known.
    let unheard = World::healthy().all_with(&PARENT_SERVERS, &Server::silent());
    assert!(asked(&unheard).0 && asked(&World::healthy()).0);
}
