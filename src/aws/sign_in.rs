//! Signing in with the help of a person: what is asked of them, and what they answered.

use std::time::{Duration, SystemTime};

use crate::zone::{Ask, Fault, OneTimeCode, Polled, ProfileName, SignIn, Ticket};

use super::access::Aws;
use super::chain::Base;

const BEGIN: &str = "sign-in";
const CODE: &str = "sts:AssumeRole";

impl Aws {
    /// Begins to sign in to what the profile's credentials come from, and tells what that asks of
    /// a person. Every profile of an IAM Identity Center session has the same sign-in.
    ///
    /// # Errors
    /// Where the service can't be reached or refuses.
    pub async fn begin_sign_in(&self, profile: &ProfileName) -> Result<Ask, Fault> {
        let call = self.unready(profile, BEGIN)?;
        let chain = &call.access.chain;
        let ask = match (&chain.base, self.keys().wants_code(chain)) {
            // Outside of the session no code helps; inside, the code is what is missing.
            (Base::Sso(sso), wanted) => match wanted {
                Some(ask) if self.keys().is_let_in(chain).await => Ok(ask),
                _ => Box::pin(self.keys().begin(sso)).await.map(Ask::Device),
            },
            (_, Some(ask)) => Ok(ask),
            (base, None) => {
                let owner = call.access.via.profile.as_ref().unwrap_or(profile);
                Ok(Ask::Elsewhere(elsewhere(&base.sign_in(), owner)))
            }
        };
        ask.map_err(|trouble| call.fault(trouble))
    }

    /// The code that stands between the profile and credentials, where one does that a person
    /// can give. Asks nobody.
    pub async fn awaited_code(&self, profile: &ProfileName) -> Option<Ask> {
        let call = self.unready(profile, CODE).ok()?;
        let chain = &call.access.chain;
        match &chain.base {
            Base::Sso(sso) if !self.keys().is_signed_in(sso).await => None,
            _ => self.keys().missing_code(chain),
        }
    }

    /// Asks once whether a device authorization was approved. When it was, the token is in the
    /// cache that AWS's tools share, and the profiles of its session have credentials again.
    ///
    /// # Errors
    /// Where the service refuses for another reason than RFC 8628 names, and where the token
    /// can't be written.
    pub async fn poll_sign_in(
        &self,
        profile: &ProfileName,
        ticket: Ticket,
    ) -> Result<Polled, Fault> {
        let call = self.unready(profile, BEGIN)?;
        Box::pin(self.keys().poll(ticket)).await.map_err(|trouble| call.fault(trouble))
    }

    /// Assumes the role that waits for a code of an MFA device. The session is kept in memory
    /// alone, for all profiles whose chain leads through the same role.
    ///
    /// # Errors
    /// `Denied` where the code is wrong, was used already, or the role does not trust the caller.
    pub async fn give_code(&self, profile: &ProfileName, code: &OneTimeCode) -> Result<(), Fault> {
        let call = self.unready(profile, CODE)?;
        let taken = Box::pin(self.keys().give_code(&call.access.chain, code)).await;
        taken.map_err(|trouble| call.fault(trouble))
    }

    /// Has the profile hold credentials that are good for this long, renewed where that takes no
    /// person.
    ///
    /// # Errors
    /// [`EndsSoon`](crate::zone::FaultKind::EndsSoon) where they would end before. They are good
    /// for reading still.
    pub async fn outlasts(&self, profile: &ProfileName, time: Duration) -> Result<(), Fault> {
        let call = self.unready(profile, BEGIN)?;
        let lasting = Box::pin(self.keys().lasting(&call.access.chain, time)).await;
        lasting.map_err(|trouble| call.fault(trouble))
    }

    /// When a person has to sign in again for this profile, as far as that is known; `None` where
    /// its credentials are renewed without one. Asks nobody.
    pub async fn signed_in_until(&self, profile: &ProfileName) -> Option<SystemTime> {
        self.keys().ends(&self.unready(profile, BEGIN).ok()?.access.chain).await
    }
}

/// What to do where nothing can be done from here.
fn elsewhere(sign_in: &SignIn, profile: &ProfileName) -> String {
    match sign_in {
        SignIn::Login => format!("Sign in with: aws login --profile {profile}"),
        SignIn::Process => {
            format!("Sign in to what credential_process of profile {profile} asks.")
        }
        SignIn::WebIdentity => {
            format!("Profile {profile} uses a token file: whoever writes it has to renew it.")
        }
        SignIn::Environment => {
            "These credentials come from the environment: put new ones there and start zonecut again.".to_owned()
        }
        _ => format!("Profile {profile} uses keys: there is no sign-in, only new keys."),
    }
}
