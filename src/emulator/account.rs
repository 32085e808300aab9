//! Accounts of the pretend world, and who may act in them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::action::Action;
use super::partition::Partition;
use super::record::RecordType;
use super::zone::Zone;

/// Quota of hosted zones in an account to begin with (developer guide, quotas).
pub const ZONES_QUOTA: usize = 500;

/// How long requests take, between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Latency {
    /// The shortest.
    pub min: Duration,
    /// The longest.
    pub max: Duration,
}

impl Latency {
    /// Always the same.
    #[must_use]
    pub fn fixed(duration: Duration) -> Self {
        Latency { min: duration, max: duration }
    }

    /// The latency of one request; `serial` spreads requests over the range, always in one way.
    pub(super) fn of(self, serial: u64) -> Duration {
        let spread = self.max.saturating_sub(self.min);
        let mixed = serial.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
        let share = u32::try_from(mixed).unwrap_or_default();
        self.min + spread * share / 1023
    }
}

/// A token bucket that all requests of an account to Route 53 draw from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// How many requests may come at once.
    pub burst: u32,
    /// How many come back a second.
    pub refill: f64,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// What people call it; profiles are named after it.
    pub name: String,
    /// Where it is.
    pub partition: Partition,
    /// How long its requests take, where that is not what the world says.
    pub latency: Option<Latency>,
    /// Its rate, where that is not what the world says.
    pub rate: Option<Rate>,
    /// What nobody in it may do.
    pub denied: Vec<Action>,
    /// What a user or a role, by its name, may do and nothing else. Who is not named here may do
    /// all that is not denied.
    pub policies: BTreeMap<String, Policy>,
    /// Roles that may be assumed.
    pub roles: Vec<Role>,
    /// Names of the roles that are assumed with the code of an MFA device alone.
    pub mfa_roles: BTreeSet<String>,
    /// The longest that a session of its roles lasts, however long was asked for.
    pub sessions_last: Option<Duration>,
    /// Its alias, which `ListAccountAliases` tells.
    pub alias: Option<String>,
    /// The hosted zones by id.
    pub zones: BTreeMap<String, Zone>,
    /// Reusable delegation sets: the name servers by id.
    pub delegation_sets: BTreeMap<String, Vec<String>>,
    /// The most hosted zones it may have.
    pub zones_quota: usize,
}

impl Account {
    pub(super) fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Account {
            id: id.into(),
            name: name.into(),
            partition: Partition::default(),
            latency: None,
            rate: None,
            denied: Vec::new(),
            policies: BTreeMap::new(),
            roles: Vec::new(),
            mfa_roles: BTreeSet::new(),
            sessions_last: None,
            alias: None,
            zones: BTreeMap::new(),
            delegation_sets: BTreeMap::new(),
            zones_quota: ZONES_QUOTA,
        }
    }
}

/// What is allowed, as by an identity-based policy whose statement on record sets has conditions
/// with `ForAllValues:StringEquals`: a batch is let in whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The actions.
    pub actions: Vec<Action>,
    /// `route53:ChangeResourceRecordSetsActions`: `CREATE`, `UPSERT`, `DELETE`; empty for all.
    pub change_actions: Vec<String>,
    /// `route53:ChangeResourceRecordSetsRecordTypes`; empty for all.
    pub record_types: Vec<RecordType>,
}

/// A role that others may assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name; the ARN is made of it and the account.
    pub name: String,
    /// Who may assume it: account ids or ARNs, of providers of web identities too.
    pub trusts: Vec<String>,
    /// What a caller must name to be let in.
    pub external_id: Option<String>,
    /// What it may not do.
    pub denied: Vec<Action>,
}

/// Whose a token of a web identity is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebIdentity {
    /// The provider that issued it, as in the ARN that roles trust:
    /// `arn:aws:iam::ACCOUNT:oidc-provider/PROVIDER`.
    pub provider: String,
    /// Its holder.
    pub subject: String,
    /// When it expires, counted from the start of the emulator.
    pub expires: Option<Duration>,
}

/// Who holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// An IAM user by name.
    User(String),
    /// A role by name, and the name of the session.
    Session {
        /// The role.
        role: String,
        /// The session.
        name: String,
    },
}

/// An access key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// The access key id.
    pub id: String,
    /// The account it belongs to.
    pub account: String,
    /// Who holds it.
    pub principal: Principal,
    /// The session token that must come with it, if it is a temporary one.
    pub session_token: Option<String>,
    /// When it expires, counted from the start of the emulator; zero has expired already.
    pub expires: Option<Duration>,
    /// What it may not do, over and above what the account may not.
    pub denied: Vec<Action>,
}

impl AccessKey {
    /// The name that its policy goes by.
    pub(super) fn name(&self) -> &str {
        match &self.principal {
            Principal::User(name) => name,
            Principal::Session { role, .. } => role,
        }
    }

    /// The ARN of who holds it, as `GetCallerIdentity` tells it.
    #[must_use]
    pub fn arn(&self, partition: Partition) -> String {
        let (partition, account) = (partition.as_str(), &self.account);
        match &self.principal {
            Principal::User(name) => format!("arn:{partition}:iam::{account}:user/{name}"),
            Principal::Session { role, name } => {
                format!("arn:{partition}:sts::{account}:assumed-role/{role}/{name}")
            }
        }
    }

    /// The unique id of who holds it, as `GetCallerIdentity` tells it.
    #[must_use]
    pub fn user_id(&self) -> String {
        match &self.principal {
            Principal::User(name) => format!("AIDA{}", unique(&[&self.account, name])),
            Principal::Session { role, name } => {
                format!("AROA{}:{name}", unique(&[&self.account, role]))
            }
        }
    }
}

/// Seventeen characters that are always the same for the same parts.
pub(super) fn unique(parts: &[&str]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..17)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(state >> 59).unwrap_or_default();
            char::from(ALPHABET[at % ALPHABET.len()])
        })
        .collect()
}
