//! An audit of 2,000 cuts, against what its own limit of questions under way allows.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use zonecut::aws::Limit;
use zonecut::cut::{Audit, AuditOptions, AuditZone, CutState};
use zonecut::dns::{Lookup, Name, Query, RecordType};
use zonecut::emulator::{self, Latency, World};
use zonecut::engine;
use zonecut::resolve::Settings;
use zonecut::zone::{AccountId, ProfileName, ZoneId, ZoneKey};

use crate::Outcome;
use crate::table::{Table, median};
use crate::world::Running;

const TIMES: usize = 3;
const PARENTS: usize = 4;
const CUTS_EACH: usize = 500;
const CUTS: usize = PARENTS * CUTS_EACH;
const ANSWER: Duration = Duration::from_millis(20);
const OVER_FLOOR: f64 = 1.3;
/// Delegation sets that the children share, as Route 53's servers are shared.
const SETS: usize = 64;
/// What AWS allows is another figure's matter.
const UNLIMITED: Limit = Limit { per_second: 1_000_000, burst: 1_000_000 };

pub(crate) async fn measure(table: &mut Table) -> Outcome<()> {
    let in_flight = Settings::default().in_flight;
    table.heading(&format!(
        "An audit of 2,000 cuts, name servers at 20 ms, {in_flight} questions at once (median of 3)"
    ))?;
    let (mut whole, mut asking, mut api) = (Vec::new(), Vec::new(), Vec::new());
    let mut told = Told::default();
    for _ in 0..TIMES {
        told = Box::pin(audit(true)).await?;
        whole.push(told.time);
        asking.push(Box::pin(ask()).await?);
        api.push(Box::pin(audit(false)).await?.time);
    }
    let floor = ANSWER * u32::try_from(told.questions)? / u32::try_from(in_flight)?;
    table.time("floor: questions x 20 ms, so many at once", floor)?;
    table.time("the whole audit", median(&whole)?)?;
    table.ratio_at_most("  as a multiple of the floor", median(&whole)?, floor, OVER_FLOOR)?;
    table.time("the same questions and no audit, on this machine", median(&asking)?)?;
    table.time("the same without the DNS, Route 53 answering at once", median(&api)?)?;
    table.count_exactly("cuts found live", told.live, CUTS)?;
    table.count_exactly("questions: four servers for each cut", told.questions, 4 * CUTS)?;
    // A page of each zone, a further one for each 300 records; a delegation set for each child.
    let pages = CUTS + PARENTS * (CUTS_EACH + 2).div_ceil(300);
    table.count_exactly("requests to Route 53", told.requests, pages + CUTS)
}

#[derive(Default)]
struct Told {
    time: Duration,
    live: usize,
    questions: usize,
    requests: usize,
}

async fn audit(dns: bool) -> Outcome<Told> {
    let (world, zones) = world()?;
    let running = Running::new(world);
    let aws = running.aws_at_most(UNLIMITED).await?;
    let asker = running.asker()?;
    let begun = Instant::now();
    let mut audit = Audit::new(zones, AuditOptions { dns, ..AuditOptions::default() });
    Box::pin(engine::audit(&aws, &asker, &mut audit, |_| ())).await;
    let time = begun.elapsed();
    let by_state = audit.progress().by_state;
    let live = by_state.iter().find(|(state, _)| *state == CutState::Live);
    Ok(Told {
        time,
        live: live.map_or(0, |(_, rows)| *rows),
        questions: running.emulator.dns_log().len(),
        requests: audit.progress().requests,
    })
}

/// Asks what the audit asks, and does nothing else.
async fn ask() -> Outcome<Duration> {
    let (world, zones) = world()?;
    let running = Running::new(world);
    let asker = running.asker()?;
    let lookups: Vec<Lookup> = running.emulator.with(|world| {
        let children = zones.iter().filter(|zone| zone.key.name.labels().count() > 2);
        let of = |zone: &AuditZone| -> Option<Vec<Lookup>> {
            let query = Query::authoritative(zone.key.name.clone(), RecordType::Soa);
            let servers = &world.zone(zone.key.zone.as_str())?.name_servers;
            let lookup = |server: &String| {
                let server = Name::from_route53(server).ok()?;
                Some(Lookup::server(server, vec![query.clone()]))
            };
            servers.iter().map(lookup).collect()
        };
        children.filter_map(of).flatten().collect()
    });
    let begun = Instant::now();
    let all = lookups.into_iter().map(|lookup| {
        let asker = asker.clone();
        async move { asker.look_up(&lookup).await }
    });
    // The asking itself keeps its limit.
    let count = stream::iter(all).buffer_unordered(256).count().await;
    if count != 4 * CUTS {
        return Err(format!("{count} were asked").into());
    }
    Ok(begun.elapsed())
}

/// The parents in one account, the children in four.
fn world() -> Outcome<(World, Vec<AuditZone>)> {
    let mut world = World::new();
    world.dns_latency = Latency::fixed(ANSWER);
    world.add_account("100000000000", "dns");
    let sets: Vec<Vec<String>> = (0..SETS).map(set).collect();
    let mut zones = Vec::new();
    for at in 0..PARENTS {
        let (account, profile) = (format!("10000000000{}", at + 1), format!("team-{at}"));
        world.add_account(&account, &profile);
        let apex = format!("example-{at}.org");
        let parent = add(&mut world, ("100000000000", "dns"), &apex, None)?;
        for (child, set) in (0..CUTS_EACH).zip(sets.iter().cycle()) {
            let name = format!("team-{child}.{apex}");
            let zone = add(&mut world, (&account, &profile), &name, Some(set))?;
            zones.push(zone);
            let servers: Vec<&str> = set.iter().map(String::as_str).collect();
            let parent = world.zone_mut(parent.key.zone.as_str()).ok_or("no parent")?;
            parent.put(&name, emulator::RecordType::Ns, 300, &servers)?;
        }
        zones.push(parent);
    }
    Ok((world, zones))
}

fn add(
    world: &mut World,
    (account, profile): (&str, &str),
    apex: &str,
    set: Option<&Vec<String>>,
) -> Outcome<AuditZone> {
    let id = world.add_zone(account, apex)?;
    if let Some(set) = set {
        world.zone_mut(&id).ok_or("no zone")?.set_name_servers(set.clone());
    }
    let name = Name::from_user(apex)?;
    Ok(AuditZone {
        key: ZoneKey { profile: ProfileName::new(profile), zone: ZoneId::new(&id), name },
        account: Some(AccountId::new(account)),
        private: false,
        // As a listing would tell.
        record_count: 2,
        linked_service: None,
    })
}

/// A delegation set, as Route 53 numbers its servers.
fn set(at: usize) -> Vec<String> {
    let domains = [("com", 0), ("net", 512), ("org", 1024), ("co.uk", 1536)];
    let server = |(domain, base): (&str, usize)| {
        format!("ns-{}.awsdns-{:02}.{domain}", base + 8 + at, 1 + at / 8)
    };
    domains.map(server).to_vec()
}
