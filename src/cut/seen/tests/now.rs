//! What whoever asks now is told, by those whom the world is led to.

use super::*;

fn now(world: &World) -> Finding {
    find(&asked(&team_a().plan(), world), "seen-now").clone()
}

fn says(reply: Reply) -> Server {
    Server::Says(Box::new(reply))
}

#[test]
fn it_is_told_with_the_time_that_resolvers_may_keep_it() {
    for (server, words) in [
        (
            Server::refers_to(&OTHER_SERVERS),
            "finds ns-7.awsdns-07.com. ns-8.awsdns-08.net., 2 of 2 name servers of example.com. \
             say so; resolvers may keep that for 5 min",
        ),
        (Server::Both(vec!["ns.example.net"]), "finds ns.example.net., 2 of 2"),
        (Server::Both(vec!["ns.example.net"]), "keep that for 2 days"),
        (says(no_data("example.com")), "finds no cut: the name has no NS record, 2 of 2"),
        (says(no_data("example.com")), "resolvers may keep that for 5 min"),
        (says(alias_answer(60)), "no cut: an alias of lb.example.net., 2 of 2"),
        (says(alias_answer(60)), "resolvers may keep that for 1 min"),
        (says(reply(Rcode::NxDomain, true)), "NXDOMAIN, 2 of 2"),
        (says(reply(Rcode::NxDomain, true)), "for how long resolvers may keep that was not told"),
    ] {
        let found = now(&before().all_with(&PARENT_SERVERS, &server));
        assert!(found.message.contains(words), "{}", found.message);
        assert_eq!((found.severity, found.evidence.len()), (Severity::Note, 0));
    }
}

#[test]
fn servers_that_do_not_say_the_same_are_told_apart() {
    let world = before().with(PARENT_SERVERS[1], Server::refers_to(&OTHER_SERVERS));
    let found = now(&world);
    assert!(found.message.contains("1 of 2 name servers of example.com. says so"), "{found:?}");
    assert_eq!(found.evidence.len(), 2);
    assert!(found.evidence.iter().any(|line| line.contains("no cut: NXDOMAIN; resolvers may")));
    assert!(found.evidence.iter().any(|line| line.contains("ns-7.awsdns-07.com.")), "{found:?}");
}

#[test]
fn where_nobody_tells_that_is_said_once_all_were_asked() {
    for server in [Server::silent(), Server::refuses()] {
        let world = before().all_with(&PARENT_SERVERS, &server);
        let found = now(&world);
        assert_eq!(
            found.message,
            "What there is at team-a.example.com. now is not known: none of 2 name servers of \
             example.com. tells"
        );
        let plan = team_a().plan();
        let lookup = plan.lookups().remove(0);
        assert!(!codes(&plan.looked(&lookup, world.look_up(&lookup))).contains(&"seen-now"));
    }
}

#[test]
fn where_the_world_is_led_past_the_parent_the_others_tell() {
    let world = World { chain: chain_to_parent(&["ns.example.net"], None), ..before() };
    let world = world.with("ns.example.net", Server::refers_to(&OTHER_SERVERS));
    let found = now(&world);
    assert!(found.message.contains("finds ns-7.awsdns-07.com."), "{}", found.message);
    assert!(found.message.contains("1 of 1 name server of"), "{}", found.message);
}

#[test]
fn servers_below_the_cut_are_sought_by_their_glue_alone() {
    let own = ["ns1.team-a.example.com", "ns2.team-a.example.com", "ns.example.net"];
    let facts = team_a().served_by(&own).with(set(own[0], "A", 300, &["192.0.2.7"]));
    let facts = facts.with(set(own[0], "TXT", 300, &["\"192.0.2.9\""]));
    let mut found = Vec::new();
    for lookup in facts.plan().lookups() {
        if let Lookup::Server { server, glue, .. } = lookup
            && own.map(name).contains(&server)
        {
            found.push((server, glue));
        }
    }
    found.sort();
    let address = "192.0.2.7".parse().unwrap();
    let of = |at: usize, glue| (name(own[at]), glue);
    assert_eq!(found, [of(0, Some(vec![address])), of(1, Some(vec![])), of(2, None)]);
}
