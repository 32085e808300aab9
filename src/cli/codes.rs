//! Codes of MFA devices, asked for before a command begins: on the terminal, unseen.

use crate::aws::Aws;
use crate::zone::{Ask, Profile, ProfileName};

use super::login::{self, Given};
use super::{Failure, Output};

/// Asks for what stands between profiles and their roles, once a role. What the command names
/// (`PROFILE/ZONE`, or a profile) has to be given; with `others` the rest may be passed over.
/// Nobody is asked where there is no terminal: what needs a code then says so.
///
/// # Errors
/// Where a code that is needed is not given, and where the user leaves.
pub(super) async fn ask(
    aws: &Aws,
    profiles: &[Profile],
    named: &[&str],
    others: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    if !out.is_asked() {
        return Ok(());
    }
    let named: Vec<&ProfileName> =
        named.iter().filter_map(|text| longest(profiles, text)).collect();
    for profile in &named {
        of_profile(aws, profile, false, out).await?;
    }
    if others {
        let rest = profiles.iter().map(|profile| &profile.name);
        for profile in rest.filter(|profile| !named.contains(profile)) {
            of_profile(aws, profile, true, out).await?;
        }
    }
    Ok(())
}

/// A chain may lead through several roles that want one.
async fn of_profile(
    aws: &Aws,
    profile: &ProfileName,
    optional: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    while let Some(Ask::Code { serial, role }) = aws.awaited_code(profile).await {
        out.note(&format!("Profile {profile} assumes a role with a code."));
        match login::code(aws, profile, (&serial, &role), optional, out).await? {
            Given::Yes => {}
            Given::PassedOver => return Ok(()),
        }
    }
    Ok(())
}

/// The profile that the text names: the longest name that it begins with.
fn longest<'a>(profiles: &'a [Profile], text: &str) -> Option<&'a ProfileName> {
    let names = profiles.iter().map(|profile| &profile.name);
    let fits = |name: &&ProfileName| {
        text.strip_prefix(name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    names.filter(fits).max_by_key(|name| name.as_str().len())
}
