//! One rate for each account, whatever profiles reach it and whatever part of the program asks:
//! [AWS's limits](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html)
//! are the account's.

mod bucket;
mod gate;
mod limit;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::zone::{AccountId, Partition};

pub use limit::Limit;

use bucket::Bucket;
use gate::Gate;
pub(super) use gate::{Ticket, Turn, Urgency};

/// Whose rate it is. A server of one's own has limits of its own, whatever accounts it knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Account {
    pub(super) partition: Partition,
    pub(super) endpoint: Option<String>,
    pub(super) id: AccountId,
}

/// The gates of all accounts that are known so far.
#[derive(Debug, Default)]
pub(super) struct Gates {
    default: Limit,
    known: Mutex<HashMap<Account, Arc<Gate>>>,
}

/// One profile's way through the gate of its account.
#[derive(Debug)]
pub(super) struct Lane {
    own: Option<Limit>,
    /// `None` while nobody has told the account: the gate is the profile's alone.
    to: Mutex<(Option<Account>, Arc<Gate>)>,
}

impl Gates {
    /// `default` holds for every account of which no profile says otherwise.
    pub(super) fn new(default: Limit) -> Self {
        Self { default, known: Mutex::default() }
    }

    /// The lane of a profile, `own` being what is said of its account there. `account` is the one
    /// that its settings name.
    pub(super) fn lane(&self, own: Option<Limit>, account: Option<Account>) -> Lane {
        let gate = match &account {
            Some(account) => self.gate(account, || self.fresh()),
            None => self.fresh(),
        };
        gate.lower_to(own);
        Lane { own, to: Mutex::new((account, gate)) }
    }

    /// AWS says whose the lane's profile is. What the profile took before, and who waits in it,
    /// goes on to the account.
    pub(super) fn belongs(&self, lane: &Lane, account: &Account) {
        let mut to = lane.to.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = match &to.0 {
            Some(known) if known == account => return,
            // It is another account than it was: that one's gate stays where it is.
            Some(_) => self.gate(account, || self.fresh()),
            None => {
                let gate = self.gate(account, || Arc::clone(&to.1));
                if !Arc::ptr_eq(&gate, &to.1) {
                    to.1.move_to(&gate);
                }
                gate
            }
        };
        gate.lower_to(lane.own);
        *to = (Some(account.clone()), gate);
    }

    fn fresh(&self) -> Arc<Gate> {
        Arc::new(Gate::new(Bucket::new(self.default)))
    }

    fn gate(&self, account: &Account, or: impl FnOnce() -> Arc<Gate>) -> Arc<Gate> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(account.clone()).or_insert_with(or))
    }
}

impl Lane {
    /// How often the account is asked at most, as far as it is known.
    pub(super) fn limit(&self) -> Limit {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).1.limit()
    }

    /// Waits until the account may be asked once more. A wait that is given up gives its place
    /// back; a ticket keeps its place for the next try.
    pub(super) async fn turn(&self, ticket: Ticket) -> Turn {
        let gate = Arc::clone(&self.to.lock().unwrap_or_else(PoisonError::into_inner).1);
        gate.turn(ticket).await
    }
}

#[cfg(test)]
mod tests;
