//! The limits: 200 accounts, 100,000 zones, one of 10,000 record sets, a tree 11 zones deep. From
//! each key to the cells that it changes, loaded and while the listings still come; memory a zone;
//! processor time at rest; bytes and writes for a key.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use vt100::Screen;
use zonecut::emulator::{Latency, World};

use crate::Outcome;
use crate::program::{Program, title};
use crate::table::{Table, median, quantile};
use crate::world::Running;

const ACCOUNTS: usize = 200;
const ZONES_EACH: usize = 500;
const ZONES: usize = ACCOUNTS * ZONES_EACH;
/// How often each key is pressed.
const TIMES: usize = 100;
/// A frame: what the slowest key of a hundred may take.
const FRAME: Duration = Duration::from_millis(16);
const FIRST_FRAME: Duration = Duration::from_millis(50);
/// Between two keys, as a fast hand.
const PAUSE: Duration = Duration::from_millis(25);
/// Memory of a zone over its strings.
const BYTES_A_ZONE: usize = 150;
/// How long an idle program is watched.
const IDLE: Duration = Duration::from_secs(5);
/// What a key may send down a slow line: a screen of 120 by 40 has 4,800 cells.
const BYTES_A_STEP: usize = 1_500;

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading(&format!("{ACCOUNTS} accounts, {ZONES} zones: start"))?;
    start(table, runtime)?;

    let (mut loaded, strings) = {
        let world = World::vast(ACCOUNTS, ZONES_EACH);
        let strings = strings(&world);
        (Running::new(world), strings)
    };
    let (_served, settings) = loaded.serve(runtime)?;
    let mut program = Program::zonecut(&settings)?;
    let begun = program.started;
    let all = program.wait(|screen| {
        let title = title(screen);
        title.contains("100,000 zones") && !title.contains("loading")
    })?;
    table.time("all zones listed, AWS answering at once", all - begun)?;
    program.settle(Duration::from_secs(1));

    table.heading("At rest, all loaded")?;
    let before = program.ticks()?;
    program.settle_until(Instant::now() + IDLE);
    table.count_exactly("ticks of processor time in 5 s", program.ticks()? - before, 0)?;
    memory(table, runtime, &program, strings)?;

    table.heading(&format!("From key to drawn cells, all loaded ({TIMES} keys each)"))?;
    keys(table, &mut program)?;
    find(table, &mut program)?;
    records(table, &mut program)?;
    drop(program);
    loaded = streaming();
    let (_served, settings) = loaded.serve(runtime)?;
    table.heading("From key to drawn cells, while pages of 200 listings come")?;
    while_they_come(table, || Program::zonecut(&settings))
}

fn start(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    let mut world = World::vast(ACCOUNTS, 1);
    world.latency = Latency::fixed(crate::world::LATENCY);
    let world = Running::new(world);
    let (_served, settings) = world.serve(runtime)?;
    let (mut nothing, mut frames) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        let mut program = Program::nothing()?;
        nothing.push(program.ended()? - program.started);
        let mut program = Program::zonecut(&settings)?;
        frames.push(program.wait(|screen| title(screen).contains("zonecut"))? - program.started);
    }
    table.time("/bin/true, from start to end (median of 10)", median(&nothing)?)?;
    table.time_at_most("first frame, 200 profiles (median of 10)", median(&frames)?, FIRST_FRAME)
}

/// Octets of all texts that the program keeps of zones.
fn strings(world: &World) -> usize {
    let zones = world.accounts.values().flat_map(|account| account.zones.values());
    let of = |zone: &zonecut::emulator::Zone| {
        let comment = zone.comment.as_deref().unwrap_or_default();
        // The program keeps the final dot.
        zone.id.len() + zone.name.to_string().trim_end_matches('.').len() + 1 + comment.len()
    };
    zones.map(of).sum()
}

/// Against a program that has the same accounts, with a zone in each.
fn memory(table: &mut Table, runtime: &Runtime, program: &Program, strings: usize) -> Outcome<()> {
    let small = Running::new(World::vast(ACCOUNTS, 1));
    let (_served, settings) = small.serve(runtime)?;
    let mut few = Program::zonecut(&settings)?;
    few.wait(|screen| {
        let title = title(screen);
        title.contains("200 zones") && !title.contains("loading")
    })?;
    // As long as the other was left alone.
    few.settle(Duration::from_secs(1));
    few.settle_until(Instant::now() + IDLE);
    let (few, many) = (few.resident()?, program.resident()?);
    let grown = usize::try_from(many.saturating_sub(few))? * 1024;
    let zones = ZONES - ACCOUNTS;
    table.note(&format!(
        "resident {:.1} MiB, with {ACCOUNTS} zones {:.1} MiB; strings {} bytes a zone",
        f64::from(many) / 1024.0,
        f64::from(few) / 1024.0,
        strings / ZONES
    ))?;
    let over = grown.saturating_sub(strings) / zones;
    table.count_at_most("bytes a zone over its strings", over, BYTES_A_ZONE)
}

/// Scrolling, paging, sorting, reversing, filtering, the tree and folding.
fn keys(table: &mut Table, program: &mut Program) -> Outcome<()> {
    let changed = |before: &Screen, now: &Screen| before.contents() != now.contents();
    let step = pressed(program, &["j"], changed)?;
    let (writes, bytes) = step.most;
    told(table, "one row down", &step.times)?;
    table.count_exactly("  writes for a step, at most", writes, 1)?;
    table.count_at_most("  bytes for a step, at most", bytes, BYTES_A_STEP)?;
    told(table, "a page down", &pressed(program, &["\u{1b}[6~"], changed)?.times)?;
    told(table, "to the end and to the top", &pressed(program, &["G", "g"], changed)?.times)?;
    told(table, "sort by the next column", &pressed(program, &["s"], heads_differ)?.times)?;
    // A hundred keys end at the second column of three.
    for _ in 0..(3 - TIMES % 3) % 3 {
        pressed_once(program, "s", heads_differ)?;
    }
    told(table, "sort the other way round", &pressed(program, &["S"], heads_differ)?.times)?;
    told(table, "filter, a letter more or less", &filtered(program, |_| true)?)?;
    let first = pressed_once(program, "t", heads_differ)?;
    table.time_at_most("list to tree for the first time", first, FRAME)?;
    told(table, "tree to list and back", &pressed(program, &["t"], heads_differ)?.times)?;
    pressed_once(program, "G", changed)?;
    pressed_once(program, "g", changed)?;
    told(
        table,
        "fold the whole tree and unfold it",
        &pressed(program, &["-", "+"], changed)?.times,
    )?;
    pressed_once(program, "j", changed)?;
    told(table, "fold one branch and unfold it", &pressed(program, &[" "], changed)?.times)?;
    told(table, "filter the tree, a letter more or less", &filtered(program, |_| true)?)?;
    pressed_once(program, "t", heads_differ)?;
    Ok(())
}

/// Find: what is drawn with the key are the best of the first that were matched; then all.
fn find(table: &mut Table, program: &mut Program) -> Outcome<()> {
    let row = |screen: &Screen, text: &str| {
        let field = format!("┃ {text}█");
        screen.rows(0, crate::program::SIZE.1).find(|row| row.contains(&field))
    };
    let opened = program.press("\u{10}")?;
    let shown = program.wait(|screen| row(screen, "").is_some())?;
    table.time_at_most("Find opened", shown - opened, FRAME)?;
    program.settle(Duration::from_millis(100));
    let (mut first, mut all, mut next) = (Vec::new(), Vec::new(), Instant::now());
    let typed = [("1", "1"), ("2", "12"), ("7", "127"), ("\u{7f}", "12"), ("\u{7f}", "1")];
    for (key, text) in typed.into_iter().chain([("\u{7f}", "")]).cycle().take(TIMES) {
        let pressed = program.press(key)?;
        let shown = program.wait(|screen| row(screen, text).is_some())?;
        first.push(shown - pressed);
        let is_done = |screen: &Screen| row(screen, text).is_some_and(|row| !row.contains('…'));
        let done = if is_done(program.screen()) { shown } else { program.wait(is_done)? };
        all.push(done - pressed);
        next = (next + PAUSE).max(Instant::now());
        program.settle_until(next);
    }
    program.press("\u{1b}")?;
    program.settle(Duration::from_millis(300));
    told(table, "Find, a letter more or less: first matches", &first)?;
    table.time("Find, a letter more or less: all matched, median", median(&all)?)?;
    table.time("Find, a letter more or less: all matched, 99th percentile", quantile(&all, 0.99)?)
}

/// The zone of 10,000 record sets: the first one.
fn records(table: &mut Table, program: &mut Program) -> Outcome<()> {
    table.heading("From key to drawn cells, a zone of 10,000 record sets, all loaded")?;
    let changed = |before: &Screen, now: &Screen| before.contents() != now.contents();
    program.press("g\r")?;
    program.wait(|screen| screen.contents().contains("· 10,000 record sets"))?;
    program.settle(Duration::from_millis(300));
    told(table, "one row down", &pressed(program, &["j"], changed)?.times)?;
    told(table, "sort by the other column", &pressed(program, &["s"], changed)?.times)?;
    told(table, "filter, a letter more or less", &filtered(program, |_| true)?)?;
    program.press("\u{1b}")?;
    program.settle(Duration::from_millis(300));
    Ok(())
}

/// Each kind of key for as long as one start lists.
fn while_they_come(table: &mut Table, start: impl Fn() -> Outcome<Program>) -> Outcome<()> {
    type Differ = fn(&Screen, &Screen) -> bool;
    let kinds: [(&str, &[&str], Differ); 4] = [
        ("one row down and up", &["j", "k"], selected_differs),
        ("sort by the next column", &["s"], heads_differ),
        ("sort the other way round", &["S"], heads_differ),
        ("list to tree and back", &["t"], heads_differ),
    ];
    let loading = |program: &Program| title(program.screen()).contains("loading");
    for (what, keys, differ) in kinds {
        let mut program = start()?;
        // Enough to be slow, were it slow with many.
        program.wait(|screen| listed(screen) > ZONES / 10)?;
        let (mut times, mut next) = (Vec::new(), Instant::now());
        for key in keys.iter().cycle() {
            if !loading(&program) {
                break;
            }
            times.push(pressed_once(&mut program, key, differ)?);
            next = (next + PAUSE).max(Instant::now());
            program.settle_until(next);
        }
        told(table, &format!("{what} ({} keys)", times.len()), &times)?;
    }
    let mut program = start()?;
    program.wait(|screen| listed(screen) > ZONES / 10)?;
    let times = filtered(&mut program, loading)?;
    told(table, &format!("filter ({} keys)", times.len()), &times)
}

/// Five pages an account, in a time that leaves room for keys.
fn streaming() -> Running {
    let mut world = World::vast(ACCOUNTS, ZONES_EACH);
    world.latency = Latency { min: Duration::from_millis(500), max: Duration::from_millis(2_500) };
    Running::new(world)
}

/// What keys took, and the most writes and bytes that one of them was answered with.
struct Told {
    times: Vec<Duration>,
    most: (usize, usize),
}

/// Presses these keys in turn, each after a pause.
fn pressed(
    program: &mut Program,
    keys: &[&str],
    differ: impl Fn(&Screen, &Screen) -> bool,
) -> Outcome<Told> {
    let mut told = Told { times: Vec::new(), most: (0, 0) };
    for key in keys.iter().cycle().take(TIMES) {
        let (time, writes, bytes) = once(program, key, &differ)?;
        told.times.push(time);
        told.most = (told.most.0.max(writes), told.most.1.max(bytes));
    }
    Ok(told)
}

fn pressed_once(
    program: &mut Program,
    key: &str,
    differ: impl Fn(&Screen, &Screen) -> bool,
) -> Outcome<Duration> {
    Ok(once(program, key, &differ)?.0)
}

fn once(
    program: &mut Program,
    key: &str,
    differ: &impl Fn(&Screen, &Screen) -> bool,
) -> Outcome<(Duration, usize, usize)> {
    let before = program.screen().clone();
    let (pieces, bytes) = program.read();
    let pressed = program.press(key)?;
    let drawn = program.wait(|screen| differ(&before, screen))?;
    program.settle_until((pressed + PAUSE).max(Instant::now()));
    let (pieces_now, bytes_now) = program.read();
    Ok((drawn - pressed, pieces_now - pieces, bytes_now - bytes))
}

/// Types a letter into the filter and takes it back, for as long as this holds. What is timed ends
/// when all that matches is in view.
fn filtered(program: &mut Program, goes_on: impl Fn(&Program) -> bool) -> Outcome<Vec<Duration>> {
    let shows = |program: &mut Program, text: &str| {
        let field = format!(": {text}█");
        program.wait(|screen| {
            let text = screen.contents();
            text.contains(&field) && !text.contains("filtering")
        })
    };
    program.press("/")?;
    shows(program, "")?;
    let (mut times, mut next) = (Vec::new(), Instant::now());
    let typed = [("1", "1"), ("2", "12"), ("\u{7f}", "1"), ("\u{7f}", "")];
    for (key, text) in typed.iter().cycle().take(TIMES) {
        if !goes_on(program) {
            break;
        }
        let pressed = program.press(key)?;
        times.push(shows(program, text)? - pressed);
        next = (next + PAUSE).max(Instant::now());
        program.settle_until(next);
    }
    program.press("\u{1b}")?;
    program.settle(Duration::from_millis(100));
    Ok(times)
}

/// The heads of the columns: their order, or none in the tree.
fn heads(screen: &Screen) -> Option<String> {
    screen.rows(0, crate::program::SIZE.1).find(|row| row.contains("ZONE"))
}

fn heads_differ(before: &Screen, now: &Screen) -> bool {
    heads(before) != heads(now)
}

/// The name of the selected zone: others may come above it at any time.
fn selected(screen: &Screen) -> Option<String> {
    let text = screen.contents();
    let (_, name) = text.rsplit_once("▸  ")?;
    Some(name.split_whitespace().next()?.to_owned())
}

fn selected_differs(before: &Screen, now: &Screen) -> bool {
    selected(before) != selected(now)
}

/// How many zones the title says there are.
fn listed(screen: &Screen) -> usize {
    let title = title(screen);
    let words: Vec<&str> = title.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "zones");
    let count = at.and_then(|at| words.get(at.checked_sub(1)?));
    count.and_then(|count| count.replace(',', "").parse().ok()).unwrap_or(0)
}

fn told(table: &mut Table, what: &str, times: &[Duration]) -> Outcome<()> {
    table.time(&format!("{what}, median"), median(times)?)?;
    table.time_at_most(&format!("{what}, 99th percentile"), quantile(times, 0.99)?, FRAME)
}
