//! What differs between two readings of a cut.

use std::collections::HashMap;

use crate::dns::Name;
use crate::zone::{Identity, RecordSet, Signing};

use super::Witness;
use super::draft::ds_records;
use super::standing::{Key, key, same_set, sorted};
use super::wording::{contents, identity, owner, signing};

/// What differs between two readings, a line each; nothing where the later is as good as the
/// earlier. The order of servers and of records in a set doesn't count (RFC 2181 §5), nor does
/// the session name of an assumed role; all else is compared exactly.
#[must_use]
pub fn differences(then: &Witness, now: &Witness) -> Vec<String> {
    let mut lines = Vec::new();
    for (whose, then, now) in [
        ("the parent's", Some(&then.parent_identity), Some(&now.parent_identity)),
        ("the child's", then.child_identity.as_ref(), now.child_identity.as_ref()),
    ] {
        let same = match (then, now) {
            (Some(then), Some(now)) => same_principal(then, now),
            (then, now) => then == now,
        };
        if !same {
            let who = |of: Option<&Identity>| of.map_or_else(|| "not asked".to_owned(), identity);
            lines.push(format!("{whose} profile: was {}, is {}", who(then), who(now)));
        }
    }
    if sorted(&then.delegation_set) != sorted(&now.delegation_set) {
        let (then, now) = (joined(&then.delegation_set), joined(&now.delegation_set));
        lines.push(format!("the child's delegation set: was {then}, is {now}"));
    }
    // What could not be read then was not part of the preview.
    if let Some(then) = &then.child_signing
        && !now.child_signing.as_ref().is_some_and(|now| same_keys(then, now))
    {
        let now = now.child_signing.as_ref().map_or_else(|| "not readable".to_owned(), signing);
        lines.push(format!("the child's signing: was {}, is {now}", signing(then)));
    }
    compare_sets(&then.above, &now.above, &mut lines);
    compare_sets(&then.at_and_below, &now.at_and_below, &mut lines);
    lines
}

/// Whether a zone is signed alike: the same state, the same DS of its active keys.
fn same_keys(a: &Signing, b: &Signing) -> bool {
    a.status == b.status && sorted(&ds_records(a)) == sorted(&ds_records(b))
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

fn joined(servers: &[Name]) -> String {
    if servers.is_empty() {
        return "empty".to_owned();
    }
    servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
