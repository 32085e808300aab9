//! What is to be done about a cut: the plan that repairs it, or advice.

use crate::cut::goal::{Goal, Sides};
use crate::dns::Name;
use crate::zone::ZoneKey;

use super::{CutState, Repair};

/// What a repair goes by.
pub(super) struct Ailing<'a> {
    /// The cut.
    pub(super) cut: &'a Name,
    /// Its state.
    pub(super) state: CutState,
    /// The zone that would be written, where it is known which.
    pub(super) parent: Option<&'a ZoneKey>,
    /// The AWS service that owns that zone, where one does.
    pub(super) owner: Option<&'a str>,
    /// The zone of the name in view.
    pub(super) child: Option<&'a ZoneKey>,
    /// Whether the parent names that zone's delegation set.
    pub(super) leads_to_child: bool,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// This plan.
    Plan(Repair),
    /// This, by hand.
    Advice(&'static str),
    /// Nothing.
    Nothing,
}

impl Ailing<'_> {
    pub(super) fn remedy(&self) -> Remedy {
        let goal = match self.goal() {
            Ok(goal) => goal,
            Err(advice) => return advice.map_or(Remedy::Nothing, Remedy::Advice),
        };
        if self.owner.is_some() {
            return Remedy::Advice("An AWS service owns the parent: change it there.");
        }
        match self.parent {
            Some(parent) => Remedy::Plan(Repair {
                sides: Sides {
                    parent: parent.clone(),
                    cut: self.cut.clone(),
                    child: self.child.cloned(),
                },
                goal,
            }),
            None if self.state == CutState::Missing => Remedy::Advice(
                "Several zones in view may be the parent, or the parent is not in view: choose \
                 the one that is live, and delegate from it.",
            ),
            None => Remedy::Advice("The parent is not in view: ask whoever owns it."),
        }
    }

    /// What a plan would be for, or what to do where none helps.
    fn goal(&self) -> Result<Goal, Option<&'static str>> {
        match (self.state, self.child) {
            (CutState::Dangling | CutState::Dead, _) | (CutState::Lame, None) => Ok(Goal::Remove),
            (CutState::WrongTwin | CutState::Drifted | CutState::Missing, _) => Ok(Goal::Delegate),
            (CutState::BrokenByDs, Some(_)) if self.leads_to_child => Ok(Goal::Sign),
            (CutState::BrokenByDs | CutState::Lame, Some(_)) if !self.leads_to_child => {
                Ok(Goal::Delegate)
            }
            (CutState::BrokenByDs, _) => Err(Some(
                "Ask the child's operator which DS belongs to its keys, and put it in place of \
                 this one; or delete the DS.",
            )),
            (CutState::Lame | CutState::PartlyLame, Some(_)) => Err(Some(
                "The parent names the right servers. Ask again in a few minutes; if they still \
                 refuse, ask AWS Support.",
            )),
            (CutState::PartlyLame, None) => Err(Some(
                "Ask the child's operator which servers are meant, and take the others out of the \
                 NS set.",
            )),
            (CutState::Occluding, _) => Err(Some(
                "Move what is still wanted of these record sets to the child, then delete them \
                 from the parent.",
            )),
            (CutState::Unknown, _) => {
                Err(Some("Nothing is claimed: ask again later, or from another network."))
            }
            (CutState::Elsewhere | CutState::Live, _) => Err(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::name;
    use crate::zone::{ProfileName, ZoneId};

    fn key(apex: &str) -> ZoneKey {
        let zone = ZoneId::new(&format!("Z{apex}"));
        ZoneKey { profile: ProfileName::new("p"), zone, name: name(apex) }
    }

    /// The goal of the plan, or `None` where there is no plan.
    fn goal(state: CutState, child: bool, leads_to_child: bool) -> Option<Goal> {
        let (cut, parent, zone) = (name("a.example.com"), key("example.com"), key("a.example.com"));
        let ailing = Ailing {
            cut: &cut,
            state,
            parent: Some(&parent),
            owner: None,
            child: child.then_some(&zone),
            leads_to_child,
        };
        let owned = Ailing { owner: Some("servicediscovery.amazonaws.com"), ..ailing };
        assert!(!matches!(owned.remedy(), Remedy::Plan(_)));
        let unseen = Ailing { owner: None, parent: None, ..owned };
        assert!(!matches!(unseen.remedy(), Remedy::Plan(_)));
        let known = Ailing { parent: Some(&parent), ..unseen };
        match known.remedy() {
            Remedy::Plan(Repair { sides, goal }) => {
                assert_eq!((sides.parent, sides.cut), (parent, cut));
                assert_eq!(sides.child, child.then_some(zone));
                Some(goal)
            }
            Remedy::Advice(_) | Remedy::Nothing => None,
        }
    }

    #[test]
    fn each_state_has_its_plan() {
        use CutState as S;
        for (state, child, leads_to_child, wanted) in [
            (S::Missing, true, false, Some(Goal::Delegate)),
            (S::Drifted, true, false, Some(Goal::Delegate)),
            (S::WrongTwin, true, false, Some(Goal::Delegate)),
            (S::Lame, true, false, Some(Goal::Delegate)),
            (S::Lame, true, true, None),
            (S::Lame, false, false, Some(Goal::Remove)),
            (S::Dangling, false, false, Some(Goal::Remove)),
            (S::Dead, false, false, Some(Goal::Remove)),
            (S::Dead, true, false, Some(Goal::Remove)),
            (S::BrokenByDs, true, true, Some(Goal::Sign)),
            (S::BrokenByDs, true, false, Some(Goal::Delegate)),
            (S::BrokenByDs, false, false, None),
            (S::PartlyLame, true, true, None),
            (S::PartlyLame, false, false, None),
            (S::Occluding, true, true, None),
            (S::Unknown, true, true, None),
            (S::Elsewhere, false, false, None),
            (S::Live, true, true, None),
        ] {
            assert_eq!(goal(state, child, leads_to_child), wanted, "{state} {child}");
        }
    }
}
