//! The running emulator: a world, the orders for it and the log, shared by all who hold it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::exchange::{Sent, State};
use super::fault::Rule;
use super::log::Call;
use super::request::Request;
use super::world::World;

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
        Emulator { state: Arc::new(Mutex::new(State::new(world))), clock: Clock::start() }
    }

    /// Looks at the world, or edits it as somebody else would. No call is acted upon meanwhile, so
    /// `look` must not ask the emulator itself for anything.
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

    pub(super) async fn exchange(&self, request: Request) -> Sent {
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
