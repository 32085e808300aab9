//! A resource record as it goes over the wire, and how it gets there.

use hickory_proto::rr::rdata::{CNAME, NS, NULL, PTR, SOA};
use hickory_proto::rr::{Name as WireName, RData, Record, RecordType};

use crate::emulator::name::Name;

/// A resource record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rr {
    pub(super) owner: Name,
    pub(super) kind: RecordType,
    /// In seconds.
    pub(super) ttl: u32,
    pub(super) data: Data,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Data {
    /// A name: of NS, CNAME and PTR records.
    Name(Name),
    /// A start of authority.
    Soa(Soa),
    /// The bytes of any other type.
    Bytes(Vec<u8>),
}

/// The start of authority (RFC 1035 §3.3.13), times in seconds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Soa {
    pub(super) primary: Name,
    pub(super) mailbox: Name,
    pub(super) serial: u32,
    pub(super) refresh: u32,
    pub(super) retry: u32,
    pub(super) expire: u32,
    pub(super) minimum: u32,
}

impl Rr {
    /// The host that an NS record names, or the target of a CNAME.
    pub(super) fn target(&self) -> Option<&Name> {
        match &self.data {
            Data::Name(name) => Some(name),
            Data::Soa(_) | Data::Bytes(_) => None,
        }
    }

    /// As the library writes it; `None` if a name can't be written. An owner that is the name asked
    /// for is spelt as it was asked.
    pub(super) fn wire(&self, asked: &Name, spelt: &WireName) -> Option<Record> {
        let owner = if self.owner == *asked { spelt.clone() } else { wire_name(&self.owner)? };
        let data = match (&self.data, self.kind) {
            (Data::Name(name), RecordType::NS) => RData::NS(NS(wire_name(name)?)),
            (Data::Name(name), RecordType::CNAME) => RData::CNAME(CNAME(wire_name(name)?)),
            (Data::Name(name), RecordType::PTR) => RData::PTR(PTR(wire_name(name)?)),
            (Data::Name(name), code) => {
                RData::Unknown { code, rdata: NULL::with(uncompressed(name)) }
            }
            (Data::Soa(soa), _) => RData::SOA(SOA::new(
                wire_name(&soa.primary)?,
                wire_name(&soa.mailbox)?,
                soa.serial,
                soa.refresh.cast_signed(),
                soa.retry.cast_signed(),
                soa.expire.cast_signed(),
                soa.minimum,
            )),
            (Data::Bytes(bytes), code) => RData::Unknown { code, rdata: NULL::with(bytes.clone()) },
        };
        Some(Record::from_rdata(owner, self.ttl, data))
    }
}

/// A name as the library holds it.
pub(super) fn wire_name(name: &Name) -> Option<WireName> {
    WireName::from_labels(name.labels()).ok()
}

/// A name that came over the wire.
pub(super) fn read_name(name: &WireName) -> Option<Name> {
    Name::from_labels(name.iter())
}

/// A name in bytes (RFC 1035 §3.1), as it stands in data that must not be compressed.
pub(super) fn uncompressed(name: &Name) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.labels() {
        // A label is at most 63 bytes long.
        bytes.push(u8::try_from(label.len()).unwrap_or_default());
        bytes.extend(label);
    }
    bytes.push(0);
    bytes
}
