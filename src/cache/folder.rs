//! The folder of the cache: for the user alone, with file names that are made of nothing but what
//! was checked.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::shape::Head;
use crate::private;

/// What the files of listings end with.
const END: &str = "jsonl";
/// What the files begin with that are not complete yet.
pub(super) const UNFINISHED: &str = ".listing-";
/// After this long, nobody completes a file any more.
const LEFT_OVER: Duration = Duration::from_hours(1);

/// Where a listing stands; `None` where its account is none.
pub(super) fn path(folder: &Path, head: &Head) -> Option<PathBuf> {
    let account = head.account.as_str();
    if account.is_empty() || account.len() > 32 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let partition = head.partition.as_str();
    let endpoint = match head.endpoint.as_deref() {
        Some(digest) if digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()) => {
            format!("-{digest}")
        }
        Some(_) => return None,
        None => String::new(),
    };
    Some(folder.join(format!("{partition}-{account}{endpoint}.{END}")))
}

/// The files that may hold listings, so many at most. What a zonecut that was killed left
/// incomplete is removed.
pub(super) fn files(folder: &Path, most: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with(UNFINISHED)) {
            if is_left_over(&path) {
                discard(&path);
            }
        } else if path.extension().is_some_and(|end| end == END) && files.len() < most {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn is_left_over(path: &Path) -> bool {
    let changed = fs::symlink_metadata(path).and_then(|about| about.modified());
    changed.is_ok_and(|changed| {
        SystemTime::now().duration_since(changed).is_ok_and(|age| age > LEFT_OVER)
    })
}

/// Removes a file that is of no use. Where that fails it is passed over the next time too.
pub(super) fn discard(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Makes the folder and those above it, for the user alone; one that is there is made so.
///
/// # Errors
/// What the system says.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    private::make_folder(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(folder)?.permissions().mode() & 0o7777 != 0o700 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}

/// The file that is locked while a listing is kept.
///
/// # Errors
/// What the system says.
pub(super) fn lock_file(folder: &Path) -> io::Result<File> {
    private::lock_file(&folder.join("lock"))
}
