//! Worlds in bulk, for tests of many zones and for benches.

use std::fmt::Write as _;

use super::World;
use crate::emulator::name::{Name, NameError};
use crate::emulator::record::{RecordKey, RecordSet, RecordType};
use crate::emulator::zone::Zone;

impl World {
    /// A world of `accounts` accounts (`account-001`, id `100000000001`, …) with
    /// `zones_per_account` zones each (`a001.example.org.`, `z0001.a001.example.org.`, …). Zone ids,
    /// keys and name servers are always the same, so a config file can be written beforehand.
    #[must_use]
    pub fn synthetic(accounts: usize, zones_per_account: usize) -> World {
        let mut world = World::new();
        for number in 1..=accounts {
            let id = (100_000_000_000 + number).to_string();
            world.add_account(&id, &format!("account-{number:03}"));
            let Some(account) = world.accounts.get_mut(&id) else {
                continue;
            };
            account.zones_quota = account.zones_quota.max(zones_per_account);
            for zone in 0..zones_per_account {
                let mut name = String::new();
                if zone > 0 {
                    // Writing to a string can't fail.
                    let _ = write!(name, "z{zone:04}.");
                }
                let _ = write!(name, "a{number:03}.example.org.");
                let Ok(name) = Name::parse(&name) else {
                    continue;
                };
                let id = format!("ZSYN{number:06}{zone:08}");
                account.zones.insert(id.clone(), Zone::new(id, name));
            }
        }
        world
    }

    /// A world to try the limits on: `accounts` accounts with `zones_each` zones each, that are one
    /// tree of the DNS, 11 zones deep. Below the first zone of an account (`a001.example.org.`) a
    /// chain of zones leads down to `k9.k8.….k1.a001.example.org.`; all others (`z0010.…`) hang on
    /// the zones of that chain in turn. Half of all have a comment, and the very first holds 10,000
    /// record sets, which is Route 53's quota.
    ///
    /// Ids, keys and name servers are always the same, as in [`World::synthetic`].
    #[must_use]
    pub fn vast(accounts: usize, zones_each: usize) -> World {
        let mut world = World::synthetic(accounts, 0);
        for number in 1..=accounts {
            let id = (100_000_000_000 + number).to_string();
            let Some(account) = world.accounts.get_mut(&id) else { continue };
            account.zones_quota = account.zones_quota.max(zones_each);
            let mut chain = vec![format!("a{number:03}.example.org.")];
            for zone in 0..zones_each {
                let above = |at: usize| chain.get(at).map_or("", String::as_str);
                let name = match zone {
                    0 => above(0).to_owned(),
                    1..CHAIN => format!("k{zone}.{}", above(zone - 1)),
                    _ => format!("z{zone:04}.{}", above(zone % CHAIN)),
                };
                let Ok(parsed) = Name::parse(&name) else { continue };
                if (1..CHAIN).contains(&zone) {
                    chain.push(name);
                }
                let id = format!("ZSYN{number:06}{zone:08}");
                let mut made = Zone::new(id.clone(), parsed);
                if zone % 2 == 1 {
                    made.comment = Some("Managed by Terraform".to_owned());
                }
                if (number, zone) == (1, 0) {
                    // `host-00001.a001.example.org.` is a name.
                    let _ = made.fill(FULL - made.len());
                }
                account.zones.insert(id, made);
            }
        }
        world
    }
}

/// Zones of one account that lie below each other in [`World::vast`].
const CHAIN: usize = 10;
/// Record sets that a zone may have.
const FULL: usize = 10_000;

impl Zone {
    /// Adds `count` record sets `host-00001`, … of type A below the apex, for a zone of many pages.
    ///
    /// # Errors
    /// If the name of the zone leaves no room for the new label.
    pub fn fill(&mut self, count: usize) -> Result<(), NameError> {
        for number in 1..=count {
            let name = Name::parse(&format!("host-{number:05}.{}", self.name))?;
            let address = format!("198.51.{}.{}", 100 + (number / 250) % 100, 1 + number % 250);
            let key = RecordKey::simple(name, RecordType::A);
            self.records.insert(key, RecordSet::values(300, vec![address]));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synthetic_world_is_as_large_as_asked_and_always_the_same() {
        let world = World::synthetic(3, 5);
        assert_eq!(world.accounts.len(), 3);
        assert!(world.accounts.values().all(|account| account.zones.len() == 5));
        assert_eq!(world.aws_config(), World::synthetic(3, 5).aws_config());
        assert_eq!(world.aws_config().matches("[profile account-00").count(), 3);
        let zone = world.zone("ZSYN00000200000004").unwrap();
        assert_eq!(zone.name.to_string(), "z0004.a002.example.org.");
    }

    #[test]
    fn a_vast_world_is_deep_and_one_zone_of_it_is_full() {
        let world = World::vast(2, 40);
        assert_eq!(world.accounts.values().map(|account| account.zones.len()).sum::<usize>(), 80);
        assert_eq!(world.zone("ZSYN00000100000000").unwrap().len(), FULL);
        let zones = world.accounts.values().flat_map(|account| account.zones.values());
        let depth = zones.map(|zone| zone.name.to_string().matches('.').count()).max();
        assert_eq!(depth, Some(13));
        let deep = world.zone("ZSYN00000200000019").unwrap();
        assert_eq!(deep.name.to_string(), "z0019.k9.k8.k7.k6.k5.k4.k3.k2.k1.a002.example.org.");
        assert_eq!(deep.comment.as_deref(), Some("Managed by Terraform"));
    }

    #[test]
    fn a_filled_zone_has_that_many_more() {
        let mut world = World::synthetic(1, 1);
        let zone = world.zone_mut("ZSYN00000100000000").unwrap();
        zone.fill(700).unwrap();
        assert_eq!(zone.len(), 702);
    }
}
