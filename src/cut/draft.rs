//! What would stand at the cut, before the checks have judged it.

use crate::dns::RecordType;
use crate::zone::RecordSet;

use super::Facts;
use super::servers;

/// The longest TTL in seconds: a resolver reads more as 0 (RFC 2181 §8), Route 53 refuses it.
pub const MAX_TTL: u32 = i32::MAX as u32;

/// What the user chose for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The TTL in seconds that the user set; `None` where it was left as proposed. More than
    /// [`MAX_TTL`] is taken as that.
    pub ttl: Option<u32>,
    /// The TTL in seconds of a new delegation where the user set none.
    pub default_ttl: u32,
}

/// What the draft does to the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// No NS RRset stands there.
    New,
    /// One does, with other servers or another TTL.
    Replace,
    /// It is as it should be.
    UpToDate,
}

/// Facts, and the NS RRset at the cut before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) facts: Facts,
    pub(super) before: Option<RecordSet>,
    pub(super) after: RecordSet,
    pub(super) kind: Kind,
}

impl Draft {
    /// The RRset after has the child's delegation set. Its TTL is the user's, else that of an
    /// RRset which names the same servers already, else the default.
    pub(super) fn new(facts: Facts, options: Options) -> Self {
        let wanted = &facts.child.detail.delegation_set;
        let before = facts.at_cut(&RecordType::Ns).next().cloned();
        let same = before.as_ref().filter(|set| servers::same(set, wanted));
        let standing_ttl = same.and_then(RecordSet::ttl);
        let ttl = options.ttl.or(standing_ttl).unwrap_or(options.default_ttl).min(MAX_TTL);
        let after = RecordSet::ns(facts.cut().clone(), ttl, wanted);
        let kind = match &before {
            None => Kind::New,
            Some(_) if standing_ttl == Some(ttl) => Kind::UpToDate,
            Some(_) => Kind::Replace,
        };
        Self { facts, before, after, kind }
    }
}
