//! Credentials: resolved once per chain, shared by all who need them, renewed before they end.

mod lasting;
mod lent;
mod mfa;
mod process;
mod role;
mod sso;

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;

use crate::zone::FaultKind;

use super::chain::{Base, Chain, CredentialSource};
use super::host::Host;
use super::trouble::Trouble;

/// How long a chain may take to come to credentials, whatever it is made of.
const LIMIT: Duration = Duration::from_secs(30);
/// Credentials are renewed this long before they end.
const MARGIN: Duration = Duration::from_mins(1);

/// All credentials of the program.
#[derive(Debug)]
pub(super) struct Keys {
    host: Host,
    slots: Mutex<HashMap<Chain, Arc<Slot>>>,
    sessions: sso::Sessions,
}

/// The credentials of one chain. Its lock is held while they are resolved, and keeps nobody
/// waiting but those who want the very same ones.
#[derive(Default)]
struct Slot {
    tries: AtomicU64,
    last: tokio::sync::Mutex<Option<Result<Credentials, Trouble>>>,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("tries", &self.tries).finish_non_exhaustive()
    }
}

impl Keys {
    pub(super) fn new(host: Host) -> Self {
        Self { host, slots: Mutex::default(), sessions: sso::Sessions::default() }
    }

    /// The credentials of a chain, good for at least a minute.
    pub(super) async fn get(&self, chain: &Chain) -> Result<Credentials, Trouble> {
        let slot = self.slot(chain);
        let tries = slot.tries.load(Ordering::Acquire);
        let mut last = slot.last.lock().await;
        match &*last {
            Some(Ok(credentials)) if self.lasts(credentials) => return Ok(credentials.clone()),
            // Somebody tried while this one waited: their failure is this one's too. Later
            // callers try again.
            Some(Err(trouble)) if slot.tries.load(Ordering::Acquire) != tries => {
                return Err(trouble.clone());
            }
            _ => {}
        }
        let result = self.anew(chain).await;
        slot.tries.fetch_add(1, Ordering::Release);
        *last = Some(result.clone());
        result
    }

    /// What the chain comes to now, in its time.
    async fn anew(&self, chain: &Chain) -> Result<Credentials, Trouble> {
        match tokio::time::timeout(LIMIT, self.resolve(chain)).await {
            Ok(result) => result,
            Err(_) => Err(Trouble::new(
                FaultKind::TimedOut,
                action(chain),
                match chain.base {
                    Base::Process { .. } if chain.roles.is_empty() => {
                        format!(
                            "the command did not end within {} seconds, and was stopped",
                            LIMIT.as_secs()
                        )
                    }
                    _ => format!("no credentials within {} seconds", LIMIT.as_secs()),
                },
            )),
        }
    }

    fn slot(&self, chain: &Chain) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(chain.clone()).or_default())
    }

    /// Forgets what was resolved for a chain and for what it builds on: AWS no longer takes it.
    pub(super) fn forget(&self, chain: &Chain) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|other, _| other.base != chain.base || !chain.roles.starts_with(&other.roles));
    }

    fn lasts(&self, credentials: &Credentials) -> bool {
        self.lasts_for(credentials, MARGIN)
    }

    fn lasts_for(&self, credentials: &Credentials, time: Duration) -> bool {
        credentials.expiry().is_none_or(|expiry| expiry > self.host.now() + time)
    }

    fn resolve<'a>(
        &'a self,
        chain: &'a Chain,
    ) -> Pin<Box<dyn Future<Output = Result<Credentials, Trouble>> + Send + 'a>> {
        Box::pin(async move {
            let Some((role, before)) = chain.roles.split_last() else {
                return self.base(&chain.base).await;
            };
            let source = Chain { base: chain.base.clone(), roles: before.to_vec() };
            let credentials = self.get(&source).await?;
            if let Some(serial) = &role.mfa {
                return Err(mfa::needed(serial));
            }
            role::assume(&self.host, role, credentials, None, &source.base.sign_in()).await
        })
    }

    async fn base(&self, base: &Base) -> Result<Credentials, Trouble> {
        match base {
            Base::Keys { id, secret, token } | Base::Variables { id, secret, token } => {
                let token = token.as_ref().map(|token| token.0.clone());
                Ok(Credentials::new(id, &secret.0, token, None, "zonecut"))
            }
            Base::Process { command } => process::run(&self.host, &command.0).await,
            Base::Sso(sso) => self.sessions.credentials(&self.host, sso).await,
            Base::WebIdentity { role_arn, token_file, session_name, via } => {
                role::with_web_identity(
                    &self.host,
                    role_arn,
                    token_file,
                    session_name.as_deref(),
                    via,
                )
                .await
            }
            Base::Login { session, region, bundle } => {
                lent::by_login(&self.host, session, region, bundle.as_deref()).await
            }
            Base::Container(_) | Base::Source(CredentialSource::EcsContainer) => {
                lent::by_container(&self.host).await
            }
            Base::Source(CredentialSource::Environment) => lent::by_variables(&self.host),
            Base::Source(CredentialSource::Ec2InstanceMetadata) => {
                lent::by_instance(&self.host).await
            }
        }
    }
}

/// The action that a chain ends with.
fn action(chain: &Chain) -> &'static str {
    match (&chain.base, chain.roles.is_empty()) {
        (_, false) => "sts:AssumeRole",
        (Base::Process { .. }, _) => "credential_process",
        (Base::Sso(_), _) => "sso:GetRoleCredentials",
        (Base::WebIdentity { .. }, _) => "sts:AssumeRoleWithWebIdentity",
        (Base::Login { .. }, _) => "signin:CreateOAuth2Token",
        (Base::Variables { .. } | Base::Container(_), _) => "credentials",
        (Base::Source(_) | Base::Keys { .. }, _) => "credential_source",
    }
}
