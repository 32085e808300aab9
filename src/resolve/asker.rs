//! Asks: one [`Lookup`] in, what came of it out.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::join_all;

use super::chain::Chains;
use super::edge::Edge;
use super::roots::roots;
use super::settings::{Hosts, Settings, port_53};
use crate::dns::{AddressSighting, CouldNotAsk, Looked, Lookup, Name, Query, Sighting, Unresolved};

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
            Lookup::Server { server, queries, glue } => {
                Looked::Server(sighting(&inner.edge, server, queries, glue.as_deref()).await)
            }
            Lookup::Chain(name) => {
                Looked::Chain(Box::pin(inner.chains.follow(&inner.edge, name)).await)
            }
            Lookup::Resolver(query) => Looked::Resolver(inner.edge.resolve(query).await),
        }
    }
}

/// Asks every address of a server everything at once.
async fn sighting(
    edge: &Edge,
    server: &Name,
    queries: &[Query],
    glue: Option<&[IpAddr]>,
) -> Sighting {
    let found = match glue {
        Some(glue) => by_glue(edge, server, glue),
        None => edge.addresses(server).await,
    };
    let addresses = match found {
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

/// The addresses that are set, or those of the glue.
fn by_glue(edge: &Edge, server: &Name, glue: &[IpAddr]) -> Result<Vec<SocketAddr>, Unresolved> {
    let fixed = edge.fixed(server);
    if !fixed.is_empty() {
        return Ok(fixed);
    }
    if glue.is_empty() {
        let why = "there is no glue, and resolvers would keep what they found without it";
        return Err(Unresolved::CouldNotAsk(CouldNotAsk::NotAllowed(why.to_owned())));
    }
    Ok(glue.iter().copied().map(port_53).collect())
}
