//! Tells of a check as it goes on: a line for each server once its answer stands, and on a
//! terminal one that says how many there are.

use std::collections::HashSet;

use crate::cut::Check;
use crate::zone::{ProofRole, ProofState};

use super::Output;
use super::proof::line;

/// What was told so far of one check.
#[derive(Debug, Default)]
pub(super) struct Telling {
    told: HashSet<(ProofRole, String, ProofState)>,
}

impl Telling {
    /// Tells the rows that stand by now and were not told; of a check that has ended or was left,
    /// those that never did too.
    pub(super) fn tell(&mut self, check: &Check, ended: bool, out: &mut Output) {
        let rows = check.proof().rows;
        let width = rows.iter().map(|row| row.server.chars().count()).max().unwrap_or_default();
        for (row, seen) in rows.iter().zip(check.rows()) {
            let stands = !seen.open && row.state != ProofState::Waiting;
            let key = (row.role, row.server.clone(), row.state);
            if (stands || ended) && self.told.insert(key) {
                out.note(&line(row, width));
                if ended && row.state == ProofState::Differs || out.is_full() {
                    for detail in &seen.detail {
                        out.note(&format!("        {detail}"));
                    }
                }
            }
        }
        if !ended {
            let open = check.rows().iter().filter(|row| row.open).count();
            let all = check.rows().len();
            out.passing(&format!("  asking the DNS: {} of {all} servers answered", all - open));
        }
    }
}
