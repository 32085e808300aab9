//! The world's root servers, as IANA publishes them (named.root).

use std::net::SocketAddr;

use super::race::Server;
use super::settings::port_53;
use crate::dns::Name;

/// From a to m.
const ROOTS: [(&str, &str); 13] = [
    ("198.41.0.4", "2001:503:ba3e::2:30"),
    ("170.247.170.2", "2801:1b8:10::b"),
    ("192.33.4.12", "2001:500:2::c"),
    ("199.7.91.13", "2001:500:2d::d"),
    ("192.203.230.10", "2001:500:a8::e"),
    ("192.5.5.241", "2001:500:2f::f"),
    ("192.112.36.4", "2001:500:12::d0d"),
    ("198.97.190.53", "2001:500:1::53"),
    ("192.36.148.17", "2001:7fe::53"),
    ("192.58.128.30", "2001:503:c27::2:30"),
    ("193.0.14.129", "2001:7fd::1"),
    ("199.7.83.42", "2001:500:9f::42"),
    ("202.12.27.33", "2001:dc3::35"),
];

/// The root servers: those given, under the name of the root since theirs are not known, or the
/// world's.
pub(super) fn roots(given: &[SocketAddr]) -> Vec<Server> {
    if !given.is_empty() {
        let server = |address: &SocketAddr| Server { name: Name::root(), glue: vec![*address] };
        return given.iter().map(server).collect();
    }
    let server = |((v4, v6), letter): (&(&str, &str), char)| {
        let name = Name::from_user(&format!("{letter}.root-servers.net")).ok()?;
        let glue = [v4, v6].into_iter().filter_map(|text| text.parse().ok()).map(port_53);
        Some(Server { name, glue: glue.collect() })
    };
    ROOTS.iter().zip('a'..='m').filter_map(server).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirteen_with_two_addresses_each() {
        let all = roots(&[]);
        let mut addresses: Vec<_> = all.iter().flat_map(|server| server.glue.clone()).collect();
        addresses.sort();
        addresses.dedup();
        assert_eq!((all.len(), addresses.len()), (13, 26));
        assert_eq!(all[12].name.to_string(), "m.root-servers.net.");
        assert_eq!(all[1].glue[1].to_string(), "[2801:1b8:10::b]:53");
        assert_eq!(all[9].glue[1].to_string(), "[2001:503:c27::2:30]:53");
        assert_eq!(roots(&["127.0.0.1:5300".parse().unwrap()]).len(), 1);
    }
}
