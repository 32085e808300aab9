//! The command line: flags, and the commands that need no screen.

mod after;
mod api_view;
mod args;
mod ask;
mod audit;
mod audit_rows;
mod before;
mod check;
mod create;
mod delegate;
mod edges;
mod failure;
mod hidden;
mod history;
mod interrupt;
mod login;
mod members;
mod output;
mod plan;
mod plan_text;
mod policy;
mod profiles;
mod progress;
mod proof;
mod remove;
mod settle;
mod target;
mod telling;
mod undo;
mod write;
mod zones;

pub use args::{
    Args, As, AuditArgs, CheckArgs, Command, Consent, DelegateArgs, For, HistoryArgs, LoginArgs,
    PlanArgs, PolicyArgs, PolicySide, RemoveArgs, UndoArgs,
};
pub use failure::{Exit, Failure};
pub use members::{Chosen, choose, tell_left_out};
pub use output::Output;

use crate::aws::Aws;
use crate::config::Config;
use crate::engine::Ledger;
use crate::resolve::Asker;
use crate::zone::Profile;
use edges::Edges;

/// Runs a command on the chosen profiles. The ledger is opened where the command needs it.
///
/// # Errors
/// A [`Failure`] that tells what to print and which exit code to end with.
pub async fn run(
    command: Command,
    aws: &Aws,
    profiles: Vec<Profile>,
    config: &Config,
    asker: &Asker,
    ledger: impl FnOnce() -> Result<Ledger, Failure>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let edges = Edges { aws, asker, config };
    match command {
        Command::Profiles { json } => profiles::run(aws, config, profiles, json, out).await,
        Command::Login(args) => login::run(&args, aws, &profiles, out).await,
        Command::Zones { json } => zones::run(aws, profiles, config, json, out).await,
        Command::Plan(args) => plan::run(&args, edges, profiles, out).await,
        Command::Delegate(args) => delegate::run(&args, edges, profiles, &ledger()?, out).await,
        Command::Remove(args) => remove::run(&args, edges, profiles, &ledger()?, out).await,
        Command::Check(args) => check::run(&args, edges, profiles, out).await,
        Command::Audit(args) => audit::run(&args, edges, profiles, out).await,
        Command::Policy(args) => policy::run(&args, edges, profiles, out).await,
        Command::History(args) => history::run(&args, aws, &ledger()?, out).await,
        Command::Undo(args) => undo::run(&args, edges, profiles, &ledger()?, out).await,
    }
}
