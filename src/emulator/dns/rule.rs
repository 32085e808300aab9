//! What can be ordered to go wrong in the DNS, and on which questions.

use std::time::Duration;

use hickory_proto::rr::RecordType;

use super::party::{Party, Transport};
use crate::emulator::fault::Nth;
use crate::emulator::name::Name;

/// What happens to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DnsEffect {
    /// It is answered with this code and nothing else: 2 SERVFAIL, 5 REFUSED, ….
    Rcode(u16),
    /// It is answered NOERROR, without authority and empty.
    Lame,
    /// It is answered with a referral to the root, as some servers do for zones they have not got.
    Upward,
    /// It is not answered.
    Silent,
    /// It is answered later by this.
    Delay(Duration),
    /// The answer by UDP has the TC bit and no records, however small it is.
    Truncate,
    /// The same by TCP, too, so that no whole answer is to be had.
    TruncateAlways,
    /// The NS records of the answer, wherever they stand, name these hosts instead.
    NameServers(Vec<Name>),
    /// The answer has AA=0.
    StripAuthority,
    /// The answer has AA=1.
    ClaimAuthority,
    /// These bytes are sent back, whatever they are.
    Garbage(Vec<u8>),
    /// The answer bears another id.
    WrongId,
    /// The answer is to another question: that for the name with a label before it.
    WrongQuestion,
    /// Nobody listens: UDP is answered by the system, TCP can't connect. Such a rule heeds host and
    /// transport alone.
    ClosedPort,
}

/// One order: what happens to which questions. Questions must fit all that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRule {
    /// Only those to this server.
    pub host: Option<Party>,
    /// Only those for this name or one below it.
    pub name: Option<Name>,
    /// Only those for this type.
    pub qtype: Option<RecordType>,
    /// Only those by this transport.
    pub transport: Option<Transport>,
    /// Only some of those that fit otherwise, counted from when the rule is given.
    pub nth: Nth,
    /// What happens.
    pub effect: DnsEffect,
}

impl DnsRule {
    /// For every question to every server.
    #[must_use]
    pub fn new(effect: DnsEffect) -> Self {
        Self { host: None, name: None, qtype: None, transport: None, nth: Nth::Every, effect }
    }

    /// The first questions are not answered, later ones are.
    #[must_use]
    pub fn drop_first(count: u64) -> Self {
        Self::new(DnsEffect::Silent).nth(Nth::UpTo(count))
    }

    /// Only for this server.
    #[must_use]
    pub fn host(self, host: Party) -> Self {
        Self { host: Some(host), ..self }
    }

    /// Only for this name and those below it.
    #[must_use]
    pub fn name(self, name: Name) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Only for this type.
    #[must_use]
    pub fn qtype(self, qtype: RecordType) -> Self {
        Self { qtype: Some(qtype), ..self }
    }

    /// Only by this transport.
    #[must_use]
    pub fn transport(self, transport: Transport) -> Self {
        Self { transport: Some(transport), ..self }
    }

    /// Only some of them.
    #[must_use]
    pub fn nth(self, nth: Nth) -> Self {
        Self { nth, ..self }
    }

    fn fits(&self, question: &Fitting<'_>) -> bool {
        self.host.as_ref().is_none_or(|host| host == question.host)
            && self.name.as_ref().is_none_or(|name| question.name.is_within(name))
            && self.qtype.is_none_or(|qtype| qtype == question.qtype)
            && self.transport.is_none_or(|transport| transport == question.transport)
    }
}

/// What a rule is held against.
pub(super) struct Fitting<'a> {
    pub(super) host: &'a Party,
    pub(super) name: &'a Name,
    pub(super) qtype: RecordType,
    pub(super) transport: Transport,
}

/// The orders in force, in the order given, each with how many questions fitted it so far.
#[derive(Debug, Default)]
pub(in super::super) struct Rules {
    rules: Vec<(DnsRule, u64)>,
}

impl Rules {
    pub(in super::super) fn order(&mut self, rule: DnsRule) {
        self.rules.push((rule, 0));
    }

    pub(in super::super) fn clear(&mut self) {
        self.rules.clear();
    }

    /// What is to happen to a question from the wire; counts it.
    pub(super) fn effects(&mut self, question: &Fitting<'_>) -> Vec<DnsEffect> {
        let mut effects = Vec::new();
        for (rule, count) in &mut self.rules {
            if rule.fits(question) {
                *count += 1;
                if rule.nth.hits(*count) {
                    effects.push(rule.effect.clone());
                }
            }
        }
        effects
    }

    /// What happens to every such question; nothing is counted.
    pub(super) fn standing(&self, question: &Fitting<'_>) -> Vec<DnsEffect> {
        let rules = self.rules.iter().map(|(rule, _)| rule);
        let standing = rules.filter(|rule| rule.nth == Nth::Every && rule.fits(question));
        standing.map(|rule| rule.effect.clone()).collect()
    }

    /// Whether nobody is to listen there.
    pub(in super::super) fn closes(&self, host: &Party, transport: Transport) -> bool {
        self.rules.iter().any(|(rule, _)| {
            rule.effect == DnsEffect::ClosedPort
                && rule.host.as_ref().is_none_or(|closed| closed == host)
                && rule.transport.is_none_or(|closed| closed == transport)
        })
    }
}
