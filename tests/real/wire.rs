//! A question by hand, to see that a server is up. What zonecut makes of answers is never judged
//! by this.

use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to load its zones, on a machine that is busy with other tests.
const UP_LIMIT: Duration = Duration::from_secs(20);

const SOA: u8 = 6;

/// Waits until a server answers with authority for a zone; says why not from its log.
pub(crate) fn wait_for(address: SocketAddr, zone: &str, recursive: bool, log: impl Fn() -> String) {
    let end = Instant::now() + UP_LIMIT;
    loop {
        if ask(address, zone, recursive).is_some_and(|flags| is_up(flags, recursive)) {
            return;
        }
        assert!(Instant::now() < end, "{address} does not serve {zone}:\n{}", log());
        thread::sleep(Duration::from_millis(10));
    }
}

/// NOERROR, and AA where it is an authoritative server.
fn is_up([high, low]: [u8; 2], recursive: bool) -> bool {
    let (authoritative, rcode) = (high & 4 != 0, low & 15);
    rcode == 0 && (recursive || authoritative)
}

/// The flags of the answer to a question for a SOA record (RFC 1035 §4.1.1).
fn ask(address: SocketAddr, zone: &str, recursive: bool) -> Option<[u8; 2]> {
    let mut question = vec![0x7a, 0x63, u8::from(recursive), 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in zone.split('.').filter(|label| !label.is_empty()) {
        question.push(u8::try_from(label.len()).ok()?);
        question.extend(label.bytes());
    }
    question.extend([0, 0, SOA, 0, 1]);
    let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(address).ok()?;
    socket.set_read_timeout(Some(Duration::from_millis(500))).ok()?;
    socket.send(&question).ok()?;
    let mut answer = [0; 4096];
    let length = socket.recv(&mut answer).ok()?;
    (length >= 12 && answer[..2] == question[..2]).then(|| [answer[2], answer[3]])
}
