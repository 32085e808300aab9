//! A pretend Route 53 and STS: the server behind `--demo` and most tests.
//!
//! A [`World`] holds accounts, access keys, hosted zones and record sets. An [`Emulator`] answers
//! requests about it, either as the HTTP client of an AWS SDK ([`Emulator::http_client`], nothing
//! leaves the process) or over loopback HTTP ([`Emulator::serve`], for any other client). Accounts
//! are told apart by the access key in the signature, as AWS does; the signature itself is not
//! verified. [Rules](Rule) order what is to go wrong: delays, errors, lost answers, edits from
//! elsewhere. All time is tokio's, so paused time works through the HTTP client.
//!
//! Behaviour and error texts follow the Route 53 API reference (2013-04-01), the developer guide
//! and messages seen in public; where no text of Route 53's is publicly seen, the text is ours and
//! the code is Route 53's.

mod account;
mod action;
mod change;
mod clock;
mod connector;
pub mod demo;
mod exchange;
mod fault;
mod log;
mod name;
mod operation;
mod rdata;
mod record;
mod reply;
mod request;
mod serve;
mod throttle;
mod world;
mod xml;
mod zone;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use account::{AccessKey, Account, Latency, Principal, Rate, Role, ZONES_QUOTA};
pub use action::{Action, Service};
pub use fault::{Effect, Loss, Matcher, Nth, Rule};
pub use log::{Call, Outcome};
pub use name::{Name, NameError};
pub use record::{RecordData, RecordKey, RecordSet, RecordType, Routing};
pub use reply::ServiceError;
pub use serve::Served;
pub use world::{World, WorldError};
pub use zone::{
    KeySigningKey, LinkedService, PRIVATE_NAME_SERVERS, RECORD_SETS_QUOTA, Signing, Vpc, Zone,
};

use clock::Clock;
use exchange::{Sent, State};
use request::Request;

/// A running pretend Route 53 and STS. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Emulator {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

impl Emulator {
    /// Starts an emulator, whose time begins now.
    #[must_use]
    pub fn new(world: World) -> Self {
        Emulator {
            state: Arc::new(Mutex::new(State::new(world))),
            clock: Clock::start(),
        }
    }

    /// The emulator as the only HTTP client that an SDK configuration needs.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Looks at the world, or edits it as somebody else would. No call is acted upon meanwhile.
    pub fn with<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.state().world)
    }

    /// Orders something to go wrong, after the rules given before.
    pub fn order(&self, rule: Rule) {
        self.state().faults.order(rule);
    }

    /// Takes all orders back.
    pub fn clear_orders(&self) {
        self.state().faults.clear();
    }

    /// All calls so far, in the order in which they came.
    #[must_use]
    pub fn log(&self) -> Vec<Call> {
        self.state().log.clone()
    }

    async fn exchange(&self, request: Request) -> Sent {
        let arrived = self.state().arrive(request, self.clock.now());
        // Half of the latency lies before the deed: a caller that gives up in that time has sent
        // nothing, one that gives up later has.
        let before = arrived.latency / 2;
        pause(before).await;
        let sent = self.state().act(&arrived, self.clock.now());
        pause(arrived.latency.saturating_sub(before)).await;
        if matches!(sent, Sent::Answer(_) | Sent::CutOff(_)) {
            self.state().left(&arrived, self.clock.now());
        }
        sent
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sleeps; not at all for no time, where the timer would round up to a millisecond.
async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
