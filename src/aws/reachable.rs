//! Whether AWS's services can be reached at all, before anybody's credentials come into it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_sdk_route53::config::{
    ConfigBag, Intercept, RuntimeComponents, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::zone::{Fault, Partition, ProfileName, SignIn};

use super::access::Aws;
use super::client;
use super::settings::Via;
use super::trouble::{Trouble, explain};

/// For one request.
const TIMEOUT: Duration = Duration::from_secs(8);
/// Ways that are tried: a few hundred profiles can have as many endpoints.
const MOST: usize = 12;

/// What came of an unsigned request to one service.
#[derive(Debug, Clone)]
pub struct Reached {
    /// `Route 53` or `STS`.
    pub service: &'static str,
    /// The host that was asked, as far as a request got so far as to have one.
    pub host: Option<String>,
    /// Whether it is an endpoint of the user's, not AWS's own.
    pub own_endpoint: bool,
    /// The answer, which is a refusal as a rule; or why there is none, as a
    /// [state](crate::zone::Fault::state) and in the network's words.
    pub answer: Result<Answered, (&'static str, String)>,
}

/// An answer.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// From request to answer, the connection included.
    pub took: Duration,
    /// This machine's time less the service's, in seconds, where the answer has a date.
    pub ahead: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Service {
    Route53,
    Sts,
}

impl Aws {
    /// Sends each Route 53 and STS that the profiles use one read without a signature; AWS's own
    /// where no profile can be used. What comes back tells of the network, TLS and the clock, and
    /// of nobody's permissions.
    pub async fn reachable(&self) -> Vec<Reached> {
        let mut ways: BTreeMap<(Service, String), Via> = BTreeMap::new();
        for via in self.ways() {
            for (service, via) in [(Service::Route53, via.0), (Service::Sts, via.1)] {
                // Route 53 is one service for all regions of a partition.
                let place = match service {
                    Service::Route53 => Partition::of_region(&via.region).as_str().to_owned(),
                    Service::Sts => via.region.clone(),
                };
                let way = format!("{place} {:?} {} {}", via.endpoint, via.fips, via.dual_stack);
                ways.entry((service, way)).or_insert(via);
            }
        }
        let asked = ways.into_iter().take(MOST);
        join_all(asked.map(|((service, _), via)| self.reach_one(service, via))).await
    }

    /// The ways to Route 53 and STS.
    fn ways(&self) -> Vec<(Via, Via)> {
        let ways: Vec<_> = self
            .profiles()
            .iter()
            .filter_map(|profile| self.settings(&profile.name))
            .map(|settings| (settings.route53.clone(), settings.sts.clone()))
            .collect();
        if !ways.is_empty() {
            return ways;
        }
        let region = "us-east-1".to_owned();
        let aws = Via { region, endpoint: None, fips: false, dual_stack: false, bundle: None };
        vec![(aws.clone(), aws)]
    }

    async fn reach_one(&self, service: Service, via: Via) -> Reached {
        let seen = Arc::new(Mutex::new(Noted::default()));
        let config = client::config(self.host(), &via, None);
        let begun = Instant::now();
        let trouble = match service {
            Service::Route53 => {
                let config = aws_sdk_route53::config::Builder::from(&config)
                    .allow_no_auth()
                    .retry_config(RetryConfig::disabled())
                    .timeout_config(timeout())
                    .interceptor(Note(Arc::clone(&seen)));
                let client = aws_sdk_route53::Client::from_conf(config.build());
                let answer = client.get_hosted_zone_count().send().await;
                answer.err().map(|error| explain(&error, "GetHostedZoneCount", &SignIn::None))
            }
            Service::Sts => {
                let config = aws_sdk_sts::config::Builder::from(&config)
                    .allow_no_auth()
                    .retry_config(RetryConfig::disabled())
                    .timeout_config(timeout())
                    .interceptor(Note(Arc::clone(&seen)));
                let client = aws_sdk_sts::Client::from_conf(config.build());
                let answer = client.get_caller_identity().send().await;
                answer.err().map(|error| explain(&error, "sts:GetCallerIdentity", &SignIn::None))
            }
        };
        let took = begun.elapsed();
        let noted = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        let answer = match (noted.status, trouble) {
            (Some(status), _) => {
                let ahead = noted.date.map(|date| ahead(self.host().now(), date));
                Ok(Answered { status, took, ahead })
            }
            (None, Some(trouble)) => Err(unheard(trouble)),
            (None, None) => Err(("failed", String::new())),
        };
        let service = match service {
            Service::Route53 => "Route 53",
            Service::Sts => "STS",
        };
        Reached { service, host: noted.host, own_endpoint: via.endpoint.is_some(), answer }
    }
}

/// Why there is no answer: the state, and the network's words.
fn unheard(trouble: Trouble) -> (&'static str, String) {
    let Trouble { kind, action, detail } = trouble;
    let profile = ProfileName::new("-");
    let fault = Fault { kind, action, profile, account: None, zone: None, detail, denial: None };
    (fault.state(), fault.detail)
}

fn timeout() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(TIMEOUT).operation_timeout(TIMEOUT).build()
}

/// In seconds; below zero where this machine is behind. A date has whole seconds.
fn ahead(ours: SystemTime, theirs: SystemTime) -> i64 {
    let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match ours.duration_since(theirs) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => -seconds(behind.duration()),
    }
}

/// What of a request and its answer matters here.
#[derive(Debug, Default)]
struct Noted {
    host: Option<String>,
    status: Option<u16>,
    date: Option<SystemTime>,
}

#[derive(Debug)]
struct Note(Arc<Mutex<Noted>>);

impl Intercept for Note {
    fn name(&self) -> &'static str {
        "Note"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let uri = context.request().uri().parse::<http::Uri>().ok();
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.host = uri.and_then(|uri| uri.host().map(str::to_owned));
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.status = context.response().map(|response| response.status().as_u16());
        let date = context.response().and_then(|response| response.headers().get("date"));
        let date = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        noted.date = date.and_then(|date| SystemTime::try_from(date).ok());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::ahead;

    #[test]
    fn a_clock_that_is_behind_is_below_zero() {
        let (early, late) = (UNIX_EPOCH, UNIX_EPOCH + Duration::from_mins(6));
        assert_eq!((ahead(early, late), ahead(late, early)), (-360, 360));
    }
}
