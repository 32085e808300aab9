//! A DNS client on real sockets, and replies as lines of text.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_proto::dnssec::rdata::DNSSECRData;
use hickory_proto::op::{Edns, Message, Query};
use hickory_proto::rr::{Name as WireName, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use zonecut::emulator::{Emulator, Name, NameServers, Transport, World};

/// How long an answer is waited for.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// A question, and how it is put.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) message: Message,
    pub(crate) by: Transport,
}

/// `www.example.com A`: a question without recursion and without EDNS, by UDP.
pub(crate) fn ask(text: &str) -> Ask {
    let (name, kind) = text.split_once(' ').unwrap();
    let kind: RecordType = kind.parse().unwrap();
    let mut message = Message::query();
    message.metadata.recursion_desired = false;
    message.add_query(Query::query(wire_name(name), kind));
    Ask { message, by: Transport::Udp }
}

impl Ask {
    pub(crate) fn tcp(mut self) -> Ask {
        self.by = Transport::Tcp;
        self
    }

    pub(crate) fn recursive(mut self) -> Ask {
        self.message.metadata.recursion_desired = true;
        self
    }

    pub(crate) fn edns(mut self, size: u16, dnssec: bool) -> Ask {
        let mut edns = Edns::new();
        edns.set_max_payload(size).set_dnssec_ok(dnssec);
        self.message.set_edns(edns);
        self
    }

    pub(crate) fn dnssec(self) -> Ask {
        self.edns(1232, true)
    }

    /// The reply; `None` if none came in a short time.
    pub(crate) async fn heard(&self, at: SocketAddr) -> Option<Message> {
        let octets = self.message.to_vec().unwrap();
        let heard = octets_of(at, self.by, &octets, Duration::from_millis(300)).await.ok()?;
        Some(Message::from_vec(&heard).unwrap())
    }

    /// The reply.
    pub(crate) async fn of(&self, at: SocketAddr) -> Message {
        let octets = self.message.to_vec().unwrap();
        let heard = octets_of(at, self.by, &octets, LIMIT).await.unwrap();
        let reply = Message::from_vec(&heard).unwrap();
        assert_eq!(reply.metadata.id, self.message.metadata.id);
        assert_eq!(reply.queries, self.message.queries);
        reply
    }
}

/// A name with Route 53's octal escapes, its case kept.
pub(crate) fn wire_name(text: &str) -> WireName {
    let mut labels = vec![Vec::new()];
    let mut rest = text.trim_end_matches('.').bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'.' => labels.push(Vec::new()),
            b'\\' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap(), rest.next().unwrap()];
                let octal = std::str::from_utf8(&digits).unwrap();
                labels.last_mut().unwrap().push(u8::from_str_radix(octal, 8).unwrap());
            }
            other => labels.last_mut().unwrap().push(other),
        }
    }
    labels.retain(|label| !label.is_empty());
    WireName::from_labels(labels.iter().map(Vec::as_slice)).unwrap()
}

/// Sends octets and gives what comes back.
pub(crate) async fn octets_of(
    at: SocketAddr,
    by: Transport,
    octets: &[u8],
    limit: Duration,
) -> std::io::Result<Vec<u8>> {
    let exchange = async {
        match by {
            Transport::Udp => {
                let socket = UdpSocket::bind("127.0.0.1:0").await?;
                socket.connect(at).await?;
                socket.send(octets).await?;
                let mut buffer = vec![0; 65_535];
                let length = socket.recv(&mut buffer).await?;
                buffer.truncate(length);
                Ok(buffer)
            }
            Transport::Tcp => {
                let mut stream = TcpStream::connect(at).await?;
                let length = u16::try_from(octets.len()).unwrap();
                stream.write_all(&[&length.to_be_bytes(), octets].concat()).await?;
                let length = stream.read_u16().await?;
                let mut buffer = vec![0; usize::from(length)];
                stream.read_exact(&mut buffer).await?;
                Ok(buffer)
            }
        }
    };
    tokio::time::timeout(limit, exchange).await?
}

/// The world of a TOML text, and its name servers.
pub(crate) fn served(toml: &str) -> (Emulator, NameServers) {
    let emulator = Emulator::new(World::from_toml(toml).unwrap());
    let servers = emulator.name_servers().unwrap();
    (emulator, servers)
}

/// An emulator's name.
pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A reply as lines: the code and the flags, then each record after the mark of its section:
/// `=` answer, `^` authority, `+` additional.
pub(crate) fn lines(reply: &Message) -> Vec<String> {
    let metadata = &reply.metadata;
    let mut first = format!("{:?}", metadata.response_code);
    for (flag, word) in [
        (metadata.authoritative, " aa"),
        (metadata.truncation, " tc"),
        (metadata.recursion_available, " ra"),
        (metadata.authentic_data, " ad"),
    ] {
        first.push_str(if flag { word } else { "" });
    }
    let mut lines = vec![first];
    let sections = [('=', &reply.answers), ('^', &reply.authorities), ('+', &reply.additionals)];
    for (mark, section) in sections {
        lines.extend(section.iter().map(|record| format!("{mark} {}", line(record))));
    }
    lines
}

/// Owner, TTL, type and data; of signatures what they cover, of proofs the types.
fn line(record: &Record) -> String {
    let data = match &record.data {
        RData::DNSSEC(DNSSECRData::RRSIG(signature)) => {
            format!("{} by {}", signature.input().type_covered, signature.input().signer_name)
        }
        RData::DNSSEC(DNSSECRData::NSEC(proof)) => {
            let types = proof.type_bit_maps().map(|kind| kind.to_string());
            types.collect::<Vec<_>>().join(" ")
        }
        RData::DNSSEC(DNSSECRData::DNSKEY(key)) => {
            format!("{} {}", key.flags(), key.calculate_key_tag().unwrap())
        }
        RData::SOA(soa) => format!("{} {} {}", soa.mname, soa.serial, soa.minimum),
        other => other.to_string(),
    };
    format!("{} {} {} {data}", record.name, record.ttl, record.record_type())
}
