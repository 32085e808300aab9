//! Tells any number of stories of the simulator and prints how they ended:
//! `cargo run --release --example simulate -- 100000 [FIRST]`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    dead_code,
    reason = "the simulator is a test, and this prints what it finds"
)]

#[path = "../tests/simulation/adversary.rs"]
mod adversary;
#[path = "../tests/simulation/asked.rs"]
mod asked;
#[path = "../tests/simulation/bugs.rs"]
mod bugs;
#[path = "../tests/simulation/cast.rs"]
mod cast;
#[path = "../tests/simulation/chance.rs"]
mod chance;
#[path = "../tests/simulation/preview.rs"]
mod preview;
#[path = "../tests/simulation/sets.rs"]
mod sets;
#[path = "../tests/simulation/story.rs"]
mod story;
#[path = "../tests/simulation/truth.rs"]
mod truth;
#[path = "../tests/simulation/user.rs"]
mod user;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How many stories that break a promise are printed in full.
const PRINTED: usize = 3;

#[derive(Default)]
struct Sum {
    endings: BTreeMap<String, u64>,
    changes: usize,
    broken: Vec<(u64, String)>,
}

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>().unwrap());
    let count = numbers.next().unwrap_or(1_000);
    let first = numbers.next().unwrap_or(0);
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let sum = Mutex::new(Sum::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| work(&next, first + count, &sum));
        }
    });
    let sum = sum.into_inner().unwrap();
    println!("{count} stories, {} changes made, {:.0?}", sum.changes, begun.elapsed());
    for (ending, times) in &sum.endings {
        println!("{times:>9}  {ending}");
    }
    println!("{:>9}  stories break a promise", sum.broken.len());
    for (seed, told) in sum.broken.iter().take(PRINTED) {
        println!("\nseed {seed}\n{told}");
    }
    if sum.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(next: &AtomicU64, end: u64, sum: &Mutex<Sum>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        let told = story::tell(seed, None);
        let mut sum = sum.lock().unwrap();
        sum.changes += told.changes;
        for (ending, times) in told.endings {
            *sum.endings.entry(ending).or_default() += times;
        }
        if !told.broken.is_empty() {
            sum.broken.push((seed, format!("{:#?}\n{}", told.broken, told.trace.join("\n"))));
        }
    }
}
