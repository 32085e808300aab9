//! The DNS around a change: asked while the user reads, and proved after, whatever the user does.

use super::*;
use crate::app::{Dns, Over};
use crate::cut::Confirmation;
use crate::dns::{AddressSighting, Looked, Lookup, Rcode, Reply, Sighting, Transport};
use crate::zone::{Proof, ProofVerdict};

/// A world that asks the DNS, at the review of `team-a.example.com`.
fn reviewing(wait: bool) -> World {
    let mut world = World::new(model());
    world.model.dns = Dns { ask: true, wait, prove_for: Duration::from_secs(1) };
    let effects = update(&mut world.model, Msg::Start);
    world.take(effects);
    for event in story("jjd") {
        world.step(event);
    }
    answer_all(&mut world, |effect| matches!(effect, Effect::ReadFacts { .. }), |_| None);
    world
}

/// Answers what is wanted until nothing of it is left; by `how`, else as the world does.
fn answer_all(
    world: &mut World,
    wanted: impl Fn(&Effect) -> bool,
    how: impl Fn(&Effect) -> Option<Answer>,
) {
    while let Some(at) = world.pending.iter().position(&wanted) {
        let effect = world.pending.swap_remove(at);
        let plan = world.model.review().and_then(super::super::review::Review::plan);
        let msg = match (how(&effect), &effect) {
            (Some(answer), Effect::LookUp { id, .. }) => Msg::Answer(*id, answer),
            _ => answer(&effect, plan, 0).unwrap(),
        };
        let effects = update(&mut world.model, msg);
        world.take(effects);
    }
}

fn is_lookup(effect: &Effect) -> bool {
    matches!(effect, Effect::LookUp { .. })
}

fn is_write(effect: &Effect) -> bool {
    matches!(effect, Effect::Apply { .. } | Effect::Note { .. })
}

/// Every server says that it has nothing to do with it.
fn refused(effect: &Effect) -> Option<Answer> {
    let Effect::LookUp { lookup: Lookup::Server { server, queries, .. }, .. } = effect else {
        return None;
    };
    let reply = Reply {
        rcode: Rcode::Refused,
        authoritative: false,
        answers: Vec::new(),
        authority: Vec::new(),
        additional: Vec::new(),
        transport: Transport::Udp,
        took: Duration::from_millis(12),
    };
    let address = AddressSighting {
        address: "192.0.2.1:53".parse().unwrap(),
        replies: queries.iter().map(|_| Ok(reply.clone())).collect(),
    };
    let addresses = Ok(vec![address]);
    Some(Answer::Looked(Looked::Server(Sighting { server: server.clone(), addresses })))
}

fn proofs(world: &World) -> Vec<&Proof> {
    let mut all = Vec::new();
    for effect in &world.pending {
        if let Effect::Prove { entry, proof, .. } = effect {
            assert_eq!(*entry, EntryId::new("E1"));
            all.push(&**proof);
        }
    }
    all
}

fn asking(world: &World) -> &Asking {
    match &world.model.review().unwrap().stage {
        Stage::Planned { asking, .. } => asking,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_dns_says_comes_while_the_user_reads() {
    let mut world = reviewing(false);
    let asked = world.pending.iter().filter(|effect| is_lookup(effect)).count();
    assert!(asked >= 10, "four servers of each side, the tree, the resolver: {asked}");
    let (heard, all) = world.model.review().unwrap().asking_dns().unwrap();
    assert_eq!((heard, all), (0, asked));
    answer_all(&mut world, is_lookup, |_| None);
    let review = world.model.review().unwrap();
    assert_eq!(review.asking_dns(), None);
    let codes: Vec<_> = review.plan().unwrap().findings().iter().map(|it| it.code).collect();
    assert!(codes.contains(&"servers-not-asked"), "{codes:?}");
    assert_eq!(*asking(&world), Asking::YesNo { yes: false }, "silence asks for nothing more");
}

#[test]
fn where_no_server_of_the_child_answers_for_it_the_name_is_to_be_typed() {
    let mut world = reviewing(false);
    world.step(Event::Key(Key::plain(Code::Right)));
    assert_eq!(*asking(&world), Asking::YesNo { yes: true });
    answer_all(&mut world, is_lookup, refused);
    assert!(matches!(asking(&world), Asking::Name { .. }), "{:?}", asking(&world));
    let plan = world.model.review().unwrap().plan().unwrap();
    assert!(matches!(plan.confirmation(), Some(Confirmation::TypeName(_))));
    world.step(Event::Key(Key::plain(Code::Enter)));
    assert!(!world.pending.iter().any(is_write), "a yes from before counts for nothing");
}

#[test]
fn a_change_waits_for_the_dns_only_where_the_configuration_says_so() {
    for wait in [false, true] {
        let mut world = reviewing(wait);
        world.step(Event::Key(Key::char('y')));
        assert_eq!(world.pending.iter().any(is_write), !wait);
        if wait {
            answer_all(&mut world, is_lookup, |_| None);
            world.step(Event::Key(Key::char('y')));
            assert!(world.pending.iter().any(is_write));
        }
    }
}

#[test]
fn a_change_that_stands_is_proved_and_the_journal_keeps_what_was_seen() {
    let mut world = reviewing(false);
    world.step(Event::Key(Key::char('y')));
    answer_all(&mut world, is_write, |_| None);
    assert!(matches!(world.model.review().unwrap().stage, Stage::Ended { .. }));
    assert!(proofs(&world).is_empty());
    answer_all(&mut world, is_lookup, |_| None);
    let waits = |effect: &Effect| is_lookup(effect) || matches!(effect, Effect::Wait { .. });
    for _ in 0..20 {
        let now = world.model.now + Duration::from_millis(200);
        let effects = update(&mut world.model, Msg::Tick(now));
        world.take(effects);
        let some: Vec<usize> = (0..world.pending.len()).collect();
        if !some.iter().any(|at| waits(&world.pending[*at])) {
            break;
        }
        let at = world.pending.iter().position(waits).unwrap();
        let effect = world.pending.swap_remove(at);
        let effects = update(&mut world.model, answer(&effect, None, 0).unwrap());
        world.take(effects);
    }
    answer_all(&mut world, is_lookup, |_| None);
    let seen = proofs(&world);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].verdict, ProofVerdict::CouldNotAsk, "nobody could be asked");
    assert!(seen[0].rows.len() >= 8);
}

#[test]
fn a_proof_goes_on_when_its_screen_is_left_and_a_look_does_not() {
    let mut world = reviewing(false);
    world.model.dns.prove_for = Duration::ZERO;
    if let Some(Over::Review(review)) = world.model.over.last_mut() {
        review.dns.prove_for = Duration::ZERO;
    }
    world.step(Event::Key(Key::char('y')));
    answer_all(&mut world, is_write, |_| None);
    world.step(Event::Key(Key::plain(Code::Esc)));
    assert!(world.model.over.is_empty());
    answer_all(&mut world, is_lookup, |_| None);
    assert_eq!(proofs(&world).len(), 1, "written though nobody looks");

    world.pending.clear();
    world.step(Event::Key(Key::char('v')));
    assert!(matches!(world.model.over.last(), Some(Over::Look(_))));
    answer_all(&mut world, |effect| matches!(effect, Effect::ReadZone { .. }), |_| None);
    assert!(world.pending.iter().any(is_lookup), "the DNS is asked though no zone could be read");
    world.step(Event::Key(Key::plain(Code::Esc)));
    answer_all(&mut world, is_lookup, |_| None);
    assert!(proofs(&world).is_empty());
    assert!(world.model.requests.is_idle() || !world.pending.iter().any(is_lookup));
}

#[test]
fn where_the_dns_is_not_asked_nothing_of_it_is_awaited() {
    let mut world = reviewing(false);
    world.model.dns.ask = false;
    world.pending.clear();
    world.step(Event::Key(Key::plain(Code::Esc)));
    world.step(Event::Key(Key::char('d')));
    answer_all(&mut world, |effect| matches!(effect, Effect::ReadFacts { .. }), |_| None);
    world.step(Event::Key(Key::char('y')));
    answer_all(&mut world, is_write, |_| None);
    assert!(matches!(world.model.review().unwrap().stage, Stage::Ended { .. }));
    assert!(!world.pending.iter().any(is_lookup));
    world.step(Event::Key(Key::plain(Code::Esc)));
    world.step(Event::Key(Key::char('v')));
    assert!(world.model.over.is_empty(), "a look that could see nothing");
}
