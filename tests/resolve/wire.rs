//! Answers for scripts, put together by the library.

use std::net::IpAddr;

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, NS, SOA};
use hickory_proto::rr::{Name, RData, Record};

use crate::responder::Seen;

pub(crate) fn wire(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name
}

pub(crate) fn record(owner: &str, data: RData) -> Record {
    Record::from_rdata(wire(owner), 300, data)
}

pub(crate) fn ns(owner: &str, server: &str) -> Record {
    record(owner, RData::NS(NS(wire(server))))
}

pub(crate) fn soa(owner: &str) -> Record {
    let soa = SOA::new(wire("ns.test"), wire("hostmaster.test"), 7, 7200, 900, 1_209_600, 60);
    record(owner, RData::SOA(soa))
}

pub(crate) fn address(owner: &str, address: IpAddr) -> Record {
    match address {
        IpAddr::V4(address) => record(owner, RData::A(A(address))),
        IpAddr::V6(address) => record(owner, RData::AAAA(AAAA(address))),
    }
}

pub(crate) fn cname(owner: &str, target: &str) -> Record {
    record(owner, RData::CNAME(CNAME(wire(target))))
}

/// An answer to a question, with nothing in it.
pub(crate) fn reply(seen: &Seen) -> Message {
    let asked = seen.message();
    let mut message = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata.recursion_desired = asked.metadata.recursion_desired;
    message.add_query(asked.queries[0].clone());
    message.edns = asked.edns;
    message
}

/// An answer with authority.
pub(crate) fn authoritative(seen: &Seen, answers: Vec<Record>) -> Message {
    let mut message = reply(seen);
    message.metadata.authoritative = true;
    message.add_answers(answers);
    message
}

/// A name without records of the type, or a name that is not there, as the zone says it.
pub(crate) fn denial(seen: &Seen, zone: &str, code: ResponseCode) -> Message {
    let mut message = authoritative(seen, vec![]);
    message.metadata.response_code = code;
    message.add_authority(soa(zone));
    message
}

/// A referral to servers, with glue.
pub(crate) fn referral(seen: &Seen, cut: &str, servers: &[&str], glue: Vec<Record>) -> Message {
    let mut message = reply(seen);
    message.add_authorities(servers.iter().map(|server| ns(cut, server)));
    message.add_additionals(glue);
    message
}

/// An answer that says only how it went.
pub(crate) fn code(seen: &Seen, code: ResponseCode) -> Message {
    let mut message = reply(seen);
    message.metadata.response_code = code;
    message
}

/// An answer of a resolver.
pub(crate) fn resolved(seen: &Seen, answers: Vec<Record>) -> Message {
    let mut message = reply(seen);
    message.metadata.recursion_available = true;
    message.add_answers(answers);
    message
}
