//! The command line: flags, and the commands that need no screen.

mod args;
mod failure;
mod output;
mod plan;
mod plan_text;
mod profiles;
mod target;
mod zones;

pub use args::{Args, As, Command, PlanArgs};
pub use failure::{Exit, Failure};
pub use output::Output;

use crate::aws::Aws;
use crate::config::Config;
use crate::zone::Profile;

/// Runs a command on the chosen profiles.
///
/// # Errors
/// A [`Failure`] that tells what to print and which exit code to end with.
pub async fn run(
    command: Command,
    aws: &Aws,
    profiles: Vec<Profile>,
    config: &Config,
    out: &mut Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Profiles { json } => profiles::run(aws, profiles, json, out).await,
        Command::Zones { json } => zones::run(aws, profiles, config, json, out).await,
        Command::Plan(args) => plan::run(&args, aws, profiles, config, out).await,
    }
}
