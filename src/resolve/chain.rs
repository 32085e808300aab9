//! Follows the referrals from the root to a name.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::edge::Edge;
use super::race::{Race, Server, race};
use super::referral::{Referral, Step};
use super::settings::port_53;
use crate::dns::{
    Chain, ChainEnd, ChainStart, CouldNotAsk, Ds, Hop, Name, Query, Rcode, RecordType, Reply,
};

/// Referrals that are followed, at most.
const HOPS: usize = 32;
/// How many timeouts a walk may spend asking before it is given up.
const PATIENCE: u32 = 8;
/// How long a referral is kept, at most, whatever its TTL.
const KEPT: Duration = Duration::from_mins(5);
/// How long it is kept that no root server can be asked.
const ROOTLESS: Duration = Duration::from_secs(30);
/// Zones that are remembered before the old ones are forgotten.
const MOST: usize = 10_000;

/// Follows chains. Zones on the way are remembered, the end never is: it is what may just have
/// been changed.
#[derive(Debug)]
pub(super) struct Chains {
    roots: Vec<Server>,
    known: Mutex<HashMap<Name, (Instant, Arc<Zone>)>>,
    rootless: Mutex<Option<(Instant, CouldNotAsk)>>,
    spread: RandomState,
}

/// A zone on the way.
#[derive(Debug)]
struct Zone {
    name: Name,
    servers: Vec<Server>,
    /// What led here.
    hops: Vec<Hop>,
}

impl Chains {
    pub(super) fn new(roots: Vec<Server>) -> Self {
        Self {
            roots,
            known: Mutex::default(),
            rootless: Mutex::default(),
            spread: RandomState::new(),
        }
    }

    /// The chain to a name, from the root; by the resolver where no root server can be asked.
    pub(super) async fn follow(&self, edge: &Edge, name: &Name) -> Chain {
        if let Some(why) = self.why_rootless() {
            return by_resolver(edge, name, why).await;
        }
        if let Some(zone) = self.nearest(name) {
            let chain = self.walk(edge, name, &zone).await;
            if !matches!(chain.end, ChainEnd::Lame(_) | ChainEnd::CouldNotAsk(..)) {
                return chain;
            }
            // Its servers may have changed since.
            self.forget(&zone.name);
        }
        let chain = self.walk(edge, name, &self.root(name)).await;
        let why = match &chain.end {
            ChainEnd::CouldNotAsk(zone, CouldNotAsk::TimedOut) if *zone == Name::root() => {
                let words = "no root server answers in time, port 53 may be blocked on the way";
                CouldNotAsk::Unreachable(words.to_owned())
            }
            ChainEnd::CouldNotAsk(zone, why) if *zone == Name::root() => why.clone(),
            // Nobody but a box in between answers so at the addresses of the root.
            ChainEnd::Lame(zone) if *zone == Name::root() => {
                CouldNotAsk::Garbled("no root server answers at the addresses of the root".into())
            }
            _ => return chain,
        };
        if let Ok(mut rootless) = self.rootless.lock() {
            *rootless = Some((Instant::now(), why.clone()));
        }
        by_resolver(edge, name, why).await
    }

    async fn walk(&self, edge: &Edge, name: &Name, from: &Zone) -> Chain {
        let query = Query::authoritative(name.clone(), RecordType::Ns).with_dnssec();
        let (mut zone, mut servers) = (from.name.clone(), from.servers.clone());
        let mut hops = from.hops.clone();
        let mut left = edge.timeout() * PATIENCE;
        let end = loop {
            if left.is_zero() {
                break ChainEnd::CouldNotAsk(zone, CouldNotAsk::TimedOut);
            }
            if hops.len() >= HOPS {
                let why = CouldNotAsk::Garbled(format!("it takes more than {HOPS} referrals"));
                break ChainEnd::CouldNotAsk(zone, why);
            }
            let judge = |reply: &Reply| Step::of(&zone, name, reply);
            let (came, took) = race(edge, &servers, &query, judge).await;
            left = left.saturating_sub(took);
            let (server, address, step) = match came {
                Race::Won { server, address, said } => (server, address, said),
                Race::Lame => break ChainEnd::Lame(zone),
                Race::Unheard(why) => break ChainEnd::CouldNotAsk(zone, why),
            };
            match step {
                Step::Inside(zone) => break ChainEnd::Inside(zone),
                Step::NoSuchName(zone) => break ChainEnd::NoSuchName(zone),
                Step::Apex { servers, ttl } => {
                    let hosted = Hosted { edge, zone, server, address };
                    break match hosted.cuts(name, servers, &mut hops).await {
                        Ok((servers, ds)) => ChainEnd::Cut { servers, ds, ttl },
                        Err((zone, why)) => ChainEnd::CouldNotAsk(zone, why),
                    };
                }
                Step::Referral(referral) => {
                    let Referral { cut, servers: to, glue, ds, ttl } = referral;
                    hops.push(Hop {
                        zone,
                        server,
                        cut: cut.clone(),
                        servers: to.clone(),
                        ds: ds.clone(),
                    });
                    if cut == *name {
                        break ChainEnd::Cut { servers: to, ds, ttl };
                    }
                    zone = cut;
                    servers = with_glue(to, &glue);
                    self.remember(&zone, &servers, &hops, ttl);
                }
            }
        };
        Chain { name: name.clone(), from: ChainStart::Root, hops, end }
    }

    /// The root; which of its servers is asked first differs from name to name.
    fn root(&self, name: &Name) -> Zone {
        let mut servers = self.roots.clone();
        if let Ok(count) = u64::try_from(servers.len())
            && count > 0
            && let Ok(first) = usize::try_from(self.spread.hash_one(name) % count)
        {
            servers.rotate_left(first);
        }
        Zone { name: Name::root(), servers, hops: Vec::new() }
    }

    /// The nearest zone above a name that is remembered.
    fn nearest(&self, name: &Name) -> Option<Arc<Zone>> {
        let known = self.known.lock().ok()?;
        let good = |(until, zone): &(Instant, Arc<Zone>)| {
            (Instant::now() < *until).then(|| Arc::clone(zone))
        };
        name.ancestors().find_map(|above| known.get(&above).and_then(good))
    }

    fn remember(&self, name: &Name, servers: &[Server], hops: &[Hop], ttl: u32) {
        let Ok(mut known) = self.known.lock() else { return };
        let now = Instant::now();
        if known.len() >= MOST {
            known.retain(|_, (until, _)| now < *until);
        }
        if known.len() >= MOST {
            known.clear();
        }
        let zone = Zone { name: name.clone(), servers: servers.to_vec(), hops: hops.to_vec() };
        let kept = KEPT.min(Duration::from_secs(ttl.into()));
        known.insert(name.clone(), (now + kept, Arc::new(zone)));
    }

    fn forget(&self, name: &Name) {
        if let Ok(mut known) = self.known.lock() {
            known.remove(name);
        }
    }

    fn why_rootless(&self) -> Option<CouldNotAsk> {
        let rootless = self.rootless.lock().ok()?;
        let (at, why) = rootless.as_ref()?;
        (at.elapsed() < ROOTLESS).then(|| why.clone())
    }
}

fn with_glue(servers: Vec<Name>, glue: &[(Name, IpAddr)]) -> Vec<Server> {
    let server = |name: Name| {
        let own = glue.iter().filter(|(of, _)| *of == name);
        let glue = own.map(|(_, address)| port_53(*address)).collect();
        Server { name, glue }
    };
    servers.into_iter().map(server).collect()
}

/// A server that has a zone and also zones below it: it answers for the deepest, so that the
/// cuts between must be asked for one by one.
struct Hosted<'a> {
    edge: &'a Edge,
    zone: Name,
    server: Name,
    address: SocketAddr,
}

impl Hosted<'_> {
    /// Adds the cuts from the zone down to the name, at which these servers serve a zone.
    async fn cuts(
        self,
        name: &Name,
        servers: Vec<Name>,
        hops: &mut Vec<Hop>,
    ) -> Result<(Vec<Name>, Vec<Ds>), (Name, CouldNotAsk)> {
        let mut zone = self.zone.clone();
        let mut ds = Vec::new();
        let mut between: Vec<Name> =
            name.ancestors().take_while(|above| above.is_below(&zone)).collect();
        between.reverse();
        between.truncate(HOPS);
        if *name != zone {
            between.push(name.clone());
        }
        for cut in between {
            let unheard = |why| (zone.clone(), why);
            let own = if cut == *name {
                servers.clone()
            } else {
                let reply = self.ask(&cut, RecordType::Ns).await.map_err(unheard)?;
                Reply::name_servers(&reply.answers, &cut)
            };
            if own.is_empty() {
                continue;
            }
            let reply = self.ask(&cut, RecordType::Ds).await.map_err(unheard)?;
            ds = Reply::ds(&reply.answers, &cut);
            let server = self.server.clone();
            let hop = Hop { zone, server, cut: cut.clone(), servers: own, ds: ds.clone() };
            hops.push(hop);
            zone = cut;
        }
        Ok((servers, ds))
    }

    async fn ask(&self, name: &Name, rtype: RecordType) -> Result<Reply, CouldNotAsk> {
        let query = Query::authoritative(name.clone(), rtype).with_dnssec();
        self.edge.ask(self.address, &query).await.answer.map(|answer| answer.reply)
    }
}

/// What the resolver knows of a name, where no root server can be asked.
async fn by_resolver(edge: &Edge, name: &Name, why: CouldNotAsk) -> Chain {
    let end = end_by_resolver(edge, name)
        .await
        .unwrap_or_else(|why| ChainEnd::CouldNotAsk(Name::root(), why));
    Chain { name: name.clone(), from: ChainStart::Resolver(why), hops: Vec::new(), end }
}

async fn end_by_resolver(edge: &Edge, name: &Name) -> Result<ChainEnd, CouldNotAsk> {
    let query = |rtype| Query::recursive(name.clone(), rtype);
    let (ns, ds) = (query(RecordType::Ns), query(RecordType::Ds).with_dnssec());
    let (ns, ds) = tokio::join!(edge.resolve(&ns), edge.resolve(&ds));
    let reply = without_failure(ns?, name)?;
    let servers = Reply::name_servers(&reply.answers, name);
    let ttl = reply.answers.iter().map(|record| record.ttl).min().unwrap_or(0);
    if !servers.is_empty() {
        let ds = Reply::ds(&without_failure(ds?, name)?.answers, name);
        return Ok(ChainEnd::Cut { servers, ds, ttl });
    }
    let is_alias = !reply.answers.is_empty();
    if reply.rcode == Rcode::NxDomain && !is_alias {
        return zone_of(edge, name, &reply).await.map(ChainEnd::NoSuchName);
    }
    zone_of(edge, name, &reply).await.map(ChainEnd::Inside)
}

/// The zone that an answer without the records comes from; behind an alias it must be asked for.
async fn zone_of(edge: &Edge, name: &Name, reply: &Reply) -> Result<Name, CouldNotAsk> {
    let above = |reply: &Reply| {
        let sections = [&reply.answers, &reply.authority];
        let owner = sections.into_iter().find_map(|section| Reply::soa(section))?.0.clone();
        name.is_at_or_below(&owner).then_some(owner)
    };
    if let Some(owner) = above(reply) {
        return Ok(owner);
    }
    let parent = name.parent().unwrap_or_else(Name::root);
    let query = Query::recursive(parent.clone(), RecordType::Soa);
    let reply = without_failure(edge.resolve(&query).await?, &parent)?;
    above(&reply).ok_or_else(|| {
        CouldNotAsk::Garbled(format!("the resolver does not tell the zone of {name}"))
    })
}

/// A resolver that failed has said nothing about the name.
fn without_failure(reply: Reply, name: &Name) -> Result<Reply, CouldNotAsk> {
    match reply.rcode {
        Rcode::NoError | Rcode::NxDomain => Ok(reply),
        rcode => {
            let said = format!("the resolver answered {rcode} for {name}");
            Err(CouldNotAsk::NotAllowed(said))
        }
    }
}
