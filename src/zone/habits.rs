//! Which profiles a person likes best, and which were used last.

use super::ProfileName;

/// Profiles that are remembered as used, at most.
const RECENT: usize = 20;

/// What is known of a person's habits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Habits {
    /// The profiles that are shown first, in the order in which they were chosen.
    pub favourites: Vec<ProfileName>,
    /// The profiles that were used, the last first.
    pub recent: Vec<ProfileName>,
}

/// One thing to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Habit {
    /// Whether a profile is a favourite, from now on.
    Favourite(ProfileName, bool),
    /// A profile was used.
    Used(ProfileName),
}

impl Habits {
    /// Whether a profile is a favourite.
    #[must_use]
    pub fn is_favourite(&self, profile: &ProfileName) -> bool {
        self.favourites.contains(profile)
    }

    /// Remembers; whether that changes anything.
    pub fn take(&mut self, habit: &Habit) -> bool {
        match habit {
            Habit::Favourite(profile, true) if !self.is_favourite(profile) => {
                self.favourites.push(profile.clone());
                true
            }
            Habit::Favourite(profile, false) if self.is_favourite(profile) => {
                self.favourites.retain(|other| other != profile);
                true
            }
            Habit::Favourite(..) => false,
            Habit::Used(profile) if self.recent.first() == Some(profile) => false,
            Habit::Used(profile) => {
                self.recent.retain(|other| other != profile);
                self.recent.insert(0, profile.clone());
                self.recent.truncate(RECENT);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_last_comes_first_and_once() {
        let mut habits = Habits::default();
        let used = |name: &str| Habit::Used(ProfileName::new(name));
        assert!(habits.take(&used("a")));
        assert!(!habits.take(&used("a")));
        assert!(habits.take(&used("b")) && habits.take(&used("a")));
        let names: Vec<_> = habits.recent.iter().map(ProfileName::as_str).collect();
        assert_eq!(names, ["a", "b"]);
        for at in 0..100 {
            habits.take(&used(&at.to_string()));
        }
        assert_eq!(habits.recent.len(), RECENT);
    }

    #[test]
    fn a_favourite_is_one_until_it_is_none() {
        let mut habits = Habits::default();
        let of = |on| Habit::Favourite(ProfileName::new("a"), on);
        assert!(!habits.take(&of(false)));
        assert!(habits.take(&of(true)) && !habits.take(&of(true)));
        assert!(habits.is_favourite(&ProfileName::new("a")));
        assert!(habits.take(&of(false)));
        assert_eq!(habits, Habits::default());
    }
}
