//! The parent: whether the world is led to it, and what its servers say of the cut.

use super::*;
use crate::cut::fixture::dns::chain;
use crate::dns::{Chain, ChainEnd, ChainStart};

#[test]
fn a_parent_that_nobody_is_led_to_wants_the_name_and_its_twin_is_told() {
    let other = Server::refers_to(&SERVERS);
    let world = before().all_with(&OTHER_SERVERS, &other);
    let world = World { chain: chain_to_parent(&OTHER_SERVERS, None), ..world };
    let facts = team_a().and_seen(seen("ZTWIN", "example.com", false));
    let facts = facts.and_seen(seen("ZPRIVATE", "example.com", true));
    let plan = asked(&facts.plan(), &world);
    assert_eq!(plan.live().all(), 10, "the live servers are asked too");
    let found = find(&plan, "parent-not-live");
    assert_eq!(found.severity, Severity::Warn);
    assert_eq!(
        found.message,
        "Nobody is led to this zone: the world is led to ns-7.awsdns-07.com. ns-8.awsdns-08.net.; \
         another zone of its name is in view"
    );
    let told: Vec<_> = found.evidence.iter().filter(|line| line.starts_with("in view:")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("ZTWIN"), "{told:?}");
    assert!(wants_the_name(&plan));
}

#[test]
fn servers_of_other_names_at_the_same_addresses_are_the_parents_own() {
    let vanity = ["ns1.example.com.", "ns2.example.com."];
    let mut plan = team_a().plan();
    let world = before().all_with(&vanity, &Server::refers_to(&[]));
    let world = World { chain: chain_to_parent(&vanity, None), ..world };
    let to_parent = Lookup::Chain(name("example.com"));
    plan = plan.looked(&to_parent, world.look_up(&to_parent));
    let liveness = |plan: &Plan| {
        codes(plan).into_iter().find(|code| code.starts_with("parent-li") || code.ends_with("live"))
    };
    assert_eq!(liveness(&plan), None, "not before their addresses are known");
    for lookup in plan.lookups() {
        let mut looked = world.look_up(&lookup);
        if let (Lookup::Server { server, .. }, Looked::Server(sighting)) = (&lookup, &mut looked)
            && names(&vanity).contains(server)
            && let Ok(addresses) = &mut sighting.addresses
        {
            addresses[0].address = world.address(&name(PARENT_SERVERS[0]));
        }
        plan = plan.looked(&lookup, looked);
    }
    let found = find(&plan, "parent-live");
    assert!(found.evidence.last().unwrap().contains("its own servers by other names"));

    let unknown = world.all_with(&vanity, &Server::Nameless(Unresolved::Failed(Rcode::ServFail)));
    let plan = asked(&team_a().plan(), &unknown);
    assert_eq!(liveness(&plan), Some("parent-liveness-unknown"));
    assert_eq!(plan.confirmation(), Some(Confirmation::Yes));
}

#[test]
fn each_end_of_the_way_to_the_parent_is_told() {
    let com = || name("com");
    let unheard = CouldNotAsk::TimedOut;
    for (servers, end, code, words) in [
        (&[][..], Some(ChainEnd::NoSuchName(com())), "parent-not-live", "com. says that"),
        (&[], Some(ChainEnd::Inside(com())), "parent-not-live", "a name inside com."),
        (&[], Some(ChainEnd::Lame(com())), "parent-not-live", "no server of com., above it"),
        (
            &[],
            Some(ChainEnd::CouldNotAsk(com(), unheard.clone())),
            "parent-liveness-unknown",
            "no server of com. could be asked (no answer in time)",
        ),
        (
            &PARENT_SERVERS[..],
            Some(ChainEnd::CouldNotAsk(name("example.com"), unheard.clone())),
            "parent-live",
            "is led to this zone",
        ),
        (
            &PARENT_SERVERS[..],
            Some(ChainEnd::Lame(name("example.com"))),
            "parent-live",
            "is led to this zone",
        ),
        (&PARENT_SERVERS[..1], None, "parent-live", "is led to this zone"),
    ] {
        let world = World { chain: chain_to_parent(servers, end), ..before() };
        let plan = asked(&team_a().plan(), &world);
        let found = find(&plan, code);
        assert!(found.message.contains(words), "{}", found.message);
    }
    let part = World { chain: chain_to_parent(&PARENT_SERVERS[..1], None), ..before() };
    let plan = asked(&team_a().plan(), &part);
    let last = find(&plan, "parent-live").evidence.last().unwrap();
    assert!(last.contains("names its servers without ns-9.awsdns-19.com."), "{last}");
}

#[test]
fn a_way_through_the_resolver_is_told_as_such() {
    let whole = chain_to_parent(&PARENT_SERVERS, None);
    let from = ChainStart::Resolver(CouldNotAsk::TimedOut);
    let world = World { chain: Chain { from, hops: vec![], ..whole }, ..before() };
    let plan = asked(&team_a().plan(), &world);
    assert!(find(&plan, "parent-live").evidence[0].starts_with("asked of the resolver"));
}

#[test]
fn servers_of_the_parent_that_say_otherwise_than_its_record_sets_warn() {
    let plan = asked(&team_a().plan(), &standing());
    let found = find(&plan, "parent-seen-differs");
    assert_eq!(found.severity, Severity::Warn);
    assert!(found.message.starts_with("2 of 2 name servers of example.com. answer"));
    assert!(found.evidence[0].contains("still refers to 4 servers"), "{:?}", found.evidence);
    let plan = asked(&team_a().delegated(300, &OTHER_SERVERS).plan(), &standing());
    assert!(
        find(&plan, "parent-seen-differs").evidence[0].contains("referral to 4 servers, others:")
    );
    let plan = asked(&team_a().delegated(300, &SERVERS).plan(), &standing());
    assert!(find(&plan, "parent-seen").evidence[0].contains("referral to 4 servers, no DS"));
}

#[test]
fn a_parent_that_may_not_be_read_is_seen_by_the_dns() {
    let mut facts = team_a();
    facts.parent.detail.delegation_set.clear();
    facts.context.parent_unread = vec![fault("GetHostedZone", FaultKind::Denied)];
    let plan = facts.plan();
    let to_cut = Lookup::Chain(name(CUT));
    assert!(plan.lookups().contains(&to_cut));
    let plan = plan.looked(&to_cut, Looked::Chain(chain(&SERVERS)));
    let found = find(&plan, "cut-seen");
    assert!(
        found.message.contains("example.com. hands it to ns-3.awsdns-03.com."),
        "{}",
        found.message
    );
    assert!(found.message.ends_with(", no DS"), "{}", found.message);
    assert_eq!(plan.verdict(), Verdict::Stopped);
    let plan = asked(&plan, &before());
    let found = find(&plan, "parent-liveness-unknown");
    assert!(found.message.contains("may not be read"), "{}", found.message);
}
