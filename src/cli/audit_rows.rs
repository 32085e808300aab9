//! The rows of an audit as text, as JSON and as CSV.

use serde_json::Value;

use crate::app::report::{self, command};
use crate::cut::{Audit, AuditRow, CutState};
use crate::zone::ZoneKey;

use super::args::AuditArgs;
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
    let account = |key: &ZoneKey| audit.account_of(key);
    if args.json {
        let rows: Vec<Value> = rows.iter().map(|row| report::json(row, account)).collect();
        out.json(&Value::from(rows))?;
    } else if args.csv {
        out.csv(&report::HEADER)?;
        for row in rows {
            let cells = report::cells(row, account);
            out.csv(&cells.each_ref().map(String::as_str))?;
        }
    } else {
        as_text(rows, out)?;
    }
    Ok(())
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
        None => {}
    }
    lines.extend(row.advice.clone());
    lines
}
