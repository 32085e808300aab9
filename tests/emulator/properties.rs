//! Random batches against a naive model, and pages against the whole.

use std::collections::BTreeMap;

use aws_sdk_route53::types::{Change, ChangeAction, ResourceRecord, ResourceRecordSet, RrType};
use proptest::prelude::*;
use zonecut::emulator::{Emulator, RecordData, RecordType, World};

use crate::client::{batch, bounded, client};

/// One change of the model's: names and values from a few, so that they meet.
#[derive(Debug, Clone)]
struct Step {
    action: ChangeAction,
    name: &'static str,
    kind: RrType,
    ttl: i64,
    values: Vec<&'static str>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let action = prop_oneof![
        3 => Just(ChangeAction::Create),
        2 => Just(ChangeAction::Delete),
        2 => Just(ChangeAction::Upsert),
    ];
    let name = prop::sample::select(vec!["a", "b", "x.a", "*", "a-b"]);
    let data = prop_oneof![
        (Just(RrType::Ns), prop::sample::subsequence(vec!["n1.e.org.", "n2.e.org."], 1..=2)),
        (Just(RrType::A), prop::sample::subsequence(vec!["192.0.2.1", "192.0.2.2"], 1..=2)),
        (Just(RrType::Cname), prop::sample::subsequence(vec!["c1.e.org.", "c2.e.org."], 1..=1)),
    ];
    let step = (action, name, data, prop::sample::select(vec![60, 300]))
        .prop_map(|(action, name, (kind, values), ttl)| Step { action, name, kind, ttl, values });
    prop::collection::vec(step, 1..=4)
}

/// Name, type; TTL and values sorted.
type Model = BTreeMap<(&'static str, &'static str), (i64, Vec<&'static str>)>;

fn text(kind: &RrType) -> &'static str {
    match kind {
        RrType::Ns => "NS",
        RrType::A => "A",
        _ => "CNAME",
    }
}

/// The whole batch on a copy of the model, or nothing: written without a look at the emulator.
fn model_apply(model: &Model, steps: &[Step]) -> Option<Model> {
    for (at, step) in steps.iter().enumerate() {
        let same: Vec<_> = steps
            .iter()
            .enumerate()
            .filter(|(_, other)| other.name == step.name && other.kind == step.kind)
            .collect();
        let first = same[0].0 == at;
        let pair = same.len() == 2
            && same[0].1.action == ChangeAction::Delete
            && same[1].1.action == ChangeAction::Create;
        if first && same.len() > 1 && !pair {
            return None;
        }
    }
    let mut next = model.clone();
    for Step { action, name, kind, ttl, values } in steps {
        let key = (*name, text(kind));
        let value = (*ttl, values.clone());
        if *action == ChangeAction::Delete {
            if next.remove(&key)? != value {
                return None;
            }
            continue;
        }
        let wildcard_ns = *name == "*" && *kind == RrType::Ns;
        let exists = *action == ChangeAction::Create && next.contains_key(&key);
        let cname = next.keys().any(|(other, kind)| {
            other == name && *kind != key.1 && (*kind == "CNAME" || key.1 == "CNAME")
        });
        if wildcard_ns || exists || cname {
            return None;
        }
        next.insert(key, value);
    }
    Some(next)
}

fn change(step: &Step) -> Change {
    let mut set = ResourceRecordSet::builder()
        .name(format!("{}.Example.com", step.name))
        .r#type(step.kind.clone())
        .ttl(step.ttl);
    // Values go out in the other order: a set has none.
    for value in step.values.iter().rev() {
        set = set.resource_records(ResourceRecord::builder().value(*value).build().unwrap());
    }
    let change = Change::builder().action(step.action.clone());
    change.resource_record_set(set.build().unwrap()).build().unwrap()
}

/// What the zone holds apart from its apex, in the model's shape.
fn seen(emulator: &Emulator, zone: &str) -> BTreeMap<(String, String), (i64, Vec<String>)> {
    emulator.with(|world| {
        let zone = world.zone(zone).unwrap();
        let sets = zone.record_sets().filter(|(key, _)| key.name != zone.name);
        sets.map(|(key, set)| {
            let RecordData::Values { ttl, values } = &set.data else { panic!("an alias") };
            let name = key.name.to_string().replace("\\052", "*");
            let name = name.strip_suffix(".example.com.").unwrap().to_owned();
            let mut values = values.clone();
            values.sort();
            ((name, key.kind.to_string()), (i64::from(*ttl), values))
        })
        .collect()
    })
}

fn block_on<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(bounded(test))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_does_all_that_the_model_does_or_nothing(
        batches in prop::collection::vec(steps(), 1..=8),
    ) {
        let mut world = World::new();
        let key = world.add_account("111111111111", "one");
        let zone = world.add_zone("111111111111", "example.com").unwrap();
        let emulator = Emulator::new(world);
        let outcome: Result<(), TestCaseError> = block_on(async {
            let client = client(&emulator, &key, 1);
            let mut model = Model::new();
            for steps in &batches {
                let call = client.change_resource_record_sets().hosted_zone_id(&zone);
                let sent = call.change_batch(batch(steps.iter().map(change))).send().await;
                let next = model_apply(&model, steps);
                prop_assert_eq!(sent.is_ok(), next.is_some(), "{:?} on {:?}: {:?}", steps, model, sent);
                model = next.unwrap_or(model);
                let owned: BTreeMap<_, _> = model
                    .iter()
                    .map(|((name, kind), (ttl, values))| {
                        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                        (((*name).to_owned(), (*kind).to_owned()), (*ttl, values))
                    })
                    .collect();
                prop_assert_eq!(seen(&emulator, &zone), owned);
            }
            Ok(())
        });
        outcome?;
    }

    #[test]
    fn pages_of_any_size_are_the_whole_in_order(
        labels in prop::collection::btree_set("[a-c*!-]{1,2}(\\.[ab-]{1,2})?", 0..30),
        weighted in 0u8..4,
        size in 1i32..9,
    ) {
        let mut world = World::new();
        let key = world.add_account("111111111111", "one");
        let zone = world.add_zone("111111111111", "example.com").unwrap();
        let edited = world.zone_mut(&zone).unwrap();
        for label in &labels {
            let name = format!("{label}.example.com");
            edited.put(&name, RecordType::A, 60, &["192.0.2.1"]).unwrap();
            edited.put(&name, RecordType::Txt, 60, &["\"t\""]).unwrap();
        }
        let emulator = Emulator::new(world);
        let outcome: Result<(), TestCaseError> = block_on(async {
            let client = client(&emulator, &key, 1);
            let sets = (0..weighted).map(|weight| {
                let record = ResourceRecord::builder().value("192.0.2.9").build().unwrap();
                let set = ResourceRecordSet::builder()
                    .name("w.example.com")
                    .r#type(RrType::A)
                    .set_identifier(format!("set {weight}"))
                    .weight(i64::from(weight))
                    .ttl(60)
                    .resource_records(record)
                    .build()
                    .unwrap();
                let change = Change::builder().action(ChangeAction::Create);
                change.resource_record_set(set).build().unwrap()
            });
            if weighted > 0 {
                let call = client.change_resource_record_sets().hosted_zone_id(&zone);
                call.change_batch(batch(sets)).send().await.unwrap();
            }
            let mut listed = Vec::new();
            let mut page = client.list_resource_record_sets().hosted_zone_id(&zone).max_items(size);
            loop {
                let answer = page.send().await.unwrap();
                prop_assert!(answer.resource_record_sets.len() <= usize::try_from(size).unwrap());
                listed.extend(answer.resource_record_sets.into_iter().map(|set| {
                    (set.name, set.r#type.as_str().to_owned(), set.set_identifier)
                }));
                if !answer.is_truncated {
                    break;
                }
                page = client
                    .list_resource_record_sets()
                    .hosted_zone_id(&zone)
                    .max_items(size)
                    .set_start_record_name(answer.next_record_name)
                    .set_start_record_type(answer.next_record_type)
                    .set_start_record_identifier(answer.next_record_identifier);
            }
            prop_assert_eq!(listed.len(), 2 + 2 * labels.len() + usize::from(weighted));
            // The order of the API reference, from the text of the names alone.
            let place = |(name, kind, id): &(String, String, Option<String>)| {
                let plain = name.replace("\\052", "*").replace("\\041", "!");
                let mut labels: Vec<&str> = plain.trim_end_matches('.').split('.').collect();
                labels.reverse();
                (format!("{}.", labels.join(".")), kind.clone(), id.clone())
            };
            let mut sorted = listed.clone();
            sorted.sort_by_key(place);
            prop_assert_eq!(listed, sorted);
            Ok(())
        });
        outcome?;
    }
}
