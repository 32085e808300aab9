//! Who may ask the account next: the more urgent first, and in the order of coming among equals.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::bucket::Bucket;
use super::limit::Limit;

/// What goes ahead of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::aws) enum Urgency {
    /// Writes.
    Write,
    /// What the user waits for.
    Foreground,
    /// Listings and audits.
    Background,
}

/// A place in the line. It stays the same however often a request has to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::aws) struct Ticket(Urgency, u64);

impl Ticket {
    /// A place behind all that came before.
    pub(in crate::aws) fn new(urgency: Urgency) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(urgency, NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The gate of one account.
#[derive(Debug)]
pub(super) struct Gate(Mutex<State>);

#[derive(Debug)]
struct State {
    bucket: Bucket,
    /// The strictest that any profile says of the account.
    own: Option<Limit>,
    waiting: BTreeMap<Ticket, Arc<Notify>>,
    /// Where everybody has gone.
    moved: Option<Arc<Gate>>,
}

/// A request that may go out now.
#[derive(Debug)]
pub(in crate::aws) struct Turn {
    gate: Arc<Gate>,
    at: Instant,
}

impl Turn {
    /// AWS has refused the request for the account's rate.
    pub(in crate::aws) fn refused(&self) {
        let mut gate = Arc::clone(&self.gate);
        loop {
            let mut state = gate.state();
            let Some(moved) = state.moved.clone() else {
                return state.bucket.refused(self.at, Instant::now(), fastrand::f64());
            };
            drop(state);
            gate = moved;
        }
    }
}

/// What one who waits is to do.
enum Next {
    Go(Instant),
    Sleep(Instant),
    Wait,
    Move(Arc<Gate>),
}

/// Somebody who waits, and who leaves the line however the waiting ends.
struct Waiting<'a> {
    gate: &'a Gate,
    ticket: Ticket,
    called: Arc<Notify>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.waiting.remove(&self.ticket);
        state.call();
    }
}

impl Gate {
    pub(super) fn new(bucket: Bucket) -> Self {
        let waiting = BTreeMap::new();
        Self(Mutex::new(State { bucket, own: None, waiting, moved: None }))
    }

    /// What holds now.
    pub(super) fn limit(&self) -> Limit {
        self.state().bucket.limit()
    }

    /// A profile says this of the account. The strictest holds, before the default.
    pub(super) fn lower_to(&self, said: Option<Limit>) {
        let Some(said) = said else { return };
        let mut state = self.state();
        let own = state.own.map_or(said, |own| own.min(said));
        state.own = Some(own);
        state.bucket.set_limit(own, Instant::now());
        state.call();
    }

    /// Sends everybody on to another gate, which takes over what was taken here.
    pub(super) fn move_to(&self, other: &Arc<Gate>) {
        let (bucket, waiting) = {
            let mut state = self.state();
            let fresh = Bucket::new(state.bucket.limit());
            state.moved = Some(Arc::clone(other));
            (std::mem::replace(&mut state.bucket, fresh), std::mem::take(&mut state.waiting))
        };
        other.state().bucket.add(bucket, Instant::now());
        for called in waiting.values() {
            called.notify_one();
        }
    }

    /// Waits for a token, behind all that are more urgent or were here before.
    pub(super) async fn turn(self: Arc<Self>, ticket: Ticket) -> Turn {
        let mut gate = self;
        loop {
            match gate.wait(ticket).await {
                Ok(at) => return Turn { gate, at },
                Err(moved) => gate = moved,
            }
        }
    }

    /// When the token was taken, or where to wait instead.
    async fn wait(&self, ticket: Ticket) -> Result<Instant, Arc<Gate>> {
        let called = Arc::new(Notify::new());
        self.state().waiting.insert(ticket, Arc::clone(&called));
        let waiting = Waiting { gate: self, ticket, called };
        loop {
            let next = self.state().next(ticket);
            match next {
                Next::Go(at) => return Ok(at),
                Next::Move(gate) => return Err(gate),
                Next::Wait => waiting.called.notified().await,
                Next::Sleep(until) => {
                    // Called or rested, it looks again.
                    let _ = timeout_at(until, waiting.called.notified()).await;
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self, ticket: Ticket) -> Next {
        if let Some(gate) = &self.moved {
            return Next::Move(Arc::clone(gate));
        }
        if self.waiting.first_key_value().is_some_and(|(first, _)| *first != ticket) {
            return Next::Wait;
        }
        let now = Instant::now();
        match self.bucket.take(now) {
            Ok(()) => Next::Go(now),
            Err(wait) => Next::Sleep(now + wait),
        }
    }

    /// Has the first of the line look whether it may go.
    fn call(&self) {
        if let Some((_, called)) = self.waiting.first_key_value() {
            called.notify_one();
        }
    }
}
