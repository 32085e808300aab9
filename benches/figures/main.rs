//! Prints the figures that zonecut promises, each as it is measured now, beside its floor or its
//! promise: `cargo bench --bench figures`.
//!
//! Screens are those of the real binary in a pseudo-terminal; AWS is the emulator, over plain HTTP
//! on loopback for the binary and as the SDK's HTTP client within this process.

mod delegation;
mod keys;
mod listing;
mod memory;
mod opening;
mod program;
mod rate;
mod remembered;
mod table;
mod watched;
mod world;

use std::error::Error;

use table::Table;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

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
    opening::measure(table, &runtime)?;
    remembered::measure(table, &runtime)?;
    listing::measure(table, &runtime)?;
    rate::measure(table)?;
    keys::measure(table, &runtime)?;
    runtime.block_on(delegation::measure(table))?;
    memory::measure(table, &runtime)
}

/// What else the machine is doing, without which a late figure can't be told from a slow program.
fn conditions() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{cores} cores, load average {load} before; times hold for a machine at rest")
}
