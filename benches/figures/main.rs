//! Prints the figures that zonecut promises, each as it is measured now, beside its floor or its
//! promise: `cargo bench --bench figures`; with names of groups behind `--` only those.
//!
//! Screens are those of the real binary in a pseudo-terminal; AWS is the emulator, over plain HTTP
//! on loopback for the binary and as the SDK's HTTP client within this process.

mod audit;
mod compare;
mod delegation;
mod keys;
#[path = "../../tests/support/labelled/mod.rs"]
mod labelled;
mod listing;
mod lookups;
mod memory;
mod opening;
mod program;
mod rate;
mod remembered;
mod scale;
mod states;
mod table;
mod watched;
mod world;

use std::error::Error;

use table::Table;
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

type Measure = fn(&mut Table, &Runtime) -> Outcome<()>;

const GROUPS: [(&str, Measure); 11] = [
    ("opening", opening::measure),
    ("remembered", remembered::measure),
    ("listing", listing::measure),
    ("rate", |table, _| rate::measure(table)),
    ("keys", keys::measure),
    ("delegation", |table, runtime| runtime.block_on(delegation::measure(table))),
    ("lookups", |table, runtime| runtime.block_on(lookups::measure(table))),
    ("audit", |table, runtime| runtime.block_on(audit::measure(table))),
    ("states", |table, runtime| runtime.block_on(states::measure(table))),
    ("memory", memory::measure),
    ("scale", scale::measure),
];

/// Those that are measured only by name: they fetch and build the programs of others.
const BY_NAME: [(&str, Measure); 1] = [("compare", compare::measure)];

fn main() -> Outcome<()> {
    let mut table = Table::new();
    measure(&mut table)?;
    table.end()
}

fn measure(table: &mut Table) -> Outcome<()> {
    table.heading(&conditions())?;
    // As many workers as the program has. The emulator is served by them.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let chosen: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wants = |group: &str| chosen.is_empty() || chosen.iter().any(|chosen| chosen == group);
    for (group, measure) in GROUPS {
        if wants(group) {
            measure(table, &runtime)?;
        }
    }
    for (group, measure) in BY_NAME {
        if chosen.iter().any(|chosen| chosen == group) {
            measure(table, &runtime)?;
        }
    }
    Ok(())
}

/// What else the machine is doing, without which a late figure can't be told from a slow program.
fn conditions() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{cores} cores, load average {load} before; times hold for a machine at rest")
}
