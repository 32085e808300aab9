//! The pretend accounts that figures are taken of, and both ways to reach them.

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use zonecut::aws::{Aws, Host, Limit};
use zonecut::dns::Name;
use zonecut::emulator::{Emulator, Latency, Served, World};
use zonecut::resolve::{Asker, Settings};

use crate::Outcome;
use crate::program;

/// Accounts of the listing, zones in each, and how long its requests take.
pub(crate) const ACCOUNTS: usize = 20;
pub(crate) const ZONES_EACH: usize = 500;
pub(crate) const LATENCY: Duration = Duration::from_millis(80);

/// A running world, and when its time began.
pub(crate) struct Running {
    pub(crate) emulator: Emulator,
    pub(crate) begun: Instant,
    config: String,
}

impl Running {
    pub(crate) fn new(world: World) -> Self {
        let config = world.aws_config();
        let begun = Instant::now();
        Self { emulator: Emulator::new(world), begun, config }
    }

    /// The accounts of the listing.
    pub(crate) fn listing(latency: Latency) -> Self {
        let mut world = World::synthetic(ACCOUNTS, ZONES_EACH);
        world.latency = latency;
        Self::new(world)
    }

    /// The edge to AWS with this world behind it, and nothing else.
    pub(crate) async fn aws(&self) -> Outcome<Aws> {
        self.aws_at_most(Limit::default()).await
    }

    /// The same with another limit of requests to one account.
    pub(crate) async fn aws_at_most(&self, limit: Limit) -> Outcome<Aws> {
        let config = self.config.clone().into_bytes();
        let files = HashMap::from([("/home/.aws/config".to_owned(), config)]);
        let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        let host = Host::closed(self.emulator.http_client(), files, variables).at_most(limit);
        Ok(Aws::load(host, &HashMap::new()).await?)
    }

    /// One who asks the world's name servers on loopback, by addresses that are known beforehand.
    pub(crate) fn asker(&self) -> Outcome<Asker> {
        let servers = self.emulator.name_servers()?;
        let named: BTreeSet<String> = self.emulator.with(|world| {
            let zones = world.accounts.values().flat_map(|account| account.zones.values());
            zones.flat_map(|zone| zone.name_servers.clone()).collect()
        });
        let mut hosts = HashMap::new();
        for host in named {
            let address = servers.address(&host).ok_or("no such server")?;
            hosts.insert(Name::from_route53(&host)?, vec![address]);
        }
        Ok(Asker::new(Settings {
            roots: vec![servers.root()],
            resolvers: vec![servers.resolver()],
            hosts,
            ..Settings::default()
        }))
    }

    /// The world over loopback, for as long as what comes back is kept, and what a program needs
    /// to know of it.
    pub(crate) fn serve(&self, runtime: &Runtime) -> Outcome<(Served, program::Settings)> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let served = runtime.block_on(self.emulator.serve(address))?;
        let settings = program::Settings { config: self.config.clone(), endpoint: served.url() };
        Ok((served, settings))
    }
}
