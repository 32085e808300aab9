//! A change batch and what it does to a zone: all of it, or nothing and why.

use std::collections::{BTreeMap, BTreeSet};

use super::name::Name;
use super::rdata;
use super::record::{RecordData, RecordKey, RecordSet, RecordType};
use super::zone::Zone;

/// The most `ResourceRecord` elements in a batch; those of an UPSERT count twice
/// (developer guide, quotas on `ChangeResourceRecordSets`).
const MAX_RECORDS: usize = 1_000;
/// The most characters in all `Value` elements of a batch; those of an UPSERT count twice.
const MAX_CHARACTERS: usize = 32_000;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChangeAction {
    /// The set must not be there yet.
    Create,
    /// The set must be there, exactly as given.
    Delete,
    /// Whatever is there is overwritten.
    Upsert,
}

impl ChangeAction {
    /// The word in a batch, and in the conditions of a policy.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            ChangeAction::Create => "CREATE",
            ChangeAction::Delete => "DELETE",
            ChangeAction::Upsert => "UPSERT",
        }
    }

    /// Reads the word.
    pub(super) fn parse(word: &str) -> Option<ChangeAction> {
        let all = [ChangeAction::Create, ChangeAction::Delete, ChangeAction::Upsert];
        all.into_iter().find(|action| action.as_str() == word)
    }
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) action: ChangeAction,
    pub(super) key: RecordKey,
    pub(super) set: RecordSet,
}

/// Does all changes in their order, or none and says all that is wrong.
pub(super) fn apply(zone: &mut Zone, changes: &[Change]) -> Result<(), Vec<String>> {
    let mut faults = size_faults(changes);
    faults.extend(sequence_faults(changes));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut undo = Vec::new();
    for change in changes {
        let before = faults.len();
        faults.extend(change_faults(zone, change));
        if faults.len() == before {
            let old = match change.action {
                ChangeAction::Delete => zone.records.remove(&change.key),
                _ => zone.records.insert(change.key.clone(), change.set.clone()),
            };
            undo.push((change.key.clone(), old));
        }
    }
    if faults.is_empty() {
        faults = zone_faults(zone, changes);
    }
    if faults.is_empty() {
        return Ok(());
    }
    for (key, old) in undo.into_iter().rev() {
        match old {
            Some(set) => zone.records.insert(key, set),
            None => zone.records.remove(&key),
        };
    }
    Err(faults)
}

fn size_faults(changes: &[Change]) -> Vec<String> {
    let (mut records, mut characters) = (0, 0);
    for change in changes {
        let times = if change.action == ChangeAction::Upsert { 2 } else { 1 };
        match &change.set.data {
            RecordData::Values { values, .. } => {
                records += times * values.len();
                let count: usize = values.iter().map(|value| value.chars().count()).sum();
                characters += times * count;
            }
            RecordData::Alias { .. } => records += times,
        }
    }
    let mut faults = Vec::new();
    if records > MAX_RECORDS {
        faults.push(format!("Number of records limit of {MAX_RECORDS} exceeded."));
    }
    if characters > MAX_CHARACTERS {
        faults.push(format!("Number of characters limit of {MAX_CHARACTERS} exceeded."));
    }
    faults
}

/// A set may be changed once in a batch, or be deleted and then created.
fn sequence_faults(changes: &[Change]) -> Vec<String> {
    let mut by_key: BTreeMap<&RecordKey, Vec<ChangeAction>> = BTreeMap::new();
    for change in changes {
        by_key.entry(&change.key).or_default().push(change.action);
    }
    let allowed = |actions: &[ChangeAction]| {
        matches!(actions, [_] | [ChangeAction::Delete, ChangeAction::Create])
    };
    by_key
        .into_iter()
        .filter(|(_, actions)| !allowed(actions))
        .map(|(key, _)| {
            format!(
                "The request contains an invalid set of changes for a resource record set '{} {}'",
                key.kind, key.name
            )
        })
        .collect()
}

/// What is wrong with one change, the zone being as the changes before it left it.
fn change_faults(zone: &Zone, change: &Change) -> Vec<String> {
    let Change { action, key, set } = change;
    if let Some(comment) = zone.protection(key) {
        return vec![protected(key, comment)];
    }
    let there = zone.records.get(key);
    if *action == ChangeAction::Delete {
        let fault = match there {
            None => "but it was not found",
            Some(there) if there.data.matches(&set.data) && there.routing == set.routing => {
                return Vec::new();
            }
            Some(_) => "but the values provided do not match the current values",
        };
        return vec![format!("Tried to delete resource record set {key} {fault}")];
    }
    let (name, kind) = (&key.name, key.kind);
    if !name.is_within(&zone.name) {
        return vec![format!("RRSet with DNS name {name} is not permitted in zone {}", zone.name)];
    }
    if *action == ChangeAction::Create && there.is_some() {
        return vec![format!("Tried to create resource record set {key} but it already exists")];
    }
    let mut faults = Vec::new();
    if let RecordData::Values { values, .. } = &set.data {
        faults.extend(rdata::faults(kind, values));
    }
    faults.extend(place_fault(zone, key));
    faults.extend(alias_fault(key, set));
    faults.extend(neighbour_faults(zone, key, set));
    faults
}

/// The refusal of a change to a protected set. Of Route 53's text only this is documented, that it
/// has the comment in it; the rest is ours.
fn protected(key: &RecordKey, comment: &str) -> String {
    let why = if comment.is_empty() { String::new() } else { format!(": {comment}") };
    format!("Tried to change resource record set {key} but it is protected from changes{why}")
}

/// What may not stand at this name at all.
fn place_fault(zone: &Zone, key: &RecordKey) -> Option<String> {
    let (name, kind) = (&key.name, key.kind);
    let apex = *name == zone.name;
    let place = match kind {
        RecordType::Cname | RecordType::Ds if apex => "at apex in zone",
        RecordType::Soa if !apex => "below the apex in zone",
        RecordType::Ns if name.is_wildcard() => "at a wildcard in zone",
        _ => return None,
    };
    let zone = &zone.name;
    Some(format!("RRSet of type {kind} with DNS name {name} is not permitted {place} {zone}"))
}

/// An alias answers addresses and the like; it can be neither NS nor SOA, nor DS.
fn alias_fault(key: &RecordKey, set: &RecordSet) -> Option<String> {
    let alias = matches!(set.data, RecordData::Alias { .. });
    let barred = matches!(key.kind, RecordType::Ns | RecordType::Soa | RecordType::Ds);
    (alias && barred).then(|| {
        format!(
            "RRSet of type {} with DNS name {} is not permitted to be an alias",
            key.kind, key.name
        )
    })
}

/// What does not go together with the other sets of the name.
fn neighbour_faults(zone: &Zone, key: &RecordKey, set: &RecordSet) -> Vec<String> {
    let RecordKey { name, kind, set_identifier } = key;
    let mut faults = Vec::new();
    let others: Vec<_> = zone.at(name).filter(|(other, _)| *other != key).collect();
    let cname = |kind: RecordType| kind == RecordType::Cname;
    if cname(*kind) && others.iter().any(|(other, _)| !cname(other.kind)) {
        faults.push(format!(
            "RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other \
             records with the same DNS name in zone {}",
            zone.name
        ));
    }
    if !cname(*kind) && others.iter().any(|(other, _)| cname(other.kind)) {
        faults.push(format!(
            "RRSet of type {kind} with DNS name {name} is not permitted because a conflicting \
             RRSet of type CNAME with the same DNS name already exists in zone {}",
            zone.name
        ));
    }
    let clash = others.iter().filter(|(other, _)| other.kind == *kind).any(|(_, other)| {
        match (&set.routing, &other.routing) {
            (Some(ours), Some(theirs)) => !ours.same_policy(theirs) || ours.excludes(theirs),
            _ => true,
        }
    });
    if clash {
        let id = set_identifier.as_deref().unwrap_or("null");
        faults.push(format!(
            "RRSet with DNS name {name}, type {kind}, SetIdentifier {id} cannot be created as \
             other RRSets exist with the same name and type."
        ));
    }
    faults
}

/// What must hold of the zone when all changes are done.
fn zone_faults(zone: &Zone, changes: &[Change]) -> Vec<String> {
    let mut faults = Vec::new();
    let has = |name: &Name, kind| zone.at(name).any(|(key, _)| key.kind == kind);
    if !has(&zone.name, RecordType::Soa) {
        faults.push("A HostedZone must contain exactly one SOA record.".to_owned());
    }
    if !has(&zone.name, RecordType::Ns) {
        faults.push(
            "A HostedZone must contain at least one NS record for the zone itself.".to_owned(),
        );
    }
    let touched: BTreeSet<&Name> = changes.iter().map(|change| &change.key.name).collect();
    for name in touched {
        if has(name, RecordType::Ds) && !has(name, RecordType::Ns) {
            faults.push(format!(
                "RRSet of type DS with DNS name {name} is not permitted as no RRSet of type NS \
                 with the same DNS name exists in zone {}",
                zone.name
            ));
        }
    }
    let grows = changes.iter().any(|change| change.action != ChangeAction::Delete);
    if grows && zone.len() > zone.quota {
        faults.push(format!(
            "Number of resource record sets in zone {} exceeds the limit of {}",
            zone.name, zone.quota
        ));
    }
    faults
}

#[cfg(test)]
mod tests;
