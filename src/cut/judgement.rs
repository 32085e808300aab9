//! How an answer stands to what is wanted: what was expected beforehand, and where nothing was,
//! what most servers of the parent say.

pub(super) mod child;
pub(super) mod parent;
pub(super) mod resolver;

use crate::dns::{Ds, Name};
use crate::zone::ProofState;

use super::referral::{AtParent, DsSeen, Says};

/// How an answer stands to what is wanted, and the words for it.
pub(super) type Judgement = (ProofState, String);

/// What an answer is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    /// The name that is cut.
    pub(super) cut: Name,
    /// The zone that hands it over.
    pub(super) parent: Name,
    /// Whether there should be no cut.
    pub(super) gone: bool,
    /// The NS set, sorted; `None` where nobody has told.
    pub(super) ns: Option<Vec<Name>>,
    /// The DS, sorted; `None` where nobody has told.
    pub(super) ds: Option<Vec<Ds>>,
    /// Whether the parent is signed, where that is known otherwise than by its answers.
    pub(super) parent_signed: Option<bool>,
    /// Whether the parent's servers show signatures; `None` where none has told.
    pub(super) parent_signs: Option<bool>,
}

impl Want {
    /// Nothing of a cut but that it should be there.
    pub(super) fn at(cut: Name, parent: Name) -> Self {
        Self {
            cut,
            parent,
            gone: false,
            ns: None,
            ds: None,
            parent_signed: None,
            parent_signs: None,
        }
    }

    /// Filled up with what the parent's servers say, each address by itself.
    pub(super) fn or_as_said(self, said: &[AtParent]) -> Self {
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
        let ns = self.ns.or_else(|| most(sets)).or_else(|| most(own));
        let ds = self.ds.or_else(|| most(ds));
        let signs = said.iter().filter_map(AtParent::signs);
        let parent_signs = signs.reduce(|one, other| one || other);
        Self { ns, ds, parent_signs, ..self }
    }
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
