//! One call as one profile: its credentials, its turn, its tries, and the fault it may end in.

use std::error::Error;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_route53::config::retry::RetryPartition;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::time::{Instant, sleep, timeout};

use crate::zone::{
    AccountId, Asked, ChangeBatch, Denial, Fault, FaultKind, Identity, Partition, ProfileName,
    SignIn, ZoneId,
};

use super::catalog::Access;
use super::client::{self, Held};
use super::keys::Keys;
use super::pace::{Lane, Ticket, Turn, Urgency};
use super::told::{LastTold, Told};
use super::trouble::{Trouble, explain, may_pass};

/// Tries of a read in all, those that were refused for the rate aside.
const TRIES: u32 = 6;
/// Tries that are refused for the rate. Each waits for its turn at half the pace of the one
/// before, so these are half a minute at least.
const REFUSALS: u32 = 12;
const FIRST_DELAY: Duration = Duration::from_millis(200);
const LONGEST_DELAY: Duration = Duration::from_secs(4);
/// For all tries and the delays between them, waiting for a turn aside.
const ALL_TRIES: Duration = Duration::from_secs(45);
/// Credentials are good for a minute when a call begins; later than this they are looked at again.
const GOOD: Duration = Duration::from_secs(30);

/// The clients of one profile, made at its first call.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) held: Arc<Held>,
    pub(super) keys: SharedCredentialsProvider,
    pub(super) partition: RetryPartition,
    pub(super) route53: aws_sdk_route53::Client,
    /// Whom STS has last told the credentials to be.
    pub(super) identity: LastTold,
    pub(super) lane: Arc<Lane>,
}

/// A provider that several clients share.
#[derive(Debug, Clone)]
pub(super) struct Shared(pub(super) Arc<Held>);

impl ProvideCredentials for Shared {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.provide_credentials()
    }
}

/// One call.
pub(super) struct Call<'a> {
    pub(super) keys: &'a Keys,
    pub(super) access: Arc<Access>,
    pub(super) clients: Clients,
    pub(super) urgency: Urgency,
    pub(super) begun: Instant,
    pub(super) profile: &'a ProfileName,
    pub(super) zone: Option<&'a ZoneId>,
    /// What is to be changed, where it is a write of record sets.
    pub(super) batch: Option<&'a ChangeBatch>,
    pub(super) action: &'static str,
}

impl Call<'_> {
    /// The profile's client of Route 53.
    pub(super) fn route53(&self) -> &aws_sdk_route53::Client {
        &self.clients.route53
    }

    /// Has the client hold credentials that are good now.
    pub(super) async fn ready(&self) -> Result<(), Fault> {
        match self.keys.get(&self.access.chain).await {
            Ok(credentials) => {
                self.clients.held.hold(credentials);
                Ok(())
            }
            Err(trouble) => Err(self.fault(trouble)),
        }
    }

    /// Sends a read to Route 53 in its turn, and again in its turn where that may help.
    pub(super) async fn read<T, E, F>(&self, send: impl Fn() -> F) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let ticket = Ticket::new(self.urgency);
        let mut tries = Tries::new();
        loop {
            let turn = self.turn(ticket).await?;
            let begun = Instant::now();
            let answer = timeout(tries.left, Box::pin(send())).await;
            let (trouble, again) = match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => (self.explain(&error, &turn), may_pass(&error)),
                Err(_) => {
                    (Trouble::new(FaultKind::TimedOut, self.action, "no answer in time"), false)
                }
            };
            let again = again.then(|| tries.again(&trouble.kind, begun.elapsed())).flatten();
            match again {
                Some(delay) if delay.is_zero() => {}
                Some(delay) => sleep(delay).await,
                None => return Err(self.fault(trouble)),
            }
        }
    }

    /// Waits for a write's turn, ahead of all else.
    pub(super) async fn turn_to_write(&self) -> Result<Turn, Fault> {
        self.turn(Ticket::new(Urgency::Write)).await
    }

    /// Sends a write to Route 53 in its turn, signed with `keys`: once, whatever comes of it.
    pub(super) async fn once<T, E, F>(
        &self,
        turn: &Turn,
        keys: &Credentials,
        send: F,
    ) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let answer = Box::pin(send).await;
        answer.map_err(|error| self.fault(client::hide(keys, self.explain(&error, turn))))
    }

    /// The credentials that the profile holds now.
    pub(super) fn held(&self) -> Result<Credentials, Fault> {
        self.clients.held.now().ok_or_else(|| {
            let detail = "no credentials were resolved";
            self.fault(Trouble::new(FaultKind::Misconfigured, self.action, detail))
        })
    }

    /// Whom STS has last told the profile to be.
    pub(super) fn told(&self) -> Option<Told> {
        self.clients.identity.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The turn, with credentials that have outlasted the waiting for it.
    async fn turn(&self, ticket: Ticket) -> Result<Turn, Fault> {
        let turn = self.clients.lane.turn(ticket).await;
        if self.begun.elapsed() > GOOD {
            self.ready().await?;
        }
        Ok(turn)
    }

    fn explain<E>(&self, error: &SdkError<E, HttpResponse>, turn: &Turn) -> Trouble
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let trouble = explain(error, self.action, &self.access.chain.sign_in());
        if trouble.kind == FaultKind::Throttled {
            turn.refused();
        }
        trouble
    }

    /// The call ended in an error of the SDK's.
    pub(super) fn failed<E>(&self, error: &SdkError<E, HttpResponse>) -> Fault
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.fault(explain(error, self.action, &self.access.chain.sign_in()))
    }

    /// The call ended in an answer that makes no sense.
    pub(super) fn odd(&self, odd: &str) -> Fault {
        self.fault(Trouble::malformed(self.action, odd))
    }

    /// The call ended like this.
    pub(super) fn fault(&self, trouble: Trouble) -> Fault {
        let trouble = self.clients.held.hide(trouble);
        // AWS no longer takes these: the next call asks for new ones.
        // A code that is missing says nothing about what the chain holds up to there.
        let codeless = matches!(trouble.kind, FaultKind::SignInNeeded(SignIn::Mfa(_)));
        if matches!(trouble.kind, FaultKind::SignInNeeded(_)) && !codeless {
            self.keys.forget(&self.access.chain);
        }
        let known = self.told().map(|told| told.identity);
        let denied = trouble.kind == FaultKind::Denied;
        let denial = denied.then(|| Box::new(self.denial(&trouble, known.as_ref())));
        let account = known.map(|known| known.account);
        let fault = Fault {
            kind: self.at_source(trouble.kind),
            action: trouble.action,
            profile: self.profile.clone(),
            account: account.or_else(|| self.access.chain.expected_account()),
            zone: self.zone.cloned(),
            detail: trouble.detail,
            denial,
        };
        // Not its detail: a program that gives credentials may have said anything there.
        tracing::warn!(
            profile = fault.profile.as_str(),
            account = fault.account.as_ref().map_or("-", AccountId::as_str),
            zone = fault.zone.as_ref().map_or("-", ZoneId::as_str),
            action = fault.action,
            "{}",
            fault.code(),
        );
        fault
    }

    /// What a person has to renew where the profile is reached by role is the source's.
    fn at_source(&self, kind: FaultKind) -> FaultKind {
        let via = &self.access.via;
        let of_source = |sign_in| match (sign_in, &via.profile) {
            // A session or a device is the same whoever names it.
            (sign_in @ (SignIn::Sso(_) | SignIn::Mfa(_) | SignIn::Role), _) | (sign_in, None) => {
                sign_in
            }
            (sign_in, Some(source)) => SignIn::Source(Box::new((source.clone(), sign_in))),
        };
        match kind {
            kind if via.roles.is_empty() => kind,
            FaultKind::SignInNeeded(sign_in) => FaultKind::SignInNeeded(of_source(sign_in)),
            FaultKind::EndsSoon(sign_in) => FaultKind::EndsSoon(Box::new(of_source(*sign_in))),
            kind => kind,
        }
    }

    fn denial(&self, trouble: &Trouble, known: Option<&Identity>) -> Denial {
        // What is asked of another service comes before there are credentials, and is asked as
        // somebody else.
        let own = !trouble.action.contains(':');
        let asked = Asked {
            action: trouble.action,
            zone: self.zone.filter(|_| own),
            caller: known.filter(|_| own).map(|known| known.arn.as_str()),
            partition: Partition::of_region(&self.access.settings.route53.region),
            batch: self.batch.filter(|_| own),
        };
        Denial::new(&trouble.detail, asked)
    }

    /// A change that can't be sent at all.
    pub(super) fn unfit(&self, why: &str) -> Fault {
        self.fault(Trouble::new(FaultKind::InvalidChange, self.action, why))
    }
}

/// What is left to try.
struct Tries {
    failures: u32,
    refusals: u32,
    left: Duration,
}

impl Tries {
    fn new() -> Self {
        Self { failures: 0, refusals: 0, left: ALL_TRIES }
    }

    /// How long to wait before the next try, after one that ended like this and took so long;
    /// `None` where it was the last.
    fn again(&mut self, kind: &FaultKind, took: Duration) -> Option<Duration> {
        self.left = self.left.saturating_sub(took);
        if *kind == FaultKind::Throttled {
            self.refusals += 1;
            // The turn is what it waits for.
            return (self.refusals < REFUSALS).then_some(Duration::ZERO);
        }
        self.failures += 1;
        if self.failures >= TRIES || self.left.is_zero() {
            return None;
        }
        let longest = FIRST_DELAY * 2_u32.saturating_pow(self.failures - 1);
        let delay = longest.mul_f64(fastrand::f64()).min(LONGEST_DELAY).min(self.left);
        self.left -= delay;
        Some(delay)
    }
}
