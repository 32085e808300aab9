//! What may be written: `read_only` and `protected`, of the defaults, of profiles and of zones.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::dns::Name;
use crate::zone::{ProfileName, Rules, ZoneId};

use super::{Config, ZoneRef};

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
    fn is_about(&self, id: &ZoneId, name: &Name) -> bool {
        match &self.zone {
            ZoneRef::Id(own) => own == id,
            ZoneRef::Name(own) => own == name,
        }
    }
}

impl Config {
    /// Nothing is to be written from now on, whatever the file says: `--read-only`.
    pub fn forbid_writing(&mut self) {
        self.no_writing = true;
    }

    /// Whether any profile may write at all.
    #[must_use]
    pub fn allows_writing(&self) -> bool {
        let loosened = || self.profiles.iter().any(|profile| profile.read_only == Some(false));
        !self.no_writing && (!self.defaults.read_only || loosened())
    }

    /// What holds for a zone when this profile is used on it.
    ///
    /// A profile's `read_only` goes before the default. A zone can only be stricter than its
    /// profile, and so can the flag. A zone is protected where it or the profile is.
    #[must_use]
    pub fn rules(&self, profile: &ProfileName, zone: &ZoneId, name: &Name) -> Rules {
        let mut rules = self.profile_rules(profile);
        for section in self.zones.iter().filter(|section| section.is_about(zone, name)) {
            rules.protected |= section.protected;
            if section.read_only && !self.no_writing {
                rules.read_only = Some(format!("profiles.toml says read_only of the zone {name}"));
            }
        }
        rules
    }

    /// What holds for a profile on any zone, whatever is said of the zone.
    #[must_use]
    pub fn profile_rules(&self, profile: &ProfileName) -> Rules {
        let refined = self.profile(profile);
        let protected = refined.is_some_and(|profile| profile.protected);
        let of_profile = refined.and_then(|profile| profile.read_only);
        let read_only = if self.no_writing {
            Some("--read-only is given".to_owned())
        } else if of_profile == Some(true) {
            Some(format!("profiles.toml says read_only of the profile {profile}"))
        } else if of_profile.is_none() && self.defaults.read_only {
            Some("profiles.toml says read_only in its defaults".to_owned())
        } else {
            None
        };
        Rules { read_only, protected }
    }
}
