//! The pretend world: accounts, keys, hosted zones and changes, as one value that can be edited.

pub(super) mod file;
mod synthetic;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::Duration;

use super::account::{AccessKey, Account, Latency, Principal, Rate, WebIdentity, unique};
use super::dns::DnsRule;
use super::identity_center::{Given, IdentityCenter};
use super::name::{Name, NameError};
use super::organization::Organization;
use super::partition::Partition;
use super::zone::Zone;

/// All there is. It is made by hand, [from TOML](World::from_toml) or [in bulk](World::synthetic),
/// and read and edited while the emulator runs through [`Emulator::with`](super::Emulator::with).
#[derive(Debug, Clone, Default)]
pub struct World {
    /// How long requests take, where the account does not say otherwise.
    pub latency: Latency,
    /// How long a change stays `PENDING`.
    pub insync_after: Duration,
    /// The rate of every account that does not say otherwise; none to begin with.
    pub rate: Option<Rate>,
    /// How long answers of the name servers take.
    pub dns_latency: Latency,
    /// What goes wrong in the DNS from the start.
    pub dns_rules: Vec<DnsRule>,
    /// What the tree above says of a name, where that is not what follows from the zones.
    pub registrations: BTreeMap<Name, Registration>,
    /// The accounts by id.
    pub accounts: BTreeMap<String, Account>,
    /// The access keys by id.
    pub keys: HashMap<String, AccessKey>,
    /// The access portals of IAM Identity Center.
    pub identity_centers: Vec<IdentityCenter>,
    /// The Organization that the accounts are in, if they are.
    pub organization: Option<Organization>,
    /// MFA devices: the code that each shows, by its serial number.
    pub mfa_devices: BTreeMap<String, String>,
    /// Tokens of web identities.
    pub web_identities: BTreeMap<String, WebIdentity>,
    pub(super) given: Given,
    changes: HashMap<String, Submitted>,
    serial: u64,
}

/// How a name is delegated from above all hosted zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registration {
    /// The hosts of its NS set; none for a name that is not delegated.
    pub name_servers: Vec<Name>,
    /// Its DS records in presentation format, `tag algorithm digest-type digest`.
    pub ds: Vec<String>,
}

/// A change that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Submitted {
    /// The account whose zone it is.
    pub(super) account: String,
    /// When, counted from the start of the emulator.
    pub(super) at: Duration,
    /// When it becomes `INSYNC`.
    pub(super) insync: Duration,
    /// The comment of the batch.
    pub(super) comment: Option<String>,
}

impl World {
    /// An empty world without latency, where changes are `INSYNC` after 50 ms.
    #[must_use]
    pub fn new() -> World {
        World { insync_after: Duration::from_millis(50), ..World::default() }
    }

    /// Adds an account with one user, `admin`, and that user's key, whose id is given back.
    pub fn add_account(&mut self, id: &str, name: &str) -> String {
        self.accounts.insert(id.to_owned(), Account::new(id, name));
        let key = format!("AKIA{}", &unique(&[id, "key"])[1..]);
        self.add_key(&key, id, Principal::User("admin".to_owned()));
        key
    }

    /// Adds a permanent key, or moves it to another holder if it is there.
    pub fn add_key(&mut self, key: &str, account: &str, principal: Principal) {
        let access_key = AccessKey {
            id: key.to_owned(),
            account: account.to_owned(),
            principal,
            session_token: None,
            expires: None,
            denied: Vec::new(),
        };
        self.keys.insert(key.to_owned(), access_key);
    }

    /// From now on the key belongs to another account: a profile that changes identity.
    pub fn move_key(&mut self, key: &str, account: &str) {
        if let Some(key) = self.keys.get_mut(key) {
            account.clone_into(&mut key.account);
        }
    }

    /// From now on the key, with its session, has expired.
    pub fn expire_key(&mut self, key: &str) {
        if let Some(key) = self.keys.get_mut(key) {
            key.expires = Some(Duration::ZERO);
        }
    }

    /// Where an account is.
    #[must_use]
    pub fn partition(&self, account: &str) -> Partition {
        self.accounts.get(account).map(|account| account.partition).unwrap_or_default()
    }

    /// The ARN of who holds a key.
    pub(super) fn arn(&self, key: &AccessKey) -> String {
        key.arn(self.partition(&key.account))
    }

    /// An access token of a portal, as if somebody had signed in there by other means.
    pub fn give_token(&mut self, start_url: &str) -> String {
        let token = self.fresh_id("access-token-");
        self.given.tokens.insert(token.clone(), (start_url.to_owned(), Duration::MAX));
        token
    }

    /// Adds an empty public zone and gives its id back; in an account that is not there, nothing.
    ///
    /// # Errors
    /// If `name` is no domain name.
    pub fn add_zone(&mut self, account: &str, name: &str) -> Result<String, NameError> {
        let name = Name::parse(name)?;
        let id = self.fresh_id("Z");
        if let Some(account) = self.accounts.get_mut(account) {
            account.zones.insert(id.clone(), Zone::new(id.clone(), name));
        }
        Ok(id)
    }

    /// The zone of an id, in whatever account.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.accounts.values().find_map(|account| account.zones.get(id))
    }

    /// The zone of an id, to edit.
    pub fn zone_mut(&mut self, id: &str) -> Option<&mut Zone> {
        self.accounts.values_mut().find_map(|account| account.zones.get_mut(id))
    }

    /// The first zone of a name in an account, public before private.
    #[must_use]
    pub fn zone_named(&self, account: &str, name: &str) -> Option<&Zone> {
        let name = Name::parse(name).ok()?;
        let zones = self.accounts.get(account)?.zones.values();
        zones.filter(|zone| zone.name == name).min_by_key(|zone| zone.private)
    }

    /// An AWS config file with a profile for each permanent key: named after the account, and after
    /// the user too where an account has several keys.
    #[must_use]
    pub fn aws_config(&self) -> String {
        let mut keys: Vec<_> =
            self.keys.values().filter(|key| key.session_token.is_none()).collect();
        keys.sort_by(|one, two| (&one.account, &one.id).cmp(&(&two.account, &two.id)));
        let mut config = String::new();
        for key in &keys {
            let several = keys.iter().filter(|other| other.account == key.account).count() > 1;
            let account = self.accounts.get(&key.account);
            let mut profile = account.map_or_else(|| key.account.clone(), |it| it.name.clone());
            if let (true, Principal::User(user)) = (several, &key.principal) {
                profile = format!("{profile}-{user}");
            }
            // Writing to a string can't fail.
            let _ = write!(
                config,
                "[profile {profile}]\nregion = us-east-1\naws_access_key_id = {}\n\
                 aws_secret_access_key = secret-of-{profile}\n\n",
                key.id
            );
        }
        config
    }

    /// An id that no other thing of this world has: the prefix and 17 characters.
    pub(super) fn fresh_id(&mut self, prefix: &str) -> String {
        self.serial += 1;
        format!("{prefix}{}", unique(&[prefix, &self.serial.to_string()]))
    }

    /// Notes a change at `now` and gives its id back.
    pub(super) fn submit(
        &mut self,
        account: &str,
        now: Duration,
        comment: Option<String>,
    ) -> String {
        let id = self.fresh_id("C");
        let submitted = Submitted {
            account: account.to_owned(),
            at: now,
            insync: now + self.insync_after,
            comment,
        };
        self.changes.insert(id.clone(), submitted);
        id
    }

    /// The change of an id, if it is one of the account's.
    pub(super) fn change(&self, account: &str, id: &str) -> Option<&Submitted> {
        self.changes.get(id).filter(|change| change.account == account)
    }
}
