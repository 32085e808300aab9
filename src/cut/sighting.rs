//! What one name server is told to have answered, over all its addresses.

use std::time::Duration;

use crate::dns::{
    AddressSighting, CouldNotAsk, Name, Query, RecordType, Reply, Sighting, Transport,
};
use crate::zone::ProofState;

use super::wording::{shortened, took};

/// A name server, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    /// `Agrees`, `Differs` or `CouldNotAsk`.
    pub(super) state: ProofState,
    /// What it answered, in one line.
    pub(super) words: String,
    /// A line for each address.
    pub(super) detail: Vec<String>,
    /// How long its slowest answer took.
    pub(super) took: Option<Duration>,
}

impl Judged {
    /// Not heard, for this reason.
    pub(super) fn unheard(why: &impl ToString) -> Self {
        let words = shortened(&why.to_string());
        Self { state: ProofState::CouldNotAsk, words, detail: Vec::new(), took: None }
    }
}

/// The reply to one of the queries that an address was asked.
pub(super) fn reply<'a>(
    queries: &[Query],
    at: &'a AddressSighting,
    name: &Name,
    rtype: &RecordType,
) -> Option<&'a Result<Reply, CouldNotAsk>> {
    let place = queries.iter().position(|query| query.name == *name && query.rtype == *rtype)?;
    at.replies.get(place)
}

/// Judges a server by its addresses. One that answers wrong makes it wrong; beside one that
/// answers right, those that could not be asked don't count: few machines reach both IPv4 and
/// IPv6. That a name at or below the cut has no address proves nothing: a resolver finds that
/// only by the cut itself, and may remember the time before it.
pub(super) fn judge(
    sighting: &Sighting,
    cut: &Name,
    mut each: impl FnMut(&AddressSighting) -> (ProofState, String),
) -> Judged {
    let addresses = match &sighting.addresses {
        Ok(addresses) => addresses,
        Err(why) => {
            let is_wrong = why.is_known() && !sighting.server.is_at_or_below(cut);
            let state = if is_wrong { ProofState::Differs } else { ProofState::CouldNotAsk };
            return Judged { state, ..Judged::unheard(why) };
        }
    };
    let seen: Vec<(&AddressSighting, ProofState, String)> = addresses
        .iter()
        .map(|at| {
            let (state, words) = each(at);
            (at, state, words)
        })
        .collect();
    let order = [ProofState::Differs, ProofState::Agrees, ProofState::CouldNotAsk];
    let telling = order.iter().find_map(|wanted| seen.iter().find(|(_, state, _)| state == wanted));
    let Some((at, state, words)) = telling else {
        return Judged::unheard(&"no address was asked");
    };
    let all_say_it = seen.iter().all(|(_, other, _)| other == state);
    let words = if *state == ProofState::Differs && !all_say_it {
        format!("{words} (at {})", at.address)
    } else {
        words.clone()
    };
    Judged {
        state: *state,
        words,
        detail: seen.iter().map(|(at, _, words)| line(at, words)).collect(),
        took: addresses.iter().filter_map(slowest).max(),
    }
}

/// `192.0.2.1:53  AA, serial 1  12 ms`.
fn line(at: &AddressSighting, words: &str) -> String {
    let by_tcp = at.replies.iter().flatten().any(|reply| reply.transport == Transport::Tcp);
    let by = if by_tcp { " by TCP" } else { "" };
    match slowest(at) {
        Some(time) => format!("{}  {words}  {}{by}", at.address, took(time)),
        None => format!("{}  {words}", at.address),
    }
}

fn slowest(at: &AddressSighting) -> Option<Duration> {
    at.replies.iter().flatten().map(|reply| reply.took).max()
}
