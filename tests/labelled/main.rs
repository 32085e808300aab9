//! An audit of a world of cuts whose states are known: each is found, and nothing else.
#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail the test")]

#[path = "../support/labelled/mod.rs"]
mod labelled;

use std::time::Duration;

use labelled::Labelled;

const SEED: u64 = 4;
const CUTS: usize = 400;
const LIMIT: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cut_is_found_in_its_state_with_all_else_that_is_wrong_and_no_false_alarm() {
    let world = Labelled::from_seed(SEED, CUTS).unwrap();
    let score = tokio::time::timeout(LIMIT, world.audited()).await.unwrap().unwrap();
    assert!(score.cuts >= CUTS, "{}", score.cuts);
    assert!(score.wrong.is_empty(), "{} wrong:\n{}", score.wrong.len(), score.wrong.join("\n"));
    assert_eq!(score.told_whole, score.cuts);
    for tally in score.tallies {
        assert!(tally.there > 0, "a state that is not there");
        assert_eq!((tally.right, tally.said), (tally.there, tally.there));
    }
}
