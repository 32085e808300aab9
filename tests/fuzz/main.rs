//! What comes from outside, at random: no panic, no hang, no more memory than what came in.
//! Inputs that were once of interest lie in `tests/corpus/`, a folder a kind, and are tried first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

mod answers;
mod files;
mod journals;
mod keys;
mod names;
mod packets;

use std::fs;
use std::path::Path;

/// All inputs of a kind, each with its name.
fn corpus(kind: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(kind);
    let mut inputs: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "no corpus of {kind}");
    inputs
}

/// Inputs of the corpus with bytes changed, cut off and doubled.
fn mangled(kind: &str, seed: u64, most: usize) -> Vec<u8> {
    let inputs = corpus(kind);
    let mut state = seed;
    let mut next = move |end: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % end.max(1)
    };
    let mut bytes = inputs[next(inputs.len())].1.clone();
    for _ in 0..=next(8) {
        let at = next(bytes.len() + 1);
        match next(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, u8::try_from(next(256)).unwrap()),
            2 if at < bytes.len() => bytes[at] ^= 1 << next(8),
            3 if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => {
                let other = &inputs[next(inputs.len())].1;
                let from = next(other.len() + 1);
                let piece: Vec<u8> = other[from..].iter().take(80).copied().collect();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes.truncate(most);
    bytes
}
