//! What the review is told by a small world, and what it is asked.

mod dnssec;
mod now;
mod parent;
mod requests;

use proptest::prelude::*;

use crate::cut::fixture::dns::{
    CUT, PARENT_SERVERS, Server, World, alias_answer, chain_to_parent, no_data, no_name, ns_answer,
    referral, reply,
};
use crate::cut::fixture::{
    DS, OTHER_SERVERS, SERVERS, fault, name, names, seen, set, team_a, undo,
};
use crate::cut::{Confirmation, Facts, Finding, Goal, Plan, Severity, Verdict};
use crate::dns::{CouldNotAsk, Looked, Lookup, Name, Query, Rcode, RecordType, Reply, Unresolved};
use crate::zone::FaultKind;

/// All that a world answers to a plan.
fn asked(plan: &Plan, world: &World) -> Plan {
    let mut plan = plan.clone();
    for _ in 0..100 {
        let Some(lookup) = plan.lookups().first().cloned() else { return plan };
        plan = plan.looked(&lookup, world.look_up(&lookup));
    }
    panic!("it does not end")
}

fn codes(plan: &Plan) -> Vec<&'static str> {
    plan.findings().iter().map(|found| found.code).collect()
}

fn find<'a>(plan: &'a Plan, code: &str) -> &'a Finding {
    let found = plan.findings().iter().find(|found| found.code == code);
    found.unwrap_or_else(|| panic!("{code} in {:?}", codes(plan)))
}

/// The world before the cut: the child is served, nobody is led there.
fn before() -> World {
    let parents = World::healthy().all_with(&PARENT_SERVERS, &Server::refers_to(&[]));
    World {
        chain: chain_to_parent(&PARENT_SERVERS, None),
        resolver: Ok(Reply { authoritative: false, ..no_name("example.com") }),
        ..parents
    }
}

/// The world of a cut that stands.
fn standing() -> World {
    World { chain: chain_to_parent(&PARENT_SERVERS, None), ..World::healthy() }
}

fn wants_the_name(plan: &Plan) -> bool {
    plan.confirmation() == Some(Confirmation::TypeName(name(CUT))) && plan.confirm_yes().is_none()
}

#[test]
fn each_server_the_way_to_the_parent_and_the_resolver_are_asked() {
    let plan = team_a().plan();
    let lookups = plan.lookups();
    let servers: Vec<Name> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::Server { server, .. } => Some(server.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(servers.len(), 6);
    assert!(names(&SERVERS).iter().chain(&names(&PARENT_SERVERS)).all(|s| servers.contains(s)));
    assert!(lookups.contains(&Lookup::Chain(name("example.com"))));
    let at_cut = Query::of_cache(name(CUT), RecordType::Ns);
    assert!(lookups.contains(&Lookup::Resolver(at_cut)));
    let recursive = |lookup: &&Lookup| matches!(lookup, Lookup::Resolver(query) if query.recursion);
    assert_eq!(lookups.iter().find(recursive), None, "what it found it would keep");
    assert_eq!((lookups.len(), plan.live().all(), plan.live().heard()), (8, 8, 0));
    assert!(!plan.live().is_done());

    let one = plan.looked(&lookups[0], before().look_up(&lookups[0]));
    assert_eq!((one.lookups().len(), one.live().heard()), (7, 1));
    assert_eq!(one.lookups(), lookups[1..]);
    assert!(asked(&plan, &before()).live().is_done());
}

#[test]
fn keys_are_asked_for_where_something_hangs_on_them() {
    let asks_keys = |facts: Facts| {
        let is_key = |query: &Query| query.rtype.as_str() == "DNSKEY";
        facts.plan().lookups().iter().any(|lookup| match lookup {
            Lookup::Server { queries, .. } => queries.iter().any(is_key),
            _ => false,
        })
    };
    assert!(!asks_keys(team_a()));
    assert!(asks_keys(team_a().child_signed(&[DS])));
    assert!(asks_keys(team_a().child_signing(Err(fault("GetDNSSEC", FaultKind::Denied)))));
    assert!(asks_keys(team_a().delegated(300, &SERVERS).vouched(300, &[DS])));
}

#[test]
fn where_there_can_be_no_cut_nobody_is_asked() {
    let mut private_parent = team_a();
    private_parent.parent.detail.zone.private = true;
    let mut private_child = team_a();
    private_child.child_mut().detail.zone.private = true;
    let mut elsewhere = team_a();
    elsewhere.parent.detail.zone.name = name("example.net");
    for facts in [private_parent, private_child, elsewhere, team_a().served_by(&[])] {
        let plan = facts.plan();
        assert_eq!(plan.verdict(), Verdict::Stopped);
        assert_eq!((plan.lookups(), plan.live().all()), (vec![], 0));
        assert!(plan.live().is_done());
    }
}

#[test]
fn a_healthy_child_below_a_live_parent_is_noted() {
    let plan = asked(&team_a().plan(), &before());
    assert_eq!(
        codes(&plan),
        ["cached", "parent-live", "parent-seen", "child-authoritative", "seen-now", "kept-now"]
    );
    let child = find(&plan, "child-authoritative");
    assert!(child.message.starts_with("4 of 4 name servers answer with authority"));
    assert!(child.evidence.contains(&"ns-1.awsdns-01.org.  AA, serial 1, 4 NS  12 ms".to_owned()));
    assert_eq!(
        find(&plan, "parent-seen").message,
        "2 of 2 name servers of example.com. answer for team-a.example.com. as its record sets say"
    );
    assert_eq!(
        find(&plan, "seen-now").message,
        "Whoever asks for team-a.example.com. now finds no cut: NXDOMAIN, 2 of 2 name servers of \
         example.com. say so; resolvers may keep that for 5 min"
    );
    assert_eq!(
        find(&plan, "kept-now").message,
        "The resolver keeps of team-a.example.com.: that it does not exist, for 5 min"
    );
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
}

#[test]
fn some_lame_servers_warn_and_all_of_them_want_the_name() {
    let some = before().with(SERVERS[0], Server::refuses());
    let some = some.with(SERVERS[1], Server::Nameless(Unresolved::NoSuchName));
    let plan = asked(&team_a().plan(), &some);
    let lame = find(&plan, "lame-server");
    assert_eq!(lame.severity, Severity::Warn);
    assert_eq!(lame.message, "2 of 4 name servers do not serve team-a.example.com.");
    assert!(lame.evidence[0].contains("REFUSED") || lame.evidence[1].contains("REFUSED"));
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));

    let all = before().all_with(&SERVERS, &Server::refuses());
    let plan = asked(&team_a().plan(), &all);
    assert_eq!(
        find(&plan, "all-lame").message,
        "None of the 4 name servers serves team-a.example.com."
    );
    assert!(plan.verdict() == Verdict::Ready && wants_the_name(&plan));
    assert!(plan.confirm_typed(CUT).is_some());

    let but_one = all.with(SERVERS[3], Server::silent());
    let plan = asked(&team_a().plan(), &but_one);
    assert!(codes(&plan).contains(&"lame-server"), "the silent one may serve it");
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
}

#[test]
fn all_lame_is_not_said_before_all_have_answered() {
    let world = before().all_with(&SERVERS, &Server::refuses());
    let mut plan = team_a().plan();
    let lookups = plan.lookups();
    let (of_child, rest) = lookups.split_at(4);
    assert!(
        rest.iter()
            .all(|l| !matches!(l, Lookup::Server { queries, .. } if queries[0].name == name(CUT)))
    );
    for lookup in &of_child[..3] {
        plan = plan.looked(lookup, world.look_up(lookup));
        assert!(codes(&plan).contains(&"lame-server"));
        assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
    }
    let confirmed = plan.confirm_yes().unwrap();
    plan = plan.looked(&of_child[3], world.look_up(&of_child[3]));
    assert!(wants_the_name(&plan));
    assert_eq!(confirmed.plan().confirmation(), Some(Confirmation::Yes), "it stays confirmed");
}

#[test]
fn who_could_not_be_asked_is_named_and_nothing_follows() {
    let world = before()
        .all_with(&SERVERS, &Server::silent())
        .with(PARENT_SERVERS[0], Server::Silent(CouldNotAsk::ConnectionRefused));
    let world = World { resolver: Err(CouldNotAsk::TimedOut), ..world };
    let plan = asked(&team_a().plan(), &world);
    let found = find(&plan, "servers-not-asked");
    assert_eq!(
        found.message,
        "Could not be asked: 4 name servers of the child, 1 name server of the parent, the \
         resolver. Nothing is known of them."
    );
    assert_eq!(found.evidence.len(), 6);
    assert!(found.evidence[4].ends_with("connection refused"), "{:?}", found.evidence);
    assert_eq!(found.severity, Severity::Note);
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
}

#[test]
fn an_ns_set_of_the_childs_own_warns_once() {
    let own = Server::Child { serial: 1, ns: OTHER_SERVERS.to_vec(), keys: vec![] };
    let world = before().with(SERVERS[2], own);
    let plan = asked(&team_a().plan(), &world);
    let found = find(&plan, "child-ns-served-differs");
    assert_eq!((found.severity, found.evidence.len()), (Severity::Warn, 1));
    assert!(
        found.evidence[0].starts_with("ns-3.awsdns-03.com.  others: ns-7"),
        "{:?}",
        found.evidence
    );
    let read = team_a().child_has(set(CUT, "NS", 300, &OTHER_SERVERS));
    let plan = asked(&read.plan(), &world);
    assert!(codes(&plan).contains(&"apex-ns-differs"));
    assert!(!codes(&plan).contains(&"child-ns-served-differs"));
}

#[test]
fn two_versions_of_the_child_are_noted() {
    let newer = Server::Child { serial: 2, ns: SERVERS.to_vec(), keys: vec![] };
    let plan = asked(&team_a().plan(), &before().with(SERVERS[2], newer));
    let found = find(&plan, "serials-differ");
    assert!(found.message.starts_with("The name servers have 2 versions"));
    assert!(found.evidence.contains(&"ns-3.awsdns-03.com.  serial 2".to_owned()));
}

#[test]
fn what_the_resolver_keeps_is_told_with_its_time_and_nothing_else_is_claimed() {
    let kept = |aa, answer: Reply| Reply { authoritative: aa, ..answer };
    for (resolver, words) in [
        (ns_answer(CUT, 90, &OTHER_SERVERS, false), ": ns-7.awsdns-07.com. ns-8"),
        (ns_answer(CUT, 90, &OTHER_SERVERS, false), ", for 1 min 30 s"),
        // What a referral told is kept, too.
        (referral(CUT, &OTHER_SERVERS), ": ns-7.awsdns-07.com. ns-8.awsdns-08.net., for 5 min"),
        (kept(false, alias_answer(60)), "an alias of lb.example.net., for 1 min"),
        (kept(false, no_name("example.com")), "that it does not exist, for 5 min"),
        (reply(Rcode::NxDomain, false), "that it does not exist; for how long was not told"),
        (kept(false, no_data("example.com")), "that it has no NS record, for 5 min"),
        (no_data("example.com"), "itself speaks for the zone that team-a.example.com. is in"),
        (reply(Rcode::NoError, false), "does not tell what it keeps of team-a"),
        (reply(Rcode::NoError, false), "(an empty answer), and it was not made to look"),
        (referral("com", &["a.gtld-servers.net"]), "(it refers to com.), and"),
        (reply(Rcode::ServFail, false), "(SERVFAIL), and it was not made to look"),
        (reply(Rcode::Refused, false), "(REFUSED), and it was not made to look"),
    ] {
        let plan = asked(&team_a().plan(), &World { resolver: Ok(resolver), ..before() });
        let found = find(&plan, "kept-now");
        assert!(found.message.contains(words), "{}", found.message);
        assert_eq!((found.severity, &found.advice), (Severity::Note, &None));
    }
}

#[test]
fn a_removal_asks_those_it_takes_the_name_from() {
    let facts = team_a().delegated(300, &OTHER_SERVERS);
    let plan = facts.plan_to(Goal::Remove);
    let world = standing().all_with(&OTHER_SERVERS, &Server::serves(&[]));
    let world = world.all_with(&PARENT_SERVERS, &Server::refers_to(&OTHER_SERVERS));
    let live = asked(&plan, &world);
    let found = find(&live, "child-authoritative");
    assert!(found.message.starts_with("2 of 2 name servers still answer"), "{}", found.message);
    assert!(!codes(&live).contains(&"child-ns-served-differs"));
    let dead = asked(&plan, &world.all_with(&OTHER_SERVERS, &Server::refuses()));
    let found = find(&dead, "all-lame");
    assert_eq!((found.severity, &found.advice), (Severity::Note, &None));
}

#[test]
fn an_undo_asks_those_it_leads_back_to() {
    let old = set(CUT, "NS", 300, &OTHER_SERVERS);
    let made = set(CUT, "NS", 300, &SERVERS);
    let plan = team_a().delegated(300, &SERVERS).plan_to(undo(&[old], &[made]));
    let world = standing().all_with(&OTHER_SERVERS, &Server::refuses());
    let found = asked(&plan, &world);
    let lame = find(&found, "all-lame");
    assert_eq!(lame.message, "None of the 2 name servers serves team-a.example.com.");
    assert_eq!(lame.severity, Severity::Warn);
}

#[test]
fn an_edited_ttl_keeps_what_came() {
    let plan = asked(&team_a().plan(), &before().all_with(&SERVERS, &Server::refuses()));
    let edited = plan.with_ttl(60);
    assert_eq!(codes(&edited), codes(&plan));
    assert_eq!(edited.live(), plan.live());
    assert!(wants_the_name(&edited));
    assert_eq!(edited.ns_after().unwrap().ttl(), Some(60));
}

#[test]
fn answers_to_what_was_not_asked_or_is_known_change_nothing() {
    let plan = team_a().plan();
    let stranger = Lookup::Chain(name("example.net"));
    assert_eq!(plan.looked(&stranger, before().look_up(&stranger)), plan);
    let lookup = plan.lookups().remove(0);
    let known = plan.looked(&lookup, before().look_up(&lookup));
    let lame = before().all_with(&SERVERS, &Server::refuses());
    assert_eq!(known.looked(&lookup, lame.look_up(&lookup)), known);
    assert_ne!(known, plan);
}

proptest! {
    /// Whatever the DNS answers, in whatever order, what is sent and what it is compared against
    /// stay the same, and the findings are those of the whole.
    #[test]
    fn the_dns_never_changes_what_is_written(
        servers in prop::collection::vec(0_usize..6, 8),
        order in prop::collection::vec(any::<usize>(), 12),
        standing_cut in prop::bool::ANY,
    ) {
        let behaviours = [
            Server::serves(&[DS]),
            Server::refuses(),
            Server::silent(),
            Server::refers_to(&SERVERS),
            Server::refers_to(&[]),
            Server::Nameless(Unresolved::NoSuchName),
        ];
        let all = SERVERS.iter().chain(&PARENT_SERVERS).chain(&OTHER_SERVERS);
        let world = all.zip(servers).fold(before(), |world, (server, is)| {
            world.with(server, behaviours[is].clone())
        });
        let facts = team_a().child_signed(&[DS]);
        let facts = if standing_cut { facts.delegated(300, &OTHER_SERVERS) } else { facts };
        let plan = facts.plan();
        let mut shuffled = plan.clone();
        let mut turn = 0;
        while !shuffled.lookups().is_empty() {
            let lookups = shuffled.lookups();
            let lookup = &lookups[order[turn % order.len()] % lookups.len()];
            shuffled = shuffled.looked(lookup, world.look_up(lookup));
            turn += 1;
            prop_assert_eq!(shuffled.batch(), plan.batch());
            prop_assert_eq!(shuffled.verdict(), plan.verdict());
            prop_assert_eq!(shuffled.facts(), plan.facts());
            prop_assert!(plan.findings().iter().all(|found| shuffled.findings().contains(found)));
            let weights: Vec<Severity> = shuffled.findings().iter().map(|f| f.severity).collect();
            prop_assert!(weights.is_sorted());
            prop_assert!(shuffled.confirm_typed(CUT).is_some());
        }
        let straight = asked(&plan, &world);
        prop_assert_eq!(shuffled.findings(), straight.findings());
        let silent = world.all_with(&SERVERS, &Server::silent());
        let silent = silent.all_with(&PARENT_SERVERS, &Server::silent());
        let unheard = asked(&plan, &silent);
        let accused = |found: &Finding| matches!(
            found.code,
            "lame-server" | "all-lame" | "parent-seen-differs" | "ds-seen-differs"
        );
        prop_assert!(!unheard.findings().iter().any(accused));
    }
}
