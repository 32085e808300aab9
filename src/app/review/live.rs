//! What the DNS says while the plan is read, and the proof after the change.

use super::stage::{Asking, Stage};
use super::{Effect, Effects, Purpose, Requests, Review};
use crate::app::requests::CheckId;
use crate::cut::{Check, Plan};
use crate::dns::Looked;
use crate::zone::EntryId;

impl Review {
    /// Takes what the DNS says. The user reads on: the line at hand and what was typed stay.
    pub fn looked(&mut self, place: usize, looked: Looked, requests: &mut Requests) -> Effects {
        let (Stage::Planned { plan, asking }, Some(lookup)) =
            (&mut self.stage, self.asked.get(place))
        else {
            return Effects::none();
        };
        **plan = plan.looked(lookup, looked);
        let now = Asking::about(plan);
        if std::mem::discriminant(&now) != std::mem::discriminant(asking) {
            *asking = now;
        }
        self.lay_out(None);
        self.cursor.select(self.cursor.selected, self.lines.len());
        self.look_up(requests)
    }

    /// Asks the DNS what it has not been asked for this plan.
    pub(super) fn look_up(&mut self, requests: &mut Requests) -> Effects {
        let mut effects = Effects::none();
        let Stage::Planned { plan, .. } = &self.stage else { return effects };
        if !self.dns.ask {
            return effects;
        }
        for lookup in plan.lookups() {
            if !self.asked.contains(&lookup) {
                let id = requests.open(Purpose::Live(self.asked.len()));
                self.asked.push(lookup.clone());
                effects.push(Effect::LookUp { id, lookup });
            }
        }
        effects
    }

    /// How many answers of the DNS have come, of how many; `None` where none is awaited.
    #[must_use]
    pub fn asking_dns(&self) -> Option<(usize, usize)> {
        let Stage::Planned { plan, .. } = &self.stage else { return None };
        let live = plan.live();
        (self.dns.ask && !live.is_done()).then(|| (live.heard(), live.all()))
    }

    /// Whether the change has to wait for the DNS, as the configuration asks.
    #[must_use]
    pub fn waits_for_dns(&self) -> bool {
        let is_awaited = |plan: &Plan| !plan.live().is_done();
        self.dns.ask
            && self.dns.wait
            && matches!(&self.stage, Stage::Planned { plan, .. } if is_awaited(plan))
    }

    /// What is to be proved in the DNS, once the change stands.
    #[must_use]
    pub fn to_prove(&self) -> Option<(Check, Option<EntryId>)> {
        match &self.stage {
            Stage::Ended { apply, ending, .. } if self.dns.ask && ending.stands() => {
                let check = Check::after(apply.plan()).within(self.dns.prove_for);
                Some((check, apply.entry().cloned()))
            }
            _ => None,
        }
    }

    /// The proof goes on under this id; gives back the one before it.
    pub fn prove(&mut self, id: CheckId) -> Option<CheckId> {
        match &mut self.stage {
            Stage::Ended { proof, .. } => proof.replace(id),
            _ => None,
        }
    }

    /// The proof that goes on, or has ended.
    #[must_use]
    pub fn proof(&self) -> Option<CheckId> {
        match &self.stage {
            Stage::Ended { proof, .. } => *proof,
            _ => None,
        }
    }
}
