//! A zone as the tests hold it: written once, for the servers' files and for the pretend Route 53.

use std::fmt::Write as _;

/// TTL of what is not said otherwise, in seconds.
pub(crate) const TTL: u32 = 300;

/// How long a name error may be kept, in seconds.
const NEGATIVE_TTL: u32 = 60;

/// One record. Names have no final dot; the root is the empty name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) owner: String,
    pub(crate) kind: &'static str,
    /// In presentation format.
    pub(crate) value: String,
}

impl Record {
    pub(crate) fn new(owner: &str, kind: &'static str, value: impl Into<String>) -> Record {
        Record { owner: owner.to_owned(), kind, value: value.into() }
    }
}

/// Who signs a zone, and how it proves that something is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// Nobody.
    No,
    /// Knot, while it serves it; NSEC.
    ByKnot,
    /// `dnssec-signzone`, before it is served, with NSEC (RFC 4034 §4).
    Nsec,
    /// The same with NSEC3 (RFC 5155).
    Nsec3,
    /// The same, and unsigned cuts may be left out (RFC 5155 §6).
    OptOut,
}

/// A zone with a name, its servers and what stands below its apex.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) servers: Vec<String>,
    pub(crate) records: Vec<Record>,
    pub(crate) signing: Signing,
}

impl Zone {
    pub(crate) fn new(name: &str, servers: Vec<String>, signing: Signing) -> Zone {
        Zone { name: name.to_owned(), servers, records: Vec::new(), signing }
    }

    pub(crate) fn add(&mut self, owner: &str, kind: &'static str, value: impl Into<String>) {
        self.records.push(Record::new(owner, kind, value));
    }

    /// The zone file (RFC 1035 §5).
    pub(crate) fn text(&self) -> String {
        let Zone { name, servers, .. } = self;
        let primary = &servers[0];
        let mut text = format!(
            "$TTL {TTL}\n{name}. IN SOA {primary}. hostmaster.{name}. 1 7200 900 1209600 {NEGATIVE_TTL}\n"
        );
        if name.is_empty() {
            text = text.replace("hostmaster..", "hostmaster.");
        }
        for server in servers {
            writeln!(text, "{name}. IN NS {server}.").unwrap();
        }
        for Record { owner, kind, value } in &self.records {
            writeln!(text, "{owner}. IN {kind} {value}").unwrap();
        }
        text
    }

    /// A name for its file.
    pub(crate) fn file(&self) -> String {
        match self.name.as_str() {
            "" => "root.zone".to_owned(),
            name => format!("{}.zone", name.replace('/', "_")),
        }
    }
}

/// A zone on one server.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    pub(crate) zone: Zone,
    /// The server is told to serve it, and can't.
    pub(crate) broken: bool,
}
