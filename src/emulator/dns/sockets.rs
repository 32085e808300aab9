//! The sockets of the name servers on loopback: UDP and TCP at one port for each.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio::runtime::Handle;
use tokio::task::{AbortHandle, JoinSet};

use super::party::{Party, Transport};
use super::slot::Slot;

/// How often a port that is free for UDP may turn out to be taken for TCP.
const TRIES: usize = 64;

/// How long a connection may be idle (RFC 7766 §6.2.3 asks for some seconds).
const IDLE: Duration = Duration::from_secs(10);

/// What is to be sent back, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Reply {
    /// The message; none for silence.
    pub(in super::super) message: Option<Vec<u8>>,
    /// How much later.
    pub(in super::super) delay: Duration,
}

/// Answers a packet that came to somebody by something.
pub(in super::super) type Answering = Arc<dyn Fn(&Party, Transport, &[u8]) -> Reply + Send + Sync>;

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
        let mut made = Err(io::ErrorKind::AddrInUse.into());
        for _ in 0..TRIES {
            made = Bound::new(runtime, party, any, answering);
            if !matches!(&made, Err(error) if error.kind() == io::ErrorKind::AddrInUse) {
                break;
            }
        }
        let mut made = made?;
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
        let udp = udp_at(address)?;
        let address = udp.local_addr()?;
        let udp = Arc::new(Slot::new(Some(udp)));
        let tcp = Arc::new(Slot::new(Some(tcp_at(address)?)));
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

fn tcp_at(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Answers datagrams for ever, each in its own time.
async fn datagrams(slot: Arc<Slot<UdpSocket>>, party: Party, answering: Answering) {
    let mut late = JoinSet::new();
    let mut buffer = vec![0; usize::from(u16::MAX)];
    loop {
        let got = slot.next(|socket, context| {
            let mut into = tokio::io::ReadBuf::new(&mut buffer);
            socket.poll_recv_from(context, &mut into).map_ok(|from| (into.filled().len(), from))
        });
        // An error is one of a datagram sent before, e.g. that its port is closed by now.
        let Ok((length, from)) = got.await else {
            tokio::task::yield_now().await;
            continue;
        };
        let packet = buffer.get(..length).unwrap_or_default();
        let Reply { message: Some(message), delay } = answering(&party, Transport::Udp, packet)
        else {
            continue;
        };
        if delay.is_zero() {
            send(&slot, &message, from).await;
        } else {
            let slot = Arc::clone(&slot);
            late.spawn(async move {
                tokio::time::sleep(delay).await;
                send(&slot, &message, from).await;
            });
        }
        while late.try_join_next().is_some() {}
    }
}

async fn send(slot: &Slot<UdpSocket>, message: &[u8], to: SocketAddr) {
    if let Some(socket) = slot.socket() {
        // Datagrams may get lost; whoever asked asks again.
        let _ = socket.send_to(message, to).await;
    }
}

/// Takes connections for ever. Those that are open end with this, as the set is dropped.
async fn connections(slot: Arc<Slot<TcpListener>>, party: Party, answering: Answering) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = slot.next(TcpListener::poll_accept).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let (party, answering) = (party.clone(), Arc::clone(&answering));
        open.spawn(async move {
            // A connection that breaks is the client's to report.
            let _ = connection(stream, &party, &answering).await;
        });
        while open.try_join_next().is_some() {}
    }
}

/// Answers messages, each with its length before it (RFC 1035 §4.2.2), one after the other.
async fn connection(mut stream: TcpStream, party: &Party, answering: &Answering) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let read = async {
            let length = stream.read_u16().await?;
            let mut packet = vec![0; usize::from(length)];
            stream.read_exact(&mut packet).await?;
            io::Result::Ok(packet)
        };
        let packet = tokio::time::timeout(IDLE, read).await??;
        let Reply { message, delay } = answering(party, Transport::Tcp, &packet);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Some(message) = message {
            let length = u16::try_from(message.len()).map_err(io::Error::other)?;
            let mut framed = length.to_be_bytes().to_vec();
            framed.extend(message);
            stream.write_all(&framed).await?;
        }
    }
}
