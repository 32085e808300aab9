//! What a row is held against: what was expected beforehand, and where nothing was, what most
//! servers of the parent say.

use crate::dns::{Ds, Name};
use crate::zone::ProofState;

use crate::cut::referral::{AtParent, DsSeen, Says};

use super::Expected;

/// How an answer stands to what is wanted, and the words for it.
pub(super) type Judgement = (ProofState, String);

/// What a row is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    pub(super) cut: Name,
    pub(super) parent: Name,
    pub(super) gone: bool,
    /// The NS set, sorted; `None` where nobody has told.
    pub(super) ns: Option<Vec<Name>>,
    /// The DS, sorted; `None` where nobody has told.
    pub(super) ds: Option<Vec<Ds>>,
    pub(super) parent_signed: Option<bool>,
}

impl Want {
    /// What is expected, filled up with what the parent's servers say, each address by itself.
    pub(super) fn new(expected: &Expected, parent: Name, said: &[AtParent]) -> Self {
        let sets = said.iter().filter_map(|at| match &at.says {
            Says::Refers { servers, .. } => Some(servers.clone()),
            _ => None,
        });
        let own = said.iter().filter_map(|at| match &at.says {
            Says::IsChild(servers) => Some(servers.clone()),
            _ => None,
        });
        let ds = said.iter().filter_map(|at| match &at.ds {
            DsSeen::Has(ds) => Some(ds.clone()),
            DsSeen::Proved(_) | DsSeen::Absent => Some(Vec::new()),
            DsSeen::Untold => None,
        });
        let heard_ns = || most(sets).or_else(|| most(own));
        Self {
            cut: expected.cut.clone(),
            parent,
            gone: expected.gone,
            ns: expected.ns.as_deref().map(sorted).or_else(heard_ns),
            ds: expected.ds.as_deref().map(sorted).or_else(|| most(ds)),
            parent_signed: expected.parent_signed,
        }
    }
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut sorted = items.to_vec();
    sorted.sort();
    sorted.dedup();
    sorted
}

/// The item that comes most often, of equals the first.
fn most<T: PartialEq>(items: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for item in items {
        match counted.iter_mut().find(|(other, _)| *other == item) {
            Some((_, count)) => *count += 1,
            None => counted.push((item, 1)),
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max()?;
    counted.into_iter().find(|(_, count)| *count == most).map(|(item, _)| item)
}
