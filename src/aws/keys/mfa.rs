//! Roles that want the code of an MFA device: asked for once, their session kept in memory alone.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use crate::zone::{Ask, DeviceAsk, FaultKind, OneTimeCode, Polled, Ticket};

use super::super::chain::{Base, Chain, Role, SsoBase};
use super::super::trouble::Trouble;
use super::{Keys, LIMIT, role};

const ASSUME: &str = "sts:AssumeRole";

impl Keys {
    /// What a device is asked for next so that the chain leads to credentials; where nothing is
    /// missing, what would renew them. `None` for a chain without `mfa_serial`.
    pub(in crate::aws) fn wants_code(&self, chain: &Chain) -> Option<Ask> {
        let (_, role, serial) = self.next_code(chain)?;
        Some(Ask::Code { serial: serial.to_owned(), role: role.arn.clone() })
    }

    /// What a device has to be asked for before the chain leads to credentials.
    pub(in crate::aws) fn missing_code(&self, chain: &Chain) -> Option<Ask> {
        let (at, role, serial) = self.next_code(chain)?;
        let missing = self.held_until(&part(chain, at + 1)).is_none();
        missing.then(|| Ask::Code { serial: serial.to_owned(), role: role.arn.clone() })
    }

    /// Assumes the role that [`Self::wants_code`] names.
    pub(in crate::aws) async fn give_code(
        &self,
        chain: &Chain,
        code: &OneTimeCode,
    ) -> Result<(), Trouble> {
        let Some((at, role, serial)) = self.next_code(chain) else {
            let detail = "the profile asks for no code";
            return Err(Trouble::new(FaultKind::Misconfigured, ASSUME, detail));
        };
        let source = part(chain, at);
        let slot = self.slot(&part(chain, at + 1));
        let mut last = slot.last.lock().await;
        let sign_in = source.base.sign_in();
        let assumed = tokio::time::timeout(LIMIT, async {
            let credentials = self.get(&source).await?;
            let code = Some((serial, code.reveal()));
            role::assume(&self.host, role, credentials, code, &sign_in).await
        });
        let assumed = assumed.await.unwrap_or_else(|_| {
            let detail = format!("no answer within {} seconds", LIMIT.as_secs());
            Err(Trouble::new(FaultKind::TimedOut, ASSUME, detail))
        })?;
        slot.tries.fetch_add(1, Ordering::Release);
        *last = Some(Ok(assumed));
        Ok(())
    }

    /// When a person is needed again: for the base's token, or for the first code.
    pub(in crate::aws) async fn ends(&self, chain: &Chain) -> Option<SystemTime> {
        let base = match &chain.base {
            Base::Sso(sso) => self.sessions.ends(&self.host, sso).await,
            _ => None,
        };
        let codes = (0..chain.roles.len())
            .filter(|at| chain.roles[*at].mfa.is_some())
            .filter_map(|at| self.held_until(&part(chain, at + 1)));
        codes.chain(base).min()
    }

    /// Whether the chain's base lets us in, by trying: what the file says of a session's token does
    /// not tell that the session was ended elsewhere. Other trouble is no reason to sign in.
    pub(in crate::aws) async fn is_let_in(&self, chain: &Chain) -> bool {
        let tried = self.get(&part(chain, 0)).await;
        !tried.is_err_and(|trouble| matches!(trouble.kind, FaultKind::SignInNeeded(_)))
    }

    /// Whether the session's token is good, or can be had without a person, by its file.
    pub(in crate::aws) async fn is_signed_in(&self, sso: &SsoBase) -> bool {
        self.sessions.is_signed_in(&self.host, sso).await
    }

    /// Begins a sign-in to a session.
    pub(in crate::aws) async fn begin(&self, sso: &SsoBase) -> Result<DeviceAsk, Trouble> {
        self.sessions.begin(&self.host, sso).await
    }

    /// Asks once whether a sign-in was approved.
    pub(in crate::aws) async fn poll(&self, ticket: Ticket) -> Result<Polled, Trouble> {
        self.sessions.poll(&self.host, ticket).await
    }

    /// The first role of a chain that wants a code and has no session, or else the last that
    /// wants one: its place, itself, and the device.
    fn next_code<'a>(&self, chain: &'a Chain) -> Option<(usize, &'a Role, &'a str)> {
        let wanting = || {
            let roles = chain.roles.iter().enumerate();
            roles.filter_map(|(at, role)| Some((at, role, role.mfa.as_deref()?)))
        };
        let missing = |at: usize| self.held_until(&part(chain, at + 1)).is_none();
        wanting().find(|(at, ..)| missing(*at)).or_else(|| wanting().next_back())
    }

    /// Until when there are credentials that are good now.
    fn held_until(&self, chain: &Chain) -> Option<SystemTime> {
        let slot = self.slot(chain);
        // One that is being resolved holds none yet.
        let last = slot.last.try_lock().ok()?;
        let credentials = last.as_ref()?.as_ref().ok()?;
        credentials.expiry().filter(|_| self.lasts(credentials))
    }
}

/// A chain up to so many of its roles.
fn part(chain: &Chain, roles: usize) -> Chain {
    Chain { base: chain.base.clone(), roles: chain.roles.iter().take(roles).cloned().collect() }
}

/// What a role that wants a code comes to where nobody has given one.
pub(super) fn needed(serial: &str) -> Trouble {
    let kind = FaultKind::SignInNeeded(crate::zone::SignIn::Mfa(serial.into()));
    Trouble::new(kind, ASSUME, "the role is assumed with the code of an MFA device")
}
