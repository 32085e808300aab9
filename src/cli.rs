//! The command line: flags, and the commands that need no screen.

mod accept;
mod after;
mod api_view;
mod args;
mod ask;
mod audit;
mod audit_rows;
mod before;
mod candidates;
mod check;
mod codes;
mod completions;
mod create;
mod delegate;
mod doctor;
mod edges;
mod export;
mod failure;
mod hidden;
mod history;
mod interrupt;
mod login;
mod man;
mod members;
mod output;
mod plan;
mod plan_text;
mod policy;
mod profiles;
mod progress;
mod proof;
mod remove;
mod request;
mod settle;
mod target;
mod telling;
mod undo;
mod write;
mod zones;

pub use args::{
    AcceptArgs, Args, As, AuditArgs, CheckArgs, Command, CompletionsArgs, Consent, DelegateArgs,
    DoctorArgs, ExportArgs, For, HistoryArgs, LogLevel, LoginArgs, ManArgs, PlanArgs, PolicyArgs,
    PolicySide, RemoveArgs, RequestArgs, Shell, UndoArgs, ZoneAs,
};
pub use completions::complete;
pub use doctor::{Patient, doctor};
pub use failure::{Exit, Failure};
pub use members::{Chosen, choose, tell_left_out};
pub use output::Output;

use crate::aws::Aws;
use crate::config::Config;
use crate::engine::Ledger;
use crate::resolve::Asker;
use crate::zone::Profile;
use edges::Edges;

/// Runs a command that reaches nothing but its own definitions: whatever is wrong with
/// configuration and AWS's files, it works. `None` for all others.
pub fn run_alone(command: &Command, out: &mut Output) -> Option<Result<Exit, Failure>> {
    match command {
        Command::Completions(args) => Some(completions::run(*args, out)),
        Command::Man(args) => Some(man::run(args, out)),
        _ => None,
    }
}

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
    match &command {
        Command::Zones { .. } | Command::Audit(_) => {
            codes::ask(aws, &profiles, &[], true, out).await?;
        }
        Command::Plan(PlanArgs { child, parent, .. })
        | Command::Delegate(DelegateArgs { child, parent, .. }) => {
            let named: Vec<&str> =
                std::iter::once(child).chain(parent).map(String::as_str).collect();
            codes::ask(aws, &profiles, &named, parent.is_none(), out).await?;
        }
        Command::Remove(args) => codes::ask(aws, &profiles, &[&args.parent], false, out).await?,
        Command::Request(args) => codes::ask(aws, &profiles, &[&args.child], false, out).await?,
        Command::Policy(PolicyArgs { child, parent, .. }) => {
            codes::ask(aws, &profiles, &[child, parent], false, out).await?;
        }
        Command::Export(args) => codes::ask(aws, &profiles, &[&args.zone], false, out).await?,
        // These look at something else first, or need none.
        Command::Profiles { .. }
        | Command::Login(_)
        | Command::Accept(_)
        | Command::Check(_)
        | Command::History(_)
        | Command::Undo(_)
        | Command::Doctor(_)
        | Command::Completions(_)
        | Command::Man(_) => {}
    }
    match command {
        Command::Profiles { json } => profiles::run(aws, config, profiles, json, out).await,
        Command::Login(args) => login::run(&args, aws, &profiles, out).await,
        Command::Zones { json } => zones::run(aws, profiles, config, json, out).await,
        Command::Plan(args) => plan::run(&args, edges, profiles, out).await,
        Command::Delegate(args) => delegate::run(&args, edges, profiles, &ledger()?, out).await,
        Command::Remove(args) => remove::run(&args, edges, profiles, &ledger()?, out).await,
        Command::Request(args) => request::run(&args, edges, profiles, out).await,
        Command::Accept(args) => {
            let request = accept::read(&args)?;
            accept::run(&args, request, edges, profiles, &ledger()?, out).await
        }
        Command::Check(args) => check::run(&args, edges, profiles, out).await,
        Command::Audit(args) => audit::run(&args, edges, profiles, out).await,
        Command::Policy(args) => policy::run(&args, edges, profiles, out).await,
        Command::Export(args) => export::run(&args, edges, profiles, out).await,
        Command::History(args) => history::run(&args, aws, &ledger()?, out).await,
        Command::Undo(args) => undo::run(&args, edges, profiles, &ledger()?, out).await,
        // Those that need none of this have been run before.
        Command::Doctor(_) | Command::Completions(_) | Command::Man(_) => Ok(Exit::Done),
    }
}
