//! The line to the DNS: asks one address one question, with no more under way at once than allowed.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::answer::{Answer, Heard};
use super::exchange::{Over, by_tcp, by_udp};
use super::question::Question;
use crate::dns::{CouldNotAsk, Query, Transport};

/// Carries questions. One for all who ask.
#[derive(Debug)]
pub(super) struct Line {
    turns: Semaphore,
    timeout: Duration,
}

/// What came of a question to one address.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) answer: Result<Answer, CouldNotAsk>,
    /// From the first packet sent to the last one read, without the wait for a turn.
    pub(super) took: Duration,
}

impl Line {
    pub(super) fn new(in_flight: usize, timeout: Duration) -> Self {
        let turns = in_flight.clamp(1, Semaphore::MAX_PERMITS);
        Self { turns: Semaphore::new(turns), timeout }
    }

    /// How long one try may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Asks as soon as there is a turn: by UDP, twice if need be, and by TCP where that was too
    /// short or silent; again without EDNS where the server does not seem to know it. Takes at
    /// most six times the timeout from its turn on.
    pub(super) async fn ask(&self, address: SocketAddr, query: &Query) -> Asked {
        let Ok(_turn) = self.turns.acquire().await else {
            let closed = CouldNotAsk::NotAllowed("asking the DNS has ended".to_owned());
            return Asked { answer: Err(closed), took: Duration::ZERO };
        };
        let begun = Instant::now();
        let mut answer = self.ask_with(address, query, true).await;
        if answer.as_ref().is_ok_and(Answer::may_mean_no_edns)
            && let Ok(plain) = self.ask_with(address, query, false).await
        {
            answer = Ok(plain);
        }
        let took = begun.elapsed();
        tracing::trace!(
            server = %address,
            name = %query.name,
            record_type = %query.rtype,
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "{}",
            answer.as_ref().map_or_else(ToString::to_string, |_| "answered".to_owned()),
        );
        if let Ok(answer) = &mut answer {
            answer.reply.took = took;
        }
        Asked { answer, took }
    }

    async fn ask_with(
        &self,
        address: SocketAddr,
        query: &Query,
        edns: bool,
    ) -> Result<Answer, CouldNotAsk> {
        let question = Question::new(query, edns).map_err(CouldNotAsk::NotAllowed)?;
        let over = Over { address, timeout: self.timeout };
        match by_udp(over, &question).await {
            Ok(Heard::Answer(answer)) => return Ok(answer),
            Ok(Heard::Truncated) => {}
            Ok(Heard::Stray) => return Err(CouldNotAsk::TimedOut),
            Ok(Heard::Garbled(why)) => return Err(CouldNotAsk::Garbled(why)),
            // UDP may be filtered, or limited in its rate (RFC 7766 §5 lets TCP come first). A
            // resolver is not waited for so long: there may be another one.
            Err(CouldNotAsk::TimedOut) if !query.recursion => {
                let answer = ask_by_tcp(over, &question).await;
                return answer.map_err(|_| CouldNotAsk::TimedOut);
            }
            Err(why) => return Err(why),
        }
        ask_by_tcp(over, &question).await
    }
}

async fn ask_by_tcp(over: Over, question: &Question) -> Result<Answer, CouldNotAsk> {
    let bytes = by_tcp(over, question).await?;
    match Heard::read(&bytes, question, Transport::Tcp) {
        Heard::Answer(answer) => Ok(answer),
        Heard::Garbled(why) => Err(CouldNotAsk::Garbled(why)),
        Heard::Stray | Heard::Truncated => {
            Err(CouldNotAsk::Garbled("by TCP it answers something else".to_owned()))
        }
    }
}
