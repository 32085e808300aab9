//! The addresses of name servers: fixed, or looked up once for all who ask.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use super::line::Line;
use super::resolvers::Resolvers;
use super::settings::{Hosts, port_53};
use crate::dns::{CouldNotAsk, Name, Query, Rcode, RecordData, RecordType, Reply, Unresolved};

/// How long addresses are kept, at most, whatever their TTL.
const KEPT: Duration = Duration::from_mins(5);
/// How long it is kept that there are none.
const KEPT_NONE: Duration = Duration::from_secs(30);
/// How long it is kept that it could not be found out: shorter than the proof of a change goes on.
const KEPT_FAILED: Duration = Duration::from_secs(5);
/// Servers that are remembered before the old ones are forgotten.
const MOST: usize = 20_000;
/// Addresses of one server that are asked.
const MOST_OF_ONE: usize = 16;
/// Aliases that are followed within an answer.
const ALIASES: usize = 8;

/// Finds the addresses of name servers.
#[derive(Debug)]
pub(super) struct Addresses {
    fixed: HashMap<Name, Vec<SocketAddr>>,
    hosts: Option<Arc<dyn Hosts>>,
    known: Mutex<HashMap<Name, Arc<OnceCell<Found>>>>,
}

#[derive(Debug, Clone)]
struct Found {
    addresses: Result<Vec<SocketAddr>, Unresolved>,
    until: Instant,
}

impl Addresses {
    pub(super) fn new(
        fixed: HashMap<Name, Vec<SocketAddr>>,
        hosts: Option<Arc<dyn Hosts>>,
    ) -> Self {
        Self { fixed, hosts, known: Mutex::default() }
    }

    /// The addresses of a server that need no asking; empty where there are none.
    pub(super) fn fixed(&self, server: &Name) -> Vec<SocketAddr> {
        let own = self.hosts.as_ref().map(|hosts| hosts.addresses(server)).unwrap_or_default();
        if own.is_empty() { self.fixed.get(server).cloned().unwrap_or_default() } else { own }
    }

    /// The addresses of a server, never none. Whoever asks for one that is being looked up waits
    /// for that.
    ///
    /// # Errors
    /// Why there is no address.
    pub(super) async fn of(
        &self,
        server: &Name,
        resolvers: &Resolvers,
        line: &Line,
    ) -> Result<Vec<SocketAddr>, Unresolved> {
        let fixed = self.fixed(server);
        if !fixed.is_empty() {
            return Ok(fixed);
        }
        let cell = self.cell(server);
        cell.get_or_init(|| look_up(server, resolvers, line)).await.addresses.clone()
    }

    fn cell(&self, server: &Name) -> Arc<OnceCell<Found>> {
        let Ok(mut known) = self.known.lock() else { return Arc::default() };
        let now = Instant::now();
        let is_good =
            |cell: &Arc<OnceCell<Found>>| cell.get().is_none_or(|found| now < found.until);
        if let Some(cell) = known.get(server)
            && is_good(cell)
        {
            return Arc::clone(cell);
        }
        if known.len() >= MOST {
            known.retain(|_, cell| is_good(cell));
        }
        if known.len() >= MOST {
            known.clear();
        }
        let cell = Arc::default();
        known.insert(server.clone(), Arc::clone(&cell));
        cell
    }
}

async fn look_up(server: &Name, resolvers: &Resolvers, line: &Line) -> Found {
    let query = |rtype| Query::recursive(server.clone(), rtype);
    let (v4, v6) = (query(RecordType::A), query(RecordType::Aaaa));
    let (v4, v6) = tokio::join!(resolvers.ask(line, &v4), resolvers.ask(line, &v6));
    let (v4, v6) = (Part::of(server, v4), Part::of(server, v6));
    let (addresses, kept) = join(v4, v6);
    Found { addresses, until: Instant::now() + kept }
}

/// What one of the two questions for the addresses of a server came to.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// Some, for this long.
    Some(Vec<IpAddr>, Duration),
    /// The name exists and has none.
    None,
    /// The name does not exist.
    NoSuchName,
    /// Nothing is known.
    Unknown(Unresolved),
}

impl Part {
    fn of(server: &Name, came: Result<Reply, CouldNotAsk>) -> Self {
        let reply = match came {
            Ok(reply) => reply,
            Err(why) => return Self::Unknown(Unresolved::CouldNotAsk(why)),
        };
        let (addresses, ttl) = behind_aliases(server, &reply);
        match reply.rcode {
            Rcode::NoError if addresses.is_empty() => Self::None,
            Rcode::NoError => Self::Some(addresses, Duration::from_secs(ttl.into())),
            Rcode::NxDomain => Self::NoSuchName,
            other => Self::Unknown(Unresolved::Failed(other)),
        }
    }
}

/// The addresses in an answer, with the least TTL on the way to them.
fn behind_aliases(server: &Name, reply: &Reply) -> (Vec<IpAddr>, u32) {
    let (mut owner, mut ttl) = (server.clone(), u32::MAX);
    for _ in 0..=ALIASES {
        let mut addresses = Vec::new();
        let mut alias = None;
        for record in reply.answers.iter().filter(|record| record.name == owner) {
            match &record.data {
                RecordData::A(address) => addresses.push(IpAddr::from(*address)),
                RecordData::Aaaa(address) => addresses.push(IpAddr::from(*address)),
                RecordData::Cname(target) => alias = Some(target.clone()),
                _ => continue,
            }
            ttl = ttl.min(record.ttl);
        }
        match alias {
            Some(target) if addresses.is_empty() => owner = target,
            _ => return (addresses, ttl),
        }
    }
    (Vec::new(), ttl)
}

/// What both say together, and for how long it is kept.
fn join(v4: Part, v6: Part) -> (Result<Vec<SocketAddr>, Unresolved>, Duration) {
    let mut addresses = Vec::new();
    let mut kept = KEPT;
    for part in [&v4, &v6] {
        if let Part::Some(some, ttl) = part {
            addresses.extend(some.iter().copied().map(port_53));
            kept = kept.min(*ttl);
        }
    }
    if !addresses.is_empty() {
        addresses.truncate(MOST_OF_ONE);
        // A TTL of 0 is meant for those who ask at the same time, too.
        return (Ok(addresses), kept.max(Duration::from_secs(1)));
    }
    match (v4, v6) {
        (Part::NoSuchName, _) | (_, Part::NoSuchName) => (Err(Unresolved::NoSuchName), KEPT_NONE),
        (Part::Unknown(why), _) | (_, Part::Unknown(why)) => (Err(why), KEPT_FAILED),
        _ => (Err(Unresolved::NoAddress), KEPT_NONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{Record, Transport};

    fn name(text: &str) -> Name {
        Name::from_user(text).unwrap()
    }

    fn reply(rcode: Rcode, answers: Vec<(&str, u32, RecordData)>) -> Reply {
        let record = |(owner, ttl, data)| Record { name: name(owner), ttl, data };
        Reply {
            rcode,
            authoritative: false,
            answers: answers.into_iter().map(record).collect(),
            authority: Vec::new(),
            additional: Vec::new(),
            transport: Transport::Udp,
            took: Duration::ZERO,
        }
    }

    fn a(last: u8) -> RecordData {
        RecordData::A([192, 0, 2, last].into())
    }

    fn cname(target: &str) -> RecordData {
        RecordData::Cname(name(target))
    }

    #[test]
    fn aliases_are_followed_and_the_least_ttl_counts() {
        let answers = vec![
            ("b.example", 30, cname("c.example")),
            ("ns.example", 300, cname("b.example")),
            ("c.example", 60, a(1)),
            ("other.example", 5, a(2)),
        ];
        let part = Part::of(&name("ns.example"), Ok(reply(Rcode::NoError, answers)));
        assert_eq!(part, Part::Some(vec![[192, 0, 2, 1].into()], Duration::from_secs(30)));
    }

    #[test]
    fn aliases_without_end_lead_nowhere() {
        let round =
            vec![("a.example", 1, cname("b.example")), ("b.example", 1, cname("a.example"))];
        assert_eq!(Part::of(&name("a.example"), Ok(reply(Rcode::NoError, round))), Part::None);
        let names: Vec<String> = (0..30).map(|n| format!("n{n}.example")).collect();
        let long = names.windows(2).map(|two| (two[0].as_str(), 1, cname(&two[1]))).collect();
        assert_eq!(Part::of(&name("n0.example"), Ok(reply(Rcode::NoError, long))), Part::None);
    }

    #[test]
    fn one_of_the_two_is_enough_and_silence_is_no_answer() {
        let some = Part::Some(vec![[192, 0, 2, 1].into()], Duration::from_hours(1));
        let silent = Part::Unknown(Unresolved::CouldNotAsk(CouldNotAsk::TimedOut));
        let failed = Part::Unknown(Unresolved::Failed(Rcode::ServFail));
        let ok = |(result, kept): (Result<Vec<_>, _>, _)| (result.map(|all| all.len()), kept);
        for other in [Part::None, Part::NoSuchName, silent.clone(), failed.clone()] {
            assert_eq!(ok(join(some.clone(), other.clone())), (Ok(1), KEPT));
            assert_eq!(ok(join(other, some.clone())), (Ok(1), KEPT));
        }
        assert_eq!(ok(join(some.clone(), some)), (Ok(2), KEPT));
        assert_eq!(join(Part::None, Part::None), (Err(Unresolved::NoAddress), KEPT_NONE));
        let timed_out = Unresolved::CouldNotAsk(CouldNotAsk::TimedOut);
        assert_eq!(join(Part::None, silent.clone()), (Err(timed_out), KEPT_FAILED));
        let servfail = Unresolved::Failed(Rcode::ServFail);
        assert_eq!(join(failed, Part::None), (Err(servfail), KEPT_FAILED));
        // A name that is not there has no address of any type.
        assert_eq!(join(Part::NoSuchName, silent), (Err(Unresolved::NoSuchName), KEPT_NONE));
    }
}
