//! `zonecut remove`: takes a delegation away, with its DS.

use crate::cut::{Goal, Options, Plan, Sides, ZoneInView, relevant};
use crate::dns::Name;
use crate::engine::{Ledger, facts, list_all};
use crate::zone::{Profile, ZoneKey};

use super::args::RemoveArgs;
use super::edges::Edges;
use super::settle::settle;
use super::target::{find, in_view, narrow, tell_unseen};
use super::write::write;
use super::{Exit, Failure, Output};

/// Plans, asks, writes.
pub(super) async fn run(
    args: &RemoveArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, config, .. } = edges;
    settle(aws, ledger, out).await?;
    let mut inventory = list_all(aws, profiles, true).await;
    narrow(&mut inventory, config);
    let seen = in_view(&inventory);
    let parent = find(aws, &inventory, &args.parent).await?.key;
    tell_unseen(&inventory, out);
    let rules = config.rules(&parent.profile, &parent.zone, &parent.name);
    let sides = Sides { parent, cut: args.child.clone(), child: only_zone(&seen, &args.child) };
    let seen = relevant(&seen, &sides);
    let facts = facts(aws, &sides, &Goal::Remove, seen, rules).await?;
    let options = Options { ttl: None, default_ttl: config.defaults.ttl };
    write(Plan::new(facts, Goal::Remove, options), args.consent, edges, ledger, out).await
}

/// The public zone of that name, where there is just one: what it answers for is then told.
fn only_zone(seen: &[ZoneInView], name: &Name) -> Option<ZoneKey> {
    let mut found = seen.iter().filter(|seen| !seen.zone.private && seen.zone.name == *name);
    let one = found.next()?;
    found.next().is_none().then(|| ZoneKey {
        profile: one.profile.clone(),
        zone: one.zone.id.clone(),
        name: one.zone.name.clone(),
    })
}
