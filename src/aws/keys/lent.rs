//! Credentials that the machine lends: its variables, a container, an instance, `aws login`. Each
//! only where the profile itself says so.

use std::error::Error;
use std::path::Path;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::login::LoginCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_types::region::Region;

use crate::zone::{FaultKind, SignIn};

use super::super::host::Host;
use super::super::trouble::{Trouble, connection_of, deepest};

const SOURCE: &str = "credential_source";
const LOGIN: &str = "signin:CreateOAuth2Token";

/// `credential_source = Environment`.
pub(super) fn by_variables(host: &Host) -> Result<Credentials, Trouble> {
    let found = || {
        let id = host.var("AWS_ACCESS_KEY_ID")?;
        let secret = host.var("AWS_SECRET_ACCESS_KEY")?;
        let token = host.var("AWS_SESSION_TOKEN");
        Some(Credentials::new(id, secret, token, None, "zonecut"))
    };
    let missing = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set";
    found().ok_or_else(|| Trouble::new(FaultKind::Misconfigured, SOURCE, missing))
}

/// What the container's variables lead to.
pub(super) async fn by_container(host: &Host) -> Result<Credentials, Trouble> {
    let config = machine(host, None, SOURCE, "a container's role")?;
    let provider = EcsCredentialsProvider::builder().configure(&config).build();
    provider.provide_credentials().await.map_err(|error| match &error {
        CredentialsError::CredentialsNotLoaded(_) => {
            let unset = "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor \
                         AWS_CONTAINER_CREDENTIALS_FULL_URI is set: zonecut runs in no container";
            Trouble::new(FaultKind::Misconfigured, SOURCE, unset)
        }
        _ => unlent(&error, "the container's credentials"),
    })
}

/// The role of the instance that zonecut runs on.
pub(super) async fn by_instance(host: &Host) -> Result<Credentials, Trouble> {
    let config = machine(host, None, SOURCE, "an instance's role")?;
    let provider = ImdsCredentialsProvider::builder().configure(&config).build();
    let lent = provider.provide_credentials().await;
    lent.map_err(|error| unlent(&error, "the instance's role (only to be had on EC2)"))
}

/// What `aws login` left, renewed where that can be done without a person.
pub(super) async fn by_login(
    host: &Host,
    session: &str,
    region: &str,
    bundle: Option<&Path>,
) -> Result<Credentials, Trouble> {
    let config = machine(host, bundle, LOGIN, "aws login")?;
    let config = config.with_region(Some(Region::new(region.to_owned())));
    let provider = LoginCredentialsProvider::builder(session).configure(&config).build();
    provider.provide_credentials().await.map_err(|error| {
        let kind = connection_of(&error).unwrap_or(FaultKind::SignInNeeded(SignIn::Login));
        Trouble::new(kind, LOGIN, told(&error))
    })
}

fn machine(
    host: &Host,
    bundle: Option<&Path>,
    action: &'static str,
    what: &str,
) -> Result<ProviderConfig, Trouble> {
    host.provider_config(bundle).ok_or_else(|| {
        let detail = format!("{what} is not to be had in the sandbox");
        Trouble::new(FaultKind::Misconfigured, action, detail)
    })
}

fn unlent(error: &CredentialsError, what: &str) -> Trouble {
    let kind = connection_of(error).unwrap_or(FaultKind::Misconfigured);
    Trouble::new(kind, SOURCE, format!("{what}: {}", deepest(error)))
}

/// What the SDK says of a login's token, and why. Its error type is private; no file means that
/// nobody has signed in yet.
fn told(error: &CredentialsError) -> String {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    let absent = |error: &(dyn Error + 'static)| {
        let io = error.downcast_ref::<std::io::Error>();
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::NotFound)
    };
    if chain.clone().any(absent) {
        return "nobody has signed in yet".to_owned();
    }
    let (mut chain, last) = (chain, deepest(error));
    match chain.next().map(ToString::to_string) {
        Some(first) if first != last => format!("{first}: {last}"),
        _ => last,
    }
}
