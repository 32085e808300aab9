//! Asking the DNS, on real sockets of the loopback and by the real clock, of name servers that
//! follow a script: honest, broken and hostile ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

mod addresses;
mod chain;
mod exchange;
mod hostile;
mod limits;
mod records;
mod resolvers;
mod responder;
mod tcp;
mod wire;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use zonecut::dns::{Chain, CouldNotAsk, Looked, Lookup, Name, Query, RecordType, Reply, Sighting};
use zonecut::resolve::{Asker, Settings};

/// A timeout for servers that answer: long enough for a machine that is busy with other tests.
const PATIENT: Duration = Duration::from_secs(5);
/// A timeout for servers that don't.
const SHORT: Duration = Duration::from_millis(400);
/// No lookup of these tests may take so long.
const LIMIT: Duration = Duration::from_secs(30);

fn name(text: &str) -> Name {
    Name::from_user(text).unwrap()
}

/// SOA of the name, without recursion.
fn soa(text: &str) -> Query {
    Query::authoritative(name(text), RecordType::Soa)
}

/// These settings, and nobody outside the loopback: without resolvers given, a closed port.
fn settings(timeout: Duration) -> Settings {
    Settings { resolvers: vec![closed()], roots: vec![closed()], timeout, ..Settings::default() }
}

/// With fixed addresses of name servers.
fn with_hosts(timeout: Duration, hosts: &[(&str, SocketAddr)]) -> Settings {
    let mut settings = settings(timeout);
    for (server, address) in hosts {
        settings.hosts.entry(name(server)).or_default().push(*address);
    }
    settings
}

/// A port of the loopback where nobody listens.
fn closed() -> SocketAddr {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap()
}

async fn bounded<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, what).await.expect("it ends")
}

async fn server(asker: &Asker, server: &str, queries: Vec<Query>) -> Sighting {
    let lookup = Lookup::server(name(server), queries);
    match bounded(asker.look_up(&lookup)).await {
        Looked::Server(sighting) => sighting,
        other => panic!("{other:?}"),
    }
}

async fn chain(asker: &Asker, to: &str) -> Chain {
    match bounded(asker.look_up(&Lookup::Chain(name(to)))).await {
        Looked::Chain(chain) => chain,
        other => panic!("{other:?}"),
    }
}

async fn resolver(asker: &Asker, query: Query) -> Result<Reply, CouldNotAsk> {
    match bounded(asker.look_up(&Lookup::Resolver(query))).await {
        Looked::Resolver(reply) => reply,
        other => panic!("{other:?}"),
    }
}

/// What one server at one address says to one question.
async fn ask(address: SocketAddr, timeout: Duration, query: Query) -> Result<Reply, CouldNotAsk> {
    let asker = Asker::new(with_hosts(timeout, &[("ns.test", address)]));
    let sighting = server(&asker, "ns.test", vec![query]).await;
    let mut addresses = sighting.addresses.unwrap();
    assert_eq!(addresses.len(), 1);
    let mut seen = addresses.remove(0);
    assert_eq!((seen.address, seen.replies.len()), (address, 1));
    seen.replies.remove(0)
}
