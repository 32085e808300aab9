//! Resident memory once all is loaded. Over plain HTTP: each TLS connection would take some more.

use std::time::Duration;

use tokio::runtime::Runtime;
use zonecut::emulator::{Latency, World};

use crate::Outcome;
use crate::program::{Program, title};
use crate::table::Table;
use crate::world::{LATENCY, Running};

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading("Resident memory, all loaded")?;
    for (profiles, zones, limit) in [(20, 500, 25), (200, 50, 40)] {
        let mut world = World::synthetic(profiles, zones);
        world.latency = Latency::fixed(LATENCY);
        let world = Running::new(world);
        let (_served, settings) = world.serve(runtime)?;
        let mut program = Program::zonecut(&settings)?;
        program.wait(|screen| {
            let title = title(screen);
            title.contains("10,000 zones") && !title.contains("loading")
        })?;
        program.settle(Duration::from_millis(500));
        let what = format!("{profiles} profiles, {} zones", profiles * zones);
        table.size_at_most(&what, program.resident()?, limit)?;
    }
    Ok(())
}
