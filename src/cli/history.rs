//! `zonecut history`: the changes in the journal, what they did and what became of them.

use serde_json::{Value, json};

use crate::app::document::set_line;
use crate::aws::Aws;
use crate::engine::Ledger;
use crate::zone::{ChangeId, Deed, Entry, EntryId, Party, Proof, ProofVerdict, RecordSet, ZoneId};

use super::args::HistoryArgs;
use super::proof::{as_json, line};
use super::settle::settle;
use super::{Exit, Failure, Output};

/// Settles what is open, then prints the newest first.
pub(super) async fn run(
    args: &HistoryArgs,
    aws: &Aws,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    settle(aws, ledger, out).await?;
    let mut entries = ledger.entries().await.map_err(|why| Failure::failed(why, ""))?;
    entries.truncate(args.n.unwrap_or(usize::MAX));
    if args.json {
        out.json(&entries.iter().map(row).collect())?;
        return Ok(Exit::Done);
    }
    for entry in &entries {
        for line in lines(entry, out.is_full()) {
            out.line(&line)?;
        }
    }
    if entries.is_empty() {
        out.note(&format!("No changes in the journal: {}", ledger.journal().place()));
    }
    Ok(Exit::Done)
}

/// An entry for people: what and where, what became of it and whether it was proved, what went and
/// what came; in full with what each name server answered afterwards.
fn lines(entry: &Entry, full: bool) -> Vec<String> {
    let Entry { id, at, intent, .. } = entry;
    let undoes = intent.undoes.as_ref().map(|undone| format!(" of {undone}")).unwrap_or_default();
    let parent = &intent.parent;
    let whose = match intent.deed {
        Deed::CreateZone => String::new(),
        Deed::Delegate | Deed::Remove | Deed::Sign | Deed::Undo => format!("in {} ", parent.name),
    };
    let zone = zone(entry, parent).map_or("-", ZoneId::as_str);
    let proof = entry.proof.as_ref().map(in_a_word).unwrap_or_default();
    let change = entry.change_id().map(|change| format!("  {change}")).unwrap_or_default();
    let mut lines = vec![
        format!(
            "{id}  {at}  {}{undoes}  {}  {}{proof}{change}",
            intent.deed.as_str(),
            intent.cut,
            entry.state()
        ),
        format!(
            "    {whose}({zone}, account {}, profile {}) by {}",
            parent.identity.account, parent.profile, entry.who
        ),
    ];
    lines.extend(
        intent
            .requested_by
            .as_ref()
            .map(|by| format!("    requested by the owner of {}, account {}", by.zone, by.account)),
    );
    lines.extend(intent.before.iter().map(|set| format!("    - {}", set_line(set))));
    lines.extend(intent.after.iter().map(|set| format!("    + {}", set_line(set))));
    if let (Some(proof), true) = (&entry.proof, full) {
        lines.push(format!("    name servers: {}", proof.verdict.as_str()));
        let width = proof.rows.iter().map(|row| row.server.chars().count()).max();
        let width = width.unwrap_or_default();
        lines.extend(proof.rows.iter().map(|row| format!("    {}", line(row, width))));
    }
    lines
}

/// What the name servers answered afterwards, behind the state.
fn in_a_word(proof: &Proof) -> String {
    let word = match proof.verdict {
        ProofVerdict::Waiting => "proof not ended",
        ProofVerdict::Proved => "proved",
        ProofVerdict::Differs => "servers differ",
        ProofVerdict::CouldNotAsk => "could not ask",
    };
    format!(", {word}")
}

/// `{id, at, action, parent, child, before, after, state, change_id}`, and beside it who, the
/// name that is cut, what an undo took back, and what the name servers answered afterwards.
fn row(entry: &Entry) -> Value {
    let intent = &entry.intent;
    let mut row = json!({
        "id": entry.id.as_str(),
        "at": entry.at,
        "action": intent.deed.as_str(),
        "parent": side(entry, &intent.parent),
        "child": intent.child.as_ref().map(|child| side(entry, child)),
        "before": intent.before.iter().map(set).collect::<Vec<_>>(),
        "after": intent.after.iter().map(set).collect::<Vec<_>>(),
        "state": entry.state(),
        "change_id": entry.change_id().map(ChangeId::as_str),
        "who": entry.who,
        "cut": intent.cut.as_route53(),
        "undoes": intent.undoes.as_ref().map(EntryId::as_str),
        "proof": entry.proof.as_ref().map(as_json),
    });
    if let Some(by) = &intent.requested_by {
        row["requested_by"] =
            json!({ "account": by.account.as_str(), "zone_id": by.zone.as_str() });
    }
    row
}

fn side(entry: &Entry, party: &Party) -> Value {
    json!({
        "profile": party.profile.as_str(),
        "account": party.identity.account.as_str(),
        "zone_id": zone(entry, party).map(ZoneId::as_str),
        "name": party.name.as_route53(),
    })
}

/// A party's zone; one that was created is known since Route 53 has named it.
fn zone<'a>(entry: &'a Entry, party: &'a Party) -> Option<&'a ZoneId> {
    party.zone.as_ref().or_else(|| entry.created())
}

fn set(set: &RecordSet) -> Value {
    json!({
        "name": set.name.as_route53(),
        "type": set.rtype.as_str(),
        "ttl": set.ttl(),
        "values": set.values(),
    })
}
