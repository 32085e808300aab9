//! Looks at what stands in the journal's place before it is trusted.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::shape;

/// How much of a file is looked at to tell whether it is a journal.
const LOOK: u64 = 1 << 20;

/// Keeps aside what is no journal or can't be read, mends the mode of what is one, and says so.
/// The caller must be alone inside the gate.
///
/// # Errors
/// What the system says where it can't be told what stands there, or it can't be kept aside.
pub(super) fn inspect(path: &Path) -> io::Result<Vec<String>> {
    let mut notices = Vec::new();
    let why = match fs::metadata(path) {
        Ok(kind) if !kind.is_file() => Some("is no file"),
        Ok(_) => match open(path, &mut notices) {
            Ok(file) if looks_ours(&file)? => None,
            Ok(_) => Some("is no journal of zonecut's"),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Some("can't be read by this user")
            }
            Err(error) => return Err(error),
        },
        Err(_) if fs::symlink_metadata(path).is_ok_and(|kind| kind.is_symlink()) => {
            Some("is a link that leads to no file")
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(notices),
        Err(error) => return Err(error),
    };
    match why {
        Some(why) => {
            let kept = keep_aside(path)?;
            notices.push(format!(
                "{} {why}. It is kept as {}, and a new journal begun.",
                path.display(),
                kept.display()
            ));
        }
        None => mend_mode(path, &mut notices),
    }
    Ok(notices)
}

/// Opens a file, also one of ours that has lost its mode.
fn open(path: &Path, notices: &mut Vec<String>) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            mend_mode(path, notices);
            File::open(path)
        }
        opened => opened,
    }
}

/// A file with nothing in it, with a line of ours, or with the beginning of one and no more.
fn looks_ours(file: &File) -> io::Result<bool> {
    let mut bytes = Vec::new();
    file.take(LOOK).read_to_end(&mut bytes)?;
    if !bytes.contains(&b'\n') {
        return Ok(shape::may_become_ours(&bytes));
    }
    Ok(bytes.split(|byte| *byte == b'\n').any(shape::is_ours))
}

/// Renames to the first free `<path>.kept-<n>`.
fn keep_aside(path: &Path) -> io::Result<PathBuf> {
    for n in 1..10_000 {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".kept-{n}"));
        let kept = PathBuf::from(name);
        match fs::symlink_metadata(&kept) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::rename(path, &kept)?;
                return Ok(kept);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many files are kept beside it"))
}

/// What we did in other people's zones is for the user alone.
#[cfg(unix)]
fn mend_mode(path: &Path, notices: &mut Vec<String>) {
    use std::os::unix::fs::PermissionsExt;

    let Ok(metadata) = fs::metadata(path) else { return };
    let mode = metadata.permissions().mode() & 0o7777;
    if mode == 0o600 {
        return;
    }
    let place = path.display();
    notices.push(match fs::set_permissions(path, fs::Permissions::from_mode(0o600)) {
        Ok(()) => format!("{place} had mode {mode:03o}; it is 600 now."),
        Err(error) => format!("{place} has mode {mode:03o}, and can't be given 600: {error}."),
    });
}

#[cfg(not(unix))]
fn mend_mode(_path: &Path, _notices: &mut Vec<String>) {}
