//! Creates a hosted zone: the intent in the journal first, one zone at most, waited for until it
//! is on all of Route 53's servers.

use std::time::Duration;

use crate::aws::Aws;
use crate::cut::{WRITE_TAKES, aws_command};
use crate::dns::Name;
use crate::zone::{
    ChangeId, ChangeStatus, Created, Deed, EntryId, Fault, Identity, Intent, Outcome, Partition,
    Party, ProfileName, Settled, ZoneDetail, ZoneId,
};

use super::ledger::Ledger;

/// How often it is asked at most. Route 53 makes one zone for a `CallerReference`, however often.
const SENDS: u32 = 5;
/// How often the zone is looked for after an answer was lost.
const READINGS: u32 = 4;
/// Between two questions for INSYNC, and how many there are: five minutes.
const POLL: Duration = Duration::from_secs(1);
const POLLS: u32 = 300;

/// A public hosted zone that is to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewZone {
    /// With whose hands.
    pub profile: ProfileName,
    /// Whom the user was shown that to be.
    pub identity: Identity,
    /// Its apex.
    pub name: Name,
}

/// How far the creation is, for whoever looks on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creating {
    /// The request is going out.
    Sent,
    /// Route 53 took it, and it is waited for INSYNC.
    Pending(ZoneId, ChangeId),
    /// It is on all of Route 53's servers.
    InSync(ZoneId, ChangeId),
    /// What became of it could not be written down, in the journal's words. Where nothing later
    /// can be either, the entry is settled by reading when zonecut starts again.
    Unwritten(String),
}

/// Why there is no new zone that could be delegated to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCreated {
    /// What happened, in a sentence or two. May hold text from outside.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The zone, where it exists all the same.
    pub zone: Option<ZoneId>,
}

/// Creates a zone. Ends with its entry settled in the journal, but for an answer that was lost
/// where the account can't be read either: that one stays open.
///
/// # Errors
/// [`NotCreated`], also where the zone exists and INSYNC was not seen.
pub async fn create_zone(
    aws: &Aws,
    ledger: &Ledger,
    wanted: &NewZone,
    mut progress: impl FnMut(&Creating),
) -> Result<ZoneDetail, NotCreated> {
    same_account(aws, wanted).await?;
    let entry = ledger.intend(intent(wanted)).await.map_err(|why| NotCreated {
        message: format!("Nothing was sent: the journal could not be written. {why}"),
        advice: "Make room or give access where the journal lies, then try again.".to_owned(),
        zone: None,
    })?;
    let made = send(aws, ledger, wanted, &entry, &mut progress).await?;
    let Created { detail, change } = made;
    let (id, status) = (detail.zone.id.clone(), change.status);
    let change = change.id;
    progress(&Creating::Pending(id.clone(), change.clone()));
    if status != ChangeStatus::InSync
        && let Err(why) = in_sync(aws, &wanted.profile, &change).await
    {
        let message = format!(
            "Route 53 took the zone {} as {id}, but INSYNC was not seen: {why}",
            wanted.name
        );
        note(ledger, &entry, Outcome::Unproved(why), &mut progress).await;
        let via = aws.credential_chain(&wanted.profile);
        let command = aws_command(&via, &format!("route53 get-change --id {change}"));
        let advice = format!("Ask for it later: {command}");
        return Err(NotCreated { message, advice, zone: Some(id) });
    }
    progress(&Creating::InSync(id.clone(), change));
    let (outcome, detail) = match aws.zone(&wanted.profile, &id).await {
        Ok(read) => (Outcome::InSync, read),
        Err(fault) => (Outcome::Unproved(words(&fault)), detail),
    };
    note(ledger, &entry, outcome, &mut progress).await;
    Ok(detail)
}

fn intent(wanted: &NewZone) -> Intent {
    Intent {
        deed: Deed::CreateZone,
        undoes: None,
        parent: Party {
            profile: wanted.profile.clone(),
            identity: wanted.identity.clone(),
            partition: Partition::of_arn(&wanted.identity.arn),
            zone: None,
            name: wanted.name.clone(),
        },
        child: None,
        requested_by: None,
        cut: wanted.name.clone(),
        before: Vec::new(),
        after: Vec::new(),
        batch: None,
        // The entry's id, which nothing else bears.
        caller_reference: None,
    }
}

/// Whether the profile still is whom the user was shown, and will be until it is done.
async fn same_account(aws: &Aws, wanted: &NewZone) -> Result<(), NotCreated> {
    let NewZone { profile, identity, .. } = wanted;
    let nothing = |message: String, advice: String| NotCreated { message, advice, zone: None };
    let now = match aws.outlasts(profile, WRITE_TAKES).await {
        Ok(()) => aws.identity(profile).await,
        Err(fault) => Err(fault),
    };
    match now {
        Ok(now) if now.account == identity.account => Ok(()),
        Ok(now) => Err(nothing(
            format!(
                "Nothing was sent: profile {profile} is account {} now, it was {}.",
                now.account, identity.account
            ),
            "Find out who has changed the profile, then try again.".to_owned(),
        )),
        Err(fault) => Err(nothing(format!("Nothing was sent. {}", words(&fault)), fault.hint())),
    }
}

/// Sends until it is known to be made or not.
async fn send(
    aws: &Aws,
    ledger: &Ledger,
    wanted: &NewZone,
    entry: &EntryId,
    progress: &mut impl FnMut(&Creating),
) -> Result<Created, NotCreated> {
    let mut sends = 0;
    loop {
        if let Err(why) = ledger.note(entry.clone(), Outcome::Sent).await {
            let message = format!("Nothing was sent: the journal could not be written. {why}");
            let advice = "Make room or give access where the journal lies, then try again.";
            let not_sent = Outcome::NotSent("the journal could not be written".to_owned());
            note(ledger, entry, not_sent, progress).await;
            return Err(NotCreated { message, advice: advice.to_owned(), zone: None });
        }
        progress(&Creating::Sent);
        sends += 1;
        let comment = "created by zonecut";
        let sent = aws.create_zone(&wanted.profile, &wanted.name, entry.as_str(), comment).await;
        match sent {
            Ok(created) => {
                let (change, zone) = (created.change.id.clone(), created.detail.zone.id.clone());
                let taken = Outcome::Accepted { change, zone: Some(zone) };
                note(ledger, entry, taken, progress).await;
                return Ok(created);
            }
            Err(fault) if !fault.surely_not_done() => {
                return Err(look_for(aws, ledger, wanted, entry, &fault, progress).await);
            }
            Err(fault) if fault.passes_with_time() && sends < SENDS => {
                tokio::time::sleep(backoff(sends)).await;
            }
            Err(fault) => {
                note(ledger, entry, Outcome::Refused(words(&fault)), progress).await;
                let message = format!("The zone was not created. {}", words(&fault));
                return Err(NotCreated { message, advice: fault.hint(), zone: None });
            }
        }
    }
}

async fn note(
    ledger: &Ledger,
    entry: &EntryId,
    outcome: Outcome,
    progress: &mut impl FnMut(&Creating),
) {
    if let Err(why) = ledger.note(entry.clone(), outcome).await {
        progress(&Creating::Unwritten(why));
    }
}

/// The answer was lost: reading has to tell.
async fn look_for(
    aws: &Aws,
    ledger: &Ledger,
    wanted: &NewZone,
    entry: &EntryId,
    lost: &Fault,
    progress: &mut impl FnMut(&Creating),
) -> NotCreated {
    note(ledger, entry, Outcome::Unclear(words(lost)), progress).await;
    let lost = format!("The answer was lost ({})", lost.message());
    let mut readings = 0;
    loop {
        readings += 1;
        let NewZone { profile, name, .. } = wanted;
        match aws.zone_by_reference(profile, name, entry.as_str()).await {
            Ok(Some(detail)) => {
                note(ledger, entry, Outcome::Settled(Settled::Made), progress).await;
                let id = detail.zone.id;
                return NotCreated {
                    message: format!("{lost}, but the zone {name} was created: {id}."),
                    advice: "INSYNC can't be waited for; it is usually reached within a minute."
                        .to_owned(),
                    zone: Some(id),
                };
            }
            _ if readings < READINGS => tokio::time::sleep(backoff(readings)).await,
            Ok(None) => {
                note(ledger, entry, Outcome::Settled(Settled::NotMade), progress).await;
                return NotCreated {
                    message: format!(
                        "{lost}. As far as reading shows, the zone {name} was not created; it \
                         was not asked for again."
                    ),
                    advice: "Wait a minute, then see `zonecut zones` before you try again."
                        .to_owned(),
                    zone: None,
                };
            }
            Err(fault) => {
                ledger.release(entry);
                return NotCreated {
                    message: format!(
                        "{lost}, and it is not known whether the zone {name} was created. \
                         Reading failed: {}",
                        words(&fault)
                    ),
                    advice: format!("`zonecut history` looks for it again. {}", fault.hint()),
                    zone: None,
                };
            }
        }
    }
}

/// Asks until INSYNC; why it was not seen, else.
async fn in_sync(aws: &Aws, profile: &ProfileName, change: &ChangeId) -> Result<(), String> {
    let mut faults = 0;
    for _ in 0..POLLS {
        tokio::time::sleep(POLL).await;
        match aws.change_status(profile, change).await {
            Ok(info) if info.status == ChangeStatus::InSync => return Ok(()),
            Ok(_) => faults = 0,
            Err(fault) if faults >= SENDS => return Err(words(&fault)),
            Err(_) => {
                faults += 1;
                tokio::time::sleep(backoff(faults)).await;
            }
        }
    }
    Err("it was still PENDING after 5 min".to_owned())
}

/// 1, 2, 4, 8 s.
fn backoff(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.saturating_sub(1).min(3))
}

fn words(fault: &Fault) -> String {
    format!("{}; {}", fault.message(), fault.detail)
}
