//! The model that the screen opens with, from AWS's files and ours.

use crate::app::accounts::{Accounts, Identified, Listing, ProfileRow};
use crate::app::messages::Message;
use crate::app::organization::{Asked, Organization};
use crate::app::permissions::{Permissions, ZoneRules};
use crate::app::recall::Recall;
use crate::app::{Model, arrange};
use crate::aws::{Aws, FileState};
use crate::config::{Config, View, ZoneRef};
use crate::cut::RequestRate;
use crate::zone::{ByRole, Profile, Rules};

/// Makes the model of the chosen profiles; what is wrong with the files stands in its messages.
#[must_use]
pub fn opening(aws: &Aws, config: &Config, profiles: Vec<Profile>, demo: bool) -> Model {
    let permissions = permissions(config, &profiles);
    let rows = profiles.into_iter().map(|profile| row(config, profile)).collect();
    let mut model = Model::new(Accounts::new(rows), config.defaults.ttl, demo);
    model.permissions = permissions;
    model.rate = RequestRate {
        burst: config.defaults.burst,
        per_second: config.defaults.requests_per_second,
    };
    if config.defaults.zone_cache && !demo {
        model.recall = Recall::on();
    }
    if config.defaults.view == View::Tree {
        model.zones.turn();
    }
    for file in aws.files() {
        if let FileState::Malformed { line, message } = &file.state {
            model.messages.add(Message {
                text: format!(
                    "{}:{line} can't be read as an AWS profile file",
                    file.path.display()
                ),
                detail: message.clone(),
                hint:
                    "Correct that line and start again; its profiles are out of reach until then."
                        .to_owned(),
                policy: None,
            });
        }
    }
    model.browse.shelf.groups = config.groups();
    model.organizations = aws.organizations().map(organization).collect();
    arrange(&mut model);
    // Where more profiles come, they may have the names that are missing.
    if model.organizations.is_empty() {
        for name in config.strays(aws.profiles()) {
            model.messages.add(stray(&name));
        }
    }
    model.places = aws.files().iter().map(|file| file.path.display().to_string()).collect();
    model
}

fn organization(by_role: &ByRole) -> Organization {
    Organization {
        source: by_role.source.clone(),
        role: by_role.role.clone(),
        group: by_role.heading(),
        members: std::collections::BTreeSet::new(),
        state: Asked::No,
    }
}

/// A name in `profiles.toml` that no profile has.
pub(super) fn stray(name: &str) -> Message {
    Message {
        text: format!("profiles.toml speaks of profile {name}, which AWS's files don't have"),
        detail: String::new(),
        hint: "Correct the name in profiles.toml, or take the section out.".to_owned(),
        policy: None,
    }
}

/// A profile as the screen shows it.
pub(super) fn row(config: &Config, profile: Profile) -> ProfileRow {
    let refined = config.profile(&profile.name);
    let label = refined.and_then(|refined| refined.label.clone());
    let parent = refined.and_then(|refined| refined.parent.as_ref());
    let group = config.group_of(&profile).map(str::to_owned);
    ProfileRow {
        group,
        label: label.unwrap_or_else(|| profile.name.as_str().to_owned()),
        only: refined.map(|refined| refined.zones.clone()).unwrap_or_default(),
        default_parent: parent.map(|parent| match parent {
            ZoneRef::Id(id) => id.as_str().to_owned(),
            ZoneRef::Name(name) => name.as_route53().to_owned(),
        }),
        identity: Identified::No,
        listing: Listing::Waiting,
        profile,
    }
}

/// What the configuration says of writing, for the screen to ask without it.
fn permissions(config: &Config, profiles: &[Profile]) -> Permissions {
    let of = |profile: &Profile| (profile.name.clone(), config.profile_rules(&profile.name));
    let zones = config.zones.iter().map(|section| {
        let (id, name) = match &section.zone {
            ZoneRef::Id(id) => (Some(id.clone()), None),
            ZoneRef::Name(name) => (None, Some(name.clone())),
        };
        let what = id.as_ref().map(ToString::to_string);
        let what = what.or_else(|| name.as_ref().map(ToString::to_string)).unwrap_or_default();
        let why = || format!("profiles.toml says read_only of the zone {what}");
        let read_only = section.read_only.then(why);
        ZoneRules { id, name, rules: Rules { read_only, protected: section.protected } }
    });
    Permissions {
        nothing: !config.allows_writing(),
        profiles: profiles.iter().map(of).collect(),
        zones: zones.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::Name;
    use crate::zone::{ProfileName, SignIn, ZoneId, ZoneKey};

    #[test]
    fn the_screen_allows_what_the_configuration_allows() {
        let text = r#"
            [defaults]
            read_only = true
            [[profile]]
            name = "dns"
            read_only = false
            protected = true
            [[profile]]
            name = "team"
            read_only = false
            [[zone]]
            name = "example.com"
            read_only = true
            [[zone]]
            id = "Z0PARENT123"
            protected = true
        "#;
        let names = ["dns", "team", "other"].map(ProfileName::new);
        let profile = |name: &ProfileName| Profile {
            name: name.clone(),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
            expected_account: None,
            problem: None,
            member: None,
        };
        let profiles: Vec<Profile> = names.iter().map(profile).collect();
        let mut config = Config::parse(text, std::path::Path::new("profiles.toml")).unwrap();
        for flag in [false, true] {
            if flag {
                config.forbid_writing();
            }
            let screen = permissions(&config, &profiles);
            assert_eq!(screen.nothing, flag);
            for profile in &names {
                for (id, name) in [("Z0PARENT123", "a.org"), ("Z1", "example.com"), ("Z2", "b.org")]
                {
                    let name = Name::from_user(name).unwrap();
                    let zone = ZoneId::new(id);
                    let wanted = config.rules(profile, &zone, &name);
                    let (Rules { read_only, protected }, key) =
                        (wanted, ZoneKey { profile: profile.clone(), zone, name });
                    let got = screen.of(&key);
                    assert_eq!(
                        (got.read_only.is_some(), got.protected),
                        (read_only.is_some(), protected)
                    );
                    assert_eq!(got.read_only, read_only, "{key:?}");
                }
            }
        }
    }
}
