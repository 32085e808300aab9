//! After a write: whether the name servers answer it.

use serde_json::{Value, json};

use crate::cut::{Check, Plan};
use crate::engine::{self, Ledger};
use crate::zone::{EntryId, ProofState, ProofVerdict};

use super::edges::Edges;
use super::interrupt::interrupted;
use super::proof::check_as_json;
use super::telling::Telling;
use super::{Exit, Failure, Output};

/// What the name servers came to.
#[derive(Debug)]
pub(super) struct Proved {
    /// Done, unless servers answer otherwise, or the user left.
    pub(super) exit: Exit,
    /// What it comes to, in a sentence.
    pub(super) message: String,
    /// For `result.proof`.
    pub(super) proof: Value,
}

/// Asks the servers of both sides until all answer what was written, or the time is over, and
/// puts what they answered into the journal. `None` where the DNS is not to be asked.
///
/// # Errors
/// Where the output can't be written.
pub(super) async fn prove(
    plan: &Plan,
    entry: Option<&EntryId>,
    json: bool,
    edges: Edges<'_>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Option<Proved>, Failure> {
    if !edges.asker.asks() {
        return Ok(None);
    }
    let mut check = Check::after(plan).within(edges.config.dns.prove_for);
    let mut telling = Telling::default();
    let was_left = tokio::select! {
        () = engine::prove(edges.asker, &mut check, |check| telling.tell(check, false, out)) => false,
        () = interrupted() => true,
    };
    telling.tell(&check, true, out);
    if let Some(entry) = entry
        && let Err(why) = ledger.prove(entry.clone(), check.proof()).await
    {
        out.note(&format!("zonecut: {why}"));
    }
    let (exit, message) = tell(&check, was_left, out);
    if exit == Exit::Done && !json {
        out.line(&message)?;
    } else if exit == Exit::Done {
        out.note(&message);
    }
    let proof = check_as_json(&check);
    Ok(Some(Proved { exit, message, proof }))
}

/// Tells what it came to. Route 53 has the change, whatever name servers answer.
fn tell(check: &Check, was_left: bool, out: &mut Output) -> (Exit, String) {
    let servers = |state: ProofState| -> Vec<String> {
        let rows = check.rows().iter().filter(|row| row.state == state);
        rows.map(|row| row.server.clone()).collect()
    };
    if was_left {
        let message = format!(
            "interrupted while the name servers were asked: Route 53 has the change. So far: {}",
            check.summary()
        );
        let hint = format!("`zonecut check {}` asks them again.", check.cut());
        out.failure(&Failure::failed(message.clone(), hint));
        return (Exit::Failed, message);
    }
    match check.verdict() {
        ProofVerdict::Differs => {
            let message = format!(
                "Route 53 has it; these servers answer otherwise: {}",
                servers(ProofState::Differs).join(" ")
            );
            let hint = format!(
                "What they answer is above. `zonecut check {}` asks them again.",
                check.cut()
            );
            out.failure(&Failure::failed(message.clone(), hint));
            (Exit::Failed, message)
        }
        ProofVerdict::Proved => {
            let message = format!("Proved: {}", check.summary());
            (Exit::Done, message)
        }
        ProofVerdict::CouldNotAsk | ProofVerdict::Waiting => {
            let message = format!(
                "Route 53 has it; not proved, for some servers could not be asked: {}",
                servers(ProofState::CouldNotAsk).join(" ")
            );
            (Exit::Done, message)
        }
    }
}

impl Proved {
    /// Adds it to `result`.
    pub(super) fn add_to(self, result: &mut Value) -> Exit {
        result["proof"] = self.proof;
        if self.exit != Exit::Done {
            result["message"] = json!(self.message);
        }
        self.exit
    }
}
