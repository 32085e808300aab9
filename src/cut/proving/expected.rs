//! What should be found at a cut.

use crate::cut::Plan;
use crate::dns::{Ds, Name};

/// What should be found at a cut. What is `None` is not known beforehand: then all servers must
/// say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name that is cut.
    pub cut: Name,
    /// The zone that hands it over, with its servers; `None`: as the way from the root shows.
    pub parent: Option<(Name, Vec<Name>)>,
    /// The servers that it is handed to.
    pub ns: Option<Vec<Name>>,
    /// Whether there should be no cut, as after a removal.
    pub gone: bool,
    /// The servers asked for authority besides those that the parent names.
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

    /// What a plan writes.
    #[must_use]
    pub fn after(plan: &Plan) -> Self {
        Self::unknown(plan.facts().cut.clone())
    }
}
