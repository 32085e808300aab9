//! What is pictured: the real loop on the sandbox, driven by keys until the wanted screen stands.
//!
//! The clock is paused: it jumps ahead whenever nothing is left to do, so every run takes the same
//! time, none, and ends on the same screen, with everything loaded and nothing turning. Only where
//! name servers are asked, by real packets on loopback, it is the real one; the times that such a
//! screen tells are all set to the same.

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
use zonecut::app::{Dns, Model};
use zonecut::aws::Aws;
use zonecut::cache::Cache;
use zonecut::config::{Config, DnsConfig};
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
/// Columns and rows of what name servers answered.
const ASKED: (u16, u16) = (110, 24);
/// Columns and rows of the audit.
const AUDIT: (u16, u16) = (110, 32);
/// Columns and rows of the moving picture.
const MOVING: (u16, u16) = (100, 24);
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

/// A screen of the moving picture.
pub(crate) struct Frame {
    /// The screen.
    pub(crate) buffer: Buffer,
    /// How long it stands, in hundredths of a second.
    pub(crate) hold: u32,
}

/// Takes all shots. `patience` is how long name servers may take to answer all that is asked.
pub(crate) fn all(patience: Duration) -> Result<Vec<Shot>, Box<dyn Error>> {
    let shot = |path, buffer| Shot { path, title: "zonecut --demo", buffer };
    let mut shots = paused()?.block_on(async {
        Ok::<_, Box<dyn Error>>(vec![
            shot("assets/browse.svg", drive(BROWSE, "team-a.example.com.", "c").await?),
            shot("assets/tree.svg", run(BROWSE, typed("tjjj"), None).await?.1),
            shot("assets/review.svg", drive(REVIEW, "shop.example.com.", "d").await?),
        ])
    })?;
    let real =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (proof, audit) = real.block_on(async {
        tokio::join!(
            run(ASKED, typed("\t/team-a.ex\rdy"), Some(patience)),
            run(AUDIT, typed("a\r"), Some(patience)),
        )
    });
    shots.push(shot("assets/proof.svg", timeless(proof?.1)));
    shots.push(shot("assets/audit.svg", timeless(audit?.1)));
    Ok(shots)
}

/// Takes the frames of the moving picture: a delegation, from the list to its end.
pub(crate) fn moving() -> Result<Vec<Frame>, Box<dyn Error>> {
    let keys = "\t/team-a.ex\rdy";
    let stops = [(0, 150), (2, 50), (6, 40), (11, 60), (12, 120), (13, 350), (14, 350)];
    paused()?.block_on(async {
        let mut frames = Vec::new();
        for (pressed, hold) in stops {
            let keys: String = keys.chars().take(pressed).collect();
            let (_, buffer) = run(MOVING, typed(&keys), None).await?;
            frames.push(Frame { buffer, hold });
        }
        Ok(frames)
    })
}

fn paused() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()
}

/// Keys as they are typed: a tab and a line break are those keys.
fn typed(keys: &str) -> Vec<KeyCode> {
    let key = |char| match char {
        '\t' => KeyCode::Tab,
        '\r' => KeyCode::Enter,
        other => KeyCode::Char(other),
    };
    keys.chars().map(key).collect()
}

/// The screen with every time in seconds or milliseconds set to the same, in the room it had.
fn timeless(mut buffer: Buffer) -> Buffer {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    for row in 0..rows {
        let cells = buffer.content.get_mut(row * columns..(row + 1) * columns).unwrap_or_default();
        let mut at = 0;
        while at < cells.len() {
            let symbol = |at: usize| cells.get(at).map_or(" ", ratatui::buffer::Cell::symbol);
            let number = (at..cells.len())
                .take_while(|at| {
                    symbol(*at).chars().all(|char| char.is_ascii_digit() || char == '.')
                })
                .count();
            let unit: String = (0..4).map(|on| symbol(at + number + on)).collect();
            let same = match () {
                () if number == 0 => None,
                () if unit.starts_with(" ms ") => Some("20 ms"),
                () if unit.starts_with(" s ") => Some("3 s"),
                () => None,
            };
            if let Some(same) = same {
                let room = number + unit.trim_end().len().min(3);
                let text = format!("{same:<room$}");
                for (cell, char) in cells.iter_mut().skip(at).zip(text.chars()) {
                    cell.set_char(char);
                }
            }
            at += number.max(1);
        }
    }
    buffer
}

/// Opens the program, selects a zone and presses keys.
async fn drive(size: (u16, u16), zone: &str, keys: &str) -> Result<Buffer, Box<dyn Error>> {
    // Where the zone stands is seen on a first run.
    let (model, _) = run(size, Vec::new(), None).await?;
    let named =
        |row: usize| model.zones.get(row).is_some_and(|it| it.zone.name.to_string() == zone);
    let row = (0..model.zones.in_view()).find(|row| named(*row));
    let row = row.ok_or_else(|| format!("{zone} is not in the sandbox"))?;
    let mut codes = vec![KeyCode::Down; row];
    codes.extend(keys.chars().map(KeyCode::Char));
    let (_, buffer) = run(size, codes, None).await?;
    Ok(buffer)
}

/// What stands at the end; with patience, name servers are asked, and have so long to answer.
async fn run(
    (width, height): (u16, u16),
    keys: Vec<KeyCode>,
    patience: Option<Duration>,
) -> Result<(Model, Buffer), Box<dyn Error>> {
    let (host, emulator) = sandbox::host()?;
    let aws = Aws::load(host, &HashMap::new()).await?;
    let mut model = runtime::opening(&aws, &Config::default(), aws.profiles().to_vec(), true);
    let asker = match patience {
        Some(_) => sandbox::asker(&emulator)?,
        None => Asker::off(),
    };
    if asker.asks() {
        let DnsConfig { wait, prove_for, .. } = DnsConfig::default();
        model.dns = Dns { ask: true, wait, prove_for };
    }
    let events = stream::iter(script(keys, patience)).then(async |(pause, key)| {
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
        asker,
        config: Arc::default(),
        habits: HabitsFile::off(),
    };
    runtime::run(&mut terminal, events, future::pending(), &mut model, &edges, &theme).await?;
    Ok((model, terminal.backend().buffer().clone()))
}

/// What is pressed, each after its pause, and a last pause in which the screen comes to rest.
fn script(keys: Vec<KeyCode>, patience: Option<Duration>) -> Vec<(Duration, Option<Event>)> {
    let press = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
    let (wait, last) = (patience.map_or(LONG, |time| time / 4), patience.unwrap_or(LONG));
    let first = wait;
    // What one of these asks for has to be there before the next: most of all a review.
    let pause = |code| match code {
        KeyCode::Char('d' | 'y') | KeyCode::Enter => wait,
        _ => SHORT,
    };
    let pressed = keys.into_iter().map(|code| (pause(code), Some(press(code))));
    [(first, None)].into_iter().chain(pressed).chain([(last, None)]).collect()
}
