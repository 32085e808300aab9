//! Any line that is written reads back; what is none is refused.

use std::fmt::Write;

use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::dns::{Name, RecordType};
use crate::zone::{
    AccountId, Action, AliasTarget, Change, ChangeBatch, Data, Deed, Identity, Partition, Party,
    ProfileName, ProofRow, Requester, Routing, RoutingRule,
};

/// Any text at all: control characters, bidi overrides and the rest of Unicode.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x1f\\x7f-\\x9f\u{202a}-\u{202e}\"\\\\a-c\n]{0,12}"]
}

/// Any name at all: every octet may stand in a label.
fn name() -> impl Strategy<Value = Name> {
    let label = prop::collection::vec(any::<u8>(), 1..12);
    prop::collection::vec(label, 0..6).prop_map(|labels| {
        let mut text = String::new();
        for label in labels {
            for octet in label {
                write!(text, "\\{octet:03o}").unwrap();
            }
            text.push('.');
        }
        Name::from_route53(if text.is_empty() { "." } else { &text }).unwrap()
    })
}

fn set() -> impl Strategy<Value = RecordSet> {
    let rtype = prop_oneof![
        prop::sample::select(vec!["NS", "DS", "A", "AAAA", "CNAME", "SOA", "TXT"])
            .prop_map(str::to_owned),
        text(),
    ];
    let records = (any::<u32>(), prop::collection::vec(text(), 0..4))
        .prop_map(|(ttl, values)| Data::Records { ttl, values });
    let alias = (text(), text(), any::<bool>()).prop_map(|(dns_name, zone_id, evaluate_health)| {
        Data::Alias(AliasTarget { dns_name, zone_id, evaluate_health })
    });
    let routing = (text(), text()).prop_map(|(set_identifier, policy)| Routing {
        set_identifier,
        policy,
        rule: RoutingRule::Unknown,
        health_check: None,
    });
    (name(), rtype, prop_oneof![records, alias], option::of(routing)).prop_map(
        |(name, rtype, data, routing)| RecordSet {
            name,
            rtype: RecordType::parse(&rtype),
            data,
            routing,
        },
    )
}

fn sets() -> impl Strategy<Value = Vec<RecordSet>> {
    prop::collection::vec(set(), 0..3)
}

fn zone_id() -> impl Strategy<Value = ZoneId> {
    text().prop_map(|text| ZoneId::new(&text))
}

fn party() -> impl Strategy<Value = Party> {
    let partition =
        prop::sample::select(vec![Partition::Aws, Partition::China, Partition::GovCloud]);
    (text(), text(), text(), partition, option::of(zone_id()), name()).prop_map(
        |(profile, account, arn, partition, zone, name)| Party {
            profile: ProfileName::new(&profile),
            identity: Identity { account: AccountId::new(&account), arn },
            partition,
            zone,
            name,
        },
    )
}

fn batch() -> impl Strategy<Value = ChangeBatch> {
    let action = prop::sample::select(vec![Action::Create, Action::Delete]);
    let change = (action, set()).prop_map(|(action, set)| Change { action, set });
    (text(), prop::collection::vec(change, 0..3))
        .prop_map(|(comment, changes)| ChangeBatch { comment, changes })
}

fn intent() -> impl Strategy<Value = Intent> {
    let deed = prop::sample::select(vec![
        Deed::Delegate,
        Deed::Remove,
        Deed::Sign,
        Deed::CreateZone,
        Deed::Undo,
    ]);
    let undoes = option::of(text().prop_map(|id| EntryId::new(&id)));
    let by =
        (text(), zone_id()).prop_map(|(id, zone)| Requester { account: AccountId::new(&id), zone });
    let sides = (party(), option::of(party()), option::of(by), name());
    let sent = (option::of(batch()), option::of(text()));
    (deed, undoes, sides, sets(), sets(), sent).prop_map(
        |(
            deed,
            undoes,
            (parent, child, requested_by, cut),
            before,
            after,
            (batch, caller_reference),
        )| Intent {
            deed,
            undoes,
            parent,
            child,
            requested_by,
            cut,
            before,
            after,
            batch,
            caller_reference,
        },
    )
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Sent),
        (text(), option::of(zone_id()))
            .prop_map(|(id, zone)| Outcome::Accepted { change: ChangeId::new(&id), zone }),
        Just(Outcome::InSync),
        text().prop_map(Outcome::NotSent),
        text().prop_map(Outcome::Refused),
        text().prop_map(Outcome::Unclear),
        Just(Outcome::Settled(Settled::Made)),
        Just(Outcome::Settled(Settled::NotMade)),
        sets().prop_map(|found| Outcome::Settled(Settled::Otherwise(found))),
        text().prop_map(Outcome::Unproved),
        sets().prop_map(Outcome::Overwritten),
    ]
}

/// As much as is kept of any proof.
fn proof() -> impl Strategy<Value = Proof> {
    use crate::zone::{ProofRole as Role, ProofState as State, ProofVerdict as Verdict};
    let role = prop::sample::select(vec![Role::Chain, Role::Parent, Role::Child, Role::Resolver]);
    let state = prop::sample::select(vec![
        State::Waiting,
        State::Agrees,
        State::Differs,
        State::Cached,
        State::CouldNotAsk,
        State::NotNeeded,
    ]);
    let verdict = prop::sample::select(vec![
        Verdict::Waiting,
        Verdict::Proved,
        Verdict::Differs,
        Verdict::CouldNotAsk,
    ]);
    let row = (role, text(), state, text(), option::of(any::<u64>())).prop_map(
        |(role, server, state, words, took_ms)| ProofRow { role, server, state, words, took_ms },
    );
    (verdict, prop::collection::vec(row, 0..4)).prop_map(|(verdict, rows)| Proof { verdict, rows })
}

fn id() -> EntryId {
    EntryId::new("20261123-124153412-7k2qx9tm")
}

const AT: &str = "2026-11-23T12:41:53.412Z";

proptest! {
    #[test]
    fn an_intent_reads_as_it_was_written(intent in intent(), who in text()) {
        let bytes = Line::intent(&id(), AT.into(), who.clone(), &intent).to_bytes().unwrap();
        prop_assert!(bytes.iter().all(|byte| (b' '..=b'~').contains(byte)));
        let told = Told::Intent { id: id(), at: AT.into(), who, intent: Box::new(intent) };
        prop_assert_eq!(Line::read(&bytes), Ok(told));
        prop_assert!(is_ours(&bytes) && may_become_ours(&bytes));
    }

    #[test]
    fn an_outcome_reads_as_it_was_written(outcome in outcome()) {
        let bytes = Line::outcome(&id(), AT.into(), &outcome).to_bytes().unwrap();
        prop_assert!(bytes.iter().all(|byte| (b' '..=b'~').contains(byte)));
        prop_assert_eq!(Line::read(&bytes), Ok(Told::Outcome { id: id(), outcome }));
    }

    #[test]
    fn a_proof_reads_as_it_was_written(proof in proof()) {
        let bytes = Line::proof(&id(), AT.into(), &proof).to_bytes().unwrap();
        prop_assert!(bytes.iter().all(|byte| (b' '..=b'~').contains(byte)));
        prop_assert_eq!(Line::read(&bytes), Ok(Told::Proof { id: id(), proof }));
        prop_assert!(is_ours(&bytes));
    }

    #[test]
    fn no_part_of_a_line_is_a_line(intent in intent(), cut in any::<prop::sample::Index>()) {
        let bytes = Line::intent(&id(), AT.into(), "a@b".into(), &intent).to_bytes().unwrap();
        let part = &bytes[..cut.index(bytes.len())];
        prop_assert_eq!(Line::read(part), Err(Unread::Damaged));
        prop_assert!(may_become_ours(part));
        let whole_and_more = [&bytes, CUT_OFF].concat();
        prop_assert_eq!(Line::read(&whole_and_more), Err(Unread::Damaged));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(Line::read(&bytes), Err(Unread::Damaged));
    }
}

/// The documented example, line by line.
fn examples() -> impl Iterator<Item = &'static str> {
    let page = include_str!("../../../docs/journal.md");
    page.lines().filter(|line| line.starts_with("{\"v\":"))
}

/// When a line was written.
fn time(line: &str) -> String {
    line.split("\"at\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn the_documented_lines_read_and_are_what_is_written() {
    let mut read = 0;
    for line in examples() {
        let again = match Line::read(line.as_bytes()) {
            Ok(Told::Intent { id, at, who, intent }) => Line::intent(&id, at, who, &intent),
            Ok(Told::Outcome { id, outcome }) => Line::outcome(&id, time(line), &outcome),
            Ok(Told::Proof { id, proof }) => Line::proof(&id, time(line), &proof),
            Err(why) => panic!("{why:?}: {line}"),
        };
        assert_eq!(String::from_utf8(again.to_bytes().unwrap()).unwrap(), line);
        read += 1;
    }
    assert_eq!(read, 5, "one intent, its three outcomes and its proof");
}

/// Replaces the first `from` of the example's intent.
fn with(from: &str, to: &str) -> Result<Told, Unread> {
    let line = examples().next().unwrap();
    assert!(line.contains(from), "{from}");
    Line::read(line.replacen(from, to, 1).as_bytes())
}

#[test]
fn what_cannot_be_is_damaged() {
    for (from, to) in [
        ("\"cut\":\"team-a.", "\"cut\":\"team-a.."),
        ("\"id\":\"2026", "\"id\":\"../2026"),
        ("\"id\":\"2026", "\"id\":\"\",\"was\":\"2026"),
        ("\"at\":\"2026-", "\"at\":\"2026/"),
        ("\"partition\":\"aws\"", "\"partition\":\"mars\""),
        ("\"deed\":\"delegate\"", "\"deed\":\"guess\""),
        ("\"action\":\"CREATE\"", "\"action\":\"UPSERT\""),
        ("\"event\":\"intent\"", "\"event\":\"boast\""),
        ("\"ttl\":300", "\"ttl\":-1"),
        ("\"ttl\":300,", ""),
        ("\"v\":1", "\"v\":0"),
        ("\"v\":1", "\"v\":2"),
        ("\"v\":1", "\"v\":\"1\""),
    ] {
        assert_eq!(with(from, to), Err(Unread::Damaged), "{to}");
    }
}

#[test]
fn what_is_added_beside_is_passed_over_and_later_versions_are_known() {
    assert!(with("\"v\":1", "\"v\":1,\"added\":{\"a\":[1]}").is_ok());
    let entry = examples().next().and_then(|line| match Line::read(line.as_bytes()) {
        Ok(Told::Intent { id, .. }) => Some(id),
        _ => None,
    });
    assert!(entry.is_some());
    assert_eq!(with("\"v\":1", "\"v\":3"), Err(Unread::Later(entry.clone())));
    let changed = "{\"v\":9,\"id\":\"a-1\",\"at\":\"then\",\"event\":\"x\",\"reason\":[]}";
    assert_eq!(Line::read(changed.as_bytes()), Err(Unread::Later(Some(EntryId::new("a-1")))));
    let elsewhere = changed.replace("a-1", "/etc/passwd");
    assert_eq!(Line::read(elsewhere.as_bytes()), Err(Unread::Later(None)));
}
