//! A pretend internet for the binary: a served emulator, its name servers on loopback, and a
//! `profiles.toml` that leads every question to them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::{SocketAddr, UdpSocket};

use zonecut::emulator::{DnsEffect, DnsRule, NameServers, Party, RecordType, World};

use crate::machine::{Listening, Machine, Ran};

/// Zones, their name servers, and a machine that reaches nothing else.
pub(crate) struct Internet {
    pub(crate) listening: Listening,
    pub(crate) machine: Machine,
    pub(crate) servers: NameServers,
}

impl Internet {
    /// Starts the name servers of a world.
    pub(crate) fn start(world: World) -> Internet {
        let config = world.aws_config();
        let listening = Listening::start(world);
        let servers = listening.name_servers();
        let mut machine = Machine::with(&config, &listening.url());
        machine.ask_dns();
        let data = machine.home().join("data");
        machine.set("XDG_DATA_HOME", &data.display().to_string());
        let internet = Internet { listening, machine, servers };
        internet.configure("");
        internet
    }

    /// Every question to its server, with more lines of `[dns]` where a test wants them.
    pub(crate) fn configure(&self, more: &str) {
        let (root, resolver) = (self.servers.root(), self.servers.resolver());
        self.lead(root, resolver, more, |host| self.servers.address(host));
    }

    /// Leads every question to a port where nobody listens, as where port 53 is blocked.
    pub(crate) fn block(&self) {
        let closed = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        self.lead(closed, closed, "", |_| Some(closed));
    }

    fn lead(
        &self,
        root: SocketAddr,
        resolver: SocketAddr,
        more: &str,
        address: impl Fn(&str) -> Option<SocketAddr>,
    ) {
        let mut dns: Vec<&str> = more.lines().collect();
        for line in ["timeout = \"400ms\"", "prove_for = \"8s\""] {
            let key = line.split(' ').next().unwrap();
            if !more.contains(key) {
                dns.push(line);
            }
        }
        let dns = dns.join("\n");
        let mut toml =
            format!("[dns]\nroots = [\"{root}\"]\nresolvers = [\"{resolver}\"]\n{dns}\n");
        toml.push_str("[dns.hosts]\n");
        for host in self.listening.emulator.with(|world| hosts(world)) {
            if let Some(address) = address(&host) {
                writeln!(toml, "\"{host}\" = \"{address}\"").unwrap();
            }
        }
        self.machine.file(".config/zonecut/profiles.toml", toml);
    }

    /// Runs the program to its end.
    pub(crate) fn zonecut(&self, arguments: &[&str]) -> Ran {
        self.machine.zonecut(arguments)
    }

    /// Orders what goes wrong with every question to a host.
    pub(crate) fn order(&self, host: &str, effect: DnsEffect) {
        let rule = DnsRule::new(effect).host(Party::parse(host).unwrap());
        self.listening.emulator.order_dns(rule).unwrap();
    }

    /// The delegation set of a zone, by id, without final dots.
    pub(crate) fn set_of(&self, zone: &str) -> Vec<String> {
        self.listening.emulator.with(|world| world.zone(zone).unwrap().name_servers.clone())
    }
}

/// All hosts that a zone of the world names, without final dots.
fn hosts(world: &World) -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    for zone in world.accounts.values().flat_map(|account| account.zones.values()) {
        hosts.extend(zone.name_servers.iter().cloned());
        let sets = zone.record_sets().filter(|(key, _)| key.kind == RecordType::Ns);
        for (key, _) in sets {
            let (_, values) = zone.values(&key.name.to_string(), RecordType::Ns).unwrap();
            hosts.extend(values.iter().map(|value| value.trim_end_matches('.').to_owned()));
        }
    }
    hosts
}

/// Delegates a name to the delegation set of a zone.
pub(crate) fn delegate(world: &mut World, parent: &str, name: &str, child: &str) {
    let servers = world.zone(child).unwrap().name_servers.clone();
    let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
    put_ns(world, parent, name, &servers);
}

/// Puts an NS set into a zone.
pub(crate) fn put_ns(world: &mut World, zone: &str, name: &str, servers: &[&str]) {
    let dotted: Vec<String> = servers.iter().map(|server| format!("{server}.")).collect();
    let values: Vec<&str> = dotted.iter().map(String::as_str).collect();
    world.zone_mut(zone).unwrap().put(name, RecordType::Ns, 300, &values).unwrap();
}
