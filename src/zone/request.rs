//! A child that asks to be delegated to, as its owner tells it to whoever has the parent.

use crate::dns::Name;

use super::{AccountId, ZoneId};

/// All that a delegation needs to know of a child whose account can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationRequest {
    /// The child's apex.
    pub name: Name,
    /// The zone, and whose it is.
    pub by: Requester,
    /// Its delegation set, in the order of [`Name`]s; not empty.
    pub servers: Vec<Name>,
    /// DS records of its active key-signing keys, in presentation format; none where it is not
    /// signed, or its owner may not read that.
    pub ds: Vec<String>,
}

/// The zone that a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requester {
    /// The account that has the zone, by its owner's word.
    pub account: AccountId,
    /// The zone's id.
    pub zone: ZoneId,
}
