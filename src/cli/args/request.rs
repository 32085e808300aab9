//! Flags of `zonecut request` and `zonecut accept`.

use std::path::PathBuf;

use super::value::ttl;
use crate::cli::candidates::zones_of_profiles;

/// Which zone asks to be delegated to.
#[derive(Debug, clap::Args)]
pub struct RequestArgs {
    /// The zone: a profile and a zone's name or id, such as team-a/team-a.example.com
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub child: String,

    /// The file to write, which must not be there yet; `-` for standard output
    #[arg(short, long = "out", value_name = "FILE")]
    pub out: PathBuf,
}

/// Which request to accept, and where.
#[derive(Debug, clap::Args)]
pub struct AcceptArgs {
    /// The request, as `zonecut request` wrote it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The zone to delegate from; without it, the deepest public zone above the child is taken,
    /// where there is just one
    #[arg(long, value_name = "PROFILE/ZONE", add = zones_of_profiles())]
    pub parent: Option<String>,

    /// TTL of the NS record set in seconds, or with a unit: 300, 5m, 1h, 2d
    #[arg(long, value_name = "TTL", value_parser = ttl)]
    pub ttl: Option<u32>,

    /// Don't ask: for scripts. Nothing is sent unless every name server of the request is heard
    /// to have authority
    #[arg(long)]
    pub yes: bool,

    /// Print JSON: what `plan --json` prints, `requested` {account, `zone_id`, name}, and `result`
    /// {id, state, `change_id`, message, advice, proof}
    #[arg(long)]
    pub json: bool,
}
