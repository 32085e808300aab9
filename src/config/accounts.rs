//! `[[accounts]]`: accounts that are reached by assuming one role from one profile.

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};

use super::dns;
use crate::zone::{AccountId, ByRole, Member, Members, NamePattern, ProfileName};

/// What STS takes for a session's length.
const DURATIONS: (Duration, Duration) = (Duration::from_mins(15), Duration::from_hours(12));

/// `[[accounts]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsConfig {
    /// The profile whose credentials assume the role.
    #[serde(deserialize_with = "profile_name")]
    pub source: ProfileName,
    /// The role's name in each account, with its path where it has one.
    #[serde(deserialize_with = "role")]
    pub role: String,
    /// The accounts.
    #[serde(deserialize_with = "ids")]
    pub ids: Members,
    /// Not these.
    #[serde(default)]
    pub except: Vec<String>,
    /// What the profiles are called.
    #[serde(default, deserialize_with = "pattern")]
    pub name: NamePattern,
    /// Where they stand together.
    pub group: Option<String>,
    /// The region, in place of the source's.
    pub region: Option<String>,
    /// What the role's trust policy asks for.
    #[serde(default, deserialize_with = "external_id")]
    pub external_id: Option<String>,
    /// What `CloudTrail` shows.
    #[serde(default, deserialize_with = "session_name")]
    pub session_name: Option<String>,
    /// How long a session lasts.
    #[serde(default, deserialize_with = "duration")]
    pub duration: Option<i32>,
}

impl AccountsConfig {
    /// The same without the file's words.
    #[must_use]
    pub fn by_role(&self) -> ByRole {
        let Self { source, role, ids, except, name, group, region, .. } = self.clone();
        let Self { external_id, session_name, duration, .. } = self.clone();
        ByRole {
            source,
            role,
            external_id,
            session_name,
            duration,
            region,
            members: ids,
            except,
            name,
            group,
        }
    }
}

/// The characters of names in IAM
/// ([quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)).
fn of_iam(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// The name of a profile.
pub(super) fn profile_name<'de, D: Deserializer<'de>>(from: D) -> Result<ProfileName, D::Error> {
    let name = String::deserialize(from)?;
    if name.is_empty() {
        return Err(D::Error::custom("a profile's name is missing"));
    }
    Ok(ProfileName::new(&name))
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.starts_with("arn:") {
        return Err(D::Error::custom(
            "a role's name is wanted, not its ARN: the accounts stand in `ids`",
        ));
    }
    let role = text.strip_prefix('/').unwrap_or(&text);
    let is_name = |name: &str| !name.is_empty() && name.len() <= 64 && of_iam(name);
    let mut parts = role.split('/').rev();
    let fits =
        parts.next().is_some_and(is_name) && parts.all(|part| !part.is_empty() && of_iam(part));
    if !fits || role.len() > 576 {
        return Err(D::Error::custom(
            "a role's name has up to 64 letters, digits and _+=,.@-, with its path before it",
        ));
    }
    Ok(role.to_owned())
}

fn ids<'de, D: Deserializer<'de>>(from: D) -> Result<Members, D::Error> {
    from.deserialize_any(Ids)
}

struct Ids;

impl<'de> Visitor<'de> for Ids {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"all\" or a list of account ids")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Members, E> {
        if text == "all" {
            return Ok(Members::Organization);
        }
        Err(E::custom("it is \"all\" or a list of account ids, as in [\"111111111111\"]"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Members, A::Error> {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = HashSet::new();
        while let Some(Listed(member)) = list.next_element()? {
            // One that stands here twice is reached as it stands first.
            if seen.insert(member.id.clone()) {
                members.push(member);
            }
        }
        if members.is_empty() {
            return Err(A::Error::custom("a list has at least one account"));
        }
        Ok(Members::Listed(members))
    }
}

/// An id, or an id with a name. One that is no id is told of as a profile that can't be used, as it
/// takes nothing from the others.
struct Listed(Member);

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected an account id, or { id = \"…\", name = \"…\" }")]
        enum Form {
            Id(Id),
            Named(Named),
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Named {
            id: Id,
            name: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Id {
            Text(String),
            Digits(u64),
        }
        let (id, name) = match Form::deserialize(from)? {
            Form::Id(id) => (id, None),
            Form::Named(Named { id, name }) => (id, name),
        };
        let id = match id {
            Id::Text(id) => id,
            Id::Digits(id) => id.to_string(),
        };
        Ok(Self(Member { id: AccountId::new(&id), name: name.filter(|name| !name.is_empty()) }))
    }
}

fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<NamePattern, D::Error> {
    NamePattern::parse(&String::deserialize(from)?).map_err(D::Error::custom)
}

fn external_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
    if !(2..=1_224).contains(&text.len()) || !text.bytes().all(fits) {
        return Err(D::Error::custom("an external id has 2 to 1224 letters, digits and _+=,.@:/-"));
    }
    Ok(Some(text))
}

fn session_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    if !(2..=64).contains(&text.len()) || !of_iam(&text) {
        return Err(D::Error::custom("a session's name has 2 to 64 letters, digits and _+=,.@-"));
    }
    Ok(Some(text))
}

fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i32>, D::Error> {
    let time = dns::time(from, DURATIONS, "a session lasts from 15m to 12h, as \"1h\"")?;
    Ok(i32::try_from(time.as_secs()).ok())
}
