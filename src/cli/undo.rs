//! `zonecut undo`: takes a change of the journal back.

use crate::cut::{Goal, Options, Plan, Sides, relevant};
use crate::engine::{Ledger, facts, list_all};
use crate::zone::{Entry, Party, Profile, ZoneKey};

use super::args::UndoArgs;
use super::codes;
use super::edges::Edges;
use super::settle::settle;
use super::target::{in_view, narrow, tell_unseen};
use super::write::write;
use super::{Exit, Failure, Output};

/// Plans the inverse, asks, writes.
pub(super) async fn run(
    args: &UndoArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, config, .. } = edges;
    settle(aws, ledger, out).await?;
    let entries = ledger.entries().await.map_err(|why| Failure::failed(why, ""))?;
    let entry = find(entries, &args.id)?;
    let Some(sides) = sides(&entry) else {
        let stopped = Failure::usage(
            format!("not-undoable: {} created a zone", entry.id),
            "zonecut deletes no zone. Remove its delegation first, wait the TTL, then delete it: \
             aws route53 delete-hosted-zone.",
        );
        return Err(Failure { exit: Exit::Stopped, ..stopped });
    };
    let named = [Some(&sides.parent), sides.child.as_ref()].into_iter().flatten();
    let named: Vec<&str> = named.map(|key| key.profile.as_str()).collect();
    codes::ask(aws, &profiles, &named, false, out).await?;
    let mut inventory = list_all(aws, profiles, true).await;
    narrow(&mut inventory, config);
    tell_unseen(&inventory, out);
    let ZoneKey { profile, zone, name } = &sides.parent;
    let rules = config.rules(profile, zone, name);
    let seen = relevant(&in_view(&inventory), &sides);
    let made_in = entry.intent.parent.identity.account.clone();
    let goal = Goal::Undo(Box::new(entry));
    let facts = facts(aws, &sides, &goal, seen, rules).await?;
    if facts.parent.identity.account != made_in {
        return Err(Failure::failed(
            format!(
                "profile {} is account {} now; the change was made in {made_in}",
                facts.parent.profile, facts.parent.identity.account
            ),
            "Nothing was sent. Find out who has changed the profile.",
        ));
    }
    let options = Options { ttl: None, default_ttl: config.defaults.ttl };
    write(Plan::new(facts, goal, options), args.consent, edges, ledger, out).await
}

/// The one entry whose id is or begins with the text.
fn find(entries: Vec<Entry>, text: &str) -> Result<Entry, Failure> {
    let mut found: Vec<Entry> =
        entries.into_iter().filter(|entry| entry.id.as_str().starts_with(text)).collect();
    if let Some(exact) = found.iter().position(|entry| entry.id.as_str() == text) {
        return Ok(found.swap_remove(exact));
    }
    match (found.pop(), found.len()) {
        (Some(one), 0) if !text.is_empty() => Ok(one),
        (None, _) => Err(Failure::usage(
            format!("the journal has no change {text}"),
            "See `zonecut history` for all there are.",
        )),
        (Some(_), _) => Err(Failure::usage(
            format!("several changes begin with “{text}”"),
            "Name one of them in full; see `zonecut history`.",
        )),
    }
}

/// The cut at which it was made; `None` for what has no cut.
fn sides(entry: &Entry) -> Option<Sides> {
    let key = |party: &Party| {
        Some(ZoneKey {
            profile: party.profile.clone(),
            zone: party.zone.clone()?,
            name: party.name.clone(),
        })
    };
    let intent = &entry.intent;
    Some(Sides {
        parent: key(&intent.parent)?,
        cut: intent.cut.clone(),
        child: intent.child.as_ref().and_then(key),
    })
}
