//! Roles: `sts:AssumeRole` from a source, `sts:AssumeRoleWithWebIdentity` from a token file.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_route53::config::retry::RetryPartition;

use crate::zone::{FaultKind, SignIn};

use super::super::chain::Role;
use super::super::client;
use super::super::files::expand_home;
use super::super::host::Host;
use super::super::seen::Seen;
use super::super::settings::Via;
use super::super::trouble::{Trouble, explain};

const ASSUME: &str = "sts:AssumeRole";
const WEB: &str = "sts:AssumeRoleWithWebIdentity";

/// Assumes a role, with the code that an MFA device shows where there is one: the device's serial
/// number, and the code. `source` is what has to be renewed where STS no longer takes `credentials`.
pub(super) async fn assume(
    host: &Host,
    role: &Role,
    credentials: Credentials,
    code: Option<(&str, &str)>,
    source: &SignIn,
) -> Result<Credentials, Trouble> {
    let secrets = secrets(&credentials);
    let keys = SharedCredentialsProvider::new(credentials);
    let partition = RetryPartition::custom(role.arn.clone()).build();
    let answer = client::sts(host, &role.via, Some(keys), partition)
        .assume_role()
        .role_arn(&role.arn)
        .role_session_name(session_name(host, role.session_name.as_deref()))
        .set_external_id(role.external_id.clone())
        .set_duration_seconds(role.duration)
        .set_serial_number(code.map(|(serial, _)| serial.to_owned()))
        .set_token_code(code.map(|(_, code)| code.to_owned()))
        .customize()
        .interceptor(Seen::default())
        .send()
        .await
        .map_err(|error| {
            let code = code.map(|(_, code)| code.to_owned());
            explain(&error, ASSUME, source).without(secrets.iter().chain(&code).map(String::as_str))
        })?;
    credentials_of(answer.credentials, ASSUME)
}

/// Assumes a role with the token that a file holds. STS is asked without a signature.
pub(super) async fn with_web_identity(
    host: &Host,
    role_arn: &str,
    token_file: &str,
    name: Option<&str>,
    via: &Via,
) -> Result<Credentials, Trouble> {
    let path = expand_home(host, Path::new(token_file));
    let unreadable = |detail: String| {
        let detail = format!("{}: {detail}", path.display());
        Trouble::new(FaultKind::SignInNeeded(SignIn::WebIdentity), WEB, detail)
    };
    let token = host.read(&path).await.map_err(|error| unreadable(error.to_string()))?;
    let token = String::from_utf8(token).map_err(|_| unreadable("not UTF-8 text".into()))?;
    if token.trim().is_empty() {
        return Err(unreadable("the file is empty".into()));
    }
    let partition = RetryPartition::custom(role_arn.to_owned()).build();
    let answer = client::sts(host, via, None, partition)
        .assume_role_with_web_identity()
        .role_arn(role_arn)
        .role_session_name(session_name(host, name))
        .web_identity_token(token.trim())
        .customize()
        .interceptor(Seen::default())
        .send()
        .await
        .map_err(|error| explain(&error, WEB, &SignIn::WebIdentity).without([token.trim()]))?;
    credentials_of(answer.credentials, WEB)
}

/// What of credentials nobody is to see.
fn secrets(credentials: &Credentials) -> Vec<String> {
    let secret = credentials.secret_access_key().to_owned();
    std::iter::once(secret).chain(credentials.session_token().map(str::to_owned)).collect()
}

/// What `CloudTrail` shows as the session, where the profile names none.
fn session_name(host: &Host, given: Option<&str>) -> String {
    given.map_or_else(
        || {
            let since = host.now().duration_since(UNIX_EPOCH).unwrap_or_default();
            format!("zonecut-{}", since.as_millis())
        },
        str::to_owned,
    )
}

fn credentials_of(
    answer: Option<aws_sdk_sts::types::Credentials>,
    action: &'static str,
) -> Result<Credentials, Trouble> {
    let answer =
        answer.ok_or_else(|| Trouble::malformed(action, "an answer without credentials"))?;
    let expiry = SystemTime::try_from(*answer.expiration())
        .map_err(|_| Trouble::malformed(action, "an expiration that is no time"))?;
    Ok(Credentials::new(
        answer.access_key_id,
        answer.secret_access_key,
        Some(answer.session_token),
        Some(expiry),
        "zonecut",
    ))
}
