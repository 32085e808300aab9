//! One delegation: requests, round trips, and how soon INSYNC is seen.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use zonecut::cut::{Apply, Ending, Goal, Heard, Options, Plan, Sides, Then};
use zonecut::dns::Name;
use zonecut::emulator::{Action, Call, Latency, World};
use zonecut::engine::{self, Ledger};
use zonecut::journal::Journal;
use zonecut::zone::{ChangeStatus, ProfileName, Rules, ZoneId, ZoneKey};

use crate::Outcome;
use crate::table::{Table, median, quantile};
use crate::world::{LATENCY, Running};

const SEEN: Duration = Duration::from_millis(300);
const OVER_FLOOR: f64 = 1.1;
const TIMES: usize = 5;
const SHORTLY: Duration = Duration::from_millis(300);
/// Record sets of the parent once the delegation is one of them; the quota is 10,000.
const PARENTS: [usize; 2] = [10, 10_000];
/// Those that are there besides: SOA and NS of the apex, and the delegation.
const OTHERS: usize = 3;
/// Facts, re-read with identities, write.
const ROUND_TRIPS: usize = 3;

pub(crate) async fn measure(table: &mut Table) -> Outcome<()> {
    table.heading("One delegation between two accounts, at 80 ms a request (median of 5)")?;
    let mut before = None;
    for sets in PARENTS {
        let (mut told, mut times) = (delegate(sets, SHORTLY).await?, Vec::new());
        for _ in 0..TIMES {
            told = delegate(sets, SHORTLY).await?;
            times.push(told.until_taken);
        }
        let floor = LATENCY * u32::try_from(ROUND_TRIPS)?;
        table.count(
            &format!("parent of {sets} record sets: requests before the write"),
            told.reads,
        )?;
        table.count_exactly("  writes", told.writes, 1)?;
        table.count("  requests after the write, polls aside", told.proof)?;
        table.count_exactly(
            "  round trips until the write was taken",
            told.round_trips,
            ROUND_TRIPS,
        )?;
        table.ratio_at_most(
            "  their time as a multiple of three",
            median(&times)?,
            floor,
            OVER_FLOOR,
        )?;
        if let Some(before) = before {
            table.count_exactly(
                "  requests, compared with the smaller parent",
                told.requests(),
                before,
            )?;
        }
        before = Some(told.requests());
    }

    table.heading("From Route 53's INSYNC to its being seen, at 80 ms a request")?;
    for (what, from, to) in [("0.4 to 4 s", 400, 4_000), ("6 to 14 s", 6_000, 14_000)] {
        let step = (to - from) / 19;
        let changes = (0..20).map(|at| delegate(50, Duration::from_millis(from + at * step)));
        let seen: Vec<Duration> =
            try_join_all(changes).await?.into_iter().map(|told| told.seen_after).collect();
        let what = format!("INSYNC {what} after the write (20 changes)");
        table.time(&format!("{what}, median"), median(&seen)?)?;
        table.time_at_most(&format!("{what}, longest"), quantile(&seen, 1.0)?, SEEN)?;
    }
    Ok(())
}

/// What one delegation took.
struct Told {
    reads: usize,
    writes: usize,
    proof: usize,
    round_trips: usize,
    until_taken: Duration,
    seen_after: Duration,
}

impl Told {
    fn requests(&self) -> usize {
        self.reads + self.writes + self.proof
    }
}

/// Delegates as the screen does: facts, plan, and [`Apply`] step by step.
async fn delegate(sets: usize, insync_after: Duration) -> Outcome<Told> {
    let mut world = World::new();
    world.latency = Latency::fixed(LATENCY);
    world.insync_after = insync_after;
    let parent = key(&mut world, "100000000001", "dns", "example.org")?;
    let child = key(&mut world, "100000000002", "team", "team.example.org")?;
    world.zone_mut(parent.zone.as_str()).ok_or("no parent")?.fill(sets - OTHERS)?;
    let world = Running::new(world);
    let aws = world.aws().await?;

    let sides = Sides::between(parent, child);
    let ledger = Ledger::new(Journal::memory());
    let begun = Instant::now();
    let facts = engine::facts(&aws, &sides, &Goal::Delegate, Vec::new(), Rules::default()).await;
    let facts = facts.map_err(|fault| fault.detail)?;
    let reading = begun.elapsed();
    let plan = Plan::new(facts, Goal::Delegate, Options { ttl: None, default_ttl: 300 });
    let confirmed = plan.confirm_yes().ok_or("there is nothing to confirm")?;
    let begun = Instant::now();
    let (mut apply, mut step) = Apply::start(confirmed);
    let (mut note, mut taken, mut seen) = (None, None, None);
    let ending = loop {
        let heard = engine::perform(&aws, &ledger, &sides, note, step).await.heard;
        match &heard {
            Heard::Sent(Ok(_)) => taken = Some(begun.elapsed()),
            Heard::Polled(Ok(info)) if info.status == ChangeStatus::InSync => {
                seen = Some(world.begun.elapsed());
            }
            _ => {}
        }
        let next = apply.hear(heard);
        note = next.note;
        match next.then {
            Then::Do(next) => step = next,
            Then::Done(ending) => break ending,
            Then::Ignored => return Err("a step was ignored".into()),
        }
    };
    if !matches!(*ending, Ending::InSync { .. }) {
        return Err(format!("the delegation ended otherwise: {ending:?}").into());
    }
    told(&world.emulator.log(), reading + taken.ok_or("not taken")?, seen, insync_after)
}

fn key(world: &mut World, account: &str, profile: &str, apex: &str) -> Outcome<ZoneKey> {
    world.add_account(account, profile);
    let zone = world.add_zone(account, apex)?;
    Ok(ZoneKey {
        profile: ProfileName::new(profile),
        zone: ZoneId::new(&zone),
        name: Name::from_user(apex)?,
    })
}

fn told(
    log: &[Call],
    until_taken: Duration,
    seen: Option<Duration>,
    insync_after: Duration,
) -> Outcome<Told> {
    let is_write = |call: &&Call| call.action == Action::ChangeResourceRecordSets;
    let write = log.iter().find(is_write).ok_or("no write")?;
    let asked = || log.iter().filter(|call| call.action != Action::GetChange);
    // The emulator acts after half of the latency.
    let insync = write.at + LATENCY / 2 + insync_after;
    Ok(Told {
        reads: asked().filter(|call| call.at < write.at).count(),
        writes: asked().filter(is_write).count(),
        proof: asked().filter(|call| call.at > write.at).count(),
        round_trips: depth(log, write),
        until_taken,
        seen_after: seen.ok_or("INSYNC was not seen")?.saturating_sub(insync),
    })
}

/// How many calls followed one upon the other's answer until this one, itself included.
fn depth(log: &[Call], call: &Call) -> usize {
    let before = log.iter().filter(|other| other.answered.is_some_and(|left| left <= call.at));
    // The one that left last is what this one waited for, if for any.
    let last = before.max_by_key(|other| other.answered);
    1 + last.map_or(0, |last| depth(log, last))
}
