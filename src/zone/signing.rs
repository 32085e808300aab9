//! DNSSEC and limits of a zone, as Route 53 tells them.

/// `GetDNSSEC` of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// `ServeSignature`.
    pub status: SigningStatus,
    /// The key-signing keys; two at most.
    pub keys: Vec<KeySigningKey>,
}

/// `Status.ServeSignature`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningStatus {
    /// The zone is signed.
    Signing,
    /// It is not.
    NotSigning,
    /// Signing is being taken away: `DELETING`.
    Deleting,
    /// Something is wrong that the owner must mend: `ACTION_NEEDED`.
    ActionNeeded,
    /// Something is wrong at Route 53: `INTERNAL_FAILURE`.
    Failed,
    /// A word that is not known here.
    Other(String),
}

/// A key-signing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySigningKey {
    /// Its name.
    pub name: String,
    /// Whether its status is `ACTIVE`.
    pub active: bool,
    /// `KeyTag` (RFC 4034 appendix B).
    pub key_tag: Option<u16>,
    /// `DSRecord`: tag, algorithm, digest type and digest, ready for the parent.
    pub ds_record: Option<String>,
}

/// `GetHostedZoneLimit` or `GetAccountLimit`: a count and its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many there are.
    pub count: u64,
    /// How many there may be.
    pub limit: u64,
}

/// A zone that `CreateHostedZone` made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The zone, with its delegation set.
    pub detail: super::ZoneDetail,
    /// The change that makes it.
    pub change: super::ChangeInfo,
}
