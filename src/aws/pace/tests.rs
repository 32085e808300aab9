//! Who goes when, in virtual time.

use std::time::Duration;

use proptest::prelude::*;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::bucket::Bucket;
use super::gate::{Ticket, Turn, Urgency};
use super::{Account, Gates, Lane, Limit};
use crate::zone::{AccountId, Partition};

fn gates(per_second: u32, burst: u32) -> Gates {
    Gates::new(Limit { per_second, burst })
}

fn account(id: &str) -> Account {
    Account { partition: Partition::Aws, endpoint: None, id: AccountId::new(id) }
}

/// A lane, with what goes through it in the order of going.
#[derive(Clone)]
struct Road {
    lane: std::sync::Arc<Lane>,
    gone: std::sync::Arc<std::sync::Mutex<Vec<(&'static str, Duration)>>>,
    start: Instant,
}

impl Road {
    fn new(lane: Lane) -> Self {
        Self { lane: lane.into(), gone: std::sync::Arc::default(), start: Instant::now() }
    }

    /// Joins the line now, as far as the test's own order goes.
    fn join(&self, who: &'static str, urgency: Urgency) -> JoinHandle<Turn> {
        let road = self.clone();
        let ticket = Ticket::new(urgency);
        tokio::spawn(async move {
            let turn = road.lane.turn(ticket).await;
            road.gone.lock().unwrap().push((who, road.start.elapsed()));
            turn
        })
    }

    fn order(&self) -> Vec<&'static str> {
        self.gone.lock().unwrap().iter().map(|(who, _)| *who).collect()
    }

    fn last(&self) -> Duration {
        self.gone.lock().unwrap().last().map_or(Duration::ZERO, |(_, at)| *at)
    }
}

async fn all(turns: Vec<JoinHandle<Turn>>) {
    for turn in turns {
        timeout(Duration::from_mins(10), turn).await.expect("the test hangs").unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
    let road = Road::new(gates(10, 50).lane(None, None));
    all((0..49).map(|_| road.join("burst", Urgency::Foreground)).collect()).await;
    assert_eq!(road.last(), Duration::ZERO);
    all((0..101).map(|_| road.join("rest", Urgency::Foreground)).collect()).await;
    // The last of the burst is late by the margin.
    assert_eq!(road.last(), Duration::from_millis(10_030));
    // A rest fills it up again.
    sleep(Duration::from_secs(10)).await;
    let rested = road.start.elapsed();
    all((0..49).map(|_| road.join("burst", Urgency::Foreground)).collect()).await;
    assert_eq!(road.last(), rested);
}

#[tokio::test(start_paused = true)]
async fn the_more_urgent_go_first_and_equals_in_the_order_of_coming() {
    let road = Road::new(gates(1, 1).lane(None, None));
    let mut turns = vec![road.join("first", Urgency::Background)];
    sleep(Duration::from_millis(10)).await;
    for who in ["listing 1", "listing 2", "listing 3"] {
        turns.push(road.join(who, Urgency::Background));
    }
    sleep(Duration::from_millis(1_200)).await;
    for (who, urgency) in [
        ("review 1", Urgency::Foreground),
        ("write", Urgency::Write),
        ("review 2", Urgency::Foreground),
    ] {
        turns.push(road.join(who, urgency));
        sleep(Duration::from_millis(10)).await;
    }
    all(turns).await;
    assert_eq!(
        road.order(),
        ["first", "listing 1", "write", "review 1", "review 2", "listing 2", "listing 3"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_gives_its_place_back() {
    let road = Road::new(gates(1, 1).lane(None, None));
    let first = road.join("first", Urgency::Foreground);
    sleep(Duration::from_millis(10)).await;
    let given_up = road.join("given up", Urgency::Write);
    let next = road.join("next", Urgency::Foreground);
    sleep(Duration::from_millis(500)).await;
    given_up.abort();
    all(vec![first, next]).await;
    assert_eq!(road.order(), ["first", "next"]);
    assert!(road.last() < Duration::from_millis(1_100), "{:?}", road.last());
}

#[tokio::test(start_paused = true)]
async fn a_ticket_keeps_its_place_for_the_next_try() {
    let road = Road::new(gates(1, 1).lane(None, None));
    let ticket = Ticket::new(Urgency::Background);
    road.lane.turn(ticket).await.refused();
    let others = (0..3).map(|_| road.join("other", Urgency::Background)).collect();
    sleep(Duration::from_millis(10)).await;
    road.lane.turn(ticket).await;
    assert_eq!(road.order(), [] as [&str; 0]);
    all(others).await;
}

#[tokio::test(start_paused = true)]
async fn profiles_of_one_account_share_and_others_do_not() {
    let gates = gates(10, 2);
    let own = Road::new(gates.lane(None, Some(account("1"))));
    let same = Road { lane: gates.lane(None, None).into(), ..own.clone() };
    gates.belongs(&same.lane, &account("1"));
    let other = Road::new(gates.lane(None, Some(account("2"))));
    let roads = [&own, &same, &other];
    let turns = roads.iter().flat_map(|road| (0..10).map(|_| road.join("x", Urgency::Foreground)));
    all(turns.collect()).await;
    assert_eq!(own.order().len(), 20);
    assert!(other.last() < Duration::from_millis(900), "{:?}", other.last());
    assert!(own.last() > Duration::from_millis(1_800), "{:?}", own.last());
    assert!(own.last() < Duration::from_millis(1_900), "{:?}", own.last());
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_before_the_account_was_known_counts_and_nobody_is_forgotten() {
    let gates = gates(10, 50);
    let one = Road::new(gates.lane(None, None));
    let two = Road { lane: gates.lane(None, None).into(), ..one.clone() };
    let turns = (0..60).flat_map(|_| [&one, &two].map(|road| road.join("x", Urgency::Background)));
    let turns: Vec<_> = turns.collect();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(one.order().len(), 100);
    for road in [&one, &two] {
        gates.belongs(&road.lane, &account("1"));
    }
    // The 50 too many have to come back first.
    let early = one.join("early", Urgency::Foreground);
    sleep(Duration::from_secs(4)).await;
    assert_eq!(one.order().len(), 100);
    all(turns).await;
    all(vec![early]).await;
    assert_eq!(one.order()[100], "early");
    assert_eq!(one.order().len(), 121);
    assert!(one.last() < Duration::from_millis(7_200), "{:?}", one.last());
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_becomes_another_account_leaves_the_first_ones_gate_where_it_is() {
    let gates = gates(1, 1);
    let moved = Road::new(gates.lane(None, Some(account("1"))));
    let stays = Road { lane: gates.lane(None, Some(account("1"))).into(), ..moved.clone() };
    gates.belongs(&moved.lane, &account("2"));
    all([&moved, &stays].map(|road| road.join("x", Urgency::Foreground)).into()).await;
    assert_eq!(moved.last(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_strictest_of_what_is_said_of_an_account_holds_and_goes_before_the_default() {
    let time = async |said: &[Option<(u32, u32)>]| {
        let gates = gates(10, 2);
        let limit = |(per_second, burst)| Limit { per_second, burst };
        let lanes = said.iter().map(|said| gates.lane(said.map(limit), Some(account("1"))));
        let road = Road::new(lanes.last().unwrap());
        all((0..22).map(|_| road.join("x", Urgency::Foreground)).collect()).await;
        road.last().as_millis() / 100
    };
    assert_eq!(time(&[None]).await, 20);
    assert_eq!(time(&[Some((20, 11)), None]).await, 5);
    assert_eq!(time(&[Some((20, 11)), Some((30, 6))]).await, 8);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_halves_the_pace_once_and_it_comes_back() {
    let road = Road::new(gates(10, 5).lane(None, None));
    // Six that were on their way together are one reason to slow down.
    let mut turns = Vec::new();
    for _ in 0..6 {
        turns.push(road.lane.turn(Ticket::new(Urgency::Foreground)).await);
    }
    turns.iter().for_each(Turn::refused);
    let count = async |time: Duration| {
        let before = road.order().len();
        let waiting: Vec<_> = (0..1_000).map(|_| road.join("x", Urgency::Foreground)).collect();
        sleep(time).await;
        waiting.iter().for_each(JoinHandle::abort);
        sleep(Duration::ZERO).await;
        road.order().len() - before
    };
    let first = count(Duration::from_secs(1)).await;
    assert!((3..=6).contains(&first), "{first}");
    sleep(Duration::from_secs(30)).await;
    let later = count(Duration::from_secs(10)).await;
    assert!((103..=105).contains(&later), "{later}");
}

proptest! {
    /// Whenever requests are asked for, and up to 30 ms that they take from each other on the way:
    /// AWS's own bucket is never found empty.
    #[test]
    fn the_accounts_own_bucket_has_a_token_for_each(
        per_second in 1_u32..=100,
        burst in 1_u32..=60,
        asked in prop::collection::vec((0_u64..400, 0_u64..=30), 1..300),
    ) {
        let start = Instant::now();
        let mut ours = Bucket::new(Limit { per_second, burst });
        let mut now = start;
        let mut arrivals = Vec::new();
        for (pause, way) in asked {
            // Many come together.
            now += Duration::from_millis(pause.saturating_sub(300));
            while let Err(wait) = ours.take(now) {
                now += wait;
            }
            arrivals.push((now - start).as_secs_f64() + Duration::from_millis(way).as_secs_f64());
        }
        arrivals.sort_by(f64::total_cmp);
        let (rate, full) = (f64::from(per_second), f64::from(burst));
        let (mut tokens, mut filled) = (full, 0.0);
        for at in arrivals {
            tokens = (tokens + (at - filled) * rate).min(full);
            filled = at;
            prop_assert!(tokens > 1.0 - 1e-6, "{tokens} at {at}");
            tokens -= 1.0;
        }
    }
}
