//! What an audit wants to know, and what it is told.

use crate::dns::{Looked, Lookup};
use crate::zone::{Fault, RecordPage, RecordStart, Signing, ZoneDetail, ZoneKey};

/// Tells one ask of an audit from all others of the same audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskId(pub u64);

/// One thing that an audit wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditAsk {
    /// Goes back with the answer.
    pub id: AskId,
    /// What is asked.
    pub what: AuditQuestion,
}

/// What is asked. All but the last are one request to Route 53 each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditQuestion {
    /// One page of a zone's record sets (`ListResourceRecordSets`).
    Records {
        /// The zone, and the profile that reads it.
        zone: ZoneKey,
        /// Where the page starts; `None` for the first.
        start: Option<RecordStart>,
    },
    /// A zone's delegation set (`GetHostedZone`).
    Zone(ZoneKey),
    /// Whether and how a zone is signed (`GetDNSSEC`).
    Signing(ZoneKey),
    /// Something in the DNS.
    LookUp(Lookup),
}

/// The answer to the [`AuditQuestion`] of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditAnswer {
    /// A page, or why there is none.
    Records(Result<RecordPage, Fault>),
    /// The zone, or why it could not be read.
    Zone(Result<ZoneDetail, Fault>),
    /// Its signing, or why it could not be read.
    Signing(Result<Signing, Fault>),
    /// What was seen.
    LookedUp(Looked),
}
