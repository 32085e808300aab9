//! Which of the profiles of one account lists it, and what becomes of that when one fails or turns
//! out to be of another account.

use std::time::Duration;

use super::{Accounts, Identified, Listing};
use crate::app::effect::Effects;
use crate::app::requests::Requests;
use crate::app::zones::Zones;

impl Accounts {
    /// Another profile that already lists this one's account.
    pub(super) fn lister_of(&self, index: usize) -> Option<usize> {
        let row = &self.rows[index];
        self.rows.iter().enumerate().position(|(other, candidate)| {
            other != index
                && candidate.same_account(row)
                && matches!(candidate.listing, Listing::Loading { .. } | Listing::Done { .. })
        })
    }

    /// Of two profiles of one account the one shown first is the one whose listing it is, so that
    /// the same files always make the same screen.
    pub(super) fn take_over(&mut self, first: usize, later: usize, zones: &mut Zones) {
        let listing =
            std::mem::replace(&mut self.rows[later].listing, Listing::Shared { with: first });
        self.point(later, first);
        self.rows[first].listing = listing;
        zones.change_owner(later, first);
    }

    /// A profile's zones are those of another that lists its account, those of an earlier run too.
    pub(super) fn share(&mut self, index: usize, with: usize, zones: &mut Zones) {
        match self.rows[with].listing {
            Listing::Done { .. } => zones.remove_owner(index),
            _ => zones.pass_on(index, with),
        }
        self.point(index, with);
    }

    /// A listing failed: a profile that shares it tries in its place, unless another does already.
    pub(super) fn hand_over(
        &mut self,
        index: usize,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        let Some(heir) = self.sharing(index).next() else { return Effects::none() };
        if let Some(with) = self.lister_of(heir) {
            self.share(index, with, zones);
            return Effects::none();
        }
        zones.pass_on(index, heir);
        self.point(index, heir);
        self.list(heir, now, requests)
    }

    /// A profile has been identified: those that shared its listing and are of another account
    /// share that of their own, or the first of them lists it.
    pub(super) fn part(&mut self, index: usize, now: Duration, requests: &mut Requests) -> Effects {
        let Some(Identified::Yes(_)) = self.rows.get(index).map(|row| &row.identity) else {
            return Effects::none();
        };
        let own = &self.rows[index];
        let left: Vec<usize> =
            self.sharing(index).filter(|row| !self.rows[*row].same_account(own)).collect();
        let Some(heir) = left.first().copied() else { return Effects::none() };
        let lister = self.lister_of(heir);
        for row in left {
            self.rows[row].listing = Listing::Shared { with: lister.unwrap_or(heir) };
        }
        if lister.is_some() { Effects::none() } else { self.list(heir, now, requests) }
    }

    /// Those that share a profile's listing share another's instead.
    pub(super) fn point(&mut self, from: usize, to: usize) {
        for row in &mut self.rows {
            if row.listing == (Listing::Shared { with: from }) {
                row.listing = Listing::Shared { with: to };
            }
        }
    }

    fn sharing(&self, index: usize) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(move |(_, row)| row.listing == Listing::Shared { with: index })
            .map(|(at, _)| at)
    }

    /// Whether the settings say that an earlier profile reaches the same account, so that it is
    /// worth waiting for STS before listing.
    pub(super) fn expected_elsewhere(&self, index: usize) -> bool {
        let Some(row) = self.rows.get(index) else { return false };
        row.profile.expected_account.is_some()
            && self.rows[..index].iter().any(|other| {
                other.profile.expected_account == row.profile.expected_account
                    && other.profile.partition() == row.profile.partition()
                    && other.profile.problem.is_none()
            })
    }
}
