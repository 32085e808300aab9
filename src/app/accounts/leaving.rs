//! A profile whose account can't be reached any more leaves its zones, and may come back.

use std::time::Duration;

use super::{Accounts, Identified, Listing, ProfileRow};
use crate::app::effect::Effects;
use crate::app::requests::{Purpose, Requests};
use crate::app::zones::Zones;
use crate::zone::ProfileProblem;

impl Accounts {
    /// Takes a profile's zones away, and says why it has none. Another profile of the account that
    /// shared its listing lists it now.
    pub(in crate::app) fn leave(
        &mut self,
        index: usize,
        problem: ProfileProblem,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        let owner = self.owner(index);
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        requests.forget(|open| open == Purpose::Identity(index) || open == Purpose::Listing(index));
        row.profile.problem = Some(problem);
        row.identity = Identified::No;
        row.listing = Listing::Gone;
        self.ends.remove(&index);
        if owner != index {
            return Effects::none();
        }
        let effects = self.hand_over(index, now, zones, requests);
        zones.remove_owner(index);
        zones.forget(index);
        effects
    }

    /// Asks for a profile again, from its identity on. Where it shares another's listing, that one is
    /// asked too. One that has left is nobody's to ask.
    pub fn reload(
        &mut self,
        index: usize,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        match self.rows.get(index) {
            Some(row) if row.listing == Listing::Gone => Effects::none(),
            _ => self.ask_again(index, now, zones, requests),
        }
    }

    /// Takes a profile as it is told of now: one that had left is asked for again.
    pub(in crate::app) fn known_again(
        &mut self,
        index: usize,
        told: ProfileRow,
        now: Duration,
        requests: &mut Requests,
    ) -> Effects {
        match self.rows.get_mut(index) {
            Some(row) if row.listing == Listing::Gone => *row = told,
            Some(row) => {
                row.profile.member = told.profile.member;
                return Effects::none();
            }
            None => return Effects::none(),
        }
        self.ask(index, now, requests)
    }
}
