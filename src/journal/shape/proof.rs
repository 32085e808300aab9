//! A proof as JSON, and how much of one is kept.

use serde::{Deserialize, Serialize};

use crate::zone::{Proof, ProofRole, ProofRow, ProofState, ProofVerdict};

/// The most rows that are kept: far more servers than any zone has in earnest.
const ROWS: usize = 64;
/// The longest text of a row, in characters: a name has 1,004 at most in Route 53's escapes.
const LONGEST: usize = 1_024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProofShape {
    verdict: String,
    rows: Vec<RowShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowShape {
    role: String,
    server: String,
    state: String,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<u64>,
}

impl From<&Proof> for ProofShape {
    fn from(proof: &Proof) -> Self {
        let row = |row: &ProofRow| RowShape {
            role: row.role.as_str().to_owned(),
            server: kept(&row.server),
            state: row.state.as_str().to_owned(),
            words: kept(&row.words),
            took_ms: row.took_ms,
        };
        Self {
            verdict: proof.verdict.as_str().to_owned(),
            rows: proof.rows.iter().take(ROWS).map(row).collect(),
        }
    }
}

impl ProofShape {
    /// `None` where a word is not known.
    pub(super) fn read(self) -> Option<Proof> {
        let row = |row: RowShape| {
            Some(ProofRow {
                role: ProofRole::parse(&row.role)?,
                server: row.server,
                state: ProofState::parse(&row.state)?,
                words: row.words,
                took_ms: row.took_ms,
            })
        };
        Some(Proof {
            verdict: ProofVerdict::parse(&self.verdict)?,
            rows: self.rows.into_iter().map(row).collect::<Option<_>>()?,
        })
    }
}

/// As much of a text as is kept: servers may answer as much as they like.
fn kept(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_answer_does_not_fill_the_disk() {
        let row = ProofRow {
            role: ProofRole::Child,
            server: "ns1.example.".into(),
            state: ProofState::Differs,
            words: "ä\u{1b}".repeat(100_000),
            took_ms: Some(u64::MAX),
        };
        let proof = Proof { verdict: ProofVerdict::Differs, rows: vec![row; 10_000] };
        let bytes = super::super::ascii::to_vec(&ProofShape::from(&proof)).unwrap();
        assert!(bytes.len() < 512 * 1024, "{} bytes", bytes.len());
        let read: ProofShape = serde_json::from_slice(&bytes).unwrap();
        let read = read.read().unwrap();
        assert_eq!(read.rows.len(), ROWS);
        assert!(read.rows[0].words.ends_with('…'));
    }
}
