//! What differs between two readings of a cut.

use std::collections::HashMap;

use crate::dns::{Name, RecordType};
use crate::zone::{Data, Identity, RecordSet};

use super::Witness;
use super::wording::{contents, identity, owner};

/// What differs between two readings, a line each; nothing where the later is as good as the
/// earlier. The order of servers and of records in a set doesn't count (RFC 2181 §5), nor does
/// the session name of an assumed role; all else is compared exactly.
#[must_use]
pub fn differences(then: &Witness, now: &Witness) -> Vec<String> {
    let mut lines = Vec::new();
    for (whose, then, now) in [
        ("the parent's", &then.parent_identity, &now.parent_identity),
        ("the child's", &then.child_identity, &now.child_identity),
    ] {
        if !same_principal(then, now) {
            let (then, now) = (identity(then), identity(now));
            lines.push(format!("{whose} profile: was {then}, is {now}"));
        }
    }
    if sorted(&then.delegation_set) != sorted(&now.delegation_set) {
        let (then, now) = (joined(&then.delegation_set), joined(&now.delegation_set));
        lines.push(format!("the child's delegation set: was {then}, is {now}"));
    }
    compare_sets(&then.above, &now.above, &mut lines);
    compare_sets(&then.at_and_below, &now.at_and_below, &mut lines);
    lines
}

/// Whether two sets answer the same.
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
type Key<'a> = (&'a Name, &'a RecordType, Option<&'a str>);

fn key(set: &RecordSet) -> Key<'_> {
    let identifier = set.routing.as_ref().map(|routing| routing.set_identifier.as_str());
    (&set.name, &set.rtype, identifier)
}

fn compare_sets(then: &[RecordSet], now: &[RecordSet], lines: &mut Vec<String>) {
    let before: HashMap<Key<'_>, &RecordSet> = then.iter().map(|set| (key(set), set)).collect();
    let after: HashMap<Key<'_>, &RecordSet> = now.iter().map(|set| (key(set), set)).collect();
    for old in then {
        match after.get(&key(old)) {
            None => lines.push(format!("{}: was {}, is gone", owner(old), contents(old))),
            Some(new) if !same_set(old, new) => {
                let (was, is) = (contents(old), contents(new));
                lines.push(format!("{}: was {was}, is {is}", owner(new)));
            }
            Some(_) => {}
        }
    }
    for new in now {
        if !before.contains_key(&key(new)) {
            lines.push(format!("{}: was not there, is {}", owner(new), contents(new)));
        }
    }
}

/// Whether two answers of STS name one principal. The session name at the end of an assumed
/// role's ARN (`arn:aws:sts::111111111111:assumed-role/role/session`) is chosen by each caller.
fn same_principal(a: &Identity, b: &Identity) -> bool {
    a.account == b.account && principal(&a.arn) == principal(&b.arn)
}

fn principal(arn: &str) -> &str {
    match arn.split_once(":assumed-role/") {
        Some((_, role)) if role.contains('/') => arn.rsplit_once('/').map_or(arn, |(role, _)| role),
        _ => arn,
    }
}

fn sorted<T: Ord>(items: &[T]) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort();
    sorted
}

fn joined(servers: &[Name]) -> String {
    if servers.is_empty() {
        return "empty".to_owned();
    }
    servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
