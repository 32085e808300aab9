//! Flags of the commands that ask the DNS: `check` and `audit`.

use crate::cut::CutState;
use crate::dns::Name;

use super::value::{name, state};

/// Which cut to check.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The name that is cut, such as team-a.example.com: in any account, or in none
    #[arg(value_name = "NAME", value_parser = name)]
    pub name: Name,

    /// Print JSON: {name, parent, child, notes, verdict, summary, rows}, rows a list of {role,
    /// server, state, words, `took_ms`, detail}
    #[arg(long)]
    pub json: bool,
}

/// Which cuts to audit, and how to print them.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// Only cuts at or below this name; may be given several times
    #[arg(long = "zone", value_name = "NAME", value_parser = name)]
    pub zones: Vec<Name>,

    /// Print only cuts in this state, and let the exit code speak of these alone; may be given
    /// several times: dangling, `broken_by_ds`, lame, dead, `wrong_twin`, drifted, `partly_lame`,
    /// missing, occluding, unknown, elsewhere, live
    #[arg(long = "state", value_name = "STATE", value_parser = state)]
    pub states: Vec<CutState>,

    /// Say what it will take, in requests and time, and leave it at that
    #[arg(long)]
    pub estimate: bool,

    /// Print JSON: a list of {name, parent, child, state, evidence, also, servers, repair, advice}
    #[arg(long)]
    pub json: bool,

    /// Print CSV, with a header
    #[arg(long, conflicts_with_all = ["json", "estimate"])]
    pub csv: bool,
}
