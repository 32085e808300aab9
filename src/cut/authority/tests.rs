//! Authority, and each way to lack it.

use super::*;
use crate::cut::fixture::dns::{
    CUT, key, no_data, no_name, ns_answer, record, referral, reply, soa,
};
use crate::cut::fixture::{DS, SERVERS, name, names};

fn read_soa(reply: Reply) -> Authority {
    read(&name(CUT), Some(&Ok(reply)), None, None)
}

fn own_soa() -> Reply {
    reply(Rcode::NoError, true).answer([soa(CUT, 7)])
}

#[test]
fn the_own_soa_with_authority_is_what_it_takes() {
    let serves = Serves { serial: 7, ns: None, keys: None };
    assert_eq!(read_soa(own_soa()), Authority::Has(serves));
}

#[test]
fn all_else_is_lame_with_what_was_said() {
    for (reply, words) in [
        (Reply { authoritative: false, ..own_soa() }, "without authority"),
        (reply(Rcode::NoError, true).answer([soa("example.com", 1)]), "the SOA of example.com."),
        (no_data("example.com"), "speaks for example.com., not for"),
        (no_name("example.com"), "NXDOMAIN by example.com."),
        (reply(Rcode::NxDomain, false), "NXDOMAIN: does not serve"),
        (reply(Rcode::NoError, true), "has no SOA"),
        (reply(Rcode::NoError, false), "without authority"),
        (referral(".", &["a.root-servers.net"]), "refers to .: does not serve"),
        (referral(CUT, &SERVERS), "refers to team-a.example.com."),
        (reply(Rcode::Refused, false), "REFUSED: does not serve team-a.example.com."),
        (reply(Rcode::ServFail, false), "SERVFAIL: does not serve"),
        (reply(Rcode::NotAuth, true), "NOTAUTH: does not serve"),
        (reply(Rcode::Other(23), true), "RCODE23: does not serve"),
    ] {
        let read = read_soa(reply);
        assert!(matches!(&read, Authority::Lame(told) if told.contains(words)), "{read:?}");
    }
}

#[test]
fn silence_is_no_lameness() {
    for why in [CouldNotAsk::TimedOut, CouldNotAsk::ConnectionRefused] {
        let read = read(&name(CUT), Some(&Err(why.clone())), None, None);
        assert_eq!(read, Authority::Unheard(why));
    }
    assert!(matches!(read(&name(CUT), None, None, None), Authority::Unheard(_)));
}

#[test]
fn ns_set_and_keys_are_told_as_far_as_they_were_heard() {
    let (soa, ns) = (Ok(own_soa()), Ok(ns_answer(CUT, 300, &SERVERS, true)));
    let keyed = |keys: Result<Reply, CouldNotAsk>| match read(
        &name(CUT),
        Some(&soa),
        Some(&ns),
        Some(&keys),
    ) {
        Authority::Has(serves) => serves,
        other => panic!("{other:?}"),
    };
    let with_key =
        reply(Rcode::NoError, true).answer([record(CUT, 300, RecordData::Dnskey(key(DS)))]);
    let mut servers = names(&SERVERS);
    servers.sort();
    assert_eq!(keyed(Ok(with_key.clone())).keys, Some(Ok(vec![key(DS)])));
    assert_eq!(keyed(Ok(with_key)).ns, Some(servers));
    assert_eq!(keyed(Ok(no_data(CUT))).keys, Some(Ok(vec![])));
    assert_eq!(keyed(Err(CouldNotAsk::TimedOut)).keys, Some(Err(CouldNotAsk::TimedOut)));
    assert!(matches!(keyed(Ok(reply(Rcode::ServFail, false))).keys, Some(Err(_))));
}

#[test]
fn keys_are_asked_for_where_they_matter() {
    let rtypes = |with_keys| -> Vec<String> {
        queries(&name(CUT), with_keys).iter().map(|query| query.rtype.to_string()).collect()
    };
    assert_eq!(rtypes(false), ["SOA", "NS"]);
    assert_eq!(rtypes(true), ["SOA", "NS", "DNSKEY"]);
}
