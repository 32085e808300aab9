//! The calls to Route 53 and STS, each as one profile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_route53::config::retry::RetryPartition;
use tokio::time::Instant;

use crate::zone::{
    AccountId, ByRole, ChangeBatch, ChangeId, ChangeInfo, CredentialChain, Fault, FaultKind,
    Identity, Partition, Profile, ProfileName, Reach, RecordPage, RecordStart, ZoneDetail, ZoneId,
    ZonePage,
};

use super::call::{Call, Clients, Shared};
use super::catalog::{Access, Catalog};
use super::client::{self, Held};
use super::files::{self, LoadError, ProfileFile};
use super::host::Host;
use super::keys::Keys;
use super::members::ByRoles;
use super::pace::{Account, Gates, Limit, Urgency};
use super::seen::Seen;
use super::settings::{Override, Settings, Via};
use super::told::{LastTold, Told};
use super::trouble::Trouble;
use super::{read, write};

const IDENTITY: &str = "sts:GetCallerIdentity";
const LIST_ZONES: &str = "ListHostedZones";
const GET_ZONE: &str = "GetHostedZone";
const LIST_RECORDS: &str = "ListResourceRecordSets";
const CHANGE: &str = "ChangeResourceRecordSets";
const GET_CHANGE: &str = "GetChange";

/// Route 53 and STS through the profiles of AWS's files. Cheap to clone; all clones share what
/// was resolved.
///
/// Every call is made with the credentials of the profile that it names, which are resolved at
/// that profile's first call and shared with every profile that comes to the very same ones. A
/// profile that is slow or broken holds up no other.
///
/// Requests to Route 53 wait for their turn: no account is asked more often than its
/// [`Limit`] allows, whatever profiles reach it. Writes go first, then what the user
/// waits for, then what is asked [`in_background`](Aws::in_background). Where Route 53 says that
/// it was too much all the same, the account is asked half as often for a while.
///
/// Reads are tried up to six times (5xx, lost connections) within 45 seconds, their waiting aside,
/// and up to twelve times where the account's rate is in the way. A write is sent once.
#[derive(Debug, Clone)]
pub struct Aws {
    shared: Arc<Inner>,
    urgency: Urgency,
}

#[derive(Debug)]
struct Inner {
    host: Host,
    default: Option<ProfileName>,
    files: Vec<ProfileFile>,
    profiles: Vec<Profile>,
    access: HashMap<ProfileName, Arc<Access>>,
    by_roles: ByRoles,
    keys: Keys,
    clients: Mutex<HashMap<ProfileName, Clients>>,
    sts: Mutex<HashMap<Via, aws_sdk_sts::Client>>,
    gates: Gates,
}

impl Aws {
    /// Reads AWS's files through `host`, once. Nothing is asked of AWS yet. `overrides` is what
    /// zonecut's own configuration changes about a profile.
    ///
    /// # Errors
    /// Where a file is there and can't be read as text. A file that does not parse is no error
    /// here: [`Aws::files`] tells, and the profiles that it names have a `problem`.
    pub async fn load(
        host: Host,
        overrides: &HashMap<ProfileName, Override>,
    ) -> Result<Self, LoadError> {
        Self::load_with(host, overrides, Vec::new()).await
    }

    /// The same, with the accounts that are reached by a role: those that are listed are profiles
    /// from now on, those of an Organization once [`Aws::find_members`] has asked it.
    ///
    /// # Errors
    /// As [`Aws::load`].
    pub async fn load_with(
        host: Host,
        overrides: &HashMap<ProfileName, Override>,
        by_role: Vec<ByRole>,
    ) -> Result<Self, LoadError> {
        let files = files::read(&host).await?;
        let mut catalog = Catalog::new(&host, &files, overrides);
        let by_roles = ByRoles::new(by_role, overrides, &mut catalog);
        let Catalog { profiles, access } = catalog;
        let shared = Inner {
            default: host.var("AWS_PROFILE").map(|name| ProfileName::new(&name)),
            files: files.both.into_iter().map(|source| source.file).collect(),
            profiles,
            access,
            by_roles,
            keys: Keys::new(host.clone()),
            clients: Mutex::default(),
            sts: Mutex::default(),
            gates: Gates::new(host.limit()),
            host,
        };
        Ok(Self { shared: Arc::new(shared), urgency: Urgency::Foreground })
    }

    /// The same, for listings and audits: what is asked with it lets everything else go ahead.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), urgency: Urgency::Background }
    }

    /// How often the profile's account is asked at most, by what is known of the account so far.
    #[must_use]
    pub fn limit(&self, profile: &ProfileName) -> Limit {
        let clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let of_account = clients.get(profile).map(|clients| clients.lane.limit());
        let of_profile = || self.access_of(profile).and_then(|access| access.settings.limit);
        of_account.or_else(of_profile).unwrap_or_else(|| self.shared.host.limit())
    }

    /// All profiles in the files' order, the config file first, then the listed accounts that are
    /// reached by role; `problem` is set for those that can't be used. Empty where there are no files, or none in them.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.shared.profiles
    }

    /// What `AWS_PROFILE` names, whether there is such a profile or not.
    #[must_use]
    pub fn default_profile(&self) -> Option<&ProfileName> {
        self.shared.default.as_ref()
    }

    /// How the profile's settings say that it reaches Route 53; `None` for one that can't be used.
    #[must_use]
    pub fn reach(&self, profile: &ProfileName) -> Option<Reach> {
        Some(self.access_of(profile)?.reach(profile))
    }

    /// How AWS's own tools come to the profile's credentials.
    #[must_use]
    pub fn credential_chain(&self, profile: &ProfileName) -> CredentialChain {
        match self.access_of(profile) {
            Some(access) => access.via.clone(),
            None => CredentialChain::of(profile, ""),
        }
    }

    /// Where the config and the credentials file were looked for, and what was found.
    #[must_use]
    pub fn files(&self) -> &[ProfileFile] {
        &self.shared.files
    }

    /// Whether its world is closed, as the sandbox's is: what addresses there name is nowhere.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.host.variables().is_some()
    }

    /// Whom AWS says the profile's credentials belong to (`sts:GetCallerIdentity`, which needs
    /// no permission).
    pub async fn identity(&self, profile: &ProfileName) -> Result<Identity, Fault> {
        let call = self.call(profile, None, IDENTITY).await?;
        self.identify(&call).await
    }

    /// The same with a call that is ready.
    pub(super) async fn identify(&self, call: &Call<'_>) -> Result<Identity, Fault> {
        let keys = call.held()?;
        self.identify_as(call, &keys).await
    }

    /// Whom these credentials of the call's profile belong to.
    async fn identify_as(&self, call: &Call<'_>, keys: &Credentials) -> Result<Identity, Fault> {
        let Clients { partition, identity, lane, .. } = &call.clients;
        let seen = Seen::of(call.profile, identity);
        let config = client::as_profile(
            SharedCredentialsProvider::new(keys.clone()),
            partition.clone(),
            seen,
        );
        let request = self.sts(&call.access.settings.sts).get_caller_identity().customize();
        let answer = Box::pin(request.config_override(config).send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        let (Some(account), Some(arn)) = (answer.account, answer.arn) else {
            return Err(call.odd("an answer without an account"));
        };
        let account = AccountId::new(&account);
        self.shared.gates.belongs(lane, &key(&call.access, account.clone()));
        let told = Identity { account, arn };
        *identity.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Told { identity: told.clone(), key_id: keys.access_key_id().to_owned() });
        Ok(told)
    }

    /// The credentials to sign a write with: those that are good now, and belong to the account
    /// that STS has last told the profile to be. Where nobody has asked STS yet, nobody was told
    /// an account that it could differ from.
    pub(super) async fn keys_to_write(&self, call: &Call<'_>) -> Result<Credentials, Fault> {
        let keys = call.held()?;
        let Some(was) = call.told() else { return Ok(keys) };
        if was.key_id == keys.access_key_id() {
            return Ok(keys);
        }
        let now = self.identify_as(call, &keys).await?;
        let was = was.identity.account;
        if now.account == was {
            return Ok(keys);
        }
        let detail = format!("it was account {was}");
        Err(call.fault(Trouble::new(FaultKind::OtherAccount(was), call.action, detail)))
    }

    /// One page of the profile's hosted zones, 100 at most, from `marker` on.
    pub async fn list_zones(
        &self,
        profile: &ProfileName,
        marker: Option<&str>,
    ) -> Result<ZonePage, Fault> {
        let call = self.call(profile, None, LIST_ZONES).await?;
        let request = call.route53().list_hosted_zones().set_marker(marker.map(str::to_owned));
        let answer = call.read(|| request.clone().send()).await?;
        read::zone_page(answer, marker).map_err(|odd| call.odd(&odd))
    }

    /// A zone with its delegation set.
    pub async fn zone(&self, profile: &ProfileName, zone: &ZoneId) -> Result<ZoneDetail, Fault> {
        let call = self.call(profile, Some(zone), GET_ZONE).await?;
        let request = call.route53().get_hosted_zone().id(zone.as_str());
        let answer = call.read(|| request.clone().send()).await?;
        read::zone_detail(answer).map_err(|odd| call.odd(&odd))
    }

    /// One page of a zone's record sets from `start` on, `max` at most (300 where that is
    /// `None`).
    pub async fn record_sets(
        &self,
        profile: &ProfileName,
        zone: &ZoneId,
        start: Option<&RecordStart>,
        max: Option<i32>,
    ) -> Result<RecordPage, Fault> {
        let call = self.call(profile, Some(zone), LIST_RECORDS).await?;
        let rtype = start.and_then(|start| start.rtype.as_ref());
        let request = call
            .route53()
            .list_resource_record_sets()
            .hosted_zone_id(zone.as_str())
            .set_start_record_name(start.map(|start| start.name.clone()))
            .set_start_record_type(rtype.map(|rtype| rtype.as_str().into()))
            .set_start_record_identifier(start.and_then(|start| start.set_identifier.clone()))
            .set_max_items(max);
        let answer = call.read(|| request.clone().send()).await?;
        read::record_page(answer, start).map_err(|odd| call.odd(&odd))
    }

    /// Sends a change batch: exactly one request, never repeated, whatever comes of it.
    ///
    /// # Errors
    /// [`Fault::surely_not_done`] tells whether the zone has to be read to know the outcome.
    pub async fn change(
        &self,
        profile: &ProfileName,
        zone: &ZoneId,
        batch: &ChangeBatch,
    ) -> Result<ChangeInfo, Fault> {
        let mut call = self.call(profile, Some(zone), CHANGE).await?;
        call.batch = Some(batch);
        let batch = write::batch(batch).map_err(|why| call.unfit(&why))?;
        let turn = call.turn_to_write().await?;
        let keys = self.keys_to_write(&call).await?;
        let request = call
            .route53()
            .change_resource_record_sets()
            .hosted_zone_id(zone.as_str())
            .change_batch(batch)
            .customize()
            .config_override(client::once(keys.clone()));
        let answer = call.once(&turn, &keys, request.send()).await?;
        read::change_info(answer.change_info).map_err(|odd| call.odd(&odd))
    }

    /// How far a change has come.
    pub async fn change_status(
        &self,
        profile: &ProfileName,
        change: &ChangeId,
    ) -> Result<ChangeInfo, Fault> {
        let call = self.call(profile, None, GET_CHANGE).await?;
        let request = call.route53().get_change().id(change.as_str());
        let answer = call.read(|| request.clone().send()).await?;
        read::change_info(answer.change_info).map_err(|odd| call.odd(&odd))
    }

    /// Readies a call: the profile's clients, holding credentials that are good now.
    pub(super) async fn call<'a>(
        &'a self,
        profile: &'a ProfileName,
        zone: Option<&'a ZoneId>,
        action: &'static str,
    ) -> Result<Call<'a>, Fault> {
        if self.access_of(profile).is_none()
            && !self.shared.profiles.iter().any(|known| known.name == *profile)
        {
            self.await_member(profile).await;
        }
        let unready = self.unready(profile, action);
        let unready = unready.map_err(|fault| Fault { zone: zone.cloned(), ..fault })?;
        let call = Call { zone, ..unready };
        call.ready().await?;
        Ok(call)
    }

    /// A call whose clients hold no credentials yet.
    pub(super) fn unready<'a>(
        &'a self,
        profile: &'a ProfileName,
        action: &'static str,
    ) -> Result<Call<'a>, Fault> {
        let Some(access) = self.access_of(profile) else {
            let known = self.shared.profiles.iter().find(|known| known.name == *profile);
            let problem = known.and_then(|known| known.problem.as_ref());
            return Err(Fault {
                kind: FaultKind::Misconfigured,
                action,
                profile: profile.clone(),
                account: None,
                zone: None,
                detail: problem.map_or_else(
                    || "there is no such profile".to_owned(),
                    |problem| problem.message.clone(),
                ),
                denial: None,
            });
        };
        Ok(Call {
            keys: &self.shared.keys,
            clients: self.clients(profile, &access),
            access,
            urgency: self.urgency,
            begun: Instant::now(),
            profile,
            zone: None,
            batch: None,
            action,
        })
    }

    /// How a profile is used; `None` for one that can't be, or is not known.
    pub(super) fn access_of(&self, profile: &ProfileName) -> Option<Arc<Access>> {
        let known = self.shared.access.get(profile).cloned();
        known.or_else(|| self.shared.by_roles.access(profile))
    }

    /// What is reached by role.
    pub(super) fn by_roles(&self) -> &ByRoles {
        &self.shared.by_roles
    }

    /// The outside.
    pub(super) fn host(&self) -> &Host {
        &self.shared.host
    }

    /// How a profile reaches AWS; `None` for one that can't be used.
    pub(super) fn settings(&self, profile: &ProfileName) -> Option<Settings> {
        Some(self.access_of(profile)?.settings.clone())
    }

    /// The credentials of all profiles.
    pub(super) fn keys(&self) -> &Keys {
        &self.shared.keys
    }

    /// STS for all profiles that reach it alike: two hundred clients at once are megabytes. It has
    /// no credentials, so a request that is not given its profile's can't be signed.
    fn sts(&self, via: &Via) -> aws_sdk_sts::Client {
        let mut sts = self.shared.sts.lock().unwrap_or_else(PoisonError::into_inner);
        let made = sts.entry(via.clone()).or_insert_with(|| {
            let partition = RetryPartition::custom("identity").build();
            client::sts(&self.shared.host, via, None, partition)
        });
        made.clone()
    }

    fn clients(&self, profile: &ProfileName, access: &Access) -> Clients {
        let mut clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let made = clients.entry(profile.clone()).or_insert_with(|| {
            let held = Arc::new(Held::default());
            let keys = SharedCredentialsProvider::new(Shared(Arc::clone(&held)));
            let partition = RetryPartition::custom(profile.as_str().to_owned()).build();
            let via = &access.settings.route53;
            let identity = LastTold::default();
            let seen = Seen::of(profile, &identity);
            let route53 = client::route53(&self.shared.host, via, keys.clone(), seen);
            let named = access.chain.expected_account();
            let named = named.map(|account| key(access, account));
            let lane = Arc::new(self.shared.gates.lane(access.settings.limit, named));
            Clients { held, keys, partition, route53, identity, lane }
        });
        made.clone()
    }
}

/// Whose rate it is that a profile uses up.
fn key(access: &Access, id: AccountId) -> Account {
    let via = &access.settings.route53;
    Account { partition: Partition::of_region(&via.region), endpoint: via.endpoint.clone(), id }
}
