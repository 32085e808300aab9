//! One rate for each account, against an emulator that throttles: nothing fails, no time is lost,
//! and the user goes first.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use zonecut::aws::{Aws, Host, Limit, Override};
use zonecut::cut::{Goal, Sides};
use zonecut::dns::Name;
use zonecut::emulator::{Action, Call, Emulator, Latency, Outcome, Principal, Rate, World};
use zonecut::engine;
use zonecut::zone::{
    Action as Write, Change, ChangeBatch, Fault, ProfileName, RecordSet, Rules, ZoneId, ZoneKey,
};

use crate::wire::{all, bounded, name};

const ONE: &str = "100000000001";
const TWO: &str = "100000000002";
const ZONES: usize = 300;

/// Two accounts, `one` and `two`, of 300 zones each, whose requests take from 20 to 80 ms.
fn world(per_second: u32, burst: u32) -> World {
    let mut world = World::new();
    world.latency = Latency { min: Duration::from_millis(20), max: Duration::from_millis(80) };
    world.rate = Some(Rate { burst, refill: f64::from(per_second) });
    for (id, name) in [(ONE, "one"), (TWO, "two")] {
        world.add_account(id, name);
        for at in 0..ZONES {
            world.add_zone(id, &format!("z{at:03}.{name}.example")).unwrap();
        }
    }
    world
}

async fn start(world: World, limit: Limit) -> (Aws, Emulator) {
    start_with(world, limit, &HashMap::new()).await
}

async fn start_with(
    world: World,
    limit: Limit,
    overrides: &HashMap<ProfileName, Override>,
) -> (Aws, Emulator) {
    let config = world.aws_config().into_bytes();
    let emulator = Emulator::new(world);
    let files = HashMap::from([("/home/me/.aws/config".to_owned(), config)]);
    let variables = HashMap::from([("HOME".to_owned(), "/home/me".to_owned())]);
    let host = Host::closed(emulator.http_client(), files, variables).at_most(limit);
    (Aws::load(host, overrides).await.unwrap(), emulator)
}

/// All zones of a profile, and then the records of each, as an audit asks for them: as many at
/// once as there are.
async fn audit(aws: Aws, profile: &'static str) -> Result<usize, Fault> {
    let aws = aws.in_background();
    aws.identity(&name(profile)).await?;
    let mut zones = Vec::new();
    let mut marker = None;
    loop {
        let page = aws.list_zones(&name(profile), marker.as_deref()).await?;
        zones.extend(page.zones);
        marker = page.next;
        if marker.is_none() {
            break;
        }
    }
    let count = zones.len();
    let records = zones.into_iter().map(|zone| {
        let aws = aws.clone();
        async move { aws.record_sets(&name(profile), &zone.id, None, None).await }
    });
    for page in all(records).await {
        page?;
    }
    Ok(count)
}

fn refused(call: &Call) -> bool {
    call.outcome == Outcome::Error("Throttling".into())
}

/// Requests to Route 53, and how many of them were refused for the rate.
fn requests(emulator: &Emulator) -> (usize, usize) {
    let log = emulator.log();
    let sent = log.iter().filter(|call| call.action != Action::GetCallerIdentity);
    (sent.clone().count(), sent.filter(|call| refused(call)).count())
}

/// What so many requests take at least, where the account lets so many through.
fn floor(requests: usize, per_second: u32, burst: u32) -> Duration {
    let beyond = u32::try_from(requests).unwrap().saturating_sub(burst);
    Duration::from_secs(beyond.into()) / per_second
}

#[tokio::test(start_paused = true)]
async fn at_the_accounts_own_rate_nothing_is_refused_and_a_tenth_is_lost_at_most() {
    for (per_second, burst) in [(5, 5), (10, 10), (10, 50), (50, 50), (50, 3)] {
        let limit = Limit { per_second, burst };
        let (aws, emulator) = start(world(per_second, burst), limit).await;
        let begun = Instant::now();
        let both = ["one", "two"].map(|profile| tokio::spawn(audit(aws.clone(), profile)));
        for audit in both {
            assert_eq!(bounded(audit).await.unwrap().unwrap(), ZONES);
        }
        // Two accounts, side by side.
        let (sent, refused) = requests(&emulator);
        let floor = floor(sent / 2, per_second, burst);
        let ratio = begun.elapsed().as_secs_f64() / floor.as_secs_f64();
        println!("{limit:?}: {sent} requests, {refused} refused, {ratio:.3} of the floor");
        assert_eq!(sent, 2 * (3 + ZONES));
        assert_eq!(refused, 0, "{limit:?}");
        assert!(ratio < 1.1, "{limit:?}: {ratio}");
    }
}

/// Accounts are in nobody's way: as many as an Organization has take as long as one of them.
#[tokio::test(start_paused = true)]
async fn forty_accounts_take_no_longer_than_one() {
    const EACH: u32 = 60;
    for (per_second, burst) in [(5, 5), (10, 50), (50, 50)] {
        let mut world = world(per_second, burst);
        let names: Vec<&'static str> =
            (0..40).map(|at| &*Box::leak(format!("many{at:02}").into_boxed_str())).collect();
        for (at, name) in names.iter().enumerate() {
            let id = format!("{:012}", 500_000_000_000_u64 + at as u64);
            world.add_account(&id, name);
            for zone in 0..EACH {
                world.add_zone(&id, &format!("z{zone:03}.{name}.example")).unwrap();
            }
        }
        let (aws, emulator) = start(world, Limit { per_second, burst }).await;
        let begun = Instant::now();
        let audits = names.iter().map(|name| tokio::spawn(audit(aws.clone(), name)));
        for audit in audits.collect::<Vec<_>>() {
            assert_eq!(bounded(audit).await.unwrap().unwrap(), EACH as usize);
        }
        let (sent, refused) = requests(&emulator);
        assert_eq!((sent, refused), (40 * (1 + EACH as usize), 0), "{per_second}/s");
        // Whom it is, then a page of zones, then their records: two ways there and back that no
        // rate asks for.
        let floor = floor(1 + EACH as usize, per_second, burst) + Duration::from_millis(320);
        let ratio = begun.elapsed().as_secs_f64() / floor.as_secs_f64();
        println!("forty at {per_second}/s and {burst}: {ratio:.3} of the floor");
        assert!(ratio < 1.1, "{per_second}/s and {burst}: {ratio}");
    }
}

/// Where the account has no burst, an answer's way back and forth is lost each time.
#[tokio::test(start_paused = true)]
async fn without_a_burst_nothing_is_refused_either() {
    let (aws, emulator) = start(world(5, 1), Limit { per_second: 5, burst: 1 }).await;
    let begun = Instant::now();
    bounded(audit(aws, "one")).await.unwrap();
    assert_eq!(requests(&emulator), (3 + ZONES, 0));
    let floor = floor(3 + ZONES, 5, 1) + Duration::from_millis(30) * 302;
    assert!(begun.elapsed() < floor.mul_f64(1.02), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_server_stricter_than_the_setting_is_found_out_and_nothing_fails() {
    for (per_second, burst) in [(5, 1), (5, 5), (2, 1), (9, 20)] {
        fastrand::seed(1);
        let (aws, emulator) = start(world(per_second, burst), Limit::default()).await;
        let begun = Instant::now();
        assert_eq!(bounded(audit(aws, "one")).await.unwrap(), ZONES, "{per_second}");
        let (sent, refused) = requests(&emulator);
        let floor = floor(3 + ZONES, per_second, burst);
        let ratio = begun.elapsed().as_secs_f64() / floor.as_secs_f64();
        println!("{per_second}/s and {burst}: {sent} sent, {refused} refused, {ratio:.3}");
        // Without a burst, what overtakes another on its way is refused or waited for.
        let most = if burst > 1 { 1.1 } else { 1.15 };
        assert!(ratio < most, "{per_second}/s and {burst}: {ratio}");
        // Those of the first burst, and now and then one to see whether more is let through.
        assert!(refused <= 50 + ZONES / 10, "{per_second}/s and {burst}: {refused} refused");
    }
}

#[tokio::test(start_paused = true)]
async fn a_review_in_the_middle_of_an_audit_lets_two_requests_go_ahead_at_most() {
    for (per_second, burst) in [(5, 5), (10, 50), (50, 50)] {
        let mut world = world(per_second, burst);
        let parent = world.add_zone(ONE, "example.com").unwrap();
        let child = world.add_zone(ONE, "team.example.com").unwrap();
        let (aws, emulator) = start(world, Limit { per_second, burst }).await;
        let audit = tokio::spawn(audit(aws.clone(), "one"));
        let audited = floor(ZONES, per_second, burst);
        sleep(audited / 2).await;

        let key = |zone: &str, apex| ZoneKey {
            profile: ProfileName::new("one"),
            zone: ZoneId::new(zone),
            name: Name::from_user(apex).unwrap(),
        };
        let sides = Sides::between(key(&parent, "example.com"), key(&child, "team.example.com"));
        let before = emulator.log().len();
        let facts = engine::facts(&aws, &sides, &Goal::Delegate, Vec::new(), Rules::default());
        bounded(Box::pin(facts)).await.unwrap();
        let log = emulator.log().split_off(before);
        let ours = |call: &Call| {
            call.action == Action::GetCallerIdentity
                || call.zone.as_ref().is_some_and(|zone| [&parent, &child].contains(&zone))
        };
        let last = log.iter().rposition(ours).unwrap();
        let ahead = log[..last].iter().filter(|call| !ours(call)).count();
        println!("{per_second}/s: {ahead} ahead of {}", last + 1 - ahead);
        assert!(ahead <= 2, "{per_second}/s: {ahead}");
        assert!(!audit.is_finished(), "there was no audit to go ahead of");
        bounded(audit).await.unwrap().unwrap();
    }
}

/// The same where the account lets less through than it is taken to.
#[tokio::test(start_paused = true)]
async fn a_review_goes_ahead_where_the_account_is_slower_than_its_setting() {
    fastrand::seed(1);
    let mut world = world(5, 5);
    let parent = world.add_zone(ONE, "example.com").unwrap();
    let child = world.add_zone(ONE, "team.example.com").unwrap();
    let (aws, emulator) = start(world, Limit::default()).await;
    let audit = tokio::spawn(audit(aws.clone(), "one"));
    sleep(Duration::from_secs(30)).await;
    let before = emulator.log().len();
    for zone in [&parent, &child] {
        bounded(aws.zone(&name("one"), &ZoneId::new(zone))).await.unwrap();
    }
    let log = emulator.log().split_off(before);
    let ours =
        |call: &Call| call.zone.as_ref().is_some_and(|zone| [&parent, &child].contains(&zone));
    let last = log.iter().rposition(ours).unwrap();
    let others = log[..last].iter().filter(|call| !ours(call) && !refused(call)).count();
    assert!(others <= 2, "{others} of {log:#?}");
    assert!(!audit.is_finished(), "there was no audit to go ahead of");
    bounded(audit).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn profiles_of_one_account_share_its_rate() {
    let mut world = world(10, 10);
    world.add_key("AKIASECOND", ONE, Principal::User("second".into()));
    let limit = Limit { per_second: 10, burst: 10 };
    let (aws, emulator) = start(world, limit).await;
    let begun = Instant::now();
    let both = ["one-admin", "one-second"].map(|name| tokio::spawn(audit(aws.clone(), name)));
    for audit in both {
        bounded(audit).await.unwrap().unwrap();
    }
    assert_eq!(requests(&emulator), (2 * (3 + ZONES), 0));
    let floor = floor(2 * (3 + ZONES), 10, 10);
    assert!(begun.elapsed() < floor.mul_f64(1.1), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_of_one_profile_holds_for_its_account() {
    let mut world = world(5, 5);
    world.add_key("AKIASECOND", ONE, Principal::User("second".into()));
    let strict = Limit { per_second: 5, burst: 5 };
    let said = Override { limit: Some(strict), ..Override::default() };
    let overrides = HashMap::from([(name("one-second"), said)]);
    let (aws, emulator) = start_with(world, Limit::default(), &overrides).await;
    let limit = |profile| aws.limit(&name(profile));
    assert_eq!((limit("one-second"), limit("one-admin")), (strict, Limit::default()));
    for profile in ["one-admin", "one-second", "two"] {
        bounded(aws.identity(&name(profile))).await.unwrap();
    }
    assert_eq!((limit("one-admin"), limit("two")), (strict, Limit::default()));
    bounded(audit(aws, "one-admin")).await.unwrap();
    assert_eq!(requests(&emulator), (3 + ZONES, 0));
}

/// The first page is asked for together with the identity.
#[tokio::test(start_paused = true)]
async fn what_goes_out_before_the_account_is_known_counts_too() {
    let mut world = world(10, 20);
    world.add_key("AKIASECOND", ONE, Principal::User("second".into()));
    let (aws, emulator) = start(world, Limit { per_second: 10, burst: 20 }).await;
    let profiles = ["one-admin", "one-second"];
    let begun = Instant::now();
    let early: Vec<_> = profiles
        .repeat(8)
        .into_iter()
        .map(|profile| {
            let (aws, profile) = (aws.clone(), name(profile));
            async move { aws.list_zones(&profile, None).await }
        })
        .collect();
    let early = tokio::spawn(all(early.into_iter()));
    for profile in profiles {
        bounded(aws.identity(&name(profile))).await.unwrap();
    }
    bounded(audit(aws, "one-second")).await.unwrap();
    for page in bounded(early).await.unwrap() {
        page.unwrap();
    }
    assert_eq!(requests(&emulator), (16 + 3 + ZONES, 0));
    let floor = floor(16 + 3 + ZONES, 10, 20);
    assert!(begun.elapsed() < floor.mul_f64(1.1), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_write_goes_ahead_of_all() {
    let mut world = world(1, 1);
    let zone = world.add_zone(ONE, "example.com").unwrap();
    let (aws, emulator) = start(world, Limit { per_second: 1, burst: 1 }).await;
    let read = |aws: Aws| async move { aws.list_zones(&name("one"), None).await };
    let three = |aws: Aws| tokio::spawn(all(vec![aws; 3].into_iter().map(read)));
    let (listing, reading) = (three(aws.in_background()), three(aws.clone()));
    sleep(Duration::from_millis(100)).await;
    let cut = Name::from_user("team.example.com").unwrap();
    let set = RecordSet::ns(cut, 300, &[Name::from_user("ns1.example.net").unwrap()]);
    let changes = vec![Change { action: Write::Create, set }];
    let batch = ChangeBatch { comment: String::new(), changes };
    bounded(aws.change(&name("one"), &ZoneId::new(&zone), &batch)).await.unwrap();
    for pages in [bounded(listing).await.unwrap(), bounded(reading).await.unwrap()] {
        assert!(pages.iter().all(Result::is_ok));
    }
    let log = emulator.log();
    let at = log.iter().position(|call| call.action == Action::ChangeResourceRecordSets);
    assert_eq!((at, log.len()), (Some(1), 7), "one was out before it was asked for");
}
