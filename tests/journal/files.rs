//! What may stand in the journal's place, and who may read it.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;
use zonecut::journal::Journal;

use crate::sample;

/// Opens a journal where `bytes` stand, and expects them to be kept aside.
fn kept_aside(bytes: &[u8]) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let kept = folder.path().join("journal.jsonl.kept-1");
    fs::write(&path, bytes).unwrap();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(fs::read(&kept).unwrap(), bytes);
    let notices = journal.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains(kept.to_str().unwrap()), "{notices:?}");
    drop(journal.intend(&sample::intent("first")).unwrap());
    assert_eq!(journal.entries().unwrap().len(), 1);

    // Another one after that goes to the next number.
    fs::write(&path, "again\n").unwrap();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.notices().len(), 1);
    assert_eq!(fs::read(&kept).unwrap(), bytes);
    let second = folder.path().join("journal.jsonl.kept-2");
    assert_eq!(fs::read(second).unwrap(), b"again\n");
}

#[test]
fn foreign_files_are_kept_aside() {
    kept_aside(b"\x7fELF\x02\x01\x01\0\0\0\n\0\xff\xfe");
    kept_aside(b"\0\0\0\0\0\0\0\0");
    kept_aside(b"{\"level\":\"info\",\"msg\":\"another program\"}\n{\"v\":1}\n");
    kept_aside(b"[1,2]\n");
    kept_aside(b"Dear diary");
    kept_aside(&b"no newline in sight ".repeat(100_000));
}

#[test]
fn a_folder_or_a_link_to_nothing_in_its_place_is_kept_aside() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("inside"), "kept").unwrap();
    let journal = Journal::open(&path).unwrap();
    assert!(journal.notices()[0].contains("is no file"), "{:?}", journal.notices());
    drop(journal.intend(&sample::intent("first")).unwrap());
    let inside = folder.path().join("journal.jsonl.kept-1/inside");
    assert_eq!(fs::read_to_string(inside).unwrap(), "kept");
    assert!(path.is_file());

    #[cfg(unix)]
    {
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", &path).unwrap();
        let journal = Journal::open(&path).unwrap();
        assert!(journal.notices()[0].contains("kept-2"), "{:?}", journal.notices());
        drop(journal.intend(&sample::intent("second")).unwrap());
        assert_eq!(journal.entries().unwrap().len(), 1);
    }
}

#[test]
fn a_damaged_journal_is_still_ours() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    drop(Journal::open(&path).unwrap().intend(&sample::intent("first")).unwrap());
    let whole = fs::read(&path).unwrap();
    let damaged = [b"\0\0garbage\n".to_vec(), whole.clone(), b"{\"v\":1,\"id".to_vec()].concat();
    fs::write(&path, &damaged).unwrap();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.entries().unwrap().len(), 1);
    assert_eq!(journal.notices().len(), 2, "{:?}", journal.notices());
    drop(journal.intend(&sample::intent("second")).unwrap());
    let after = fs::read(&path).unwrap();
    assert!(after.starts_with(&damaged), "nothing is lost");
    assert_eq!(journal.entries().unwrap().len(), 2);
}

#[test]
fn a_first_line_that_was_cut_off_anywhere_is_ours() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    drop(Journal::open(&path).unwrap().intend(&sample::intent("first")).unwrap());
    let whole = fs::read(&path).unwrap();
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let journal = Journal::open(&path).unwrap();
        assert!(journal.entries().unwrap().is_empty(), "cut at {cut}");
        drop(journal.intend(&sample::intent("second")).unwrap());
        let entries = journal.entries().unwrap();
        assert_eq!(entries.len(), 1, "cut at {cut}: a torn line never comes back");
        assert_eq!(sample::label(&entries[0]), "second");
        assert!(fs::read(&path).unwrap().starts_with(&whole[..cut]));
    }
    let beside = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 3, "journal.jsonl, journal.lock and held, none kept aside");
}

/// Pieces of journals, of other files and of nothing at all, in any order.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let line = b"{\"v\":1,\"id\":\"a-1\",\"at\":\"2026-11-23T12:41:53Z\",\"event\":\"sent\"}\n";
    prop_oneof![
        Just(line.to_vec()),
        prop::sample::select(line.to_vec()).prop_map(|byte| vec![byte]),
        (0..line.len()).prop_map(|cut| line[..cut].to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
        Just(b"\n".to_vec()),
        Just(vec![0; 64]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_stands_there_is_kept_and_the_journal_goes_on(
        pieces in prop::collection::vec(piece(), 0..5)
    ) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("journal.jsonl");
        let bytes = pieces.concat();
        fs::write(&path, &bytes).unwrap();
        let journal = Journal::open(&path).unwrap();
        let live = journal.intend(&sample::intent("first")).unwrap();
        let entries = journal.entries().unwrap();
        prop_assert_eq!(entries.len(), 1);
        prop_assert_eq!(&entries[0].id, live.id());
        let kept = fs::read(folder.path().join("journal.jsonl.kept-1"));
        let goes_on = fs::read(&path).unwrap().starts_with(&bytes);
        prop_assert!(kept.map_or(goes_on, |kept| kept == bytes));
    }
}

#[test]
fn a_journal_that_is_taken_away_is_begun_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let journal = Journal::open(&path).unwrap();
    drop(journal.intend(&sample::intent("first")).unwrap());
    fs::remove_file(&path).unwrap();
    assert!(journal.entries().unwrap().is_empty());
    drop(journal.intend(&sample::intent("second")).unwrap());
    assert_eq!(Journal::open(&path).unwrap().entries().unwrap().len(), 1);
}

#[test]
fn where_no_journal_can_be_the_error_says_so() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let path = file.join("journal.jsonl");
    let error = Journal::open(&path).unwrap_err();
    let text = error.to_string();
    assert!(text.contains(path.to_str().unwrap()) && text.contains("Nothing is sent"), "{text}");
    assert!(!error.hint().is_empty());

    let gone = folder.path().join("gone/journal.jsonl");
    let journal = Journal::open(&gone).unwrap();
    fs::remove_dir_all(gone.parent().unwrap()).unwrap();
    let text = journal.intend(&sample::intent("x")).unwrap_err().to_string();
    assert!(text.contains(gone.to_str().unwrap()) && text.contains("Nothing was sent"), "{text}");
}

#[cfg(unix)]
mod private {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    use super::*;
    use crate::process::{Running, Task, command, this};

    /// `nobody` on most systems; any user that is not this one will do.
    const OTHER: u32 = 65_534;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn all_that_is_made_is_for_the_user_alone() {
        let folder = TempDir::new().unwrap();
        set_mode(folder.path(), 0o755);
        let path = folder.path().join("share/zonecut/journal.jsonl");
        let journal = Journal::open(&path).unwrap();
        let live = journal.intend(&sample::intent("first")).unwrap();
        let data = path.parent().unwrap();
        assert_eq!(mode(folder.path()), 0o755, "what was there is left alone");
        for made in [data.parent().unwrap(), data, &data.join("held")] {
            assert_eq!(mode(made), 0o700, "{}", made.display());
        }
        let held = data.join(format!("held/{}.lock", live.id()));
        for made in [&*path, &data.join("journal.lock"), &held] {
            assert_eq!(mode(made), 0o600, "{}", made.display());
        }
    }

    #[test]
    fn a_mode_that_lets_others_read_or_us_not_write_is_mended() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("journal.jsonl");
        drop(Journal::open(&path).unwrap().intend(&sample::intent("first")).unwrap());
        for wrong in [0o644, 0o660, 0o400] {
            set_mode(&path, wrong);
            let journal = Journal::open(&path).unwrap();
            assert_eq!(mode(&path), 0o600);
            assert!(
                journal.notices()[0].contains(&format!("{wrong:o}")),
                "{:?}",
                journal.notices()
            );
            assert_eq!(journal.entries().unwrap().len(), 1);
        }
        assert!(Journal::open(&path).unwrap().notices().is_empty());
    }

    /// What a process of a user without privileges says of the journal at `path`.
    fn look_as_plain_user(path: &Path, root: bool) -> Vec<String> {
        let folder = path.parent().unwrap();
        if !root {
            return Running::start(command(&this(), Task::Look, path, "-")).finish();
        }
        // The other user may not reach the build's folder.
        let program = folder.join("program");
        fs::copy(this(), &program).unwrap();
        set_mode(&program, 0o755);
        let mut command = command(&program, Task::Look, path, "-");
        command.uid(OTHER).gid(OTHER).current_dir(folder);
        Running::start(command).finish()
    }

    #[test]
    fn an_unreadable_journal_is_mended_if_it_is_ours_and_else_kept_aside() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("journal.jsonl");
        drop(Journal::open(&path).unwrap().intend(&sample::intent("first")).unwrap());
        let root = fs::metadata(&path).unwrap().uid() == 0;
        if root {
            let held = folder.path().join("held");
            for mine in [folder.path(), &path, &folder.path().join("journal.lock"), &held] {
                chown(mine, Some(OTHER), Some(OTHER)).unwrap();
            }
        }
        set_mode(&path, 0o000);
        let said = look_as_plain_user(&path, root);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("had mode 000; it is 600 now"), "{said:?}");
        assert_eq!(said[1], "1 entries");
        assert_eq!(mode(&path), 0o600);

        if !root {
            println!("not run: a journal of another user's, which only root can make");
            return;
        }
        chown(&path, Some(0), Some(0)).unwrap();
        let before = fs::read(&path).unwrap();
        let said = look_as_plain_user(&path, root);
        assert!(said.iter().any(|said| said.contains("can't be read by this user")), "{said:?}");
        assert_eq!(said.last().map(String::as_str), Some("0 entries"));
        assert_eq!(fs::read(folder.path().join("journal.jsonl.kept-1")).unwrap(), before);
    }
}
