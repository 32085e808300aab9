//! `zonecut audit`: every zone cut of all profiles in view, and what is wrong with each.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::config::{Config, Rate};
use crate::cut::{
    AccountEstimate, Audit, AuditEstimate, AuditOptions, AuditProgress, AuditRow, AuditZone,
    RequestRate,
};
use crate::engine::{self, Inventory, list_all};
use crate::zone::Profile;

use super::args::AuditArgs;
use super::edges::Edges;
use super::interrupt::{interrupted, unless_interrupted};
use super::target::{narrow, tell_unseen};
use super::{Exit, Failure, Output, audit_rows};

/// How often it is told how far it is where nobody watches.
const EVERY: Duration = Duration::from_secs(10);

/// Audits, and prints what it found.
pub(super) async fn run(
    args: &AuditArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, asker, config } = edges;
    let inventory = unless_interrupted(async { Ok(list(edges, profiles).await) }).await?;
    tell_unseen(&inventory, out);
    let options =
        AuditOptions { dns: asker.asks(), only: args.zones.clone(), ..AuditOptions::default() };
    let mut audit = Audit::new(zones(&inventory), options);
    let estimate = audit.estimate();
    if args.estimate {
        return tell_estimate(&estimate, args, config, out).map(|()| Exit::Done);
    }
    out.note(&estimated(&estimate, config));
    let begun = Instant::now();
    let mut told = begun;
    let was_left = tokio::select! {
        () = engine::audit(aws, asker, &mut audit, |audit| {
            if out.is_watched() {
                out.passing(&format!("  {}", how_far(&audit.progress())));
            } else if told.elapsed() >= EVERY {
                told = Instant::now();
                out.note(&format!("  {}", how_far(&audit.progress())));
            }
        }) => false,
        () = interrupted() => true,
    };
    let chosen = |row: &&AuditRow| args.states.is_empty() || args.states.contains(&row.state);
    let rows: Vec<&AuditRow> = audit.rows_by_severity().into_iter().filter(chosen).collect();
    audit_rows::print(&rows, &audit, args, out)?;
    for (zone, fault) in audit.unread() {
        out.note(&format!("zonecut: {} ({}) could not be read:", zone.name, zone.zone));
        out.fault(fault);
    }
    out.note(&counted(&audit.progress(), begun.elapsed()));
    if was_left {
        return Err(Failure::failed(
            format!("interrupted: this is what is known so far ({})", how_far(&audit.progress())),
            "",
        ));
    }
    Ok(exit(&rows, &audit, &inventory))
}

async fn list(edges: Edges<'_>, profiles: Vec<Profile>) -> Inventory {
    let mut inventory = list_all(edges.aws, profiles, true).await;
    narrow(&mut inventory, edges.config);
    inventory
}

/// Every zone with each profile that reaches it, the one that listed it first.
fn zones(inventory: &Inventory) -> Vec<AuditZone> {
    let mut zones = Vec::new();
    for (listed, reaching, zone) in inventory.zones() {
        zones.extend(reaching.into_iter().map(|profile| AuditZone {
            key: crate::zone::ZoneKey {
                profile: profile.clone(),
                zone: zone.id.clone(),
                name: zone.name.clone(),
            },
            account: listed.account().map(|(_, account)| account.clone()),
            private: zone.private,
            record_count: zone.record_count.into(),
            linked_service: zone.linked_service.clone(),
        }));
    }
    zones
}

/// What the exit code says: of the rows that were asked for, and of all that could not be read.
fn exit(rows: &[&AuditRow], audit: &Audit, inventory: &Inventory) -> Exit {
    let unread = !audit.is_done() || !audit.unread().is_empty() || unlisted(inventory);
    if rows.iter().any(|row| row.state.is_wrong()) {
        Exit::Failed
    } else if unread || rows.iter().any(|row| row.state == crate::cut::CutState::Unknown) {
        Exit::NotAsked
    } else {
        Exit::Done
    }
}

/// Whether some profile could not be listed, and no other of its account either.
fn unlisted(inventory: &Inventory) -> bool {
    inventory.profiles.iter().any(|listed| {
        let reached = inventory.profiles.iter().any(|other| {
            matches!(other.zones, Some(Ok(_)))
                && listed.account().is_some()
                && other.account() == listed.account()
        });
        !reached && (listed.fault().is_some() || listed.profile.problem.is_some())
    })
}

fn tell_estimate(
    estimate: &AuditEstimate,
    args: &AuditArgs,
    config: &Config,
    out: &mut Output,
) -> Result<(), Failure> {
    if !args.json {
        out.line(&estimated(estimate, config))?;
    }
    if args.json {
        let accounts: Vec<_> = estimate
            .accounts
            .iter()
            .map(|account| {
                json!({
                    "account": account.account.as_ref().map(crate::zone::AccountId::as_str),
                    "profile": account.profile.as_str(),
                    "requests": account.requests(),
                })
            })
            .collect();
        out.json(&json!({
            "zones": estimate.zones,
            "requests": estimate.requests(),
            "seconds": lasts(estimate, config).as_secs(),
            "servers_about": estimate.servers_about,
            "accounts": accounts,
        }))?;
    }
    Ok(())
}

/// What it will take, in a sentence.
fn estimated(estimate: &AuditEstimate, config: &Config) -> String {
    let zones = estimate.zones;
    let accounts = estimate.accounts.len();
    let seconds = lasts(estimate, config).as_secs();
    let time = match seconds {
        0..=5 => "a few seconds".to_owned(),
        6..=90 => format!("about {seconds} s"),
        _ => format!("about {} min", seconds.div_ceil(60)),
    };
    format!(
        "{zones} public zones in {accounts} accounts: about {} requests to Route 53, {time}; about \
         {} name servers to ask",
        estimate.requests(),
        estimate.servers_about,
    )
}

/// How long it takes under the rate limit of each account; they are read side by side.
fn lasts(estimate: &AuditEstimate, config: &Config) -> Duration {
    let account = |account: &AccountEstimate| {
        let Rate { burst, per_second } =
            config.rate_of(&account.profile).unwrap_or_else(|| config.rate());
        account.lasts(RequestRate { burst, per_second })
    };
    estimate.accounts.iter().map(account).max().unwrap_or_default()
}

fn how_far(progress: &AuditProgress) -> String {
    let wrong: usize =
        progress.by_state.iter().filter(|(state, _)| state.is_wrong()).map(|(_, n)| n).sum();
    format!(
        "{} of {} zones read, {} of {} name servers asked, {wrong} cuts wrong so far",
        progress.zones_read, progress.zones, progress.lookups_done, progress.lookups,
    )
}

/// How many cuts are in which state, the gravest first.
fn counted(progress: &AuditProgress, took: Duration) -> String {
    let states: Vec<String> =
        progress.by_state.iter().map(|(state, n)| format!("{n} {}", state.label())).collect();
    let all: usize = progress.by_state.iter().map(|(_, n)| n).sum();
    let states = if states.is_empty() { String::new() } else { format!(": {}", states.join(", ")) };
    format!(
        "{all} cuts{states} ({} requests to Route 53, {} name servers asked, {:.1} s)",
        progress.requests,
        progress.lookups_done,
        took.as_secs_f64(),
    )
}
