//! The sockets of the name servers on loopback: UDP and TCP at one port for each.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, UdpSocket};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::listening::{Answering, connections, datagrams};
use super::party::{Party, Transport};
use super::slot::Slot;

/// How often a port that is free for UDP may turn out to be taken for TCP.
const TRIES: usize = 64;

/// All sockets there are. They close when this is dropped.
#[derive(Default)]
pub(in super::super) struct Sockets {
    bound: Mutex<BTreeMap<Party, Bound>>,
}

impl fmt::Debug for Sockets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = self.bound();
        f.debug_map().entries(bound.iter().map(|(party, bound)| (party, bound.address))).finish()
    }
}

/// Both sockets of one party, and the tasks that listen on them.
struct Bound {
    address: SocketAddr,
    udp: Arc<Slot<UdpSocket>>,
    tcp: Arc<Slot<TcpListener>>,
    /// What keeps the port while nobody is to listen there.
    kept_udp: Option<UdpSocket>,
    kept_tcp: Option<TcpSocket>,
    tasks: [AbortHandle; 2],
    runtime: Handle,
}

impl Drop for Bound {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
        // The tasks end when the runtime comes to it, the sockets close now.
        self.udp.put(None);
        self.tcp.put(None);
    }
}

impl Sockets {
    fn bound(&self) -> MutexGuard<'_, BTreeMap<Party, Bound>> {
        self.bound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a party listens, if it does.
    pub(in super::super) fn listening(&self, party: &Party) -> Option<SocketAddr> {
        self.bound().get(party).map(|bound| bound.address)
    }

    /// Where a party listens, at a port of its own: it begins to if it does not yet.
    pub(in super::super) fn address(
        &self,
        runtime: &Handle,
        party: &Party,
        answering: &Answering,
        closed: impl Fn(Transport) -> bool,
    ) -> io::Result<SocketAddr> {
        let mut bound = self.bound();
        if let Some(there) = bound.get(party) {
            return Ok(there.address);
        }
        let _inside = runtime.enter();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut made = Bound::new(runtime, party, any, answering)?;
        made.close_or_open(&closed)?;
        let address = made.address;
        bound.insert(party.clone(), made);
        Ok(address)
    }

    /// Makes a party listen here and nowhere else.
    pub(in super::super) fn bind(
        &self,
        runtime: &Handle,
        party: &Party,
        address: SocketAddr,
        answering: &Answering,
        closed: impl Fn(Transport) -> bool,
    ) -> io::Result<SocketAddr> {
        let mut bound = self.bound();
        bound.remove(party);
        let _inside = runtime.enter();
        let mut made = Bound::new(runtime, party, address, answering)?;
        made.close_or_open(&closed)?;
        let address = made.address;
        bound.insert(party.clone(), made);
        Ok(address)
    }

    /// Closes and opens ports as is now wanted.
    pub(in super::super) fn refresh(
        &self,
        closed: impl Fn(&Party, Transport) -> bool,
    ) -> io::Result<()> {
        let mut bound = self.bound();
        bound.iter_mut().try_for_each(|(party, bound)| {
            let runtime = bound.runtime.clone();
            let _inside = runtime.enter();
            bound.close_or_open(&|by| closed(party, by))
        })
    }
}

impl Bound {
    fn new(
        runtime: &Handle,
        party: &Party,
        address: SocketAddr,
        answering: &Answering,
    ) -> io::Result<Bound> {
        let (udp, tcp, address) = both_at(address)?;
        let (udp, tcp) = (Arc::new(Slot::new(Some(udp))), Arc::new(Slot::new(Some(tcp))));
        let one = runtime.spawn(datagrams(Arc::clone(&udp), party.clone(), Arc::clone(answering)));
        let two =
            runtime.spawn(connections(Arc::clone(&tcp), party.clone(), Arc::clone(answering)));
        let tasks = [one.abort_handle(), two.abort_handle()];
        Ok(Bound {
            address,
            udp,
            tcp,
            kept_udp: None,
            kept_tcp: None,
            tasks,
            runtime: runtime.clone(),
        })
    }

    fn close_or_open(&mut self, closed: &impl Fn(Transport) -> bool) -> io::Result<()> {
        match (closed(Transport::Udp), self.udp.is_open()) {
            (true, true) => {
                self.udp.put(None);
                // A socket that is connected takes nothing from anybody else: for them the port is
                // closed, and nobody else can have it.
                let kept = freed(|| std::net::UdpSocket::bind(self.address))?;
                kept.connect(self.address)?;
                kept.set_nonblocking(true)?;
                self.kept_udp = Some(UdpSocket::from_std(kept)?);
            }
            (false, false) => {
                self.kept_udp = None;
                self.udp.put(Some(freed(|| udp_at(self.address))?));
            }
            _ => {}
        }
        match (closed(Transport::Tcp), self.tcp.is_open()) {
            (true, true) => {
                self.tcp.put(None);
                // Bound, and not listening.
                let v6 = self.address.is_ipv6();
                let kept = if v6 { TcpSocket::new_v6() } else { TcpSocket::new_v4() }?;
                kept.set_reuseaddr(true)?;
                freed(|| kept.bind(self.address))?;
                self.kept_tcp = Some(kept);
            }
            (false, false) => {
                self.kept_tcp = None;
                self.tcp.put(Some(freed(|| tcp_at(self.address))?));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Binds at a port that has just been given up: an answer may be leaving through it still.
fn freed<S>(bind: impl Fn() -> io::Result<S>) -> io::Result<S> {
    let mut bound = bind();
    for _ in 0..TRIES {
        if !matches!(&bound, Err(error) if error.kind() == io::ErrorKind::AddrInUse) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
        bound = bind();
    }
    bound
}

fn udp_at(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = std::net::UdpSocket::bind(address)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

/// UDP and TCP at one port; for port 0 at one that is free for both.
fn both_at(address: SocketAddr) -> io::Result<(UdpSocket, TcpListener, SocketAddr)> {
    let tries = if address.port() == 0 { TRIES } else { 1 };
    let mut tcp = Err(io::ErrorKind::AddrInUse.into());
    for _ in 0..tries {
        let udp = udp_at(address)?;
        let at = udp.local_addr()?;
        tcp = tcp_at(at).map(|tcp| (udp, tcp, at));
        if !matches!(&tcp, Err(error) if error.kind() == io::ErrorKind::AddrInUse) {
            break;
        }
    }
    tcp
}

fn tcp_at(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}
