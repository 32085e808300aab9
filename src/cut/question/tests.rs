//! Questions are answered here from a zone in memory, paged as Route 53 does.

use proptest::prelude::*;

use super::*;
use crate::cut::fixture::{OTHER_SERVERS, cut, name, seen, set, team_a};

/// What Route 53 returns for a question: from its start on, page by page, `size` sets each.
fn listing(zone: &[RecordSet], question: &Question, size: usize) -> Vec<RecordSet> {
    let mut sets: Vec<RecordSet> = zone.to_vec();
    sets.sort_by(|a, b| (&a.name, a.rtype.as_str()).cmp(&(&b.name, b.rtype.as_str())));
    if let Some(start) = question.start() {
        let from = name(&start.name);
        let rtype = start.rtype.map(|rtype| rtype.as_str().to_owned()).unwrap_or_default();
        sets.retain(|set| (&set.name, set.rtype.as_str()) >= (&from, rtype.as_str()));
    }
    let size = question.max_items().map_or(size, |max| max as usize);
    let mut heard = Vec::new();
    for page in sets.chunks(size) {
        heard.extend_from_slice(page);
        if !page.last().is_some_and(|last| question.goes_on(last)) {
            break;
        }
    }
    heard
}

fn read(parent: &[RecordSet], child: &[RecordSet], facts: Facts, size: usize) -> Facts {
    let mut readings = Readings::default();
    for question in questions(&facts.sides()) {
        let zone = if question.asks_child() { child } else { parent };
        readings.take(&question, listing(zone, &question, size));
    }
    readings.into_facts(facts.parent, facts.cut, facts.child, facts.context)
}

fn a(owner: &str) -> RecordSet {
    set(owner, "A", 300, &["192.0.2.1"])
}

#[test]
fn asks_once_for_each_name_between() {
    let (parent, child) = (name("example.com"), name("a.b.example.com"));
    let sides = cut("example.com", "a.b.example.com").sides();
    let b = name("b.example.com");
    assert_eq!(
        questions(&sides),
        [
            Question::Run(child.clone()),
            Question::CutAt(b.clone()),
            Question::ChildSets,
            Question::ParentSoa(parent.clone()),
            Question::Exists(b.clone()),
            Question::Wildcard(name("*.b.example.com")),
            Question::Wildcard(name("*.example.com")),
        ]
    );
    assert_eq!(witness_questions(&sides), [Question::Run(child), Question::CutAt(b)]);
    let unknown = Sides { child: None, ..sides };
    let mut without = questions(&unknown);
    assert!(!without.iter().any(Question::asks_child));
    without.push(Question::ChildSets);
    assert_eq!(without.len(), 7);
}

#[test]
fn nothing_is_asked_where_there_is_no_place_for_a_cut() {
    for (parent, child) in [
        ("example.com", "example.com"),
        ("ample.com", "example.com"),
        ("a.example.com", "example.com"),
    ] {
        let sides = cut(parent, child).sides();
        assert_eq!(questions(&sides), []);
        assert_eq!(witness_questions(&sides), []);
    }
}

#[test]
fn a_run_is_read_to_its_end_and_no_further() {
    let run: Vec<RecordSet> = (0..7).map(|i| a(&format!("h{i}.team-a.example.com"))).collect();
    let mut parent = vec![a("team-a.example.com"), a("example.com"), a("team-b.example.com")];
    parent.extend(run.clone());
    for size in [1, 2, 3, 4, 8, 9, 100] {
        let facts = read(&parent, &[], team_a(), size);
        assert_eq!(facts.at_and_below[0], a("team-a.example.com"));
        assert_eq!(facts.at_and_below[1..], run[..], "{size} a page");
    }
    let question = Question::Run(name("team-a.example.com"));
    assert!(question.goes_on(&a("x.team-a.example.com")));
    assert!(!question.goes_on(&a("team-b.example.com")));
}

#[test]
fn cuts_above_are_ns_at_the_names_between_only() {
    let parent = [
        set("example.com", "NS", 300, &OTHER_SERVERS),
        set("eu.example.com", "NS", 300, &OTHER_SERVERS),
        a("x.eu.example.com"),
        set("y.x.eu.example.com", "NS", 300, &OTHER_SERVERS),
    ];
    let facts = read(&parent, &[], cut("example.com", "y.x.eu.example.com"), 100);
    assert_eq!(facts.above, parent[1..2]);
    assert_eq!(facts.at_and_below, parent[3..]);
    let facts = read(&parent[2..], &[], cut("example.com", "z.x.eu.example.com"), 100);
    assert_eq!(facts.above, [], "NS elsewhere, and another type, are no cut above");
}

#[test]
fn only_the_closest_enclosers_wildcard_answers() {
    let wild = a("*.example.com");
    let wild_eu = a("*.eu.example.com");
    let wildcard = |parent: &[&RecordSet]| {
        let parent: Vec<RecordSet> = parent.iter().map(|&set| set.clone()).collect();
        read(&parent, &[], cut("example.com", "team-a.eu.example.com"), 100).wildcard
    };
    let only = std::slice::from_ref(&wild);
    let only_eu = std::slice::from_ref(&wild_eu);
    assert_eq!(wildcard(&[&wild]), only);
    assert_eq!(wildcard(&[&wild, &wild_eu]), only_eu);
    assert_eq!(wildcard(&[&wild, &a("my-eu.example.com")]), only);
    for makes_eu_exist in ["eu.example.com", "x.eu.example.com"] {
        assert_eq!(wildcard(&[&wild, &a(makes_eu_exist)]), [], "{makes_eu_exist}");
    }
    for exists in ["team-a.eu.example.com", "x.team-a.eu.example.com"] {
        assert_eq!(wildcard(&[&wild, &wild_eu, &a(exists)]), [], "{exists}");
    }
}

#[test]
fn a_question_for_one_set_is_answered_by_one_page() {
    let eu = name("eu.example.com");
    let ns = set("eu.example.com", "NS", 300, &OTHER_SERVERS);
    assert!(!Question::CutAt(eu.clone()).goes_on(&ns));
    assert!(!Question::Exists(eu.clone()).goes_on(&ns));
    assert!(Question::Run(eu).goes_on(&ns));
}

#[test]
fn the_soa_and_the_whole_child_are_read() {
    let soa = set("example.com", "SOA", 900, &["ns. host. 1 2 3 4 5"]);
    let child = [a("team-a.example.com"), a("www.team-a.example.com")];
    let facts = read(&[a("a.example.com"), soa.clone()], &child, team_a(), 1);
    assert_eq!(facts.parent_soa, Some(soa));
    assert_eq!(facts.child_sets, child);
    assert_eq!(read(&[a("a.example.com")], &[], team_a(), 1).parent_soa, None);
}

#[test]
fn zones_in_view_are_chosen_by_name_and_id() {
    let sides = cut("example.com", "api.eu.example.com").sides();
    let zones = [
        seen("ZCHILD", "api.eu.example.com", false),
        seen("Z1", "api.eu.example.com", true),
        seen("Z2", "eu.example.com", false),
        seen("Z3", "example.com", false),
        seen("Z4", "u.example.com", false),
        seen("Z5", "x.api.eu.example.com", false),
        seen("Z6", "com", false),
        seen("ZPARENT", "example.com", false),
        seen("Z7", "example.com", true),
    ];
    assert_eq!(relevant(&zones, &sides), zones[1..4], "a public twin of the parent too");
    let unknown = Sides { child: None, ..sides };
    assert_eq!(relevant(&zones, &unknown), zones[..4]);
}

const OWNERS: [&str; 12] = [
    "example.com",
    "*.example.com",
    "eu.example.com",
    "*.eu.example.com",
    "x.eu.example.com",
    "team-a.eu.example.com",
    "*.team-a.eu.example.com",
    "x.team-a.eu.example.com",
    "team-b.eu.example.com",
    "xteam-a.eu.example.com",
    "us.example.com",
    "zz.us.example.com",
];

proptest! {
    #[test]
    fn pages_of_any_size_and_a_second_reading_tell_the_same(
        owners in prop::collection::btree_set((prop::sample::select(&OWNERS[..]), prop::bool::ANY), 0..12),
        size in 1_usize..5,
    ) {
        let zone: Vec<RecordSet> = owners
            .into_iter()
            .map(|(owner, ns)| if ns { set(owner, "NS", 300, &OTHER_SERVERS) } else { a(owner) })
            .collect();
        let start = cut("example.com", "team-a.eu.example.com");
        let facts = read(&zone, &[], start.clone(), size);
        prop_assert_eq!(&facts, &read(&zone, &[], start.clone(), 1000));

        let child = name("team-a.eu.example.com");
        let in_run = zone.iter().filter(|set| set.name.is_at_or_below(&child)).count();
        prop_assert_eq!(facts.at_and_below.len(), in_run);
        prop_assert!(in_run == 0 || facts.wildcard.is_empty());

        let mut again = Readings::default();
        for question in witness_questions(&start.sides()).iter().rev() {
            again.take(question, listing(&zone, question, size));
        }
        let them = start.child.as_ref().map(|child| WitnessedChild {
            identity: child.identity.clone(),
            delegation_set: child.detail.delegation_set.clone(),
            signing: child.signing.clone().ok(),
        });
        prop_assert_eq!(again.into_witness(start.parent.identity.clone(), them), facts.witness());
    }
}
