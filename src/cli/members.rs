//! The profiles to show, with those of accounts that an Organization has to be asked for.

use crate::aws::Aws;
use crate::config::Config;
use crate::engine::find_members;
use crate::zone::{LeftOut, Profile};

use super::{Command, Failure, Output};

/// What is shown, and whether Organizations are still to be asked.
#[derive(Debug)]
pub struct Chosen {
    /// The profiles, by flags, else by `profiles.toml`.
    pub profiles: Vec<Profile>,
    /// Accounts of Organizations that are not reached by role.
    pub left_out: Vec<LeftOut>,
    /// Whether more profiles come once Organizations have been asked.
    pub more: bool,
}

impl Command {
    /// Whether it uses profiles, so that Organizations are asked first.
    #[must_use]
    pub fn needs_all_profiles(&self) -> bool {
        !matches!(self, Self::History(_))
    }
}

/// Chooses the profiles. Organizations are asked first where `wait` says so, or where a name in
/// `flags` is not known without them; where all are known, they are not asked at all. What stood in
/// the way of asking is told, and takes no other profile with it.
///
/// # Errors
/// A name that no profile has.
pub async fn choose(
    aws: &Aws,
    config: &Config,
    flags: &[String],
    wait: bool,
    out: &mut Output,
) -> Result<Chosen, Failure> {
    let mut profiles = aws.profiles().to_vec();
    let is_known = |name: &String| profiles.iter().any(|known| known.name.as_str() == name);
    let named = !flags.is_empty();
    let more = aws.organizations().next().is_some() && !(named && flags.iter().all(is_known));
    if !more {
        return chosen(config.choose(profiles, flags), Vec::new());
    }
    if !wait && !named {
        let profiles = config.choose_so_far(profiles, flags);
        return Ok(Chosen { profiles, left_out: Vec::new(), more });
    }
    let found = find_members(aws).await;
    for fault in &found.faults {
        let source = &fault.profile;
        out.note(&format!("zonecut: the accounts by role from profile {source} are not known:"));
        out.fault(fault);
    }
    profiles.extend(found.profiles);
    if !found.faults.is_empty() && !named {
        let profiles = config.choose_so_far(profiles, flags);
        return Ok(Chosen { profiles, left_out: found.left_out, more: false });
    }
    chosen(config.choose(profiles, flags), found.left_out)
}

fn chosen(
    profiles: Result<Vec<Profile>, crate::config::ConfigError>,
    left_out: Vec<LeftOut>,
) -> Result<Chosen, Failure> {
    let profiles = profiles
        .map_err(|error| Failure::usage(error.to_string(), "See `zonecut profiles` for all."))?;
    Ok(Chosen { profiles, left_out, more: false })
}

/// Tells which accounts of Organizations are not reached by role, and why.
pub fn tell_left_out(left_out: &[LeftOut], out: &mut Output) {
    for LeftOut { account, why } in left_out {
        let name = account.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        out.note(&format!("zonecut: account {}{name} is not reached by role: {why}", account.id));
    }
}
