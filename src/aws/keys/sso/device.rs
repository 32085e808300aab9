//! The device authorization by which a person signs in to IAM Identity Center.
//!
//! Sources: [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628) and the
//! [OIDC API reference](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::zone::{DeviceAsk, FaultKind, Polled, Ticket};

use super::super::super::chain::{Secret, SsoBase};
use super::super::super::client;
use super::super::super::host::Host;
use super::super::super::seen::Seen;
use super::super::super::trouble::{Trouble, explain};
use super::cached::{Cached, registration_path, token_path};

const REGISTER: &str = "sso-oauth:RegisterClient";
const START: &str = "sso-oauth:StartDeviceAuthorization";
const POLL: &str = "sso-oauth:CreateToken";
const KEEP: &str = "sso/cache";

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What a session's token is for where the section names no scopes: with it, IAM Identity Center
/// gives a refresh token too.
const SCOPE: &str = "sso:account:access";
/// The pause where the service names none, and what `slow_down` adds to it (RFC 8628, 3.2, 3.5).
const PAUSE: Duration = Duration::from_secs(5);
/// The longest pause: a wish for more than this is not one for a person who waits.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The authorizations that wait for their person.
#[derive(Debug, Default)]
pub(super) struct Devices(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    last: u64,
    all: HashMap<Ticket, Pending>,
}

/// One authorization.
#[derive(Debug, Clone)]
struct Pending {
    sso: SsoBase,
    client: Registration,
    code: Secret,
    ends: SystemTime,
    pause: Duration,
}

/// zonecut as a client that IAM Identity Center knows.
#[derive(Debug, Clone)]
struct Registration {
    id: String,
    secret: Secret,
    ends: SystemTime,
}

impl Devices {
    /// Asks for an address and a code.
    pub(super) async fn begin(&self, host: &Host, sso: &SsoBase) -> Result<DeviceAsk, Trouble> {
        let kept = Registration::kept(host, sso).await;
        let was_kept = kept.is_some();
        let client = match kept {
            Some(client) => client,
            None => Registration::make(host, sso).await?,
        };
        match self.start(host, sso, client).await {
            // The service has forgotten a client that the file still knows.
            Err(trouble) if was_kept && is_client_unknown(&trouble) => {
                let client = Registration::make(host, sso).await?;
                self.start(host, sso, client).await
            }
            answer => answer,
        }
    }

    async fn start(
        &self,
        host: &Host,
        sso: &SsoBase,
        client: Registration,
    ) -> Result<DeviceAsk, Trouble> {
        let answer = oidc(host, sso)
            .start_device_authorization()
            .client_id(&client.id)
            .client_secret(&client.secret.0)
            .start_url(&sso.start_url)
            .send()
            .await
            .map_err(|error| {
                explain(&error, START, &sso.sign_in()).without([client.secret.0.as_str()])
            })?;
        let missing = || Trouble::malformed(START, "an answer without a code");
        let lasts = seconds(answer.expires_in).ok_or_else(missing)?;
        let pause = seconds(answer.interval).unwrap_or(PAUSE).min(LONGEST_PAUSE);
        let pending = Pending {
            sso: sso.clone(),
            client,
            code: Secret(answer.device_code.ok_or_else(missing)?),
            ends: host.now() + lasts,
            pause,
        };
        Ok(DeviceAsk {
            ticket: self.keep(pending),
            session: sso.sign_in(),
            address: answer.verification_uri.ok_or_else(missing)?,
            address_with_code: answer.verification_uri_complete,
            code: answer.user_code.ok_or_else(missing)?,
            lasts,
            pause,
        })
    }

    /// Asks once whether it was approved; if so, the token is in the cache when this ends.
    /// Nothing is asked for a ticket that is not waited for.
    pub(super) async fn poll(&self, host: &Host, ticket: Ticket) -> Result<Polled, Trouble> {
        let Some(pending) = self.look(ticket) else { return Ok(Polled::Expired) };
        if host.now() >= pending.ends {
            self.drop(ticket);
            return Ok(Polled::Expired);
        }
        let answer = oidc(host, &pending.sso)
            .create_token()
            .grant_type(DEVICE_CODE)
            .device_code(&pending.code.0)
            .client_id(&pending.client.id)
            .client_secret(&pending.client.secret.0)
            .send()
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.not_yet(ticket, &pending, &error),
        };
        self.drop(ticket);
        let missing = || Trouble::malformed(POLL, "an answer without a token");
        let token = answer.access_token.ok_or_else(missing)?;
        let lasts = seconds(answer.expires_in).ok_or_else(missing)?;
        keep_token(host, &pending, &token, host.now() + lasts, answer.refresh_token.as_deref())
            .await?;
        Ok(Polled::SignedIn)
    }

    fn not_yet<E>(
        &self,
        ticket: Ticket,
        pending: &Pending,
        error: &SdkError<E, HttpResponse>,
    ) -> Result<Polled, Trouble>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let polled = match code(error).as_deref() {
            Some("AuthorizationPendingException" | "authorization_pending") => {
                return Ok(Polled::NotYet(pending.pause));
            }
            Some("SlowDownException" | "slow_down") => {
                let pause = (pending.pause + PAUSE).min(LONGEST_PAUSE);
                self.keep_pause(ticket, pause);
                return Ok(Polled::NotYet(pause));
            }
            Some("ExpiredTokenException" | "expired_token") => Polled::Expired,
            Some("AccessDeniedException" | "access_denied") => Polled::Refused,
            _ => {
                let secrets = [pending.code.0.as_str(), pending.client.secret.0.as_str()];
                let trouble = explain(error, POLL, &pending.sso.sign_in()).without(secrets);
                // The way there failed, not the authorization (RFC 8628, 3.5).
                let passes = matches!(
                    trouble.kind,
                    FaultKind::TimedOut
                        | FaultKind::ConnectionLost
                        | FaultKind::Unreachable
                        | FaultKind::Server
                        | FaultKind::Throttled
                );
                return if passes { Ok(Polled::NotYet(pending.pause)) } else { Err(trouble) };
            }
        };
        self.drop(ticket);
        Ok(polled)
    }

    fn keep(&self, pending: Pending) -> Ticket {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.last += 1;
        let ticket = Ticket(waiting.last);
        // A session has one authorization at a time: the one before was given up.
        waiting.all.retain(|_, other| other.sso.sign_in() != pending.sso.sign_in());
        waiting.all.insert(ticket, pending);
        ticket
    }

    fn keep_pause(&self, ticket: Ticket, pause: Duration) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pending) = waiting.all.get_mut(&ticket) {
            pending.pause = pause;
        }
    }

    fn look(&self, ticket: Ticket) -> Option<Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all.get(&ticket).cloned()
    }

    fn drop(&self, ticket: Ticket) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all.remove(&ticket);
    }
}

impl Registration {
    /// The one in the cache, where there is one that outlasts a sign-in.
    async fn kept(host: &Host, sso: &SsoBase) -> Option<Self> {
        let cached = Cached::read(host, &registration_path(host, sso)?).await.ok()??;
        if !cached.lasts_beyond(host.now() + LONGEST_PAUSE * 15) {
            return None;
        }
        Some(Self {
            id: cached.text("clientId")?,
            secret: Secret(cached.text("clientSecret")?),
            ends: cached.time("expiresAt")?,
        })
    }

    /// Registers, and keeps that for the next time.
    async fn make(host: &Host, sso: &SsoBase) -> Result<Self, Trouble> {
        let scopes = match (&sso.session, sso.scopes.is_empty()) {
            (Some(_), true) => Some(vec![SCOPE.to_owned()]),
            (_, false) => Some(sso.scopes.clone()),
            // The legacy keys know neither scopes nor refresh tokens.
            (None, true) => None,
        };
        let answer = oidc(host, sso)
            .register_client()
            .client_name("zonecut")
            .client_type("public")
            .set_scopes(scopes)
            .send()
            .await
            .map_err(|error| explain(&error, REGISTER, &sso.sign_in()))?;
        let missing = || Trouble::malformed(REGISTER, "an answer without a client");
        let ends = u64::try_from(answer.client_secret_expires_at).map_err(|_| missing())?;
        let registration = Self {
            id: answer.client_id.ok_or_else(missing)?,
            secret: Secret(answer.client_secret.ok_or_else(missing)?),
            ends: UNIX_EPOCH + Duration::from_secs(ends),
        };
        if let Some(path) = registration_path(host, sso) {
            let mut cached = Cached::new();
            cached.set("clientId", &registration.id);
            cached.set("clientSecret", &registration.secret.0);
            cached.set_time("expiresAt", registration.ends);
            // Not being able to keep it costs the next sign-in one request.
            let _ = cached.write(host, &path).await;
        }
        Ok(registration)
    }
}

/// Puts a token where all of AWS's tools look for it.
async fn keep_token(
    host: &Host,
    pending: &Pending,
    token: &str,
    ends: SystemTime,
    refresh: Option<&str>,
) -> Result<(), Trouble> {
    let Pending { sso, client, .. } = pending;
    let lost = |detail: String| Trouble::new(FaultKind::Misconfigured, KEEP, detail);
    let path = token_path(host, sso)
        .ok_or_else(|| lost("there is no home folder to keep the token in".into()))?;
    let mut cached = Cached::new();
    cached.set("startUrl", &sso.start_url);
    cached.set("region", &sso.oidc.region);
    cached.set("accessToken", token);
    cached.set_time("expiresAt", ends);
    cached.set("clientId", &client.id);
    cached.set("clientSecret", &client.secret.0);
    cached.set_time("registrationExpiresAt", client.ends);
    if let Some(refresh) = refresh {
        cached.set("refreshToken", refresh);
    }
    cached.write(host, &path).await.map_err(|error| lost(format!("{}: {error}", path.display())))
}

fn oidc(host: &Host, sso: &SsoBase) -> aws_sdk_ssooidc::Client {
    let config = client::config(host, &sso.oidc, None);
    let config = aws_sdk_ssooidc::config::Builder::from(&config).interceptor(Seen::default());
    aws_sdk_ssooidc::Client::from_conf(config.build())
}

fn seconds(count: i32) -> Option<Duration> {
    u64::try_from(count).ok().filter(|count| *count > 0).map(Duration::from_secs)
}

fn is_client_unknown(trouble: &Trouble) -> bool {
    let FaultKind::Other(code) = &trouble.kind else { return false };
    matches!(&**code, "InvalidClientException" | "UnauthorizedClientException")
}

/// The error's code: the SDK's, or OAuth's own from the body where a service has left the other
/// out.
fn code<E>(error: &SdkError<E, HttpResponse>) -> Option<String>
where
    E: ProvideErrorMetadata,
{
    if let Some(code) = error.code() {
        return Some(code.to_owned());
    }
    let body: serde_json::Value =
        serde_json::from_slice(error.raw_response()?.body().bytes()?).ok()?;
    body.get("error")?.as_str().map(str::to_owned)
}
