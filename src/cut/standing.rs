//! What stands at a cut, beside what should: sets compared as what they mean.

use std::collections::BTreeSet;

use crate::dns::{Ds, Name, RecordType};
use crate::zone::{Data, Intent, RecordSet, Settled};

use super::servers;

/// The NS and DS RRsets at a cut, NS first.
pub(super) fn at_cut<'a>(sets: &'a [RecordSet], cut: &Name) -> Vec<&'a RecordSet> {
    let of =
        |rtype: RecordType| sets.iter().filter(move |set| set.name == *cut && set.rtype == rtype);
    of(RecordType::Ns).chain(of(RecordType::Ds)).collect()
}

/// Whether two lists hold the same sets, in any order.
pub(super) fn same_sets(a: &[&RecordSet], b: &[&RecordSet]) -> bool {
    a.len() == b.len() && a.iter().all(|set| b.iter().any(|other| same(set, other)))
}

/// Whether two sets answer the same: servers are compared as names, DS as what they say.
pub(super) fn same(a: &RecordSet, b: &RecordSet) -> bool {
    if same_set(a, b) {
        return true;
    }
    let plain = |set: &RecordSet| set.routing.is_none() && set.ttl().is_some();
    if a.name != b.name || a.rtype != b.rtype || a.ttl() != b.ttl() || !plain(a) || !plain(b) {
        return false;
    }
    match a.rtype {
        RecordType::Ns => servers::named(a).is_some() && servers::named(a) == servers::named(b),
        RecordType::Ds => ds(a).is_some() && ds(a) == ds(b),
        _ => false,
    }
}

/// Whether two sets hold exactly the same; the order of records doesn't count (RFC 2181 §5).
pub(super) fn same_set(a: &RecordSet, b: &RecordSet) -> bool {
    key(a) == key(b) && a.routing == b.routing && same_data(&a.data, &b.data)
}

/// Whether two sets hold the same records, in any order, with the same TTL.
fn same_data(a: &Data, b: &Data) -> bool {
    match (a, b) {
        (Data::Records { ttl: ttl_a, values: a }, Data::Records { ttl: ttl_b, values: b }) => {
            ttl_a == ttl_b && sorted(a) == sorted(b)
        }
        (a, b) => a == b,
    }
}

/// The place of a set in its zone: at most one set has it.
pub(super) type Key<'a> = (&'a Name, &'a RecordType, Option<&'a str>);

/// Where a set stands in its zone.
pub(super) fn key(set: &RecordSet) -> Key<'_> {
    let identifier = set.routing.as_ref().map(|routing| routing.set_identifier.as_str());
    (&set.name, &set.rtype, identifier)
}

/// The items in order, for a comparison in which theirs doesn't count.
pub(super) fn sorted<T: Ord>(items: &[T]) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort();
    sorted
}

/// The keys that a DS RRset vouches for; `None` where one of its records can't be read.
pub(super) fn ds(set: &RecordSet) -> Option<BTreeSet<Ds>> {
    set.values().iter().map(|value| Ds::parse(value)).collect()
}

/// What a reading of the NS and DS RRsets at the cut tells of an intent whose answer was lost.
#[must_use]
pub fn settle(intent: &Intent, now: &[RecordSet]) -> Settled {
    let now = at_cut(now, &intent.cut);
    if same_sets(&now, &intent.after.iter().collect::<Vec<_>>()) {
        Settled::Made
    } else if same_sets(&now, &intent.before.iter().collect::<Vec<_>>()) {
        Settled::NotMade
    } else {
        Settled::Otherwise(now.into_iter().cloned().collect())
    }
}
