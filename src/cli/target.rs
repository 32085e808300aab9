//! Reads `PROFILE/ZONE`: the longest profile name that fits, and a zone by name or id.

use crate::aws::Aws;
use crate::config::{Config, ZoneRef};
use crate::cut::{ZoneInView, propose_parents};
use crate::dns::Name;
use crate::engine::{Inventory, Listed};
use crate::zone::{FaultKind, HostedZone, ProfileName, ZoneId, ZoneKey};

use super::{Failure, Output};

/// A zone that was named, with the profile to use on it.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) key: ZoneKey,
    pub(super) zone: HostedZone,
}

/// Finds the zone that `PROFILE/ZONE` names. A name that several zones bear is an error that
/// lists them: zones are chosen by id, never by name alone.
pub(super) async fn find(aws: &Aws, inventory: &Inventory, text: &str) -> Result<Target, Failure> {
    let (listed, zone) = split(inventory, text)?;
    let wanted = Name::from_user(zone).ok();
    let found: Vec<&HostedZone> = account_zones(inventory, listed)
        .filter(|seen| {
            seen.id.as_str() == ZoneId::new(zone).as_str() || Some(&seen.name) == wanted.as_ref()
        })
        .collect();
    let target = |zone: HostedZone| Target {
        key: ZoneKey {
            profile: listed.profile.name.clone(),
            zone: zone.id.clone(),
            name: zone.name.clone(),
        },
        zone,
    };
    match found.as_slice() {
        [one] => Ok(target((*one).clone())),
        [] if may_be_id(zone) => {
            let detail = aws.zone(&listed.profile.name, &ZoneId::new(zone)).await?;
            Ok(target(detail.zone))
        }
        [] => Err(match (&listed.profile.problem, listed.fault()) {
            (_, Some(fault)) => Failure::from(fault),
            (Some(problem), None) => Failure::usage(
                format!("profile {}: {}", listed.profile.name, problem.message),
                problem.hint.clone(),
            ),
            (None, None) => Failure::usage(
                format!("profile {} reaches no zone {zone}", listed.profile.name),
                "See `zonecut zones` for all there are.",
            ),
        }),
        several => {
            let candidates: Vec<String> = several
                .iter()
                .map(|zone| format!("  {}/{}  {}", listed.profile.name, zone.id, kind(zone)))
                .collect();
            Err(Failure::usage(
                format!("several zones are named {zone}:\n{}", candidates.join("\n")),
                "Name one of them by its id.",
            ))
        }
    }
}

/// The parent that is proposed for a child; an ambiguous one is an error that lists them.
pub(super) fn propose(
    inventory: &Inventory,
    in_view: &[ZoneInView],
    child: &Target,
    config: &Config,
) -> Result<Target, Failure> {
    let default = config.profile(&child.key.profile).and_then(|refined| refined.parent.as_ref());
    let default = default.and_then(|wanted| default_parent(in_view, wanted));
    propose_for(inventory, in_view, &child.zone, default.as_ref())
}

/// The same for a zone that no profile may reach.
pub(super) fn propose_for(
    inventory: &Inventory,
    in_view: &[ZoneInView],
    child: &HostedZone,
    default: Option<&ZoneId>,
) -> Result<Target, Failure> {
    let mut proposals = propose_parents(child, in_view, default);
    let name = &child.name;
    match proposals.len() {
        1 => {
            let seen = proposals.remove(0).zone;
            let key = ZoneKey {
                profile: seen.profile,
                zone: seen.zone.id.clone(),
                name: seen.zone.name.clone(),
            };
            Ok(Target { key, zone: seen.zone })
        }
        0 if child.private => Err(Failure::usage(
            format!("{name} is a private zone: no parent is proposed for it"),
            "Name a parent with --parent to see what stands against it.",
        )),
        0 => {
            let unseen = inventory.profiles.iter().filter(|l| l.fault().is_some()).count();
            let more = if unseen == 0 {
                String::new()
            } else {
                format!(" ({unseen} profiles could not be listed)")
            };
            Err(Failure::usage(
                format!("no public zone above {name} is in view{more}"),
                "Name the parent with --parent PROFILE/ZONE.",
            ))
        }
        _ => {
            let candidates: Vec<String> = proposals
                .iter()
                .map(|p| {
                    format!(
                        "  --parent {}/{}  {}",
                        p.zone.profile, p.zone.zone.id, p.zone.zone.name
                    )
                })
                .collect();
            Err(Failure::usage(
                format!("several zones can be the parent of {name}:\n{}", candidates.join("\n")),
                "Choose one of them.",
            ))
        }
    }
}

/// The profile and the name that `PROFILE/ZONE` means where the profile's account is known to have
/// no public zone of that name; `None` where it has one, or an id is meant.
pub(super) fn absent<'a>(
    inventory: &'a Inventory,
    text: &'a str,
) -> Result<Option<(&'a Listed, Name)>, Failure> {
    let (listed, zone) = split(inventory, text)?;
    let Ok(name) = Name::from_user(zone) else { return Ok(None) };
    let is_id = name.depth() == 1 && may_be_id(zone);
    let has = account_zones(inventory, listed).any(|seen| !seen.private && seen.name == name);
    // Who can't list the account's zones can't say that one is not there.
    let is_listed = inventory.profiles.iter().any(|other| {
        matches!(other.zones, Some(Ok(_)))
            && listed.account().is_some()
            && other.account() == listed.account()
    });
    Ok((!is_id && !has && is_listed).then_some((listed, name)))
}

/// Tells of the profiles whose zones are not in view.
pub(super) fn tell_unseen(inventory: &Inventory, out: &mut Output) {
    for fault in inventory.faults() {
        out.note(&format!(
            "zonecut: zones of profile {} are not in view: {}",
            fault.profile,
            fault.state()
        ));
        if out.is_full() {
            out.fault(fault);
        } else if fault.kind == FaultKind::Denied {
            out.note(&format!("  {}", fault.hint()));
        }
    }
}

/// Leaves only the zones that `profiles.toml` wants to see.
pub(super) fn narrow(inventory: &mut Inventory, config: &Config) {
    for listed in &mut inventory.profiles {
        let only = config.profile(&listed.profile.name).map(|refined| refined.zones.as_slice());
        if let (Some(only @ [_, ..]), Some(Ok(zones))) = (only, &mut listed.zones) {
            zones.retain(|zone| only.iter().any(|apex| zone.name.is_at_or_below(apex)));
        }
    }
}

/// The zone that the configuration names as default parent; a name that several public zones
/// bear decides nothing.
fn default_parent(in_view: &[ZoneInView], wanted: &ZoneRef) -> Option<ZoneId> {
    let mut found = in_view.iter().filter(|seen| match wanted {
        ZoneRef::Id(id) => seen.zone.id == *id,
        ZoneRef::Name(name) => seen.zone.name == *name && !seen.zone.private,
    });
    let zone = found.next()?.zone.id.clone();
    if found.next().is_some() { None } else { Some(zone) }
}

/// All zones in view, as the checks want them.
pub(super) fn in_view(inventory: &Inventory) -> Vec<ZoneInView> {
    let view = |(listed, _, zone): (&Listed, _, &HostedZone)| ZoneInView {
        profile: listed.profile.name.clone(),
        account: listed.account().map(|(_, account)| account.clone()),
        zone: zone.clone(),
    };
    inventory.zones().map(view).collect()
}

/// The profile that the text begins with, the longest that fits, and the rest.
pub(super) fn split<'a>(
    inventory: &'a Inventory,
    text: &'a str,
) -> Result<(&'a Listed, &'a str), Failure> {
    let after = |name: &str| text.strip_prefix(name)?.strip_prefix('/');
    let full = |listed: &'a Listed| Some((listed, after(listed.profile.name.as_str())?));
    // What the environment's profile is called for short may be another profile's name.
    let short = |listed: &'a Listed| {
        let environment = listed.profile.name.as_str() == ProfileName::ENVIRONMENT;
        let zone = environment.then(|| after(ProfileName::ENVIRONMENT_IN_SHORT)).flatten()?;
        Some((listed, zone))
    };
    let profiles = || inventory.profiles.iter();
    let (listed, zone) = profiles()
        .filter_map(full)
        .min_by_key(|(_, zone)| zone.len())
        .or_else(|| profiles().find_map(short))
        .ok_or_else(|| {
            let known: Vec<&str> =
                inventory.profiles.iter().map(|l| l.profile.name.as_str()).collect();
            Failure::usage(
                format!("“{text}” is not PROFILE/ZONE with a known profile"),
                format!("Known profiles: {}", known.join(", ")),
            )
        })?;
    if zone.trim().is_empty() {
        return Err(Failure::usage(
            format!("“{text}” names no zone"),
            "Write PROFILE/ZONE, the zone by name or id.",
        ));
    }
    Ok((listed, zone))
}

/// The zones of a profile's account, whichever profile listed them.
fn account_zones<'a>(
    inventory: &'a Inventory,
    listed: &'a Listed,
) -> impl Iterator<Item = &'a HostedZone> {
    let same = move |other: &&Listed| {
        std::ptr::eq(*other, listed)
            || (listed.account().is_some() && other.account() == listed.account())
    };
    inventory.profiles.iter().filter(same).flat_map(|other| other.zones.iter().flatten().flatten())
}

/// Route 53's zone ids are letters and digits, 32 at most, and start with Z.
pub(super) fn may_be_id(text: &str) -> bool {
    let id = ZoneId::new(text);
    let id = id.as_str();
    id.starts_with('Z') && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn kind(zone: &HostedZone) -> String {
    let kind = if zone.private { "private" } else { "public" };
    format!("{kind}, {} record sets", zone.record_count)
}
