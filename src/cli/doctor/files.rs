//! Files and folders: found or not, readable or not, and for whose eyes.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::patient::Patient;
use super::report::{Line, Section};
use crate::aws::FileState;
use crate::config::ConfigError;
use crate::journal::Journal;

pub(super) fn section(patient: &Patient) -> Section {
    let mut lines = Vec::new();
    match &patient.aws {
        Ok(aws) => {
            for (file, what) in aws.files().iter().zip(["AWS config", "AWS credentials"]) {
                let path = file.path.display();
                lines.push(match &file.state {
                    FileState::Read => Line::good(what, format!("{path}{}", mode(&file.path))),
                    FileState::Absent => Line::note(what, format!("{path}: not there")),
                    // Its message may hold what stands in that line.
                    FileState::Malformed { line, .. } => {
                        Line::wrong(what, format!("{path}: line {line} can't be understood"))
                            .hint("Correct the line: none of the file's profiles can be used.")
                    }
                });
            }
        }
        Err(failure) => lines.push(
            Line::wrong("AWS's files", first_line(&failure.message))
                .hint(failure.hint.clone().unwrap_or_default()),
        ),
    }
    lines.push(config(patient));
    for (what, path) in &patient.places {
        lines.push(match path {
            None => Line::wrong(*what, "there is no home folder").hint("Set HOME."),
            Some(path) => place(what, path),
        });
    }
    Section::new("Files", lines)
}

fn config(patient: &Patient) -> Line {
    let what = "profiles.toml";
    let path = patient.config_path.as_deref();
    let shown = path.map_or("-".to_owned(), |path| path.display().to_string());
    match &patient.config {
        Ok(()) if path.is_some_and(Path::exists) => Line::good(what, shown),
        Ok(()) => Line::good(what, format!("{shown}: not there, and not needed")),
        // The line itself is the user's.
        Err(ConfigError::Wrong(mistake)) => {
            let told = format!("{shown}: line {}, column {}", mistake.line, mistake.column);
            Line::wrong(what, told)
                .hint("See `zonecut zones` for the line, profiles.example.toml for all keys.")
        }
        Err(other) => Line::wrong(what, first_line(&other.to_string())),
    }
}

fn place(what: &str, path: &Path) -> Line {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(_) => {
            let told = format!("{shown}{}", mode(path));
            if is_open(path) {
                Line::note(what, told).hint("Others on this machine may read it.")
            } else {
                Line::good(what, told)
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Line::good(what, format!("{shown}: not there yet"))
        }
        Err(error) => Line::wrong(what, format!("{shown}: {error}")),
    }
}

/// The journal's health: whether it can be read, and what is open in it.
pub(super) fn journal(path: Option<&Path>) -> Section {
    let Some(path) = path.filter(|path| path.exists()) else {
        return Section::new(
            "Journal",
            vec![Line::good("entries", "none: nothing was written yet")],
        );
    };
    Section::new("Journal", entries(path))
}

fn entries(path: &Path) -> Vec<Line> {
    let journal = Journal::to_read(path);
    let entries = match journal.entries() {
        Ok(entries) => entries,
        Err(error) => return vec![Line::wrong("journal", error.to_string()).hint(error.hint())],
    };
    let open = entries.iter().filter(|entry| entry.is_open()).count();
    let mut lines = vec![Line::good("entries", entries.len().to_string())];
    lines.push(match open {
        0 => Line::good("open", "none"),
        some => Line::note("open", some.to_string()).hint(
            "Their end is not known yet. The next start of zonecut reads the zones and settles it.",
        ),
    });
    lines.extend(journal.notices().into_iter().map(|notice| Line::note("odd", notice)));
    lines
}

/// The mode, as ` (0600)`; nothing where there are none.
#[cfg(unix)]
fn mode(path: &Path) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |found: fs::Metadata| format!(" ({:04o})", found.permissions().mode() & 0o7777);
    fs::metadata(path).map(mode).unwrap_or_default()
}

#[cfg(not(unix))]
fn mode(_: &Path) -> String {
    String::new()
}

/// Whether others than the owner may read it.
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
