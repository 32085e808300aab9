//! The ground that cases are built on: accounts, parents and name servers, and the moves by which
//! a case changes them.

use zonecut::cut::CutState;
use zonecut::dns::Name;
use zonecut::emulator::{
    Action, DnsEffect, DnsRule, KeySigningKey, Party, RecordType, Signing, Vpc, World,
};

use super::chance::Chance;
use super::{Further, Label, Labelled, Outcome};

/// Accounts in view, with what is denied in each.
const ACCOUNTS: [(&str, &str, Option<Action>); 7] = [
    ("100000000001", "dns", None),
    ("100000000002", "more-dns", None),
    ("100000000003", "guarded-dns", Some(Action::GetDnssec)),
    ("100000000004", "closed-dns", Some(Action::ListResourceRecordSets)),
    ("200000000001", "team-a", None),
    ("200000000002", "team-b", None),
    (BLIND, "team-c", Some(Action::GetHostedZone)),
];
const TEAMS: [&str; 2] = ["200000000001", "200000000002"];
/// Nobody may read the delegation sets of its zones.
const BLIND: &str = "200000000003";
/// No profile reaches it.
const OTHER: &str = "900000000001";

/// Operators that are not Route 53: a zone each, out of view, with addresses of four servers.
const OPERATORS: [&str; 4] = ["dns-one.net", "dns-two.net", "nameservers.info", "hosting.example"];
/// Of an operator's zone: a name that is there and has no address.
pub(super) const ADDRESSLESS: &str = "web";

/// How a parent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    /// The API does not tell whether it is signed, and it is not.
    GuardedUnsigned,
    /// The API does not tell whether it is signed, and it is.
    GuardedSigned,
    /// Its records can't be listed.
    Closed,
}

const PARENTS: [(&str, &str, Kind); 9] = [
    ("example.com", "100000000001", Kind::Unsigned),
    ("example.net", "100000000001", Kind::Signed),
    ("example.org", "100000000002", Kind::Unsigned),
    ("corp.test", "100000000002", Kind::Signed),
    ("xn--bcher-kva.example", "100000000001", Kind::Unsigned),
    ("2.0.192.in-addr.arpa", "100000000002", Kind::Signed),
    ("guarded.test", "100000000003", Kind::GuardedSigned),
    ("guarded.example", "100000000003", Kind::GuardedUnsigned),
    ("closed.test", "100000000004", Kind::Closed),
];

/// Delegation sets by what they are for. No two of these share a server, so that no zone is on a
/// server of a zone above it, nor twins on the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Servers {
    /// Of zones right below a parent, and one of the sets. Each has many zones.
    Child,
    /// Of zones below those.
    Grandchild,
    /// Of zones below those again.
    Deep,
    /// Of nobody.
    Vacant,
    /// Of zones out of view.
    Other,
    /// Nobody listens there.
    Closed,
}

impl Servers {
    fn range(self) -> (u64, u64) {
        match self {
            Self::Child => (40, 48),
            Self::Grandchild => (60, 63),
            Self::Deep => (70, 72),
            Self::Vacant => (100, 104),
            Self::Other => (130, 133),
            Self::Closed => (160, 161),
        }
    }
}

/// A zone under which cases are built.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub(super) id: String,
    pub(super) apex: String,
    kind: Kind,
}

/// A cut, its child zone in view, and the servers that both name.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub(super) parent: Parent,
    pub(super) name: String,
    pub(super) child: String,
    pub(super) servers: Vec<String>,
}

/// What is built so far.
pub(super) struct Ground {
    pub(super) chance: Chance,
    pub(super) made: Labelled,
    parents: Vec<Parent>,
    case: &'static str,
    names: usize,
}

impl Ground {
    pub(super) fn new(seed: u64) -> Outcome<Self> {
        let mut world = World::new();
        for (id, name, denied) in ACCOUNTS {
            world.add_account(id, name);
            let account = world.accounts.get_mut(id).ok_or("no account")?;
            account.denied.extend(denied);
        }
        let key = world.add_account(OTHER, "other");
        world.keys.remove(&key);
        let made = Labelled { world, ..Labelled::default() };
        let (chance, case) = (Chance::new(seed), "the ground");
        let mut ground = Self { chance, made, parents: Vec::new(), case, names: 0 };
        for (number, (apex, account, kind)) in (8..).zip(PARENTS) {
            let id = ground.zone_in(account, apex, &numbered(number))?;
            if matches!(kind, Kind::Signed | Kind::GuardedSigned) {
                ground.sign(&id, &["ksk"])?;
            }
            ground.put(&id, &format!("www.{apex}"), RecordType::A, &["192.0.2.80"])?;
            ground.parents.push(Parent { id, apex: apex.to_owned(), kind });
        }
        for operator in OPERATORS {
            let servers: Vec<String> = (1..=4).map(|n| format!("ns{n}.{operator}")).collect();
            let zone = ground.zone_in(OTHER, operator, &servers)?;
            for server in &servers {
                ground.put(&zone, server, RecordType::A, &["192.0.2.53"])?;
            }
            let name = format!("{ADDRESSLESS}.{operator}");
            ground.put(&zone, &name, RecordType::Txt, &["\"here\""])?;
        }
        Ok(ground)
    }

    /// A new case begins: what it draws does not move the others.
    pub(super) fn begin(&mut self, case: &'static str) {
        self.case = case;
        self.chance = self.chance.fork();
    }

    /// Less than this.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.chance.below(end)).unwrap_or_default()
    }

    /// One of these.
    pub(super) fn one_of<T: Clone>(&mut self, items: &[T]) -> Outcome<T> {
        Ok(self.chance.pick(items).ok_or("nothing to choose from")?.clone())
    }

    /// A few of these, in any order: at least one, at most all but so many.
    pub(super) fn some_of<T: Clone>(&mut self, items: &[T], but: usize) -> Vec<T> {
        let mut items = self.shuffled(items);
        let most = items.len().saturating_sub(but).max(1);
        items.truncate(1 + self.below(most));
        items
    }

    pub(super) fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
        items
    }

    /// A parent like this.
    pub(super) fn parent(&mut self, kinds: &[Kind]) -> Outcome<Parent> {
        let fits = |parent: &&Parent| kinds.contains(&parent.kind);
        let fitting: Vec<Parent> = self.parents.iter().filter(fits).cloned().collect();
        self.one_of(&fitting)
    }

    /// A name below an apex that nobody has, escaped as Route 53 does. Some are two labels deep.
    pub(super) fn name(&mut self, apex: &str) -> String {
        self.names += 1;
        let n = self.names;
        let label = match self.below(11) {
            0 => format!("_svc-{n}"),
            1 => format!("{n}\\05725"),
            2 => format!("b\\303\\244r{n}"),
            3 => format!("xn--br-{n}-via"),
            4 => format!("team-{n}.eu"),
            5 => format!("with\\040space-{n}"),
            6 => format!("dot\\056in-{n}"),
            7 => format!("{n:0>63}"),
            8 => format!("9{n}"),
            _ => format!("team-{n}"),
        };
        format!("{label}.{apex}")
    }

    /// So many delegation sets for these zones, no two the same.
    pub(super) fn sets(&mut self, of: Servers, count: usize) -> Vec<Vec<String>> {
        let (from, to) = of.range();
        let numbers: Vec<u64> = (from..to).collect();
        self.shuffled(&numbers).into_iter().take(count).map(numbered).collect()
    }

    /// A delegation set.
    pub(super) fn set(&mut self, of: Servers) -> Vec<String> {
        self.sets(of, 1).concat()
    }

    /// Two to four servers of one operator.
    pub(super) fn operator(&mut self) -> Outcome<(&'static str, Vec<String>)> {
        let operator = self.one_of(&OPERATORS)?;
        let count = 2 + self.below(3);
        let all: Vec<String> = (1..=4).map(|n| format!("ns{n}.{operator}")).collect();
        Ok((operator, self.shuffled(&all).into_iter().take(count).collect()))
    }

    /// A public zone in view.
    pub(super) fn zone(&mut self, apex: &str, servers: &[String]) -> Outcome<String> {
        let team = self.one_of(&TEAMS)?;
        self.zone_in(team, apex, servers)
    }

    /// A public zone whose delegation set can't be read.
    pub(super) fn blind_zone(&mut self, apex: &str, servers: &[String]) -> Outcome<String> {
        self.zone_in(BLIND, apex, servers)
    }

    /// A public zone out of view.
    pub(super) fn zone_of_others(&mut self, apex: &str, servers: &[String]) -> Outcome<String> {
        self.zone_in(OTHER, apex, servers)
    }

    /// A private zone in view: nothing of it counts.
    pub(super) fn private_zone(&mut self, apex: &str) -> Outcome<String> {
        let id = self.made.world.add_zone(self.chance.pick(&TEAMS).ok_or("no team")?, apex)?;
        let vpc = Vpc { region: "eu-central-1".to_owned(), id: "vpc-1".to_owned() };
        self.made.world.zone_mut(&id).ok_or("no zone")?.make_private(vec![vpc]);
        Ok(id)
    }

    fn zone_in(&mut self, account: &str, apex: &str, servers: &[String]) -> Outcome<String> {
        let id = self.made.world.add_zone(account, apex)?;
        let zone = self.made.world.zone_mut(&id).ok_or("no zone")?;
        zone.set_name_servers(servers.to_vec());
        Ok(id)
    }

    /// A cut as it should be, in view on both sides, below a parent of this kind.
    pub(super) fn cut(&mut self, kinds: &[Kind]) -> Outcome<Cut> {
        let parent = self.parent(kinds)?;
        let name = self.name(&parent.apex);
        let servers = self.set(Servers::Child);
        let child = self.zone(&name, &servers)?;
        self.ns(&parent.id, &name, &servers)?;
        Ok(Cut { parent, name, child, servers })
    }

    /// A cut to a zone out of view, healthy, on the servers of an operator.
    pub(super) fn cut_to_others(&mut self, kinds: &[Kind]) -> Outcome<Cut> {
        let parent = self.parent(kinds)?;
        let name = self.name(&parent.apex);
        let (_, servers) = self.operator()?;
        let child = self.zone_of_others(&name, &servers)?;
        self.ns(&parent.id, &name, &servers)?;
        Ok(Cut { parent, name, child, servers })
    }

    /// Writes an NS set in some order, in upper, lower or mixed case, with final dots or without.
    pub(super) fn ns(&mut self, zone: &str, name: &str, servers: &[String]) -> Outcome<()> {
        let style = self.below(4);
        let mut values = Vec::new();
        for server in self.shuffled(servers) {
            let server = match style {
                1 => server.to_ascii_uppercase(),
                2 => server.replace("ns", "Ns").replace("dns", "DnS"),
                _ => server,
            };
            let dot = if self.chance.happens(700) { "." } else { "" };
            values.push(format!("{server}{dot}"));
        }
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        self.put(zone, name, RecordType::Ns, &values)
    }

    /// Writes a record set.
    pub(super) fn put(
        &mut self,
        zone: &str,
        name: &str,
        kind: RecordType,
        values: &[&str],
    ) -> Outcome<()> {
        let ttl = self.one_of(&[60, 300, 900, 172_800])?;
        let zone = self.made.world.zone_mut(zone).ok_or("no zone")?;
        Ok(zone.put(name, kind, ttl, values)?)
    }

    /// Signs a zone with keys of these names, and gives their DS back.
    pub(super) fn sign(&mut self, zone: &str, keys: &[&str]) -> Outcome<Vec<String>> {
        let zone = self.made.world.zone_mut(zone).ok_or("no zone")?;
        let apex = zone.name.to_string();
        let made: Result<Vec<_>, _> =
            keys.iter().map(|key| KeySigningKey::made(&apex, key)).collect();
        let keys = made?;
        let ds = keys.iter().map(KeySigningKey::ds).collect();
        zone.signing = Signing { status: "SIGNING".to_owned(), keys };
        Ok(ds)
    }

    /// A server does this when it is asked for the name or what lies below.
    pub(super) fn order(&mut self, server: &str, name: &str, effect: DnsEffect) -> Outcome<()> {
        self.rule(DnsRule::new(effect), server, name)
    }

    /// The same of any rule.
    pub(super) fn rule(&mut self, rule: DnsRule, server: &str, name: &str) -> Outcome<()> {
        let name = zonecut::emulator::Name::parse(name)?;
        self.made.orders.push(rule.host(Party::parse(server)?).name(name));
        Ok(())
    }

    /// A server has a second address.
    pub(super) fn further(&mut self, server: &str, further: Further) {
        self.made.further.push((server.to_owned(), further));
    }

    /// Says what an audit has to say.
    pub(super) fn label(
        &mut self,
        name: &str,
        sides: [Option<&str>; 2],
        state: CutState,
        also: &[CutState],
    ) -> Outcome<()> {
        let label = Label {
            case: self.case,
            name: Name::from_route53(name)?,
            sides: sides.map(|id| id.map(str::to_owned)),
            states: (state, also.to_vec()),
        };
        self.made.labels.push(label);
        Ok(())
    }

    /// Says it of a cut with both sides in view.
    pub(super) fn label_cut(
        &mut self,
        cut: &Cut,
        state: CutState,
        also: &[CutState],
    ) -> Outcome<()> {
        self.label(&cut.name, [Some(&cut.parent.id), Some(&cut.child)], state, also)
    }

    /// Says it of a cut whose child is not in view.
    pub(super) fn label_ns(
        &mut self,
        parent: &Parent,
        name: &str,
        state: CutState,
        also: &[CutState],
    ) -> Outcome<()> {
        self.label(name, [Some(&parent.id), None], state, also)
    }
}

/// The servers of a number, as Route 53 numbers them.
fn numbered(number: u64) -> Vec<String> {
    let domains = [("com", 0), ("net", 512), ("org", 1024), ("co.uk", 1536)];
    let server = |(domain, base)| format!("ns-{}.awsdns-{:02}.{domain}", base + number, number / 8);
    domains.into_iter().map(server).collect()
}
