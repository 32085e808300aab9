//! `zonecut accept`: delegates to a child that is known from its owner's request alone.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cut::{Goal, LONGEST_REQUEST, Options, Plan, Sides, read_request, relevant};
use crate::engine::{Ledger, facts, list_all};
use crate::zone::{DelegationRequest, HostedZone, Profile};

use super::args::{AcceptArgs, Consent};
use super::codes;
use super::edges::Edges;
use super::interrupt::unless_interrupted;
use super::settle::settle;
use super::target::{find, in_view, narrow, propose_for, tell_unseen};
use super::write::write;
use super::{Exit, Failure, Output};

/// Reads the request before anything is asked of anybody.
pub(super) fn read(args: &AcceptArgs) -> Result<DelegationRequest, Failure> {
    let path = args.file.display();
    let bytes = bytes(&args.file)
        .map_err(|error| Failure::usage(format!("can't read {path}: {error}"), ""))?;
    read_request(&bytes).map_err(|why| {
        Failure::usage(
            format!("{path}: {why}"),
            "A request is taken as `zonecut request` wrote it: ask for a new one.",
        )
    })
}

/// No more than it takes to see that it is too long.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LONGEST_REQUEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Plans, asks the DNS, asks the user, writes.
pub(super) async fn run(
    args: &AcceptArgs,
    request: DelegationRequest,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, config, .. } = edges;
    let named: Vec<&str> = args.parent.iter().map(String::as_str).collect();
    codes::ask(aws, &profiles, &named, args.parent.is_none(), out).await?;
    settle(aws, ledger, out).await?;
    let mut inventory = list_all(aws, profiles, true).await;
    narrow(&mut inventory, config);
    let seen = in_view(&inventory);
    let parent = match &args.parent {
        Some(text) => find(aws, &inventory, text).await?,
        None => propose_for(&inventory, &seen, &public(&request), None)?,
    };
    tell_unseen(&inventory, out);
    let rules = config.rules(&parent.key.profile, &parent.key.zone, &parent.key.name);
    let sides = Sides::at(parent.key, request.name.clone());
    let seen = relevant(&seen, &sides);
    let read =
        unless_interrupted(async { Ok(facts(aws, &sides, &Goal::Delegate, seen, rules).await?) });
    let mut facts = read.await?;
    facts.requested = Some(request);
    let options = Options { ttl: args.ttl, default_ttl: config.defaults.ttl };
    // The DNS is asked before anything is sent, always.
    let consent = Consent { yes: args.yes, json: args.json, wait_dns: true };
    write(Plan::new(facts, Goal::Delegate, options), consent, edges, ledger, out).await
}

/// The zone as a parent is looked for.
fn public(request: &DelegationRequest) -> HostedZone {
    HostedZone {
        id: request.by.zone.clone(),
        name: request.name.clone(),
        private: false,
        record_count: 0,
        comment: None,
        linked_service: None,
    }
}
