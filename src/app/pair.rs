//! The two zones that the user has marked, each with the profile that is to be used on it.

use crate::zone::{AccountId, ZoneKey};

/// A zone that was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Zone and profile.
    pub key: ZoneKey,
    /// The account, where STS has told it.
    pub account: Option<AccountId>,
    /// Whether the zone is private.
    pub private: bool,
}

impl Mark {
    /// Whether both marks are of one zone, whatever profile reaches it: zone ids are unique.
    #[must_use]
    pub fn same_zone(&self, other: &Self) -> bool {
        self.key.zone == other.key.zone
    }
}

/// Which side of a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideOf {
    /// The zone that hands a name over.
    Parent,
    /// The zone that takes it.
    Child,
}

impl SideOf {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Child => "child",
        }
    }
}

/// The marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair {
    /// The parent.
    pub parent: Option<Mark>,
    /// The child.
    pub child: Option<Mark>,
}

impl Pair {
    /// Marks a zone as one side; marking it again takes the mark away. A zone is never both.
    pub fn toggle(&mut self, side: SideOf, mark: Mark) {
        let (this, other) = match side {
            SideOf::Parent => (&mut self.parent, &mut self.child),
            SideOf::Child => (&mut self.child, &mut self.parent),
        };
        if this.as_ref().is_some_and(|marked| marked.key == mark.key) {
            *this = None;
            return;
        }
        if other.as_ref().is_some_and(|marked| marked.same_zone(&mark)) {
            *other = None;
        }
        *this = Some(mark);
    }

    /// How a zone is marked.
    #[must_use]
    pub fn side_of(&self, zone: &crate::zone::ZoneId) -> Option<SideOf> {
        let is = |mark: &Option<Mark>| mark.as_ref().is_some_and(|mark| mark.key.zone == *zone);
        if is(&self.parent) {
            Some(SideOf::Parent)
        } else {
            is(&self.child).then_some(SideOf::Child)
        }
    }
}
