//! A hosted zone and its record sets.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::name::{Name, NameError};
use super::record::{RecordData, RecordKey, RecordSet, RecordType};

/// The name servers of every private hosted zone (developer guide, hosted-zones-private).
pub const PRIVATE_NAME_SERVERS: [&str; 4] = [
    "ns-0.awsdns-00.com",
    "ns-512.awsdns-00.net",
    "ns-1024.awsdns-00.org",
    "ns-1536.awsdns-00.co.uk",
];

/// Quota of record sets in a zone to begin with (developer guide, quotas on records).
pub const RECORD_SETS_QUOTA: usize = 10_000;

/// A VPC that a private zone answers in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vpc {
    /// The region of the VPC.
    pub region: String,
    /// Its id, `vpc-…`.
    pub id: String,
}

/// The AWS service that owns a zone, which then can't be edited by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedService {
    /// E.g. `servicediscovery.amazonaws.com`.
    pub principal: String,
    /// What the service says of it, often an ARN.
    pub description: String,
}

/// DNSSEC signing of a zone, as `GetDNSSEC` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// `ServeSignature`: `SIGNING`, `NOT_SIGNING`, `DELETING`, `ACTION_NEEDED`, `INTERNAL_FAILURE`.
    pub status: String,
    /// The key-signing keys, at most two.
    pub keys: Vec<KeySigningKey>,
}

impl Default for Signing {
    fn default() -> Self {
        Signing { status: "NOT_SIGNING".to_owned(), keys: Vec::new() }
    }
}

/// One key-signing key: ECDSA P-256 (algorithm 13), with a SHA-256 digest (type 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySigningKey {
    /// The name its owner gave it.
    pub name: String,
    /// `ACTIVE`, `INACTIVE`, `DELETING`, `ACTION_NEEDED`, `INTERNAL_FAILURE`.
    pub status: String,
    /// The key tag (RFC 4034 §B).
    pub tag: u16,
    /// The digest of the DS record, upper-case hexadecimal.
    pub digest: String,
    /// The public key, base64.
    pub public_key: String,
}

/// A hosted zone.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The id without `/hostedzone/`.
    pub id: String,
    /// The name of its apex.
    pub name: Name,
    /// What the creation was told apart by.
    pub caller_reference: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Whether it is private.
    pub private: bool,
    /// The VPCs it answers in, when private.
    pub vpcs: Vec<Vpc>,
    /// The service that owns it.
    pub linked_service: Option<LinkedService>,
    /// The delegation set, without final dots, as Route 53 gives it.
    pub name_servers: Vec<String>,
    /// The id of a reusable delegation set.
    pub delegation_set: Option<String>,
    /// DNSSEC.
    pub signing: Signing,
    /// Whether the tree above all hosted zones may delegate to it.
    pub registered: bool,
    /// The most record sets it may hold.
    pub quota: usize,
    pub(super) records: BTreeMap<RecordKey, RecordSet>,
    /// Names and types that nobody may change, with the comment of each.
    protections: BTreeMap<(Name, RecordType), String>,
}

impl Zone {
    /// A public zone as Route 53 creates it: with SOA and NS at the apex and nothing else.
    #[must_use]
    pub fn new(id: impl Into<String>, name: Name) -> Zone {
        let id = id.into();
        let name_servers = handed_out(&id);
        let mut zone = Zone {
            caller_reference: format!("ref-{id}"),
            id,
            name,
            comment: None,
            private: false,
            vpcs: Vec::new(),
            linked_service: None,
            name_servers: Vec::new(),
            delegation_set: None,
            signing: Signing::default(),
            registered: true,
            quota: RECORD_SETS_QUOTA,
            records: BTreeMap::new(),
            protections: BTreeMap::new(),
        };
        zone.set_name_servers(name_servers);
        zone
    }

    /// Makes this zone private: it answers in `vpcs` only, and all such zones name the same servers.
    pub fn make_private(&mut self, vpcs: Vec<Vpc>) {
        self.private = true;
        self.vpcs = vpcs;
        self.set_name_servers(PRIVATE_NAME_SERVERS.map(str::to_owned).to_vec());
    }

    /// Gives the zone another delegation set and writes SOA and NS of the apex to suit.
    pub fn set_name_servers(&mut self, name_servers: Vec<String>) {
        let dotted: Vec<String> = name_servers.iter().map(|host| format!("{host}.")).collect();
        let primary = dotted.first().map_or("invalid.", String::as_str);
        let soa = format!("{primary} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400");
        let apex = |kind| RecordKey::simple(self.name.clone(), kind);
        let (soa_key, ns_key) = (apex(RecordType::Soa), apex(RecordType::Ns));
        self.records.insert(soa_key, RecordSet::values(900, vec![soa]));
        self.records.insert(ns_key, RecordSet::values(172_800, dotted));
        self.name_servers = name_servers;
    }

    /// Writes a set without asking any of Route 53's questions: an edit from elsewhere.
    ///
    /// # Errors
    /// If `name` is no domain name.
    pub fn put(
        &mut self,
        name: &str,
        kind: RecordType,
        ttl: u32,
        values: &[&str],
    ) -> Result<(), NameError> {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        let key = RecordKey::simple(Name::parse(name)?, kind);
        self.records.insert(key, RecordSet::values(ttl, values));
        Ok(())
    }

    /// Takes all sets of a name and type away; says whether there were any.
    pub fn remove(&mut self, name: &str, kind: RecordType) -> bool {
        let before = self.records.len();
        if let Ok(name) = Name::parse(name) {
            self.records.retain(|key, _| key.name != name || key.kind != kind);
        }
        self.records.len() < before
    }

    /// Protects a name and type, whether there is such a set or not: every change batch that
    /// touches it is refused (developer guide, protecting records from changes). An empty
    /// `comment` is none.
    ///
    /// # Errors
    /// If `name` is no domain name.
    pub fn protect(
        &mut self,
        name: &str,
        kind: RecordType,
        comment: &str,
    ) -> Result<(), NameError> {
        self.protections.insert((Name::parse(name)?, kind), comment.to_owned());
        Ok(())
    }

    /// The comment of the protection that covers a set, whatever its set identifier.
    pub(super) fn protection(&self, key: &RecordKey) -> Option<&str> {
        self.protections.get(&(key.name.clone(), key.kind)).map(String::as_str)
    }

    /// The TTL and the values of the simple set of a name and type, if it is there.
    #[must_use]
    pub fn values(&self, name: &str, kind: RecordType) -> Option<(u32, Vec<String>)> {
        let key = RecordKey::simple(Name::parse(name).ok()?, kind);
        match &self.records.get(&key)?.data {
            RecordData::Values { ttl, values } => Some((*ttl, values.clone())),
            RecordData::Alias { .. } => None,
        }
    }

    /// All record sets in the order of a listing.
    pub fn record_sets(&self) -> impl Iterator<Item = (&RecordKey, &RecordSet)> {
        self.records.iter()
    }

    /// How many record sets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none at all, which no zone of Route 53's is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The sets from `start` on, in the order of a listing.
    pub(super) fn starting_at(
        &self,
        start: Option<RecordKey>,
    ) -> impl Iterator<Item = (&RecordKey, &RecordSet)> {
        let start = start.map_or(Bound::Unbounded, Bound::Included);
        self.records.range((start, Bound::Unbounded))
    }

    /// All sets of one name.
    pub(super) fn at(&self, name: &Name) -> impl Iterator<Item = (&RecordKey, &RecordSet)> {
        self.starting_at(Some(RecordKey::simple(name.clone(), RecordType::A)))
            .take_while(move |(key, _)| &key.name == name)
    }
}

/// Four name servers for a zone, one under each top-level domain, as Route 53 numbers them:
/// `ns-N.awsdns-M` with 512 to a domain and eight to each M. Always the same for one zone id.
fn handed_out(id: &str) -> Vec<String> {
    let mut state = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    [("com", 0), ("net", 512), ("org", 1024), ("co.uk", 1536)]
        .into_iter()
        .map(|(domain, base)| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // 0 is what private zones name; eight numbers share a second label.
            let number = 8 + (state >> 33) % 504;
            format!("ns-{}.awsdns-{:02}.{domain}", base + number, number / 8)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_zone_has_soa_and_ns_of_its_delegation_set() {
        let zone = Zone::new("Z1", Name::parse("example.com").unwrap());
        let (ttl, values) = zone.values("example.com", RecordType::Ns).unwrap();
        assert_eq!(ttl, 172_800);
        let dotted: Vec<_> = zone.name_servers.iter().map(|host| format!("{host}.")).collect();
        assert_eq!(values, dotted);
        assert_eq!(zone.len(), 2);
        assert_eq!(zone.values("example.com", RecordType::Soa).unwrap().0, 900);
    }

    #[test]
    fn name_servers_are_numbered_as_route_53_numbers_them() {
        for id in ["Z1", "Z2", "Z0SOMETHINGELSE"] {
            let hosts = handed_out(id);
            assert_eq!(hosts, handed_out(id));
            for (host, base) in hosts.iter().zip([0, 512, 1024, 1536]) {
                let (number, rest) = host.strip_prefix("ns-").unwrap().split_once('.').unwrap();
                let number: u32 = number.parse().unwrap();
                assert!((base + 8..base + 512).contains(&number), "{host}");
                let group = format!("awsdns-{:02}.", (number - base) / 8);
                assert!(rest.starts_with(&group), "{host}");
            }
        }
        assert_ne!(handed_out("Z1"), handed_out("Z2"));
    }
}
