//! The accounts of an Organization as rows for the screen.

use super::opening::{row, stray};
use crate::app::organization::Joining;
use crate::aws::Aws;
use crate::config::Config;
use crate::zone::{Fault, Reached};

/// Asks an Organization, and refines what comes by `profiles.toml`.
pub(super) async fn joining(
    aws: &Aws,
    config: &Config,
    organization: usize,
) -> Result<Joining, Fault> {
    let Reached { profiles, left_out } = aws.find_members(organization).await?;
    let accounts = profiles.len();
    let chosen = config.choose_so_far(profiles, &[]);
    let rows = chosen.into_iter().map(|profile| {
        let rules = config.profile_rules(&profile.name);
        (row(config, profile), rules)
    });
    let rows = rows.collect();
    let strays = match aws.all_known() {
        Some(all) => config.strays(&all).into_iter().map(|name| stray(&name)).collect(),
        None => Vec::new(),
    };
    Ok(Joining { rows, accounts, left_out, strays })
}
