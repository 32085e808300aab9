//! What a review is about, and how far it has come.

use std::time::Duration;

use crate::app::field::Field;
use crate::app::pair::Mark;
use crate::app::requests::CheckId;
use crate::cut::{Apply, Confirmation, Ending, Goal, Plan, Sides};
use crate::dns::Name;
use crate::zone::{Fault, ProfileName};

/// What a review is about: a cut, the zones on its two sides, and what is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The side that is written.
    pub parent: Mark,
    /// The name that is cut.
    pub cut: Name,
    /// The side that takes it, where it is known.
    pub child: Option<Mark>,
    /// What the plan is for.
    pub goal: Goal,
}

impl Subject {
    /// The profiles of both sides.
    #[must_use]
    pub fn profiles(&self) -> Vec<ProfileName> {
        let sides = [Some(&self.parent), self.child.as_ref()].into_iter().flatten();
        sides.map(|mark| mark.key.profile.clone()).collect()
    }

    /// The child's name is handed to it.
    #[must_use]
    pub fn delegation(parent: Mark, child: Mark) -> Self {
        Self { parent, cut: child.key.name.clone(), child: Some(child), goal: Goal::Delegate }
    }

    /// The cut, for whoever reads it.
    #[must_use]
    pub fn sides(&self) -> Sides {
        Sides {
            parent: self.parent.key.clone(),
            cut: self.cut.clone(),
            child: self.child.as_ref().map(|child| child.key.clone()),
        }
    }
}

/// How far a review has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The facts are being read.
    Reading,
    /// They could not be read.
    Failed(Fault),
    /// There is a plan, and perhaps a question.
    Planned {
        /// The plan.
        plan: Box<Plan>,
        /// What the user is asked.
        asking: Asking,
    },
    /// The change is under way.
    Applying {
        /// How far it has come.
        apply: Box<Apply>,
        /// When the user confirmed, since the start.
        since: Duration,
    },
    /// The change has ended, one way or the other.
    Ended {
        /// Its stages.
        apply: Box<Apply>,
        /// How.
        ending: Box<Ending>,
        /// How long it took.
        took: Duration,
        /// What the name servers answer since, where they are asked.
        proof: Option<CheckId>,
    },
}

/// What the user is asked before a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// Nothing: there is nothing to apply, or it can't be applied.
    Nothing,
    /// Yes or no; the cursor stands on No until it is moved.
    YesNo {
        /// Whether the cursor stands on Yes.
        yes: bool,
    },
    /// To type the child's name.
    Name {
        /// What was typed.
        field: Field,
        /// Whether it was entered and is not the name.
        wrong: bool,
    },
}

impl Asking {
    pub(super) fn about(plan: &Plan) -> Self {
        match plan.confirmation() {
            None => Self::Nothing,
            Some(Confirmation::Yes) => Self::YesNo { yes: false },
            Some(Confirmation::TypeName(_)) => Self::Name { field: Field::default(), wrong: false },
        }
    }
}
