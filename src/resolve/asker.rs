//! Asks: one [`Lookup`] in, what came of it out.

use std::sync::Arc;

use futures_util::future::join_all;

use super::chain::Chains;
use super::edge::Edge;
use super::roots::roots;
use super::settings::{Hosts, Settings};
use crate::dns::{AddressSighting, CouldNotAsk, Looked, Lookup, Name, Query, Sighting};

/// Asks. Cheap to clone; all clones share what they learnt and one limit of questions under way.
#[derive(Debug, Clone)]
pub struct Asker {
    inner: Option<Arc<Inner>>,
}

#[derive(Debug)]
struct Inner {
    edge: Edge,
    chains: Chains,
}

impl Asker {
    /// One that asks as set.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::build(settings, None)
    }

    /// The same, with somebody who knows where name servers are before anybody else does.
    #[must_use]
    pub fn with_hosts(settings: Settings, hosts: Arc<dyn Hosts>) -> Self {
        Self::build(settings, Some(hosts))
    }

    /// One that asks nobody: every lookup could not be asked.
    #[must_use]
    pub fn off() -> Self {
        Self { inner: None }
    }

    fn build(settings: Settings, hosts: Option<Arc<dyn Hosts>>) -> Self {
        if !settings.ask {
            return Self::off();
        }
        let chains = Chains::new(roots(&settings.roots));
        let edge = Edge::new(settings, hosts);
        Self { inner: Some(Arc::new(Inner { edge, chains })) }
    }

    /// Whether anybody is asked.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.inner.is_some()
    }

    /// Finds one thing out. Ends in bounded time whatever comes back, once it has had its turns.
    /// Dropped before, it leaves nothing behind.
    pub async fn look_up(&self, lookup: &Lookup) -> Looked {
        let Some(inner) = &self.inner else {
            let why = CouldNotAsk::NotAllowed("asking the DNS is turned off".to_owned());
            return lookup.unheard(&why);
        };
        match lookup {
            Lookup::Server { server, queries } => {
                Looked::Server(sighting(&inner.edge, server, queries).await)
            }
            Lookup::Chain(name) => {
                Looked::Chain(Box::pin(inner.chains.follow(&inner.edge, name)).await)
            }
            Lookup::Resolver(query) => Looked::Resolver(inner.edge.resolve(query).await),
        }
    }
}

/// Asks every address of a server everything at once.
async fn sighting(edge: &Edge, server: &Name, queries: &[Query]) -> Sighting {
    let addresses = match edge.addresses(server).await {
        Ok(addresses) => addresses,
        Err(why) => return Sighting { server: server.clone(), addresses: Err(why) },
    };
    let seen = addresses.into_iter().map(|address| async move {
        let asked = queries.iter().map(|query| edge.ask(address, query));
        let replies = join_all(asked).await.into_iter();
        let replies = replies.map(|one| one.answer.map(|answer| answer.reply)).collect();
        AddressSighting { address, replies }
    });
    Sighting { server: server.clone(), addresses: Ok(join_all(seen).await) }
}
