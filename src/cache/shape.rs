//! The lines of a listing, between our words and JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::dns::Name;
use crate::zone::{AccountId, HostedZone, Partition, ProfileName, Reach, ReachedAccount, ZoneId};

/// The version of the shape. A file of any other is passed over.
const VERSION: u32 = 1;
/// What tells our files from all others.
const KIND: &str = "zonecut zone cache";

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    kind: String,
    v: u32,
    pub(super) partition: In,
    pub(super) account: String,
    /// A digest of where Route 53 is, in hexadecimal, where that is not AWS's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) endpoint: Option<String>,
    /// When the listing came to its end, in seconds since 1970.
    pub(super) listed: u64,
    /// How many lines of zones follow.
    pub(super) zones: usize,
    pub(super) reached: Vec<Reached>,
}

/// A profile that reached the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reached {
    pub(super) profile: String,
    /// The digest of its settings, in hexadecimal.
    settings: String,
    /// When that was known last, in seconds since 1970.
    pub(super) seen: u64,
}

/// A partition by its name in ARNs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum In {
    #[serde(rename = "aws")]
    Aws,
    #[serde(rename = "aws-cn")]
    China,
    #[serde(rename = "aws-us-gov")]
    GovCloud,
}

impl In {
    pub(super) fn as_str(self) -> &'static str {
        Partition::from(self).as_str()
    }
}

impl From<Partition> for In {
    fn from(partition: Partition) -> Self {
        match partition {
            Partition::Aws => Self::Aws,
            Partition::China => Self::China,
            Partition::GovCloud => Self::GovCloud,
        }
    }
}

impl From<In> for Partition {
    fn from(partition: In) -> Self {
        match partition {
            In::Aws => Self::Aws,
            In::China => Self::China,
            In::GovCloud => Self::GovCloud,
        }
    }
}

impl Head {
    /// Of a listing by this profile, at this time in seconds since 1970.
    pub(super) fn new(account: &AccountId, by: &Reach, listed: u64, zones: usize) -> Self {
        Self {
            kind: KIND.to_owned(),
            v: VERSION,
            partition: by.partition.into(),
            account: account.as_str().to_owned(),
            endpoint: by.endpoint.map(hex),
            listed,
            zones,
            reached: Vec::new(),
        }
    }

    /// Whether the account is in this partition, and was asked for at this endpoint.
    pub(super) fn is_at(&self, partition: Partition, endpoint: Option<u64>) -> bool {
        self.partition == partition.into() && self.endpoint == endpoint.map(hex)
    }

    /// The account and who reached it; `None` where a digest is none.
    pub(super) fn reached(&self) -> Option<ReachedAccount> {
        let digest = |text: &str| u64::from_str_radix(text, 16).ok();
        let endpoint = match &self.endpoint {
            Some(text) => Some(digest(text)?),
            None => None,
        };
        let mut reached: Vec<&Reached> = self.reached.iter().collect();
        reached.sort_by_key(|one| std::cmp::Reverse(one.seen));
        let of = |one: &Reached| Some((ProfileName::new(&one.profile), digest(&one.settings)?));
        Some(ReachedAccount {
            account: AccountId::new(&self.account),
            partition: self.partition.into(),
            endpoint,
            profiles: reached.into_iter().filter_map(of).collect(),
        })
    }

    /// When a profile with these settings was last known to reach the account.
    pub(super) fn seen(&self, reach: &Reach) -> Option<u64> {
        let settings = hex(reach.settings);
        let same = |reached: &&Reached| {
            reached.profile == reach.profile.as_str() && reached.settings == settings
        };
        self.reached.iter().filter(same).map(|reached| reached.seen).max()
    }
}

impl Reached {
    /// A profile that was seen to reach the account at a time in seconds since 1970.
    pub(super) fn of(reach: &Reach, seen: u64) -> Self {
        Self { profile: reach.profile.as_str().to_owned(), settings: hex(reach.settings), seen }
    }
}

fn hex(number: u64) -> String {
    format!("{number:016x}")
}

/// A zone's line. Short keys: there may be a hundred thousand of them.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    sets: u64,
    #[serde(default, skip_serializing_if = "is_false")]
    private: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<Cow<'a, str>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Reads a first line; `None` where it is none of ours, or of another version.
pub(super) fn head(line: &[u8]) -> Option<Head> {
    let head: Head = serde_json::from_slice(line).ok()?;
    (head.kind == KIND && head.v == VERSION).then_some(head)
}

/// Reads a zone's line.
pub(super) fn zone(line: &[u8]) -> Option<HostedZone> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    let id = ZoneId::new(&line.id);
    // An id leads to a request: nothing that Route 53 would not have made.
    let known = !id.as_str().is_empty()
        && id.as_str() == line.id
        && line.id.len() <= 64
        && line.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some(HostedZone {
        id: known.then_some(id)?,
        name: Name::from_route53(&line.name).ok()?,
        private: line.private,
        record_count: line.sets,
        comment: line.comment.map(Into::into),
        linked_service: line.service.map(Into::into),
    })
}

/// Writes a zone's line, without its end.
///
/// # Errors
/// What the system says.
pub(super) fn write_zone(out: impl Write, zone: &HostedZone) -> io::Result<()> {
    let line = Line {
        id: zone.id.as_str().into(),
        name: zone.name.as_route53().into(),
        sets: zone.record_count,
        private: zone.private,
        comment: zone.comment.as_deref().map(Cow::Borrowed),
        service: zone.linked_service.as_deref().map(Cow::Borrowed),
    };
    Ok(serde_json::to_writer(out, &line)?)
}
