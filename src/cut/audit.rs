//! The audit of every zone cut of all accounts in view, as a state machine that whoever does the
//! I/O drives: [`Audit::next`] says what to ask, [`Audit::hear`] takes what was answered.
//!
//! Every public zone's records are read once; of them only what matters to a cut is kept. A row
//! is there as soon as all that it rests on was heard. What can't be read or asked ends nothing:
//! the rows that rest on it say so.

mod ask;
mod estimate;
mod progress;
mod row;
mod state;

use crate::dns::Name;
use crate::zone::{AccountId, Fault, ZoneKey};

pub use ask::{AskId, AuditAnswer, AuditAsk, AuditQuestion};
pub use estimate::{AccountEstimate, AuditEstimate, RequestRate};
pub use progress::AuditProgress;
pub use row::{AuditRow, Repair, ServerSeen, Standing};
pub use state::CutState;

/// A zone that an audit looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditZone {
    /// The zone, and a profile that reads it. A zone that several profiles reach may be given
    /// several times: the next one reads where one can't.
    pub key: ZoneKey,
    /// Its account, where STS has told it.
    pub account: Option<AccountId>,
    /// Whether it answers only inside VPCs. Private zones are left out.
    pub private: bool,
    /// `ResourceRecordSetCount`.
    pub record_count: u64,
    /// The AWS service that owns it: nobody else can edit it.
    pub linked_service: Option<String>,
}

/// How an audit goes about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditOptions {
    /// Whether the DNS is asked. Without, only what Route 53's API tells is told.
    pub dns: bool,
    /// Only cuts at or below these names; all where it is empty.
    pub only: Vec<Name>,
    /// Requests under way to one account, at most.
    pub per_account_in_flight: usize,
    /// Lookups in the DNS under way, at most.
    pub lookups_in_flight: usize,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { dns: true, only: Vec::new(), per_account_in_flight: 4, lookups_in_flight: 256 }
    }
}

/// An audit that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    zones: Vec<AuditZone>,
    options: AuditOptions,
    rows: Vec<AuditRow>,
}

impl Audit {
    /// An audit of these zones; nothing is asked yet.
    #[must_use]
    pub fn new(zones: Vec<AuditZone>, options: AuditOptions) -> Self {
        Self { zones, options, rows: Vec::new() }
    }

    /// What it will ask.
    #[must_use]
    pub fn estimate(&self) -> AuditEstimate {
        AuditEstimate { accounts: Vec::new(), zones: 0, servers_about: 0 }
    }

    /// What to ask now: as much as the limits allow beside what is under way, nothing while
    /// paused. Each is asked once.
    #[must_use = "what is not asked is never answered"]
    pub fn next(&mut self) -> Vec<AuditAsk> {
        Vec::new()
    }

    /// Takes an answer and says which rows it brought, as places in [`Audit::rows`]. An answer
    /// that nobody waits for changes nothing.
    pub fn hear(&mut self, _id: AskId, _answer: AuditAnswer) -> Vec<usize> {
        Vec::new()
    }

    /// Asks nothing more for now. What is under way may still be heard.
    pub fn pause(&mut self) {}

    /// Goes on where it was paused.
    pub fn resume(&mut self) {}

    /// Takes back what is under way and was not answered: it will be asked again. For a driver
    /// that has dropped its requests.
    pub fn put_back(&mut self) {}

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        false
    }

    /// Whether all is known that can be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        true
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> AuditProgress {
        AuditProgress::default()
    }

    /// The rows in the order in which they came. A row never changes once it is there.
    #[must_use]
    pub fn rows(&self) -> &[AuditRow] {
        &self.rows
    }

    /// The rows with the gravest first, and by name within a state.
    #[must_use]
    pub fn rows_by_severity(&self) -> Vec<&AuditRow> {
        self.rows.iter().collect()
    }

    /// The zones whose records could not be read, with the profile that tried last, and why.
    #[must_use]
    pub fn unread(&self) -> Vec<(&ZoneKey, &Fault)> {
        Vec::new()
    }

    /// The account of a zone of this audit, where it is known.
    #[must_use]
    pub fn account_of(&self, zone: &ZoneKey) -> Option<&AccountId> {
        let of = |seen: &&AuditZone| seen.key.zone == zone.zone && seen.account.is_some();
        self.zones.iter().find(of).and_then(|seen| seen.account.as_ref())
    }

    /// How it goes about it.
    #[must_use]
    pub fn options(&self) -> &AuditOptions {
        &self.options
    }
}
