//! From nothing to all zones of 20 accounts, against the floor: five pages, one after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream;
use ratatui::Terminal;
use tokio::runtime::Runtime;
use zonecut::cache::Cache;
use zonecut::config::Config;
use zonecut::emulator::{Action, Emulator, Latency};
use zonecut::engine::Ledger;
use zonecut::habits::HabitsFile;
use zonecut::journal::Journal;
use zonecut::resolve::Asker;
use zonecut::runtime::{self, Edges};
use zonecut::ui::Theme;

use crate::Outcome;
use crate::program::{Program, SIZE, title};
use crate::table::{Table, median};
use crate::watched::Watched;
use crate::world::{ACCOUNTS, LATENCY, Running, ZONES_EACH};

const TIMES: usize = 7;
const PAGE: usize = 100;
const OVER_FLOOR: f64 = 1.15;
const ALL: &str = "10,000 zones";

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading("All zones of 20 accounts x 500 zones at 80 ms a request (median of 7)")?;
    let pages = ZONES_EACH / PAGE;
    let floor = LATENCY * u32::try_from(pages)?;
    table.time("floor: five pages, one after the other", floor)?;
    let (mut alone, mut times) = (Vec::new(), Vec::new());
    let mut counts = (0, 0);
    for _ in 0..TIMES {
        alone.push(runtime.block_on(one_account())?);
        let world = Running::listing(Latency::fixed(LATENCY));
        times.push(runtime.block_on(on_the_loop(&world))?);
        counts = requests(&world.emulator);
    }
    table.time("one account alone, without a screen", median(&alone)?)?;
    let time = median(&times)?;
    table.time("the screen's own loop, no socket", time)?;
    table.ratio_at_most("  as a multiple of the floor", time, floor, OVER_FLOOR)?;
    table.count_exactly("  requests for pages", counts.0, ACCOUNTS * pages)?;
    table.count_exactly("  requests for identities", counts.1, ACCOUNTS)?;

    let (mut from_start, mut from_frame) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let world = Running::listing(Latency::fixed(LATENCY));
        let (_served, settings) = world.serve(runtime)?;
        let mut program = Program::zonecut(&settings)?;
        let first = program.wait(|screen| title(screen).contains("zonecut"))?;
        let all = program.wait(|screen| {
            let title = title(screen);
            title.contains(ALL) && !title.contains("loading")
        })?;
        from_start.push(all - program.started);
        from_frame.push(all - first);
        counts = requests(&world.emulator);
    }
    table.time(
        "the program over loopback, from start to the last zone drawn",
        median(&from_start)?,
    )?;
    table.ratio_at_most("  as a multiple of the floor", median(&from_start)?, floor, OVER_FLOOR)?;
    table.time("  from its first frame on", median(&from_frame)?)?;
    table.count_exactly("  requests for pages", counts.0, ACCOUNTS * pages)?;
    table.count_exactly("  requests for identities", counts.1, ACCOUNTS)
}

/// What the calls alone take.
async fn one_account() -> Outcome<Duration> {
    let world = Running::listing(Latency::fixed(LATENCY));
    let aws = world.aws().await?;
    let profile = aws.profiles().first().ok_or("no profile")?.name.clone();
    let begun = Instant::now();
    let mut marker = None;
    loop {
        let page = aws.list_zones(&profile, marker.as_deref()).await;
        marker = page.map_err(|fault| fault.detail)?.next;
        if marker.is_none() {
            return Ok(begun.elapsed());
        }
    }
}

async fn on_the_loop(world: &Running) -> Outcome<Duration> {
    let aws = world.aws().await?;
    let mut model = runtime::opening(&aws, &Config::default(), aws.profiles().to_vec(), false);
    let (backend, awaited) = Watched::new(SIZE.1, SIZE.0, ALL);
    let mut terminal = Terminal::new(backend)?;
    let (nobody, stop, theme) = (stream::pending(), awaited.wait(), Theme::dark());
    let begun = Instant::now();
    let ledger = Ledger::new(Journal::memory());
    let edges = Edges {
        aws,
        cache: Cache::off(),
        ledger,
        asker: Asker::off(),
        config: Arc::default(),
        habits: HabitsFile::off(),
    };
    runtime::run(&mut terminal, nobody, stop, &mut model, &edges, &theme).await?;
    Ok(awaited.at().ok_or("not all zones came")? - begun)
}

/// Requests for pages, and for identities.
fn requests(emulator: &Emulator) -> (usize, usize) {
    let log = emulator.log();
    let of = |action| log.iter().filter(|call| call.action == action).count();
    (of(Action::ListHostedZones), of(Action::GetCallerIdentity))
}
