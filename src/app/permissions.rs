//! What the configuration lets the screen write, by profile and zone.

use crate::dns::Name;
use crate::zone::{ProfileName, Rules, ZoneId, ZoneKey};

/// What is said of writing to certain zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRules {
    /// The zone of this id; `None` where zones are told by name.
    pub id: Option<ZoneId>,
    /// The zones of this name.
    pub name: Option<Name>,
    /// What holds for them.
    pub rules: Rules,
}

impl ZoneRules {
    fn are_about(&self, key: &ZoneKey) -> bool {
        self.id.as_ref() == Some(&key.zone) || self.name.as_ref() == Some(&key.name)
    }
}

/// All that is said of writing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Permissions {
    /// Whether no profile may write at all.
    pub nothing: bool,
    /// What holds for a profile on any zone.
    pub profiles: Vec<(ProfileName, Rules)>,
    /// What holds for a zone by any profile, where that is more.
    pub zones: Vec<ZoneRules>,
}

impl Permissions {
    /// What holds for a profile on any zone.
    #[must_use]
    pub fn of_profile(&self, profile: &ProfileName) -> Rules {
        let mut rows = self.profiles.iter();
        rows.find(|(name, _)| name == profile).map(|(_, rules)| rules.clone()).unwrap_or_default()
    }

    /// What holds for a profile on a zone: a zone can only be stricter than its profile.
    #[must_use]
    pub fn of(&self, key: &ZoneKey) -> Rules {
        let mut rules = self.of_profile(&key.profile);
        for own in self.zones.iter().filter(|own| own.are_about(key)) {
            rules.protected |= own.rules.protected;
            if own.rules.read_only.is_some() && !self.nothing {
                rules.read_only.clone_from(&own.rules.read_only);
            }
        }
        rules
    }
}
