//! Which zone is likely meant on the other side of a cut.

use crate::zone::{HostedZone, ZoneId};

use super::ZoneInView;
use super::wording::bare;

/// A zone that may be meant, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The zone.
    pub zone: ZoneInView,
    /// Why it is proposed, in a few words.
    pub why: String,
}

/// The parents that a child may have, over all accounts: the public zones at the deepest name
/// strictly above it. One is a proposal; several, twins, are candidates and the choice is the
/// user's. None for a private child. A `default_parent` that is public and above the child goes
/// before all others.
///
/// Looks at each zone once and copies only what it returns.
#[must_use]
pub fn propose_parents<'a>(
    child: &HostedZone,
    all: impl IntoIterator<Item = &'a ZoneInView>,
    default_parent: Option<&ZoneId>,
) -> Vec<Proposal> {
    if child.private {
        return Vec::new();
    }
    let mut depth = 0;
    let mut deepest: Vec<&ZoneInView> = Vec::new();
    for seen in all {
        if seen.zone.private || !child.name.is_below(&seen.zone.name) {
            continue;
        }
        if Some(&seen.zone.id) == default_parent {
            let why = "the default parent in the configuration".to_owned();
            return vec![Proposal { zone: seen.clone(), why }];
        }
        let its_depth = seen.zone.name.depth();
        if its_depth > depth {
            deepest.clear();
        }
        if its_depth >= depth && deepest.iter().all(|other| other.zone.id != seen.zone.id) {
            depth = its_depth;
            deepest.push(seen);
        }
    }
    let why = match deepest.as_slice() {
        [_] => "the deepest public zone above it in view".to_owned(),
        twins => format!("one of {} public zones of this name", twins.len()),
    };
    let proposal = |seen: &ZoneInView| Proposal { zone: seen.clone(), why: why.clone() };
    deepest.into_iter().map(proposal).collect()
}

/// The children that a parent may have, over all accounts, in the order of the DNS: the public
/// zones below it with no other public zone in view between. None for a private parent.
///
/// Looks at each zone once, sorts what lies below the parent, and copies only what it returns.
#[must_use]
pub fn propose_children<'a>(
    parent: &ZoneInView,
    all: impl IntoIterator<Item = &'a ZoneInView>,
) -> Vec<Proposal> {
    if parent.zone.private {
        return Vec::new();
    }
    let is_below =
        |seen: &&ZoneInView| !seen.zone.private && seen.zone.name.is_below(&parent.zone.name);
    let mut below: Vec<&ZoneInView> = all.into_iter().filter(is_below).collect();
    // Stable, so that of two profiles that reach one zone the first stays.
    below.sort_by(|a, b| (&a.zone.name, &a.zone.id).cmp(&(&b.zone.name, &b.zone.id)));
    below.dedup_by(|later, earlier| later.zone.id == earlier.zone.id);

    // In this order a zone is followed by all that lies below it.
    let mut nearest: Vec<&ZoneInView> = Vec::new();
    for seen in below {
        if nearest.last().is_none_or(|last| !seen.zone.name.is_below(&last.zone.name)) {
            nearest.push(seen);
        }
    }
    let why = format!("directly below {} among the zones in view", bare(&parent.zone.name));
    let proposal = |seen: &ZoneInView| Proposal { zone: seen.clone(), why: why.clone() };
    nearest.into_iter().map(proposal).collect()
}

#[cfg(test)]
mod tests;
