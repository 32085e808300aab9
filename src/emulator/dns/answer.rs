//! What was asked, and what is answered, before it is a message.

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::rr::Rr;
use crate::emulator::name::Name;

/// A question as far as a zone is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) name: Name,
    pub(super) kind: RecordType,
    /// DO: whether DNSSEC records are wanted beside the answer.
    pub(super) dnssec: bool,
}

/// The sections of a reply, and how the question went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) rcode: ResponseCode,
    pub(super) authoritative: bool,
    /// RA.
    pub(super) recursion: bool,
    /// AD: whether all of it was found to be secure.
    pub(super) secure: bool,
    pub(super) answers: Vec<Rr>,
    pub(super) authority: Vec<Rr>,
    pub(super) additional: Vec<Rr>,
}

impl Answer {
    /// Nothing but a code.
    pub(super) fn empty(rcode: ResponseCode) -> Self {
        Answer {
            rcode,
            authoritative: false,
            recursion: false,
            secure: false,
            answers: Vec::new(),
            authority: Vec::new(),
            additional: Vec::new(),
        }
    }

    /// REFUSED: what Route 53's servers answer for zones that they have not got.
    pub(super) fn refused() -> Self {
        Answer::empty(ResponseCode::Refused)
    }
}
