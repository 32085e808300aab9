//! Flags and commands, as clap reads them.

mod dns;
mod export;
mod machine;
mod policy;
mod request;
mod value;

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Parser, Subcommand, ValueEnum};

use super::candidates::{profiles, zones_of_profiles};
use crate::dns::Name;
use value::{name, ttl};

pub use dns::{AuditArgs, CheckArgs};
pub use export::{ExportArgs, ZoneAs};
pub use machine::{CompletionsArgs, DoctorArgs, LogLevel, ManArgs, Shell};
pub use policy::{For, PolicyArgs, PolicySide};
pub use request::{AcceptArgs, RequestArgs};

/// Make DNS zone cuts across AWS accounts.
///
/// Without a command it opens the screen. Profiles are those of AWS's own config and credentials
/// files; profiles.toml refines them.
#[derive(Debug, Parser)]
#[allow(clippy::struct_excessive_bools, reason = "flags are switches")]
#[command(name = "zonecut", version, max_term_width = 100)]
pub struct Args {
    /// Run on the sandbox: pretend accounts and zones, no AWS, no network
    #[arg(long, global = true)]
    pub demo: bool,

    /// Read this profiles.toml instead of the one in the config folder
    #[arg(long, global = true, value_name = "FILE", env = "ZONECUT_CONFIG")]
    pub config: Option<PathBuf>,

    /// Use only this AWS profile; may be given several times, and sets the order
    #[arg(long = "profile", global = true, value_name = "NAME", add = profiles())]
    pub profiles: Vec<String>,

    /// Write nothing: no request but reads leaves the program
    #[arg(long, global = true)]
    pub read_only: bool,

    /// Ask no name server: what only the DNS knows stays unknown
    #[arg(long, global = true, env = "ZONECUT_NO_DNS", value_parser = FalseyValueParser::new())]
    pub no_dns: bool,

    /// Keep a log of this run in the state folder: what is asked of whom, and how it ended
    #[arg(long, global = true, env = "ZONECUT_LOG", value_name = "LEVEL")]
    pub log: Option<LogLevel>,

    /// Print all evidence
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// What to do; without one, the screen
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A command that needs no screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List all profiles: account, caller, and what is wrong with each that can't be used
    Profiles {
        /// Print JSON: a list of {name, account, arn, state, hint, `account_name`, group, source}
        #[arg(long)]
        json: bool,
    },
    /// Sign in to what a profile's credentials come from, without the AWS CLI
    ///
    /// For IAM Identity Center it prints an address and a code, waits until that is approved in a
    /// browser, and keeps the token where all of AWS's tools look for it: every profile of the
    /// session is signed in then. For a role with `mfa_serial` it asks for the code, unseen. Exit
    /// code: 0 signed in, 1 failed or refused, 2 nothing to sign in to.
    Login(LoginArgs),
    /// List the hosted zones of all profiles, each account once
    Zones {
        /// Print JSON: a list of {profile, profiles, account, `zone_id`, name, private, `record_count`}
        #[arg(long)]
        json: bool,
    },
    /// Show what a delegation would change and break; writes nothing
    ///
    /// Exit code: 0 ready or already so, 1 failed, 2 usage or configuration, 3 stopped by a
    /// finding.
    Plan(PlanArgs),
    /// Delegate a name to its zone, or correct the delegation that stands there
    ///
    /// Shows the change set and its findings, asks, sends it once, waits for INSYNC, reads it
    /// again, and asks the name servers of both sides until they agree. Exit code: 0 done or
    /// nothing to do, 1 failed, or Route 53 has it and servers answer otherwise, 2 usage or
    /// configuration, 3 stopped by a finding, 4 conflict: the parent changed since the preview.
    Delegate(DelegateArgs),
    /// Remove a delegation, with its DS
    ///
    /// Exit code as with `delegate`.
    Remove(RemoveArgs),
    /// Ask every name server of a zone cut what it answers, on both sides
    ///
    /// The way from the root tells who is to be asked. Where the zones are in view of the
    /// profiles, the answers are held against what Route 53 says; trouble with AWS does not keep
    /// it from asking. Exit code: 0 all servers answer as they should, 1 some answer otherwise,
    /// 2 usage or configuration, 5 nothing is known to be wrong, and not all could be asked.
    Check(CheckArgs),
    /// Find every zone cut of all profiles that is broken, drifted or can be taken over
    ///
    /// Reads the records of every public zone once, and asks the name servers of every cut.
    /// Writes nothing. Exit code: 0 nothing is wrong, 1 something is wrong or it was interrupted,
    /// 2 usage or configuration, 5 nothing is known to be wrong, and something could not be asked
    /// or read.
    Audit(AuditArgs),
    /// Write a request for a delegation, for a parent in other hands
    ///
    /// The file names the zone, its account and its servers, and the DS where the zone is signed;
    /// no secret is in it. Exit code: 0 written, 1 failed, 2 usage, a private zone, or the file is
    /// there already.
    Request(RequestArgs),
    /// Delegate a name to a zone that its owner requests with a file
    ///
    /// As `delegate`, without reading the child: what the file says is held against the DNS. Where
    /// not every name server of the request is heard to have authority, the name has to be typed,
    /// and --yes is stopped. Exit code as with `delegate`; 2 also for a file that is no request.
    Accept(AcceptArgs),
    /// Print the least IAM policies for a cut: what the parent's side needs, and the child's
    ///
    /// Needs no permission where zones are given so that nothing has to be looked up: the parent
    /// by id, the child by id with --name. Exit code: 0 printed, 1 a zone could not be looked up,
    /// 2 usage or configuration.
    Policy(PolicyArgs),
    /// Print a whole zone: a zone file, JSON, commands of the AWS CLI, Terraform
    ///
    /// What a language can't express stands in it as a comment; nothing is left out in silence.
    /// Exit code: 0 printed, 1 failed, 2 usage or configuration.
    Export(ExportArgs),
    /// List the changes made from this machine, the newest first
    History(HistoryArgs),
    /// Take a change back: what stood there before is put back, if nobody has changed it since
    ///
    /// Exit code as with `delegate`.
    Undo(UndoArgs),
    /// Tell what zonecut finds on this machine and why something does not work; for bug reports
    ///
    /// Looks at the terminal, the files, every profile, the way to AWS and to the DNS, the clock
    /// and the journal, and changes nothing. Account ids, the home folder and the user's name are
    /// masked, so that it can be pasted. Exit code: 0 nothing is wrong, 1 something is.
    Doctor(DoctorArgs),
    /// Print what a shell needs to complete commands, flags and profiles
    ///
    /// For bash: `source <(zonecut completions bash)` in ~/.bashrc. For zsh the same in ~/.zshrc,
    /// behind `compinit`. For fish: `zonecut completions fish | source`. For PowerShell:
    /// `zonecut completions powershell | Out-String | Invoke-Expression` in $PROFILE.
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands into a folder
    Man(ManArgs),
}

/// What to sign in to.
#[derive(Debug, clap::Args)]
pub struct LoginArgs {
    /// The profile
    #[arg(add = profiles())]
    pub profile: String,

    /// Print the address only: open no browser
    #[arg(long)]
    pub no_browser: bool,
}

/// How a write is confirmed, and how it is told.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Consent {
    /// Don't ask: for scripts. Covers replacements, removals and protected zones too, which a
    /// terminal asks the name for; never what a finding stops
    #[arg(long)]
    pub yes: bool,

    /// Print JSON: what `plan --json` prints, and `result` {id, state, `change_id`, message,
    /// advice, proof}
    #[arg(long)]
    pub json: bool,

    /// With --yes: ask the DNS before anything is sent too, and tell what it says
    #[arg(long)]
    pub wait_dns: bool,
}

/// Which delegation to make.
#[derive(Debug, clap::Args)]
pub struct DelegateArgs {
    /// The zone to delegate to: a profile and a zone's name or id, such as team-a/team-a.example.com
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub child: String,

    /// The zone to delegate from; without it, the deepest public zone above the child is taken,
    /// where there is just one
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub parent: Option<String>,

    /// TTL of the NS record set in seconds, or with a unit: 300, 5m, 1h, 2d
    #[arg(long, value_name = "TTL", value_parser = ttl)]
    pub ttl: Option<u32>,

    /// Create the child zone first, where the profile's account has no public zone of that name
    #[arg(long)]
    pub create_child: bool,

    /// How it is confirmed and told
    #[command(flatten)]
    pub consent: Consent,
}

/// Which delegation to remove.
#[derive(Debug, clap::Args)]
pub struct RemoveArgs {
    /// The name that is delegated, such as team-a.example.com
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub child: Name,

    /// The zone that delegates it
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub parent: String,

    /// How it is confirmed and told
    #[command(flatten)]
    pub consent: Consent,
}

/// Which changes to list.
#[derive(Debug, clap::Args)]
pub struct HistoryArgs {
    /// Print JSON: a list of {id, at, action, parent, child, before, after, state, `change_id`, proof}
    #[arg(long)]
    pub json: bool,

    /// No more than this many
    #[arg(short, value_name = "N")]
    pub n: Option<usize>,
}

/// Which change to take back.
#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    /// The change's id as `zonecut history` tells it, or as much of its beginning as is needed
    pub id: String,

    /// How it is confirmed and told
    #[command(flatten)]
    pub consent: Consent,
}

/// Which delegation to plan, and how to show it.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// The zone to delegate to: a profile and a zone's name or id, such as team-a/team-a.example.com
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub child: String,

    /// The zone to delegate from; without it, the deepest public zone above the child is taken,
    /// where there is just one
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub parent: Option<String>,

    /// TTL of the NS record set in seconds, or with a unit: 300, 5m, 1h, 2d
    #[arg(long, value_name = "TTL", value_parser = ttl)]
    pub ttl: Option<u32>,

    /// How to print it
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    pub form: As,

    /// The same as --as json
    #[arg(long, conflicts_with = "form")]
    pub json: bool,
}

/// Forms of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// For people: the change set, and the findings on standard error
    Text,
    /// {parent, child, verdict, `change_batch`, findings}
    Json,
    /// The command of the AWS CLI that makes the same change
    Cli,
    /// Terraform: two provider aliases, the record sets, and imports of those that stand
    Terraform,
    /// A stack of the AWS CDK, in TypeScript
    Cdk,
    /// Lines for a zone file
    Bind,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_flags_are_sound() {
        super::Args::command().debug_assert();
    }

    #[test]
    fn asking_the_dns_is_turned_off_before_or_behind_the_command() {
        for line in ["zonecut --no-dns", "zonecut --no-dns zones", "zonecut zones --no-dns"] {
            assert!(super::Args::try_parse_from(line.split(' ')).unwrap().no_dns, "{line}");
        }
    }
}
