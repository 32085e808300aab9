//! A record set as a hosted zone holds it.

use std::fmt;
use std::str::FromStr;

use super::name::Name;

macro_rules! record_types {
    ($($name:ident $text:literal),* $(,)?) => {
        /// The record types of Route 53's service model, in the order of their names, which is the
        /// order that a listing gives sets of one name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is the record type it is named after")]
        pub enum RecordType { $($name),* }

        impl RecordType {
            /// The mnemonic, upper case.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(RecordType::$name => $text),* }
            }
        }

        impl FromStr for RecordType {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(RecordType::$name),)* _ => Err(()) }
            }
        }
    };
}

record_types! {
    A "A", Aaaa "AAAA", Caa "CAA", Cname "CNAME", Ds "DS", Https "HTTPS", Mx "MX", Naptr "NAPTR",
    Ns "NS", Ptr "PTR", Soa "SOA", Spf "SPF", Srv "SRV", Sshfp "SSHFP", Svcb "SVCB", Tlsa "TLSA",
    Txt "TXT",
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What tells one record set of a zone from another, in the order of a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The owner.
    pub name: Name,
    /// The type.
    pub kind: RecordType,
    /// What tells sets of one name and type apart; only sets with a routing policy have it.
    pub set_identifier: Option<String>,
}

impl RecordKey {
    /// The key of a set without a routing policy.
    #[must_use]
    pub fn simple(name: Name, kind: RecordType) -> Self {
        RecordKey { name, kind, set_identifier: None }
    }
}

/// As Route 53 writes it in its messages: `[name='a.example.com.', type='NS']`.
impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[name='{}', type='{}'", self.name, self.kind)?;
        if let Some(id) = &self.set_identifier {
            write!(f, ", set-identifier='{id}'")?;
        }
        f.write_str("]")
    }
}

/// What a record set answers with, and on what condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// The values or the alias.
    pub data: RecordData,
    /// The routing policy, in sets that have a set identifier.
    pub routing: Option<Routing>,
    /// The health check, by its id.
    pub health_check: Option<String>,
}

impl RecordSet {
    /// A set of plain values.
    #[must_use]
    pub fn values(ttl: u32, values: Vec<String>) -> Self {
        RecordSet { data: RecordData::Values { ttl, values }, routing: None, health_check: None }
    }
}

/// The answer itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordData {
    /// Values as Route 53 writes them, with the TTL in seconds.
    Values {
        /// The time to live in seconds.
        ttl: u32,
        /// The values, in the order given.
        values: Vec<String>,
    },
    /// Another name of AWS's, whose addresses are answered in place.
    Alias {
        /// The hosted zone id of the target.
        zone: String,
        /// The name of the target.
        name: Name,
        /// Whether the health of the target counts.
        evaluate_health: bool,
    },
}

impl RecordData {
    /// Whether a DELETE that names `given` hits this: the same TTL and the same values in any
    /// order, or the same alias.
    #[must_use]
    pub fn matches(&self, given: &RecordData) -> bool {
        match (self, given) {
            (
                RecordData::Values { ttl, values },
                RecordData::Values { ttl: given_ttl, values: given_values },
            ) => {
                let sorted = |values: &[String]| {
                    let mut values = values.to_vec();
                    values.sort_unstable();
                    values
                };
                ttl == given_ttl && sorted(values) == sorted(given_values)
            }
            _ => self == given,
        }
    }
}

/// The routing policies that are understood here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routing {
    /// By weight, 0 to 255.
    Weight(u8),
    /// By latency to an AWS region.
    Region(String),
    /// By where the question comes from.
    Geo {
        /// Two letters, e.g. `EU`.
        continent: Option<String>,
        /// Two letters, or `*` for the default.
        country: Option<String>,
        /// One to three letters, with a country.
        subdivision: Option<String>,
    },
    /// `PRIMARY` or `SECONDARY`.
    Failover(String),
    /// Up to eight healthy sets together.
    MultiValue,
}

impl Routing {
    /// Whether both are of one policy: all sets of one name and type must be.
    pub(super) fn same_policy(&self, other: &Routing) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether two sets may not both have this: one region, place or failover role is there once.
    pub(super) fn excludes(&self, other: &Routing) -> bool {
        self == other && !matches!(self, Routing::Weight(_) | Routing::MultiValue)
    }
}
