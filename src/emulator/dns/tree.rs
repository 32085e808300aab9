//! Which server has which zone, and the tree above them all: what is worked out of a world once,
//! until the world may differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hickory_proto::rr::RecordType as Wire;

use super::answer::{Answer, Asked};
use super::party::{Party, ROOT_HOST};
use super::{authority, dnssec};
use crate::emulator::name::Name;
use crate::emulator::record::{RecordKey, RecordSet, RecordType};
use crate::emulator::world::{Registration, World};
use crate::emulator::zone::{Signing, Zone};

/// The address of hosts that no zone has an address of.
const LOOPBACK: &str = "127.0.0.1";
/// The TTL of what the root says (the real one's).
const ROOT_TTL: u32 = 172_800;

/// Where a zone is in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    account: String,
    id: String,
}

/// What was worked out.
#[derive(Debug)]
pub(super) struct Tree {
    /// Of each host, the zones whose delegation set names it, by their names.
    served: HashMap<Name, HashMap<Name, Held>>,
    /// The root zone: it delegates to the registrations and holds the addresses of name servers
    /// that nobody else holds.
    root: Zone,
    /// The root zone with nothing in it.
    bare: Zone,
    /// The hosts that delegation sets, NS sets at apexes and registrations name.
    hosts: BTreeSet<Name>,
}

impl Tree {
    pub(super) fn of(world: &World) -> Tree {
        let mut served: HashMap<Name, HashMap<Name, Held>> = HashMap::new();
        let mut hosts = BTreeSet::new();
        for (account, zone) in public(world) {
            for host in zone.name_servers.iter().filter_map(|host| Name::parse(host).ok()) {
                let held = Held { account: account.to_owned(), id: zone.id.clone() };
                // Route 53 gives two zones of one name no server in common.
                served.entry(host.clone()).or_default().entry(zone.name.clone()).or_insert(held);
                hosts.insert(host);
            }
            let apex = zone.values(&zone.name.to_string(), RecordType::Ns);
            let apex = apex.into_iter().flat_map(|(_, values)| values);
            hosts.extend(apex.filter_map(|host| Name::parse(&host).ok()));
        }
        let registered = registered(world);
        hosts.extend(registered.values().flat_map(|it| it.name_servers.iter().cloned()));
        let bare = bare_root();
        let root = root(world, &bare, &registered, &hosts);
        Tree { served, root, bare, hosts }
    }

    /// Whether there is such a server.
    pub(super) fn is_there(&self, world: &World, party: &Party) -> bool {
        let Party::Host(host) = party else {
            return true;
        };
        self.hosts.contains(host)
            || is_aws(host)
            || public(world)
                .filter(|(_, zone)| host.is_within(&zone.name))
                .any(|(_, zone)| has_address(zone, host))
    }

    /// What a server answers to a question without recursion.
    pub(super) fn answer(&self, world: &World, party: &Party, asked: &Asked) -> Answer {
        match party {
            Party::Root => self.root_answer(asked),
            Party::Resolver => Answer::refused(),
            Party::Host(host) => match self.zone(world, host, asked) {
                Some(zone) => authority::answer(zone, asked),
                None => Answer::refused(),
            },
        }
    }

    /// The deepest zone of this server at or above the name. The DS set of an apex is its parent's,
    /// if the server has the parent (RFC 4035 §3.1.4.1).
    fn zone<'w>(&self, world: &'w World, host: &Name, asked: &Asked) -> Option<&'w Zone> {
        let zones = self.served.get(host)?;
        let mut above = asked.name.ancestry().filter_map(|name| zones.get(&name));
        let mut held = above.next()?;
        let find = |held: &Held| world.accounts.get(&held.account)?.zones.get(&held.id);
        if asked.kind == Wire::DS && find(held)?.name == asked.name {
            held = above.next().unwrap_or(held);
        }
        find(held)
    }

    fn root_answer(&self, asked: &Asked) -> Answer {
        let answer = authority::answer(&self.root, asked);
        let missing = answer.authoritative && answer.answers.is_empty();
        if missing && is_aws(&asked.name) {
            // Servers that nobody was given are there all the same.
            let mut root = self.bare.clone();
            put_address(&mut root, &asked.name);
            return authority::answer(&root, asked);
        }
        answer
    }
}

/// All public zones with their accounts, always in one order.
fn public(world: &World) -> impl Iterator<Item = (&str, &Zone)> {
    let zones = world.accounts.iter();
    zones.flat_map(|(id, account)| {
        account.zones.values().filter(|zone| !zone.private).map(|zone| (id.as_str(), zone))
    })
}

/// Whether the zone has an address of a host, as glue, by a wildcard or by way of another name.
fn has_address(zone: &Zone, host: &Name) -> bool {
    let address = |kind| matches!(kind, RecordType::A | RecordType::Aaaa);
    let answers = |kind| {
        let asked = Asked { name: host.clone(), kind, dnssec: false };
        !authority::answer(zone, &asked).answers.is_empty()
    };
    zone.at(host).any(|(key, _)| address(key.kind)) || answers(Wire::A) || answers(Wire::AAAA)
}

/// `ns-N.awsdns-M.…`: the form of Route 53's own servers.
fn is_aws(host: &Name) -> bool {
    let mut labels = host.labels();
    let mut numbered = |before: &[u8]| {
        labels
            .next()
            .and_then(|label| label.strip_prefix(before))
            .is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
    };
    let ours = numbered(b"ns-") && numbered(b"awsdns-");
    ours && ["com", "net", "org", "co.uk"]
        .iter()
        .any(|top| Name::parse(top).is_ok_and(|top| top.labels().eq(host.labels().skip(2))))
}

/// What the world says of its tree, and what follows from its zones: each public zone that has no
/// other above it is delegated to; of several of one name the first.
fn registered(world: &World) -> BTreeMap<Name, Registration> {
    let names: BTreeSet<&Name> = public(world).map(|(_, zone)| &zone.name).collect();
    let mut registered = BTreeMap::new();
    for (_, zone) in public(world).filter(|(_, zone)| zone.registered) {
        let below = zone.name.ancestry().skip(1).any(|above| names.contains(&above));
        if !below && !registered.contains_key(&zone.name) {
            let name_servers = zone.name_servers.iter();
            let registration = Registration {
                name_servers: name_servers.filter_map(|host| Name::parse(host).ok()).collect(),
                ds: dnssec::vouching(zone),
            };
            registered.insert(zone.name.clone(), registration);
        }
    }
    registered.extend(world.registrations.iter().map(|(name, it)| (name.clone(), it.clone())));
    registered.retain(|_, registration| !registration.name_servers.is_empty());
    registered
}

fn bare_root() -> Zone {
    let mut root = Zone::new("ROOT", Name::root());
    root.set_name_servers(vec![ROOT_HOST.to_owned()]);
    let keys = vec![dnssec::made(&Name::root(), "root")];
    root.signing = Signing { status: "SIGNING".to_owned(), keys };
    root
}

fn root(
    world: &World,
    bare: &Zone,
    registered: &BTreeMap<Name, Registration>,
    hosts: &BTreeSet<Name>,
) -> Zone {
    let mut root = bare.clone();
    if let Ok(host) = Name::parse(ROOT_HOST) {
        put_address(&mut root, &host);
    }
    for (name, Registration { name_servers, ds }) in registered {
        let servers = name_servers.iter().map(Name::to_string).collect();
        put(&mut root, name, RecordType::Ns, servers);
        if !ds.is_empty() {
            put(&mut root, name, RecordType::Ds, ds.clone());
        }
        for host in name_servers.iter().filter(|host| host.is_within(name)) {
            put_glue(world, &mut root, host);
        }
    }
    for host in hosts {
        if !host.ancestry().any(|above| registered.contains_key(&above)) {
            put_address(&mut root, host);
        }
    }
    root
}

/// The addresses that a zone of the world has of the host, or one of ours.
fn put_glue(world: &World, root: &mut Zone, host: &Name) {
    let held = public(world).filter(|(_, zone)| host.is_within(&zone.name));
    let held = held.max_by_key(|(_, zone)| zone.name.labels().len());
    let mut any = false;
    for kind in [RecordType::A, RecordType::Aaaa] {
        let values = held.and_then(|(_, zone)| zone.values(&host.to_string(), kind));
        if let Some((_, values)) = values {
            put(root, host, kind, values);
            any = true;
        }
    }
    if !any {
        put_address(root, host);
    }
}

fn put_address(root: &mut Zone, host: &Name) {
    put(root, host, RecordType::A, vec![LOOPBACK.to_owned()]);
}

fn put(root: &mut Zone, name: &Name, kind: RecordType, values: Vec<String>) {
    let key = RecordKey::simple(name.clone(), kind);
    root.records.insert(key, RecordSet::values(ROOT_TTL, values));
}
