//! DS, keys and signatures, in the DNS and by the API.

use super::*;
use crate::cut::fixture::OTHER_DS;

#[test]
fn ds_and_keys_that_the_dns_shows_as_read_are_noted() {
    let facts = team_a().parent_signed().child_signed(&[DS]);
    let facts = facts.delegated(300, &SERVERS).vouched(300, &[DS]);
    let world = World { chain: chain_to_parent(&PARENT_SERVERS, None), ..World::signed() };
    let plan = asked(&facts.plan(), &world);
    let found = find(&plan, "ds-seen");
    assert!(found.evidence.contains(&"ns-0.awsdns-10.org.  DS 60485".to_owned()));
    assert!(found.evidence.contains(&"ns-1.awsdns-01.org.  key 60485 is vouched for".to_owned()));
    assert!(!codes(&asked(&team_a().plan(), &before())).contains(&"ds-seen"), "no DNSSEC, no word");
}

#[test]
fn ds_keys_and_signatures_otherwise_than_read_warn() {
    let read = || team_a().parent_signed().child_signed(&[DS]).delegated(300, &SERVERS);
    let vouched = || read().vouched(300, &[DS]);
    let signed = || World { chain: chain_to_parent(&PARENT_SERVERS, None), ..World::signed() };
    let parent = |ds: &[&'static str], signed| Server::Parent {
        cut: SERVERS.to_vec(),
        ds: ds.to_vec(),
        signed,
    };
    let no_keys = || signed().with(SERVERS[0], Server::serves(&[]));
    for (facts, goal, world, words) in [
        (
            vouched(),
            Goal::Delegate,
            signed().with(PARENT_SERVERS[0], parent(&[OTHER_DS], true)),
            "DS 2371, the record sets have DS 60485",
        ),
        (
            vouched(),
            Goal::Delegate,
            signed().with(PARENT_SERVERS[0], parent(&[], true)),
            "no DS, the record sets have DS 60485",
        ),
        (read(), Goal::Delegate, signed(), "DS 60485, the record sets have no DS"),
        (read(), Goal::Delegate, standing(), "no signatures, though the parent is signed"),
        (vouched(), Goal::Delegate, no_keys(), "not signed, though DS 60485 vouches for it"),
        (read(), Goal::Sign, no_keys(), "not signed, though DS 60485 vouches for it"),
        (
            read(),
            Goal::Sign,
            signed().with(SERVERS[0], Server::serves(&[OTHER_DS])),
            "no key that DS 60485 vouches for",
        ),
        (read(), Goal::Delegate, no_keys(), "no keys, though the child is signed"),
    ] {
        let plan = asked(&facts.plan_to(goal), &world);
        let found = find(&plan, "ds-seen-differs");
        assert_eq!(found.severity, Severity::Warn);
        assert!(
            found.evidence.iter().any(|line| line.contains(words)),
            "{words}: {:?}",
            found.evidence
        );
    }
    let unsigned = team_a().delegated(300, &SERVERS).vouched(300, &[DS]);
    let plan = asked(&unsigned.plan(), &signed());
    let told = find(&plan, "ds-seen-differs").evidence.join("\n");
    assert!(told.contains("signatures, though the parent is not signed"), "{told}");
}
