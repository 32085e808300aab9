//! The SDK's clients: how they are addressed, signed, timed and retried.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::{
    ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future,
};
use aws_sdk_route53::config::retry::RetryPartition;
use aws_sdk_route53::config::{
    AppName, BehaviorVersion, ConfigBag, IdentityCache, Intercept, Region, RuntimeComponents,
};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::host::Host;
use super::seen::Seen;
use super::settings::Via;
use super::trouble::Trouble;

/// Tries of a request to STS in all.
const TRIES: u32 = 6;
const FIRST_DELAY: Duration = Duration::from_millis(200);
const LONGEST_DELAY: Duration = Duration::from_secs(4);
const CONNECT: Duration = Duration::from_millis(3_100);
const ONE_TRY: Duration = Duration::from_secs(10);
const ALL_TRIES: Duration = Duration::from_secs(45);
/// A write has one try, and cutting it off leaves its outcome unclear.
const WRITE: Duration = Duration::from_secs(20);

/// What every client of ours has in common. Nothing of the environment gets in, and no region is
/// ever asked of an instance.
pub(super) fn config(host: &Host, via: &Via, keys: Option<SharedCredentialsProvider>) -> SdkConfig {
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(via.region.clone()))
        .use_fips(via.fips)
        .use_dual_stack(via.dual_stack)
        .time_source(host.time())
        .sleep_impl(TokioSleep::new())
        .identity_cache(IdentityCache::no_cache())
        .timeout_config(timeouts_of_reads())
        .retry_config(retries());
    // The bundle was read when the settings were; should it have become unreadable since then, the
    // SDK finds no client, and says so.
    config.set_http_client(host.http(via.bundle.as_deref()).ok());
    config.set_credentials_provider(keys);
    config.set_endpoint_url(via.endpoint.clone());
    config.set_app_name(AppName::new("zonecut").ok());
    config.build()
}

/// How a request is tried again that is no write and none of Route 53's.
pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(TRIES)
        .with_initial_backoff(FIRST_DELAY)
        .with_max_backoff(LONGEST_DELAY)
}

/// The time limits of what changes nothing.
pub(super) fn timeouts_of_reads() -> TimeoutConfig {
    timeouts(ONE_TRY)
}

fn timeouts(one_try: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(one_try)
        .operation_timeout(ALL_TRIES)
        .build()
}

/// Route 53 for one profile. Each request is one try: the next has to wait for its turn first,
/// and is signed anew after that.
pub(super) fn route53(
    host: &Host,
    via: &Via,
    keys: SharedCredentialsProvider,
    seen: Seen,
) -> aws_sdk_route53::Client {
    let config = aws_sdk_route53::config::Builder::from(&config(host, via, Some(keys)))
        .retry_config(RetryConfig::disabled())
        .interceptor(WholeAnswer)
        .interceptor(seen)
        .build();
    aws_sdk_route53::Client::from_conf(config)
}

/// STS, with credentials or, for web identity, without.
pub(super) fn sts(
    host: &Host,
    via: &Via,
    keys: Option<SharedCredentialsProvider>,
    partition: RetryPartition,
) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::config::Builder::from(&config(host, via, keys))
        .retry_partition(partition)
        .interceptor(WholeAnswer)
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

/// The changes to a client of STS that has no credentials, for a request of one profile.
pub(super) fn as_profile(
    keys: SharedCredentialsProvider,
    partition: RetryPartition,
    seen: Seen,
) -> aws_sdk_sts::config::Builder {
    let config = aws_sdk_sts::Config::builder().credentials_provider(keys);
    config.retry_partition(partition).interceptor(seen)
}

/// The changes to a client for a write, which may take longer and is signed with these very keys.
pub(super) fn once(keys: Credentials) -> aws_sdk_route53::config::Builder {
    aws_sdk_route53::Config::builder().timeout_config(timeouts(WRITE)).credentials_provider(keys)
}

/// Gives a client the credentials that were resolved before its request, and never any others.
#[derive(Debug, Default)]
pub(super) struct Held(std::sync::RwLock<Option<Credentials>>);

impl Held {
    /// What is held now. Another call of the profile may have it hold others right after.
    pub(super) fn now(&self) -> Option<Credentials> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Trouble without what is secret of what is held.
    pub(super) fn hide(&self, trouble: Trouble) -> Trouble {
        match self.now() {
            Some(held) => hide(&held, trouble),
            None => trouble,
        }
    }

    /// Holds these from now on.
    pub(super) fn hold(&self, credentials: Credentials) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(credentials);
    }
}

impl ProvideCredentials for Held {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(
            self.now().ok_or_else(|| CredentialsError::not_loaded("no credentials were resolved")),
        )
    }
}

/// Trouble without what is secret of these.
pub(super) fn hide(keys: &Credentials, trouble: Trouble) -> Trouble {
    trouble.without(std::iter::once(keys.secret_access_key()).chain(keys.session_token()))
}

/// Refuses an answer whose XML ends before its root does. The SDK's parser takes what it got for
/// all there is: half a page of zones would look like the last page.
#[derive(Debug)]
struct WholeAnswer;

impl Intercept for WholeAnswer {
    fn name(&self) -> &'static str {
        "WholeAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        match response.body().bytes() {
            Some(body) if response.status().is_success() && !is_whole(body) => {
                Err("the answer is cut off, or not XML".into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether the text is one element from its beginning to its end, with every other inside it
/// ended too.
fn is_whole(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let mut reader = Reader::from_str(text);
    let (mut depth, mut roots) = (0_usize, 0);
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Ok(Event::Empty(_)) => roots += usize::from(depth == 0),
            // The reader sees to it that it is the end of what was begun last.
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => return depth == 0 && roots == 1,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn an_answer_is_whole_when_its_root_ends() {
        for whole in [
            "<?xml version=\"1.0\"?>\n<A xmlns=\"x\"><B>1</B></A>\n",
            "<A><A>1</A></A>",
            "<A/>",
            "<A>\u{e9}</A >",
        ] {
            assert!(is_whole(whole.as_bytes()), "{whole}");
        }
        for part in [
            "",
            "<A><B>1</B>",
            "<A><B>1</B></",
            "<A",
            "plain",
            "<A></B>",
            "<A><B/>",
            "<A><B></C></A>",
            "<A><B></A>",
            "<A/><B/>",
        ] {
            assert!(!is_whole(part.as_bytes()), "{part}");
        }
        assert!(!is_whole(b"\xff"));
    }
}
