//! Finds out what became of changes whose end nobody saw: killed between two steps, or cut off
//! from Route 53.

use std::time::Duration;

use futures_util::future::join_all;

use crate::aws::Aws;
use crate::cut::{Sides, settle};
use crate::zone::{ChangeStatus, Deed, Entry, Fault, Intent, Outcome, Settled, ZoneKey};

use super::gather::witness;
use super::ledger::Ledger;

/// Before each further reading where nothing of the change is to be seen: a request that was on
/// its way as its sender ended may arrive a little later.
const LATER: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// What was found out about an entry that was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entry; where it is settled, with its outcome at the end.
    pub entry: Entry,
    /// Why it stays open, in a sentence or two. May hold text from outside.
    pub open: Option<String>,
}

impl Found {
    /// What was found, in a sentence. May hold text from outside.
    #[must_use]
    pub fn message(&self) -> String {
        let Entry { id, intent, .. } = &self.entry;
        let change = format!("Change {id} ({} {})", intent.deed.as_str(), intent.cut);
        if let Some(why) = &self.open {
            return format!(
                "{change} was left open, and it can't be told what became of it: {why}"
            );
        }
        let what = match self.entry.last() {
            Some(Outcome::NotSent(_)) => "it was never sent",
            Some(Outcome::InSync) => "it was made, and is INSYNC",
            Some(Outcome::Settled(Settled::Made)) => "reading shows that it was made",
            Some(Outcome::Settled(Settled::NotMade)) => "reading shows that it was not made",
            Some(Outcome::Settled(Settled::Otherwise(_))) => "something else stands there now",
            Some(Outcome::Overwritten(_)) => "it was made, and something else stands there since",
            _ => self.entry.state(),
        };
        format!("{change} was left open: {what}.")
    }
}

/// Settles every entry that is open and that no living zonecut holds, each by reading with the
/// profile that made it, and writes down what it found.
///
/// An entry stays open where its zone can't be read, or where its profile is another account by
/// now.
///
/// # Errors
/// The journal's words, where it can't be read.
pub async fn settle_open(aws: &Aws, ledger: &Ledger) -> Result<Vec<Found>, String> {
    let open = ledger.take_open().await?;
    Ok(join_all(open.into_iter().map(|entry| settle_one(aws, ledger, entry))).await)
}

async fn settle_one(aws: &Aws, ledger: &Ledger, mut entry: Entry) -> Found {
    let open = match find_out(aws, &entry).await {
        Ok(outcome) => match ledger.note(entry.id.clone(), outcome.clone()).await {
            Ok(()) => {
                entry.outcomes.push(outcome);
                None
            }
            Err(why) => Some(why),
        },
        Err(why) => {
            ledger.release(&entry.id);
            Some(why)
        }
    };
    Found { entry, open }
}

async fn find_out(aws: &Aws, entry: &Entry) -> Result<Outcome, String> {
    // Nothing goes out before it is noted that it does.
    if entry.outcomes.is_empty() {
        return Ok(Outcome::NotSent("zonecut ended before it was sent".to_owned()));
    }
    let parent = &entry.intent.parent;
    let now = aws.identity(&parent.profile).await.map_err(|fault| words(&fault))?;
    if now.account != parent.identity.account {
        return Err(format!(
            "profile {} is account {} now, it was {}.",
            parent.profile, now.account, parent.identity.account
        ));
    }
    match entry.intent.deed {
        Deed::CreateZone => created(aws, entry).await,
        Deed::Delegate | Deed::Remove | Deed::Sign | Deed::Undo => changed(aws, entry).await,
    }
}

async fn changed(aws: &Aws, entry: &Entry) -> Result<Outcome, String> {
    let intent = &entry.intent;
    let parent = &intent.parent;
    let zone = parent.zone.clone().ok_or("the journal names no zone.")?;
    let key = ZoneKey { profile: parent.profile.clone(), zone, name: parent.name.clone() };
    let sides = Sides::at(key, intent.cut.clone());
    let change = entry.change_id();
    let mut settled = standing(aws, &sides, intent).await?;
    for wait in LATER {
        if settled != Settled::NotMade || change.is_some() {
            break;
        }
        tokio::time::sleep(wait).await;
        settled = standing(aws, &sides, intent).await?;
    }
    Ok(match (settled, change) {
        (settled, None) => Outcome::Settled(settled),
        (Settled::Made, Some(change)) => match aws.change_status(&parent.profile, change).await {
            Ok(info) if info.status == ChangeStatus::InSync => Outcome::InSync,
            _ => Outcome::Settled(Settled::Made),
        },
        (Settled::NotMade, Some(_)) => Outcome::Overwritten(intent.before.clone()),
        (Settled::Otherwise(found), Some(_)) => Outcome::Overwritten(found),
    })
}

/// What reading the cut shows of an intent.
async fn standing(aws: &Aws, sides: &Sides, intent: &Intent) -> Result<Settled, String> {
    let now = witness(aws, sides).await.map_err(|fault| words(&fault))?;
    Ok(settle(intent, &now.at_and_below))
}

async fn created(aws: &Aws, entry: &Entry) -> Result<Outcome, String> {
    let mut waits = LATER.into_iter();
    loop {
        let parent = &entry.intent.parent;
        let sought = aws.zone_by_reference(&parent.profile, &parent.name, entry.reference());
        match (sought.await.map_err(|fault| words(&fault))?, waits.next()) {
            (Some(_), _) => return Ok(Outcome::Settled(Settled::Made)),
            (None, Some(wait)) => tokio::time::sleep(wait).await,
            (None, None) => return Ok(Outcome::Settled(Settled::NotMade)),
        }
    }
}

fn words(fault: &Fault) -> String {
    format!("{}. {}", fault.message(), fault.hint())
}
