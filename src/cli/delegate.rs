//! `zonecut delegate`: makes or corrects a delegation, and creates its zone first where asked to.

use crate::cut::{Goal, Options, Plan, Sides, ZoneInView, quoted, relevant};
use crate::engine::{Ledger, facts, list_all};
use crate::zone::Profile;

use super::args::DelegateArgs;
use super::create::{self, Wanted};
use super::edges::Edges;
use super::interrupt::unless_interrupted;
use super::settle::settle;
use super::target::{Target, absent, find, in_view, narrow, propose, tell_unseen};
use super::write::write;
use super::{Exit, Failure, Output};

/// Plans, asks, writes.
pub(super) async fn run(
    args: &DelegateArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, config, .. } = edges;
    settle(aws, ledger, out).await?;
    let mut inventory = list_all(aws, profiles, true).await;
    let new = if args.create_child { absent(&inventory, &args.child)? } else { None };
    let new = match new {
        Some((listed, name)) => Some(Wanted::new(listed, name)?),
        None => None,
    };
    narrow(&mut inventory, config);
    let seen = in_view(&inventory);
    let child = match &new {
        Some(wanted) => wanted.target(),
        None => find(aws, &inventory, &args.child).await?,
    };
    let parent = match &args.parent {
        Some(text) => find(aws, &inventory, text).await?,
        None => propose(&inventory, &seen, &child, config)?,
    };
    tell_unseen(&inventory, out);

    let Some(wanted) = new else {
        let seen = relevant(&seen, &Sides::between(parent.key.clone(), child.key.clone()));
        return delegate(args, edges, ledger, &parent, &child, seen, out).await;
    };
    let child = match create::run(&wanted, &parent, &seen, args.consent, edges, ledger, out).await {
        Ok(created) => created,
        Err(not) => {
            if let Some(zone) = not.zone {
                tell_next(args, &parent, &wanted.target_of(zone), out);
            }
            return not.exit;
        }
    };
    let seen = relevant(&seen, &Sides::between(parent.key.clone(), child.key.clone()));
    let ended = delegate(args, edges, ledger, &parent, &child, seen, out).await;
    if !matches!(ended, Ok(Exit::Done)) {
        tell_next(args, &parent, &child, out);
    }
    ended
}

async fn delegate(
    args: &DelegateArgs,
    edges: Edges<'_>,
    ledger: &Ledger,
    parent: &Target,
    child: &Target,
    seen: Vec<ZoneInView>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, config, .. } = edges;
    let sides = Sides::between(parent.key.clone(), child.key.clone());
    let rules = config.rules(&parent.key.profile, &parent.key.zone, &parent.key.name);
    let facts =
        unless_interrupted(async { Ok(facts(aws, &sides, &Goal::Delegate, seen, rules).await?) });
    let facts = facts.await?;
    let options = Options { ttl: args.ttl, default_ttl: config.defaults.ttl };
    write(Plan::new(facts, Goal::Delegate, options), args.consent, edges, ledger, out).await
}

/// The zone exists and nothing delegates to it: how to go on.
fn tell_next(args: &DelegateArgs, parent: &Target, child: &Target, out: &mut Output) {
    let word = |target: &Target| quoted(&format!("{}/{}", target.key.profile, target.key.zone));
    let ttl = args.ttl.map(|ttl| format!(" --ttl {ttl}")).unwrap_or_default();
    out.note(&format!(
        "zonecut: the zone {} exists ({}), and nothing delegates to it yet. To go on:",
        child.key.name, child.key.zone
    ));
    out.note(&format!("  zonecut delegate --child {} --parent {}{ttl}", word(child), word(parent)));
}
