//! What is pictured: the real loop on the sandbox, driven by keys until the wanted screen stands.
//!
//! The clock is paused: it jumps ahead whenever nothing is left to do, so every run takes the same
//! time, none, and ends on the same screen, with everything loaded and nothing turning.

use std::collections::HashMap;
use std::error::Error;
use std::future;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::{StreamExt as _, stream};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use zonecut::app::Model;
use zonecut::aws::Aws;
use zonecut::cache::Cache;
use zonecut::config::Config;
use zonecut::engine::Ledger;
use zonecut::habits::HabitsFile;
use zonecut::journal::Journal;
use zonecut::resolve::Asker;
use zonecut::runtime::{self, Edges};
use zonecut::sandbox;
use zonecut::ui::Theme;

/// Columns and rows of the browse screen: three panes.
const BROWSE: (u16, u16) = (120, 32);
/// Columns and rows of the review.
const REVIEW: (u16, u16) = (110, 27);
/// Until all profiles have told what they have to tell, and after the last key.
const LONG: Duration = Duration::from_mins(1);
/// Between two keys.
const SHORT: Duration = Duration::from_millis(50);

/// A screen, and the picture to be made of it.
pub(crate) struct Shot {
    /// Where the picture belongs, from the root of the repository.
    pub(crate) path: &'static str,
    /// What stands above it.
    pub(crate) title: &'static str,
    /// The screen.
    pub(crate) buffer: Buffer,
}

/// Takes all shots.
pub(crate) fn all() -> Result<Vec<Shot>, Box<dyn Error>> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    runtime.block_on(async {
        Ok(vec![
            Shot {
                path: "assets/browse.svg",
                title: "zonecut --demo",
                buffer: drive(BROWSE, "team-a.example.com.", "c").await?,
            },
            Shot {
                path: "assets/review.svg",
                title: "zonecut --demo",
                buffer: drive(REVIEW, "shop.example.com.", "d").await?,
            },
        ])
    })
}

/// Opens the program, selects a zone and presses keys.
async fn drive(size: (u16, u16), zone: &str, keys: &str) -> Result<Buffer, Box<dyn Error>> {
    // Where the zone stands is seen on a first run.
    let (model, _) = run(size, Vec::new()).await?;
    let named =
        |row: usize| model.zones.get(row).is_some_and(|it| it.zone.name.to_string() == zone);
    let row = (0..model.zones.in_view()).find(|row| named(*row));
    let row = row.ok_or_else(|| format!("{zone} is not in the sandbox"))?;
    let mut codes = vec![KeyCode::Down; row];
    codes.extend(keys.chars().map(KeyCode::Char));
    let (_, buffer) = run(size, codes).await?;
    Ok(buffer)
}

async fn run(
    (width, height): (u16, u16),
    keys: Vec<KeyCode>,
) -> Result<(Model, Buffer), Box<dyn Error>> {
    let (host, _emulator) = sandbox::host()?;
    let aws = Aws::load(host, &HashMap::new()).await?;
    let mut model = runtime::opening(&aws, &Config::default(), aws.profiles().to_vec(), true);
    let events = stream::iter(script(keys)).then(async |(pause, key)| {
        tokio::time::sleep(pause).await;
        key
    });
    let events = events.filter_map(|key| future::ready(key.map(Ok)));
    let mut terminal = Terminal::new(TestBackend::new(width, height))?;
    let theme = Theme::dark();
    let ledger = Ledger::new(Journal::memory());
    let edges = Edges {
        aws,
        cache: Cache::off(),
        ledger,
        asker: Asker::off(),
        config: Arc::default(),
        habits: HabitsFile::off(),
    };
    runtime::run(&mut terminal, events, future::pending(), &mut model, &edges, &theme).await?;
    Ok((model, terminal.backend().buffer().clone()))
}

/// What is pressed, each after its pause, and a last pause in which the screen comes to rest.
fn script(keys: Vec<KeyCode>) -> Vec<(Duration, Option<Event>)> {
    let press = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
    let pressed = keys.into_iter().map(|code| (SHORT, Some(press(code))));
    [(LONG, None)].into_iter().chain(pressed).chain([(LONG, None)]).collect()
}
