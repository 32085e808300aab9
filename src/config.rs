//! `profiles.toml`: which profiles are shown, how they are called and reached, what may be
//! written, and the defaults.
//!
//! AWS's own files come first: every profile in them works without any file of ours. This one
//! refines. `profiles.example.toml` shows every key.

mod accounts;
mod choose;
mod dns;
mod error;
mod looks;
mod near;
mod rate;
mod rules;
mod zone;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use toml::Spanned;

use crate::dns::Name;
use crate::zone::{ByRole, Profile, ProfileName};

pub use self::accounts::AccountsConfig;
pub use self::dns::DnsConfig;
pub use error::{ConfigError, Mistake};
pub use looks::{Attribute, BaseTheme, Colour, Glyphs, OwnTheme, ROLES, Style, Theme};
pub use rate::Rate;
pub use zone::{ZoneConfig, ZoneRef};

/// The largest TTL (RFC 2181 §8).
const MAX_TTL: u32 = 2_147_483_647;

/// All of `profiles.toml`; its default is what holds without the file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `[defaults]`.
    pub defaults: Defaults,
    /// `[choose]`.
    pub choose: Choose,
    /// `[dns]`.
    pub dns: DnsConfig,
    /// `[theme.NAME]`.
    #[serde(rename = "theme")]
    pub themes: BTreeMap<String, OwnTheme>,
    /// `[[profile]]`, each name once.
    #[serde(rename = "profile")]
    pub profiles: Vec<ProfileConfig>,
    /// `[[accounts]]`.
    pub accounts: Vec<AccountsConfig>,
    /// `[[zone]]`, each zone once.
    #[serde(rename = "zone")]
    pub zones: Vec<ZoneConfig>,
    /// `--read-only`.
    #[serde(skip)]
    no_writing: bool,
}

/// `[defaults]`: what is taken where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// TTL of a new zone cut in seconds, 0 to 2147483647.
    #[serde(deserialize_with = "ttl")]
    pub ttl: u32,
    /// The colours.
    pub theme: Theme,
    /// What borders and signs are drawn with.
    pub glyphs: Glyphs,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// How the zones are shown at first.
    pub view: View,
    /// Whether nothing is written.
    pub read_only: bool,
    /// Whether what was listed is kept for the next start.
    pub zone_cache: bool,
    /// Requests to Route 53 a second, in each account, 1 to 1000.
    #[serde(deserialize_with = "rate::rate")]
    pub requests_per_second: u32,
    /// Requests to Route 53 that may go out at once after a rest, in each account, 1 to 1000.
    #[serde(deserialize_with = "rate::rate")]
    pub burst: u32,
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            ttl: 300,
            theme: Theme::Auto,
            glyphs: Glyphs::Auto,
            mouse: true,
            view: View::List,
            read_only: false,
            zone_cache: true,
            requests_per_second: 10,
            burst: 50,
        }
    }
}

/// How the zones are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// One below the other.
    #[default]
    List,
    /// As the tree of the DNS.
    Tree,
}

/// `[choose]`: which profiles are shown. Entries are names, or patterns with `*` (any
/// characters) and `?` (any one).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choose {
    /// Only these, in this order; all where it is empty.
    pub only: Vec<String>,
    /// Not these.
    pub hide: Vec<String>,
}

/// `[[profile]]`: what is known about one profile beside AWS's files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileConfig {
    /// The profile's name in AWS's files.
    #[serde(deserialize_with = "accounts::profile_name")]
    pub name: ProfileName,
    /// What the screen calls it.
    pub label: Option<String>,
    /// Where it stands together with others.
    pub group: Option<String>,
    /// The region, in place of the profile's own.
    pub region: Option<String>,
    /// The URL of Route 53, STS, IAM and Organizations for this profile, for a test server.
    pub endpoint: Option<String>,
    /// Only zones at or below these names are shown; all where it is empty.
    #[serde(default, deserialize_with = "names")]
    pub zones: Vec<Name>,
    /// The zone that is proposed as the parent of this profile's zones.
    #[serde(default, deserialize_with = "zone_ref")]
    pub parent: Option<ZoneRef>,
    /// Whether every change with this profile is confirmed by typing.
    #[serde(default)]
    pub protected: bool,
    /// Whether this profile writes nothing; `None` means as in the defaults.
    pub read_only: Option<bool>,
    /// Requests a second in this profile's account; `None` means as in the defaults.
    #[serde(default, deserialize_with = "rate::own_rate")]
    pub requests_per_second: Option<u32>,
    /// Requests at once in this profile's account; `None` means as in the defaults.
    #[serde(default, deserialize_with = "rate::own_rate")]
    pub burst: Option<u32>,
}

impl Config {
    /// Reads the file that `--config` or `ZONECUT_CONFIG` names; with `None` the one in the
    /// platform's config folder, where a missing file means the defaults.
    ///
    /// # Errors
    /// A named file that is not there, a file that can't be read, and anything wrong in it.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match Self::default_path() {
                Some(path) => path,
                None => return Ok(Self::default()),
            },
        };
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return match named {
                    Some(_) => Err(ConfigError::Missing { path }),
                    None => Ok(Self::default()),
                };
            }
            Err(error) => {
                return Err(ConfigError::Unreadable { path, detail: error.to_string() });
            }
        };
        let text = String::from_utf8(bytes).map_err(|_| ConfigError::Unreadable {
            path: path.clone(),
            detail: "not UTF-8 text".into(),
        })?;
        Self::parse(&text, &path)
    }

    /// Where the file is looked for when none is named; `None` without a home folder.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "zonecut")?;
        Some(folders.config_dir().join("profiles.toml"))
    }

    /// Reads the text of a file; `path` is for the errors.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`], with the place and what was meant.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| error::from_toml(&error, text, path))?;
        if let Some((span, what)) = config.what_stands_twice(text) {
            let message = format!("this {what} stands here already");
            return Err(error::at(span, text, path, message));
        }
        let wrong = looks::wrong_theme(&config.defaults.theme, &config.themes, text);
        if let Some((span, message, known)) = wrong {
            return Err(error::unknown(span, text, path, message, &known));
        }
        Ok(config)
    }

    /// What the file says about a profile.
    #[must_use]
    pub fn profile(&self, name: &ProfileName) -> Option<&ProfileConfig> {
        self.profiles.iter().find(|profile| profile.name == *name)
    }

    /// The accounts that are reached by a role.
    #[must_use]
    pub fn by_role(&self) -> Vec<ByRole> {
        self.accounts.iter().map(AccountsConfig::by_role).collect()
    }

    /// Where a profile stands together with others: as its own section says, else with the others
    /// that are reached by the same role.
    #[must_use]
    pub fn group_of<'a>(&'a self, profile: &'a Profile) -> Option<&'a str> {
        let own = self.profile(&profile.name).and_then(|refined| refined.group.as_deref());
        own.or_else(|| profile.member.as_deref().map(|member| member.group.as_str()))
    }

    /// All groups, in the file's order.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let own = self.profiles.iter().filter_map(|profile| profile.group.clone());
        let by_role = self.accounts.iter().map(|section| section.by_role().heading());
        let mut groups: Vec<String> = Vec::new();
        for group in own.chain(by_role) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// What holds for an account of which no profile says anything.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate { per_second: self.defaults.requests_per_second, burst: self.defaults.burst }
    }

    /// What a profile says of its account; what it leaves out is as in the defaults.
    #[must_use]
    pub fn rate_of(&self, profile: &ProfileName) -> Option<Rate> {
        let refined = self.profile(profile)?;
        if refined.requests_per_second.is_none() && refined.burst.is_none() {
            return None;
        }
        let Rate { per_second, burst } = self.rate();
        Some(Rate {
            per_second: refined.requests_per_second.unwrap_or(per_second),
            burst: refined.burst.unwrap_or(burst),
        })
    }

    /// The second section of a profile or a zone, and which of the two it is about.
    fn what_stands_twice(&self, text: &str) -> Option<(std::ops::Range<usize>, &'static str)> {
        #[derive(Deserialize)]
        struct Places {
            #[serde(default)]
            profile: Vec<Place>,
            #[serde(default)]
            zone: Vec<Place>,
        }
        #[derive(Deserialize)]
        struct Place {
            #[serde(alias = "id")]
            name: Spanned<String>,
        }
        let profile = second(self.profiles.iter().map(|profile| &profile.name));
        let zone = second(self.zones.iter().map(|section| &section.zone));
        let places = || toml::from_str::<Places>(text).ok();
        if let Some(at) = profile {
            return places()?.profile.get(at).map(|place| (place.name.span(), "profile"));
        }
        places()?.zone.get(zone?).map(|place| (place.name.span(), "zone"))
    }
}

/// Where the first one stands that was there before.
fn second<T: PartialEq>(items: impl Iterator<Item = T>) -> Option<usize> {
    let items: Vec<T> = items.collect();
    (0..items.len()).find(|&at| items[..at].contains(&items[at]))
}

fn ttl<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let seconds = i64::deserialize(from)?;
    u32::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds <= MAX_TTL)
        .ok_or_else(|| D::Error::custom(format!("a TTL is from 0 to {MAX_TTL} seconds")))
}

fn names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Name>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| Name::from_user(text).map_err(D::Error::custom)).collect()
}

fn zone_ref<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ZoneRef>, D::Error> {
    let text = String::deserialize(from)?;
    ZoneRef::parse(&text).map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests;
