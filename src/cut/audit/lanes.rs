//! What an audit still has to ask, account by account, and what is under way.

use std::collections::{BTreeMap, VecDeque};

use crate::dns::Name;

use super::{AskId, AuditOptions};

/// Something to ask. Zones and cases are named by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The next page of a zone's records.
    Records(usize),
    /// A zone's delegation set.
    Detail(usize),
    /// A zone's signing.
    Signing(usize),
    /// What a server says of the cut of a case.
    Server {
        /// The case.
        case: usize,
        /// The server.
        server: Name,
    },
    /// How the tree of the DNS leads to the cut of a case.
    Chain(usize),
    /// Whether the servers of a zone serve keys of it.
    ApexKeys(usize),
}

/// Something to ask, and whose eyes are used: the place among the zone's readers, or of
/// [`What::ApexKeys`] among its servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    /// What.
    pub(super) what: What,
    /// The reader; 0 for all else in the DNS.
    pub(super) reader: usize,
}

/// What one limit holds for: an account, or the DNS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lane {
    queue: VecDeque<Want>,
    under_way: usize,
}

impl Lane {
    fn take(&mut self, limit: usize) -> Option<Want> {
        let want = if self.under_way < limit { self.queue.pop_front() } else { None };
        self.under_way += usize::from(want.is_some());
        want
    }
}

/// Which lane: `None` is the DNS.
pub(super) type At = Option<usize>;

/// All lanes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lanes {
    accounts: Vec<Lane>,
    dns: Lane,
    under_way: BTreeMap<AskId, (At, Want)>,
    asked: u64,
}

impl Lanes {
    pub(super) fn of(accounts: usize) -> Self {
        Self { accounts: vec![Lane::default(); accounts], ..Self::default() }
    }

    fn lane(&mut self, at: At) -> Option<&mut Lane> {
        match at {
            None => Some(&mut self.dns),
            Some(account) => self.accounts.get_mut(account),
        }
    }

    /// Asks it after all else. Pages of records wait behind what completes a row.
    pub(super) fn push(&mut self, at: At, want: Want) {
        let last = matches!(want.what, What::Records(_) | What::Server { .. } | What::Chain(_));
        let Some(lane) = self.lane(at) else { return };
        if last {
            lane.queue.push_back(want);
        } else {
            lane.queue.push_front(want);
        }
    }

    /// As much as the limits allow.
    pub(super) fn take(&mut self, options: &AuditOptions) -> Vec<(AskId, Want)> {
        let mut taken = Vec::new();
        for (account, lane) in self.accounts.iter_mut().enumerate() {
            while let Some(want) = lane.take(options.per_account_in_flight.max(1)) {
                taken.push((Some(account), want));
            }
        }
        while let Some(want) = self.dns.take(options.lookups_in_flight.max(1)) {
            taken.push((None, want));
        }
        let numbered = taken.into_iter().map(|(at, want)| {
            self.asked += 1;
            let id = AskId(self.asked);
            self.under_way.insert(id, (at, want.clone()));
            (id, want)
        });
        numbered.collect()
    }

    /// What an answer is to; `None` where nobody waits for it.
    pub(super) fn answered(&mut self, id: AskId) -> Option<Want> {
        let (at, want) = self.under_way.remove(&id)?;
        if let Some(lane) = self.lane(at) {
            lane.under_way = lane.under_way.saturating_sub(1);
        }
        Some(want)
    }

    /// Puts all that is under way before all else that is to be asked.
    pub(super) fn put_back(&mut self) {
        for (_, (at, want)) in std::mem::take(&mut self.under_way).into_iter().rev() {
            if let Some(lane) = self.lane(at) {
                lane.under_way = 0;
                lane.queue.push_front(want);
            }
        }
    }

    /// Takes out all that is to be asked of the accounts, in its order.
    pub(super) fn clear_accounts(&mut self) -> Vec<(At, Want)> {
        let lanes = self.accounts.iter_mut().enumerate();
        lanes
            .flat_map(|(at, lane)| lane.queue.drain(..).map(move |want| (Some(at), want)))
            .collect()
    }

    /// How many asks are under way.
    pub(super) fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Whether nothing is to be asked, and nothing under way.
    pub(super) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
            && self.dns.queue.is_empty()
            && self.accounts.iter().all(|lane| lane.queue.is_empty())
    }
}
