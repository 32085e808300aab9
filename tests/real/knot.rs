//! Knot, which signs what it is told to and can change a zone while it serves it.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::installed::program;
use crate::process::Process;
use crate::python::{run, text};
use crate::zone::{Load, Signing};

/// How long one order to the server may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A running Knot.
#[derive(Debug)]
pub(crate) struct Knot {
    pub(crate) process: Process,
    socket: PathBuf,
}

impl Knot {
    /// Starts it in a folder of its own, on some addresses, with the keys that it signs with.
    pub(crate) fn start(listen: &[SocketAddr], zones: &[Load], keys: &Path, folder: &Path) -> Knot {
        let mut config = String::from("server:\n");
        for address in listen {
            writeln!(config, "    listen: {}@{}", address.ip(), address.port()).unwrap();
        }
        let (here, keys) = (folder.display(), keys.display());
        write!(
            config,
            "    rundir: {here}\n    udp-workers: 1\n    tcp-workers: 1\n    background-workers: 1\n\
             log:\n  - target: stderr\n    any: info\n\
             database:\n    storage: {here}\n    kasp-db: {keys}\n    journal-db-max-size: 16M\n    \
             kasp-db-max-size: 16M\n    timer-db-max-size: 16M\n\
             control:\n    listen: knot.sock\n\
             policy:\n  - id: own-key\n    manual: on\n    single-type-signing: on\n    \
             algorithm: ECDSAP256SHA256\n\
             template:\n  - id: default\n    storage: {here}\n    zonefile-sync: -1\n    \
             zonefile-load: whole\n    journal-content: none\n    semantic-checks: off\n\
             zone:\n"
        )
        .unwrap();
        for Load { zone, broken } in zones {
            let file = if *broken { "not-there".to_owned() } else { zone.file() };
            writeln!(config, "  - domain: \"{}.\"\n    file: \"{file}\"", zone.name).unwrap();
            if zone.signing == Signing::ByKnot {
                writeln!(config, "    dnssec-signing: on\n    dnssec-policy: own-key").unwrap();
            }
        }
        let file = folder.join("knot.conf");
        fs::write(&file, config).unwrap();
        let arguments = ["-c", file.to_str().unwrap()];
        let process = Process::start(&program("knotd").unwrap(), &arguments, folder);
        Knot { process, socket: folder.join("knot.sock") }
    }

    /// Replaces an RRset in a zone by one record, or takes it away; served when this returns.
    pub(crate) fn set(&self, zone: &str, owner: &str, kind: &str, ttl: u32, values: &[&str]) {
        let (zone, owner, ttl) = (format!("{zone}."), format!("{owner}."), ttl.to_string());
        self.order(&["zone-begin", &zone]);
        // What is not there can't be taken away; that is no trouble.
        let _ = self.knotc(&["zone-unset", &zone, &owner, kind]);
        for value in values {
            self.order(&["zone-set", &zone, &owner, &ttl, kind, value]);
        }
        self.order(&["-b", "zone-commit", &zone]);
    }

    fn order(&self, arguments: &[&str]) {
        let output = self.knotc(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    }

    fn knotc(&self, arguments: &[&str]) -> std::process::Output {
        let mut knotc = Command::new(program("knotc").unwrap());
        run(knotc.arg("-s").arg(&self.socket).args(arguments), LIMIT)
    }
}
