//! The name servers as those who start them hold them.

use std::io;
use std::net::SocketAddr;

use tokio::runtime::Handle;

use super::party::Party;
use crate::emulator::running::Emulator;

/// The name servers of a world, on loopback. Clones are the same ones; they listen until the last
/// clone, and the emulator, are dropped.
///
/// Each takes two sockets once it is asked for: a world where thousands of servers are asked needs
/// a limit of open files to suit.
#[derive(Debug, Clone)]
pub struct NameServers {
    emulator: Emulator,
    runtime: Handle,
    root: SocketAddr,
    resolver: SocketAddr,
}

impl Emulator {
    /// The name servers, which answer from the world as it is when they are asked. They live in
    /// the runtime that this is called in.
    ///
    /// # Errors
    /// Outside a runtime, or if no loopback port is to be had.
    pub fn name_servers(&self) -> io::Result<NameServers> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let root = self.listen(&runtime, &Party::Root)?;
        let resolver = self.listen(&runtime, &Party::Resolver)?;
        Ok(NameServers { emulator: self.clone(), runtime, root, resolver })
    }
}

impl NameServers {
    /// Where the root server listens, UDP and TCP.
    #[must_use]
    pub fn root(&self) -> SocketAddr {
        self.emulator.listening(&Party::Root).unwrap_or(self.root)
    }

    /// Where the recursive resolver listens, UDP and TCP.
    #[must_use]
    pub fn resolver(&self) -> SocketAddr {
        self.emulator.listening(&Party::Resolver).unwrap_or(self.resolver)
    }

    /// Where the name server of this name listens, UDP and TCP at one port, from now on. `None` if
    /// there is no such host in the world: hosts are those that a delegation set or the NS set of
    /// an apex names, all of the form `ns-N.awsdns-M.…`, and those with an address in a public
    /// zone. Many of them serve no zone at all and refuse.
    #[must_use]
    pub fn address(&self, host: &str) -> Option<SocketAddr> {
        let party = Party::parse(host).ok()?;
        if !self.emulator.is_there(&party) {
            return None;
        }
        self.emulator.listen(&self.runtime, &party).ok()
    }

    /// Makes a host listen at this address and nowhere else, whether it is in the world or not; `.`
    /// is the root server, `resolver` the resolver.
    ///
    /// # Errors
    /// If the address is not loopback, or can't be had, or `host` is no domain name.
    pub fn bind(&self, host: &str, address: SocketAddr) -> io::Result<SocketAddr> {
        if !address.ip().is_loopback() {
            let text = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let party = Party::parse(host).map_err(io::Error::other)?;
        self.emulator.listen_at(&self.runtime, &party, address)
    }
}
