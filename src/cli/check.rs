//! `zonecut check`: what every name server of a cut answers.

use crate::cut::Check;
use crate::engine;
use crate::zone::Profile;

use super::args::CheckArgs;
use super::edges::Edges;
use super::{Exit, Failure, Output};

pub(super) async fn run(
    args: &CheckArgs,
    edges: Edges<'_>,
    _profiles: Vec<Profile>,
    _out: &mut Output,
) -> Result<Exit, Failure> {
    let mut check = Check::discover(args.name.clone());
    engine::prove(edges.asker, &mut check, |_| {}).await;
    Ok(Exit::Done)
}
