//! Which of AWS's profiles are shown, and in what order.

use crate::zone::{Profile, ProfileName, is_pattern, matches};

use super::Config;
use super::error::ConfigError;
use super::near::near;

impl Config {
    /// The profiles to show. Those named by `--profile` win, in the order given; else `only`, in
    /// its order, without `hide`; else all in the files' order, without `hide`. Each comes once.
    ///
    /// # Errors
    /// [`ConfigError::NoSuchProfile`] for a name in `from_flags` or `only` that no profile has.
    /// A pattern that nothing matches is no error.
    pub fn choose(
        &self,
        profiles: Vec<Profile>,
        from_flags: &[String],
    ) -> Result<Vec<Profile>, ConfigError> {
        if !from_flags.is_empty() {
            return pick(profiles, from_flags, false).whole();
        }
        let shown = if self.choose.only.is_empty() {
            profiles
        } else {
            pick(profiles, &self.choose.only, true).whole()?
        };
        Ok(self.without_hidden(shown))
    }

    /// The same where more profiles may come: a name that none has is no error then.
    #[must_use]
    pub fn choose_so_far(&self, profiles: Vec<Profile>, from_flags: &[String]) -> Vec<Profile> {
        if !from_flags.is_empty() {
            return pick(profiles, from_flags, false).profiles;
        }
        let shown = if self.choose.only.is_empty() {
            profiles
        } else {
            pick(profiles, &self.choose.only, true).profiles
        };
        self.without_hidden(shown)
    }

    fn without_hidden(&self, profiles: Vec<Profile>) -> Vec<Profile> {
        let hidden = |name: &str| self.choose.hide.iter().any(|pattern| matches(pattern, name));
        profiles.into_iter().filter(|profile| !hidden(profile.name.as_str())).collect()
    }

    /// The names of `[[profile]]` and `hide` that AWS's files don't know: slips, or profiles of
    /// another machine.
    #[must_use]
    pub fn strays(&self, profiles: &[Profile]) -> Vec<String> {
        let named = self.profiles.iter().map(|profile| profile.name.as_str());
        let hidden = self.choose.hide.iter().map(String::as_str).filter(|text| !is_pattern(text));
        // The environment's is there when its variables are.
        let known = |name: &&str| {
            *name == ProfileName::ENVIRONMENT
                || profiles.iter().any(|profile| profile.name.as_str() == *name)
        };
        named.chain(hidden).filter(|name| !known(name)).map(str::to_owned).collect()
    }
}

/// What was asked for by name and is there, and the first name that is not.
struct Picked {
    profiles: Vec<Profile>,
    missing: Option<ConfigError>,
}

impl Picked {
    fn whole(self) -> Result<Vec<Profile>, ConfigError> {
        self.missing.map_or(Ok(self.profiles), Err)
    }
}

fn pick(profiles: Vec<Profile>, wanted: &[String], patterns: bool) -> Picked {
    let mut left: Vec<Option<Profile>> = profiles.into_iter().map(Some).collect();
    let names: Vec<_> = left.iter().flatten().map(|profile| profile.name.clone()).collect();
    let mut picked = Picked { profiles: Vec::new(), missing: None };
    let taken = names.iter().any(|name| name.as_str() == ProfileName::ENVIRONMENT_IN_SHORT);
    for text in wanted {
        let short = text == ProfileName::ENVIRONMENT_IN_SHORT && !taken;
        let text = if short { ProfileName::ENVIRONMENT } else { text };
        let mut found = patterns && (is_pattern(text) || text == ProfileName::ENVIRONMENT);
        for (slot, name) in left.iter_mut().zip(&names) {
            if name.as_str() == text || (patterns && matches(text, name.as_str())) {
                found = true;
                picked.profiles.extend(slot.take());
            }
        }
        if !found && picked.missing.is_none() {
            let near = near(text, names.iter().map(ProfileName::as_str));
            let near = near.into_iter().map(str::to_owned).collect();
            picked.missing = Some(ConfigError::NoSuchProfile { name: text.to_owned(), near });
        }
    }
    picked
}
