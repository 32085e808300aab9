//! A proof as JSON, and how much of one is kept.

use serde::{Deserialize, Serialize};

use crate::zone::{Proof, ProofRow};

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
            role: kept(&row.role),
            server: kept(&row.server),
            state: kept(&row.state),
            words: kept(&row.words),
            took_ms: row.took_ms,
        };
        Self {
            verdict: kept(&proof.verdict),
            rows: proof.rows.iter().take(ROWS).map(row).collect(),
        }
    }
}

impl ProofShape {
    pub(super) fn read(self) -> Proof {
        let row = |row: RowShape| ProofRow {
            role: row.role,
            server: row.server,
            state: row.state,
            words: row.words,
            took_ms: row.took_ms,
        };
        Proof { verdict: self.verdict, rows: self.rows.into_iter().map(row).collect() }
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
            role: "child".into(),
            server: "ns1.example.".into(),
            state: "differs".into(),
            words: "ä\u{1b}".repeat(100_000),
            took_ms: Some(u64::MAX),
        };
        let proof = Proof { verdict: "differs".into(), rows: vec![row; 10_000] };
        let bytes = super::super::ascii::to_vec(&ProofShape::from(&proof)).unwrap();
        assert!(bytes.len() < 512 * 1024, "{} bytes", bytes.len());
        let read: ProofShape = serde_json::from_slice(&bytes).unwrap();
        let read = read.read();
        assert_eq!(read.rows.len(), ROWS);
        assert!(read.rows[0].words.ends_with('…'));
    }
}
