//! The HTTP clients, one for each set of roots that is trusted.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::https::{self, HostError};
use super::read_only::ReadOnly;

/// The clients that every request goes through. Cheap to clone.
#[derive(Clone)]
pub(super) struct Clients {
    /// What is used where a profile names no roots of its own.
    common: SharedHttpClient,
    /// Those of profiles with a `ca_bundle`; `None` where all requests have to go one way.
    own: Option<Arc<Mutex<HashMap<PathBuf, SharedHttpClient>>>>,
    read_only: bool,
}

impl Clients {
    /// This machine's, with `AWS_CA_BUNDLE` in the place of the system's roots. That goes before a
    /// profile's `ca_bundle`, as in the AWS CLI.
    pub(super) fn real(bundle: Option<&str>) -> Result<Self, HostError> {
        let common = https::client(bundle.map(|path| ("AWS_CA_BUNDLE", Path::new(path))))?;
        let own = bundle.is_none().then(Arc::default);
        Ok(Self { common, own, read_only: false })
    }

    /// One client for everything.
    pub(super) fn one(http: SharedHttpClient) -> Self {
        Self { common: http, own: None, read_only: false }
    }

    /// The same, with a gate in front of each that lets no write out.
    pub(super) fn read_only(self) -> Self {
        Self { common: ReadOnly::guard(self.common), read_only: true, ..self }
    }

    /// The client that trusts the roots of this file, or those that all others trust.
    pub(super) fn trusting(&self, bundle: Option<&Path>) -> Result<SharedHttpClient, HostError> {
        let (Some(own), Some(path)) = (&self.own, bundle) else { return Ok(self.common.clone()) };
        let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = own.get(path) {
            return Ok(made.clone());
        }
        let made = https::client(Some(("ca_bundle", path)))?;
        let made = if self.read_only { ReadOnly::guard(made) } else { made };
        own.insert(path.to_owned(), made.clone());
        Ok(made)
    }
}
