//! What name servers answered, as text and as JSON: of a check, after a write, in the journal.

use serde_json::{Value, json};

use crate::cut::{Check, CheckRow};
use crate::zone::{Proof, ProofRow, ProofState};

/// A row for people: how it stands, whose server in so many columns, what it answered, and how
/// long that took.
pub(super) fn line(row: &ProofRow, width: usize) -> String {
    let ProofRow { role, server, state, words, took_ms } = row;
    let took = took_ms.map(|ms| format!("  {ms} ms")).unwrap_or_default();
    format!("  {:<13}  {:<8}  {server:<width$}  {words}{took}", word(*state), role.as_str())
        .trim_end()
        .to_owned()
}

/// All rows of a check, with what each server answered address by address: where it is not as it
/// should be, and in full everywhere.
pub(super) fn table(check: &Check, full: bool) -> Vec<String> {
    let rows = check.proof().rows;
    let width = rows.iter().map(|row| row.server.chars().count()).max().unwrap_or_default();
    let mut lines = Vec::new();
    for (row, seen) in rows.iter().zip(check.rows()) {
        let odd = matches!(row.state, ProofState::Differs | ProofState::CouldNotAsk);
        lines.push(line(row, width));
        if odd || full {
            lines.extend(seen.detail.iter().map(|detail| format!("        {detail}")));
        }
    }
    lines
}

/// A state for people.
fn word(state: ProofState) -> &'static str {
    match state {
        ProofState::Waiting => "no answer yet",
        ProofState::Agrees => "agrees",
        ProofState::Differs => "differs",
        ProofState::Cached => "may be cached",
        ProofState::CouldNotAsk => "could not ask",
        ProofState::NotNeeded => "not needed",
    }
}

/// `{verdict, rows: [{role, server, state, words, took_ms}]}`.
pub(super) fn as_json(proof: &Proof) -> Value {
    json!({
        "verdict": proof.verdict.as_str(),
        "rows": proof.rows.iter().map(row_as_json).collect::<Vec<_>>(),
    })
}

/// The same, with what each server answered address by address.
pub(super) fn check_as_json(check: &Check) -> Value {
    let proof = check.proof();
    let row = |(row, seen): (&ProofRow, &CheckRow)| {
        let mut value = row_as_json(row);
        value["detail"] = json!(seen.detail);
        value
    };
    let rows: Vec<Value> = proof.rows.iter().zip(check.rows()).map(row).collect();
    json!({
        "verdict": proof.verdict.as_str(),
        "summary": check.summary(),
        "rows": rows,
    })
}

fn row_as_json(row: &ProofRow) -> Value {
    json!({
        "role": row.role.as_str(),
        "server": row.server,
        "state": row.state.as_str(),
        "words": row.words,
        "took_ms": row.took_ms,
    })
}
