//! Asks the servers of one zone until one speaks for it: the next one is asked as soon as one has
//! failed, and also where one is slow.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::edge::Edge;
use super::line::Asked;
use crate::dns::{CouldNotAsk, Name, Query, Reply, Unresolved};

/// Servers of a zone that are asked, at most: as many as the root has.
const SERVERS: usize = 13;
/// Addresses of a zone that are asked, at most.
const ADDRESSES: usize = 32;
/// How many servers are asked within one timeout, where none answers.
const PACE: u32 = 8;

/// A name server of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) name: Name,
    /// Its addresses as far as they came with its name.
    pub(super) glue: Vec<SocketAddr>,
}

/// How a race ends.
#[derive(Debug)]
pub(super) enum Race<T> {
    /// This server, asked here, said this.
    Won { server: Name, address: SocketAddr, said: T },
    /// All were asked, and none speaks for the zone.
    Lame,
    /// Some could not be asked, for this reason, and none of the others speaks for the zone.
    Unheard(CouldNotAsk),
}

/// What is known of one server.
#[derive(Debug, Default)]
struct Tally {
    heard: bool,
    why: Option<CouldNotAsk>,
}

enum Try {
    Find(usize),
    Ask(usize, SocketAddr),
}

enum Came {
    Found(usize, Result<Vec<SocketAddr>, Unresolved>),
    Answered(usize, SocketAddr, Asked),
}

/// Asks the servers one after the other and takes the first answer that `judge` makes something
/// of. Also how long it took, without the waits for a turn.
pub(super) async fn race<T>(
    edge: &Edge,
    servers: &[Server],
    query: &Query,
    judge: impl Fn(&Reply) -> Option<T>,
) -> (Race<T>, Duration) {
    let asked: Vec<&Server> = servers.iter().take(SERVERS).collect();
    let mut tallies: Vec<Tally> = asked.iter().map(|_| Tally::default()).collect();
    let mut queue = tries(edge, &asked);
    let mut running = FuturesUnordered::new();
    let (mut sent, mut took, mut go) = (0, Duration::ZERO, true);
    loop {
        if go
            && sent < ADDRESSES
            && let Some(next) = queue.pop_front()
        {
            sent += usize::from(matches!(next, Try::Ask(..)));
            running.push(attempt(edge, &asked, query, next));
        }
        if running.is_empty() {
            break;
        }
        let came = tokio::select! {
            came = running.next() => came,
            () = tokio::time::sleep(edge.timeout() / PACE), if !queue.is_empty() => None,
        };
        go = true;
        match came {
            None => {}
            Some(Came::Found(at, Ok(addresses))) => {
                for address in by_family(addresses).into_iter().rev() {
                    queue.push_front(Try::Ask(at, address));
                }
            }
            Some(Came::Found(at, Err(why))) => match why {
                Unresolved::CouldNotAsk(why) => tallies[at].why = Some(why),
                Unresolved::Failed(_) => {
                    tallies[at].why = Some(CouldNotAsk::NotAllowed(why.to_string()));
                }
                Unresolved::NoSuchName | Unresolved::NoAddress => tallies[at].heard = true,
            },
            Some(Came::Answered(at, address, one)) => {
                took = took.max(one.took);
                match one.answer {
                    Ok(answer) => {
                        if let Some(said) = judge(&answer.reply) {
                            let server = asked[at].name.clone();
                            return (Race::Won { server, address, said }, took);
                        }
                        tallies[at].heard = true;
                    }
                    Err(why) => tallies[at].why = Some(why),
                }
            }
        }
    }
    let all = servers.len() <= SERVERS && queue.is_empty();
    let unheard = tallies.into_iter().find(|tally| !tally.heard);
    let end = match unheard {
        None if all => Race::Lame,
        None => Race::Unheard(CouldNotAsk::NotAllowed(
            "the zone has more servers than are asked".to_owned(),
        )),
        Some(tally) => Race::Unheard(tally.why.unwrap_or(CouldNotAsk::TimedOut)),
    };
    (end, took)
}

/// Known addresses first, one of each server before the second ones, IPv4 before IPv6.
fn tries(edge: &Edge, servers: &[&Server]) -> VecDeque<Try> {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for (at, server) in servers.iter().enumerate() {
        let fixed = edge.fixed(&server.name);
        let addresses = if fixed.is_empty() { server.glue.clone() } else { fixed };
        if addresses.is_empty() {
            unknown.push(Try::Find(at));
        }
        for (place, address) in by_family(addresses).into_iter().enumerate() {
            known.push((place, at, address));
        }
    }
    known.sort_by_key(|(place, at, _)| (*place, *at));
    let known = known.into_iter().map(|(_, at, address)| Try::Ask(at, address));
    known.chain(unknown).collect()
}

fn by_family(mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    addresses.sort_by_key(SocketAddr::is_ipv6);
    addresses
}

async fn attempt(edge: &Edge, servers: &[&Server], query: &Query, what: Try) -> Came {
    match what {
        Try::Find(at) => Came::Found(at, edge.addresses(&servers[at].name).await),
        Try::Ask(at, address) => Came::Answered(at, address, edge.ask(address, query).await),
    }
}
