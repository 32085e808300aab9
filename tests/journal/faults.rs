//! The journal under an adversary: full disks, failing syncs, deaths and losses of power.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;
use zonecut::journal::{FaultyStore, FileStore, Journal, Live, MemoryStore, Store, StoreFault};
use zonecut::zone::{EntryId, Outcome, Settled};

use crate::sample;

/// The same test on a store in memory and on one in a file.
fn on_both(test: impl Fn(&FaultyStore, &Journal)) {
    let folder = TempDir::new().unwrap();
    let (file, _) = FileStore::open(&folder.path().join("journal.jsonl")).unwrap();
    let stores: [Arc<dyn Store>; 2] = [Arc::new(MemoryStore::default()), Arc::new(file)];
    for inner in stores {
        let store = FaultyStore::new(inner);
        test(&store, &Journal::on(Arc::new(store.clone())));
    }
}

fn ids(journal: &Journal) -> Vec<EntryId> {
    journal.entries().unwrap().into_iter().map(|entry| entry.id).collect()
}

/// The bytes of an intent's line with its newline; they differ by nothing but id and time.
fn line_len() -> u64 {
    let store = MemoryStore::default();
    drop(Journal::on(Arc::new(store.clone())).intend(&sample::intent("x")).unwrap());
    store.read().unwrap().len() as u64
}

#[test]
fn a_full_disk_stops_the_change_at_every_byte() {
    on_both(|store, journal| {
        let first = journal.intend(&sample::intent("a")).unwrap();
        let before = store.read().unwrap();
        for room in (0..line_len()).step_by(41).chain([line_len() - 1]) {
            store.arm(Some(StoreFault::Full { room }));
            let error = journal.intend(&sample::intent("x")).unwrap_err();
            assert!(error.to_string().contains("Nothing was sent"), "{error}");
            let error = journal.note(first.id(), &Outcome::Refused("x".repeat(5000))).unwrap_err();
            assert!(error.to_string().contains(first.id().as_str()), "{error}");
            assert_eq!(store.read().unwrap(), before, "with room for {room}");
        }
        store.arm(None);
        journal.note(first.id(), &Outcome::InSync).unwrap();
        let second = journal.intend(&sample::intent("b")).unwrap();
        assert_eq!(ids(journal), [second.id().clone(), first.id().clone()]);
        assert_eq!(journal.notices(), Vec::<String>::new());
    });
}

#[test]
fn a_sync_that_fails_is_told_and_taken_back() {
    on_both(|store, journal| {
        store.arm(Some(StoreFault::SyncFails));
        let error = journal.intend(&sample::intent("x")).unwrap_err();
        assert!(error.to_string().contains("Nothing was sent"), "{error}");
        assert!(ids(journal).is_empty());
        assert!(journal.open_entries().unwrap().is_empty());
        let live = journal.intend(&sample::intent("y")).unwrap();
        store.arm(Some(StoreFault::SyncFails));
        journal.note(live.id(), &Outcome::InSync).unwrap_err();
        assert!(journal.entries().unwrap()[0].is_open());
    });
}

#[test]
fn a_proof_that_can_not_be_written_leaves_the_entry_as_it_was() {
    on_both(|store, journal| {
        let live = journal.intend(&sample::intent("a")).unwrap();
        journal.note(live.id(), &sample::accepted()).unwrap();
        journal.note(live.id(), &Outcome::InSync).unwrap();
        let (first, second) = (sample::proof("first"), sample::proof("second"));
        journal.prove(live.id(), &first).unwrap();
        for fault in [StoreFault::Full { room: 20 }, StoreFault::SyncFails] {
            store.arm(Some(fault));
            let error = journal.prove(live.id(), &second).unwrap_err();
            assert!(error.to_string().contains(live.id().as_str()), "{error}");
            store.arm(None);
            let entries = journal.entries().unwrap();
            assert_eq!((entries[0].state(), &entries[0].proof), ("in_sync", &Some(first.clone())));
        }
        journal.prove(live.id(), &second).unwrap();
        assert_eq!(journal.entries().unwrap()[0].proof, Some(second));
        assert!(journal.open_entries().unwrap().is_empty());
        assert_eq!(journal.notices(), Vec::<String>::new());
        journal.prove(&EntryId::new("../x"), &first).unwrap_err();
    });
}

#[test]
fn what_can_not_be_taken_back_reads_as_open_and_is_settled() {
    on_both(|store, journal| {
        store.arm(Some(StoreFault::StuckAtSync));
        journal.intend(&sample::intent("x")).unwrap_err();
        let open = journal.open_entries().unwrap();
        assert_eq!(open.len(), 1, "nobody holds it");
        assert_eq!(open[0].0.state(), "intended");
        journal.note(open[0].1.id(), &Outcome::Settled(Settled::NotMade)).unwrap();
        drop(open);
        assert!(journal.open_entries().unwrap().is_empty());
    });
}

#[test]
fn an_entry_that_cannot_be_held_is_not_written() {
    on_both(|store, journal| {
        store.arm(Some(StoreFault::HoldFails));
        let error = journal.intend(&sample::intent("x")).unwrap_err();
        assert!(error.to_string().contains("Nothing was sent"), "{error}");
        assert!(store.read().unwrap().is_empty());
    });
}

#[test]
fn a_reading_that_fails_is_an_error_and_no_empty_journal() {
    on_both(|store, journal| {
        drop(journal.intend(&sample::intent("x")).unwrap());
        store.arm(Some(StoreFault::ReadFails));
        let error = journal.entries().unwrap_err();
        assert!(error.to_string().contains("can't be read"), "{error}");
        store.arm(Some(StoreFault::ReadFails));
        journal.open_entries().unwrap_err();
        store.arm(Some(StoreFault::HoldFails));
        let error = journal.open_entries().unwrap_err();
        assert!(error.to_string().contains("can't be claimed"), "{error}");
        assert_eq!(journal.open_entries().unwrap().len(), 1);
    });
}

#[test]
fn a_death_at_any_byte_leaves_a_journal_that_goes_on() {
    on_both(|store, journal| {
        let mut known = Vec::new();
        for after in (0..line_len()).step_by(37).chain([line_len() - 1]) {
            store.arm(Some(StoreFault::DiesInWrite { after }));
            journal.intend(&sample::intent("x")).unwrap_err();
            assert!(store.is_dead());
            journal.intend(&sample::intent("x")).unwrap_err();
            journal.entries().unwrap_err();
            store.restart();
            assert_eq!(ids(journal), known, "dead after {after} bytes");
            known.insert(0, journal.intend(&sample::intent("y")).unwrap().id().clone());
            assert_eq!(ids(journal), known, "a torn line never comes back");
        }
    });
}

#[test]
fn a_loss_of_power_takes_only_what_was_not_synced() {
    on_both(|store, journal| {
        let mut known = Vec::new();
        for kept in [0, 1, 100, line_len() - 1] {
            for fault in [StoreFault::DiesInSync, StoreFault::DiesInWrite { after: line_len() - 1 }]
            {
                known.insert(0, journal.intend(&sample::intent("y")).unwrap().id().clone());
                store.arm(Some(fault));
                journal.intend(&sample::intent("x")).unwrap_err();
                store.lose_power(kept).unwrap();
                assert_eq!(ids(journal), known, "{fault:?}, {kept} bytes kept");
            }
        }
        store.arm(Some(StoreFault::DiesAfterSync));
        journal.intend(&sample::intent("z")).unwrap_err();
        store.lose_power(0).unwrap();
        let open = journal.open_entries().unwrap();
        assert_eq!(open.len(), known.len() + 1, "it is on disk, though nobody heard of it");
    });
}

#[test]
fn a_store_in_memory_is_a_journal_like_any_other() {
    let journal = Journal::memory();
    let live = journal.intend(&sample::intent("a")).unwrap();
    let other = journal.clone();
    assert!(other.open_entries().unwrap().is_empty(), "it is held");
    other.note(live.id(), &Outcome::Sent).unwrap();
    other.note(live.id(), &sample::accepted()).unwrap();
    drop(live);
    let open = other.open_entries().unwrap();
    assert_eq!(open[0].0.outcomes, [Outcome::Sent, sample::accepted()]);
    assert_eq!(open[0].0.intent, sample::intent("a"));
    assert!(!Path::new(&journal.place()).exists());
    let strange = EntryId::new("../../etc/passwd");
    other.note(&strange, &Outcome::Sent).unwrap_err();
}

/// What may happen to a journal.
#[derive(Debug, Clone)]
enum Step {
    Intend,
    Note(usize, Outcome),
    LetGo(usize),
    Arm(Option<StoreFault>),
    Die,
    Restart,
    LosePower(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        (0..3000_u64).prop_map(|room| StoreFault::Full { room }),
        Just(StoreFault::SyncFails),
        Just(StoreFault::StuckAtSync),
        Just(StoreFault::HoldFails),
        (0..3000_u64).prop_map(|after| StoreFault::DiesInWrite { after }),
        Just(StoreFault::DiesInSync),
        Just(StoreFault::DiesAfterSync),
    ];
    let outcome = prop_oneof![
        Just(Outcome::Sent),
        Just(sample::accepted()),
        Just(Outcome::Unclear("lost".into())),
        Just(Outcome::InSync),
    ];
    prop_oneof![
        4 => Just(Step::Intend),
        4 => (any::<usize>(), outcome).prop_map(|(entry, outcome)| Step::Note(entry, outcome)),
        1 => any::<usize>().prop_map(Step::LetGo),
        3 => prop::option::of(fault).prop_map(Step::Arm),
        1 => Just(Step::Die),
        2 => Just(Step::Restart),
        2 => (0..3000_u64).prop_map(Step::LosePower),
    ]
}

/// An entry as its writer was told of it.
struct Known {
    id: EntryId,
    /// Outcomes, and whether the writer was told that they are on disk.
    noted: Vec<(Outcome, bool)>,
}

/// Whether `there` are all outcomes that were told to be on disk, in order, and of the others some.
fn agrees(noted: &[(Outcome, bool)], there: &[Outcome]) -> bool {
    match (noted.split_first(), there.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(((outcome, told), rest)), first) => {
            let taken =
                first.is_some_and(|(first, others)| first == outcome && agrees(rest, others));
            taken || (!told && agrees(rest, there))
        }
    }
}

fn run(store: &FaultyStore, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let journal = Journal::on(Arc::new(store.clone()));
    let mut known: Vec<Known> = Vec::new();
    let mut lives: Vec<Live> = Vec::new();
    for step in steps {
        match step {
            Step::Intend => {
                if let Ok(live) = journal.intend(&sample::intent("x")) {
                    known.push(Known { id: live.id().clone(), noted: Vec::new() });
                    lives.push(live);
                }
            }
            Step::Note(entry, outcome) => {
                let len = known.len();
                if let Some(entry) = known.get_mut(entry.checked_rem(len).unwrap_or(0)) {
                    let told = journal.note(&entry.id, &outcome).is_ok();
                    entry.noted.push((outcome, told));
                }
            }
            Step::LetGo(entry) => {
                if !lives.is_empty() {
                    drop(lives.remove(entry % lives.len()));
                }
            }
            Step::Arm(fault) => store.arm(fault),
            Step::Die => store.die(),
            Step::Restart | Step::LosePower(_) => {
                lives.clear();
                match step {
                    Step::LosePower(kept) => store.lose_power(kept).unwrap(),
                    _ => store.restart(),
                }
            }
        }
    }
    store.restart();
    let entries = journal.entries().unwrap();
    for known in &known {
        let entry = entries.iter().find(|entry| entry.id == known.id);
        prop_assert!(entry.is_some(), "{} was told to be on disk", known.id);
        let there = entry.map(|entry| &*entry.outcomes).unwrap_or_default();
        prop_assert!(agrees(&known.noted, there), "{:?} and {there:?}", known.noted);
    }
    for entry in &entries {
        let is_known = known.iter().any(|known| known.id == entry.id);
        prop_assert!(is_known || entry.outcomes.is_empty());
        prop_assert_eq!(&entry.intent, &sample::intent("x"));
    }
    let held = |id: &EntryId| lives.iter().any(|live| live.id() == id);
    let open = entries.iter().filter(|entry| entry.is_open() && !held(&entry.id)).count();
    prop_assert_eq!(journal.open_entries().unwrap().len(), open);
    Ok(())
}

proptest! {
    #[test]
    fn what_was_told_to_be_on_disk_is_there_whatever_happens(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        run(&FaultyStore::new(Arc::new(MemoryStore::default())), steps)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nor_does_a_real_file_lose_it(steps in prop::collection::vec(step(), 1..30)) {
        let folder = TempDir::new().unwrap();
        let (file, _) = FileStore::open(&folder.path().join("journal.jsonl")).unwrap();
        run(&FaultyStore::new(Arc::new(file)), steps)?;
    }
}
