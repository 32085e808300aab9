//! The keys of a world's TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorldFile {
    #[serde(default)]
    pub(super) latency_ms: Option<[u64; 2]>,
    #[serde(default)]
    pub(super) insync_ms: Option<u64>,
    #[serde(default)]
    pub(super) rate: Option<RateFile>,
    pub(super) dns_latency_ms: Option<[u64; 2]>,
    #[serde(default)]
    pub(super) dns_rule: Vec<DnsRuleFile>,
    #[serde(default)]
    pub(super) registration: Vec<RegistrationFile>,
    #[serde(default)]
    pub(super) identity_center: Vec<IdentityCenterFile>,
    pub(super) organization: Option<OrganizationFile>,
    #[serde(default)]
    pub(super) account: Vec<AccountFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationFile {
    pub(super) management: String,
    #[serde(default)]
    pub(super) delegated: Vec<String>,
    /// States by account id.
    #[serde(default)]
    pub(super) states: BTreeMap<String, String>,
    /// Names by account id.
    #[serde(default)]
    pub(super) names: BTreeMap<String, String>,
    pub(super) page: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityCenterFile {
    pub(super) start_url: String,
    /// Account ids and permission sets.
    #[serde(default)]
    pub(super) assignments: Vec<[String; 2]>,
    pub(super) approves_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistrationFile {
    pub(super) name: String,
    pub(super) name_servers: Vec<String>,
    #[serde(default)]
    pub(super) ds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DnsRuleFile {
    /// One rule for each; without any, one for all servers.
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) transport: Option<TransportFile>,
    pub(super) first: Option<u64>,
    pub(super) effect: DnsEffectFile,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TransportFile {
    Udp,
    Tcp,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DnsEffectFile {
    Rcode(u16),
    Lame,
    Upward,
    Silent,
    DelayMs(u64),
    Truncate,
    TruncateAlways,
    NameServers(Vec<String>),
    StripAuthority,
    ClaimAuthority,
    Garbage(Vec<u8>),
    WrongId,
    WrongQuestion,
    ClosedPort,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateFile {
    pub(super) burst: u32,
    pub(super) refill: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountFile {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) alias: Option<String>,
    pub(super) latency_ms: Option<[u64; 2]>,
    pub(super) rate: Option<RateFile>,
    #[serde(default)]
    pub(super) denied: Vec<String>,
    #[serde(default)]
    pub(super) key: Vec<KeyFile>,
    #[serde(default)]
    pub(super) role: Vec<RoleFile>,
    #[serde(default)]
    pub(super) policy: Vec<PolicyFile>,
    #[serde(default)]
    pub(super) delegation_set: Vec<DelegationSetFile>,
    #[serde(default)]
    pub(super) zone: Vec<ZoneFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    pub(super) id: String,
    pub(super) user: String,
    #[serde(default)]
    pub(super) expired: bool,
    #[serde(default)]
    pub(super) denied: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleFile {
    pub(super) name: String,
    pub(super) trusts: Vec<String>,
    pub(super) external_id: Option<String>,
    #[serde(default)]
    pub(super) denied: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    pub(super) of: String,
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) change_actions: Vec<String>,
    #[serde(default)]
    pub(super) record_types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DelegationSetFile {
    pub(super) id: String,
    pub(super) name_servers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneFile {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) comment: Option<String>,
    pub(super) vpcs: Option<Vec<[String; 2]>>,
    pub(super) linked_service: Option<[String; 2]>,
    pub(super) delegation_set: Option<String>,
    pub(super) name_servers: Option<Vec<String>>,
    pub(super) signing: Option<SigningFile>,
    pub(super) fill: Option<usize>,
    pub(super) registered: Option<bool>,
    #[serde(default)]
    pub(super) records: Vec<RecordFile>,
    #[serde(default)]
    pub(super) protected: Vec<ProtectionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectionFile {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) comment: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningFile {
    pub(super) status: String,
    #[serde(default)]
    pub(super) keys: Vec<SigningKeyFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningKeyFile {
    pub(super) name: String,
    pub(super) tag: u16,
    pub(super) digest: String,
    pub(super) public_key: String,
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordFile {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) ttl: Option<u32>,
    #[serde(default)]
    pub(super) values: Vec<String>,
    pub(super) alias: Option<[String; 2]>,
    pub(super) id: Option<String>,
    pub(super) weight: Option<u8>,
    pub(super) region: Option<String>,
    pub(super) continent: Option<String>,
    pub(super) country: Option<String>,
    pub(super) failover: Option<String>,
    #[serde(default)]
    pub(super) multivalue: bool,
}
