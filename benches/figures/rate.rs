//! An account's rate: what is lost to it, whether anything fails, and who goes ahead of whom. In
//! simulated time, where only the waiting counts.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::time::{Instant, sleep};
use zonecut::aws::{Aws, Host, Limit};
use zonecut::cut::{Goal, Sides};
use zonecut::dns::Name;
use zonecut::emulator::{Action, Emulator, Latency, Outcome as Ended, Rate, World};
use zonecut::engine;
use zonecut::zone::{ProfileName, Rules, ZoneId, ZoneKey};

use crate::Outcome;
use crate::table::Table;

const ACCOUNT: &str = "100000000001";
const PROFILE: &str = "dns";
const ZONES: usize = 600;
const OVER_FLOOR: f64 = 1.1;
/// Where nobody has told us the rate, and it has to be found out.
const UNTOLD: f64 = 1.25;
const AHEAD: usize = 2;

pub(crate) fn measure(table: &mut Table) -> Outcome<()> {
    table.heading(
        "600 zones listed and the records of each read, 20 to 80 ms a request, simulated",
    )?;
    for per_second in [5, 10, 50] {
        let limit = Limit { per_second, burst: per_second };
        let told = simulate(limit, limit)?;
        table.ratio_at_most(
            &format!("{per_second} requests a second: time as a multiple of the floor"),
            told.time,
            told.floor,
            OVER_FLOOR,
        )?;
        table.count_exactly("  requests that were refused", told.refused, 0)?;
        table.count_at_most("  a review amid them: requests let ahead", told.ahead, AHEAD)?;
    }
    for per_second in [5, 9] {
        let told = simulate(Limit::default(), Limit { per_second, burst: per_second })?;
        table.ratio_at_most(
            &format!("{per_second} a second, set to 10 and 50: as a multiple of the floor"),
            told.time,
            told.floor,
            UNTOLD,
        )?;
        table.count("  requests that were refused, and repeated", told.refused)?;
    }
    Ok(())
}

struct Told {
    time: Duration,
    floor: Duration,
    refused: usize,
    ahead: usize,
}

fn simulate(ours: Limit, theirs: Limit) -> Outcome<Told> {
    fastrand::seed(1);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    runtime.block_on(audit_and_review(ours, theirs))
}

async fn audit_and_review(ours: Limit, theirs: Limit) -> Outcome<Told> {
    let mut world = World::new();
    world.latency = Latency { min: Duration::from_millis(20), max: Duration::from_millis(80) };
    let Limit { per_second, burst } = theirs;
    world.rate = Some(Rate { burst, refill: f64::from(per_second) });
    world.add_account(ACCOUNT, PROFILE);
    for at in 0..ZONES - 2 {
        world.add_zone(ACCOUNT, &format!("z{at}.example"))?;
    }
    let sides =
        Sides::between(key(&mut world, "example.org")?, key(&mut world, "team.example.org")?);
    let config = world.aws_config().into_bytes();
    let emulator = Emulator::new(world);
    let files = HashMap::from([("/home/.aws/config".to_owned(), config)]);
    let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
    let host = Host::closed(emulator.http_client(), files, variables).at_most(ours);
    let aws = Aws::load(host, &HashMap::new()).await?;

    let begun = Instant::now();
    let half = Duration::from_secs(ZONES.try_into()?) / per_second / 2;
    let (time, ahead) = tokio::try_join!(
        async {
            audit(&aws.in_background()).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(begun.elapsed())
        },
        async {
            sleep(half).await;
            review(&aws, &emulator, &sides).await
        },
    )?;
    let log = emulator.log();
    let sent = log.iter().filter(|call| call.action != Action::GetCallerIdentity);
    let refused = |ended: &Ended| *ended == Ended::Error("Throttling".to_owned());
    let refused = sent.clone().filter(|call| refused(&call.outcome)).count();
    let beyond = u32::try_from(sent.count() - refused)?.saturating_sub(burst);
    let floor = Duration::from_secs(beyond.into()) / per_second;
    Ok(Told { time, floor, refused, ahead })
}

fn key(world: &mut World, apex: &str) -> Outcome<ZoneKey> {
    let zone = ZoneId::new(&world.add_zone(ACCOUNT, apex)?);
    Ok(ZoneKey { profile: ProfileName::new(PROFILE), zone, name: Name::from_user(apex)? })
}

/// All pages of zones, then the records of all zones, asked for at once.
async fn audit(aws: &Aws) -> Outcome<()> {
    let profile = ProfileName::new(PROFILE);
    aws.identity(&profile).await.map_err(|fault| fault.detail)?;
    let mut zones = Vec::new();
    let mut marker = None;
    loop {
        let page = aws.list_zones(&profile, marker.as_deref()).await;
        let page = page.map_err(|fault| fault.detail)?;
        zones.extend(page.zones);
        marker = page.next;
        if marker.is_none() {
            break;
        }
    }
    let records = zones.iter().map(|zone| aws.record_sets(&profile, &zone.id, None, None));
    try_join_all(records).await.map_err(|fault| fault.detail)?;
    Ok(())
}

/// Reads what a plan is made of; how many requests of others went out meanwhile.
async fn review(aws: &Aws, emulator: &Emulator, sides: &Sides) -> Outcome<usize> {
    let before = emulator.log().len();
    let facts = engine::facts(aws, sides, &Goal::Delegate, Vec::new(), Rules::default());
    Box::pin(facts).await.map_err(|fault| fault.detail)?;
    let log = emulator.log().split_off(before);
    let zones = [Some(&sides.parent), sides.child.as_ref()];
    let ours = |zone: &str| zones.iter().flatten().any(|key| key.zone.as_str() == zone);
    let ours: Vec<bool> = log
        .iter()
        .map(|call| {
            call.action == Action::GetCallerIdentity || call.zone.as_deref().is_some_and(ours)
        })
        .collect();
    let last = ours.iter().rposition(|ours| *ours).ok_or("the review asked nothing")?;
    Ok(ours[..last].iter().filter(|ours| !**ours).count())
}
