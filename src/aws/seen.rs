//! Each request and what came of it, for the log: who asked what of which service, how it ended.
//! Never a header but the request's id, never a body.

use std::sync::{Arc, PoisonError};

use aws_sdk_route53::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use tokio::time::Instant;

use crate::zone::ProfileName;

use super::told::LastTold;

/// Where AWS tells which request it was: Route 53 and STS, then the services of sign-in.
const REQUEST_ID: [&str; 2] = ["x-amzn-requestid", "x-amz-request-id"];

/// Tells the log of the requests of a client.
#[derive(Debug, Default)]
pub(super) struct Seen {
    profile: Option<ProfileName>,
    identity: LastTold,
}

impl Seen {
    /// Requests of a profile; its account is told once it is known.
    pub(super) fn of(profile: &ProfileName, identity: &LastTold) -> Self {
        Self { profile: Some(profile.clone()), identity: Arc::clone(identity) }
    }
}

/// When the request was sent.
#[derive(Debug)]
struct Begun(Instant);

impl Storable for Begun {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Seen {
    fn name(&self) -> &'static str {
        "Seen"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if tracing::enabled!(tracing::Level::DEBUG) {
            config.interceptor_state().store_put(Begun(Instant::now()));
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (Some(Begun(begun)), Some(asked)) = (config.load::<Begun>(), config.load::<Metadata>())
        else {
            return Ok(());
        };
        let identity = self.identity.lock().unwrap_or_else(PoisonError::into_inner);
        let response = context.response();
        let header = |name| response.and_then(|response| response.headers().get(name));
        tracing::debug!(
            service = asked.service(),
            operation = asked.name(),
            profile = self.profile.as_ref().map_or("-", ProfileName::as_str),
            account = identity.as_ref().map_or("-", |told| told.identity.account.as_str()),
            status = response.map(|response| response.status().as_u16()),
            took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            request = REQUEST_ID.iter().find_map(|name| header(*name)).unwrap_or("-"),
            "{}",
            if response.is_some() { "asked" } else { "asked, and not answered" },
        );
        Ok(())
    }
}
