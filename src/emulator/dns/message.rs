//! Messages as they come and go (RFC 1035 §4, RFC 6891 for EDNS).

use hickory_proto::op::{Edns, Message, MessageType, Metadata, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name as WireName, RecordType};

use super::answer::{Answer, Asked};
use super::party::Transport;
use super::rr::{Rr, read_name};

/// The size of UDP answers that our EDNS offers.
const OFFERED: u16 = 4096;
/// The most that UDP carries without EDNS (RFC 1035 §4.2.1).
const WITHOUT_EDNS: u16 = 512;

/// A question that could be read.
#[derive(Debug, Clone)]
pub(super) struct Received {
    metadata: Metadata,
    /// As it was spelt.
    query: Query,
    pub(super) asked: Asked,
    /// RD.
    pub(super) recursion: bool,
    /// CD.
    pub(super) unchecked: bool,
    /// The size of UDP answers that the question's EDNS offers.
    pub(super) edns: Option<u16>,
}

/// What is to be done with a packet.
#[derive(Debug)]
pub(super) enum Read {
    /// Nothing: it is no question at all.
    Nothing,
    /// This is to be sent back at once.
    Error(Vec<u8>),
    /// It is to be answered.
    Question(Box<Received>),
}

/// Reads a packet. One question of class IN is answered; what can't be read, or is not that, is
/// told by its code.
pub(super) fn read(packet: &[u8]) -> Read {
    let Ok(message) = Message::from_vec(packet) else {
        return unreadable(packet);
    };
    if message.metadata.message_type != MessageType::Query {
        return Read::Nothing;
    }
    let refuse = |rcode| {
        let mut reply = Message::new(0, MessageType::Response, OpCode::Query);
        reply.metadata = Metadata::response_from_request(&message.metadata);
        reply.metadata.response_code = rcode;
        reply.add_queries(message.queries.iter().cloned());
        if message.edns.is_some() {
            reply.set_edns(offered(false));
        }
        reply.to_vec().map_or(Read::Nothing, Read::Error)
    };
    if message.metadata.op_code != OpCode::Query {
        return refuse(ResponseCode::NotImp);
    }
    let [query] = message.queries.as_slice() else {
        return refuse(ResponseCode::FormErr);
    };
    if message.edns.as_ref().is_some_and(|edns| edns.version() > 0) {
        return refuse(ResponseCode::BADVERS);
    }
    let transfer = matches!(query.query_type(), RecordType::AXFR | RecordType::IXFR);
    if query.query_class() != DNSClass::IN || transfer {
        return refuse(ResponseCode::Refused);
    }
    let Some(name) = read_name(query.name()) else {
        return refuse(ResponseCode::FormErr);
    };
    let edns = message.edns.as_ref();
    let dnssec = edns.is_some_and(|edns| edns.flags().dnssec_ok);
    Read::Question(Box::new(Received {
        metadata: message.metadata,
        asked: Asked { name, kind: query.query_type(), dnssec },
        recursion: message.metadata.recursion_desired,
        unchecked: message.metadata.checking_disabled,
        edns: edns.map(Edns::max_payload),
        query: query.clone(),
    }))
}

/// FORMERR with what can be made out of the header, if it is a question.
fn unreadable(packet: &[u8]) -> Read {
    let Some([id_high, id_low, flags, _, ..]) = packet.get(..12) else {
        return Read::Nothing;
    };
    if flags & 0x80 != 0 {
        return Read::Nothing;
    }
    let mut reply = vec![*id_high, *id_low, 0x80 | flags & 0x79, 1];
    reply.resize(12, 0);
    Read::Error(reply)
}

fn offered(dnssec: bool) -> Edns {
    let mut edns = Edns::new();
    edns.set_max_payload(OFFERED).set_dnssec_ok(dnssec);
    edns
}

impl Received {
    /// The answer as a message.
    pub(super) fn reply(&self, answer: &Answer) -> Message {
        let mut reply = Message::new(0, MessageType::Response, OpCode::Query);
        reply.metadata = Metadata::response_from_request(&self.metadata);
        reply.metadata.authoritative = answer.authoritative;
        reply.metadata.recursion_available = answer.recursion;
        reply.metadata.authentic_data = answer.secure;
        reply.metadata.response_code = answer.rcode;
        reply.add_query(self.query.clone());
        let wire = |section: &[Rr]| -> Vec<_> {
            section.iter().filter_map(|rr| rr.wire(&self.asked.name, self.query.name())).collect()
        };
        reply.add_answers(wire(&answer.answers));
        reply.add_authorities(wire(&answer.authority));
        reply.add_additionals(wire(&answer.additional));
        if self.edns.is_some() {
            reply.set_edns(offered(self.asked.dnssec));
        }
        reply
    }

    /// The same question for the name with a label before it.
    pub(super) fn other_question(&self) -> Query {
        let name =
            self.query.name().prepend_label("not-asked").unwrap_or_else(|_| WireName::root());
        let mut other = Query::query(name, self.query.query_type());
        other.set_query_class(self.query.query_class());
        other
    }

    /// The bytes of a reply; by UDP it is truncated to what may be sent.
    pub(super) fn bytes(&self, reply: &Message, transport: Transport) -> Option<Vec<u8>> {
        let bytes = reply.to_vec().ok()?;
        let limit = self.edns.unwrap_or(WITHOUT_EDNS).clamp(WITHOUT_EDNS, OFFERED);
        if transport == Transport::Udp && bytes.len() > usize::from(limit) {
            return reply.truncate().to_vec().ok();
        }
        Some(bytes)
    }
}
