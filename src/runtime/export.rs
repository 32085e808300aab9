//! Writes what an audit found to files of the user's own, over no other file.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::app::report;
use crate::cut::AuditRow;
use crate::journal::rfc3339;
use crate::zone::{AccountId, ProfileName, ZoneKey};

/// Writes `zonecut-audit-<time in UTC>.json` and `.csv` into the current folder. They are readable
/// for the user alone: they tell what can be taken over.
///
/// # Errors
/// The file and why it could not be written, in a sentence's words.
pub(super) async fn write(
    rows: Vec<AuditRow>,
    accounts: BTreeMap<ProfileName, AccountId>,
) -> Result<Vec<String>, String> {
    let written = tokio::task::spawn_blocking(move || {
        let folder = std::env::current_dir().map_err(|error| error.to_string())?;
        into(&folder, SystemTime::now(), &rows, &accounts)
    });
    let paths = written.await.map_err(|error| error.to_string())??;
    Ok(paths.iter().map(|path| path.display().to_string()).collect())
}

fn into(
    folder: &Path,
    now: SystemTime,
    rows: &[AuditRow],
    accounts: &BTreeMap<ProfileName, AccountId>,
) -> Result<Vec<PathBuf>, String> {
    let time: String = rfc3339(now).chars().filter(char::is_ascii_digit).collect();
    let (day, clock) = time.split_at_checked(8).unwrap_or((&time, ""));
    let clock = clock.get(..6).unwrap_or(clock);
    let account = |key: &ZoneKey| accounts.get(&key.profile);
    let texts =
        [("json", report::json_text(rows, account)), ("csv", report::csv_text(rows, account))];
    let mut written = Vec::new();
    for (kind, text) in texts {
        let path = folder.join(format!("zonecut-audit-{day}-{clock}.{kind}"));
        create(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

fn create(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn files_are_private_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_437_713);
        let write = || into(folder.path(), now, &[], &BTreeMap::new());
        let paths = write().unwrap();
        let names: Vec<_> =
            paths.iter().map(|path| path.file_name().unwrap().to_string_lossy()).collect();
        assert_eq!(
            names,
            ["zonecut-audit-20261123-124153.json", "zonecut-audit-20261123-124153.csv"]
        );
        assert_eq!(std::fs::read_to_string(&paths[0]).unwrap(), "[\n\n]\n");
        #[cfg(unix)]
        for path in &paths {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
        std::fs::write(&paths[0], "mine").unwrap();
        let why = write().unwrap_err();
        assert!(why.contains("zonecut-audit-20261123-124153.json"), "{why}");
        assert_eq!(std::fs::read_to_string(&paths[0]).unwrap(), "mine");
    }
}
