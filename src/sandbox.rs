//! The closed world of `--demo`: AWS's files and services and the DNS are the emulator's, and
//! nothing else can be read or reached.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::aws::Host;
use crate::dns::Name;
use crate::emulator::{Emulator, NameServers, WorldError, demo};
use crate::resolve::{Asker, Hosts, Settings};

/// How long one try may take: on loopback silence is known sooner than out in the world.
const TIMEOUT: Duration = Duration::from_millis(700);

/// A host whose profiles, credentials and requests all end in a fresh demo world.
///
/// # Errors
/// None that a test would not have found: the world is part of the program.
pub fn host() -> Result<(Host, Emulator), WorldError> {
    let emulator = Emulator::new(demo::world()?);
    let files = HashMap::from([
        ("/demo/.aws/config".to_owned(), demo::AWS_CONFIG.as_bytes().to_vec()),
        (
            format!("/demo/.aws/sso/cache/{}", demo::SSO_TOKEN_FILE),
            demo::SSO_TOKEN.as_bytes().to_vec(),
        ),
    ]);
    let variables = HashMap::from([("HOME".to_owned(), "/demo".to_owned())]);
    Ok((Host::closed(emulator.http_client(), files, variables), emulator))
}

/// One who asks the name servers of an emulator, by its root server and its resolver; no packet
/// leaves loopback. The servers live in the runtime that this is called in, as long as what is
/// given back.
///
/// # Errors
/// Outside a runtime, or if no loopback port is to be had.
pub fn asker(emulator: &Emulator) -> io::Result<Asker> {
    let servers = emulator.name_servers()?;
    let settings = Settings {
        roots: vec![servers.root()],
        resolvers: vec![servers.resolver()],
        timeout: TIMEOUT,
        ..Settings::default()
    };
    Ok(Asker::with_hosts(settings, Arc::new(Loopback(servers))))
}

/// Every host that the world has is on loopback, whatever address its zones tell.
#[derive(Debug)]
struct Loopback(NameServers);

impl Hosts for Loopback {
    fn addresses(&self, server: &Name) -> Vec<SocketAddr> {
        self.0.address(server.as_route53()).into_iter().collect()
    }
}
