//! The rows of an audit as text, as JSON and as CSV.

use serde_json::{Value, json};

use crate::cut::{Audit, AuditRow, CutState, Goal, Repair, ServerSeen};
use crate::zone::{AccountId, ZoneKey};

use super::args::AuditArgs;
use super::plan_text::quoted;
use super::{Failure, Output};

/// Lines of evidence of a row where not all are wanted.
const EVIDENCE: usize = 3;

/// Prints the rows in the form asked for.
pub(super) fn print(
    rows: &[&AuditRow],
    audit: &Audit,
    args: &AuditArgs,
    out: &mut Output,
) -> Result<(), Failure> {
    if args.json {
        let rows: Vec<Value> = rows.iter().map(|row| as_json(row, audit)).collect();
        out.json(&json!(rows))?;
    } else if args.csv {
        out.csv(&HEADER)?;
        for row in rows {
            let cells = cells(row, audit);
            out.csv(&cells.each_ref().map(String::as_str))?;
        }
    } else {
        as_text(rows, out)?;
    }
    Ok(())
}

/// `{name, parent, child, state, evidence}`; what comes after stands beside.
fn as_json(row: &AuditRow, audit: &Audit) -> Value {
    let zone = |key: &ZoneKey| {
        json!({
            "profile": key.profile.as_str(),
            "account": audit.account_of(key).map(AccountId::as_str),
            "zone_id": key.zone.as_str(),
            "name": key.name.as_route53(),
        })
    };
    let server = |seen: &ServerSeen| {
        json!({
            "server": seen.server.as_route53(),
            "standing": seen.standing.as_str(),
            "answers": seen.lines,
        })
    };
    json!({
        "name": row.name.as_route53(),
        "parent": row.parent.as_ref().map(zone),
        "child": row.child.as_ref().map(zone),
        "state": row.state.as_str(),
        "evidence": row.evidence,
        "also": row.also.iter().map(|state| state.as_str()).collect::<Vec<_>>(),
        "servers": row.servers.iter().map(server).collect::<Vec<_>>(),
        "repair": row.repair.as_ref().map(|repair| json!({
            "action": repair.goal.deed().as_str(),
            "command": command(repair),
        })),
        "advice": row.advice,
    })
}

const HEADER: [&str; 14] = [
    "state",
    "name",
    "parent",
    "parent_profile",
    "parent_account",
    "parent_zone_id",
    "child",
    "child_profile",
    "child_account",
    "child_zone_id",
    "also",
    "evidence",
    "servers",
    "repair",
];

fn cells(row: &AuditRow, audit: &Audit) -> [String; 14] {
    let side = |key: Option<&ZoneKey>| {
        let account = key.and_then(|key| audit.account_of(key));
        [
            key.map(|key| key.name.as_route53().to_owned()).unwrap_or_default(),
            key.map(|key| key.profile.to_string()).unwrap_or_default(),
            account.map(AccountId::to_string).unwrap_or_default(),
            key.map(|key| key.zone.to_string()).unwrap_or_default(),
        ]
    };
    let [parent, parent_profile, parent_account, parent_id] = side(row.parent.as_ref());
    let [child, child_profile, child_account, child_id] = side(row.child.as_ref());
    let also: Vec<&str> = row.also.iter().map(|state| state.as_str()).collect();
    let server = |seen: &ServerSeen| format!("{} {}", seen.server, seen.standing.as_str());
    let servers: Vec<String> = row.servers.iter().map(server).collect();
    [
        row.state.as_str().to_owned(),
        row.name.as_route53().to_owned(),
        parent,
        parent_profile,
        parent_account,
        parent_id,
        child,
        child_profile,
        child_account,
        child_id,
        also.join("; "),
        row.evidence.join("; "),
        servers.join("; "),
        row.repair.as_ref().and_then(command).unwrap_or_default(),
    ]
}

fn as_text(rows: &[&AuditRow], out: &mut Output) -> Result<(), Failure> {
    let side = |key: Option<&ZoneKey>| {
        key.map_or("-".to_owned(), |key| format!("{}/{}", key.profile, key.name))
    };
    let table: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            [
                row.state.label().to_owned(),
                row.name.to_string(),
                side(row.parent.as_ref()),
                side(row.child.as_ref()),
            ]
        })
        .collect();
    let head = ["STATE", "NAME", "PARENT", "CHILD"].map(str::to_owned);
    let width = |column: usize| {
        let cells = table.iter().chain([&head]).map(|line| line[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let (state, name, parent) = (width(0), width(1), width(2));
    let line = |cells: &[String; 4]| {
        let [a, b, c, d] = cells;
        format!("{a:<state$}  {b:<name$}  {c:<parent$}  {d}")
    };
    if !rows.is_empty() {
        out.line(&line(&head))?;
    }
    for (row, cells) in rows.iter().zip(&table) {
        out.line(&line(cells))?;
        for told in below(row, out.is_full()) {
            out.line(&format!("    {told}"))?;
        }
    }
    Ok(())
}

/// What stands below a row: all of it, or as much as says what is wrong and what to do.
fn below(row: &AuditRow, full: bool) -> Vec<String> {
    if !full && matches!(row.state, CutState::Live | CutState::Elsewhere) {
        return Vec::new();
    }
    let mut lines = row.evidence.clone();
    if !full && lines.len() > EVIDENCE {
        let left = lines.len() - EVIDENCE;
        lines.truncate(EVIDENCE);
        lines.push(format!("… and {left} more lines with -v"));
    }
    if full {
        for seen in &row.servers {
            lines.extend(seen.lines.iter().map(|line| format!("{}  {line}", seen.server)));
        }
        if !row.also.is_empty() {
            let also: Vec<&str> = row.also.iter().map(|state| state.label()).collect();
            lines.push(format!("also: {}", also.join(", ")));
        }
    }
    match row.repair.as_ref().map(command) {
        Some(Some(command)) => lines.push(format!("repair: {command}")),
        Some(None) => lines.push("repair: from the audit on the screen".to_owned()),
        None => lines.extend(row.advice.clone()),
    }
    lines
}

/// The command that makes a repair; `None` where only the screen does.
fn command(repair: &Repair) -> Option<String> {
    let zone = |key: &ZoneKey| quoted(&format!("{}/{}", key.profile, key.zone));
    let parent = zone(&repair.sides.parent);
    match (&repair.goal, &repair.sides.child) {
        (Goal::Delegate, Some(child)) => {
            Some(format!("zonecut delegate --child {} --parent {parent}", zone(child)))
        }
        (Goal::Remove, _) => {
            let cut = quoted(&repair.sides.cut.to_string());
            Some(format!("zonecut remove --child {cut} --parent {parent}"))
        }
        (Goal::Delegate, None) | (Goal::Sign | Goal::Undo(_), _) => None,
    }
}
