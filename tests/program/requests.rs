//! What one delegation costs in requests and in round trips, counted by the emulator.

use std::time::Duration;

use zonecut::cut::Ending;
use zonecut::emulator::{Action, Call, RecordType};

use crate::direct::{Direct, LATENCY};
use crate::drive::within;

const LIMIT: Duration = Duration::from_mins(5);

/// What a delegation took, by its parts.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    facts: Vec<Action>,
    apply: Vec<Action>,
    rounds: usize,
    polls: usize,
    time: Duration,
}

/// Calls that were under way at one time are one round trip.
fn rounds(calls: &[Call]) -> usize {
    let mut rounds = 0;
    let mut end = None;
    for call in calls {
        let answered = call.answered.expect("every call is answered");
        if end.is_none_or(|end| call.at >= end) {
            rounds += 1;
            end = Some(answered);
        }
        end = end.max(Some(answered));
    }
    rounds
}

async fn cost(records: usize) -> Cost {
    let direct = Direct::with(|world, parent| {
        let zone = world.zone_mut(parent).unwrap();
        for number in 0..records {
            // Half of them sort before the cut, half behind it.
            let side = if number % 2 == 0 { "a" } else { "zz" };
            let name = format!("{side}{number}.example.com");
            zone.put(&name, RecordType::A, 300, &["192.0.2.1"]).unwrap();
        }
    })
    .await;
    let listed = direct.emulator.log().len();
    let begun = tokio::time::Instant::now();

    let plan = direct.preview().await;
    let facts = direct.emulator.log().split_off(listed);
    let first_answer = facts.iter().filter_map(|call| call.answered).min().unwrap();
    assert!(facts.iter().all(|call| call.at < first_answer), "{facts:#?}");
    assert_eq!(begun.elapsed(), LATENCY);

    let ending = direct.apply(&plan).await;
    assert!(matches!(ending, Ending::InSync { .. }), "{ending:?}");
    let calls = direct.emulator.log().split_off(listed);
    let actions = |calls: &[Call]| {
        let mut actions: Vec<Action> = calls.iter().map(|call| call.action).collect();
        actions.sort_by_key(|action| action.as_str());
        actions
    };
    let polls = calls.iter().filter(|call| call.action == Action::GetChange).count();
    Cost {
        facts: actions(&facts),
        apply: actions(&calls[facts.len()..]),
        rounds: rounds(&calls),
        polls,
        time: begun.elapsed(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_delegation_is_three_round_trips_the_polls_and_the_proof_whatever_the_parent_holds() {
    within(LIMIT, async {
        let small = cost(10).await;
        assert!(small.polls > 0);
        assert_eq!(small.rounds, 3 + small.polls + 1, "{small:#?}");
        let writes = small.apply.iter().filter(|&&a| a == Action::ChangeResourceRecordSets);
        assert_eq!(writes.count(), 1);
        assert!(!small.facts.contains(&Action::ListHostedZones), "{small:#?}");
        // With SOA and NS of the apex, and the cut, that makes the 10,000 that a zone may hold.
        assert_eq!(cost(9_997).await, small);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn insync_is_seen_within_three_tenths_of_a_second() {
    within(LIMIT, async {
        for seconds in [2, 45] {
            let direct = Direct::new().await;
            let insync_after = Duration::from_secs(seconds);
            direct.emulator.with(|world| world.insync_after = insync_after);
            let plan = direct.preview().await;
            direct.apply(&plan).await;
            let log = direct.emulator.log();
            let acted = |call: &Call| call.at + LATENCY / 2;
            let write = log.iter().find(|call| call.action == Action::ChangeResourceRecordSets);
            let insync = acted(write.unwrap()) + insync_after;
            let last = log.iter().rfind(|call| call.action == Action::GetChange).unwrap();
            let seen = last.answered.unwrap();
            let late = seen.checked_sub(insync).expect("INSYNC is not seen before it is");
            assert!(late <= Duration::from_millis(300), "after {seconds} s: {late:?}");
        }
    })
    .await;
}
