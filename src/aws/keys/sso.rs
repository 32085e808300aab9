//! IAM Identity Center: the token that `aws sso login` left, and the credentials it is good for.
//!
//! aws-config has a provider for this, but it reads this machine's home folder whatever files it
//! is given, keeps its errors private, and lets profiles of one session renew the token against
//! each other. Source of the file's shape:
//! [SSO token provider configuration](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html).

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Map, Value};
use sha1::{Digest, Sha1};

use crate::zone::{FaultKind, SignIn};

use super::super::chain::SsoBase;
use super::super::client;
use super::super::host::Host;
use super::super::trouble::{Trouble, explain};

const GET: &str = "sso:GetRoleCredentials";
const RENEW: &str = "sso-oauth:CreateToken";
/// A token is renewed this long before it ends, as other SDKs do.
const MARGIN: Duration = Duration::from_mins(5);

/// One lock a session, so that its token is renewed once, not once per profile: a refresh token
/// is good for one use.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>);

impl Sessions {
    /// The credentials of an account's role.
    pub(super) async fn credentials(
        &self,
        host: &Host,
        sso: &SsoBase,
    ) -> Result<Credentials, Trouble> {
        let token = self.token(host, sso).await?;
        let config = client::config(host, &sso.portal, None);
        let answer = aws_sdk_sso::Client::new(&config)
            .get_role_credentials()
            .access_token(token)
            .account_id(&sso.account)
            .role_name(&sso.role)
            .send()
            .await
            .map_err(|error| explain(&error, GET, &sign_in(sso)))?;
        let missing = || Trouble::malformed(GET, "an answer without credentials");
        let answer = answer.role_credentials.ok_or_else(missing)?;
        let expiry = SystemTime::try_from(DateTime::from_millis(answer.expiration))
            .map_err(|_| Trouble::malformed(GET, "an expiration that is no time"))?;
        Ok(Credentials::new(
            answer.access_key_id.ok_or_else(missing)?,
            answer.secret_access_key.ok_or_else(missing)?,
            answer.session_token,
            Some(expiry),
            "zonecut",
        ))
    }

    /// The access token, renewed where it is about to end and can be renewed.
    async fn token(&self, host: &Host, sso: &SsoBase) -> Result<String, Trouble> {
        let needed =
            |detail: String| Trouble::new(FaultKind::SignInNeeded(sign_in(sso)), GET, detail);
        let Some(path) = cache_path(host, sso) else {
            return Err(needed("there is no home folder to look for the token in".into()));
        };
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(path.clone()).or_default())
        };
        let _renewing = lock.lock().await;
        let content = host.read(&path).await.map_err(|error| {
            needed(match error.kind() {
                std::io::ErrorKind::NotFound => "nobody has signed in yet".into(),
                _ => format!("{}: {error}", path.display()),
            })
        })?;
        let unreadable = || needed(format!("{}: not a cached token", path.display()));
        let mut cached: Map<String, Value> =
            serde_json::from_slice(&content).map_err(|_| unreadable())?;
        let token = text(&cached, "accessToken").ok_or_else(unreadable)?;
        let expiry = time(&cached, "expiresAt").ok_or_else(unreadable)?;
        let now = host.now();
        if expiry > now + MARGIN {
            return Ok(token);
        }
        match renew(host, sso, &mut cached).await {
            Some(Ok(token)) => {
                // Not being able to keep it costs the next program a sign-in, not this one.
                if let Ok(content) = serde_json::to_vec(&cached) {
                    let _ = host.write(&path, &content).await;
                }
                Ok(token)
            }
            _ if expiry > now => Ok(token),
            Some(Err(trouble)) => Err(trouble),
            None => Err(needed("the sign-in has expired".into())),
        }
    }
}

/// Asks for a new token with the refresh token; `None` where the cache holds none that is good.
async fn renew(
    host: &Host,
    sso: &SsoBase,
    cached: &mut Map<String, Value>,
) -> Option<Result<String, Trouble>> {
    sso.session.as_ref()?;
    if time(cached, "registrationExpiresAt")? <= host.now() {
        return None;
    }
    let config = client::config(host, &sso.oidc, None);
    let answer = aws_sdk_ssooidc::Client::new(&config)
        .create_token()
        .grant_type("refresh_token")
        .client_id(text(cached, "clientId")?)
        .client_secret(text(cached, "clientSecret")?)
        .refresh_token(text(cached, "refreshToken")?)
        .send()
        .await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let trouble = explain(&error, RENEW, &sign_in(sso));
            // A refresh token that is no longer good: only a person can sign in again.
            return match trouble.kind {
                FaultKind::Other(_) | FaultKind::Denied => None,
                _ => Some(Err(trouble)),
            };
        }
    };
    let lifetime = Duration::from_secs(u64::try_from(answer.expires_in).unwrap_or_default());
    let expires = DateTime::from(host.now() + lifetime).fmt(Format::DateTime).ok()?;
    let token = answer.access_token?;
    cached.insert("accessToken".into(), Value::String(token.clone()));
    cached.insert("expiresAt".into(), Value::String(expires));
    if let Some(refresh) = answer.refresh_token {
        cached.insert("refreshToken".into(), Value::String(refresh));
    }
    Some(Ok(token))
}

fn sign_in(sso: &SsoBase) -> SignIn {
    SignIn::Sso(sso.session.clone().unwrap_or_else(|| sso.start_url.clone()))
}

/// `~/.aws/sso/cache/<SHA-1 of session name or start URL>.json`.
fn cache_path(host: &Host, sso: &SsoBase) -> Option<PathBuf> {
    use std::fmt::Write;
    let key = sso.session.as_deref().unwrap_or(&sso.start_url);
    let mut name = String::with_capacity(45);
    for byte in Sha1::digest(key.as_bytes()) {
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".json");
    Some(host.home()?.join(".aws/sso/cache").join(name))
}

fn text(cached: &Map<String, Value>, key: &str) -> Option<String> {
    cached.get(key)?.as_str().map(str::to_owned)
}

fn time(cached: &Map<String, Value>, key: &str) -> Option<SystemTime> {
    let text = cached.get(key)?.as_str()?;
    // The AWS CLI of old wrote `2020-06-17T10:02:08UTC`.
    let text = text.strip_suffix("UTC").map_or_else(|| text.to_owned(), |time| format!("{time}Z"));
    SystemTime::try_from(DateTime::from_str(&text, Format::DateTimeWithOffset).ok()?).ok()
}
