//! A small random world: accounts, zones, and what an editor may do to them.

use std::time::Duration;

use zonecut::dns::Name;
use zonecut::emulator::{KeySigningKey, Latency, RecordType, World};
use zonecut::zone::{ProfileName, ZoneId, ZoneKey};

use crate::chance::Chance;

/// Account ids and the profiles named after them.
pub(crate) const ACCOUNTS: [(&str, &str); 3] =
    [("111111111111", "dns"), ("222222222222", "team"), ("333333333333", "shop")];

/// A cut that may be made.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) parent: ZoneKey,
    pub(crate) child: ZoneKey,
}

/// Who and what there is.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) cuts: Vec<Cut>,
    /// The access key of each account.
    pub(crate) keys: Vec<(String, &'static str)>,
    pub(crate) config: String,
}

impl Cast {
    /// The access key of a profile.
    pub(crate) fn key(&self, profile: &str) -> String {
        let at = ACCOUNTS.iter().position(|(_, name)| *name == profile).unwrap_or_default();
        self.keys[at].0.clone()
    }
}

/// Makes a world.
pub(crate) fn world(chance: &mut Chance) -> (World, Cast) {
    let mut world = World::new();
    let longest = Duration::from_millis(1 + chance.below(400));
    world.latency = Latency { min: longest / 8, max: longest };
    world.insync_after = Duration::from_millis(chance.below(40_000));
    let mut keys = Vec::new();
    for (id, name) in ACCOUNTS {
        keys.push((world.add_account(id, name), id));
    }
    let mut cuts = Vec::new();
    let parent = zone(&mut world, 0, "example.com");
    world.zone_mut(parent.zone.as_str()).unwrap().signing = signing(chance, 300);
    let mut places = vec![(1, "team.example.com"), (2, "shop.example.com")];
    if chance.happens(300) {
        places.push((0, "own.example.com"));
    }
    if chance.happens(250) {
        // A twin in another account.
        places.push((2, "team.example.com"));
    }
    for (account, name) in places {
        let child = zone(&mut world, account, name);
        world.zone_mut(child.zone.as_str()).unwrap().signing = signing(chance, 250);
        cuts.push(Cut { parent: parent.clone(), child });
    }
    if chance.happens(300) {
        let child = zone(&mut world, 2, "api.team.example.com");
        let parent = cuts[0].child.clone();
        cuts.push(Cut { parent, child });
    }
    for cut in &cuts {
        furnish(&mut world, cut, chance);
    }
    let config = world.aws_config();
    (world, Cast { cuts, keys, config })
}

fn zone(world: &mut World, account: usize, name: &str) -> ZoneKey {
    let (id, profile) = ACCOUNTS[account];
    let zone = world.add_zone(id, name).unwrap();
    ZoneKey {
        profile: ProfileName::new(profile),
        zone: ZoneId::new(&zone),
        name: Name::from_user(name).unwrap(),
    }
}

fn signing(chance: &mut Chance, per_mille: u64) -> zonecut::emulator::Signing {
    if !chance.happens(per_mille) {
        return zonecut::emulator::Signing::default();
    }
    let tag = u16::try_from(chance.below(60_000)).unwrap_or_default();
    let key = KeySigningKey {
        name: "ksk".to_owned(),
        status: "ACTIVE".to_owned(),
        tag,
        digest: digest(chance),
        public_key: "bWFkZSB1cA==".to_owned(),
    };
    zonecut::emulator::Signing { status: "SIGNING".to_owned(), keys: vec![key] }
}

fn digest(chance: &mut Chance) -> String {
    let parts: Vec<String> = (0..4).map(|_| format!("{:016X}", chance.next())).collect();
    parts.concat()
}

/// Sets at and below a cut.
fn furnish(world: &mut World, cut: &Cut, chance: &mut Chance) {
    let name = cut.child.name.as_route53().to_owned();
    let own: Vec<String> = world
        .zone(cut.child.zone.as_str())
        .unwrap()
        .name_servers
        .iter()
        .map(|s| format!("{s}."))
        .collect();
    let parent = world.zone_mut(cut.parent.zone.as_str()).unwrap();
    if chance.happens(400) {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let servers =
            if chance.happens(300) { own } else { vec!["ns2.example.net.", "ns1.example.net."] };
        parent.put(&name, RecordType::Ns, 600, &servers).unwrap();
        if chance.happens(250) {
            let ds = format!("{} 13 2 {}", chance.below(60_000), digest(chance));
            parent.put(&name, RecordType::Ds, 300, &[&ds]).unwrap();
        }
    }
    if chance.happens(250) {
        parent.put(&format!("www.{name}"), RecordType::A, 60, &["192.0.2.1"]).unwrap();
    }
    if chance.happens(150) {
        parent.put(&name, RecordType::Txt, 60, &["\"a < b & c\""]).unwrap();
    }
    if chance.happens(150) {
        parent.put("*.example.com", RecordType::A, 60, &["192.0.2.9"]).unwrap();
    }
}

/// What an editor does at a cut, or to the child; says it in words.
pub(crate) fn edit(world: &mut World, cut: &Cut, chance: &mut Chance) -> String {
    let name = cut.child.name.as_route53().to_owned();
    let id = cut.parent.zone.as_str();
    let there = world.zone(id).and_then(|zone| zone.values(&name, RecordType::Ns));
    let Some(parent) = world.zone_mut(id) else { return "nothing".into() };
    let what = match (chance.below(7), there) {
        (0, Some((ttl, mut servers))) => {
            servers.reverse();
            let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
            parent.put(&name, RecordType::Ns, ttl, &servers).unwrap();
            "another order of the servers"
        }
        (1, Some((ttl, servers))) => {
            let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
            parent.put(&name, RecordType::Ns, ttl + 1, &servers).unwrap();
            "another TTL"
        }
        (2, Some(_)) => {
            parent.remove(&name, RecordType::Ds);
            parent.remove(&name, RecordType::Ns);
            "takes the delegation away"
        }
        (3, Some(_)) => {
            let ds = format!("{} 13 2 {}", chance.below(60_000), digest(chance));
            parent.put(&name, RecordType::Ds, 300, &[&ds]).unwrap();
            "another DS"
        }
        (4, _) => {
            parent.put(&format!("new.{name}"), RecordType::A, 60, &["192.0.2.7"]).unwrap();
            "a record below"
        }
        (5, _) if chance.happens(300) => {
            let servers = (0..4).map(|n| format!("ns-{}.awsdns-9{n}.org", chance.below(2048)));
            let servers = servers.collect();
            world.zone_mut(cut.child.zone.as_str()).unwrap().set_name_servers(servers);
            "another delegation set"
        }
        _ => {
            let server = format!("ns{}.example.org.", chance.below(9));
            parent.put(&name, RecordType::Ns, 300, &[&server]).unwrap();
            "other servers"
        }
    };
    format!("{what} at {name}")
}
