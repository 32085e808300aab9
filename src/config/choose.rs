//! Which of AWS's profiles are shown, and in what order.

use crate::zone::{Profile, ProfileName};

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
            return pick(profiles, from_flags, false);
        }
        let shown = if self.choose.only.is_empty() {
            profiles
        } else {
            pick(profiles, &self.choose.only, true)?
        };
        let hidden = |name: &str| self.choose.hide.iter().any(|pattern| matches(pattern, name));
        Ok(shown.into_iter().filter(|profile| !hidden(profile.name.as_str())).collect())
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

fn pick(
    profiles: Vec<Profile>,
    wanted: &[String],
    patterns: bool,
) -> Result<Vec<Profile>, ConfigError> {
    let mut left: Vec<Option<Profile>> = profiles.into_iter().map(Some).collect();
    let names: Vec<_> = left.iter().flatten().map(|profile| profile.name.clone()).collect();
    let mut picked = Vec::new();
    let taken = names.iter().any(|name| name.as_str() == ProfileName::ENVIRONMENT_IN_SHORT);
    for text in wanted {
        let short = text == ProfileName::ENVIRONMENT_IN_SHORT && !taken;
        let text = if short { ProfileName::ENVIRONMENT } else { text };
        let mut found = patterns && (is_pattern(text) || text == ProfileName::ENVIRONMENT);
        for (slot, name) in left.iter_mut().zip(&names) {
            if name.as_str() == text || (patterns && matches(text, name.as_str())) {
                found = true;
                picked.extend(slot.take());
            }
        }
        if !found {
            let near = near(text, names.iter().map(ProfileName::as_str));
            let near = near.into_iter().map(str::to_owned).collect();
            return Err(ConfigError::NoSuchProfile { name: text.to_owned(), near });
        }
    }
    Ok(picked)
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name fits a pattern of `*` and `?`, or is the same.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where the last `*` stands, and how much of the name it has taken.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}
