//! The same zones in a pretend Route 53, and a machine on which zonecut sees both: Route 53 by the
//! emulator, the DNS by the real servers.

use std::fmt::Write as _;

use zonecut::emulator::{KeySigningKey, RecordType, World as Accounts, Zone as Hosted};

use crate::cuts::Whose;
use crate::layout::Layout;
use crate::machine::{Listening, Machine};
use crate::world::World;
use crate::zone::{TTL, Zone};

/// The account, and the profile, that has the parents.
pub(crate) const DNS: (&str, &str) = ("111111111111", "dns");

/// The one that has the children.
pub(crate) const TEAM: (&str, &str) = ("222222222222", "team");

/// How long one try may take: short, since silence is waited for, and long enough for a machine
/// that is busy with other tests.
const TIMEOUT: &str = "1s";

/// How long after INSYNC servers may take to agree.
const PROVE_FOR: &str = "3s";

/// The program's machine, and the Route 53 that it asks.
pub(crate) struct Seen {
    pub(crate) listening: Listening,
    pub(crate) machine: Machine,
}

impl Seen {
    /// The accounts that go with a world.
    pub(crate) fn new(world: &World) -> Seen {
        let accounts = accounts(&world.layout);
        let config = accounts.aws_config();
        let listening = Listening::start(accounts);
        let mut machine = Machine::with(&config, &listening.url());
        machine.ask_dns();
        let profiles = machine.file("profiles.toml", dns_section(world));
        machine.set("ZONECUT_CONFIG", profiles.to_str().unwrap());
        Seen { listening, machine }
    }
}

/// The parents in one account, the children in the other.
fn accounts(layout: &Layout) -> Accounts {
    let mut world = Accounts::new();
    for (account, name) in [DNS, TEAM] {
        world.add_account(account, name);
    }
    for name in layout.parents() {
        add(&mut world, DNS.0, layout, &layout.zones[name]);
    }
    for placed in layout.cuts.iter().filter(|placed| placed.cut.whose == Whose::InView) {
        let zone = &layout.zones[&placed.cut.name];
        add(&mut world, TEAM.0, layout, zone);
        if !placed.twin.is_empty() {
            let twin = Zone::new(&zone.name, placed.twin.clone(), zone.signing);
            add(&mut world, TEAM.0, layout, &twin);
        }
    }
    world
}

fn add(world: &mut Accounts, account: &str, layout: &Layout, zone: &Zone) {
    let id = world.add_zone(account, &zone.name).unwrap();
    let hosted = world.zone_mut(&id).unwrap();
    hosted.set_name_servers(zone.servers.clone());
    for record in &zone.records {
        let of_set =
            |other: &&crate::zone::Record| other.owner == record.owner && other.kind == record.kind;
        let values: Vec<&str> =
            zone.records.iter().filter(of_set).map(|one| one.value.as_str()).collect();
        hosted.put(&record.owner, kind(record.kind), TTL, &values).unwrap();
    }
    if let Some(key) = layout.keys.get(&zone.name) {
        sign(hosted, key);
    }
}

fn sign(hosted: &mut Hosted, key: &crate::keys::Key) {
    let (tag, digest) = key.tag_and_digest();
    hosted.signing.status = "SIGNING".to_owned();
    hosted.signing.keys = vec![KeySigningKey {
        name: "ksk".to_owned(),
        status: "ACTIVE".to_owned(),
        tag,
        digest,
        public_key: key.public.clone(),
    }];
}

fn kind(kind: &str) -> RecordType {
    match kind {
        "A" => RecordType::A,
        "DS" => RecordType::Ds,
        "NS" => RecordType::Ns,
        "TXT" => RecordType::Txt,
        other => panic!("{other} is in no hosted zone of the tests"),
    }
}

/// `[dns]` of `profiles.toml`: all questions go to the real servers.
fn dns_section(world: &World) -> String {
    let place = &world.place;
    let mut text = format!(
        "[dns]\nresolvers = [\"{}\"]\nroots = [\"{}\"]\ntimeout = \"{TIMEOUT}\"\n\
         prove_for = \"{PROVE_FOR}\"\n\n[dns.hosts]\n",
        place.resolver(),
        place.root()
    );
    for (host, addresses) in &world.layout.hosts {
        if !addresses.is_empty() {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            writeln!(text, "\"{host}\" = {addresses:?}").unwrap();
        }
    }
    text
}
