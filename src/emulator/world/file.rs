//! Reads a world from TOML. `assets/demo/world.toml` is the example of most keys, `shape` has all.

mod dns;
mod shape;

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use shape::{
    AccountFile, PolicyFile, ProtectionFile, RateFile, RecordFile, RoleFile, SigningFile,
    SigningKeyFile, WorldFile, ZoneFile,
};

use super::World;
use crate::emulator::account::{AccessKey, Account, Latency, Policy, Principal, Rate, Role};
use crate::emulator::action::Action;
use crate::emulator::change::{self, Change, ChangeAction};
use crate::emulator::identity_center::{IdentityCenter, Person};
use crate::emulator::name::Name;
use crate::emulator::organization::{Organization, PAGE as ORGANIZATION_PAGE};
use crate::emulator::record::{RecordData, RecordKey, RecordSet, RecordType, Routing};
use crate::emulator::zone::{KeySigningKey, LinkedService, Signing, Vpc, Zone};

/// Why a text is no world.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// No TOML, or not the keys and types of a world; the text shows the line.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// The TOML is well formed but what it says can't be.
    #[error("{place}: {problem}")]
    Impossible {
        /// The account, and the zone or the record set in it.
        place: String,
        /// What is wrong.
        problem: String,
    },
}

fn impossible(place: &str, problem: &dyn Display) -> WorldError {
    WorldError::Impossible { place: place.to_owned(), problem: problem.to_string() }
}

impl World {
    /// Reads a world from TOML.
    ///
    /// Record names are relative to their zone unless they end with a dot; `@` is the apex. All
    /// record sets go through the checks that Route 53 makes of a change batch.
    ///
    /// # Errors
    /// With the line, or the account, zone and record set, and what is wrong there.
    pub fn from_toml(text: &str) -> Result<World, WorldError> {
        let file: WorldFile = toml::from_str(text)?;
        let mut world = World::new();
        if let Some(range) = file.latency_ms {
            world.latency = latency(range);
        }
        if let Some(millis) = file.insync_ms {
            world.insync_after = Duration::from_millis(millis);
        }
        world.rate = file.rate.map(rate);
        if let Some(range) = file.dns_latency_ms {
            world.dns_latency = latency(range);
        }
        for rule in file.dns_rule {
            let rules = dns::rules(rule).map_err(|problem| impossible("dns_rule", &problem))?;
            world.dns_rules.extend(rules);
        }
        for registration in file.registration {
            let place = format!("registration of {}", registration.name);
            let (name, registration) =
                dns::registration(registration).map_err(|problem| impossible(&place, &problem))?;
            world.registrations.insert(name, registration);
        }
        for center in file.identity_center {
            let mut made = IdentityCenter::new(center.start_url);
            let assigned = center.assignments.into_iter().map(|[account, role]| (account, role));
            made.assignments = assigned.collect();
            if let Some(millis) = center.approves_ms {
                made.person = Person::Approves(Duration::from_millis(millis));
            }
            world.identity_centers.push(made);
        }
        world.organization = file.organization.map(|file| Organization {
            delegated: file.delegated,
            states: file.states,
            names: file.names,
            page: file.page.unwrap_or(ORGANIZATION_PAGE).max(1),
            ..Organization::new(file.management)
        });
        for account in file.account {
            add_account(&mut world, account)?;
        }
        Ok(world)
    }
}

fn latency([min, max]: [u64; 2]) -> Latency {
    Latency { min: Duration::from_millis(min), max: Duration::from_millis(max.max(min)) }
}

fn rate(RateFile { burst, refill }: RateFile) -> Rate {
    Rate { burst, refill }
}

fn actions(place: &str, names: &[String]) -> Result<Vec<Action>, WorldError> {
    let unknown = |name| impossible(place, &format!("no action is called {name:?}"));
    names.iter().map(|name| Action::from_str(name).map_err(|()| unknown(name))).collect()
}

fn add_account(world: &mut World, file: AccountFile) -> Result<(), WorldError> {
    let place = format!("account {} ({})", file.id, file.name);
    if file.id.len() != 12 || !file.id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(impossible(&place, &"an account id has twelve digits"));
    }
    if world.accounts.contains_key(&file.id) {
        return Err(impossible(&place, &"this id is there twice"));
    }
    let mut account = Account::new(file.id, file.name);
    account.alias = file.alias;
    account.latency = file.latency_ms.map(latency);
    account.rate = file.rate.map(rate);
    account.denied = actions(&place, &file.denied)?;
    for key in file.key {
        let key = AccessKey {
            account: account.id.clone(),
            principal: Principal::User(key.user),
            session_token: None,
            expires: key.expired.then_some(Duration::ZERO),
            denied: actions(&place, &key.denied)?,
            id: key.id,
        };
        if let Some(old) = world.keys.insert(key.id.clone(), key) {
            return Err(impossible(&place, &format!("key {} is there twice", old.id)));
        }
    }
    for role in file.role {
        let denied = actions(&place, &role.denied)?;
        let RoleFile { name, trusts, external_id, .. } = role;
        account.roles.push(Role { name, trusts, external_id, denied });
    }
    for PolicyFile { of, actions: allowed, change_actions, record_types } in file.policy {
        let place = format!("{place}, policy of {of}");
        if let Some(other) = change_actions.iter().find(|word| ChangeAction::parse(word).is_none())
        {
            return Err(impossible(&place, &format!("no change action is called {other:?}")));
        }
        let policy = Policy {
            actions: actions(&place, &allowed)?,
            change_actions,
            record_types: record_types
                .iter()
                .map(|kind| record_type(&place, kind))
                .collect::<Result<_, _>>()?,
        };
        if account.policies.insert(of, policy).is_some() {
            return Err(impossible(&place, &"there is one already"));
        }
    }
    for set in file.delegation_set {
        account.delegation_sets.insert(set.id, set.name_servers);
    }
    for zone in file.zone {
        let place = format!("{place}, zone {} ({})", zone.id, zone.name);
        let zone = read_zone(&place, &account, zone)?;
        if world.zone(&zone.id).is_some() || account.zones.contains_key(&zone.id) {
            return Err(impossible(&place, &"this id is there twice"));
        }
        account.zones.insert(zone.id.clone(), zone);
    }
    world.accounts.insert(account.id.clone(), account);
    Ok(())
}

fn read_zone(place: &str, account: &Account, file: ZoneFile) -> Result<Zone, WorldError> {
    let name = Name::parse(&file.name).map_err(|error| impossible(place, &error))?;
    let mut zone = Zone::new(file.id, name);
    zone.comment = file.comment;
    if let Some(vpcs) = file.vpcs {
        zone.make_private(vpcs.into_iter().map(|[region, id]| Vpc { region, id }).collect());
    }
    zone.linked_service = file
        .linked_service
        .map(|[principal, description]| LinkedService { principal, description });
    if let Some(id) = file.delegation_set {
        let name_servers = account
            .delegation_sets
            .get(&id)
            .ok_or_else(|| impossible(place, &format!("no delegation set {id}")))?;
        zone.set_name_servers(name_servers.clone());
        zone.delegation_set = Some(id);
    }
    if let Some(name_servers) = file.name_servers {
        zone.set_name_servers(name_servers);
    }
    if let Some(signing) = file.signing {
        zone.signing = read_signing(signing);
    }
    zone.registered = file.registered.unwrap_or(true);
    if let Some(count) = file.fill {
        zone.fill(count).map_err(|error| impossible(place, &error))?;
    }
    for record in file.records {
        let place = format!("{place}, {} {}", record.name, record.kind);
        let (key, set) = read_record(&place, &zone, record)?;
        // SOA and NS of the apex are there already; any other set that is, is there twice.
        let apex = key.name == zone.name && matches!(key.kind, RecordType::Soa | RecordType::Ns);
        let action = if apex { ChangeAction::Upsert } else { ChangeAction::Create };
        let change = Change { action, key, set };
        change::apply(&mut zone, &[change])
            .map_err(|faults| impossible(&place, &faults.join(", ")))?;
    }
    for ProtectionFile { name, kind, comment } in file.protected {
        let place = format!("{place}, protected {name} {kind}");
        let (name, kind) = (absolute(&zone, &name), record_type(&place, &kind)?);
        zone.protect(&name, kind, &comment).map_err(|error| impossible(&place, &error))?;
    }
    Ok(zone)
}

/// A name as written in a zone: relative to it, or with a final dot; `@` is the apex.
fn absolute(zone: &Zone, name: &str) -> String {
    match name {
        "@" => zone.name.to_string(),
        absolute if absolute.ends_with('.') => absolute.to_owned(),
        relative => format!("{relative}.{}", zone.name),
    }
}

fn record_type(place: &str, text: &str) -> Result<RecordType, WorldError> {
    RecordType::from_str(text).map_err(|()| impossible(place, &"no record type of Route 53's"))
}

fn read_signing(file: SigningFile) -> Signing {
    let key = |key: SigningKeyFile| KeySigningKey {
        name: key.name,
        status: key.status.unwrap_or_else(|| "ACTIVE".to_owned()),
        tag: key.tag,
        digest: key.digest,
        public_key: key.public_key,
    };
    Signing { status: file.status, keys: file.keys.into_iter().map(key).collect() }
}

fn read_record(
    place: &str,
    zone: &Zone,
    file: RecordFile,
) -> Result<(RecordKey, RecordSet), WorldError> {
    let name = absolute(zone, &file.name);
    let name = Name::parse(&name).map_err(|error| impossible(place, &error))?;
    let kind = record_type(place, &file.kind)?;
    let data = match (file.alias, file.ttl) {
        (Some([zone, name]), None) if file.values.is_empty() => RecordData::Alias {
            zone,
            name: Name::parse(&name).map_err(|error| impossible(place, &error))?,
            evaluate_health: false,
        },
        (None, Some(ttl)) if !file.values.is_empty() => {
            RecordData::Values { ttl, values: file.values }
        }
        _ => return Err(impossible(place, &"either alias, or ttl and values")),
    };
    let geo = (file.continent.is_some() || file.country.is_some()).then_some(Routing::Geo {
        continent: file.continent,
        country: file.country,
        subdivision: None,
    });
    let mut policies = [
        file.weight.map(Routing::Weight),
        file.region.map(Routing::Region),
        geo,
        file.failover.map(Routing::Failover),
        file.multivalue.then_some(Routing::MultiValue),
    ]
    .into_iter()
    .flatten();
    let routing = policies.next();
    if policies.next().is_some() || routing.is_some() != file.id.is_some() {
        return Err(impossible(place, &"one routing policy and an id, or neither"));
    }
    let key = RecordKey { name, kind, set_identifier: file.id };
    Ok((key, RecordSet { data, routing, health_check: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        latency_ms = [1, 2]
        [[account]]
        id = "111111111111"
        name = "one"
        [[account.zone]]
        id = "Z1"
        name = "example.com"
        records = [ { name = "www", type = "A", ttl = 60, values = ["192.0.2.1"] } ]
    "#;

    #[test]
    fn a_small_world_is_read() {
        let world = World::from_toml(SMALL).unwrap();
        let zone = world.zone("Z1").unwrap();
        let values = zone.values("www.example.com", RecordType::A).unwrap();
        assert_eq!(values, (60, vec!["192.0.2.1".to_owned()]));
        assert_eq!(world.latency.max, Duration::from_millis(2));
    }

    #[test]
    fn an_unknown_key_is_shown_with_its_line() {
        let error = World::from_toml(&SMALL.replace("latency_ms", "lateness")).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("line 2") && text.contains("lateness"), "{text}");
    }

    #[test]
    fn what_route_53_would_refuse_is_refused_with_its_place() {
        for (from, to, words) in [
            ("192.0.2.1", "300.0.2.1", "zone Z1 (example.com), www A: Invalid Resource Record"),
            ("111111111111", "11", "twelve digits"),
            ("\"A\"", "\"AX\"", "no record type"),
            ("ttl = 60, ", "", "either alias, or ttl and values"),
            ("ttl = 60", "ttl = 60, weight = 3", "routing policy"),
            (
                "records = [",
                "records = [ { name = \"www\", type = \"A\", ttl = 1, values = [\"192.0.2.9\"] },",
                "but it already exists",
            ),
            ("\"www\"", "\"www.example.net.\"", "not permitted in zone example.com."),
            (
                "records = [",
                "protected = [ { name = \"www\", type = \"AX\" } ]\nrecords = [",
                "protected www AX: no record type",
            ),
            (
                "[[account.zone]]",
                "[[account.policy]]\nof = \"r\"\nactions = [\"route53:Dance\"]\n[[account.zone]]",
                "policy of r: no action is called",
            ),
            (
                "[[account.zone]]",
                "[[account.policy]]\nof = \"r\"\nactions = []\nchange_actions = [\"MOVE\"]\n\
                 [[account.zone]]",
                "policy of r: no change action is called",
            ),
            (
                "latency_ms",
                "dns_rule = [ { effect = \"lame\", type = \"AX\" } ]\nlatency_ms",
                "dns_rule: no record type",
            ),
            ("latency_ms", "dns_rule = [ { effect = \"bored\" } ]\nlatency_ms", "bored"),
            (
                "latency_ms",
                "registration = [ { name = \"a..b\", name_servers = [] } ]\nlatency_ms",
                "registration of a..b: FATAL",
            ),
        ] {
            let text = World::from_toml(&SMALL.replace(from, to)).unwrap_err().to_string();
            assert!(text.contains(words), "{text}");
        }
    }
}
