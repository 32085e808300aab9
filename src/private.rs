//! Files and folders of ours on disk: for their owner alone from the start, replaced whole or not
//! at all.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder and those above it, for the owner alone. One that is there stays as it is.
///
/// # Errors
/// What the system says.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// How a file is opened that, should it be made by that, is its owner's alone.
pub(crate) fn options() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens a file that is there to be locked, and makes it where it is not there.
///
/// # Errors
/// What the system says.
pub(crate) fn lock_file(path: &Path) -> io::Result<File> {
    options().read(true).write(true).create(true).truncate(false).open(path)
}

/// Replaces a file in one step: other programs read it meanwhile. Folders that are missing are
/// made.
///
/// # Errors
/// What the system says; the file is then as it was.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    make_folder(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    let mut beside = tempfile::Builder::new().prefix(&name).suffix(".tmp").tempfile_in(folder)?;
    beside.write_all(content)?;
    // Else a loss of power could leave the name with nothing behind it.
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The folder that a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_for_its_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".aws/sso/cache/a.json");
        for content in ["first, and longer", "second"] {
            replace(&path, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&path, b"third").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        let left = fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "nothing is left beside it");
    }

    #[test]
    fn what_cannot_be_replaced_stays_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("folder");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("in it"), "x").unwrap();
        replace(&path, b"no").unwrap_err();
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
