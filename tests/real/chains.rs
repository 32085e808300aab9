//! The way from the root to each cut, and what a validating resolver says of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use zonecut::dns::{
    Chain, ChainEnd, ChainStart, CouldNotAsk, Ds, Looked, Lookup, Name, Query, Rcode, RecordType,
    Reply,
};
use zonecut::resolve::{Asker, Settings};

use crate::cuts::{At, Cut, Vouched, Whose};
use crate::installed;
use crate::layout::{NO_KEY, Placed};
use crate::world::World;
use crate::zone::TTL;

/// Far longer than all lookups of a test take.
const LIMIT: Duration = Duration::from_mins(1);

fn name(text: &str) -> Name {
    Name::from_user(text).unwrap()
}

fn asker(world: &World) -> Asker {
    let hosts = world.layout.hosts.iter().filter(|(_, addresses)| !addresses.is_empty());
    Asker::new(Settings {
        resolvers: vec![world.place.resolver()],
        roots: vec![world.place.root()],
        hosts: hosts.map(|(host, addresses)| (name(host), addresses.clone())).collect(),
        timeout: Duration::from_secs(2),
        ..Settings::default()
    })
}

/// Looks up something for each cut, all at once.
fn of_each(world: &Arc<World>, lookup: impl Fn(&Cut) -> Lookup) -> Vec<(Placed, Looked)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let asker = asker(world);
        let lookups: Vec<Lookup> =
            world.layout.cuts.iter().map(|placed| lookup(&placed.cut)).collect();
        let all = join_all(lookups.iter().map(|lookup| asker.look_up(lookup)));
        let looked = tokio::time::timeout(LIMIT, all).await.expect("answers in time");
        world.layout.cuts.iter().cloned().zip(looked).collect()
    })
}

fn ds(cut: &Cut, world: &World) -> Vec<Ds> {
    let text = match cut.vouched {
        // NSD leaves it out of the referrals of a zone that is not signed.
        _ if cut.has_idle_ds() => return Vec::new(),
        Vouched::No => return Vec::new(),
        Vouched::Wrong => NO_KEY,
        Vouched::Right => &world.layout.keys[&cut.name].ds,
    };
    vec![Ds::parse(text).unwrap()]
}

fn sorted(servers: &[String]) -> Vec<Name> {
    let mut servers: Vec<Name> = servers.iter().map(|server| name(server)).collect();
    servers.sort();
    servers
}

#[test]
fn the_way_from_the_root_leads_to_each_cut() {
    if !installed::all("the_way_from_the_root_leads_to_each_cut") {
        return;
    }
    let world = World::shared();
    for (Placed { cut, named, .. }, looked) in of_each(&world, |cut| Lookup::Chain(name(&cut.name)))
    {
        let Looked::Chain(Chain { from, hops, end, .. }) = looked else { panic!("{looked:?}") };
        assert_eq!(from, ChainStart::Root, "{}", cut.name);
        // From the root straight to the parent: there is nothing in between.
        let top = &hops[0];
        let parent = &world.layout.zones[cut.parent];
        assert_eq!((&top.zone, &top.cut), (&Name::root(), &name(cut.parent)), "{}", cut.name);
        assert_eq!(top.servers, sorted(&parent.servers), "{}", cut.name);
        let key = world.layout.keys.get(cut.parent).and_then(|key| Ds::parse(&key.ds));
        assert_eq!(top.ds, Vec::from_iter(key), "{}", cut.name);
        let due = match cut.state {
            "missing" => ChainEnd::NoSuchName(name(cut.parent)),
            "dead" => ChainEnd::NoSuchName(name(cut.name.split_once('.').unwrap().1)),
            _ => ChainEnd::Cut { servers: sorted(&named), ds: ds(&cut, &world), ttl: TTL },
        };
        assert_eq!(end, due, "{}", cut.name);
    }
}

/// A resolver that validates fails where nobody has authority, and where the DS is of no key.
#[test]
fn a_resolver_says_what_the_world_sees() {
    if !installed::all("a_resolver_says_what_the_world_sees") {
        return;
    }
    let world = World::shared();
    let ns = |cut: &Cut| Lookup::Resolver(Query::recursive(name(&cut.name), RecordType::Ns));
    for (Placed { cut, set, .. }, looked) in of_each(&world, ns) {
        // The resolver itself mostly waits longer than zonecut waits for the resolver; and it looks for
        // the address of a server whose name is below the cut for as long.
        if cut.named.contains(&At::Silent) || cut.whose == Whose::Unglued {
            let failed = |reply: &Reply| reply.rcode == Rcode::ServFail;
            assert!(
                matches!(&looked, Looked::Resolver(Err(CouldNotAsk::TimedOut)))
                    || matches!(&looked, Looked::Resolver(Ok(reply)) if failed(reply)),
                "{}: {looked:?}",
                cut.name
            );
            continue;
        }
        let Looked::Resolver(Ok(Reply { rcode, answers, .. })) = looked else {
            panic!("{}: {looked:?}", cut.name)
        };
        let served = Reply::name_servers(&answers, &name(&cut.name));
        let due = match cut.state {
            "missing" | "dead" => (Rcode::NxDomain, Vec::new()),
            "lame" | "dangling" | "broken_by_ds" | "unknown" => (Rcode::ServFail, Vec::new()),
            // What the zone itself says, whatever the parent does.
            _ => (Rcode::NoError, sorted(&set)),
        };
        assert_eq!((rcode, served), due, "{}", cut.name);
    }
}

/// Where no root server answers, the resolver is asked; and where it does not either, that is said
/// and nothing else.
#[test]
fn without_a_root_the_resolver_tells() {
    if !installed::all("without_a_root_the_resolver_tells") {
        return;
    }
    let world = World::shared();
    let place = &world.place;
    let live =
        world.layout.cuts.iter().find(|placed| placed.cut.name == "live.nsd.example").unwrap();
    let lookup = Lookup::Chain(name(&live.cut.name));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let chain = |resolver| {
        let settings = Settings {
            resolvers: vec![resolver],
            roots: vec![place.closed()],
            timeout: Duration::from_secs(2),
            ..Settings::default()
        };
        let asker = Asker::new(settings);
        let looked = async { tokio::time::timeout(LIMIT, asker.look_up(&lookup)).await };
        let looked = runtime.block_on(looked).expect("an answer in time");
        let Looked::Chain(chain) = looked else { panic!("{looked:?}") };
        assert!(matches!(chain.from, ChainStart::Resolver(_)), "{chain:?}");
        chain.end
    };
    let ChainEnd::Cut { servers, .. } = chain(place.resolver()) else { panic!("no cut") };
    assert_eq!(servers, sorted(&live.set));
    assert!(matches!(chain(place.closed()), ChainEnd::CouldNotAsk(..)));
    assert_eq!(live.cut.named.len(), 4);
    assert!(live.cut.named.iter().all(|at| matches!(at, At::On(_))));
}
