//! Whether what came is the answer to a question, and what it says.

use std::time::Duration;

use hickory_proto::op::{Message, Query as WireQuery};
use hickory_proto::rr::DNSClass;
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder};

use super::question::Question;
use super::records::{name, record_type, section};
use crate::dns::{Rcode, Reply, Transport};

/// Octets of the header of a message (RFC 1035 §4.1.1).
const HEADER: usize = 12;

/// What came from the address that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// An answer to something else, or no answer.
    Stray,
    /// The answer, too long for what carried it (TC).
    Truncated,
    /// The answer.
    Answer(Answer),
    /// Meant as the answer, and can't be read, for this reason.
    Garbled(String),
}

/// An answer to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says; how long it took is not known here.
    pub reply: Reply,
    /// RA: whether the server would find an answer elsewhere.
    pub recursion_available: bool,
}

impl Heard {
    /// Reads a message as the answer to a question: by id, QR, opcode and the question repeated in
    /// it, without regard to case. An error may come without the question, as from servers that
    /// could not read it.
    #[must_use]
    pub fn read(bytes: &[u8], question: &Question, transport: Transport) -> Self {
        let field = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        if field(0) != Some(question.id) {
            return Self::Stray;
        }
        let (Some(flags), Some(questions), true) = (field(2), field(4), bytes.len() >= HEADER)
        else {
            return Self::Garbled("it is shorter than a header".to_owned());
        };
        let (is_response, opcode) = (flags & 0x8000 != 0, (flags >> 11) & 0xf);
        if !is_response || opcode != 0 || questions > 1 {
            return Self::Stray;
        }
        let code = Rcode::from_number(flags & 0xf);
        if questions == 1 {
            match repeats(bytes, question) {
                Ok(true) => {}
                Ok(false) => return Self::Stray,
                Err(why) => return Self::Garbled(why),
            }
        } else if matches!(code, Rcode::NoError | Rcode::NxDomain) {
            return Self::Stray;
        }
        if flags & 0x0200 != 0 {
            return match transport {
                Transport::Udp => Self::Truncated,
                Transport::Tcp => Self::Garbled("it is truncated by TCP, too".to_owned()),
            };
        }
        match Message::from_vec(bytes) {
            Ok(message) => Self::Answer(Answer::of(&message, question, transport)),
            Err(error) => Self::Garbled(excerpt(&error.to_string())),
        }
    }
}

impl Answer {
    fn of(message: &Message, question: &Question, transport: Transport) -> Self {
        let asked = &question.query.name;
        let reply = Reply {
            rcode: Rcode::from_number(message.metadata.response_code.into()),
            authoritative: message.metadata.authoritative,
            answers: section(&message.answers, asked),
            authority: section(&message.authorities, asked),
            additional: section(&message.additionals, asked),
            transport,
            took: Duration::ZERO,
        };
        Self { reply, recursion_available: message.metadata.recursion_available }
    }

    /// Whether it may be EDNS that the server does not understand (RFC 6891 §7).
    #[must_use]
    pub fn may_mean_no_edns(&self) -> bool {
        // 16 is BADVERS.
        matches!(self.reply.rcode, Rcode::FormErr | Rcode::NotImp | Rcode::Other(16))
    }
}

/// Whether a message repeats the question.
fn repeats(bytes: &[u8], question: &Question) -> Result<bool, String> {
    let mut decoder = BinDecoder::new(bytes);
    let read = decoder.read_slice(HEADER).and_then(|_| WireQuery::read(&mut decoder));
    let asked = read.map_err(|error| excerpt(&error.to_string()))?;
    Ok(asked.query_class == DNSClass::IN
        && record_type(asked.query_type) == question.query.rtype
        && name(&asked.name).is_ok_and(|name| name == question.query.name))
}

/// As much of the library's words as a line has room for: they may hold what the server sent.
fn excerpt(words: &str) -> String {
    words.chars().take(160).collect()
}
