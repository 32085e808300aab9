//! What may be written: `read_only` and `protected`, of the defaults, of profiles and of zones.

use crate::dns::Name;
use crate::zone::{ProfileName, Rules, ZoneId};

use super::Config;

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
