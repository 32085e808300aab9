//! zonecut beside taws, another terminal program for AWS, against the same local Route 53: what a
//! user waits for, and what it costs. Measured only where it is asked for by name, since taws is
//! fetched and built for it, in `target/compare`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use vt100::Screen;
use zonecut::emulator::{Latency, World};

use crate::Outcome;
use crate::program::{Program, Settings, title};
use crate::table::{Table, median};
use crate::world::{LATENCY, Running, ZONES_EACH};

const TIMES: usize = 5;
const VERSION: &str = "1.3.0-rc.8";
/// Of the zones' list in taws, which opens on EC2.
const KEYS: &str = ":route53-hosted-zones\r";

/// What one run came to.
struct Run {
    frame: Duration,
    zones: Duration,
    resident: u32,
}

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    let taws = taws()?;
    let mut world = World::synthetic(1, ZONES_EACH);
    world.latency = Latency::fixed(LATENCY);
    let world = Running::new(world);
    let (_served, settings) = world.serve(runtime)?;
    let ours = runs(|| zonecut(&settings))?;
    let mut listed = String::new();
    let theirs = runs(|| {
        let (run, told) = foreign(&taws, &settings)?;
        listed = told;
        Ok(run)
    })?;
    table.heading(&format!(
        "zonecut {} and taws {VERSION}, one account with {ZONES_EACH} zones at {} ms a request (median of {TIMES})",
        env!("CARGO_PKG_VERSION"),
        LATENCY.as_millis(),
    ))?;
    table.beside("", "zonecut", "taws")?;
    let ms = |times: Vec<Duration>| -> Outcome<String> {
        Ok(format!("{} ms", median(&times)?.as_millis()))
    };
    let [frame, zones] = [|run: &Run| run.frame, |run: &Run| run.zones];
    let both = |of: fn(&Run) -> Duration| -> Outcome<[String; 2]> {
        Ok([ms(ours.iter().map(of).collect())?, ms(theirs.iter().map(of).collect())?])
    };
    let [our, their] = both(frame)?;
    table.beside("from start to the first frame", &our, &their)?;
    let [our, their] = both(zones)?;
    table.beside("from start to the zones that it lists, all or a page", &our, &their)?;
    table.beside(
        "zones that are listed then",
        &format!("{ZONES_EACH} of {ZONES_EACH}"),
        &listed,
    )?;
    let resident = |runs: &[Run]| {
        let largest = runs.iter().map(|run| run.resident).max().unwrap_or_default();
        format!("{:.1} MiB", f64::from(largest) / 1024.0)
    };
    table.beside("resident memory then", &resident(&ours), &resident(&theirs))?;
    let ours = size(Path::new(env!("CARGO_BIN_EXE_zonecut")))?;
    table.beside("size of the program", &ours, &size(&taws)?)?;
    table.note(
        "taws opens on EC2, which is asked for first; the keys to its zones are typed at once. It asks \
         for one page of zones and has no key for the next.",
    )
}

fn runs(mut run: impl FnMut() -> Outcome<Run>) -> Outcome<Vec<Run>> {
    (0..TIMES).map(|_| run()).collect()
}

fn zonecut(settings: &Settings) -> Outcome<Run> {
    let mut program = Program::zonecut(settings)?;
    let frame = program.wait(is_drawn)? - program.started;
    let all = format!("{ZONES_EACH} zones");
    let zones = program.wait(|screen| {
        let title = title(screen);
        title.contains(&all) && !title.contains("loading")
    })? - program.started;
    program.settle(Duration::from_millis(500));
    Ok(Run { frame, zones, resident: program.resident()? })
}

/// taws, and how many of the zones it says that it has.
fn foreign(taws: &Path, settings: &Settings) -> Outcome<(Run, String)> {
    let mut program = Program::foreign(taws, &["--readonly"], settings)?;
    let frame = program.wait(is_drawn)? - program.started;
    // It reads keys once it has heard of EC2, and shows what went wrong with that over its list.
    program.wait(|screen| !screen.contents().contains("Fetching") && has(screen, "EC2"))?;
    program.press("\u{1b}")?;
    program.settle_until(Instant::now() + Duration::from_millis(150));
    program.press(KEYS)?;
    let zones = program.wait(|screen| listed(screen) > Some(0))? - program.started;
    // Its screen may never come to rest.
    program.settle_until(Instant::now() + Duration::from_millis(500));
    let told =
        listed(program.screen()).map_or("?".to_owned(), |it| format!("{it} of {ZONES_EACH}"));
    Ok((Run { frame, zones, resident: program.resident()? }, told))
}

/// How many zones it says that it lists: `Route53 Hosted Zones[100]`.
fn listed(screen: &Screen) -> Option<usize> {
    let contents = screen.contents();
    let heading = contents
        .lines()
        .find_map(|line| line.split("Route53 Hosted Zones").nth(1)?.split_once('['));
    heading?.1.split([']', '/']).next()?.parse().ok()
}

fn is_drawn(screen: &Screen) -> bool {
    !screen.contents().trim().is_empty()
}

fn has(screen: &Screen, text: &str) -> bool {
    screen.contents().contains(text)
}

/// The program, built as its authors publish it.
fn taws() -> Outcome<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("no target folder")?;
    let root = target.join("compare");
    let program = root.join("bin/taws");
    if !program.exists() {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["install", "--locked", "taws", "--version", VERSION, "--root"]).arg(&root);
        // Not into our own target folder, whose settings are ours.
        cargo.arg("--target-dir").arg(root.join("build"));
        if !cargo.status()?.success() {
            return Err("taws can't be built".into());
        }
    }
    Ok(program)
}

fn size(program: &Path) -> Outcome<String> {
    let kib = u32::try_from(fs::metadata(program)?.len() / 1024)?;
    Ok(format!("{:.1} MiB", f64::from(kib) / 1024.0))
}
