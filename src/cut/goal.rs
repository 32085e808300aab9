//! What a plan is for, and between whom.

use crate::dns::Name;
use crate::zone::{Deed, Entry, ZoneKey};

/// What a plan is for. It changes the NS and DS RRsets at the cut and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// The child's name is handed to the child's delegation set.
    Delegate,
    /// The delegation is taken away, with its DS.
    Remove,
    /// The DS RRset becomes what the child's keys ask for: their DS records while it is signed,
    /// none while it is not.
    Sign,
    /// A change of ours is taken back: what stood there before it is put back exactly.
    Undo(Box<Entry>),
}

impl Goal {
    /// Whether there is no plan without the child's zone.
    #[must_use]
    pub fn needs_child(&self) -> bool {
        match self {
            Self::Delegate | Self::Sign => true,
            Self::Remove | Self::Undo(_) => false,
        }
    }

    /// The word for it in the journal.
    #[must_use]
    pub fn deed(&self) -> Deed {
        match self {
            Self::Delegate => Deed::Delegate,
            Self::Remove => Deed::Remove,
            Self::Sign => Deed::Sign,
            Self::Undo(_) => Deed::Undo,
        }
    }
}

/// A cut, and the zones on its two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The side that is written.
    pub parent: ZoneKey,
    /// The name that is cut.
    pub cut: Name,
    /// The side that takes the name; `None` where it is not known, or is no more.
    pub child: Option<ZoneKey>,
}

impl Sides {
    /// The cut at the child's apex.
    #[must_use]
    pub fn between(parent: ZoneKey, child: ZoneKey) -> Self {
        Self { parent, cut: child.name.clone(), child: Some(child) }
    }

    /// A cut whose child is not known.
    #[must_use]
    pub fn at(parent: ZoneKey, cut: Name) -> Self {
        Self { parent, cut, child: None }
    }
}
