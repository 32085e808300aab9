//! What a name server is asked, and what it answers (RFC 1035 §4.1).

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use super::{Ds, Name, RecordType};

/// One question to one server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// The name asked for.
    pub name: Name,
    /// The type asked for.
    pub rtype: RecordType,
    /// RD: whether the server is to find the answer elsewhere. Off for a question to an
    /// authoritative server.
    pub recursion: bool,
    /// DO: whether DNSSEC records are wanted beside the answer (RFC 3225).
    pub dnssec: bool,
}

impl Query {
    /// To an authoritative server: RD=0, DO=0.
    #[must_use]
    pub fn authoritative(name: Name, rtype: RecordType) -> Self {
        Self { name, rtype, recursion: false, dnssec: false }
    }

    /// To a resolver: RD=1, DO=0. It keeps what it finds, for its TTL.
    #[must_use]
    pub fn recursive(name: Name, rtype: RecordType) -> Self {
        Self { name, rtype, recursion: true, dnssec: false }
    }

    /// To a resolver, about what it keeps already: RD=0, DO=0. It goes and looks for nothing.
    #[must_use]
    pub fn of_cache(name: Name, rtype: RecordType) -> Self {
        Self { name, rtype, recursion: false, dnssec: false }
    }

    /// The same with DO=1.
    #[must_use]
    pub fn with_dnssec(self) -> Self {
        Self { dnssec: true, ..self }
    }
}

/// How a reply says the question went (RFC 1035 §4.1.1, RFC 2136 §2.2, RFC 6891 §6.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rcode {
    /// 0: no error; the answer may be empty.
    NoError,
    /// 1: the server could not read the question.
    FormErr,
    /// 2: the server failed.
    ServFail,
    /// 3: the name does not exist.
    NxDomain,
    /// 4: the server does not do this.
    NotImp,
    /// 5: the server won't say: as Route 53's do for zones they have not got.
    Refused,
    /// 9: not authoritative for the zone.
    NotAuth,
    /// Any other, by number.
    Other(u16),
}

impl Rcode {
    /// By its number, the upper bits of EDNS included.
    #[must_use]
    pub fn from_number(number: u16) -> Self {
        match number {
            0 => Self::NoError,
            1 => Self::FormErr,
            2 => Self::ServFail,
            3 => Self::NxDomain,
            4 => Self::NotImp,
            5 => Self::Refused,
            9 => Self::NotAuth,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for Rcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoError => f.pad("NOERROR"),
            Self::FormErr => f.pad("FORMERR"),
            Self::ServFail => f.pad("SERVFAIL"),
            Self::NxDomain => f.pad("NXDOMAIN"),
            Self::NotImp => f.pad("NOTIMP"),
            Self::Refused => f.pad("REFUSED"),
            Self::NotAuth => f.pad("NOTAUTH"),
            Self::Other(number) => f.pad(&format!("RCODE{number}")),
        }
    }
}

/// What a server answered: to the question that was asked, by the server that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// How it went.
    pub rcode: Rcode,
    /// AA: whether the server speaks for the zone.
    pub authoritative: bool,
    /// The answer section.
    pub answers: Vec<Record>,
    /// The authority section: the NS set of a referral, the SOA of a name that is not there.
    pub authority: Vec<Record>,
    /// The additional section without OPT: the glue of a referral.
    pub additional: Vec<Record>,
    /// What carried it in the end.
    pub transport: Transport,
    /// From the first packet sent to the last one read, retries included.
    pub took: Duration,
}

impl Reply {
    /// The targets of the NS records of one owner in one section, sorted, each once.
    #[must_use]
    pub fn name_servers(section: &[Record], owner: &Name) -> Vec<Name> {
        let targets = section.iter().filter(|record| record.name == *owner);
        let mut servers: Vec<Name> = targets
            .filter_map(|record| match &record.data {
                RecordData::Ns(server) => Some(server.clone()),
                _ => None,
            })
            .collect();
        servers.sort();
        servers.dedup();
        servers
    }

    /// The least TTL of the NS records of one owner in one section, in seconds: of a resolver, what
    /// is left of it.
    #[must_use]
    pub fn ns_ttl(section: &[Record], owner: &Name) -> Option<u32> {
        let of_owner = section.iter().filter(|record| record.name == *owner);
        of_owner.filter(|r| matches!(r.data, RecordData::Ns(_))).map(|record| record.ttl).min()
    }

    /// For how many seconds it may be kept that there is nothing: the lesser of the TTL and the
    /// minimum of the SOA beside it (RFC 2308 §5).
    #[must_use]
    pub fn negative_ttl(&self) -> Option<u32> {
        self.authority.iter().find_map(|record| match &record.data {
            RecordData::Soa(soa) => Some(record.ttl.min(soa.minimum)),
            _ => None,
        })
    }

    /// The DS records of one owner in one section.
    #[must_use]
    pub fn ds(section: &[Record], owner: &Name) -> Vec<Ds> {
        let records = section.iter().filter(|record| record.name == *owner);
        records
            .filter_map(|record| match &record.data {
                RecordData::Ds(ds) => Some(ds.clone()),
                _ => None,
            })
            .collect()
    }

    /// The SOA record of one section, with its owner.
    #[must_use]
    pub fn soa(section: &[Record]) -> Option<(&Name, &Soa)> {
        section.iter().find_map(|record| match &record.data {
            RecordData::Soa(soa) => Some((&record.name, soa)),
            _ => None,
        })
    }
}

/// What carries a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP, after UDP was truncated or brought nothing.
    Tcp,
}

/// One resource record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its owner.
    pub name: Name,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// Type and data.
    pub data: RecordData,
}

/// The data of a record, as far as a zone cut needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordData {
    /// A name server.
    Ns(Name),
    /// The start of authority.
    Soa(Soa),
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// An alias.
    Cname(Name),
    /// A key that the parent vouches for.
    Ds(Ds),
    /// A key of the zone.
    Dnskey(Dnskey),
    /// These types stand at the owner, and nothing between it and `next` (RFC 4034 §4).
    Nsec {
        /// The next owner in the zone's order.
        next: Name,
        /// The types at the owner.
        types: Vec<RecordType>,
    },
    /// The same by hashed names (RFC 5155).
    Nsec3 {
        /// Whether unsigned cuts may be left out of what it covers.
        opt_out: bool,
        /// The types at the owner.
        types: Vec<RecordType>,
        /// How the hash of the name asked for stands to it.
        place: Nsec3Place,
    },
    /// A signature over the records of this type beside it. Not verified.
    Rrsig(RecordType),
    /// Anything else.
    Other(RecordType),
}

/// How a hashed name stands to an NSEC3 record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nsec3Place {
    /// The record is about this name.
    Matches,
    /// The name, or one above it in the zone, would stand between the record's owner and the
    /// next one: what stands there is not in the zone, or left out of it by opt-out.
    Covers,
    /// Neither, or it can't be told.
    Elsewhere,
}

/// The data of a SOA record (RFC 1035 §3.3.13), times in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soa {
    /// The primary server.
    pub mname: Name,
    /// The version of the zone.
    pub serial: u32,
    /// With the TTL of the SOA itself the time for which a name error is kept (RFC 2308 §5).
    pub minimum: u32,
}

/// A key of a zone (RFC 4034 §2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dnskey {
    /// 257 for a key-signing key, 256 for a zone-signing key.
    pub flags: u16,
    /// Its algorithm.
    pub algorithm: u8,
    /// Its tag.
    pub key_tag: u16,
    /// The DS records that would vouch for it, one for each known type of digest.
    pub digests: Vec<Ds>,
}
