//! The accounts of an Organization as rows for the screen.

use super::opening::{row, stray};
use crate::app::Answer;
use crate::app::accounts::ProfileRow;
use crate::app::organization::Joining;
use crate::aws::Aws;
use crate::config::Config;
use crate::zone::{Fault, Profile, Reached, ReachedAccount, Rules};

/// Asks an Organization, and refines what comes by `profiles.toml`.
pub(super) async fn joining(
    aws: &Aws,
    config: &Config,
    organization: usize,
) -> Result<Joining, Fault> {
    let Reached { profiles, left_out } = aws.find_members(organization).await?;
    let accounts = profiles.len();
    let rows = refined(config, profiles);
    let strays = match aws.all_known() {
        Some(all) => config.strays(&all).into_iter().map(|name| stray(&name)).collect(),
        None => Vec::new(),
    };
    Ok(Joining { rows, accounts, left_out, strays })
}

/// The accounts of an Organization that an earlier run reached, before it is asked.
pub(super) fn recalled(
    aws: &Aws,
    config: &Config,
    organization: usize,
    earlier: &[ReachedAccount],
) -> Answer {
    let rows = refined(config, aws.recall_members(organization, earlier));
    let found = Joining { accounts: rows.len(), rows, ..Joining::default() };
    Answer::RecalledMembers(Box::new(found))
}

fn refined(config: &Config, profiles: Vec<Profile>) -> Vec<(ProfileRow, Rules)> {
    let chosen = config.choose_so_far(profiles, &[]);
    let rows = chosen.into_iter().map(|profile| {
        let rules = config.profile_rules(&profile.name);
        (row(config, profile), rules)
    });
    rows.collect()
}
