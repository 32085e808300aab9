//! How the DNS is asked, and who knows where name servers are.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::dns::Name;

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
    /// How long one try by UDP or TCP may take; UDP is tried twice, then TCP once.
    pub timeout: Duration,
    /// The most questions under way at once, at least 1.
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

/// Port 53 of an address.
#[must_use]
pub fn port_53(address: IpAddr) -> SocketAddr {
    SocketAddr::new(address, 53)
}
