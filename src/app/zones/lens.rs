//! What of the table is in view: one owner's zones, and those that a filter shows.

use std::collections::HashSet;

use super::row::ZoneRow;
use crate::app::needle::Needle;
use crate::dns::Name;
use crate::zone::ZoneId;

/// What of the table is in view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lens {
    /// Only zones of this owner.
    pub owner: Option<usize>,
    /// The filter as typed.
    pub text: String,
    /// What it asks for; all of it must be true.
    pub words: Vec<Sought>,
}

/// What a word of the filter asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Whether it must not be so.
    pub negated: bool,
    /// What.
    pub what: What,
}

/// What is asked of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// That its name or id holds a lower-case text, or that its owner is one of those named so.
    Text {
        /// The text.
        text: Needle,
        /// The owners.
        owners: Vec<usize>,
    },
    /// That its owner is one of these.
    Owners(Vec<usize>),
    /// That it is private, or not.
    Private(bool),
    /// That it is one of these zones; of cuts that lead out of view, one of these rows of the
    /// audit.
    Cuts(HashSet<ZoneId>, HashSet<u32>),
}

impl Lens {
    /// Whether a zone is in view.
    pub(super) fn shows(&self, row: &ZoneRow) -> bool {
        let (zone, owner) = (&row.zone, row.owner());
        let is_named = |text: &Needle| {
            if row.is_plain { text.is_in_plain(&zone.name) } else { text.is_in_name(&zone.name) }
        };
        self.owner.is_none_or(|only| only == owner)
            && self.words.iter().all(|word| {
                word.negated
                    != match &word.what {
                        What::Text { text, owners } => {
                            is_named(text)
                                || text.is_in_id(zone.id.as_str())
                                || owners.contains(&owner)
                        }
                        What::Owners(owners) => owners.contains(&owner),
                        What::Private(private) => zone.private == *private,
                        What::Cuts(zones, _) => zones.contains(&zone.id),
                    }
            })
    }

    /// Whether a cut that leads out of view is itself in view.
    pub(super) fn shows_cut(&self, name: &Name, owner: usize, audited: u32) -> bool {
        self.owner.is_none_or(|only| only == owner)
            && self.words.iter().all(|word| {
                word.negated
                    != match &word.what {
                        What::Text { text, owners } => {
                            text.is_in_name(name) || owners.contains(&owner)
                        }
                        What::Owners(owners) => owners.contains(&owner),
                        What::Private(private) => !private,
                        What::Cuts(_, rows) => rows.contains(&audited),
                    }
            })
    }

    /// Whether all that this shows is shown by another: words that became longer, or more.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        let longer = |(now, before): (&Sought, &Sought)| match (&now.what, &before.what) {
            (
                What::Text { text: long, owners: fewer },
                What::Text { text: short, owners: before_those },
            ) if !now.negated => {
                // A profile that has told its account meanwhile may be named by more.
                let named_before = fewer.iter().all(|owner| before_those.contains(owner));
                !before.negated && long.as_str().contains(short.as_str()) && named_before
            }
            _ => now == before,
        };
        self.owner == other.owner
            && self.words.len() >= other.words.len()
            && self.words.iter().zip(&other.words).all(longer)
    }
}
