//! A question as it goes out.

use hickory_proto::op::{Edns, Message, Query as WireQuery};
use hickory_proto::rr::{Name as WireName, RecordType as WireType};

use crate::dns::{Name, Query, RecordType};

/// The largest answer that is asked for by UDP: what passes everywhere without being taken apart
/// (DNS flag day 2020).
const PAYLOAD: u16 = 1232;

/// A question with its octets.
#[derive(Debug, Clone)]
pub struct Question {
    /// What an answer must repeat beside the question itself, chosen at random.
    pub(super) id: u16,
    /// What is asked.
    pub(super) query: Query,
    /// As DNS messages are on the wire (RFC 1035 §4.1).
    pub(super) bytes: Vec<u8>,
}

impl Question {
    /// Puts a question in octets, with EDNS (RFC 6891) or without. Without it DO can't be asked
    /// for.
    ///
    /// # Errors
    /// Where name or type can't be put in a message, in the library's words.
    pub fn new(query: &Query, edns: bool) -> Result<Self, String> {
        let mut message = Message::query();
        message.metadata.recursion_desired = query.recursion;
        let name = wire_name(&query.name)?;
        message.add_query(WireQuery::query(name, wire_type(&query.rtype)?));
        if edns {
            let mut edns = Edns::new();
            edns.set_max_payload(PAYLOAD).set_version(0).set_dnssec_ok(query.dnssec);
            message.set_edns(edns);
        }
        let bytes = message.to_vec().map_err(|error| error.to_string())?;
        Ok(Self { id: message.metadata.id, query: query.clone(), bytes })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.id
    }

    /// Its octets.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A name for the library: label by label, since it reads escapes otherwise.
pub(super) fn wire_name(name: &Name) -> Result<WireName, String> {
    let labels: Vec<Vec<u8>> = name.octets().collect();
    let labels = labels.iter().map(Vec::as_slice);
    WireName::from_labels(labels).map_err(|error| error.to_string())
}

fn wire_type(rtype: &RecordType) -> Result<WireType, String> {
    let text = rtype.as_str();
    if let Some(number) = text.strip_prefix("TYPE").and_then(|digits| digits.parse::<u16>().ok()) {
        return Ok(WireType::from(number));
    }
    text.parse().map_err(|_| format!("{text} is no type that can be asked for"))
}
