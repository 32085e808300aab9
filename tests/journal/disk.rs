//! A limit that the system itself puts on the file, and a pipe in the journal's place.
#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use zonecut::journal::Journal;

use crate::process::{Running, Task, command, this};
use crate::sample;

/// `ulimit -f` makes the system refuse to let any file grow further, as a full disk does.
#[test]
fn a_file_that_cannot_grow_stops_the_change_and_leaves_no_half_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let inner = command(&this(), Task::WriteUntilFull, &path, "fill");
    let mut limited = Command::new("sh");
    // Without the trap, the signal that comes with the refusal would end the process.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"]);
    limited.arg(inner.get_program()).args(inner.get_args());
    limited.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut said = Running::start(limited).finish();
    let error = said.pop().unwrap();
    assert!(error.contains("Nothing was sent"), "{error}");
    assert!(error.contains(path.to_str().unwrap()), "{error}");
    assert!(!said.is_empty(), "some entries had room");

    assert_eq!(fs::read(&path).unwrap().last(), Some(&b'\n'), "the half line is taken back");
    let journal = Journal::open(&path).unwrap();
    let mut ids: Vec<String> =
        journal.entries().unwrap().iter().map(|entry| entry.id.to_string()).collect();
    ids.reverse();
    assert_eq!(ids, said, "what was told is there, and nothing else");
    assert_eq!(journal.notices(), Vec::<String>::new());
    drop(journal.intend(&sample::intent("after")).unwrap());
    assert_eq!(journal.entries().unwrap().len(), said.len() + 1);
}

/// Opening a pipe for reading waits for a writer: it must not be tried.
#[test]
fn a_pipe_in_its_place_is_kept_aside_without_waiting() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let (done, wait) = mpsc::channel();
    thread::spawn(move || done.send(Journal::open(&path).map(|journal| journal.notices())));
    let notices = wait.recv_timeout(Duration::from_secs(20)).expect("it waits").unwrap();
    assert!(notices[0].contains("is no file"), "{notices:?}");
}
