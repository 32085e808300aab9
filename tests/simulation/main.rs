//! The whole engine under an adversary: the real SDK, the real journal, the emulator, time that
//! is paused, and one seed for each story. `cargo run --release --example simulate -- 100000`
//! tells any number of them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "the simulator is a test"
)]

mod adversary;
mod asked;
mod bugs;
mod cast;
mod chance;
mod preview;
mod sets;
mod story;
mod truth;
mod user;

use std::collections::BTreeMap;

use bugs::Bug;
use story::{Told, tell};
use truth::Broken;

/// How many stories are told here.
const SEEDS: u64 = 200;

fn assert_kept(seed: u64, told: &Told) {
    assert!(
        told.broken.is_empty(),
        "seed {seed} breaks {:#?}\n{}",
        told.broken,
        told.trace.join("\n")
    );
}

#[test]
fn every_promise_is_kept_in_every_story() {
    let half =
        |odd: u64| (0..SEEDS / 2).map(move |n| 2 * n + odd).map(|seed| (seed, tell(seed, None)));
    let told: Vec<(u64, Told)> = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1).collect::<Vec<_>>());
        half(0).collect::<Vec<_>>().into_iter().chain(other.join().unwrap()).collect()
    });
    let mut changes = 0;
    let mut endings = BTreeMap::<String, u64>::new();
    for (seed, told) in told {
        assert_kept(seed, &told);
        changes += told.changes;
        for (ending, count) in told.endings {
            *endings.entry(ending).or_default() += count;
        }
    }
    // Stories in which nothing happens prove nothing.
    assert!(changes > 100, "{changes} changes, {endings:?}");
    for ending in [
        "in sync",
        "conflict",
        "killed",
        "not journalled",
        "answer lost, it stands",
        "undo: in sync",
    ] {
        assert!(endings.contains_key(ending), "no story ends {ending:?}: {endings:?}");
    }
}

#[test]
fn equal_seeds_tell_equal_stories() {
    for seed in 0..30 {
        assert_eq!(tell(seed, None).trace, tell(seed, None).trace, "seed {seed}");
    }
}

/// The first of so many seeds whose story breaks this promise.
fn first_to_break(bug: Bug, promise: Broken, seeds: u64) -> u64 {
    let breaks =
        |seed: &u64| tell(*seed, Some(bug)).broken.iter().any(|(what, _)| *what == promise);
    let found = (0..seeds).find(breaks);
    println!("{bug:?} breaks {promise:?} in the story of seed {found:?}");
    found.unwrap_or_else(|| panic!("{bug:?} breaks no {promise:?} in {seeds} seeds"))
}

#[test]
fn upsert_for_create_is_caught() {
    first_to_break(Bug::Upsert, Broken::Unconfirmed, 20);
}

#[test]
fn upsert_for_create_is_caught_by_what_it_overwrites() {
    first_to_break(Bug::Upsert, Broken::Unseen, 300);
}

#[test]
fn a_journal_written_after_sending_is_caught() {
    first_to_break(Bug::JournalAfterSend, Broken::Unjournalled, 20);
}

#[test]
fn a_blind_resend_is_caught() {
    first_to_break(Bug::BlindResend, Broken::Resent, 100);
}

#[test]
fn a_lost_note_is_caught() {
    first_to_break(Bug::NoteLost, Broken::Untold, 20);
}

#[test]
fn a_write_without_a_comparison_is_caught() {
    first_to_break(Bug::ComparesNothing, Broken::Blind, 20);
}

#[test]
fn a_journal_that_is_not_synced_is_caught() {
    first_to_break(Bug::NoSync, Broken::Missing, 300);
}

#[test]
fn a_lost_answer_taken_for_a_refusal_is_caught() {
    first_to_break(Bug::LostIsRefused, Broken::Untrue, 100);
}
