//! A write that is put off, or whose answer is lost: what became of it is found out by reading,
//! and nothing is sent twice unless Route 53 has said that the first was not made.

use std::time::Duration;

use zonecut::cut::{Ending, Settlement};
use zonecut::emulator::{Action, Effect, Loss, Matcher, Nth, Outcome, Rule};

use crate::direct::{CUT, DNS, Direct, says};
use crate::drive::within;

const LIMIT: Duration = Duration::from_secs(1_000);
const WRITE: Action = Action::ChangeResourceRecordSets;

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_settled_by_reading_that_the_change_stands() {
    within(LIMIT, async {
        for effect in [
            Effect::Lose(Loss::Broken),
            Effect::Lose(Loss::Silence),
            Effect::CutOff,
            Effect::NotXml,
        ] {
            let case = format!("{effect:?}");
            let direct = Direct::new().await;
            let ending = direct.apply_with(WRITE, Nth::Every, effect).await;
            let stands = Settlement::Stands;
            assert!(
                matches!(&ending, Ending::Settled { settlement, .. } if *settlement == stands),
                "{case}: {ending:?}"
            );
            assert!(ending.stands());
            assert_eq!(direct.sent_and_done(), (1, 1), "{case}");
            assert_eq!(direct.at_cut(), Some(direct.due()), "{case}");
            let zone = &direct.parent.id;
            says(&ending, &["The answer was lost", "was made", "profile dns", DNS, zone]);
            says(&ending, &["ChangeResourceRecordSets", "INSYNC"]);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_never_arrived_is_not_sent_again() {
    within(LIMIT, async {
        for effect in [Effect::Unreachable, Effect::server_error(503), Effect::server_error(500)] {
            let case = format!("{effect:?}");
            let direct = Direct::new().await;
            let ending = direct.apply_with(WRITE, Nth::Every, effect).await;
            let unchanged = Settlement::Unchanged;
            assert!(
                matches!(&ending, Ending::Settled { settlement, .. } if *settlement == unchanged),
                "{case}: {ending:?}"
            );
            assert!(!ending.stands());
            assert_eq!(direct.sent_and_done(), (1, 0), "{case}");
            assert_eq!(direct.at_cut(), None, "{case}");
            says(&ending, &["was not made", "not sent again", "profile dns", &direct.parent.id]);
            says(&ending, &["review again"]);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_after_which_somebody_else_was_there_is_told_as_that() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        let lost = Matcher::action(WRITE);
        direct.emulator.order(Rule::new(lost, Effect::Unreachable));
        // The reading that is to tell what became of it comes after the one before the write.
        let reading = Matcher::action(Action::ListResourceRecordSets);
        let second = reading.zone(&direct.parent.id).nth(Nth::Only(2));
        let edit = direct.edit_at_cut(&["ns1.example.net."]);
        direct.emulator.order(Rule::new(second, edit));
        let ending = direct.apply(&plan).await;
        assert!(
            matches!(&ending, Ending::Settled { settlement: Settlement::Otherwise, .. }),
            "{ending:?}"
        );
        assert_eq!(direct.sent_and_done(), (1, 0));
        says(&ending, &["something else stands at the cut", "who else changes this zone"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_busy_zone_and_a_throttled_account_are_tried_again() {
    within(LIMIT, async {
        for effect in [Effect::prior_request_not_complete(), Effect::throttle()] {
            let case = format!("{effect:?}");
            let direct = Direct::new().await;
            let ending = direct.apply_with(WRITE, Nth::UpTo(2), effect).await;
            assert!(matches!(ending, Ending::InSync { .. }), "{case}: {ending:?}");
            assert_eq!(direct.sent_and_done(), (3, 1), "{case}");
            assert_eq!(direct.at_cut(), Some(direct.due()), "{case}");
            // Each try is preceded by a reading of its own.
            let calls = direct.emulator.log();
            let mut read = false;
            for call in &calls {
                if call.action == WRITE {
                    assert!(read, "{case}: sent again without reading");
                    read = false;
                } else if call.action == Action::ListResourceRecordSets {
                    read = true;
                }
            }
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_stays_busy_is_given_up_with_what_to_do() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let effect = Effect::prior_request_not_complete();
        let ending = direct.apply_with(WRITE, Nth::Every, effect).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        let (sent, done) = direct.sent_and_done();
        assert!((2..=5).contains(&sent) && done == 0, "{sent} sent, {done} done");
        assert_eq!(direct.at_cut(), None);
        says(&ending, &["Nothing was changed", "zone busy", "profile dns", DNS]);
        says(&ending, &[&direct.parent.id, "ChangeResourceRecordSets", "Try again"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn insync_that_comes_late_is_waited_for() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        direct.emulator.with(|world| world.insync_after = Duration::from_secs(200));
        let plan = direct.preview().await;
        let begun = tokio::time::Instant::now();
        let ending = direct.apply(&plan).await;
        assert!(matches!(ending, Ending::InSync { .. }), "{ending:?}");
        let took = begun.elapsed();
        assert!(took > Duration::from_secs(200) && took < Duration::from_secs(205), "{took:?}");
        let log = direct.emulator.log();
        let polls = log.iter().filter(|call| call.action == Action::GetChange);
        let polls: Vec<Duration> = polls.map(|call| call.at).collect();
        // An account has ten requests a second, for everybody: half of them are left to others.
        let second = Duration::from_secs(1);
        assert!(polls.windows(6).all(|six| six[5] >= six[0] + second), "{polls:?}");
        // And in the long run, far fewer.
        let late = polls.iter().filter(|at| **at > Duration::from_secs(130)).count();
        assert!((1..30).contains(&late), "{late} polls after two minutes");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn insync_that_never_comes_ends_with_the_change_id_and_how_to_ask() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        direct.emulator.with(|world| world.insync_after = Duration::from_secs(100_000));
        let plan = direct.preview().await;
        let ending = direct.apply(&plan).await;
        let Ending::Pending { change, fault: None, now: Some(_) } = &ending else {
            panic!("{ending:?}")
        };
        assert_eq!(direct.at_cut(), Some(direct.due()));
        let ask = format!("aws route53 get-change --id {change}");
        says(&ending, &[change.as_str(), "INSYNC was not seen", "PENDING", &ask]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn get_change_that_is_denied_is_no_failure_of_the_write() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let ending = direct.apply_with(Action::GetChange, Nth::Every, Effect::Deny).await;
        let Ending::Pending { change, fault: Some(_), now: Some(_) } = &ending else {
            panic!("{ending:?}")
        };
        assert!(ending.stands());
        assert_eq!(direct.sent_and_done(), (1, 1));
        says(&ending, &[change.as_str(), "GetChange as profile dns", DNS, "access denied"]);
        says(&ending, &["as planned", "route53:GetChange", "aws route53 get-change"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_fails_for_a_while_is_borne() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let effect = Effect::server_error(503);
        let ending = direct.apply_with(Action::GetChange, Nth::UpTo(8), effect).await;
        assert!(matches!(ending, Ending::InSync { .. }), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_change_that_was_undone_at_once_by_somebody_else_is_seen_by_the_proof() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let edit = direct.edit_at_cut(&["ns1.example.net."]);
        let ending = direct.apply_with(Action::GetChange, Nth::Only(1), edit).await;
        let Ending::Drifted { change, in_sync: true, differences, .. } = &ending else {
            panic!("{ending:?}")
        };
        let differences = differences.join("\n");
        assert!(differences.contains("ns1.example.net."), "{differences}");
        assert!(differences.contains(&direct.child.name_servers[0]), "{differences}");
        says(&ending, &[change.as_str(), "somebody has changed it since", "review again"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_cannot_be_read_leaves_the_change_as_made() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        let deny = Matcher::action(Action::ListResourceRecordSets)
            .zone(&direct.parent.id)
            .nth(Nth::From(2));
        direct.emulator.order(Rule::new(deny, Effect::Deny));
        let ending = direct.apply(&plan).await;
        let Ending::Unproved { change, .. } = &ending else { panic!("{ending:?}") };
        assert!(ending.stands());
        assert_eq!(direct.at_cut(), Some(direct.due()));
        says(&ending, &[change.as_str(), "INSYNC", "could not be read again", "profile dns", DNS]);
        says(&ending, &["route53:ListResourceRecordSets", &direct.parent.id]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_and_no_way_to_read_says_that_nobody_knows() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        let lose = Matcher::action(WRITE);
        let lose = Rule::new(lose, Effect::Lose(Loss::Broken));
        direct.emulator.order(lose);
        let gone = Matcher::action(Action::ListResourceRecordSets)
            .zone(&direct.parent.id)
            .nth(Nth::From(2));
        direct.emulator.order(Rule::new(gone, Effect::Unreachable));
        let ending = direct.apply(&plan).await;
        assert!(matches!(ending, Ending::Unknown { .. }), "{ending:?}");
        let writes = direct.writes();
        assert_eq!(writes.len(), 1);
        assert_eq!(writes[0].outcome, Outcome::Lost);
        says(&ending, &["not known whether it was made", "profile dns", DNS, &direct.parent.id]);
        says(&ending, &["Look at the cut before anything else is sent"]);
        assert!(direct.at_cut().is_some(), "{CUT} was made");
    })
    .await;
}
