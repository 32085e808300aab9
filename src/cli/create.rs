//! Creates the child zone before its delegation: what stands against it, the question, the
//! creation.

use crate::aws::Aws;
use crate::config::Config;
use crate::cut::{WRITE_TAKES, ZoneInView};
use crate::dns::Name;
use crate::engine::{Creating, Ledger, Listed, NewZone, NotCreated, create_zone};
use crate::zone::{HostedZone, Quota, ZoneId, ZoneKey};

use super::args::Consent;
use super::ask::{ask, says_yes};
use super::edges::Edges;
use super::interrupt::interrupted;
use super::target::Target;
use super::{Exit, Failure, Output};

/// A zone that is not there yet.
#[derive(Debug)]
pub(super) struct Wanted(NewZone);

/// Why there is no zone to delegate to.
#[derive(Debug)]
pub(super) struct NoZone {
    /// What the command ends with.
    pub(super) exit: Result<Exit, Failure>,
    /// The zone, where it exists all the same.
    pub(super) zone: Option<ZoneId>,
}

impl From<Failure> for NoZone {
    fn from(failure: Failure) -> Self {
        Self { exit: Err(failure), zone: None }
    }
}

impl Wanted {
    /// A zone of this name in a profile's account.
    pub(super) fn new(listed: &Listed, name: Name) -> Result<Self, Failure> {
        let profile = listed.profile.name.clone();
        match &listed.identity {
            Some(Ok(identity)) => Ok(Self(NewZone { profile, identity: identity.clone(), name })),
            Some(Err(fault)) => Err(Failure::from(fault)),
            None => Err(Failure::usage(format!("profile {profile} can't be used"), "")),
        }
    }

    /// What it will be, to propose a parent for; it has no id yet.
    pub(super) fn target(&self) -> Target {
        self.target_of(ZoneId::new(""))
    }

    /// The same with an id.
    pub(super) fn target_of(&self, id: ZoneId) -> Target {
        let NewZone { profile, name, .. } = &self.0;
        let key = ZoneKey { profile: profile.clone(), zone: id.clone(), name: name.clone() };
        let zone = HostedZone {
            id,
            name: name.clone(),
            private: false,
            record_count: 0,
            comment: None,
            linked_service: None,
        };
        Target { key, zone }
    }
}

/// Shows what would be created, asks, and creates it.
pub(super) async fn run(
    wanted: &Wanted,
    parent: &Target,
    seen: &[ZoneInView],
    consent: Consent,
    edges: Edges<'_>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Target, NoZone> {
    let Edges { aws, config, .. } = edges;
    let NewZone { profile, identity, name } = &wanted.0;
    let quota = aws.account_quota(profile).await;
    let line = format!(
        "+ CREATE  hosted zone {name}  in account {} (profile {profile})",
        identity.account
    );
    if consent.json {
        out.note(&line);
    } else {
        out.line(&line).map_err(Failure::from)?;
    }
    let count = match &quota {
        Ok(Quota { count, limit }) => format!("{count} of {limit} hosted zones are used"),
        Err(fault) => format!("the quota can't be read: {}", fault.message()),
    };
    out.note(&format!("note  zones-quota  Account {}: {count}.", identity.account));
    for twin in seen.iter().filter(|seen| seen.zone.name == *name) {
        let account = twin.account.as_ref().map_or("not known", |account| account.as_str());
        let kind = if twin.zone.private { "private" } else { "public" };
        out.note(&format!(
            "warn  zone-of-that-name  There is a {kind} zone {name} already: {} in account \
             {account} (profile {})",
            twin.zone.id, twin.profile
        ));
    }
    let stops = stops(wanted, parent, quota.ok(), config);
    for stop in &stops {
        out.note(&format!("stop  {stop}"));
    }
    if !stops.is_empty() {
        return Err(NoZone { exit: Ok(Exit::Stopped), zone: None });
    }
    // A zone that can't be delegated in the same go is not begun with.
    for profile in [profile, &parent.key.profile] {
        aws.outlasts(profile, WRITE_TAKES).await.map_err(Failure::from)?;
    }
    confirm(wanted, consent, config, out).await?;
    create(wanted, aws, ledger, out).await
}

/// What forbids the creation, a code and a sentence each. What would stop the delegation is
/// looked for now: a zone that nothing may delegate to need not be created.
fn stops(wanted: &Wanted, parent: &Target, quota: Option<Quota>, config: &Config) -> Vec<String> {
    let NewZone { profile, name, .. } = &wanted.0;
    let mut stops = Vec::new();
    if !name.is_below(&parent.key.name) {
        stops.push(format!("not-below  {name} does not lie below {}.", parent.key.name));
    }
    let own = config.rules(profile, &ZoneId::new(""), name);
    let above = config.rules(&parent.key.profile, &parent.key.zone, &parent.key.name);
    for (zone, rules) in [(name, own), (&parent.key.name, above)] {
        if let Some(why) = rules.read_only {
            stops.push(format!("read-only  {zone} is only read: {why}"));
        }
    }
    if parent.zone.private {
        stops.push(format!("parent-private  {} is a private zone.", parent.key.name));
    }
    if let Some(Quota { count, limit }) = quota
        && count >= limit
    {
        stops.push(format!("zones-quota  The account has {count} of {limit} hosted zones."));
    }
    stops
}

async fn confirm(
    wanted: &Wanted,
    consent: Consent,
    config: &Config,
    out: &mut Output,
) -> Result<(), Failure> {
    if consent.yes {
        return Ok(());
    }
    let NewZone { profile, name, .. } = &wanted.0;
    let protected = config.rules(profile, &ZoneId::new(""), name).protected;
    let question = if protected {
        format!("To create the zone, type {name}")
    } else {
        "Create the zone? [y/N]".to_owned()
    };
    let answer = ask(&question, out).await?;
    let agreed =
        if protected { Name::from_user(&answer).as_ref() == Ok(name) } else { says_yes(&answer) };
    if agreed { Ok(()) } else { Err(Failure::failed("not confirmed: nothing was sent", "")) }
}

async fn create(
    wanted: &Wanted,
    aws: &Aws,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Target, NoZone> {
    let mut last = None;
    let ended = tokio::select! {
        ended = create_zone(aws, ledger, &wanted.0, |now| {
            tell(now, out);
            if !matches!(now, Creating::Unwritten(_)) {
                last = Some(now.clone());
            }
        }) => Some(ended),
        () = interrupted() => None,
    };
    let (failure, zone) = match ended {
        Some(Ok(detail)) => return Ok(wanted.target_of(detail.zone.id)),
        Some(Err(NotCreated { message, advice, zone })) => (Failure::failed(message, advice), zone),
        None => left(last),
    };
    Err(NoZone { exit: Err(failure), zone })
}

fn tell(now: &Creating, out: &mut Output) {
    match now {
        Creating::Sent => out.note("  sent      CreateHostedZone"),
        Creating::Pending(zone, _) => out.note(&format!("  taken     zone {zone}, PENDING")),
        Creating::Unwritten(why) => out.note(&format!("zonecut: {why}")),
        Creating::InSync(zone, _) => out.note(&format!("  done      zone {zone} is INSYNC")),
    }
}

/// What is said of a creation that was left before its end.
fn left(last: Option<Creating>) -> (Failure, Option<ZoneId>) {
    match last {
        None | Some(Creating::Unwritten(_)) => {
            (Failure::failed("interrupted: nothing was sent", ""), None)
        }
        Some(Creating::Sent) => (
            Failure::failed(
                "interrupted while the zone was asked for: it is not known whether it was created",
                "`zonecut history` looks for it.",
            ),
            None,
        ),
        Some(Creating::Pending(zone, change) | Creating::InSync(zone, change)) => (
            Failure::failed(
                format!("interrupted: the zone {zone} was created, change {change}"),
                "",
            ),
            Some(zone),
        ),
    }
}
