//! What listens on a socket: packets in, replies out, each in its own time.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::party::{Party, Transport};
use super::slot::Slot;

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

/// Answers datagrams for ever, each in its own time.
pub(super) async fn datagrams(slot: Arc<Slot<UdpSocket>>, party: Party, answering: Answering) {
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
pub(super) async fn connections(slot: Arc<Slot<TcpListener>>, party: Party, answering: Answering) {
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
