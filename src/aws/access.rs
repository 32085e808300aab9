//! The calls to Route 53 and STS, each as one profile.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_route53::config::retry::RetryPartition;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::zone::{
    AccountId, ChangeBatch, ChangeId, ChangeInfo, Fault, FaultKind, Identity, Profile, ProfileName,
    RecordPage, RecordStart, SignIn, ZoneDetail, ZoneId, ZonePage,
};

use super::catalog::{Access, Catalog};
use super::client::{self, Held};
use super::files::{self, LoadError, ProfileFile};
use super::host::Host;
use super::keys::Keys;
use super::settings::{Override, Via};
use super::trouble::{Trouble, explain};
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
/// Reads are tried up to six times (throttling, 5xx, lost connections) within 45 seconds. A
/// write is sent once.
#[derive(Debug, Clone)]
pub struct Aws(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    host: Host,
    default: Option<ProfileName>,
    files: Vec<ProfileFile>,
    profiles: Vec<Profile>,
    access: HashMap<ProfileName, Access>,
    keys: Keys,
    clients: Mutex<HashMap<ProfileName, Clients>>,
    sts: Mutex<HashMap<Via, aws_sdk_sts::Client>>,
}

/// The clients of one profile, made at its first call.
#[derive(Debug, Clone)]
struct Clients {
    held: Arc<Held>,
    keys: SharedCredentialsProvider,
    partition: RetryPartition,
    route53: aws_sdk_route53::Client,
    account: Arc<Mutex<Option<AccountId>>>,
}

/// A provider that several clients share.
#[derive(Debug, Clone)]
struct Shared(Arc<Held>);

impl ProvideCredentials for Shared {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.provide_credentials()
    }
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
        let files = files::read(&host).await?;
        let Catalog { profiles, access } = Catalog::new(&host, &files, overrides);
        Ok(Self(Arc::new(Inner {
            default: host.var("AWS_PROFILE").map(|name| ProfileName::new(&name)),
            files: files.both.into_iter().map(|source| source.file).collect(),
            profiles,
            access,
            keys: Keys::new(host.clone()),
            clients: Mutex::default(),
            sts: Mutex::default(),
            host,
        })))
    }

    /// All profiles in the files' order, the config file first; `problem` is set for those that
    /// can't be used. Empty where there are no files, or none in them.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.0.profiles
    }

    /// What `AWS_PROFILE` names, whether there is such a profile or not.
    #[must_use]
    pub fn default_profile(&self) -> Option<&ProfileName> {
        self.0.default.as_ref()
    }

    /// Where the config and the credentials file were looked for, and what was found.
    #[must_use]
    pub fn files(&self) -> &[ProfileFile] {
        &self.0.files
    }

    /// Whom AWS says the profile's credentials belong to (`sts:GetCallerIdentity`, which needs
    /// no permission).
    pub async fn identity(&self, profile: &ProfileName) -> Result<Identity, Fault> {
        let call = self.call(profile, None, IDENTITY).await?;
        let Clients { keys, partition, .. } = &call.clients;
        let request = self.sts(&call.access.settings.sts).get_caller_identity().customize();
        let request = request.config_override(client::as_profile(keys.clone(), partition.clone()));
        let answer = Box::pin(request.send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        let (Some(account), Some(arn)) = (answer.account, answer.arn) else {
            return Err(call.odd("an answer without an account"));
        };
        let account = AccountId::new(&account);
        *call.clients.account.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(account.clone());
        Ok(Identity { account, arn })
    }

    /// One page of the profile's hosted zones, 100 at most, from `marker` on.
    pub async fn list_zones(
        &self,
        profile: &ProfileName,
        marker: Option<&str>,
    ) -> Result<ZonePage, Fault> {
        let call = self.call(profile, None, LIST_ZONES).await?;
        let request = call.clients.route53.list_hosted_zones();
        let answer = Box::pin(request.set_marker(marker.map(str::to_owned)).send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        read::zone_page(answer, marker).map_err(|odd| call.odd(&odd))
    }

    /// A zone with its delegation set.
    pub async fn zone(&self, profile: &ProfileName, zone: &ZoneId) -> Result<ZoneDetail, Fault> {
        let call = self.call(profile, Some(zone), GET_ZONE).await?;
        let answer =
            Box::pin(call.clients.route53.get_hosted_zone().id(zone.as_str()).send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
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
            .clients
            .route53
            .list_resource_record_sets()
            .hosted_zone_id(zone.as_str())
            .set_start_record_name(start.map(|start| start.name.clone()))
            .set_start_record_type(rtype.map(|rtype| rtype.as_str().into()))
            .set_start_record_identifier(start.and_then(|start| start.set_identifier.clone()))
            .set_max_items(max);
        let answer = Box::pin(request.send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
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
        let call = self.call(profile, Some(zone), CHANGE).await?;
        let batch = write::batch(batch)
            .map_err(|why| call.fault(Trouble::new(FaultKind::InvalidChange, CHANGE, why)))?;
        let request = call
            .clients
            .route53
            .change_resource_record_sets()
            .hosted_zone_id(zone.as_str())
            .change_batch(batch)
            .customize()
            .config_override(client::once());
        let answer = Box::pin(request.send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        read::change_info(answer.change_info).map_err(|odd| call.odd(&odd))
    }

    /// How far a change has come.
    pub async fn change_status(
        &self,
        profile: &ProfileName,
        change: &ChangeId,
    ) -> Result<ChangeInfo, Fault> {
        let call = self.call(profile, None, GET_CHANGE).await?;
        let answer = Box::pin(call.clients.route53.get_change().id(change.as_str()).send()).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        read::change_info(answer.change_info).map_err(|odd| call.odd(&odd))
    }

    /// Readies a call: the profile's clients, holding credentials that are good now.
    pub(super) async fn call<'a>(
        &'a self,
        profile: &'a ProfileName,
        zone: Option<&'a ZoneId>,
        action: &'static str,
    ) -> Result<Call<'a>, Fault> {
        let Some(access) = self.0.access.get(profile) else {
            let known = self.0.profiles.iter().find(|known| known.name == *profile);
            let problem = known.and_then(|known| known.problem.as_ref());
            return Err(Fault {
                kind: FaultKind::Misconfigured,
                action,
                profile: profile.clone(),
                account: None,
                zone: zone.cloned(),
                detail: problem.map_or_else(
                    || "there is no such profile".to_owned(),
                    |problem| problem.message.clone(),
                ),
            });
        };
        let clients = self.clients(profile, access);
        let sign_in = access.chain.sign_in();
        let call = Call { aws: &self.0, access, clients, sign_in, profile, zone, action };
        match self.0.keys.get(&access.chain).await {
            Ok(credentials) => {
                call.clients.held.hold(credentials);
                Ok(call)
            }
            Err(trouble) => Err(call.fault(trouble)),
        }
    }

    /// STS for all profiles that reach it alike: two hundred clients at once are megabytes. It has
    /// no credentials, so a request that is not given its profile's can't be signed.
    fn sts(&self, via: &Via) -> aws_sdk_sts::Client {
        let mut sts = self.0.sts.lock().unwrap_or_else(PoisonError::into_inner);
        let made = sts.entry(via.clone()).or_insert_with(|| {
            let partition = RetryPartition::custom("identity").build();
            client::sts(&self.0.host, via, None, partition)
        });
        made.clone()
    }

    fn clients(&self, profile: &ProfileName, access: &Access) -> Clients {
        let mut clients = self.0.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let made = clients.entry(profile.clone()).or_insert_with(|| {
            let held = Arc::new(Held::default());
            let keys = SharedCredentialsProvider::new(Shared(Arc::clone(&held)));
            let partition = RetryPartition::custom(profile.as_str().to_owned()).build();
            let via = &access.settings.route53;
            let route53 = client::route53(&self.0.host, via, keys.clone(), partition.clone());
            Clients { held, keys, partition, route53, account: Arc::default() }
        });
        made.clone()
    }
}

/// One call, for the faults that it may end in.
pub(super) struct Call<'a> {
    aws: &'a Inner,
    access: &'a Access,
    clients: Clients,
    sign_in: SignIn,
    profile: &'a ProfileName,
    zone: Option<&'a ZoneId>,
    action: &'static str,
}

impl Call<'_> {
    /// The profile's client of Route 53.
    pub(super) fn route53(&self) -> &aws_sdk_route53::Client {
        &self.clients.route53
    }

    /// The call ended in an error of the SDK's.
    pub(super) fn failed<E>(&self, error: &SdkError<E, HttpResponse>) -> Fault
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.fault(explain(error, self.action, &self.sign_in))
    }

    /// The call ended in an answer that makes no sense.
    pub(super) fn odd(&self, odd: &str) -> Fault {
        self.fault(Trouble::malformed(self.action, odd))
    }

    /// The call ended like this.
    pub(super) fn fault(&self, trouble: Trouble) -> Fault {
        // AWS no longer takes these: the next call asks for new ones.
        if matches!(trouble.kind, FaultKind::SignInNeeded(_)) {
            self.aws.keys.forget(&self.access.chain);
        }
        let account = self.clients.account.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Fault {
            kind: trouble.kind,
            action: trouble.action,
            profile: self.profile.clone(),
            account: account.or_else(|| self.access.chain.expected_account()),
            zone: self.zone.cloned(),
            detail: trouble.detail,
        }
    }
}
