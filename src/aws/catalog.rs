//! The list of profiles: that of the environment's variables, then all that the files name, in their
//! order, usable or not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::zone::{
    CredentialChain, Partition, Profile, ProfileName, ProfileProblem, Reach, SignIn,
};

use super::chain::{self, Chain};
use super::environment;
use super::files::{FileState, Files, Source};
use super::headers::Header;
use super::host::Host;
use super::settings::{self, Overrides, Settings, Via};

/// What a usable profile needs in order to be used.
#[derive(Debug)]
pub(super) struct Access {
    pub(super) settings: Settings,
    pub(super) chain: Chain,
    /// How AWS's own tools come to the same.
    pub(super) via: CredentialChain,
}

impl Access {
    /// That of a profile of AWS's files, or of the environment.
    fn in_files(name: &ProfileName, (settings, chain): (Settings, Chain)) -> Self {
        let via = CredentialChain::of(name, &settings.region);
        Self { settings, chain, via }
    }

    /// How it reaches Route 53, by its settings.
    pub(super) fn reach(&self, profile: &ProfileName) -> Reach {
        let Via { region, endpoint, .. } = &self.settings.route53;
        Reach {
            profile: profile.clone(),
            partition: Partition::of_region(region),
            endpoint: endpoint.as_deref().map(|url| Reach::digest([url])),
            account: self.chain.expected_account(),
            settings: self.chain.digest(),
        }
    }
}

/// All profiles, and how to use those that can be.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) profiles: Vec<Profile>,
    pub(super) access: HashMap<ProfileName, Arc<Access>>,
}

impl Catalog {
    pub(super) fn new(host: &Host, files: &Files, overrides: &Overrides) -> Self {
        let mut catalog = Self { profiles: Vec::new(), access: HashMap::new() };
        let tainted = tainted(files);
        let mut seen = HashSet::new();
        let environment = ProfileName::new(ProfileName::ENVIRONMENT);
        let refined = overrides.get(&environment).cloned().unwrap_or_default();
        if let Some((profile, used)) = environment::profile(host, &files.set, &refined) {
            seen.insert(ProfileName::ENVIRONMENT);
            catalog.profiles.push(profile);
            let access = used.map(|used| Arc::new(Access::in_files(&environment, used)));
            catalog.access.extend(access.map(|access| (environment, access)));
        }
        for source in &files.both {
            for header in &source.headers {
                let taken = files.set.get_profile(&header.name).is_some();
                // A dropped header beside a good one of the same name hides nothing.
                if (header.flaw.is_some() && taken && !source.malformed())
                    || !seen.insert(header.name.as_str())
                {
                    continue;
                }
                catalog.add(host, files, overrides, source, header, &tainted);
            }
        }
        catalog
    }

    fn add(
        &mut self,
        host: &Host,
        files: &Files,
        overrides: &Overrides,
        source: &Source,
        header: &Header,
        tainted: &HashMap<&str, ProfileProblem>,
    ) {
        let name = ProfileName::new(&header.name);
        let overrides = overrides.get(&name).cloned().unwrap_or_default();
        let outcome = match (tainted.get(header.name.as_str()), &header.flaw) {
            (Some(problem), _) => Err(problem.clone()),
            (None, Some(_)) => Err(dropped(source, header)),
            (None, None) => access(host, files, &header.name, &overrides, tainted)
                // What it lacks may stand below a header that was dropped.
                .map_err(|problem| dropped_beside(files, &header.name).unwrap_or(problem)),
        };
        let (sign_in, expected_account, problem) = match &outcome {
            Ok(access) => (access.chain.sign_in(), access.chain.expected_account(), None),
            Err(problem) => (SignIn::None, None, Some(problem.clone())),
        };
        let region = settings::region(host, &files.set, &header.name, &overrides);
        self.profiles.push(Profile {
            name: name.clone(),
            region,
            sign_in,
            expected_account,
            problem,
            member: None,
        });
        if let Ok(access) = outcome {
            self.access.insert(name, Arc::new(access));
        }
    }
}

fn access(
    host: &Host,
    files: &Files,
    name: &str,
    overrides: &settings::Override,
    tainted: &HashMap<&str, ProfileProblem>,
) -> Result<Access, ProfileProblem> {
    let settings = Settings::of(host, &files.set, name, overrides).map_err(|message| {
        let hint = format!("Correct it in profile {name}, or in the variable that sets it.");
        ProfileProblem { message, hint }
    })?;
    let chain = chain::resolve(&files.set, name, &settings).map_err(|problem| {
        // It may be missing only because the file that has it does not parse.
        let source = settings::get(&files.set, name, "source_profile");
        source.and_then(|source| tainted.get(source.as_str())).cloned().unwrap_or(problem)
    })?;
    Ok(Access::in_files(&ProfileName::new(name), (settings, chain)))
}

/// The profiles named in a file that does not parse. What the other file says of them is half
/// the truth: without its `role_arn`, a profile would be another account.
fn tainted(files: &Files) -> HashMap<&str, ProfileProblem> {
    let mut tainted = HashMap::new();
    for source in &files.both {
        let FileState::Malformed { line, message } = &source.file.state else { continue };
        let path = source.file.path.display();
        let problem = ProfileProblem {
            message: format!("{path}:{line}: {message}"),
            hint: format!(
                "Correct line {line} of {path}; until then none of its profiles can be used."
            ),
        };
        for header in &source.headers {
            tainted.insert(header.name.as_str(), problem.clone());
        }
    }
    tainted
}

fn dropped_beside(files: &Files, name: &str) -> Option<ProfileProblem> {
    files.both.iter().find_map(|source| {
        let mut headers = source.headers.iter();
        let header = headers.find(|header| header.name == name && header.flaw.is_some())?;
        Some(dropped(source, header))
    })
}

fn dropped(source: &Source, header: &Header) -> ProfileProblem {
    let place = format!("{}:{}", source.file.path.display(), header.line);
    match &header.flaw {
        Some(flaw) => ProfileProblem {
            message: format!("{place}: {}", flaw.message),
            hint: format!("Write {} in line {}.", flaw.remedy, header.line),
        },
        None => ProfileProblem { message: format!("{place}: not read"), hint: String::new() },
    }
}
