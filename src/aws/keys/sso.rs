//! IAM Identity Center: the token that a sign-in left, and the credentials it is good for.
//!
//! aws-config has a provider for this, but it reads this machine's home folder whatever files it
//! is given, keeps its errors private, and lets profiles of one session renew the token against
//! each other.

mod cached;
mod device;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::date_time::DateTime;

use crate::zone::{DeviceAsk, FaultKind, Polled, Ticket};

use super::super::chain::SsoBase;
use super::super::client;
use super::super::host::Host;
use super::super::seen::Seen;
use super::super::trouble::{Trouble, explain};
use cached::{Cached, token_path};
use device::Devices;

const GET: &str = "sso:GetRoleCredentials";
const RENEW: &str = "sso-oauth:CreateToken";
/// A token is renewed this long before it ends, as other SDKs do.
const MARGIN: Duration = Duration::from_mins(5);

/// One lock a session, so that its token is renewed once, not once per profile: a refresh token
/// is good for one use.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    locks: Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>,
    devices: Devices,
}

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
            .access_token(&token)
            .account_id(&sso.account)
            .role_name(&sso.role)
            .customize()
            .interceptor(Seen::default())
            .send()
            .await
            .map_err(|error| explain(&error, GET, &sso.sign_in()).without([token.as_str()]))?;
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

    /// Begins a sign-in: an address and a code for a person.
    pub(super) async fn begin(&self, host: &Host, sso: &SsoBase) -> Result<DeviceAsk, Trouble> {
        self.devices.begin(host, sso).await
    }

    /// Asks once whether a sign-in was approved.
    pub(super) async fn poll(&self, host: &Host, ticket: Ticket) -> Result<Polled, Trouble> {
        self.devices.poll(host, ticket).await
    }

    /// Whether the token is good, or is renewed without a person.
    pub(super) async fn is_signed_in(&self, host: &Host, sso: &SsoBase) -> bool {
        let Some(path) = token_path(host, sso) else { return false };
        let Ok(Some(cached)) = Cached::read(host, &path).await else { return false };
        let renewable = sso.session.is_some() && cached.renewable_at(host.now());
        renewable || cached.lasts_beyond(host.now())
    }

    /// When a person has to sign in again, by the file; `None` where the token is renewed without
    /// one, and where there is none.
    pub(super) async fn ends(&self, host: &Host, sso: &SsoBase) -> Option<SystemTime> {
        let cached = Cached::read(host, &token_path(host, sso)?).await.ok()??;
        if sso.session.is_some() && cached.renewable_at(host.now()) {
            return None;
        }
        cached.time("expiresAt")
    }

    /// The access token, renewed where it is about to end and can be renewed.
    async fn token(&self, host: &Host, sso: &SsoBase) -> Result<String, Trouble> {
        let needed =
            |detail: String| Trouble::new(FaultKind::SignInNeeded(sso.sign_in()), GET, detail);
        let Some(path) = token_path(host, sso) else {
            return Err(needed("there is no home folder to look for the token in".into()));
        };
        let lock = {
            let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(path.clone()).or_default())
        };
        let renewing = lock.lock_owned().await;
        let cached = Cached::read(host, &path).await.map_err(|error| {
            needed(match error.kind() {
                std::io::ErrorKind::NotFound => "nobody has signed in yet".into(),
                _ => format!("{}: {error}", path.display()),
            })
        })?;
        let unreadable = || needed(format!("{}: not a cached token", path.display()));
        let cached = cached.ok_or_else(unreadable)?;
        let token = cached.text("accessToken").ok_or_else(unreadable)?;
        let expiry = cached.time("expiresAt").ok_or_else(unreadable)?;
        if expiry > host.now() + MARGIN {
            return Ok(token);
        }
        let old = Old { cached, token, expiry };
        let (host, sso) = (host.clone(), sso.clone());
        // To its end, though the caller may leave: a refresh token is good for one use, and the
        // next one is in the answer.
        let renewed = tokio::spawn(async move {
            let _renewing = renewing;
            old.renewed(&host, &sso, &path).await
        });
        renewed.await.unwrap_or_else(|error| Err(needed(error.to_string())))
    }
}

/// A token that is about to end, or has, as the file has it.
struct Old {
    cached: Cached,
    token: String,
    expiry: SystemTime,
}

impl Old {
    /// The token that takes its place, in the file too; itself where there is none, as long as it
    /// is good.
    async fn renewed(self, host: &Host, sso: &SsoBase, path: &Path) -> Result<String, Trouble> {
        let Self { mut cached, mut token, mut expiry } = self;
        let expired = || {
            let kind = FaultKind::SignInNeeded(sso.sign_in());
            Trouble::new(kind, GET, "the sign-in has expired")
        };
        let now = host.now();
        // A refresh token is good for one use: another process of ours may be at it.
        let _held = host.hold(path.with_extension("json.lock")).await;
        if let Some((other, newer)) = newer(host, path, &token).await {
            if newer.lasts_beyond(now + MARGIN) {
                return Ok(other);
            }
            expiry = newer.time("expiresAt").unwrap_or(now);
            (token, cached) = (other, newer);
        }
        match renew(host, sso, &mut cached).await {
            // Another tool may have used it up, which knows nothing of our lock.
            None if cached.renewable_at(now) && sso.session.is_some() => {
                match newer(host, path, &token).await {
                    Some((token, newer)) if newer.lasts_beyond(now) => Ok(token),
                    _ if expiry > now => Ok(token),
                    _ => Err(expired()),
                }
            }
            Some(Ok(token)) => {
                // Not being able to keep it costs the next program a sign-in, not this one.
                let _ = cached.write(host, path).await;
                Ok(token)
            }
            _ if expiry > now => Ok(token),
            Some(Err(trouble)) => Err(trouble),
            None => Err(expired()),
        }
    }
}

/// What the file holds by now, where that is another token.
async fn newer(host: &Host, path: &Path, token: &str) -> Option<(String, Cached)> {
    let cached = Cached::read(host, path).await.ok()??;
    let now = cached.text("accessToken").filter(|now| now != token)?;
    Some((now, cached))
}

/// Asks for a new token with the refresh token; `None` where the cache holds none that is good.
async fn renew(host: &Host, sso: &SsoBase, cached: &mut Cached) -> Option<Result<String, Trouble>> {
    sso.session.as_ref()?;
    if !cached.renewable_at(host.now()) {
        return None;
    }
    let config = client::config(host, &sso.oidc, None);
    let secrets = ["clientSecret", "refreshToken", "accessToken"].map(|key| cached.text(key));
    let answer = aws_sdk_ssooidc::Client::new(&config)
        .create_token()
        .grant_type("refresh_token")
        .client_id(cached.text("clientId")?)
        .client_secret(cached.text("clientSecret")?)
        .refresh_token(cached.text("refreshToken")?)
        .customize()
        .interceptor(Seen::default())
        .send()
        .await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let secrets = secrets.iter().flatten().map(String::as_str);
            let trouble = explain(&error, RENEW, &sso.sign_in()).without(secrets);
            // A refresh token that is no longer good: only a person can sign in again.
            return match trouble.kind {
                FaultKind::Other(_) | FaultKind::Denied => None,
                _ => Some(Err(trouble)),
            };
        }
    };
    let lifetime = Duration::from_secs(u64::try_from(answer.expires_in).unwrap_or_default());
    let token = answer.access_token?;
    cached.set("accessToken", &token);
    cached.set_time("expiresAt", host.now() + lifetime);
    if let Some(refresh) = answer.refresh_token {
        cached.set("refreshToken", &refresh);
    }
    Some(Ok(token))
}
