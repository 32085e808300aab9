//! Keys of signed zones, made before any server starts: so the parent's DS is there from the first.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::installed::program;
use crate::python::{run, text};
use crate::zone::{Signing, Zone};

/// ECDSA P-256 with SHA-256 (RFC 6605), as Route 53 signs.
const ALGORITHM: &str = "ECDSAP256SHA256";

/// How long one run of a tool may take.
const LIMIT: Duration = Duration::from_secs(20);

/// The one key of a zone.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// The data of the DS record with a SHA-256 digest, in presentation format.
    pub(crate) ds: String,
    /// The public key, base64.
    pub(crate) public: String,
}

impl Key {
    /// Tag and digest as Route 53 tells them.
    pub(crate) fn tag_and_digest(&self) -> (u16, String) {
        let fields: Vec<&str> = self.ds.split_ascii_whitespace().collect();
        (fields[0].parse().unwrap(), fields[3..].concat().to_ascii_uppercase())
    }
}

/// The keys of all signed zones, and where they are kept.
#[derive(Debug)]
pub(crate) struct Keys {
    folder: PathBuf,
    made: HashMap<String, Key>,
}

impl Keys {
    /// In a new folder.
    pub(crate) fn new(folder: PathBuf) -> Keys {
        fs::create_dir(&folder).unwrap();
        Keys { folder, made: HashMap::new() }
    }

    /// The key of a zone, which is made now if it is not there; none of one that is not signed.
    pub(crate) fn of(&mut self, zone: &Zone) -> Option<Key> {
        if zone.signing == Signing::No {
            return None;
        }
        if let Some(key) = self.made.get(&zone.name) {
            return Some(key.clone());
        }
        let key = match zone.signing {
            Signing::ByKnot => self.with_knot(&zone.name),
            _ => self.with_bind(&zone.name),
        };
        self.made.insert(zone.name.clone(), key.clone());
        Some(key)
    }

    /// The folder of the keys with which a Knot signs: one that has the root has nothing else.
    pub(crate) fn of_knot(&self, root: bool) -> PathBuf {
        self.folder.join(if root { "knot-root" } else { "knot" })
    }

    /// Makes a zone file of a zone that is signed before it is served.
    pub(crate) fn sign(&self, zone: &Zone, file: &Path) {
        let mut sign = Command::new(program("dnssec-signzone").unwrap());
        sign.args(["-q", "-S", "-z", "-P", "-o", &dotted(&zone.name), "-N", "keep", "-K"]);
        sign.arg(&self.folder).arg("-d").arg(&self.folder);
        match zone.signing {
            Signing::Nsec3 => _ = sign.args(["-3", "-", "-H", "0"]),
            Signing::OptOut => _ = sign.args(["-3", "-", "-H", "0", "-A"]),
            _ => {}
        }
        done(sign.arg("-f").arg(file).arg(file));
    }

    fn with_bind(&self, zone: &str) -> Key {
        let mut generate = Command::new(program("dnssec-keygen").unwrap());
        let made = done(
            generate.args(["-q", "-a", ALGORITHM, "-f", "KSK", "-K"]).arg(&self.folder).arg(zone),
        );
        let file = self.folder.join(format!("{}.key", made.trim()));
        let public = fs::read_to_string(&file).unwrap();
        let mut digest = Command::new(program("dnssec-dsfromkey").unwrap());
        let ds = done(digest.arg("-2").arg(file));
        Key { ds: after(&ds, " DS "), public: after(&public, " DNSKEY 257 3 13 ") }
    }

    fn with_knot(&self, zone: &str) -> Key {
        let (folder, zone) = (self.of_knot(zone.is_empty()), dotted(zone));
        let keymgr = |arguments: &[&str]| {
            let mut keymgr = Command::new(program("keymgr").unwrap());
            done(keymgr.arg("-D").arg(&folder).arg(&zone).args(arguments))
        };
        keymgr(&["generate", &format!("algorithm={ALGORITHM}"), "ksk=yes", "zsk=yes"]);
        let all = keymgr(&["ds"]);
        let ds = all.lines().find(|line| line.contains(" 13 2 ")).unwrap();
        let public = keymgr(&["dnskey"]);
        Key { ds: after(ds, " DS "), public: after(&public, " DNSKEY 257 3 13 ") }
    }
}

fn dotted(name: &str) -> String {
    format!("{name}.")
}

/// What stands after a mark, in the last line that has it.
fn after(text: &str, mark: &str) -> String {
    let line = text.lines().rfind(|line| line.contains(mark)).unwrap_or_else(|| panic!("{text}"));
    line.split(mark).nth(1).unwrap().trim().to_owned()
}

/// The output of a tool that must not fail.
fn done(command: &mut Command) -> String {
    let output = run(command, LIMIT);
    assert!(output.status.success(), "{command:?}: {}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}
