//! Where each server listens: loopback addresses of their own, all with one port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};

/// Below the ports that outgoing connections are given (32768 and up).
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Loopback addresses and a port that was free on each of them.
///
/// Linux has all of 127.0.0.0/8 on its loopback; BIND, though, listens only on addresses that the
/// interface names, so it gets 127.0.0.1.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    net: [u8; 2],
    port: u16,
    /// The port of the resolver, on 127.0.0.1 too.
    resolver: u16,
    /// Whether there is an IPv6 loopback.
    pub(crate) ipv6: bool,
}

impl Place {
    /// Finds one.
    pub(crate) fn find() -> Place {
        let ipv6 = UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        for _ in 0..1_000 {
            let net = [fastrand::u8(1..255), fastrand::u8(0..255)];
            let place =
                Place { net, port: fastrand::u16(PORTS), resolver: fastrand::u16(PORTS), ipv6 };
            let mut all: Vec<SocketAddr> = (1..=9).map(|host| place.own(host)).collect();
            all.extend([place.bind(), place.resolver()]);
            all.extend(place.knot_v6());
            if place.port != place.resolver && all.into_iter().all(is_free) {
                return place;
            }
        }
        panic!("no port is free on loopback");
    }

    /// The root server.
    pub(crate) fn root(&self) -> SocketAddr {
        self.own(1)
    }

    /// Knot.
    pub(crate) fn knot(&self) -> SocketAddr {
        self.own(2)
    }

    /// Knot by IPv6, where there is a loopback for it.
    pub(crate) fn knot_v6(&self) -> Option<SocketAddr> {
        self.ipv6.then(|| SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), self.port))
    }

    /// NSD.
    pub(crate) fn nsd(&self) -> SocketAddr {
        self.own(3)
    }

    /// BIND.
    pub(crate) fn bind(&self) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.port)
    }

    /// The resolver: a BIND that sends its own questions to the one port of all the others.
    pub(crate) fn resolver(&self) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.resolver)
    }

    /// Where nobody listens.
    pub(crate) fn closed(&self) -> SocketAddr {
        self.own(8)
    }

    /// Where packets go in and none come out.
    pub(crate) fn silent(&self) -> SocketAddr {
        self.own(9)
    }

    fn own(&self, host: u8) -> SocketAddr {
        let [a, b] = self.net;
        SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, a, b, host)), self.port)
    }
}

fn is_free(address: SocketAddr) -> bool {
    UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok()
}
