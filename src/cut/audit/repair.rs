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
    /// Whether that zone signs, where it tells.
    pub(super) child_signs: Option<bool>,
    /// Whether servers below the cut lack their addresses in the parent.
    pub(super) lacks_glue: bool,
}

/// What is to be done: a plan, with words where it needs some; or by hand, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Remedy {
    /// The plan.
    pub(super) repair: Option<Repair>,
    /// The words.
    pub(super) advice: Option<&'static str>,
}

impl Remedy {
    fn by_hand(advice: &'static str) -> Self {
        Self { repair: None, advice: Some(advice) }
    }
}

impl Ailing<'_> {
    pub(super) fn remedy(&self) -> Remedy {
        let goal = match self.goal() {
            Ok(goal) => goal,
            Err(advice) => return Remedy { repair: None, advice },
        };
        if self.owner.is_some() {
            return Remedy::by_hand("An AWS service owns the parent: change it there.");
        }
        match self.parent {
            Some(parent) => {
                let (parent, cut) = (parent.clone(), self.cut.clone());
                let sides = Sides { parent, cut, child: self.child.cloned() };
                let advice = self.beside(&goal);
                Remedy { repair: Some(Repair { sides, goal }), advice }
            }
            None if self.state == CutState::Missing => Remedy::by_hand(
                "Several zones in view may be the parent, or the parent is not in view: choose \
                 the one that is live, and delegate from it.",
            ),
            None => Remedy::by_hand("The parent is not in view: ask whoever owns it."),
        }
    }

    /// What to know beside a plan.
    fn beside(&self, goal: &Goal) -> Option<&'static str> {
        match (self.state, goal, self.child_signs) {
            (CutState::BrokenByDs, Goal::Sign, Some(true)) => Some(
                "Put the DS of the child's own key in place of this one. Validating resolvers may \
                 keep the old one for its TTL.",
            ),
            (CutState::BrokenByDs, Goal::Sign, _) => Some(
                "The child is not signed: take the DS away. Validating resolvers may keep it for \
                 its TTL.",
            ),
            (CutState::BrokenByDs, Goal::Delegate, _) => {
                Some("Then put the DS of the child's own key in place of this one.")
            }
            _ => None,
        }
    }

    /// What a plan would be for, or what to do where none helps.
    fn goal(&self) -> Result<Goal, Option<&'static str>> {
        match (self.state, self.child) {
            (CutState::Lame | CutState::PartlyLame, _) if self.lacks_glue => Err(Some(
                "Create the A and AAAA record sets of the servers below the cut in the parent: \
                 resolvers find them by that glue alone.",
            )),
            (CutState::Dangling | CutState::Dead, _) | (CutState::Lame, None) => Ok(Goal::Remove),
            (CutState::WrongTwin | CutState::Drifted | CutState::Missing, _) => Ok(Goal::Delegate),
            // Where the child's keys are not what the DS says, the right DS or none is put there.
            (CutState::BrokenByDs, Some(_))
                if self.leads_to_child && self.child_signs.is_some() =>
            {
                Ok(Goal::Sign)
            }
            (CutState::BrokenByDs, Some(_))
                if !self.leads_to_child && self.child_signs == Some(true) =>
            {
                Ok(Goal::Delegate)
            }
            (CutState::BrokenByDs, Some(_)) => Err(Some(
                "Take the DS away and wait its TTL; then change the delegation, if need be. Or \
                 sign the child, and put the DS of its own key there.",
            )),
            (CutState::BrokenByDs, None) => Err(Some(
                "Ask the child's operator which DS belongs to its keys, and put it in place of \
                 this one; or take the DS away, and wait its TTL before anything else is changed.",
            )),
            (CutState::Lame, Some(_)) if !self.leads_to_child => Ok(Goal::Delegate),
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

    const OWNED: &str = "servicediscovery.amazonaws.com";

    /// The goal of the plan, or `None` where there is no plan.
    fn goal(state: CutState, child: bool, leads_to_child: bool) -> Option<Goal> {
        remedy(state, child, leads_to_child, Some(true), false).0
    }

    /// The goal of the plan, and the advice.
    fn remedy(
        state: CutState,
        child: bool,
        leads_to_child: bool,
        child_signs: Option<bool>,
        lacks_glue: bool,
    ) -> (Option<Goal>, Option<&'static str>) {
        let (cut, parent, zone) = (name("a.example.com"), key("example.com"), key("a.example.com"));
        let child = child.then_some(&zone);
        let ailing = |parent, owner| {
            let cut = &cut;
            Ailing { cut, state, parent, owner, child, leads_to_child, child_signs, lacks_glue }
        };
        assert_eq!(ailing(Some(&parent), Some(OWNED)).remedy().repair, None);
        assert_eq!(ailing(None, None).remedy().repair, None);
        let Remedy { repair, advice } = ailing(Some(&parent), None).remedy();
        let goal = repair.map(|Repair { sides, goal }| {
            assert_eq!((&sides.parent, &sides.cut, sides.child.as_ref()), (&parent, &cut, child));
            goal
        });
        (goal, advice)
    }

    #[test]
    fn what_is_broken_by_ds_has_words_and_a_plan_where_one_can_be_opened() {
        for (child, leads_to_child, signs, goal, words) in [
            (true, true, Some(true), Some(Goal::Sign), "Put the DS of the child's own key"),
            (true, true, Some(false), Some(Goal::Sign), "take the DS away"),
            (true, true, None, None, "Take the DS away and wait its TTL"),
            (true, false, Some(true), Some(Goal::Delegate), "Then put the DS"),
            (true, false, Some(false), None, "Take the DS away and wait its TTL"),
            (false, false, None, None, "Ask the child's operator"),
        ] {
            let found = remedy(CutState::BrokenByDs, child, leads_to_child, signs, false);
            assert_eq!(found.0, goal, "{child} {leads_to_child} {signs:?}");
            assert!(found.1.is_some_and(|advice| advice.contains(words)), "{found:?}");
        }
    }

    #[test]
    fn where_glue_is_lacking_it_is_to_be_made() {
        for state in [CutState::Lame, CutState::PartlyLame] {
            for child in [false, true] {
                let (goal, advice) = remedy(state, child, child, None, true);
                assert_eq!(goal, None);
                assert!(advice.is_some_and(|advice| advice.contains("by that glue alone")));
            }
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
