//! Audits a labelled world: through the engine, on the emulator's API and its name servers.

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv6Addr, SocketAddr};
use std::time::Duration;

use zonecut::aws::{Aws, Host, Limit};
use zonecut::cut::{Audit, AuditOptions, AuditRow, AuditZone};
use zonecut::dns::Name;
use zonecut::emulator::{Emulator, NameServers, RecordType, World};
use zonecut::engine;
use zonecut::resolve::{Asker, Settings};
use zonecut::zone::ZoneKey;

use super::{Further, Labelled, Outcome};

/// What answers at all does so much sooner.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Of a server of Route 53 that has no zone.
const VACANT: &str = "ns-199.awsdns-24.com";

/// The rows of a whole audit of all that is in view.
pub(super) async fn audit(labelled: Labelled) -> Outcome<Vec<AuditRow>> {
    let Labelled { world, orders, further, .. } = labelled;
    let config = world.aws_config().into_bytes();
    let named = named(&world);
    let emulator = Emulator::new(world);
    for order in orders {
        emulator.order_dns(order)?;
    }
    let servers = emulator.name_servers()?;
    let asker = Asker::new(Settings {
        roots: vec![servers.root()],
        resolvers: vec![servers.resolver()],
        hosts: hosts(&servers, named, &further)?,
        timeout: TIMEOUT,
        in_flight: 256,
        ..Settings::default()
    });
    let files = HashMap::from([("/home/.aws/config".to_owned(), config)]);
    let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
    let at_once = Limit { per_second: 10_000, burst: 10_000 };
    let host = Host::closed(emulator.http_client(), files, variables).at_most(at_once);
    let aws = Aws::load(host, &HashMap::new()).await?;

    let mut audit = Audit::new(in_view(&aws).await?, AuditOptions::default());
    Box::pin(engine::audit(&aws, &asker, &mut audit, |_| ())).await;
    Ok(audit.rows().to_vec())
}

/// All that a zone of the world names as a server.
fn named(world: &World) -> BTreeSet<String> {
    let zones = world.accounts.values().flat_map(|account| account.zones.values());
    zones
        .flat_map(|zone| {
            let cuts = zone.record_sets().filter(|(key, _)| key.kind == RecordType::Ns);
            let values = cuts.filter_map(|(key, _)| zone.values(&key.name.to_string(), key.kind));
            values.flat_map(|(_, values)| values).chain(zone.name_servers.clone())
        })
        .map(|server| server.trim_end_matches('.').to_ascii_lowercase())
        .collect()
}

/// Where those of them listen that are there; the others are left to the resolver.
fn hosts(
    servers: &NameServers,
    named: BTreeSet<String>,
    further: &[(String, Further)],
) -> Outcome<HashMap<Name, Vec<SocketAddr>>> {
    let mut hosts: HashMap<Name, Vec<SocketAddr>> = HashMap::new();
    for server in named {
        if let Some(address) = servers.address(&server) {
            hosts.insert(Name::from_route53(&server)?, vec![address]);
        }
    }
    for (server, further) in further {
        let addresses = hosts.entry(Name::from_route53(server)?).or_default();
        addresses.push(match further {
            Further::Vacant => servers.address(VACANT).ok_or("no vacant server")?,
            Further::Unreached => SocketAddr::from((Ipv6Addr::LOCALHOST, 1)),
        });
    }
    Ok(hosts)
}

async fn in_view(aws: &Aws) -> Outcome<Vec<AuditZone>> {
    let inventory = Box::pin(engine::list_all(aws, aws.profiles().to_vec(), true)).await;
    if let Some(fault) = inventory.faults().next() {
        return Err(fault.message().into());
    }
    let zones = inventory.zones().map(|(listed, _, zone)| AuditZone {
        key: ZoneKey {
            profile: listed.profile.name.clone(),
            zone: zone.id.clone(),
            name: zone.name.clone(),
        },
        account: listed.account().map(|(_, account)| account.clone()),
        private: zone.private,
        record_count: zone.record_count.into(),
        linked_service: zone.linked_service.clone(),
    });
    Ok(zones.collect())
}
