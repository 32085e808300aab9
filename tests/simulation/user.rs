//! The user: chooses what to do, looks at the preview, and confirms it or walks away.

use std::sync::Arc;
use std::time::Duration;

use zonecut::aws::Aws;
use zonecut::cut::{Ending, Goal, Options, Plan, Settlement, Sides, Verdict};
use zonecut::dns::Name;
use zonecut::engine::{self, Driver, Ledger, NewZone};
use zonecut::zone::{Deed, Entry, ProfileName, Rules, ZoneKey};

use crate::adversary::Adversary;
use crate::bugs::{self, Bug};
use crate::cast::ACCOUNTS;
use crate::chance::Chance;
use crate::preview::Preview;

/// Does one thing; says how it ended.
pub(crate) async fn acts(
    adversary: &Arc<Adversary>,
    aws: &Aws,
    ledger: &Ledger,
    chance: &mut Chance,
    bug: Option<Bug>,
) -> String {
    if chance.happens(60) {
        return creates(adversary, aws, ledger, chance).await;
    }
    let Some((sides, goal)) = chooses(adversary, ledger, chance).await else {
        return "nothing to do".to_owned();
    };
    adversary.truth().tell(format!("the user: {} {}", goal.deed().as_str(), sides.cut));
    let facts = engine::facts(aws, &sides, &goal, Vec::new(), Rules::default()).await;
    let facts = match facts {
        Ok(facts) => facts,
        Err(fault) => {
            adversary.truth().tell(format!("no facts: {}", fault.message()));
            return "no preview".to_owned();
        }
    };
    let ttl = chance.happens(200).then(|| u32::try_from(chance.below(900)).unwrap_or_default());
    let plan = Plan::new(facts, goal, Options { ttl, default_ttl: 300 });
    match plan.verdict() {
        Verdict::Ready => {}
        Verdict::UpToDate => return "nothing to do".to_owned(),
        Verdict::Stopped => {
            let codes: Vec<&str> = plan.findings().iter().map(|finding| finding.code).collect();
            adversary.truth().tell(format!("stopped: {}", codes.join(" ")));
            return "stopped by a finding".to_owned();
        }
    }
    tokio::time::sleep(Duration::from_millis(chance.below(30_000))).await;
    adversary.maybe_edit(5);
    if chance.happens(80) {
        return "walked away".to_owned();
    }
    let typed = || plan.confirm_typed(plan.facts().cut.as_route53());
    let Some(confirmed) = plan.confirm_yes().or_else(typed) else {
        return "not confirmed".to_owned();
    };
    let undo = matches!(plan.goal(), Goal::Undo(_));
    let preview = Preview::of(&confirmed, |profile| adversary.cast.key(profile));
    adversary.truth().confirmed(preview);
    let ending = match bug {
        Some(bug) if bug != Bug::Upsert && bug != Bug::NoSync => {
            bugs::drive(bug, confirmed, aws, ledger).await
        }
        _ => {
            let mut driver = Driver::start(confirmed);
            driver.run(aws, ledger, |_| {}).await;
            for why in driver.unwritten() {
                adversary.truth().tell(format!("unwritten: {why}"));
            }
            driver.ending().cloned()
        }
    };
    let Some(ending) = ending else { return "left".to_owned() };
    adversary.truth().tell(ending.message());
    let ending = named(&ending);
    if undo { format!("undo: {ending}") } else { ending.to_owned() }
}

/// What to do, and between whom.
async fn chooses(
    adversary: &Adversary,
    ledger: &Ledger,
    chance: &mut Chance,
) -> Option<(Sides, Goal)> {
    let cut = chance.pick(&adversary.cast.cuts)?.clone();
    let between = Sides::between(cut.parent.clone(), cut.child.clone());
    match chance.below(100) {
        0..50 => Some((between, Goal::Delegate)),
        50..60 => Some((Sides::at(cut.parent, cut.child.name), Goal::Remove)),
        60..65 => Some((between, Goal::Remove)),
        65..73 => Some((between, Goal::Sign)),
        _ => {
            let entries = ledger.entries().await.ok()?;
            let undoable = |entry: &&Entry| entry.intent.deed != Deed::CreateZone && entry.stands();
            let stand: Vec<&Entry> = entries.iter().filter(undoable).collect();
            if stand.is_empty() {
                return Some((between, Goal::Delegate));
            }
            let entry: Entry = (*chance.pick(&stand)?).clone();
            let party = &entry.intent.parent;
            let parent = ZoneKey {
                profile: party.profile.clone(),
                zone: party.zone.clone()?,
                name: party.name.clone(),
            };
            let child = entry.intent.child.as_ref().and_then(|child| {
                let (profile, name) = (child.profile.clone(), child.name.clone());
                Some(ZoneKey { profile, zone: child.zone.clone()?, name })
            });
            let sides = Sides { parent, cut: entry.intent.cut.clone(), child };
            Some((sides, Goal::Undo(Box::new(entry))))
        }
    }
}

async fn creates(adversary: &Adversary, aws: &Aws, ledger: &Ledger, chance: &mut Chance) -> String {
    let Some((_, profile)) = chance.pick(&ACCOUNTS).copied() else { return String::new() };
    let profile = ProfileName::new(profile);
    let Ok(identity) = aws.identity(&profile).await else { return "no preview".to_owned() };
    let name = Name::from_user(&format!("new{}.example.com", chance.below(9))).unwrap();
    adversary.truth().tell(format!("the user: create {name} in {profile}"));
    let wanted = NewZone { profile, identity, name };
    match engine::create_zone(aws, ledger, &wanted, |_| {}).await {
        Ok(_) => "zone created".to_owned(),
        Err(not) => {
            adversary.truth().tell(&not.message);
            let ending =
                if not.zone.is_some() { "zone created, unproved" } else { "no zone created" };
            ending.to_owned()
        }
    }
}

fn named(ending: &Ending) -> &'static str {
    match ending {
        Ending::InSync { .. } => "in sync",
        Ending::Conflict { .. } => "conflict",
        Ending::NotSent(_) => "not sent",
        Ending::NotJournalled(_) => "not journalled",
        Ending::Refused(_) => "refused",
        Ending::Settled { settlement: Settlement::Stands, .. } => "answer lost, it stands",
        Ending::Settled { settlement: Settlement::Unchanged, .. } => "answer lost, not made",
        Ending::Settled { settlement: Settlement::Otherwise, .. } => "answer lost, otherwise",
        Ending::Unknown { .. } => "unknown",
        Ending::Pending { .. } => "pending",
        Ending::Unproved { .. } => "unproved",
        Ending::Drifted { .. } => "drifted",
    }
}
