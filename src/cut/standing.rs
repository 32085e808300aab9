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
    // In words: the journal knows no more of a policy.
    let policy = |set: &RecordSet| set.routing.as_ref().map(|routing| routing.policy.clone());
    key(a) == key(b) && policy(a) == policy(b) && same_data(&a.data, &b.data)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{DS, OTHER_DS, OTHER_SERVERS, SERVERS, set, team_a, weighted};

    fn ns(ttl: u32, servers: &[&str]) -> RecordSet {
        set("team-a.example.com", "NS", ttl, servers)
    }

    fn vouched(ttl: u32, records: &[&str]) -> RecordSet {
        set("team-a.example.com", "DS", ttl, records)
    }

    #[test]
    fn servers_and_ds_are_compared_as_what_they_say() {
        let shouted = SERVERS.map(|server| server.trim_end_matches('.').to_uppercase());
        let mut shouted: Vec<&str> = shouted.iter().map(String::as_str).collect();
        shouted.reverse();
        assert!(same(&ns(300, &SERVERS), &ns(300, &shouted)));
        let spelt = DS.to_lowercase();
        assert!(same(&vouched(300, &[DS, OTHER_DS]), &vouched(300, &[OTHER_DS, &spelt])));
    }

    #[test]
    fn all_else_makes_another_set() {
        let one = ns(300, &SERVERS);
        for other in [
            ns(301, &SERVERS),
            ns(300, &SERVERS[1..]),
            ns(300, &OTHER_SERVERS),
            set("team-b.example.com", "NS", 300, &SERVERS),
            set("team-a.example.com", "TXT", 300, &SERVERS),
            weighted(one.clone(), "a"),
        ] {
            assert!(!same(&one, &other), "{other:?}");
        }
        assert!(!same(&vouched(300, &["odd"]), &vouched(300, &["even"])));
    }

    #[test]
    fn an_intent_whose_answer_was_lost_is_settled_by_what_stands_there() {
        let facts = team_a().delegated(900, &OTHER_SERVERS).vouched(60, &[DS]);
        let facts = facts.child_signed(&[DS]);
        let before = facts.at_and_below.clone();
        let plan = facts.plan_to(Goal::Delegate);
        let intent = plan.confirm_typed("team-a.example.com").unwrap().intent();
        let below = set("www.team-a.example.com", "NS", 300, &OTHER_SERVERS);
        let with_below = |sets: &[RecordSet]| [sets, std::slice::from_ref(&below)].concat();

        assert_eq!(settle(&intent, &with_below(plan.after())), Settled::Made);
        assert_eq!(settle(&intent, &with_below(&before)), Settled::NotMade);
        for otherwise in [vec![], vec![ns(300, &SERVERS)], vec![ns(1, &SERVERS), before[1].clone()]]
        {
            assert_eq!(settle(&intent, &with_below(&otherwise)), Settled::Otherwise(otherwise));
        }
    }
}
