//! A start with what an earlier run listed, while AWS does not answer: 100,000 zones of 200
//! accounts in the zone cache.

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Runtime;
use vt100::Screen;
use zonecut::aws::{Aws, Host};
use zonecut::cache::{Cache, Listed};
use zonecut::dns::Name;
use zonecut::emulator::{Emulator, World};
use zonecut::zone::{AccountId, HostedZone, ZoneId};

use crate::Outcome;
use crate::program::{Program, Settings, title};
use crate::table::{Table, median, quantile};

const PROFILES: usize = 200;
const ZONES_EACH: usize = 500;
const TIMES: usize = 10;
const FIRST_FRAME: Duration = Duration::from_millis(50);
const MEDIAN: Duration = Duration::from_millis(5);
const HUNDREDTH: Duration = Duration::from_millis(16);

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading("A start with 100,000 remembered zones, AWS never answers (median of 10)")?;
    let world = World::synthetic(PROFILES, 1);
    let config = world.aws_config();
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let endpoint = format!("http://{}", silent.local_addr()?);
    let home = tempfile::tempdir()?;
    let aws = runtime.block_on(edge(world, &config, &endpoint))?;
    fill(&aws, &home.path().join("zonecut/zones"))?;

    let settings = Settings { config, endpoint };
    let (mut frames, mut firsts, mut alls, mut keys) = (vec![], vec![], vec![], vec![]);
    for _ in 0..TIMES {
        let mut program = Program::remembering(&settings, home.path())?;
        let begun = program.started;
        frames.push(program.wait(|screen| title(screen).contains("zonecut"))? - begun);
        firsts.push(program.wait(|screen| screen.contents().contains("~z"))? - begun);
        keys.extend(pressed(&mut program)?);
        alls.push(program.wait(|screen| title(screen).contains("100,000 zones"))? - begun);
    }
    table.time_at_most("first frame", median(&frames)?, FIRST_FRAME)?;
    table.time("first remembered zone", median(&firsts)?)?;
    table.time("all of them", median(&alls)?)?;
    let what = format!("one row down, while they come ({} keys)", keys.len());
    table.time_at_most(&format!("{what}, median"), median(&keys)?, MEDIAN)?;
    table.time_at_most(&format!("{what}, 99 of 100"), quantile(&keys, 0.99)?, HUNDREDTH)
}

/// Steps down and up again until all are there; how long each key took.
fn pressed(program: &mut Program) -> Outcome<Vec<Duration>> {
    let mut times = Vec::new();
    for at in 0_usize.. {
        if title(program.screen()).contains("100,000 zones") {
            break;
        }
        let before = selected(program.screen());
        let key = program.press(if at.is_multiple_of(2) { "j" } else { "k" })?;
        let drawn = program.wait(|screen| selected(screen) != before)?;
        times.push(drawn - key);
        program.settle_until(Instant::now() + Duration::from_millis(8));
    }
    Ok(times)
}

/// The name of the selected zone: others may come above it at any time.
fn selected(screen: &Screen) -> Option<String> {
    let text = screen.contents();
    let (_, name) = text.split_once("▸  ~")?;
    Some(name.split_whitespace().next()?.to_owned())
}

/// Knows the settings of all profiles as the program will.
async fn edge(world: World, config: &str, endpoint: &str) -> Outcome<Aws> {
    let files = HashMap::from([("/home/.aws/config".to_owned(), config.as_bytes().to_vec())]);
    let variables = HashMap::from([
        ("HOME".to_owned(), "/home".to_owned()),
        ("AWS_ENDPOINT_URL".to_owned(), endpoint.to_owned()),
    ]);
    let http = Emulator::new(world).http_client();
    Ok(Aws::load(Host::closed(http, files, variables), &HashMap::new()).await?)
}

fn fill(aws: &Aws, folder: &Path) -> Outcome<()> {
    let cache = Cache::at(folder);
    for (at, profile) in aws.profiles().iter().enumerate() {
        let zones = (0..ZONES_EACH).map(|n| {
            Ok(HostedZone {
                id: ZoneId::new(&format!("Z{at:04}N{n:04}")),
                name: Name::from_user(&format!("z{n:03}.team-{at:03}.example.com"))?,
                private: false,
                record_count: 14,
                comment: Some("made by Terraform".into()),
                linked_service: None,
            })
        });
        let listed = Listed {
            account: AccountId::new(&format!("{:012}", 100_000_000_000 + at)),
            reached: aws.reach(&profile.name).into_iter().collect(),
            zones: zones.collect::<Outcome<_>>()?,
        };
        cache.keep(&listed, SystemTime::now())?;
    }
    Ok(())
}
