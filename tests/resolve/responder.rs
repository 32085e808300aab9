//! A name server that follows a script, by UDP and TCP on one port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_proto::op::{Message, Query};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;
use zonecut::dns::Transport;

/// A question as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) transport: Transport,
    pub(crate) bytes: Vec<u8>,
    pub(crate) from: SocketAddr,
    /// How many came before it.
    pub(crate) nth: usize,
}

impl Seen {
    pub(crate) fn message(&self) -> Message {
        Message::from_vec(&self.bytes).expect("questions can be read")
    }

    pub(crate) fn id(&self) -> u16 {
        self.message().metadata.id
    }

    pub(crate) fn question(&self) -> Query {
        self.message().queries[0].clone()
    }

    /// Name and type as text.
    pub(crate) fn asks(&self) -> (String, String) {
        let question = self.question();
        (question.name.to_string().to_lowercase(), question.query_type.to_string())
    }
}

/// Octets that go out after a while: by UDP a packet each, by TCP as they are, length and all,
/// with the end of the connection after the last.
pub(crate) type Out = Vec<(Duration, Vec<u8>)>;

/// At once, as a message: by TCP with its length before it.
pub(crate) fn now(seen: &Seen, message: &Message) -> Out {
    after(Duration::ZERO, seen, message)
}

/// The same after a while.
pub(crate) fn after(delay: Duration, seen: &Seen, message: &Message) -> Out {
    let bytes = message.to_vec().unwrap();
    vec![(delay, if seen.transport == Transport::Tcp { framed(&bytes) } else { bytes })]
}

/// With the length that goes before a message by TCP.
pub(crate) fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes()[..], bytes].concat()
}

type Script = Arc<dyn Fn(&Seen) -> Out + Send + Sync>;

/// Listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Responder {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    _tasks: JoinSet<()>,
}

impl Responder {
    /// On a free port of the IPv4 loopback.
    pub(crate) async fn start(script: impl Fn(&Seen) -> Out + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", script).await.expect("the loopback has free ports")
    }

    pub(crate) async fn at(
        address: &str,
        script: impl Fn(&Seen) -> Out + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let script: Script = Arc::new(script);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (tcp, udp) = loop {
            let tcp = TcpListener::bind(address).await?;
            // The number may be taken for UDP.
            if let Ok(udp) = UdpSocket::bind(tcp.local_addr()?).await {
                break (tcp, Arc::new(udp));
            }
        };
        let address = udp.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(by_udp(udp, Arc::clone(&script), Arc::clone(&seen)));
        tasks.spawn(by_tcp(tcp, script, Arc::clone(&seen)));
        Ok(Self { address, seen, _tasks: tasks })
    }

    /// All questions that came so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many came by each.
    pub(crate) fn count(&self, transport: Transport) -> usize {
        self.seen().iter().filter(|seen| seen.transport == transport).count()
    }
}

fn note(seen: &Mutex<Vec<Seen>>, transport: Transport, bytes: Vec<u8>, from: SocketAddr) -> Seen {
    let mut all = seen.lock().unwrap();
    let one = Seen { transport, bytes, from, nth: all.len() };
    all.push(one.clone());
    one
}

async fn by_udp(socket: Arc<UdpSocket>, script: Script, seen: Arc<Mutex<Vec<Seen>>>) {
    let mut replies = JoinSet::new();
    let mut packet = vec![0; 65_536];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        let one = note(&seen, Transport::Udp, packet[..length].to_vec(), from);
        let (out, socket) = (script(&one), Arc::clone(&socket));
        replies.spawn(async move {
            for (delay, bytes) in out {
                tokio::time::sleep(delay).await;
                let _ = socket.send_to(&bytes, from).await;
            }
        });
    }
}

async fn by_tcp(listener: TcpListener, script: Script, seen: Arc<Mutex<Vec<Seen>>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, from)) = listener.accept().await {
        let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
        connections.spawn(async move {
            let _ = serve(stream, from, &script, &seen).await;
        });
    }
}

async fn serve(
    mut stream: TcpStream,
    from: SocketAddr,
    script: &Script,
    seen: &Mutex<Vec<Seen>>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut bytes).await?;
    let one = note(seen, Transport::Tcp, bytes, from);
    for (delay, bytes) in script(&one) {
        tokio::time::sleep(delay).await;
        stream.write_all(&bytes).await?;
    }
    Ok(())
}
