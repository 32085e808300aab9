//! The profile that the environment's variables make: there where they name credentials, and made
//! of nothing else. No other profile takes anything from it.
//!
//! The order is that of the SDKs' default chain: keys, a web identity's token, a container
//! ([environment variables](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings)).
//! Region, endpoints and the like come from variables first, then from the profile that AWS's
//! tools would use: what `AWS_PROFILE` names, or `default`.

use aws_config::profile::ProfileSet;

use crate::zone::{Partition, Profile, ProfileName, ProfileProblem, SignIn};

use super::chain::{Base, Chain, Container, Secret};
use super::host::Host;
use super::settings::{Override, Settings, get, region};

const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
const ROLE: &str = "AWS_ROLE_ARN";

/// The profile and how to use it, where it can be; `None` where the variables name no credentials.
pub(super) fn profile(
    host: &Host,
    set: &ProfileSet,
    overrides: &Override,
) -> Option<(Profile, Option<(Settings, Chain)>)> {
    let named = Named::of(host)?;
    let lender = host.var("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
    let region = overrides.region.clone().unwrap_or_else(|| home(host, set, &lender));
    let overrides = Override { region: Some(region.clone()), ..overrides.clone() };
    let wrong = |message| {
        let hint = format!("Correct it in profile {lender}, or in the variable that sets it.");
        problem(message, hint)
    };
    let settings = Settings::of(host, set, &lender, &overrides).map_err(wrong);
    let used = settings.and_then(|settings| {
        let chain = named.chain(host, &settings)?;
        Ok((settings, chain))
    });
    let (sign_in, expected_account, problem) = match &used {
        Ok((_, chain)) => (chain.sign_in(), chain.expected_account(), None),
        Err(problem) => (SignIn::None, None, Some(problem.clone())),
    };
    let name = ProfileName::new(ProfileName::ENVIRONMENT);
    let profile = Profile { name, region, sign_in, expected_account, problem, member: None };
    Some((profile, used.ok()))
}

/// What the variables name.
enum Named {
    Keys,
    WebIdentity,
    Container(Container),
}

impl Named {
    fn of(host: &Host) -> Option<Self> {
        let container = || Container::of(|name| host.var(name));
        if host.var(KEY).is_some() || host.var(SECRET).is_some() {
            Some(Self::Keys)
        } else if host.var(TOKEN_FILE).is_some() {
            Some(Self::WebIdentity)
        } else {
            container().map(Self::Container)
        }
    }

    fn chain(self, host: &Host, settings: &Settings) -> Result<Chain, ProfileProblem> {
        let need = |wanted: &str, beside: &str| {
            let missing = || {
                let hint = format!("Set {wanted}, or unset {beside}, and start again.");
                problem(format!("{beside} is set in the environment, {wanted} is not"), hint)
            };
            host.var(wanted).ok_or_else(missing)
        };
        let base = match self {
            Self::Keys => Base::Variables {
                id: need(KEY, SECRET)?,
                secret: Secret(need(SECRET, KEY)?),
                token: host.var("AWS_SESSION_TOKEN").map(Secret),
            },
            Self::WebIdentity => Base::WebIdentity {
                role_arn: need(ROLE, TOKEN_FILE)?,
                token_file: need(TOKEN_FILE, ROLE)?,
                session_name: host.var("AWS_ROLE_SESSION_NAME"),
                via: settings.sts.clone(),
            },
            Self::Container(container) => Base::Container(container),
        };
        Ok(Chain { base, roles: Vec::new() })
    }
}

/// The region: here the variables go first. They are about these credentials, if about any.
fn home(host: &Host, set: &ProfileSet, lender: &str) -> String {
    let role = host.var(TOKEN_FILE).and_then(|_| host.var(ROLE));
    let partition = role.as_deref().map(Partition::of_arn);
    let fits = |region: &String| partition.is_none_or(|p| p == Partition::of_region(region));
    let variables = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().filter_map(|v| host.var(v));
    let mut known = variables.chain(get(set, lender, "region")).filter(fits);
    known.next().unwrap_or_else(|| match partition {
        Some(partition) => partition.home_region().to_owned(),
        None => region(host, set, lender, &Override::default()),
    })
}

fn problem(message: String, hint: impl Into<String>) -> ProfileProblem {
    ProfileProblem { message, hint: hint.into() }
}
