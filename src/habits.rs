//! Favourites and the profiles used last, kept for the next start: a small file of names in the
//! platform's state folder, for the user alone.
//!
//! It is a convenience and nothing more: a file that is missing, torn or foreign is an empty one.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::private;
use crate::zone::{Habit, Habits, ProfileName};

/// Octets of a file that is read, at most.
const LARGEST: u64 = 1 << 20;
/// Names of each kind that are read, at most.
const MOST: usize = 1_000;

/// Where they are kept. Cheap to clone. All calls block on the disk.
#[derive(Debug, Clone)]
pub struct HabitsFile {
    path: Option<Arc<Path>>,
}

#[derive(Serialize, Deserialize)]
struct Shape {
    version: u32,
    favourites: Vec<String>,
    recent: Vec<String>,
}

impl HabitsFile {
    /// A file that remembers nothing.
    #[must_use]
    pub fn off() -> Self {
        Self { path: None }
    }

    /// This file, whether it is there or not.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: Some(path.into()) }
    }

    /// `habits.json` in the platform's state folder; `None` without a home folder.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "zonecut")?;
        let folder = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
        Some(folder.join("habits.json"))
    }

    /// What is remembered.
    #[must_use]
    pub fn read(&self) -> Habits {
        self.path.as_deref().and_then(read).unwrap_or_default()
    }

    /// Remembers one thing more, beside what other zonecuts have remembered meanwhile.
    ///
    /// # Errors
    /// What the system says; the file is then as it was.
    pub fn remember(&self, habit: &Habit) -> io::Result<()> {
        let Some(path) = self.path.as_deref() else { return Ok(()) };
        let folder = private::folder_of(path);
        private::make_folder(folder)?;
        let lock = private::lock_file(&folder.join("habits.lock"))?;
        lock.lock()?;
        let mut habits = self.read();
        if habits.take(habit) { write(path, &habits) } else { Ok(()) }
    }
}

fn read(path: &Path) -> Option<Habits> {
    let about = fs::metadata(path).ok()?;
    if !about.is_file() || about.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let shape: Shape = serde_json::from_slice(&bytes).ok()?;
    let names = |texts: Vec<String>| {
        texts.iter().take(MOST).map(|text| ProfileName::new(text)).collect::<Vec<_>>()
    };
    let habits = Habits { favourites: names(shape.favourites), recent: names(shape.recent) };
    (shape.version == 1).then_some(habits)
}

fn write(path: &Path, habits: &Habits) -> io::Result<()> {
    let texts = |names: &[ProfileName]| {
        names.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
    };
    let shape =
        Shape { version: 1, favourites: texts(&habits.favourites), recent: texts(&habits.recent) };
    let mut text = serde_json::to_vec(&shape)?;
    text.push(b'\n');
    private::replace(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn favourite(name: &str) -> Habit {
        Habit::Favourite(ProfileName::new(name), true)
    }

    #[test]
    fn two_zonecuts_remember_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("zonecut/habits.json");
        let (one, two) = (HabitsFile::at(&path), HabitsFile::at(&path));
        assert_eq!(one.read(), Habits::default());
        one.remember(&favourite("a")).unwrap();
        two.remember(&favourite("b")).unwrap();
        one.remember(&Habit::Used(ProfileName::new("c\u{1b}"))).unwrap();
        let names = |names: &[ProfileName]| {
            names.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
        };
        let read = two.read();
        assert_eq!(names(&read.favourites), ["a", "b"]);
        assert_eq!(names(&read.recent), ["c\u{1b}"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/habits.json");
        HabitsFile::at(&path).remember(&favourite("a")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_torn_or_foreign_file_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("habits.json");
        for content in ["", "{", "[]", "{\"version\":2,\"favourites\":[\"a\"],\"recent\":[]}"] {
            fs::write(&path, content).unwrap();
            assert_eq!(HabitsFile::at(&path).read(), Habits::default(), "{content}");
        }
        HabitsFile::off().remember(&favourite("a")).unwrap();
        assert_eq!(HabitsFile::off().read(), Habits::default());
    }
}
