//! The same zones in a pretend Route 53, and a machine on which zonecut sees both: Route 53 by the
//! emulator, the DNS by the real servers.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::thread;

use zonecut::emulator::{KeySigningKey, RecordType, World as Accounts, Zone as Hosted};

use crate::cuts::{Cut, Whose};
use crate::layout::{Layout, Placed};
use crate::machine::{Listening, Machine, Ran};
use crate::world::World;
use crate::zone::{TTL, Zone};

/// The account, and the profile, that has the parents.
pub(crate) const DNS: (&str, &str) = ("111111111111", "dns");

/// The one that has the children.
pub(crate) const TEAM: (&str, &str) = ("222222222222", "team");

/// How many runs of the program go on at a time.
const AT_ONCE: usize = 6;

/// How long one try may take: short, since silence is waited for, and long enough for a machine
/// that is busy with other tests.
const TIMEOUT: &str = "2s";

/// How long after INSYNC servers may take to agree: far longer than they do.
const PROVE_FOR: &str = "prove_for = \"30s\"";

/// The program's machine, and the Route 53 that it asks.
pub(crate) struct Seen {
    pub(crate) listening: Listening,
    pub(crate) machine: Machine,
}

impl Seen {
    /// The accounts that go with a world.
    pub(crate) fn new(world: &World) -> Seen {
        Seen::with(world, |_| {})
    }

    /// The same after an edit.
    pub(crate) fn with(world: &World, edit: impl FnOnce(&mut Accounts)) -> Seen {
        Seen::from(world, edit, &profiles(world))
    }

    /// The same on a machine from which no name server is reached.
    pub(crate) fn cut_off(world: &World) -> Seen {
        let closed = world.place.closed().to_string();
        let mut profiles = profiles(world);
        let place = &world.place;
        let open = [place.root(), place.knot(), place.nsd(), place.bind(), place.resolver()];
        for address in open.into_iter().chain(place.knot_v6()).chain([place.silent()]) {
            profiles = profiles.replace(&format!("\"{address}\""), &format!("\"{closed}\""));
        }
        Seen::from(world, |_| {}, &profiles)
    }

    /// The same, where servers that don't agree at once are given up soon.
    pub(crate) fn impatient(world: &World) -> Seen {
        let profiles = profiles(world).replace(PROVE_FOR, "prove_for = \"2s\"");
        Seen::from(world, |_| {}, &profiles)
    }

    /// Runs the program for many cuts, some at a time, with the arguments for each.
    pub(crate) fn of_each<'a>(
        &self,
        cuts: impl Iterator<Item = &'a Placed>,
        arguments: impl Fn(&Cut) -> Vec<String> + Sync,
    ) -> Vec<(&'a Placed, Ran)> {
        let waiting: Mutex<VecDeque<&Placed>> = Mutex::new(cuts.collect());
        let done = Mutex::new(Vec::new());
        let next = || waiting.lock().unwrap().pop_front();
        thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    while let Some(placed) = next() {
                        let arguments = arguments(&placed.cut);
                        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                        let ran = self.machine.zonecut(&arguments);
                        done.lock().unwrap().push((placed, ran));
                    }
                });
            }
        });
        done.into_inner().unwrap()
    }

    fn from(world: &World, edit: impl FnOnce(&mut Accounts), profiles: &str) -> Seen {
        let mut accounts = accounts(&world.layout);
        edit(&mut accounts);
        let config = accounts.aws_config();
        let listening = Listening::start(accounts);
        let mut machine = Machine::with(&config, &listening.url());
        machine.ask_dns();
        let file = machine.file("profiles.toml", profiles);
        machine.set("ZONECUT_CONFIG", file.to_str().unwrap());
        Seen { listening, machine }
    }
}

/// The parents in one account, the children in the other.
fn accounts(layout: &Layout) -> Accounts {
    let mut world = Accounts::new();
    for (account, name) in [DNS, TEAM] {
        world.add_account(account, name);
    }
    for name in Layout::parents() {
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
    "SIGNING".clone_into(&mut hosted.signing.status);
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

/// `profiles.toml`: all questions go to the real servers, and a pretend Route 53 need not be spared.
fn profiles(world: &World) -> String {
    let place = &world.place;
    let mut text = format!(
        "[defaults]\nrequests_per_second = 1000\nburst = 1000\n\n\
         [dns]\nresolvers = [\"{}\"]\nroots = [\"{}\"]\ntimeout = \"{TIMEOUT}\"\n{PROVE_FOR}\n\n\
         [dns.hosts]\n",
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
