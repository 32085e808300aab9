//! What is ordered to go wrong does so, at the time and to the call that was meant.

use std::time::Duration;

use aws_sdk_route53::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_route53::types::ChangeAction;
use tokio::time::Instant;
use zonecut::emulator::{
    Action, Effect, Latency, Loss, Matcher, Nth, Outcome, Rate, RecordType, Rule, World,
};

use crate::client::{batch, bounded, client, config, ns, one_zone};

#[tokio::test(start_paused = true)]
async fn latency_is_paid_by_each_request_and_by_each_account_for_itself() {
    bounded(async {
        let mut world = World::synthetic(2, 250);
        world.latency = Latency::fixed(Duration::from_millis(80));
        let slow = Latency::fixed(Duration::from_secs(2));
        world.accounts.get_mut("100000000002").unwrap().latency = Some(slow);
        let key = |world: &World, account: &str| {
            let mut keys = world.keys.values();
            keys.find(|key| key.account == account).unwrap().id.clone()
        };
        let keys = [key(&world, "100000000001"), key(&world, "100000000002")];
        let emulator = zonecut::emulator::Emulator::new(world);
        let start = Instant::now();
        let list = async |key: &str| {
            let client = client(&emulator, key, 1);
            let (mut marker, mut zones) = (None, 0);
            loop {
                let page = client.list_hosted_zones().set_marker(marker).send().await.unwrap();
                zones += page.hosted_zones.len();
                marker = page.next_marker;
                if marker.is_none() {
                    return (zones, start.elapsed());
                }
            }
        };
        let (quick, slow) = tokio::join!(list(&keys[0]), list(&keys[1]));
        assert_eq!(quick, (250, Duration::from_millis(240)));
        assert_eq!(slow, (250, Duration::from_secs(6)));
        let calls = emulator.log();
        assert_eq!(calls.len(), 6);
        assert!(calls.iter().all(|call| call.answered > Some(call.at)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_is_throttled_by_its_bucket_and_no_other_is() {
    bounded(async {
        let mut world = World::new();
        let one = world.add_account("111111111111", "one");
        let two = world.add_account("222222222222", "two");
        world.rate = Some(Rate { burst: 5, refill: 2.0 });
        let emulator = zonecut::emulator::Emulator::new(world);
        let one = client(&emulator, &one, 1);
        let try_some = async |count: usize| {
            let mut throttled = 0;
            for _ in 0..count {
                if let Err(error) = one.get_hosted_zone_count().send().await {
                    assert_eq!(error.as_service_error().unwrap().code(), Some("Throttling"));
                    throttled += 1;
                }
            }
            throttled
        };
        assert_eq!(try_some(8).await, 3);
        client(&emulator, &two, 1).get_hosted_zone_count().send().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(try_some(8).await, 6);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_one_to_a_call_that_was_acted_upon() {
    bounded(async {
        let (emulator, key, zone) = one_zone();
        let second = Matcher::action(Action::ChangeResourceRecordSets).nth(Nth::Only(2));
        emulator.order(Rule::new(second, Effect::Lose(Loss::Broken)));
        let once = client(&emulator, &key, 1);
        let create = async |client: &aws_sdk_route53::Client, name: &str| {
            let changes = batch([ns(ChangeAction::Create, name, &["ns1.example.net."])]);
            let call = client.change_resource_record_sets().hosted_zone_id(&zone);
            call.change_batch(changes).send().await
        };
        let there = |name: &str| {
            emulator.with(|world| world.zone(&zone).unwrap().values(name, RecordType::Ns).is_some())
        };
        create(&once, "a.example.com").await.unwrap();
        let lost = create(&once, "b.example.com").await.unwrap_err();
        assert!(matches!(lost, SdkError::DispatchFailure(failure) if failure.is_io()));
        assert!(there("b.example.com"));
        let call = emulator.log().pop().unwrap();
        assert_eq!((call.outcome, call.changed), (Outcome::Lost, true));

        // With retries the SDK asks again by itself, and is told that the set is there.
        emulator.clear_orders();
        let first = Matcher::action(Action::ChangeResourceRecordSets).nth(Nth::Only(1));
        emulator.order(Rule::new(first, Effect::Lose(Loss::Broken)));
        let thrice = client(&emulator, &key, 3);
        let error = create(&thrice, "c.example.com").await.unwrap_err();
        let error = error.as_service_error().unwrap();
        assert_eq!(error.code(), Some("InvalidChangeBatch"));
        assert_eq!(
            error.message(),
            Some(
                "[Tried to create resource record set [name='c.example.com.', type='NS'] but it \
                 already exists]"
            )
        );
        assert!(there("c.example.com"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn silence_lasts_until_the_read_timeout_and_what_is_unreachable_is_not_acted_upon() {
    bounded(async {
        let (emulator, key, zone) = one_zone();
        let changes = Matcher::action(Action::ChangeResourceRecordSets);
        let silent = Rule::new(changes.clone().nth(Nth::Only(1)), Effect::Lose(Loss::Silence));
        emulator.order(silent);
        emulator.order(Rule::new(changes.nth(Nth::Only(2)), Effect::Unreachable));
        let timeouts = aws_sdk_route53::config::timeout::TimeoutConfig::builder()
            .read_timeout(Duration::from_secs(5))
            .build();
        let config = config(&emulator, &key, 1).into_builder().timeout_config(timeouts).build();
        let client = aws_sdk_route53::Client::new(&config);
        let create = async |name: &str| {
            let changes = batch([ns(ChangeAction::Create, name, &["ns1.example.net."])]);
            let call = client.change_resource_record_sets().hosted_zone_id(&zone);
            let error = call.change_batch(changes).send().await.unwrap_err();
            let there = emulator
                .with(|world| world.zone(&zone).unwrap().values(name, RecordType::Ns).is_some());
            (matches!(error, SdkError::DispatchFailure(failure) if failure.is_timeout()), there)
        };
        let start = Instant::now();
        assert_eq!(create("a.example.com").await, (true, true));
        assert_eq!(start.elapsed(), Duration::from_secs(5));
        assert_eq!(create("b.example.com").await, (false, false));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn errors_and_broken_answers_come_as_ordered() {
    bounded(async {
        let (emulator, key, _) = one_zone();
        let counts = Matcher::action(Action::GetHostedZoneCount).account("111111111111");
        let nth = |nth| counts.clone().nth(Nth::Only(nth));
        emulator.order(Rule::new(nth(1), Effect::server_error(503)));
        emulator.order(Rule::new(nth(2), Effect::expired_token()));
        emulator.order(Rule::new(nth(3), Effect::Deny));
        emulator.order(Rule::new(nth(4), Effect::prior_request_not_complete()));
        emulator.order(Rule::new(nth(5), Effect::throttle()));
        emulator.order(Rule::new(nth(6), Effect::CutOff));
        emulator.order(Rule::new(nth(7), Effect::NotXml));
        emulator.order(Rule::new(nth(8), Effect::Delay(Duration::from_secs(3))));
        let client = client(&emulator, &key, 1);
        let mut codes = Vec::new();
        for _ in 0..5 {
            let error = client.get_hosted_zone_count().send().await.unwrap_err();
            let status = error.raw_response().unwrap().status().as_u16();
            codes.push((status, error.code().unwrap().to_owned()));
        }
        let codes: Vec<_> = codes.iter().map(|(status, code)| (*status, code.as_str())).collect();
        assert_eq!(
            codes,
            [
                (503, "ServiceUnavailable"),
                (403, "ExpiredToken"),
                (403, "AccessDenied"),
                (400, "PriorRequestNotComplete"),
                (400, "Throttling"),
            ]
        );
        for _ in 0..2 {
            let error = client.get_hosted_zone_count().send().await.unwrap_err();
            // The SDK makes this an error of the service's without a code, whatever the status.
            let service = error.as_service_error().unwrap();
            assert_eq!((service.code(), service.message()), (None, None), "{error:?}");
        }
        let start = Instant::now();
        client.get_hosted_zone_count().send().await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_secs(3));
        client.get_hosted_zone_count().send().await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_from_elsewhere_and_a_changed_identity_come_between_two_calls() {
    bounded(async {
        let (emulator, key, zone) = one_zone();
        emulator.with(|world| {
            world.add_account("222222222222", "two");
        });
        let edited = zone.clone();
        emulator.order(Rule::new(
            Matcher::action(Action::ListResourceRecordSets).zone(&zone).nth(Nth::Only(2)),
            Effect::edit(move |world| {
                let zone = world.zone_mut(&edited).unwrap();
                zone.put("a.example.com", RecordType::Ns, 60, &["ns9.example.org."]).unwrap();
            }),
        ));
        let client = client(&emulator, &key, 1);
        let count = async || {
            let call = client.list_resource_record_sets().hosted_zone_id(&zone);
            call.send().await.unwrap().resource_record_sets.len()
        };
        assert_eq!(count().await, 2);
        assert_eq!(count().await, 3);

        let sts = aws_sdk_sts::Client::new(&config(&emulator, &key, 1));
        let identities = Matcher::action(Action::GetCallerIdentity).access_key(&key);
        let moved = key.clone();
        let other = Effect::edit(move |world| world.move_key(&moved, "222222222222"));
        emulator.order(Rule::new(identities.nth(Nth::Only(2)), other));
        let account = async || sts.get_caller_identity().send().await.unwrap().account.unwrap();
        assert_eq!(account().await, "111111111111");
        assert_eq!(account().await, "222222222222");
        let gone = client.get_hosted_zone().id(&zone).send().await.unwrap_err();
        assert_eq!(gone.as_service_error().unwrap().code(), Some("AccessDenied"));

        emulator.with(|world| world.expire_key(&key));
        let expired = sts.get_caller_identity().send().await.unwrap_err();
        assert_eq!(expired.as_service_error().unwrap().code(), Some("ExpiredToken"));
    })
    .await;
}
