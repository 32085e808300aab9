//! What would stand at the cut, before the checks have judged it.

use crate::dns::RecordType;
use crate::zone::{Action, Change, Data, RecordSet, Signing, SigningStatus};

use super::standing::{ds, same};
use super::{Facts, Goal, servers};

/// The longest TTL in seconds: a resolver reads more as 0 (RFC 2181 §8), Route 53 refuses it.
pub const MAX_TTL: u32 = i32::MAX as u32;

/// TTL in seconds of a DS RRset: short, so that a mistake does not last. Source:
/// [Enabling DNSSEC signing](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-enable-signing.html).
const DS_TTL: u32 = 300;

/// What the user chose for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The TTL in seconds that the user set; `None` where it was left as proposed. More than
    /// [`MAX_TTL`] is taken as that. It counts for the RRset that the goal is about: NS where
    /// it delegates, DS where it signs; an undo puts back the old one.
    pub ttl: Option<u32>,
    /// The TTL in seconds of a new delegation where the user set none.
    pub default_ttl: u32,
}

/// What the draft does to the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// No NS RRset stands there, and one comes.
    New,
    /// One does, and comes with other servers or another TTL.
    Replace,
    /// One does, and goes.
    Remove,
    /// The DS RRset alone changes.
    Ds,
    /// It is as it should be.
    UpToDate,
}

/// Facts, and the NS and DS RRsets at the cut before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) facts: Facts,
    pub(super) goal: Goal,
    /// All that stands there, as read, NS first; more than one of a type where they are told
    /// apart by routing.
    pub(super) before: Vec<RecordSet>,
    pub(super) after: Vec<RecordSet>,
    pub(super) kind: Kind,
}

impl Draft {
    pub(super) fn new(facts: Facts, goal: Goal, options: Options) -> Self {
        let before = facts.standing();
        let after = match &goal {
            Goal::Delegate => delegated(&facts, &before, options),
            Goal::Remove => Vec::new(),
            Goal::Sign => signed(&facts, &before, options),
            Goal::Undo(entry) => entry.intent.before.clone(),
        };
        let kind = kind(&before, &after);
        Self { facts, goal, before, after, kind }
    }

    /// The NS RRset at the cut now.
    pub(super) fn ns_before(&self) -> Option<&RecordSet> {
        of(&self.before, &RecordType::Ns)
    }

    /// The NS RRset that is to stand there.
    pub(super) fn ns_after(&self) -> Option<&RecordSet> {
        of(&self.after, &RecordType::Ns)
    }

    /// The DS RRset at the cut now.
    pub(super) fn ds_before(&self) -> Option<&RecordSet> {
        of(&self.before, &RecordType::Ds)
    }

    /// The DS RRset that is to stand there.
    pub(super) fn ds_after(&self) -> Option<&RecordSet> {
        of(&self.after, &RecordType::Ds)
    }

    /// Whether an NS RRset comes that does not stand there yet.
    pub(super) fn places_ns(&self) -> bool {
        matches!(self.kind, Kind::New | Kind::Replace)
    }

    /// Whether the servers after are those of the child that was read, so that what is known of
    /// it says something of the cut.
    pub(super) fn leads_to_child(&self) -> bool {
        let wanted = self.facts.delegation_set();
        !wanted.is_empty() && self.ns_after().is_some_and(|set| servers::same(set, wanted))
    }

    /// What turns before into after: `DELETE` of each set exactly as read, then `CREATE` of each
    /// new one. Sets that stay are left out.
    pub(super) fn changes(&self) -> Vec<Change> {
        changes(&self.before, &self.after)
    }
}

fn changes(before: &[RecordSet], after: &[RecordSet]) -> Vec<Change> {
    let differing = |these: &[RecordSet], those: &[RecordSet], action: Action| {
        let is_new = |set: &&RecordSet| !those.iter().any(|other| same(set, other));
        let change = |set: &RecordSet| Change { action, set: set.clone() };
        these.iter().filter(is_new).map(change).collect::<Vec<_>>()
    };
    let mut changes = differing(before, after, Action::Delete);
    changes.extend(differing(after, before, Action::Create));
    changes
}

fn kind(before: &[RecordSet], after: &[RecordSet]) -> Kind {
    if changes(before, after).is_empty() {
        return Kind::UpToDate;
    }
    match (of(before, &RecordType::Ns), of(after, &RecordType::Ns)) {
        (None, Some(_)) => Kind::New,
        (Some(_), None) => Kind::Remove,
        (Some(before), Some(after)) if !same(before, after) => Kind::Replace,
        _ => Kind::Ds,
    }
}

fn of<'a>(sets: &'a [RecordSet], rtype: &RecordType) -> Option<&'a RecordSet> {
    sets.iter().find(|set| set.rtype == *rtype)
}

/// The child's delegation set; a DS RRset that stands there stays. The TTL is the user's, else
/// that of an RRset which names the same servers already, else the default.
fn delegated(facts: &Facts, before: &[RecordSet], options: Options) -> Vec<RecordSet> {
    let wanted = facts.delegation_set();
    let standing = of(before, &RecordType::Ns);
    let same_servers = standing.filter(|set| servers::same(set, wanted));
    let standing_ttl = same_servers.and_then(RecordSet::ttl);
    let ttl = options.ttl.or(standing_ttl).unwrap_or(options.default_ttl).min(MAX_TTL);
    let ns = match same_servers {
        Some(set) if standing_ttl == Some(ttl) => set.clone(),
        _ => RecordSet::ns(facts.cut.clone(), ttl, wanted),
    };
    let stays = before.iter().filter(|set| set.rtype == RecordType::Ds).cloned();
    std::iter::once(ns).chain(stays).collect()
}

/// What stands there, with the DS that the child's keys ask for. What they ask for is not known
/// of a zone whose signing is in between: then the DS stays as it is.
fn signed(facts: &Facts, before: &[RecordSet], options: Options) -> Vec<RecordSet> {
    let standing = of(before, &RecordType::Ds);
    let signing = facts.child.as_ref().and_then(|child| child.signing.as_ref().ok());
    let wanted = match signing {
        Some(Signing { status: SigningStatus::NotSigning, .. }) => None,
        Some(signing) if signing.status == SigningStatus::Signing => {
            let values = ds_records(signing);
            if values.is_empty() {
                standing.cloned()
            } else {
                Some(ds_set(facts, values, standing, options))
            }
        }
        _ => standing.cloned(),
    };
    let stays = before.iter().filter(|set| set.rtype == RecordType::Ns).cloned();
    stays.chain(wanted).collect()
}

/// The DS records of the active key-signing keys, as Route 53 gives them.
pub(super) fn ds_records(signing: &Signing) -> Vec<String> {
    let active = signing.keys.iter().filter(|key| key.active);
    active.filter_map(|key| key.ds_record.clone()).collect()
}

fn ds_set(
    facts: &Facts,
    values: Vec<String>,
    standing: Option<&RecordSet>,
    options: Options,
) -> RecordSet {
    let mut set = RecordSet {
        name: facts.cut.clone(),
        rtype: RecordType::Ds,
        data: Data::Records { ttl: DS_TTL, values },
        routing: None,
    };
    let same_keys = standing.filter(|standing| ds(standing).is_some() && ds(standing) == ds(&set));
    let standing_ttl = same_keys.and_then(RecordSet::ttl);
    let wanted_ttl = options.ttl.or(standing_ttl).unwrap_or(DS_TTL).min(MAX_TTL);
    match same_keys {
        Some(standing) if standing_ttl == Some(wanted_ttl) => standing.clone(),
        _ => {
            if let Data::Records { ttl, .. } = &mut set.data {
                *ttl = wanted_ttl;
            }
            set
        }
    }
}
