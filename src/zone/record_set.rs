//! Resource record sets.

use crate::dns::{Name, RecordType};

/// One of Route 53's resource record sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// Owner name.
    pub name: Name,
    /// Type.
    pub rtype: RecordType,
    /// What it answers with.
    pub data: Data,
    /// Set where several sets share one name and type.
    pub routing: Option<Routing>,
}

/// What a record set answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Records in presentation format, exactly as Route 53 holds them.
    Records {
        /// Time to live in seconds.
        ttl: u32,
        /// One text a record; may hold any character.
        values: Vec<String>,
    },
    /// An alias to another AWS resource.
    Alias(AliasTarget),
}

/// Where an alias points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasTarget {
    /// `DNSName` as Route 53 holds it.
    pub dns_name: String,
    /// `HostedZoneId` of the target.
    pub zone_id: String,
    /// `EvaluateTargetHealth`.
    pub evaluate_health: bool,
}

/// What tells sets of one name and type apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// `SetIdentifier`.
    pub set_identifier: String,
    /// The policy in words, such as `weighted 10` or `latency eu-west-1`.
    pub policy: String,
    /// The policy as Route 53 holds it.
    pub rule: RoutingRule,
    /// `HealthCheckId`.
    pub health_check: Option<String>,
}

/// A routing policy, as the members of the API's `ResourceRecordSet` that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingRule {
    /// `Weight`, 0 to 255.
    Weight(i64),
    /// `Region`: by latency.
    Region(String),
    /// `Failover`: `PRIMARY` or `SECONDARY`.
    Failover(String),
    /// `GeoLocation`.
    GeoLocation {
        /// `ContinentCode`.
        continent: Option<String>,
        /// `CountryCode`; `*` for wherever else.
        country: Option<String>,
        /// `SubdivisionCode`.
        subdivision: Option<String>,
    },
    /// `GeoProximityLocation`.
    GeoProximity {
        /// `AWSRegion`.
        region: Option<String>,
        /// `LocalZoneGroup`.
        local_zone_group: Option<String>,
        /// `Coordinates`: latitude and longitude.
        coordinates: Option<(String, String)>,
        /// `Bias`.
        bias: Option<i32>,
    },
    /// `CidrRoutingConfig`.
    Cidr {
        /// `CollectionId`.
        collection: String,
        /// `LocationName`.
        location: String,
    },
    /// `MultiValueAnswer`.
    MultiValue,
    /// Not known: from the journal, or a policy that came after this program.
    Unknown,
}

/// Where a listing of record sets goes on: all three parts, or sets repeat or go missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordStart {
    /// `StartRecordName` / `NextRecordName`, as Route 53 writes it.
    pub name: String,
    /// `StartRecordType` / `NextRecordType`.
    pub rtype: Option<RecordType>,
    /// `StartRecordIdentifier` / `NextRecordIdentifier`.
    pub set_identifier: Option<String>,
}

impl RecordStart {
    /// The first set at or after a name.
    #[must_use]
    pub fn at(name: &Name) -> Self {
        Self { name: name.as_route53().to_owned(), rtype: None, set_identifier: None }
    }
}

/// One page of a listing of record sets (`ListResourceRecordSets`, 300 at most).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPage {
    /// The sets, in Route 53's order.
    pub sets: Vec<RecordSet>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<RecordStart>,
}

impl RecordSet {
    /// A plain NS RRset.
    #[must_use]
    pub fn ns(name: Name, ttl: u32, servers: &[Name]) -> Self {
        let values = servers.iter().map(|server| server.as_route53().to_owned()).collect();
        Self { name, rtype: RecordType::Ns, data: Data::Records { ttl, values }, routing: None }
    }

    /// The records, none for an alias.
    #[must_use]
    pub fn values(&self) -> &[String] {
        match &self.data {
            Data::Records { values, .. } => values,
            Data::Alias(_) => &[],
        }
    }

    /// Time to live in seconds; an alias has none of its own.
    #[must_use]
    pub fn ttl(&self) -> Option<u32> {
        match &self.data {
            Data::Records { ttl, .. } => Some(*ttl),
            Data::Alias(_) => None,
        }
    }
}
