//! The log, read as it was written.

use std::fs;
use std::path::{Path, PathBuf};

use tracing::Level;
use tracing::subscriber::with_default;
use tracing_subscriber::layer::SubscriberExt as _;

use super::{KEPT, LARGEST, Log};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// What is in the log after this was done at a level.
fn logged(folder: &Path, level: Level, what: impl FnOnce()) -> String {
    let (log, layer) = Log::open(folder, level).unwrap();
    let path = log.path().to_owned();
    with_default(tracing_subscriber::registry().with(layer), what);
    drop(log);
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_line_has_the_level_the_room_and_the_fields() {
    let home = tempfile::tempdir().unwrap();
    let text = logged(home.path(), Level::INFO, || {
        tracing::info!(target: "zonecut::aws::seen", profile = "team a", status = 200, "asked");
        tracing::debug!(target: "zonecut::aws::seen", "too fine");
    });
    let [line] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert!(line.ends_with(" INFO  aws::seen: asked profile=\"team a\" status=200"), "{line}");
}

/// The SDK's own events hold headers and bodies.
#[test]
fn at_the_highest_level_nobody_but_zonecut_is_heard() {
    let home = tempfile::tempdir().unwrap();
    let text = logged(home.path(), Level::TRACE, || {
        for marked in ["AKIAMARKEDSECRET", "FwoGmarkedToken"] {
            tracing::error!(target: "aws_smithy_runtime", authorization = marked, "request");
            tracing::trace!(target: "hyper::proto", "{marked}");
            tracing::debug!(target: "zonecutter", "{marked}");
            tracing::error_span!(target: "zonecut", "span", secret = marked)
                .in_scope(|| tracing::trace!(target: "zonecut", "ours"));
        }
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.contains("MARKED") && !text.contains("marked"), "{text}");
}

#[test]
fn nothing_in_a_line_drives_a_terminal_or_begins_another_line() {
    let home = tempfile::tempdir().unwrap();
    let text = logged(home.path(), Level::WARN, || {
        tracing::warn!(target: "zonecut", name = "a\u{1b}[2J\n2 ERROR forged\u{202e}", "x\ry");
        tracing::warn!(target: "zonecut", long = "y".repeat(5_000), "long");
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.contains(['\u{1b}', '\r', '\u{202e}']), "{text:?}");
    assert!(text.contains(r#"name="a\u{1b}[2J\u{a}2 ERROR forged\u{202e}""#), "{text}");
    assert!(text.len() < 1_500, "{}", text.len());
}

#[test]
fn the_newest_files_stay_and_none_grows_without_end() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("state/log");
    for at in 0..KEPT + 3 {
        logged(&folder, Level::INFO, || tracing::info!(target: "zonecut", at, "begun"));
    }
    fs::write(folder.join("notes.txt"), "not ours").unwrap();
    let kept = files(&folder);
    assert_eq!(kept.len(), KEPT + 1, "{kept:?}");
    let last = fs::read_to_string(&kept[KEPT]).unwrap();
    assert!(last.contains(&format!("at={}", KEPT + 2)), "{last}");

    let mut files_of = super::Files::begin(&folder).unwrap();
    let line = "x".repeat(1 << 20);
    for _ in 0..(2 * LARGEST) >> 20 {
        files_of.write(&line).unwrap();
    }
    let sizes: Vec<u64> =
        files(&folder).iter().map(|path| fs::metadata(path).unwrap().len()).collect();
    assert!(sizes.iter().all(|size| *size <= LARGEST), "{sizes:?}");
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("log");
    logged(&folder, Level::ERROR, || ());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&files(&folder)[0]), 0o600);
}
