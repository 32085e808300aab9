//! The running emulator: a world, the orders for it and the log, shared by all who hold it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

use super::clock::Clock;
use super::dns::{Answering, DnsRule, Party, Question, Sockets};
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
    sockets: Arc<Sockets>,
}

impl Emulator {
    /// Starts an emulator, whose time begins now.
    #[must_use]
    pub fn new(world: World) -> Self {
        Emulator {
            state: Arc::new(Mutex::new(State::new(world))),
            clock: Clock::start(),
            sockets: Arc::default(),
        }
    }

    /// Looks at the world, or edits it as somebody else would. No call is acted upon meanwhile, so
    /// `look` must not ask the emulator itself for anything.
    pub fn with<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        let mut state = self.state();
        state.dns.world_may_differ();
        look(&mut state.world)
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

    /// Orders something to go wrong in the DNS, after the rules given before.
    ///
    /// # Errors
    /// If a port that is to be closed can't be kept from others.
    pub fn order_dns(&self, rule: DnsRule) -> io::Result<()> {
        self.state().dns.rules.order(rule);
        self.refresh()
    }

    /// Takes all orders for the DNS back.
    ///
    /// # Errors
    /// If a port that is to be opened again can't be had.
    pub fn clear_dns_orders(&self) -> io::Result<()> {
        self.state().dns.rules.clear();
        self.refresh()
    }

    /// All questions so far that came over the wire, in the order in which they came.
    #[must_use]
    pub fn dns_log(&self) -> Vec<Question> {
        self.state().dns.log.clone()
    }

    /// The resolver forgets all that it has kept.
    pub fn flush_resolver(&self) {
        self.state().dns.flush();
    }

    /// Whether there is such a name server.
    pub(super) fn is_there(&self, party: &Party) -> bool {
        let State { world, dns, .. } = &mut *self.state();
        dns.is_there(world, party)
    }

    /// Where a party listens, if it does.
    pub(super) fn listening(&self, party: &Party) -> Option<SocketAddr> {
        self.sockets.listening(party)
    }

    /// Where a party listens, from now on.
    pub(super) fn listen(&self, runtime: &Handle, party: &Party) -> io::Result<SocketAddr> {
        let closed = |by| self.state().dns.rules.closes(party, by);
        self.sockets.address(runtime, party, &self.answering(), closed)
    }

    /// Makes a party listen here and nowhere else.
    pub(super) fn listen_at(
        &self,
        runtime: &Handle,
        party: &Party,
        address: SocketAddr,
    ) -> io::Result<SocketAddr> {
        let closed = |by| self.state().dns.rules.closes(party, by);
        self.sockets.bind(runtime, party, address, &self.answering(), closed)
    }

    fn refresh(&self) -> io::Result<()> {
        self.sockets.refresh(|party, by| self.state().dns.rules.closes(party, by))
    }

    /// What the sockets ask; it does not hold them.
    fn answering(&self) -> Answering {
        let (state, clock) = (Arc::clone(&self.state), self.clock);
        Arc::new(move |party, transport, packet| {
            let State { world, dns, .. } =
                &mut *state.lock().unwrap_or_else(PoisonError::into_inner);
            dns.answer(world, party, transport, packet, clock.now().since_start)
        })
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
