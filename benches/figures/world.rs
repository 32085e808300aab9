//! The pretend accounts that figures are taken of, and both ways to reach them.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use zonecut::aws::{Aws, Host};
use zonecut::emulator::{Emulator, Latency, Served, World};

use crate::Outcome;
use crate::program::Settings;

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
        let config = self.config.clone().into_bytes();
        let files = HashMap::from([("/home/.aws/config".to_owned(), config)]);
        let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        let host = Host::closed(self.emulator.http_client(), files, variables);
        Ok(Aws::load(host, &HashMap::new()).await?)
    }

    /// The world over loopback, for as long as what comes back is kept, and what a program needs
    /// to know of it.
    pub(crate) fn serve(&self, runtime: &Runtime) -> Outcome<(Served, Settings)> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let served = runtime.block_on(self.emulator.serve(address))?;
        let settings = Settings { config: self.config.clone(), endpoint: served.url() };
        Ok((served, settings))
    }
}
