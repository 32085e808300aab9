//! How what earlier runs listed comes into the table and goes from it, and what of this run is kept
//! for the next.
//!
//! It is for the eyes: a zone of an earlier run can be selected, marked and opened, and everything
//! that is then done with it is read from AWS. Proposals, checks and audits pass over it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::accounts::{Accounts, Identified, Listing, ProfileRow};
use super::effect::{Effect, Effects};
use super::messages::Message;
use super::model::Model;
use super::pair::Mark;
use super::recall::Earlier;
use super::requests::Purpose;
use crate::zone::{HostedZone, Identity, ProfileName, Remembered};

/// Zones that are put into the table at once: a frame's time, and not more.
const PORTION: usize = 1_000;
/// The pause before the next portion, so that keys and frames come between.
const PAUSE: Duration = Duration::from_millis(1);

/// Asks what earlier runs listed.
pub(super) fn start(model: &mut Model) -> Effects {
    let rows = model.accounts.rows().iter().filter(|row| row.profile.problem.is_none());
    let profiles: Vec<ProfileName> = rows.map(|row| row.profile.name.clone()).collect();
    if !model.recall.on || profiles.is_empty() {
        return Effects::none();
    }
    let id = model.requests.open(Purpose::Recall);
    Effects::one(Effect::RecallZones { id, profiles })
}

/// The same for profiles that are about to join the others.
pub(super) fn join(model: &mut Model, rows: &[ProfileRow]) -> Effects {
    let rows = rows.iter().filter(|row| row.profile.problem.is_none());
    let profiles: Vec<ProfileName> = rows.map(|row| row.profile.name.clone()).collect();
    if !model.recall.on || profiles.is_empty() {
        return Effects::none();
    }
    let id = model.requests.open(Purpose::Recall);
    Effects::one(Effect::RecallZones { id, profiles })
}

/// Takes what earlier runs listed, except for accounts that are listed already.
pub(super) fn recalled(model: &mut Model, all: Vec<Remembered>) -> Effects {
    for Remembered { account, partition, profiles, age, zones } in all {
        let known =
            |earlier: &Earlier| earlier.account == account && earlier.partition == partition;
        if model.recall.earlier.iter().any(known) {
            continue;
        }
        let rows = model.accounts.rows();
        let place = |name: &ProfileName| rows.iter().position(|row| row.profile.name == *name);
        let profiles: Vec<usize> = profiles.iter().filter_map(place).collect();
        let mut earlier = Earlier {
            account,
            partition,
            profiles,
            owner: 0,
            age,
            recalled: model.now,
            count: 0,
            rest: zones,
        };
        let Some(owner) = owner_of(&model.accounts, &earlier) else { continue };
        let only = rows.get(owner).map(|row| row.only.as_slice()).unwrap_or_default();
        let shown = |zone: &HostedZone| only.iter().any(|apex| zone.name.is_at_or_below(apex));
        earlier.rest.retain(|zone| only.is_empty() || shown(zone));
        earlier.count = earlier.rest.len();
        earlier.owner = owner;
        model.recall.earlier.push(earlier);
    }
    more(model)
}

/// Puts the next portion into the table.
pub(super) fn more(model: &mut Model) -> Effects {
    let mut room = PORTION;
    for earlier in &mut model.recall.earlier {
        let take = room.min(earlier.rest.len());
        let portion = earlier.rest.split_off(earlier.rest.len() - take);
        room -= take;
        if !portion.is_empty() {
            model.zones.remember(earlier.owner, portion);
        }
    }
    if model.recall.earlier.iter().all(|earlier| earlier.rest.is_empty()) {
        return Effects::none();
    }
    let id = model.requests.open(Purpose::Recall);
    Effects::one(Effect::Wait { id, time: PAUSE })
}

/// A profile is about to be told whom it belongs to. Where that is another account than its
/// remembered zones are of, they go to another profile that may reach it, or go; where it is the
/// account of remembered zones, they come to it.
pub(super) fn identifies(model: &mut Model, index: usize, identity: &Identity) {
    let Some(row) = model.accounts.get(index) else { return };
    let partition = row.profile.partition();
    let is_it = |earlier: &Earlier| earlier.is_of(identity, partition);
    let (accounts, zones) = (&model.accounts, &mut model.zones);
    model.recall.earlier.retain_mut(|earlier| {
        if is_it(earlier) || earlier.owner != index {
            return true;
        }
        earlier.profiles.retain(|profile| *profile != index);
        let Some(heir) = owner_of(accounts, earlier) else {
            zones.forget(index);
            return false;
        };
        zones.give(index, heir);
        earlier.owner = heir;
        true
    });
    // Only now: what goes from a profile and what comes to it are never there at one time.
    for earlier in model.recall.earlier.iter_mut().filter(|earlier| is_it(earlier)) {
        if earlier.owner != index && !is_identified(accounts, earlier.owner) {
            zones.give(earlier.owner, index);
            earlier.owner = index;
        }
    }
}

/// Follows the listings: zones of an earlier run belong to whoever lists their account, what was
/// listed whole is kept for the next run, and what is gone is marked no longer.
pub(super) fn follow(model: &mut Model) -> Effects {
    if !model.recall.on {
        return Effects::none();
    }
    let accounts = &model.accounts;
    model.recall.earlier.retain_mut(|earlier| {
        earlier.owner = accounts.owner(earlier.owner);
        let row = accounts.get(earlier.owner);
        row.is_some_and(|row| !matches!(row.listing, Listing::Done { .. }))
    });
    settle_marks(model);
    keep(model)
}

/// Keeps the listings that have come to their end: each at once, and those that more profiles
/// turned out to reach once again, when no profile is asked any more who it is.
fn keep(model: &mut Model) -> Effects {
    let rows = model.accounts.rows();
    let mut reached: BTreeMap<usize, usize> = BTreeMap::new();
    for index in 0..rows.len() {
        *reached.entry(model.accounts.owner(index)).or_default() += 1;
    }
    let settled = !model.requests.any(|open| matches!(open, Purpose::Identity(_)));
    let mut effects = Effects::none();
    for (owner, count) in reached {
        let Some(row) = model.accounts.get(owner) else { continue };
        let (Some(account), Listing::Done { .. }) = (row.account(), &row.listing) else {
            model.recall.kept.remove(&owner);
            continue;
        };
        match model.recall.kept.get(&owner) {
            None => {}
            Some(before) if *before < count && settled => {}
            Some(_) => continue,
        }
        let account = account.clone();
        let reaching = model.accounts.reaching(owner);
        let profiles = reaching.map(|row| row.profile.name.clone()).collect();
        let own = model.zones.listed().filter(|row| row.owner() == owner);
        let zones = own.map(|row| row.zone.clone()).collect();
        model.recall.kept.insert(owner, count);
        let id = model.requests.open(Purpose::Keep);
        effects.push(Effect::KeepZones { id, account, profiles, zones });
    }
    effects
}

/// Tells once that listings can't be kept.
pub(super) fn kept(model: &mut Model, answer: Result<(), String>) -> Effects {
    let Err(why) = answer else { return Effects::none() };
    if !std::mem::replace(&mut model.recall.told, true) {
        model.messages.add(Message {
            text: "What was listed can't be kept for the next start".to_owned(),
            detail: why,
            hint: "Everything else works. zone_cache = false in profiles.toml turns it off."
                .to_owned(),
            policy: None,
        });
    }
    Effects::none()
}

/// Whose zones a remembered listing is shown as: those of whoever lists the account, else those of
/// the first profile that may turn out to reach it. `None` where that is over.
fn owner_of(accounts: &Accounts, earlier: &Earlier) -> Option<usize> {
    let rows = accounts.rows();
    let lists = rows.iter().position(|row| {
        row.account() == Some(&earlier.account) && row.profile.partition() == earlier.partition
    });
    if let Some(index) = lists {
        let owner = accounts.owner(index);
        return Some(owner).filter(|owner| !matches!(rows[*owner].listing, Listing::Done { .. }));
    }
    earlier.profiles.iter().copied().find(|index| !is_identified(accounts, *index))
}

fn is_identified(accounts: &Accounts, index: usize) -> bool {
    accounts.get(index).is_some_and(|row| matches!(row.identity, Identified::Yes(_)))
}

/// A zone that was marked before its account was told gets it now; one that a whole listing does
/// not have is marked no longer.
fn settle_marks(model: &mut Model) {
    let (accounts, zones) = (&model.accounts, &model.zones);
    let profile_of =
        |mark: &Mark| accounts.rows().iter().position(|row| row.profile.name == mark.key.profile);
    let is_gone = |mark: &Mark| {
        let owner = profile_of(mark).and_then(|index| accounts.get(accounts.owner(index)));
        owner.is_some_and(|row| matches!(row.listing, Listing::Done { .. }))
            && !zones.iter().any(|row| row.zone.id == mark.key.zone)
    };
    for side in [&mut model.pair.parent, &mut model.pair.child] {
        if let Some(mark) = side.take_if(|mark| is_gone(mark)) {
            let name = &mark.key.name;
            model.messages.flash(format!("{name} is not there any more: its mark is gone too."));
        }
        if let Some(mark) = side
            && mark.account.is_none()
        {
            let row = profile_of(mark).and_then(|index| accounts.get(index));
            mark.account = row.and_then(|row| row.account()).cloned();
        }
    }
}
