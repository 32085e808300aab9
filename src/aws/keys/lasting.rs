//! Credentials for what takes its time: renewed first, or told to end too soon.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use crate::zone::{FaultKind, SignIn};

use super::super::chain::Chain;
use super::super::trouble::Trouble;
use super::{Keys, MARGIN};

const ACTION: &str = "credentials";

impl Keys {
    /// Has the chain hold credentials that are good for this long: those that it holds where they
    /// are, else new ones.
    ///
    /// # Errors
    /// [`FaultKind::EndsSoon`] where a person is needed for new ones, and where the new ones end
    /// as soon. What is held stays, as it is good for reading still.
    pub(in crate::aws) async fn lasting(
        &self,
        chain: &Chain,
        time: Duration,
    ) -> Result<(), Trouble> {
        let slot = self.slot(chain);
        let mut last = slot.last.lock().await;
        let held = last.as_ref().and_then(|last| last.as_ref().ok());
        let held = held.filter(|held| self.lasts_for(held, MARGIN));
        if held.is_some_and(|held| self.lasts_for(held, time)) {
            return Ok(());
        }
        let held_until = held.and_then(Credentials::expiry);
        let result = self.anew(chain).await;
        let told = match (&result, held_until) {
            (Ok(new), _) if self.lasts_for(new, time) => Ok(()),
            (Ok(new), _) => Err(self.ends_soon(chain.sign_in(), new.expiry(), time)),
            (Err(trouble), Some(until)) => {
                return Err(match &trouble.kind {
                    FaultKind::SignInNeeded(who) => self.ends_soon(who.clone(), Some(until), time),
                    _ => trouble.clone(),
                });
            }
            (Err(trouble), None) => Err(trouble.clone()),
        };
        slot.tries.fetch_add(1, Ordering::Release);
        *last = Some(result);
        told
    }

    fn ends_soon(&self, who: SignIn, until: Option<SystemTime>, time: Duration) -> Trouble {
        let left = until.and_then(|until| until.duration_since(self.host.now()).ok());
        let (left, time) = (minutes(left.unwrap_or_default()), minutes(time));
        let detail = format!("{left} left, a change may take {time}");
        Trouble::new(FaultKind::EndsSoon(Box::new(who)), ACTION, detail)
    }
}

/// Whole minutes, rounded down.
fn minutes(time: Duration) -> String {
    match time.as_secs() / 60 {
        0 => "no minute".to_owned(),
        minutes => format!("{minutes} min"),
    }
}
