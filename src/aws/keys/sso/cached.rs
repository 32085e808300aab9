//! `~/.aws/sso/cache`: tokens and registrations, in files that all of AWS's tools share.
//!
//! Sources of the shape:
//! [SSO token provider configuration](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html)
//! and the files that the AWS CLI writes.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Map, Value};
use sha1::{Digest, Sha1};

use super::super::super::chain::SsoBase;
use super::super::super::host::Host;

/// A cached token or registration. What is not known here is kept as it is.
pub(super) struct Cached(Map<String, Value>);

impl Cached {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self(Map::new())
    }

    /// Reads a file; `None` in it is a file that holds no JSON object.
    pub(super) async fn read(host: &Host, path: &Path) -> io::Result<Option<Self>> {
        let content = host.read(path).await?;
        Ok(serde_json::from_slice(&content).ok().map(Self))
    }

    /// Replaces the file in one step, for its owner alone.
    pub(super) async fn write(&self, host: &Host, path: &Path) -> io::Result<()> {
        host.write(path, &serde_json::to_vec(&self.0)?).await
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.0.get(key)?.as_str().map(str::to_owned)
    }

    /// A time.
    pub(super) fn time(&self, key: &str) -> Option<SystemTime> {
        let text = self.0.get(key)?.as_str()?;
        // The AWS CLI of old wrote `2020-06-17T10:02:08UTC`.
        let text = text.strip_suffix("UTC").map_or_else(|| text.into(), |time| format!("{time}Z"));
        SystemTime::try_from(DateTime::from_str(&text, Format::DateTimeWithOffset).ok()?).ok()
    }

    /// Sets a text.
    pub(super) fn set(&mut self, key: &str, text: &str) {
        self.0.insert(key.into(), Value::String(text.into()));
    }

    /// Sets a time, to the second as the AWS CLI writes it.
    pub(super) fn set_time(&mut self, key: &str, time: SystemTime) {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let time = DateTime::from_secs(i64::try_from(since).unwrap_or(i64::MAX));
        self.set(key, &time.fmt(Format::DateTime).unwrap_or_default());
    }

    /// Whether it is good at this time, by its `expiresAt`.
    pub(super) fn lasts_beyond(&self, time: SystemTime) -> bool {
        self.time("expiresAt").is_some_and(|end| end > time)
    }

    /// Whether the token can be had anew at this time without a person.
    pub(super) fn renewable_at(&self, time: SystemTime) -> bool {
        self.time("registrationExpiresAt").is_some_and(|end| end > time)
            && ["refreshToken", "clientId", "clientSecret"]
                .iter()
                .all(|key| self.0.get(*key).is_some_and(Value::is_string))
    }
}

/// The token's file: `<SHA-1 of session name or start URL>.json`.
pub(super) fn token_path(host: &Host, sso: &SsoBase) -> Option<PathBuf> {
    path(host, sso.session.as_deref().unwrap_or(&sso.start_url))
}

/// The file of zonecut's registration as a client: by the SHA-1 of all that it was made for, as
/// the AWS CLI names its own.
pub(super) fn registration_path(host: &Host, sso: &SsoBase) -> Option<PathBuf> {
    let made_for = serde_json::json!({
        "region": sso.oidc.region,
        "scopes": sso.scopes,
        "session_name": sso.session,
        "startUrl": sso.start_url,
        "tool": "zonecut",
    });
    path(host, &made_for.to_string())
}

fn path(host: &Host, key: &str) -> Option<PathBuf> {
    use std::fmt::Write;
    let mut name = String::with_capacity(45);
    for byte in Sha1::digest(key.as_bytes()) {
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".json");
    Some(host.home()?.join(".aws/sso/cache").join(name))
}
