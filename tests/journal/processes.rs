//! Several zonecuts at once, and those that are killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use zonecut::journal::Journal;
use zonecut::zone::Outcome;

use crate::process::{Running, Task, command, this};
use crate::sample;

#[test]
fn two_processes_and_eight_threads_lose_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("zonecut/journal.jsonl");
    let start = |label| Running::start(command(&this(), Task::Write(60), &path, label));
    let processes = [start("one"), start("two")];
    let begin = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let (path, begin) = (path.clone(), Arc::clone(&begin));
            thread::spawn(move || {
                let journal = Journal::open(&path).unwrap();
                begin.wait();
                let write = |n| {
                    let intent = sample::intent(&format!("thread{thread}-{n}"));
                    let live = journal.intend(&intent).unwrap();
                    journal.note(live.id(), &Outcome::Sent).unwrap();
                    journal.note(live.id(), &Outcome::InSync).unwrap();
                    live.id().to_string()
                };
                (0..30).map(write).collect::<Vec<String>>()
            })
        })
        .collect();
    let mut ids: Vec<String> =
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    ids.extend(processes.into_iter().flat_map(Running::finish));
    assert_eq!(ids.len(), 2 * 60 + 8 * 30);

    let journal = Journal::open(&path).unwrap();
    let entries = journal.entries().unwrap();
    assert_eq!(journal.notices(), Vec::<String>::new());
    let found: BTreeSet<String> = entries.iter().map(|entry| entry.id.to_string()).collect();
    assert_eq!(found, ids.iter().cloned().collect());
    assert_eq!(entries.len(), ids.len(), "each once");
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries.iter().rev() {
        let (writer, n) = sample::label(entry).rsplit_once('-').unwrap();
        let n: usize = n.parse().unwrap();
        assert_eq!(n, last.insert(writer, n).map_or(0, |before| before + 1), "{writer}'s order");
        assert_eq!(entry.last(), Some(&Outcome::InSync));
        assert_eq!(entry.intent, sample::intent(sample::label(entry)));
    }
    assert_eq!(last.len(), 10);
    let left = fs::read_dir(path.with_file_name("held")).unwrap().count();
    assert_eq!(left, 0, "holds that have ended leave nothing");
}

#[test]
fn an_entry_is_held_as_long_as_its_process_lives() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let holder = Running::start(command(&this(), Task::Hold, &path, "held"));
    let id = holder.next().unwrap();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.entries().unwrap()[0].id.as_str(), id);
    assert!(journal.open_entries().unwrap().is_empty(), "its writer lives");

    holder.kill();
    assert!(path.with_file_name(format!("held/{id}.lock")).exists(), "it could not tidy up");
    let mine = journal.open_entries().unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].0.id.as_str(), mine[0].1.id().as_str()), (&*id, &*id));
    assert_eq!((mine[0].0.state(), sample::label(&mine[0].0)), ("intended", "held"));
    let other = Journal::open(&path).unwrap();
    assert!(other.open_entries().unwrap().is_empty(), "it is claimed");
    drop(mine);
    let again = other.open_entries().unwrap();
    assert_eq!(again.len(), 1, "nobody settled it");
    other.note(again[0].1.id(), &Outcome::Settled(zonecut::zone::Settled::NotMade)).unwrap();
    drop(again);
    assert!(journal.open_entries().unwrap().is_empty(), "it is settled");
}

#[test]
fn what_dead_processes_leave_is_removed_and_what_is_held_is_not() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let dead = Running::start(command(&this(), Task::Hold, &path, "dead"));
    let left = path.with_file_name(format!("held/{}.lock", dead.next().unwrap()));
    dead.kill();
    let live = Journal::open(&path).unwrap().intend(&sample::intent("live")).unwrap();
    assert!(!left.exists(), "opening removes it");
    drop(Journal::open(&path).unwrap());
    assert!(path.with_file_name(format!("held/{}.lock", live.id())).exists());
}

#[test]
fn each_open_entry_goes_to_one_claimant() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let journal = Journal::open(&path).unwrap();
    for n in 0..12 {
        drop(journal.intend(&sample::intent(&format!("left{n}"))).unwrap());
    }
    let begin = Arc::new(Barrier::new(6));
    let threads: Vec<_> = (0..6)
        .map(|_| {
            let (path, begin) = (path.clone(), Arc::clone(&begin));
            thread::spawn(move || {
                let journal = Journal::open(&path).unwrap();
                begin.wait();
                // Settled and let go at once: a late claimant must see that it is settled.
                let settle = |(entry, live): (zonecut::zone::Entry, _)| {
                    journal
                        .note(&entry.id, &Outcome::Settled(zonecut::zone::Settled::Made))
                        .unwrap();
                    drop(live);
                    entry.id.to_string()
                };
                journal.open_entries().unwrap().into_iter().map(settle).collect::<Vec<String>>()
            })
        })
        .collect();
    let claimed: Vec<String> =
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(claimed.len(), 12, "each once: {claimed:#?}");
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 12);
    assert!(journal.entries().unwrap().iter().all(|entry| entry.outcomes.len() == 1));
}

#[test]
fn what_a_killed_process_was_told_is_on_disk_is_there() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let mut told = Vec::new();
    for round in 0..6 {
        let label = format!("round{round}");
        let writer = Running::start(command(&this(), Task::Write(100_000), &path, &label));
        told.extend(writer.next());
        thread::sleep(Duration::from_millis(3 + 7 * round));
        told.extend(writer.kill());
        let journal = Journal::open(&path).unwrap();
        let there: BTreeSet<String> =
            journal.entries().unwrap().iter().map(|entry| entry.id.to_string()).collect();
        for id in &told {
            assert!(there.contains(id), "{id} was told in round {round} or before");
        }
        assert!(there.len() <= told.len() + 2 * (usize::try_from(round).unwrap() + 1));
        let live = journal.intend(&sample::intent("after")).unwrap();
        told.push(live.id().to_string());
    }
}
