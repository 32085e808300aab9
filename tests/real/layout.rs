//! Which zones there are, what stands in each, which hosts serve them and where those are.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::cuts::{self, At, Cut, Software, Vouched, Whose};
use crate::keys::{Key, Keys};
use crate::place::Place;
use crate::zone::{Load, Record, Signing, Zone};

/// A DS record that no key is behind.
pub(crate) const NO_KEY: &str =
    "4711 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The parents, in the order in which their servers are made, and how they are signed.
const PARENTS: [(&str, Software, Signing); 5] = [
    ("knot.example", Software::Knot, Signing::ByKnot),
    ("nsd.example", Software::Nsd, Signing::OptOut),
    ("bind.example", Software::Bind, Signing::Nsec3),
    ("plain.example", Software::Nsd, Signing::No),
    ("2.0.192.in-addr.arpa", Software::Knot, Signing::No),
];

/// A cut with the names of its servers.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) cut: Cut,
    /// What the parent names.
    pub(crate) named: Vec<String>,
    /// The delegation set of the hosted zone, where one is in view.
    pub(crate) set: Vec<String>,
    /// That of its twin.
    pub(crate) twin: Vec<String>,
}

/// All zones and hosts.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) cuts: Vec<Placed>,
    /// Parents and children, by name; without the root.
    pub(crate) zones: BTreeMap<String, Zone>,
    /// The root, which holds the addresses of all hosts.
    pub(crate) root: Option<Zone>,
    /// The keys of signed zones.
    pub(crate) keys: BTreeMap<String, Key>,
    /// Where each host is; none: it does not exist.
    pub(crate) hosts: BTreeMap<String, Vec<SocketAddr>>,
    loads: BTreeMap<String, Vec<(Software, bool)>>,
    made: usize,
}

impl Layout {
    /// The world of [`cuts::all`] at a place, with keys that are made as they are needed.
    pub(crate) fn new(place: &Place, keys: &mut Keys) -> Layout {
        let mut layout = Layout::default();
        for (name, software, signing) in PARENTS {
            let servers = layout.servers(place, &[At::On(software); 4], Whose::InView, "");
            layout.serve(Zone::new(name, servers, signing), &[software], &[], keys);
        }
        for cut in cuts::all() {
            layout.cut(place, cut, keys);
        }
        layout.serve_large(place, keys);
        layout.crown(place, keys);
        layout
    }

    /// The names of the parents.
    pub(crate) fn parents() -> impl Iterator<Item = &'static str> {
        PARENTS.iter().map(|(name, _, _)| *name)
    }

    /// What a server is to serve.
    pub(crate) fn loads(&self, software: Software) -> Vec<Load> {
        let on = self.loads.iter().flat_map(|(name, on)| on.iter().map(move |one| (name, one)));
        on.filter(|(_, (one, _))| *one == software)
            .map(|(name, (_, broken))| Load { zone: self.zones[name].clone(), broken: *broken })
            .collect()
    }

    /// Writes a cut into its parent and makes the child.
    fn cut(&mut self, place: &Place, cut: Cut, keys: &mut Keys) {
        let named = self.servers(place, &cut.named, cut.whose, &cut.name);
        let set = match &cut.set {
            Some(set) => self.servers(place, set, Whose::InView, &cut.name),
            None => named.clone(),
        };
        let twin = if cut.twin {
            self.servers(place, cut.set(), Whose::InView, &cut.name)
        } else {
            Vec::new()
        };
        let child = Zone::new(&cut.name, set.clone(), cut.signing);
        self.serve(child, &cut.served, &cut.broken, keys);
        let mut records: Vec<Record> = Vec::new();
        for server in &named {
            records.push(Record::new(&cut.name, "NS", format!("{server}.")));
            if cut.whose == Whose::Inside {
                let address = self.hosts[server][0].ip().to_string();
                records.push(Record::new(server, "A", address));
            }
        }
        match cut.vouched {
            Vouched::No => {}
            Vouched::Wrong => records.push(Record::new(&cut.name, "DS", NO_KEY)),
            Vouched::Right => {
                let ds = self.keys[&cut.name].ds.clone();
                records.push(Record::new(&cut.name, "DS", ds));
            }
        }
        records.extend(cut.beside.iter().cloned());
        let parent = self.zones.get_mut(cut.parent).unwrap();
        parent.records.extend(records);
        self.cuts.push(Placed { cut, named, set, twin });
    }

    /// Names for hosts at these places.
    fn servers(&mut self, place: &Place, at: &[At], whose: Whose, cut: &str) -> Vec<String> {
        self.made += 1;
        let made = self.made;
        let name = |index: usize| match whose {
            // Route 53 numbers the servers of each of its four top-level domains apart.
            Whose::InView | Whose::Route53 => {
                let end = ["com", "net", "org", "co.uk"][index];
                format!("ns-{}.awsdns-{:02}.{end}", index * 512 + made, made % 64)
            }
            Whose::Operator => format!("ns{}.operator-{made}.example", index + 1),
            Whose::Inside | Whose::Unglued => format!("ns{}.{cut}", index + 1),
        };
        let named: Vec<String> = (0..at.len()).map(name).collect();
        for (server, at) in named.iter().zip(at) {
            self.hosts.insert(server.clone(), addresses(place, *at));
        }
        named
    }

    fn serve(&mut self, mut zone: Zone, on: &[Software], broken: &[Software], keys: &mut Keys) {
        if let Some(key) = keys.of(&zone) {
            self.keys.insert(zone.name.clone(), key);
        }
        for server in &zone.servers {
            if server.ends_with(&format!(".{}", zone.name)) {
                let address = self.hosts[server][0].ip().to_string();
                zone.records.push(Record::new(server, "A", address));
            }
        }
        let www = format!("www.{}", zone.name);
        zone.add(&www, "A", "192.0.2.80");
        let loads = on.iter().map(|one| (*one, false)).chain(broken.iter().map(|one| (*one, true)));
        self.loads.insert(zone.name.clone(), loads.collect());
        self.zones.insert(zone.name.clone(), zone);
    }

    /// A zone that all three serve, with more in one RRset than a datagram holds, and one record
    /// of each kind that zonecut reads.
    fn serve_large(&mut self, place: &Place, keys: &mut Keys) {
        let servers = Software::ALL.map(At::On);
        let servers = self.servers(place, &servers, Whose::Operator, "");
        let mut zone = Zone::new("large.example", servers, Signing::No);
        for key in 0..12_u8 {
            let public = [char::from(b'a' + key); 344].iter().collect::<String>();
            zone.add("large.example", "DNSKEY", format!("257 3 8 {public}"));
            zone.add("text.large.example", "TXT", format!("\"{}\"", &public[..200]));
        }
        zone.add("one.large.example", "A", "192.0.2.1");
        zone.add("one.large.example", "AAAA", "2001:db8::1");
        zone.add("alias.large.example", "CNAME", "one.large.example.");
        zone.add("0/25.large.example", "CNAME", "b\\228r.large.example.");
        zone.add("cut.large.example", "NS", "ns.cut.large.example.");
        zone.add("cut.large.example", "DS", NO_KEY);
        zone.add("ns.cut.large.example", "A", "192.0.2.2");
        zone.add("ns.cut.large.example", "AAAA", "2001:db8::2");
        self.serve(zone, &Software::ALL, &[], keys);
    }

    /// Makes the root, which refers to the parents and knows every host.
    fn crown(&mut self, place: &Place, keys: &mut Keys) {
        let server = "root.example";
        let mut root = Zone::new("", vec![server.to_owned()], Signing::ByKnot);
        root.add(server, "A", place.root().ip().to_string());
        for name in Layout::parents().chain(["large.example"]) {
            let zone = &self.zones[name];
            for server in &zone.servers {
                root.add(name, "NS", format!("{server}."));
            }
            if let Some(key) = self.keys.get(name) {
                root.add(name, "DS", key.ds.clone());
            }
        }
        for (host, addresses) in &self.hosts {
            let inside = self.zones.keys().any(|zone| host.ends_with(&format!(".{zone}")));
            let ipv4 = addresses.iter().find(|address| address.is_ipv4());
            if let (false, Some(address)) = (inside, ipv4) {
                root.add(host, "A", address.ip().to_string());
            }
        }
        let key = keys.of(&root).unwrap();
        self.keys.insert(String::new(), key);
        self.root = Some(root);
    }
}

fn addresses(place: &Place, at: At) -> Vec<SocketAddr> {
    match at {
        At::On(Software::Knot) => [place.knot()].into_iter().chain(place.knot_v6()).collect(),
        At::On(Software::Nsd) => vec![place.nsd()],
        At::On(Software::Bind) => vec![place.bind()],
        At::Closed => vec![place.closed()],
        At::Silent => vec![place.silent()],
        At::Nowhere => Vec::new(),
    }
}
