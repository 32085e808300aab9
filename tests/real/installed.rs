//! Which name servers this machine has; what is missing is said where nobody can overlook it.

use std::io::Write as _;
use std::path::PathBuf;

/// All programs that the tests start, with the Debian package of each.
const PROGRAMS: &[(&str, &str)] = &[
    ("knotd", "knot"),
    ("knotc", "knot"),
    ("keymgr", "knot"),
    ("kdig", "knot-dnsutils"),
    ("nsd", "nsd"),
    ("named", "bind9"),
    ("nsec3hash", "bind9"),
    ("dnssec-keygen", "bind9-utils"),
    ("dnssec-signzone", "bind9-utils"),
    ("dnssec-dsfromkey", "bind9-utils"),
    ("named-checkzone", "bind9-utils"),
];

/// Set, and not empty: a test that can't be run has failed.
const REQUIRED: &str = "ZONECUT_REQUIRE_SERVERS";

/// Where a program is; daemons are often outside the path of ordinary users.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path);
    let daemons = ["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from);
    folders.chain(daemons).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether a test can be run. If not it is said on standard error itself, which the test harness
/// does not keep back.
///
/// # Panics
/// If it can't and the environment says that it must.
pub(crate) fn all(test: &str) -> bool {
    let Some(lack) = lack() else { return true };
    let required = std::env::var_os(REQUIRED).is_some_and(|value| !value.is_empty());
    assert!(!required, "{test} needs real name servers: {lack}");
    let told = format!("\n*** NOT RUN: {test}\n*** It needs real name servers: {lack}\n\n");
    let _ = std::io::stderr().write_all(told.as_bytes());
    false
}

/// What this machine lacks, in words.
fn lack() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return Some("on Linux, whose loopback has all of 127.0.0.0/8".to_owned());
    }
    let missing = PROGRAMS.iter().filter(|(name, _)| program(name).is_none());
    let mut packages: Vec<&str> = missing.map(|(_, package)| *package).collect();
    packages.dedup();
    (!packages.is_empty()).then(|| format!("apt-get install {}", packages.join(" ")))
}
