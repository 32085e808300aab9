//! What was listed in an earlier run, and what the settings say of who reaches it: no more than a
//! picture to begin with.

use std::time::Duration;

use super::{AccountId, HostedZone, Partition, ProfileName};

/// How a profile's settings say that it reaches Route 53. Holds no credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The profile.
    pub profile: ProfileName,
    /// The partition its requests go to.
    pub partition: Partition,
    /// A [digest](Reach::digest) of the URL of Route 53 where that is not AWS's own: a URL may hold
    /// a password.
    pub endpoint: Option<u64>,
    /// The account that the settings name, before STS was asked.
    pub account: Option<AccountId>,
    /// A [digest](Reach::digest) of the settings that say whose credentials these are. It changes
    /// with them; what signs requests is no part of it.
    pub settings: u64,
}

impl Reach {
    /// FNV-1a of 64 bits over texts: the same in every build, which the standard library's hashes
    /// are not. It tells apart what differs by chance, and is no secret's keeper.
    #[must_use]
    pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
        let octets = texts.into_iter().flat_map(|text| text.bytes().chain([0xff]));
        octets.fold(0xcbf2_9ce4_8422_2325, |digest, octet| {
            (digest ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

/// An account that an earlier run listed, and who reached it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedAccount {
    /// The account.
    pub account: AccountId,
    /// Its partition.
    pub partition: Partition,
    /// A [digest](Reach::digest) of the URL of Route 53 where that was not AWS's own.
    pub endpoint: Option<u64>,
    /// The profiles, each with the [digest](Reach::digest) of its settings, the last seen first.
    pub profiles: Vec<(ProfileName, u64)>,
}

/// The zones of an account as they were listed in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The account.
    pub account: AccountId,
    /// Its partition.
    pub partition: Partition,
    /// Those of the asked profiles that reached it then, as far as their settings are the same.
    pub profiles: Vec<ProfileName>,
    /// How long ago the listing came to its end.
    pub age: Duration,
    /// The zones.
    pub zones: Vec<HostedZone>,
}
