//! The part of a review that asks the DNS, against the slowest of the servers that are asked.
//!
//! Addresses are known beforehand, so that the floor is the answer of the slowest server; or the
//! way from the root, which is walked step by step, where that is longer.

use std::time::{Duration, Instant};

use zonecut::cut::{Goal, Options, Plan, Sides};
use zonecut::dns::Name;
use zonecut::emulator::{DnsEffect, DnsRule, Party, RecordType, World};
use zonecut::engine;
use zonecut::zone::{ProfileName, Rules, ZoneId, ZoneKey};

use crate::Outcome;
use crate::table::{Table, median};
use crate::world::Running;

const TIMES: usize = 5;
const OVER_SLOWEST: f64 = 1.1;
/// Of the four servers of parent and child, in ms.
const DELAYS: [u64; 4] = [20, 40, 80, 120];
/// Zones asked on the way from the root to the parent: the root and `org`.
const STEPS: u32 = 2;

pub(crate) async fn measure(table: &mut Table) -> Outcome<()> {
    table.heading(
        "The DNS in the review of one delegation, servers at 20 to 120 ms (median of 5)",
    )?;
    let slowest = Duration::from_millis(DELAYS[3]);
    for (what, above) in [("20 ms", 20), ("80 ms", 80)] {
        let above = Duration::from_millis(above);
        let floor = slowest.max(above * STEPS);
        let (mut times, mut asked) = (Vec::new(), 0);
        for _ in 0..TIMES {
            let told = Box::pin(review(above)).await?;
            times.push(told.0);
            asked = told.1;
        }
        let what = format!("root, org and resolver at {what}: from first question to last finding");
        table.time(&what, median(&times)?)?;
        let floor_is =
            if floor == slowest { "the slowest server" } else { "the way from the root" };
        let what = format!("  as a multiple of {floor_is}");
        table.ratio_at_most(&what, median(&times)?, floor, OVER_SLOWEST)?;
        table.count("  questions", asked)?;
    }
    Ok(())
}

/// How long it takes, and how many questions.
async fn review(above: Duration) -> Outcome<(Duration, usize)> {
    let mut world = World::new();
    world.add_account("900000000001", "registry");
    let org = world.add_zone("900000000001", "org")?;
    let parent = key(&mut world, "100000000001", "dns", "example.org")?;
    let child = key(&mut world, "100000000002", "team", "team.example.org")?;
    let servers = |world: &World, id: &str| -> Outcome<Vec<String>> {
        Ok(world.zone(id).ok_or("no zone")?.name_servers.clone())
    };
    let of_parent = servers(&world, parent.zone.as_str())?;
    let values: Vec<&str> = of_parent.iter().map(String::as_str).collect();
    world.zone_mut(&org).ok_or("no zone")?.put("example.org", RecordType::Ns, 300, &values)?;
    let sides = [of_parent, servers(&world, child.zone.as_str())?];
    let mut delays: Vec<(String, Duration)> = sides
        .iter()
        .flat_map(|side| side.iter().cloned().zip(DELAYS.map(Duration::from_millis)))
        .collect();
    let others = [".", "resolver"].map(str::to_owned).into_iter().chain(servers(&world, &org)?);
    delays.extend(others.map(|server| (server, above)));

    let running = Running::new(world);
    for (server, delay) in delays {
        let rule = DnsRule::new(DnsEffect::Delay(delay)).host(Party::parse(&server)?);
        running.emulator.order_dns(rule)?;
    }
    let aws = running.aws().await?;
    let sides = Sides::between(parent, child);
    let facts = engine::facts(&aws, &sides, &Goal::Delegate, Vec::new(), Rules::default());
    let facts = Box::pin(facts).await.map_err(|fault| fault.detail)?;
    let mut plan = Plan::new(facts, Goal::Delegate, Options { ttl: None, default_ttl: 300 });
    let asker = running.asker()?;
    let begun = Instant::now();
    engine::look(&asker, &mut plan, |_| ()).await;
    let took = begun.elapsed();
    let is_seen = |code| plan.findings().iter().any(|finding| finding.code == code);
    if !plan.live().is_done() || !is_seen("child-authoritative") || !is_seen("parent-seen") {
        return Err(format!("the DNS was not asked well: {:?}", plan.findings()).into());
    }
    Ok((took, running.emulator.dns_log().len()))
}

fn key(world: &mut World, account: &str, profile: &str, apex: &str) -> Outcome<ZoneKey> {
    world.add_account(account, profile);
    let zone = ZoneId::new(&world.add_zone(account, apex)?);
    Ok(ZoneKey { profile: ProfileName::new(profile), zone, name: Name::from_user(apex)? })
}
