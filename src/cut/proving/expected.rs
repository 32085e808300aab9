//! What should be found at a cut.

use crate::cut::Plan;
use crate::cut::judgement::Want;
use crate::cut::servers;
use crate::cut::standing;
use crate::dns::{Ds, Name};
use crate::zone::SigningStatus;

/// What should be found at a cut. What is `None` is not known beforehand: then all servers must
/// say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name that is cut.
    pub cut: Name,
    /// The zone that hands it over, with its servers; `None`: as the way from the root shows.
    /// Where no server is known, the resolver tells them.
    pub parent: Option<(Name, Vec<Name>)>,
    /// The servers that it is handed to.
    pub ns: Option<Vec<Name>>,
    /// Whether there should be no cut, as after a removal.
    pub gone: bool,
    /// The servers asked for authority besides those of `ns`, or those that the parent names.
    pub child_servers: Vec<Name>,
    /// The DS at the cut.
    pub ds: Option<Vec<Ds>>,
    /// Whether the parent is signed, so that the absence of a DS must be proved.
    pub parent_signed: Option<bool>,
}

impl Expected {
    /// Nothing but the name.
    #[must_use]
    pub fn unknown(cut: Name) -> Self {
        Self {
            cut,
            parent: None,
            ns: None,
            gone: false,
            child_servers: Vec::new(),
            ds: None,
            parent_signed: None,
        }
    }

    /// What a plan writes, or finds written. Values that can't be read are expected of nobody.
    #[must_use]
    pub fn after(plan: &Plan) -> Self {
        let facts = plan.facts();
        let ns = plan.ns_after().and_then(servers::named).map(|set| set.into_iter().collect());
        let ds = plan.ds_after().map_or_else(
            || Some(Vec::new()),
            |set| standing::ds(set).map(|ds| ds.into_iter().collect()),
        );
        Self {
            cut: facts.cut.clone(),
            parent: Some((facts.parent.name().clone(), facts.parent.detail.delegation_set.clone())),
            ns,
            gone: plan.ns_after().is_none(),
            child_servers: Vec::new(),
            ds,
            parent_signed: match facts.parent.signing.as_ref().map(|signing| &signing.status) {
                Ok(SigningStatus::Signing) => Some(true),
                Ok(SigningStatus::NotSigning) => Some(false),
                _ => None,
            },
        }
    }

    /// What the answers are held against, before any came.
    pub(super) fn want(&self, parent: Name) -> Want {
        Want {
            gone: self.gone,
            ns: self.ns.as_deref().map(sorted),
            ds: self.ds.as_deref().map(sorted),
            parent_signed: self.parent_signed,
            ..Want::at(self.cut.clone(), parent)
        }
    }
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut sorted = items.to_vec();
    sorted.sort();
    sorted.dedup();
    sorted
}
