//! What the name servers note of every question.

use std::time::Duration;

use hickory_proto::rr::RecordType;

use super::party::{Party, Transport};
use crate::emulator::name::Name;

/// One question that came over the wire and could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// When it came, counted from the start of the emulator.
    pub at: Duration,
    /// Who was asked.
    pub host: Party,
    /// The name, lower case.
    pub name: Name,
    /// The type.
    pub qtype: RecordType,
    /// By what it came.
    pub transport: Transport,
    /// RD: whether the whole answer was wanted.
    pub recursion: bool,
    /// DO: whether DNSSEC records were wanted.
    pub dnssec: bool,
    /// The size of UDP answers that EDNS offers, where it is there.
    pub edns: Option<u16>,
}
