//! How a profile comes to its credentials: a base, and the roles that are assumed from it.
//!
//! The rules are those of the AWS SDK for Rust (`aws_config::profile::credentials`), which in
//! turn are those of the
//! [AWS SDKs reference](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html).
//! They are written out here so that mistakes are told before anything is asked of AWS.

use std::fmt;
use std::path::PathBuf;

use aws_config::profile::ProfileSet;

use crate::zone::{AccountId, ProfileProblem, Reach, SignIn};

use super::settings::{Settings, Via, get};

/// A base and the roles from there, first to last. Equal chains share their credentials.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Chain {
    pub(super) base: Base,
    pub(super) roles: Vec<Role>,
}

/// Where the first credentials come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Base {
    Keys {
        id: String,
        secret: Secret,
        token: Option<Secret>,
    },
    Process {
        command: Secret,
    },
    Sso(SsoBase),
    WebIdentity {
        role_arn: String,
        token_file: String,
        session_name: Option<String>,
        via: Via,
    },
    Login {
        session: String,
        region: String,
        bundle: Option<PathBuf>,
    },
    /// The keys of the environment's variables, for the profile that is made of these.
    Variables {
        id: String,
        secret: Secret,
        token: Option<Secret>,
    },
    /// The container that the environment's variables name.
    Container(Container),
    Source(CredentialSource),
}

/// Where a container's credentials are asked for
/// ([container provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Container(String);

impl Container {
    /// As the variables name it.
    pub(super) fn of(var: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let relative = var("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        relative.or_else(|| var("AWS_CONTAINER_CREDENTIALS_FULL_URI")).map(Self)
    }
}

/// What IAM Identity Center is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SsoBase {
    pub(super) account: String,
    pub(super) role: String,
    pub(super) start_url: String,
    /// `None` for the legacy keys, whose token is cached by start URL and never refreshed.
    pub(super) session: Option<String>,
    /// What a new registration may be used for (`sso_registration_scopes`).
    pub(super) scopes: Vec<String>,
    pub(super) portal: Via,
    pub(super) oidc: Via,
}

/// The values of `credential_source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CredentialSource {
    Environment,
    Ec2InstanceMetadata,
    EcsContainer,
}

/// A role to assume.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) external_id: Option<String>,
    pub(super) session_name: Option<String>,
    pub(super) duration: Option<i32>,
    /// The device whose code STS wants (`mfa_serial`).
    pub(super) mfa: Option<String>,
    pub(super) via: Via,
}

/// A text that is not printed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Chain {
    /// How the chain's end is signed in to, for hints.
    pub(super) fn sign_in(&self) -> SignIn {
        if self.roles.is_empty() { self.base.sign_in() } else { SignIn::Role }
    }

    /// Tells whether the settings still lead to the same credentials. Keys and commands are no part
    /// of it: they are secret, and change day by day where another tool writes them. Those of the
    /// environment are somebody else's with each shell, so there the key's public half counts.
    pub(super) fn digest(&self) -> u64 {
        let base = match &self.base {
            Base::Variables { id, .. } => format!("variables {id}"),
            Base::Container(Container(uri)) => format!("container {uri}"),
            base => format!("{:?}", base.sign_in()),
        };
        let account = self.expected_account();
        let account = account.as_ref().map_or("", AccountId::as_str);
        let roles = self.roles.iter().map(|role| role.arn.as_str());
        Reach::digest([base.as_str(), account].into_iter().chain(roles))
    }

    /// The account that the settings name, `None` where they name none.
    pub(super) fn expected_account(&self) -> Option<AccountId> {
        let role_account = |arn: &str| arn.split(':').nth(4).map(AccountId::new);
        let account = match (self.roles.last(), &self.base) {
            (Some(role), _) => role_account(&role.arn),
            (None, Base::WebIdentity { role_arn, .. }) => role_account(role_arn),
            (None, Base::Sso(sso)) => Some(AccountId::new(&sso.account)),
            (None, _) => None,
        };
        account.filter(AccountId::is_well_formed)
    }
}

impl SsoBase {
    /// What a person signs in to.
    pub(super) fn sign_in(&self) -> SignIn {
        SignIn::Sso(self.session.clone().unwrap_or_else(|| self.start_url.clone()))
    }
}

impl Base {
    /// How the base is signed in to, for hints.
    pub(super) fn sign_in(&self) -> SignIn {
        match self {
            Self::Keys { .. } | Self::Source(CredentialSource::Ec2InstanceMetadata) => SignIn::Keys,
            Self::Variables { .. } | Self::Container(_) | Self::Source(_) => SignIn::Environment,
            Self::Process { .. } => SignIn::Process,
            Self::Sso(sso) => sso.sign_in(),
            Self::WebIdentity { .. } => SignIn::WebIdentity,
            Self::Login { .. } => SignIn::Login,
        }
    }
}

/// The chain of the profile `name`, or why it has none.
pub(super) fn resolve(
    set: &ProfileSet,
    name: &str,
    settings: &Settings,
) -> Result<Chain, ProfileProblem> {
    let mut roles = Vec::new();
    let mut visited: Vec<String> = Vec::new();
    let mut name = name.to_owned();
    let base = loop {
        if set.get_profile(&name).is_none() {
            let from = visited.last().map_or("", String::as_str);
            return Err(problem(
                format!("source_profile = {name} of profile {from} names no profile"),
                format!("Add a profile {name}, or correct source_profile in profile {from}."),
            ));
        }
        if visited.contains(&name) {
            visited.push(name);
            return Err(problem(
                format!("source_profile leads in a circle: {}", visited.join(" → ")),
                "Let one of these profiles hold credentials of its own.",
            ));
        }
        visited.push(name.clone());
        // A source profile's own keys go before its role; a profile asked for by name is its role.
        if visited.len() > 1 && get(set, &name, "aws_access_key_id").is_some() {
            break keys(set, &name)?;
        }
        let Some(role) = role(set, &name, settings)? else { break base(set, &name, settings)? };
        roles.push(role);
        match (get(set, &name, "source_profile"), get(set, &name, "credential_source")) {
            (Some(_), Some(_)) => {
                return Err(problem(
                    format!("profile {name} has both source_profile and credential_source"),
                    "Remove one of the two.",
                ));
            }
            (None, None) => {
                return Err(problem(
                    format!("profile {name} has role_arn, but no source_profile to assume it from"),
                    "Add source_profile = NAME, the profile whose credentials may assume the role.",
                ));
            }
            (Some(source), None) if source != name => name = source,
            // The profile assumes the role with credentials that it holds itself.
            _ => break base(set, &name, settings)?,
        }
    };
    roles.reverse();
    Ok(Chain { base, roles })
}

/// The role of a profile. Web identity is a base, though it has a `role_arn` too.
fn role(set: &ProfileSet, name: &str, settings: &Settings) -> Result<Option<Role>, ProfileProblem> {
    let key = |key| get(set, name, key);
    let Some(arn) = key("role_arn") else { return Ok(None) };
    if key("web_identity_token_file").is_some() {
        return Ok(None);
    }
    let duration = match key("duration_seconds") {
        None => None,
        Some(text) => {
            Some(text.parse().ok().filter(|seconds| (900..=43_200).contains(seconds)).ok_or_else(
                || {
                    problem(
                        format!(
                            "duration_seconds = {text} of profile {name} is not from 900 to 43200"
                        ),
                        "Correct or remove duration_seconds.",
                    )
                },
            )?)
        }
    };
    Ok(Some(Role {
        arn,
        external_id: key("external_id"),
        session_name: key("role_session_name"),
        duration,
        mfa: key("mfa_serial"),
        via: settings.sts.clone(),
    }))
}

/// The credentials that a profile holds itself, in the SDK's order of precedence.
fn base(set: &ProfileSet, name: &str, settings: &Settings) -> Result<Base, ProfileProblem> {
    let key = |key| get(set, name, key);
    if let Some(source) = key("credential_source") {
        return credential_source(name, &source).map(Base::Source);
    }
    if let Some(token_file) = key("web_identity_token_file") {
        let Some(role_arn) = key("role_arn") else {
            return Err(problem(
                format!("profile {name} has web_identity_token_file, but no role_arn"),
                "Add role_arn, the role that the token is for.",
            ));
        };
        let session_name = key("role_session_name");
        return Ok(Base::WebIdentity {
            role_arn,
            token_file,
            session_name,
            via: settings.sts.clone(),
        });
    }
    let sso_keys =
        ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "sso_region"];
    if sso_keys.into_iter().any(|name| key(name).is_some()) {
        return sso(set, name, settings).map(Base::Sso);
    }
    if let Some(session) = key("login_session") {
        let (region, bundle) = (settings.region.clone(), settings.sts.bundle.clone());
        return Ok(Base::Login { session, region, bundle });
    }
    if let Some(command) = key("credential_process") {
        return Ok(Base::Process { command: Secret(command) });
    }
    keys(set, name)
}

fn sso(set: &ProfileSet, name: &str, settings: &Settings) -> Result<SsoBase, ProfileProblem> {
    let session = get(set, name, "sso_session");
    let from_session = |key: &str| -> Option<String> {
        let value = set.sso_session(session.as_deref()?)?.get(key)?;
        (!value.is_empty()).then(|| value.to_owned())
    };
    if let Some(session) = &session
        && set.sso_session(session).is_none()
    {
        return Err(problem(
            format!("sso_session = {session} of profile {name} names no section"),
            format!("Add a section [sso-session {session}] with sso_start_url and sso_region."),
        ));
    }
    let need = |key: &str| {
        // A session's own keys count; the profile's beside it are what `aws configure sso` of
        // old left there.
        let value = from_session(key).or_else(|| get(set, name, key));
        value.ok_or_else(|| {
            let place = match &session {
                Some(session) if key == "sso_start_url" || key == "sso_region" => {
                    format!("[sso-session {session}]")
                }
                _ => format!("profile {name}"),
            };
            problem(format!("{key} is missing in {place}"), format!("Add {key} to {place}."))
        })
    };
    let region = need("sso_region")?;
    let scopes = from_session("sso_registration_scopes").unwrap_or_default();
    let scopes = scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty());
    let at = |via: &Via| Via { region: region.clone(), ..via.clone() };
    Ok(SsoBase {
        account: need("sso_account_id")?,
        role: need("sso_role_name")?,
        start_url: need("sso_start_url")?,
        portal: at(&settings.sso),
        oidc: at(&settings.sso_oidc),
        scopes: scopes.map(str::to_owned).collect(),
        session,
    })
}

fn keys(set: &ProfileSet, name: &str) -> Result<Base, ProfileProblem> {
    let key = |key| get(set, name, key);
    let missing = |missing: &str| {
        problem(
            format!("profile {name} has no {missing}"),
            format!("Add {missing} to profile {name}, or remove the other key."),
        )
    };
    match (key("aws_access_key_id"), key("aws_secret_access_key")) {
        (Some(id), Some(secret)) => {
            let token = key("aws_session_token").map(Secret);
            Ok(Base::Keys { id, secret: Secret(secret), token })
        }
        (Some(_), None) => Err(missing("aws_secret_access_key")),
        (None, Some(_)) => Err(missing("aws_access_key_id")),
        (None, None) => Err(problem(
            format!("profile {name} holds no credentials"),
            "Give it keys, sso_session, role_arn with source_profile, or credential_process.",
        )),
    }
}

fn credential_source(name: &str, source: &str) -> Result<CredentialSource, ProfileProblem> {
    match source.to_ascii_lowercase().as_str() {
        "environment" => Ok(CredentialSource::Environment),
        "ec2instancemetadata" => Ok(CredentialSource::Ec2InstanceMetadata),
        "ecscontainer" => Ok(CredentialSource::EcsContainer),
        _ => Err(problem(
            format!("credential_source = {source} of profile {name} is not known"),
            "It is one of Environment, Ec2InstanceMetadata and EcsContainer.",
        )),
    }
}

fn problem(message: impl Into<String>, hint: impl Into<String>) -> ProfileProblem {
    ProfileProblem { message: message.into(), hint: hint.into() }
}
