//! The profiles, whom each turned out to be, and who lists which account's zones.
//!
//! Identity and first page are asked at once, so that a listing costs no extra round trip. Two
//! profiles of one account are listed once: the first to be identified lists, the others share.

mod leaving;
mod sharing;

use std::collections::BTreeMap;
use std::time::Duration;

use super::effect::{Effect, Effects};
use super::ends::Ends;
use super::msg::Answer;
use super::requests::{Purpose, Requests};
use super::zones::Zones;
use crate::dns::Name;
use crate::zone::{AccountId, Fault, FaultKind, Identity, Profile, SignIn, ZonePage};

/// A profile on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRow {
    /// The profile.
    pub profile: Profile,
    /// What it is called on the screen.
    pub label: String,
    /// Where it stands together with others.
    pub group: Option<String>,
    /// Only zones at or below these are shown; empty for all.
    pub only: Vec<Name>,
    /// The parent that the user's configuration names for this profile's children: a name or id.
    pub default_parent: Option<String>,
    /// Whom AWS says it is.
    pub identity: Identified,
    /// How far its zones have come.
    pub listing: Listing,
}

/// Whether a profile's identity is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Identified {
    /// Not asked: the profile can't be used.
    No,
    /// Asked at this time since the start.
    Asking(Duration),
    /// Told by STS.
    Yes(Identity),
    /// Could not be told.
    Failed(Fault),
}

/// How far a profile's listing has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Listing {
    /// Not asked for: unusable, or waiting to learn the account.
    Waiting,
    /// A page is under way.
    Loading {
        /// When the listing began, since the start.
        since: Duration,
        /// Zones that have arrived.
        zones: usize,
    },
    /// The first page is here, but not yet whose account it is.
    Held(ZonePage),
    /// Complete.
    Done {
        /// How many zones were listed.
        zones: usize,
    },
    /// Stopped by a fault; what had arrived stays.
    Failed {
        /// What happened.
        fault: Fault,
        /// Zones that had arrived.
        zones: usize,
    },
    /// Another profile of the same account lists it.
    Shared {
        /// Index of that profile.
        with: usize,
    },
    /// Not asked for: the account can't be reached any more.
    Gone,
}

/// All profiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Accounts {
    rows: Vec<ProfileRow>,
    /// When a person has to sign in again, by the profile's index.
    ends: BTreeMap<usize, Ends>,
    /// What accounts are called, as far as that was asked and told.
    aliases: BTreeMap<AccountId, Option<String>>,
}

impl ProfileRow {
    /// The account, where STS has told it.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        match &self.identity {
            Identified::Yes(identity) => Some(&identity.account),
            _ => None,
        }
    }

    /// What stands in the way of this profile, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match (&self.identity, &self.listing) {
            (Identified::Failed(fault), _) | (_, Listing::Failed { fault, .. }) => Some(fault),
            _ => None,
        }
    }

    /// Whether an answer is awaited, and since when.
    #[must_use]
    pub fn waiting_since(&self) -> Option<Duration> {
        match (&self.identity, &self.listing) {
            (_, Listing::Loading { since, .. }) | (Identified::Asking(since), _) => Some(*since),
            _ => None,
        }
    }

    fn same_account(&self, other: &Self) -> bool {
        self.account().is_some()
            && self.account() == other.account()
            && self.profile.partition() == other.profile.partition()
    }
}

impl Accounts {
    /// Profiles as chosen and labelled, in the order shown.
    #[must_use]
    pub fn new(rows: Vec<ProfileRow>) -> Self {
        Self { rows, ends: BTreeMap::new(), aliases: BTreeMap::new() }
    }

    /// The profiles in the order shown.
    #[must_use]
    pub fn rows(&self) -> &[ProfileRow] {
        &self.rows
    }

    /// One profile.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&ProfileRow> {
        self.rows.get(index)
    }

    /// The profile whose listing holds this one's zones: itself, or the one it shares with.
    #[must_use]
    pub fn owner(&self, index: usize) -> usize {
        match self.rows.get(index).map(|row| &row.listing) {
            Some(Listing::Shared { with }) => *with,
            _ => index,
        }
    }

    /// All profiles that reach an owner's account, the owner first.
    pub fn reaching(&self, owner: usize) -> impl Iterator<Item = &ProfileRow> {
        self.rows.get(owner).into_iter().chain(
            self.rows.iter().filter(
                move |row| matches!(row.listing, Listing::Shared { with } if with == owner),
            ),
        )
    }

    /// How many zones a profile reaches, and whether more may come; `None` if that isn't known.
    #[must_use]
    pub fn zone_count(&self, index: usize) -> Option<(usize, bool)> {
        match &self.rows.get(self.owner(index))?.listing {
            Listing::Loading { zones, .. } => Some((*zones, true)),
            Listing::Done { zones } => Some((*zones, false)),
            Listing::Failed { zones, .. } if *zones > 0 => Some((*zones, false)),
            _ => None,
        }
    }

    /// When a person has to sign in again for a profile, as far as that is known.
    #[must_use]
    pub fn ends(&self, index: usize) -> Option<&Ends> {
        self.ends.get(&index).filter(|_| self.get(index).is_some_and(|row| row.account().is_some()))
    }

    /// Asks when a profile's sign-in ends, where it has one.
    pub fn ask_end(&self, index: usize, requests: &mut Requests) -> Effects {
        let row = self.rows.get(index).filter(|row| row.account().is_some());
        let ending =
            |row: &&ProfileRow| matches!(row.profile.sign_in, SignIn::Sso(_) | SignIn::Role);
        let Some(row) = row.filter(ending) else { return Effects::none() };
        let id = requests.open(Purpose::Ends(index));
        Effects::one(Effect::ReadEnd { id, profile: row.profile.name.clone() })
    }

    /// An account's alias, where it has one and tells it.
    #[must_use]
    pub fn alias(&self, account: &AccountId) -> Option<&str> {
        self.aliases.get(account)?.as_deref()
    }

    /// How many accounts are known by a name of their own.
    #[must_use]
    pub fn named(&self) -> usize {
        self.aliases.values().flatten().count()
    }

    /// An account's id, with its alias where that is known.
    #[must_use]
    pub fn with_alias(&self, account: &AccountId) -> String {
        match self.alias(account) {
            Some(alias) => format!("{account} {alias}"),
            None => account.to_string(),
        }
    }

    /// Asks what an account is called: once, when its listing has come to its end.
    pub fn ask_alias(&mut self, index: usize, requests: &mut Requests) -> Effects {
        let listed = |row: &&ProfileRow| matches!(row.listing, Listing::Done { .. });
        let index = self.owner(index);
        let Some(row) = self.rows.get(index).filter(listed) else { return Effects::none() };
        let Some(account) = row.account().cloned() else { return Effects::none() };
        if self.aliases.contains_key(&account) {
            return Effects::none();
        }
        self.aliases.insert(account, None);
        let id = requests.open(Purpose::Alias(index));
        Effects::one(Effect::ReadAlias { id, profile: row.profile.name.clone() })
    }

    /// Takes when a profile's sign-in ends, or what its account is called.
    pub(super) fn told(&mut self, purpose: Purpose, answer: Answer, now: Duration) {
        match (purpose, answer) {
            (Purpose::Ends(index), Answer::Ends(Some((left, clock)))) => {
                self.ends.insert(index, Ends { at: now + left, clock });
            }
            (Purpose::Ends(index), Answer::Ends(None)) => {
                self.ends.remove(&index);
            }
            (Purpose::Alias(index), Answer::Alias(alias)) => {
                if let Some(account) = self.rows.get(index).and_then(ProfileRow::account).cloned() {
                    self.aliases.insert(account, alias);
                }
            }
            _ => {}
        }
    }

    /// How many accounts are known.
    #[must_use]
    pub fn known(&self) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.account().is_some() && !matches!(row.listing, Listing::Shared { .. }))
            .count()
    }

    /// Asks for all usable profiles.
    pub fn start(&mut self, now: Duration, requests: &mut Requests) -> Effects {
        (0..self.rows.len())
            .map(|index| self.ask(index, now, requests))
            .fold(Effects::none(), Effects::and)
    }

    /// Adds profiles behind all others, and asks for them.
    pub(super) fn join(
        &mut self,
        rows: Vec<ProfileRow>,
        now: Duration,
        requests: &mut Requests,
    ) -> Effects {
        let first = self.rows.len();
        self.rows.extend(rows);
        (first..self.rows.len())
            .map(|index| self.ask(index, now, requests))
            .fold(Effects::none(), Effects::and)
    }

    /// The others that share its listing wait for what comes of that.
    fn ask_again(
        &mut self,
        index: usize,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        let owner = self.owner(index);
        let mut effects = Effects::none();
        requests.forget(|open| match open {
            // A page may be under way that one of the others has asked for.
            Purpose::Listing(row) => self.owner(row) == owner,
            Purpose::Identity(row) | Purpose::Ends(row) | Purpose::Alias(row) => {
                row == owner || row == index
            }
            _ => false,
        });
        if let Some(account) = self.rows.get(owner).and_then(ProfileRow::account) {
            self.aliases.retain(|of, alias| of != account || alias.is_some());
        }
        zones.remove_owner(owner);
        if let Some(row) = self.rows.get_mut(owner) {
            row.listing = Listing::Waiting;
            row.identity = Identified::No;
        }
        if index != owner
            && let Some(row) = self.rows.get_mut(index)
        {
            row.listing = Listing::Waiting;
            row.identity = Identified::No;
            effects = effects.and(self.ask(owner, now, requests));
        }
        effects.and(self.ask(index, now, requests))
    }

    /// Takes a profile's identity.
    pub fn identified(
        &mut self,
        index: usize,
        answer: Result<Identity, Fault>,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        match answer {
            Ok(identity) => row.identity = Identified::Yes(identity),
            Err(fault) => {
                let keyless =
                    matches!(fault.kind, FaultKind::SignInNeeded(_) | FaultKind::Misconfigured);
                row.identity = Identified::Failed(fault);
                if keyless && matches!(row.listing, Listing::Waiting) {
                    return self.hand_over(index, now, zones, requests);
                }
            }
        }
        let parted = self.part(index, now, requests);
        parted.and(self.find_lister(index, now, zones, requests))
    }

    /// Has an identified profile share the listing of its account, or take or ask for its own.
    fn find_lister(
        &mut self,
        index: usize,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        if let Some(with) = self.lister_of(index) {
            requests.forget(|open| open == Purpose::Listing(index));
            self.share(index, with, zones);
            self.rows[index].listing = Listing::Shared { with };
            if index < with {
                self.take_over(index, with, zones);
            }
            return Effects::none();
        }
        match std::mem::replace(&mut self.rows[index].listing, Listing::Waiting) {
            Listing::Held(page) => {
                self.rows[index].listing = Listing::Loading { since: now, zones: 0 };
                self.take_page(index, page, zones, requests)
            }
            Listing::Waiting => self.list(index, now, requests),
            other => {
                self.rows[index].listing = other;
                Effects::none()
            }
        }
    }

    /// Takes a page of a profile's zones, and asks for the next.
    pub fn listed(
        &mut self,
        index: usize,
        answer: Result<ZonePage, Fault>,
        now: Duration,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        // What a profile has asked for goes on under the name of the one that took it over.
        let index = self.owner(index);
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        match answer {
            Ok(page) if matches!(row.identity, Identified::Asking(_)) => {
                row.listing = Listing::Held(page);
                Effects::none()
            }
            Ok(page) => self.take_page(index, page, zones, requests),
            Err(fault) => {
                let so_far = match row.listing {
                    Listing::Loading { zones, .. } => zones,
                    _ => 0,
                };
                row.listing = Listing::Failed { fault, zones: so_far };
                self.hand_over(index, now, zones, requests)
            }
        }
    }

    fn ask(&mut self, index: usize, now: Duration, requests: &mut Requests) -> Effects {
        let expected_elsewhere = self.expected_elsewhere(index);
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        if row.profile.problem.is_some() {
            return Effects::none();
        }
        row.identity = Identified::Asking(now);
        row.listing = Listing::Waiting;
        let id = requests.open(Purpose::Identity(index));
        let identify = Effects::one(Effect::Identify { id, profile: row.profile.name.clone() });
        if expected_elsewhere {
            return identify;
        }
        identify.and(self.list(index, now, requests))
    }

    fn list(&mut self, index: usize, now: Duration, requests: &mut Requests) -> Effects {
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        row.listing = Listing::Loading { since: now, zones: 0 };
        let id = requests.open(Purpose::Listing(index));
        Effects::one(Effect::ListZones { id, profile: row.profile.name.clone(), marker: None })
    }

    fn take_page(
        &mut self,
        index: usize,
        page: ZonePage,
        zones: &mut Zones,
        requests: &mut Requests,
    ) -> Effects {
        let Some(row) = self.rows.get_mut(index) else { return Effects::none() };
        let Listing::Loading { since, zones: so_far } = row.listing else { return Effects::none() };
        if so_far == 0 {
            zones.remove_listed(index);
        }
        let mut shown = page.zones;
        if !row.only.is_empty() {
            shown.retain(|zone| row.only.iter().any(|apex| zone.name.is_at_or_below(apex)));
        }
        let count = so_far + shown.len();
        zones.list(index, shown);
        match page.next {
            None => {
                zones.forget(index);
                row.listing = Listing::Done { zones: count };
                Effects::none()
            }
            marker => {
                row.listing = Listing::Loading { since, zones: count };
                let id = requests.open(Purpose::Listing(index));
                Effects::one(Effect::ListZones { id, profile: row.profile.name.clone(), marker })
            }
        }
    }
}

#[cfg(test)]
mod tests;
