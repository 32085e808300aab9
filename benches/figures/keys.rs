//! From a key to the cells that it changes, in a loaded list and while pages arrive.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use zonecut::emulator::Latency;

use crate::Outcome;
use crate::program::{Program, title};
use crate::table::{Table, median, quantile};
use crate::world::{LATENCY, Running};

const TIMES: usize = 200;
const MEDIAN: Duration = Duration::from_millis(5);
const HUNDREDTH: Duration = Duration::from_millis(16);
/// Between two keys, as a fast hand.
const PAUSE: Duration = Duration::from_millis(15);

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading("From key to drawn cells, 10,000 zones of 20 accounts (200 keys)")?;
    let world = Running::listing(Latency::default());
    let (_served, settings) = world.serve(runtime)?;
    let mut program = Program::zonecut(&settings)?;
    program.wait(|screen| title(screen).contains("10,000 zones"))?;
    program.settle(Duration::from_millis(300));

    let mut moves = Vec::new();
    for _ in 0..TIMES {
        let before = program.screen().contents();
        let pressed = program.press("j")?;
        moves.push(program.wait(|screen| screen.contents() != before)? - pressed);
    }
    told(table, "one row down, all loaded", &moves)?;
    told(table, "filter, all loaded", &filtered(&mut program, |_| true)?)?;

    // Slow enough for the keys to fall among the pages.
    let latency = Latency { min: LATENCY * 6, max: LATENCY * 14 };
    let world = Running::listing(latency);
    let (_served, settings) = world.serve(runtime)?;
    let mut program = Program::zonecut(&settings)?;
    program.wait(|screen| title(screen).contains("loading"))?;
    let loading = |program: &Program| title(program.screen()).contains("loading");
    let times = filtered(&mut program, loading)?;
    if times.len() < TIMES / 2 {
        return Err(format!("all was loaded after {} keys", times.len()).into());
    }
    told(table, &format!("filter, while pages arrive ({} keys)", times.len()), &times)
}

/// Types a filter and takes it back, for as long as this holds.
fn filtered(program: &mut Program, goes_on: impl Fn(&Program) -> bool) -> Outcome<Vec<Duration>> {
    let shows = |program: &mut Program, text: &str| {
        let field = format!("Filter zones: {text}█");
        program.wait(|screen| screen.contents().contains(&field))
    };
    program.press("/")?;
    shows(program, "")?;
    let mut times = Vec::new();
    let mut next = Instant::now();
    for at in 0..TIMES {
        if !goes_on(program) {
            break;
        }
        next += PAUSE;
        program.settle_until(next);
        let (key, text) = if at % 2 == 0 { ("7", "7") } else { ("\u{7f}", "") };
        let pressed = program.press(key)?;
        times.push(shows(program, text)? - pressed);
    }
    Ok(times)
}

fn told(table: &mut Table, what: &str, times: &[Duration]) -> Outcome<()> {
    table.time_at_most(&format!("{what}, median"), median(times)?, MEDIAN)?;
    table.time_at_most(&format!("{what}, 99th percentile"), quantile(times, 0.99)?, HUNDREDTH)
}
