//! Answers for tests: of servers, and of a small world of zones that an audit can ask.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use crate::cut::fixture::{name, names, set, signing};
use crate::dns::{
    AddressSighting, Chain, ChainEnd, ChainStart, CouldNotAsk, Dnskey, Ds, Looked, Lookup, Name,
    Rcode, Record, RecordData, RecordType, Reply, Sighting, Soa, Transport, Unresolved,
};
use crate::zone::{
    AccountId, Fault, FaultKind, HostedZone, ProfileName, RecordPage, RecordSet, RecordStart,
    Signing, SigningStatus, ZoneDetail, ZoneId, ZoneKey,
};

use super::{Audit, AuditAnswer, AuditOptions, AuditQuestion, AuditRow, AuditZone};

/// What an address says when it is asked for the SOA and the keys of a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// It speaks for the zone, which has these keys.
    Speaks(&'static [&'static str]),
    /// It speaks for the zone, and is silent about its keys.
    SpeaksWithoutKeys,
    /// This code.
    Code(Rcode),
    /// No authority and no answer.
    NoAuthority,
    /// The SOA of the child, AA=0: out of a cache.
    Cached,
    /// Authority for a zone above: it does not know of the cut.
    Above,
    /// A referral to the child.
    Refers,
    /// Nothing.
    Silent,
    /// There is no way to the address.
    NoRoute,
}

fn record(owner: &Name, data: RecordData) -> Record {
    Record { name: owner.clone(), ttl: 900, data }
}

fn reply(rcode: Rcode, authoritative: bool) -> Reply {
    Reply {
        rcode,
        authoritative,
        answers: Vec::new(),
        authority: Vec::new(),
        additional: Vec::new(),
        transport: Transport::Udp,
        took: Duration::from_millis(12),
    }
}

fn soa() -> RecordData {
    RecordData::Soa(Soa { mname: name("ns.example.net"), serial: 7, minimum: 300 })
}

/// The key that a DS record vouches for.
pub(super) fn dnskey(ds: &str) -> Dnskey {
    let ds = Ds::parse(ds).unwrap();
    Dnskey { flags: 257, algorithm: ds.algorithm, key_tag: ds.key_tag, digests: vec![ds] }
}

impl Says {
    fn replies(&self, cut: &Name) -> Vec<Result<Reply, CouldNotAsk>> {
        let own = |authoritative| Reply {
            answers: vec![record(cut, soa())],
            ..reply(Rcode::NoError, authoritative)
        };
        let both = |reply: Reply| vec![Ok(reply.clone()), Ok(reply)];
        match self {
            Self::Speaks(ds) => {
                let keys = ds.iter().map(|ds| record(cut, RecordData::Dnskey(dnskey(ds))));
                let keys = Reply { answers: keys.collect(), ..reply(Rcode::NoError, true) };
                vec![Ok(own(true)), Ok(keys)]
            }
            Self::SpeaksWithoutKeys => vec![Ok(own(true)), Err(CouldNotAsk::TimedOut)],
            Self::Code(rcode) => both(reply(*rcode, false)),
            Self::NoAuthority => both(reply(Rcode::NoError, false)),
            Self::Cached => both(own(false)),
            Self::Above => {
                let authority = vec![record(&cut.parent().unwrap(), soa())];
                both(Reply { authority, ..reply(Rcode::NoError, true) })
            }
            Self::Refers => {
                let authority = vec![record(cut, RecordData::Ns(name("ns.example.net")))];
                both(Reply { authority, ..reply(Rcode::NoError, false) })
            }
            Self::Silent => vec![Err(CouldNotAsk::TimedOut), Err(CouldNotAsk::TimedOut)],
            Self::NoRoute => {
                let why = CouldNotAsk::Unreachable("no route to host".to_owned());
                vec![Err(why.clone()), Err(why)]
            }
        }
    }
}

/// A server whose addresses say this about `a.example.com`.
pub(super) fn sighting(server: &str, addresses: &[(&str, Says)]) -> Sighting {
    let addresses = addresses.iter().map(|(address, says)| AddressSighting {
        address: SocketAddr::new(address.parse().unwrap(), 53),
        replies: says.replies(&name("a.example.com")),
    });
    Sighting { server: name(server), addresses: Ok(addresses.collect()) }
}

/// A server with one address.
pub(super) fn one(server: &str, says: Says) -> Sighting {
    sighting(server, &[("192.0.2.1", says)])
}

/// A server without an address.
pub(super) fn nowhere(server: &str, why: Unresolved) -> Sighting {
    Sighting { server: name(server), addresses: Err(why) }
}

/// A hosted zone of a world.
#[derive(Debug, Clone)]
pub(super) struct WorldZone {
    pub(super) id: &'static str,
    pub(super) apex: Name,
    pub(super) readers: Vec<&'static str>,
    pub(super) account: Option<&'static str>,
    pub(super) private: bool,
    pub(super) servers: BTreeSet<Name>,
    pub(super) records: Vec<RecordSet>,
    pub(super) keys: Option<&'static [&'static str]>,
}

/// Zones, and what servers say where it is not what follows from the zones.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) zones: Vec<WorldZone>,
    /// By server and cut.
    pub(super) says: BTreeMap<(Name, Name), Says>,
    /// What the readers of these profiles are told instead of an answer: action, profile, zone.
    pub(super) faults: Vec<(&'static str, &'static str, &'static str, FaultKind)>,
    /// Where the tree of the DNS leads.
    pub(super) chains: BTreeMap<Name, ChainEnd>,
    /// Record sets on a page.
    pub(super) page: usize,
}

impl World {
    pub(super) fn new() -> Self {
        Self { page: 300, ..Self::default() }
    }

    /// A public zone of profile `p` in account 1 on these servers.
    pub(super) fn zone(mut self, id: &'static str, apex: &str, servers: &[&str]) -> Self {
        self.zones.push(WorldZone {
            id,
            apex: name(apex),
            readers: vec!["p"],
            account: Some("111111111111"),
            private: false,
            servers: names(servers).into_iter().collect(),
            records: vec![set(apex, "NS", 172_800, servers)],
            keys: None,
        });
        self
    }

    pub(super) fn last(&mut self) -> &mut WorldZone {
        self.zones.last_mut().unwrap()
    }

    /// The last zone is read by these profiles of this account.
    pub(super) fn of(mut self, readers: &[&'static str], account: &'static str) -> Self {
        self.last().readers = readers.to_vec();
        self.last().account = Some(account);
        self
    }

    /// The last zone is signed with the keys of these DS.
    pub(super) fn signed(mut self, keys: &'static [&'static str]) -> Self {
        self.last().keys = Some(keys);
        self
    }

    /// The last zone has this set.
    pub(super) fn with(mut self, set: RecordSet) -> Self {
        self.last().records.push(set);
        self.last().records.sort_by(|a, b| (&a.name, &a.rtype).cmp(&(&b.name, &b.rtype)));
        self
    }

    /// The last zone delegates a name.
    pub(super) fn ns(self, owner: &str, servers: &[&str]) -> Self {
        self.with(set(owner, "NS", 300, servers))
    }

    /// A server says this of a cut.
    pub(super) fn says(mut self, server: &str, cut: &str, says: Says) -> Self {
        self.says.insert((name(server), name(cut)), says);
        self
    }

    /// A request of a profile for a zone fails.
    pub(super) fn fault(
        mut self,
        action: &'static str,
        profile: &'static str,
        zone: &'static str,
        kind: FaultKind,
    ) -> Self {
        self.faults.push((action, profile, zone, kind));
        self
    }

    /// What a listing gives.
    pub(super) fn listed(&self) -> Vec<AuditZone> {
        let zones = self.zones.iter().flat_map(|zone| {
            zone.readers.iter().map(|profile| AuditZone {
                key: ZoneKey {
                    profile: ProfileName::new(profile),
                    zone: ZoneId::new(zone.id),
                    name: zone.apex.clone(),
                },
                account: zone.account.map(AccountId::new),
                private: zone.private,
                record_count: zone.records.len() as u64,
                linked_service: None,
            })
        });
        zones.collect()
    }

    pub(super) fn audit(&self, options: AuditOptions) -> Audit {
        Audit::new(self.listed(), options)
    }

    /// The rows of a whole audit, in the order of [`Audit::rows_by_severity`].
    pub(super) fn rows(&self) -> Vec<AuditRow> {
        let mut audit = self.audit(AuditOptions::default());
        self.run(&mut audit);
        audit.rows_by_severity().into_iter().cloned().collect()
    }

    /// Answers until all is known.
    pub(super) fn run(&self, audit: &mut Audit) {
        loop {
            let asks = audit.asks();
            if asks.is_empty() {
                break;
            }
            for ask in asks {
                audit.hear(ask.id, self.answer(&ask.what));
            }
        }
        assert!(audit.is_done());
    }

    /// What Route 53 and the servers of this world answer.
    pub(super) fn answer(&self, question: &AuditQuestion) -> AuditAnswer {
        match question {
            AuditQuestion::Records { zone, start } => AuditAnswer::Records(
                self.faulty("ListResourceRecordSets", zone)
                    .map(|zone| page(&zone.records, start.as_ref(), self.page)),
            ),
            AuditQuestion::Zone(key) => {
                AuditAnswer::Zone(self.faulty("GetHostedZone", key).map(|zone| ZoneDetail {
                    zone: HostedZone {
                        id: key.zone.clone(),
                        name: zone.apex.clone(),
                        private: zone.private,
                        record_count: u32::try_from(zone.records.len()).unwrap(),
                        comment: None,
                        linked_service: None,
                    },
                    delegation_set: zone.servers.iter().rev().cloned().collect(),
                    vpcs: Vec::new(),
                }))
            }
            AuditQuestion::Signing(key) => {
                AuditAnswer::Signing(self.faulty("GetDNSSEC", key).map(WorldZone::signing))
            }
            AuditQuestion::LookUp(lookup) => AuditAnswer::LookedUp(self.look_up(lookup)),
        }
    }

    fn faulty(&self, action: &'static str, key: &ZoneKey) -> Result<&WorldZone, Fault> {
        let fault = self.faults.iter().find(|(faulty, profile, zone, _)| {
            *faulty == action
                && *profile == key.profile.as_str()
                && (*zone == key.zone.as_str() || zone.is_empty())
        });
        match fault {
            Some((_, _, _, kind)) => Err(Fault {
                kind: kind.clone(),
                action,
                profile: key.profile.clone(),
                account: None,
                zone: Some(Box::new(key.zone.clone())),
                detail: "said so".to_owned(),
                denial: None,
            }),
            None => Ok(self.zones.iter().find(|zone| zone.id == key.zone.as_str()).unwrap()),
        }
    }

    fn look_up(&self, lookup: &Lookup) -> Looked {
        match lookup {
            Lookup::Server { server, queries, .. } => {
                let cut = &queries[0].name;
                let told = self.says.get(&(server.clone(), cut.clone())).cloned();
                let of = |zone: &&WorldZone| zone.apex == *cut && zone.servers.contains(server);
                let zone = self.zones.iter().filter(|zone| !zone.private).find(of);
                let says = told.unwrap_or(match zone {
                    Some(zone) => Says::Speaks(zone.keys.unwrap_or_default()),
                    None => Says::Code(Rcode::Refused),
                });
                let mut replies = says.replies(cut);
                replies.truncate(queries.len());
                let address = SocketAddr::new("192.0.2.1".parse().unwrap(), 53);
                Looked::Server(Sighting {
                    server: server.clone(),
                    addresses: Ok(vec![AddressSighting { address, replies }]),
                })
            }
            Lookup::Chain(name) => {
                let silent = || ChainEnd::CouldNotAsk(Name::root(), CouldNotAsk::TimedOut);
                let end = self.chains.get(name).cloned().unwrap_or_else(silent);
                let (name, hops) = (name.clone(), Vec::new());
                Looked::Chain(Chain { name, from: ChainStart::Root, hops, end })
            }
            Lookup::Resolver(_) => panic!("an audit asks no resolver"),
        }
    }
}

impl WorldZone {
    fn signing(&self) -> Signing {
        match self.keys {
            Some(keys) => signing(SigningStatus::Signing, keys),
            None => signing(SigningStatus::NotSigning, &[]),
        }
    }
}

/// One page of record sets; a start is the place of the first set, as a type.
fn page(sets: &[RecordSet], start: Option<&RecordStart>, size: usize) -> RecordPage {
    let place = |rtype: &RecordType| rtype.as_str().parse::<usize>().unwrap();
    let from = start.and_then(|start| start.rtype.as_ref()).map_or(0, place);
    let to = (from + size).min(sets.len());
    let next = (to < sets.len()).then(|| RecordStart {
        name: sets[to].name.as_route53().to_owned(),
        rtype: Some(RecordType::parse(&to.to_string())),
        set_identifier: None,
    });
    RecordPage { sets: sets[from..to].to_vec(), next }
}
