//! `zonecut zones`: all hosted zones of all profiles, each account once.

use serde_json::json;

use super::target::narrow;
use crate::aws::Aws;
use crate::config::Config;
use crate::engine::{Listed, list_all};
use crate::zone::{HostedZone, Profile, ProfileName};

use super::{Exit, Failure, Output};

/// Prints all zones, and on the other stream what kept a profile from being listed. Fails only
/// where no profile could be listed.
pub(super) async fn run(
    aws: &Aws,
    profiles: Vec<Profile>,
    config: &Config,
    json: bool,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let mut inventory = list_all(aws, profiles, true).await;
    narrow(&mut inventory, config);
    let mut zones: Vec<_> = inventory.zones().collect();
    zones.sort_by(|a, b| (&a.2.name, &a.2.id).cmp(&(&b.2.name, &b.2.id)));
    if json {
        let rows: Vec<_> =
            zones.iter().map(|(listed, reaching, zone)| row(listed, reaching, zone)).collect();
        out.json(&json!(rows))?;
    } else {
        let name_width = zones.iter().map(|(_, _, zone)| zone.name.to_string().len()).max();
        for (listed, reaching, zone) in &zones {
            let reaching: Vec<&str> = reaching.iter().map(|name| name.as_str()).collect();
            out.line(&format!(
                "{:<width$}  {:<7}  {:>7}  {:<22}  {:<12}  {}",
                zone.name,
                if zone.private { "private" } else { "public" },
                zone.record_count,
                zone.id,
                listed.account().map_or("-", |(_, account)| account.as_str()),
                reaching.join(" "),
                width = name_width.unwrap_or(0),
            ))?;
        }
    }
    for fault in inventory.faults() {
        out.fault(fault);
    }
    for listed in &inventory.profiles {
        if let Some(problem) = &listed.profile.problem {
            out.note(&format!("zonecut: profile {}: {}", listed.profile.name, problem.message));
            out.note(&format!("  {}", problem.hint));
        }
    }
    if inventory.profiles.is_empty() {
        out.note("No profiles. `aws configure sso` makes one; `zonecut --demo` needs none.");
    }
    let any = inventory.profiles.iter().any(|listed| matches!(listed.zones, Some(Ok(_))));
    Ok(if any || inventory.profiles.is_empty() { Exit::Done } else { Exit::Failed })
}

fn row(listed: &Listed, reaching: &[&ProfileName], zone: &HostedZone) -> serde_json::Value {
    let reaching: Vec<&str> = reaching.iter().map(|name| name.as_str()).collect();
    json!({
        "profile": listed.profile.name.as_str(),
        "profiles": reaching,
        "account": listed.account().map(|(_, account)| account.as_str()),
        "zone_id": zone.id.as_str(),
        "name": zone.name.as_route53(),
        "private": zone.private,
        "record_count": zone.record_count,
    })
}
