//! Types of resource records.

use std::fmt;

/// The type of an RRset, by its mnemonic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordType {
    /// IPv4 address (RFC 1035).
    A,
    /// IPv6 address (RFC 3596).
    Aaaa,
    /// Alias of another name (RFC 1035); nothing may stand beside it (RFC 2181 §10.1).
    Cname,
    /// Digest of a child's key-signing key, held by the parent (RFC 4034 §5).
    Ds,
    /// Name server: below an apex, a zone cut (RFC 1034 §4.2.1).
    Ns,
    /// Start of authority (RFC 1035).
    Soa,
    /// Any other type, in upper case.
    Other(Box<str>),
}

impl RecordType {
    /// Reads a mnemonic such as `AAAA`, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "A" => Self::A,
            "AAAA" => Self::Aaaa,
            "CNAME" => Self::Cname,
            "DS" => Self::Ds,
            "NS" => Self::Ns,
            "SOA" => Self::Soa,
            other => Self::Other(other.into()),
        }
    }

    /// The mnemonic.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Ds => "DS",
            Self::Ns => "NS",
            Self::Soa => "SOA",
            Self::Other(text) => text,
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for RecordType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
