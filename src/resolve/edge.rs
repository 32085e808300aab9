//! All that reaches the network, in one hand.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::addresses::Addresses;
use super::line::{Asked, Line};
use super::resolvers::Resolvers;
use super::settings::{Hosts, Settings};
use crate::dns::{CouldNotAsk, Name, Query, Reply, Unresolved};

/// The line, the resolvers and the addresses of name servers.
#[derive(Debug)]
pub(super) struct Edge {
    line: Line,
    resolvers: Resolvers,
    addresses: Addresses,
}

impl Edge {
    pub(super) fn new(settings: Settings, hosts: Option<Arc<dyn Hosts>>) -> Self {
        Self {
            line: Line::new(settings.in_flight, settings.timeout),
            resolvers: Resolvers::new(settings.resolvers),
            addresses: Addresses::new(settings.hosts, hosts),
        }
    }

    /// How long one try may take.
    pub(super) fn timeout(&self) -> Duration {
        self.line.timeout()
    }

    /// Asks one address.
    pub(super) async fn ask(&self, address: SocketAddr, query: &Query) -> Asked {
        self.line.ask(address, query).await
    }

    /// Asks the resolvers.
    pub(super) async fn resolve(&self, query: &Query) -> Result<Reply, CouldNotAsk> {
        self.resolvers.ask(&self.line, query).await
    }

    /// The addresses of a server that are set; empty where there are none.
    pub(super) fn fixed(&self, server: &Name) -> Vec<SocketAddr> {
        self.addresses.fixed(server)
    }

    /// The addresses of a server, never none.
    pub(super) async fn addresses(&self, server: &Name) -> Result<Vec<SocketAddr>, Unresolved> {
        self.addresses.of(server, &self.resolvers, &self.line).await
    }
}
