//! The world of `--demo`: three files of `assets/demo/` that are part of the program.

use super::world::World;
use super::world::file::WorldError;

/// The accounts and zones, as TOML.
pub const WORLD: &str = include_str!("../../assets/demo/world.toml");

/// The AWS config file whose profiles reach them.
pub const AWS_CONFIG: &str = include_str!("../../assets/demo/config");

/// The token of the `sso_session` in [`AWS_CONFIG`], which has expired.
pub const SSO_TOKEN: &str = include_str!("../../assets/demo/sso-token.json");

/// The name of the file in `~/.aws/sso/cache/` that [`SSO_TOKEN`] belongs in: the SHA-1 of the name
/// of the session, `example-sso`.
pub const SSO_TOKEN_FILE: &str = "04f8e4a98c7d813fc1022c48992b4fe8aade4d50.json";

/// Reads [`WORLD`].
///
/// # Errors
/// None, as a test sees to it; the type keeps callers from having to panic.
pub fn world() -> Result<World, WorldError> {
    World::from_toml(WORLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_world_is_sound_and_its_profiles_have_keys_in_it() {
        let world = world().unwrap();
        let zones: usize = world.accounts.values().map(|account| account.zones.len()).sum();
        assert!((30..=40).contains(&zones), "{zones} zones");
        let keys: Vec<&str> = AWS_CONFIG
            .lines()
            .filter_map(|line| line.strip_prefix("aws_access_key_id = "))
            .collect();
        assert_eq!(keys.len(), world.keys.len());
        for key in keys {
            assert!(world.keys.contains_key(key), "{key}");
        }
        assert!(AWS_CONFIG.contains("[sso-session example-sso]"));
    }

    #[test]
    fn the_story_of_team_a_has_no_findings_and_the_others_have_theirs() {
        let world = world().unwrap();
        let parent = world.zone("Z0EXAMPLECOM").unwrap();
        let below = |name: &str| {
            let name = crate::emulator::Name::parse(name).unwrap();
            let sets = parent.record_sets();
            sets.filter(move |(key, _)| key.name.is_within(&name)).count()
        };
        assert_eq!(below("team-a.example.com"), 0);
        assert_eq!(below("shop.example.com"), 5);
        assert_eq!(below("data.example.com"), 3);
        let api = world.zone("Z0APIEXAMPLECOM").unwrap();
        let delegated = parent.values("api.example.com", crate::emulator::RecordType::Ns).unwrap();
        let dotted: Vec<_> = api.name_servers.iter().map(|host| format!("{host}.")).collect();
        assert_eq!(delegated.1, dotted);
        assert_eq!(world.zone("Z0HOSTSEXAMPLENET").unwrap().len(), 702);
    }

    #[test]
    fn the_stories_of_dnssec_are_as_told() {
        let world = world().unwrap();
        let parent = world.zone("Z0EXAMPLENET").unwrap();
        assert_eq!(parent.signing.status, "SIGNING");
        // Of each child: the tags of its keys, and those of the DS at the cut.
        let tags = |id: &str| {
            let child = world.zone(id).unwrap();
            let dotted: Vec<_> = child.name_servers.iter().map(|host| format!("{host}.")).collect();
            let name = child.name.to_string();
            let cut = parent.values(&name, crate::emulator::RecordType::Ns).unwrap();
            assert_eq!(cut.1, dotted, "{id} is delegated");
            let keys: Vec<_> = child.signing.keys.iter().map(|key| key.tag.to_string()).collect();
            let ds = parent.values(&name, crate::emulator::RecordType::Ds);
            let ds = ds.into_iter().flat_map(|(_, values)| values);
            let ds: Vec<_> = ds.map(|value| value.split(' ').next().unwrap().to_owned()).collect();
            (child.signing.status.clone(), keys.join(" "), ds.join(" "))
        };
        let signed = |keys: &str, ds: &str| ("SIGNING".to_owned(), keys.to_owned(), ds.to_owned());
        assert_eq!(tags("Z0SECUREEXAMPLENET"), signed("41480", ""));
        assert_eq!(tags("Z0ROLLEDEXAMPLENET"), signed("22385", "5119"));
        let (status, keys, ds) = tags("Z0PLAINEXAMPLENET");
        assert_eq!((status.as_str(), keys.as_str(), ds.as_str()), ("NOT_SIGNING", "", "57959"));
    }
}
