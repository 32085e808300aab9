//! `zonecut export`: a whole zone in the language of another tool.

use crate::cut::{WholeZone, export_zone};
use crate::engine::list_all;
use crate::zone::{Profile, RecordSet};

use super::args::ExportArgs;
use super::edges::Edges;
use super::interrupt::unless_interrupted;
use super::target::{Target, find};
use super::{Exit, Failure, Output};

/// Reads the zone to its end, and prints it. Nothing is printed of a zone that was not read whole.
pub(super) async fn run(
    args: &ExportArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let inventory = list_all(edges.aws, profiles, true).await;
    let target = find(edges.aws, &inventory, &args.zone).await?;
    let listed = inventory.profiles.iter().find(|one| one.profile.name == target.key.profile);
    let account = listed.and_then(|listed| listed.account()).map(|(_, account)| account);
    let sets = unless_interrupted(read(edges, &target, out)).await?;
    let via = edges.aws.credential_chain(&target.key.profile);
    let zone = WholeZone {
        name: &target.key.name,
        id: &target.key.zone,
        private: target.zone.private,
        profile: &target.key.profile,
        via: &via,
        account,
        sets: &sets,
    };
    if let Some(text) = export_zone(&zone, args.form.into()) {
        out.document(&text)?;
    }
    Ok(Exit::Done)
}

async fn read(
    edges: Edges<'_>,
    target: &Target,
    out: &mut Output,
) -> Result<Vec<RecordSet>, Failure> {
    let mut sets = Vec::new();
    let mut start = None;
    loop {
        let key = &target.key;
        let page = edges.aws.record_sets(&key.profile, &key.zone, start.as_ref(), None).await?;
        sets.extend(page.sets);
        start = page.next;
        if start.is_none() {
            return Ok(sets);
        }
        out.passing(&format!("  {} of {} record sets", sets.len(), target.zone.record_count));
    }
}
