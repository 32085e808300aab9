//! One question by UDP or by TCP: packets out, packets in, and what the system says.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use super::answer::Heard;
use super::question::Question;
use crate::dns::{CouldNotAsk, Transport};

/// Tries by UDP.
const TRIES: u32 = 2;
/// Octets taken of a packet. More than was asked for; what is longer is fetched by TCP.
const PACKET: usize = 4096;
/// Packets from the server's own address that answer something else, after which nothing more is
/// expected of it.
const STRAYS: usize = 256;

/// Whereto, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Over {
    pub(super) address: SocketAddr,
    /// Of one try.
    pub(super) timeout: Duration,
}

/// Asks by UDP from a port of its own, where only the server's packets are let in. A late answer
/// to the first try still counts in the second.
///
/// # Errors
/// No answer by both tries; or the system says that there is none to be had.
pub(super) async fn by_udp(over: Over, question: &Question) -> Result<Heard, CouldNotAsk> {
    let own: SocketAddr = match over.address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(own).await.map_err(|error| unsent(&error))?;
    socket.connect(over.address).await.map_err(|error| unsent(&error))?;
    let mut packet = vec![0; PACKET + 1];
    let mut strays = 0;
    for _ in 0..TRIES {
        let until = Instant::now() + over.timeout;
        socket.send(question.bytes()).await.map_err(|error| unsent(&error))?;
        while let Ok(received) = timeout_at(until, socket.recv(&mut packet)).await {
            let heard = match received {
                Ok(length) if length > PACKET => Heard::Truncated,
                Ok(length) => {
                    let bytes = packet.get(..length).unwrap_or_default();
                    Heard::read(bytes, question, Transport::Udp)
                }
                Err(error) if is_too_long(&error) => Heard::Truncated,
                Err(error) => return Err(unsent(&error)),
            };
            if heard != Heard::Stray {
                return Ok(heard);
            }
            strays += 1;
            if strays >= STRAYS {
                return Err(only_strays(strays));
            }
        }
    }
    Err(if strays == 0 { CouldNotAsk::TimedOut } else { only_strays(strays) })
}

fn only_strays(count: usize) -> CouldNotAsk {
    let packets = if count == 1 { "the packet that came is" } else { "the packets that came are" };
    CouldNotAsk::Garbled(format!("{packets} no answer to the question"))
}

/// Asks by TCP, once, and returns the message that came (RFC 1035 §4.2.2).
///
/// # Errors
/// No connection, no whole message in time, or the system says that there is none to be had.
pub(super) async fn by_tcp(over: Over, question: &Question) -> Result<Vec<u8>, CouldNotAsk> {
    let until = Instant::now() + over.timeout;
    let exchange = async {
        let mut stream = TcpStream::connect(over.address).await?;
        let length = u16::try_from(question.bytes().len()).map_err(io::Error::other)?;
        let mut message = length.to_be_bytes().to_vec();
        message.extend_from_slice(question.bytes());
        stream.write_all(&message).await?;
        let length = stream.read_u16().await?;
        let mut message = Vec::new();
        stream.take(length.into()).read_to_end(&mut message).await?;
        if message.len() < length.into() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(message)
    };
    match timeout_at(until, exchange).await {
        Ok(Ok(message)) => Ok(message),
        Ok(Err(error)) => Err(unheard(&error)),
        Err(_) => Err(CouldNotAsk::TimedOut),
    }
}

/// What an error of a UDP socket means.
fn unsent(error: &io::Error) -> CouldNotAsk {
    match error.kind() {
        // Windows tells of a closed port as of a connection that was reset.
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => {
            CouldNotAsk::ConnectionRefused
        }
        io::ErrorKind::PermissionDenied => CouldNotAsk::Unreachable(format!(
            "{}: does a firewall of this machine keep it from asking?",
            words(error)
        )),
        _ => CouldNotAsk::Unreachable(words(error)),
    }
}

/// What an error of a TCP connection means.
fn unheard(error: &io::Error) -> CouldNotAsk {
    match error.kind() {
        io::ErrorKind::TimedOut => CouldNotAsk::TimedOut,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => {
            CouldNotAsk::Garbled("the connection ended before the answer did".to_owned())
        }
        _ => unsent(error),
    }
}

/// Windows tells of a packet that is longer than the room for it by an error (WSAEMSGSIZE).
fn is_too_long(error: &io::Error) -> bool {
    cfg!(windows) && error.raw_os_error() == Some(10_040)
}

/// The system's words, without its number.
fn words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
