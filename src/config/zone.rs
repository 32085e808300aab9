//! Zones in `profiles.toml`: how they are named, and `[[zone]]`.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::dns::Name;
use crate::zone::ZoneId;

/// A zone by id or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneRef {
    /// A hosted zone's id.
    Id(ZoneId),
    /// An apex.
    Name(Name),
}

impl ZoneRef {
    /// Reads an id (`Z` and capitals or digits, also behind `/hostedzone/`) or a name.
    pub fn parse(text: &str) -> Result<Self, crate::dns::NameError> {
        let bare = text.trim().trim_start_matches("/hostedzone/");
        let is_id = bare.len() >= 8
            && bare.starts_with('Z')
            && bare.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_id {
            return Ok(Self::Id(ZoneId::new(bare)));
        }
        Name::from_user(text).map(Self::Name)
    }
}

/// `[[zone]]`: what is said about one zone, whichever profile sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneConfig {
    /// The zone. A name means every zone of that name.
    pub zone: ZoneRef,
    /// Whether every change to it is confirmed by typing.
    pub protected: bool,
    /// Whether it is never written to.
    pub read_only: bool,
}

impl<'de> Deserialize<'de> for ZoneConfig {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Keys {
            #[serde(default, deserialize_with = "zone_id")]
            id: Option<ZoneId>,
            #[serde(default, deserialize_with = "zone_name")]
            name: Option<Name>,
            #[serde(default)]
            protected: bool,
            #[serde(default)]
            read_only: bool,
        }
        let Keys { id, name, protected, read_only } = Keys::deserialize(from)?;
        let zone = match (id, name) {
            (Some(id), None) => ZoneRef::Id(id),
            (None, Some(name)) => ZoneRef::Name(name),
            _ => return Err(D::Error::custom("a zone has an `id` or a `name`, one of them")),
        };
        Ok(Self { zone, protected, read_only })
    }
}

fn zone_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ZoneId>, D::Error> {
    let id = ZoneId::new(&String::deserialize(from)?);
    if id.as_str().is_empty() {
        return Err(D::Error::custom("a zone's id is missing"));
    }
    Ok(Some(id))
}

fn zone_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Name>, D::Error> {
    let name = String::deserialize(from)?;
    Name::from_user(&name).map(Some).map_err(D::Error::custom)
}

impl ZoneConfig {
    /// Whether the section is about this zone.
    pub(super) fn is_about(&self, id: &ZoneId, name: &Name) -> bool {
        match &self.zone {
            ZoneRef::Id(own) => own == id,
            ZoneRef::Name(own) => own == name,
        }
    }
}
