//! A socket that can be taken away from the task that listens on it, at once.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Holds the socket; the task waits while there is none.
#[derive(Debug)]
pub(super) struct Slot<S> {
    inner: Mutex<Inner<S>>,
}

#[derive(Debug)]
struct Inner<S> {
    socket: Option<Arc<S>>,
    waiting: Option<Waker>,
}

impl<S> Slot<S> {
    pub(super) fn new(socket: Option<S>) -> Self {
        Slot { inner: Mutex::new(Inner { socket: socket.map(Arc::new), waiting: None }) }
    }

    /// Puts another socket in, or none. The one before is closed when this returns, unless an
    /// answer is just leaving through it.
    pub(super) fn put(&self, socket: Option<S>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.socket = socket.map(Arc::new);
        if let Some(waiting) = inner.waiting.take() {
            waiting.wake();
        }
    }

    /// The socket there is now.
    pub(super) fn socket(&self) -> Option<Arc<S>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).socket.clone()
    }

    /// Whether there is one.
    pub(super) fn is_open(&self) -> bool {
        self.socket().is_some()
    }

    /// Waits for what a socket gives, whichever it is by then.
    pub(super) async fn next<T>(&self, mut poll: impl FnMut(&S, &mut Context<'_>) -> Poll<T>) -> T {
        poll_fn(|context| {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            let polled = inner.socket.as_ref().map(|socket| poll(socket, context));
            match polled {
                Some(Poll::Ready(got)) => Poll::Ready(got),
                // A socket that is taken away wakes nobody; whoever takes it does.
                Some(Poll::Pending) | None => {
                    inner.waiting = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
