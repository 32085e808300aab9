//! Writes a document to a file of the user's own, over no other file.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::app::export::Document;

/// As many files of one name as are looked past.
const MOST: usize = 1_000;

/// Writes it into the current folder: `name.tf`, or `name-2.tf` where that is there already.
///
/// # Errors
/// The file and why it could not be written, in a sentence's words.
pub(super) fn write(document: &Document) -> Result<String, String> {
    let folder = std::env::current_dir().map_err(|error| error.to_string())?;
    into(&folder, document).map(|path| path.display().to_string())
}

fn into(folder: &Path, document: &Document) -> Result<PathBuf, String> {
    let Document { stem, extension, text, private } = document;
    let mut path = folder.join(format!("{stem}.{extension}"));
    for number in 2..=MOST {
        match create(&path, *private) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                return match written {
                    Ok(()) => Ok(path),
                    Err(error) => Err(format!("{}: {error}", path.display())),
                };
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                path = folder.join(format!("{stem}-{number}.{extension}"));
            }
            Err(error) => return Err(format!("{}: {error}", path.display())),
        }
    }
    Err(format!("{}: there are too many files of that name", path.display()))
}

fn create(path: &Path, private: bool) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over_and_what_is_private_stays_so() {
        let folder = tempfile::tempdir().unwrap();
        let write = |text: &str, private: bool| {
            let (stem, text) = ("example.com".to_owned(), text.to_owned());
            into(folder.path(), &Document { stem, extension: "zone", text, private })
        };
        let paths: Vec<PathBuf> = [("one", true), ("two", false)]
            .map(|(text, private)| write(text, private).unwrap())
            .into();
        let names: Vec<_> =
            paths.iter().map(|path| path.file_name().unwrap().to_string_lossy()).collect();
        assert_eq!(names, ["example.com.zone", "example.com-2.zone"]);
        for (path, text) in paths.iter().zip(["one", "two"]) {
            assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&paths[0]).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::remove_dir_all(folder.path()).unwrap();
        let why = write("three", false).unwrap_err();
        assert!(why.contains("example.com.zone"), "{why}");
    }
}
