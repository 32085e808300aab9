//! `zonecut check`: what every name server of a cut answers, held against Route 53's API where the
//! zones are in view.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cut::{Check, Expected, ZoneInView};
use crate::dns::{ChainEnd, Looked, Lookup, Name};
use crate::engine;
use crate::resolve::Asker;
use crate::zone::{AccountId, Profile, ProofRole, ProofVerdict};

use super::api_view::{ApiView, Seen};
use super::args::CheckArgs;
use super::edges::Edges;
use super::interrupt::unless_interrupted;
use super::proof::{check_as_json, table};
use super::{Exit, Failure, Output};

/// Asks, and prints a row for each server.
pub(super) async fn run(
    args: &CheckArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let asker = edges.asker;
    if !asker.asks() {
        return Err(Failure::usage(
            "a check asks the DNS, and that is turned off",
            "Leave out --no-dns, unset ZONECUT_NO_DNS, or set ask = true in [dns] of profiles.toml.",
        ));
    }
    let name = &args.name;
    let asking = Box::pin(async {
        let view = ApiView::read(edges, profiles, name, out).await;
        let child = live_child(asker, &view, name).await;
        let ns = child.map(|at| view.children[at].servers.iter().cloned().collect());
        let mut check = Check::of(Expected { ns, ..Expected::unknown(name.clone()) });
        engine::prove(asker, &mut check, |check| follow(check, out)).await;
        Ok((check, view, child))
    });
    let (check, view, child) = unless_interrupted(asking).await?;

    let child = child.and_then(|at| view.children.get(at));
    let notes = notes(&check, &view, child);
    for note in &notes {
        out.note(&format!("note  {note}"));
    }
    if args.json {
        let parents = parent_servers(&check);
        let mut seen = view.parents.iter().map(|(seen, _)| seen);
        let parent = seen.find(|seen| names(&seen.servers) == parents);
        let mut value = json!({
            "name": name.as_route53(),
            "parent": parent.map(|seen| side(&seen.view)),
            "child": child.map(|seen| side(&seen.view)),
            "notes": notes,
        });
        if let (Value::Object(value), Value::Object(more)) = (&mut value, check_as_json(&check)) {
            value.extend(more);
        }
        out.json(&value)?;
    } else {
        for line in table(&check, out.is_full()) {
            out.line(&line)?;
        }
        for line in check.summary().lines() {
            out.line(line)?;
        }
    }
    Ok(match check.verdict() {
        ProofVerdict::Proved => Exit::Done,
        ProofVerdict::Differs => Exit::Failed,
        ProofVerdict::CouldNotAsk | ProofVerdict::Waiting => Exit::NotAsked,
    })
}

fn follow(check: &Check, out: &mut Output) {
    let open = check.rows().iter().filter(|row| row.open).count();
    let all = check.rows().len();
    out.passing(&format!("  asking the DNS: {} of {all} servers answered", all - open));
}

/// The zone in view that the answers are held against: the only one of the name, or of several
/// the one that the world is led to.
async fn live_child(asker: &Asker, view: &ApiView, name: &Name) -> Option<usize> {
    match view.children.as_slice() {
        [] => None,
        [_] => Some(0),
        twins => {
            let chain = asker.look_up(&Lookup::Chain(name.clone())).await;
            let Looked::Chain(chain) = chain else { return None };
            let hop = chain.hops.into_iter().rev().find(|hop| hop.cut == *name);
            let servers = match (hop, chain.end) {
                (Some(hop), _) => hop.servers,
                (None, ChainEnd::Cut { servers, .. }) => servers,
                (None, _) => return None,
            };
            let servers: BTreeSet<Name> = servers.into_iter().collect();
            twins.iter().position(|twin| twin.servers == servers)
        }
    }
}

/// How what the world sees stands to what the API says, a sentence each.
fn notes(check: &Check, view: &ApiView, child: Option<&Seen>) -> Vec<String> {
    let name = check.cut();
    let mut notes = Vec::new();
    match (view.children.as_slice(), child) {
        ([], _) => notes.push(format!("No public zone {name} is in view.")),
        ([_], Some(one)) => notes.push(format!("{} is held against the answers.", told(one))),
        (twins, live) => {
            let all: Vec<String> = twins.iter().map(told).collect();
            let live = live.map_or("the world is led to none of them".to_owned(), |live| {
                format!("the world is led to {}", live.view.zone.id)
            });
            notes.push(format!("{} zones of this name: {}; {live}.", twins.len(), all.join(", ")));
        }
    }
    let parents = parent_servers(check);
    for (parent, at_cut) in &view.parents {
        if !parents.is_empty() && names(&parent.servers) != parents {
            notes.push(format!(
                "{} is not where the way from the root leads: its delegation set is {}.",
                told(parent),
                listed(&parent.servers)
            ));
        }
        match (at_cut, child) {
            (None, _) => notes.push(format!("{} has no NS record set {name}", told(parent))),
            (Some(at_cut), Some(child)) if *at_cut != child.servers => notes.push(format!(
                "{} names {}, which is not the delegation set of {}: {}.",
                told(parent),
                listed(at_cut),
                child.view.zone.id,
                listed(&child.servers)
            )),
            (Some(_), _) => {}
        }
    }
    notes
}

/// The servers of the parent that were asked, as the rows name them.
fn parent_servers(check: &Check) -> BTreeSet<String> {
    let rows = check.rows().iter().filter(|row| row.role == ProofRole::Parent);
    rows.map(|row| row.server.clone()).collect()
}

fn names(servers: &BTreeSet<Name>) -> BTreeSet<String> {
    servers.iter().map(ToString::to_string).collect()
}

fn listed(servers: &BTreeSet<Name>) -> String {
    let servers: Vec<String> = servers.iter().map(ToString::to_string).collect();
    servers.join(" ")
}

fn told(seen: &Seen) -> String {
    let ZoneInView { profile, account, zone } = &seen.view;
    let account = account.as_ref().map_or("not known", AccountId::as_str);
    format!("{} {} (profile {profile}, account {account})", zone.name, zone.id)
}

fn side(view: &ZoneInView) -> Value {
    json!({
        "profile": view.profile.as_str(),
        "account": view.account.as_ref().map(AccountId::as_str),
        "zone_id": view.zone.id.as_str(),
        "name": view.zone.name.as_route53(),
    })
}
