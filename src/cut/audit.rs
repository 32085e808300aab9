//! The audit of every zone cut of all accounts in view, as a state machine that whoever does the
//! I/O drives: [`Audit::asks`] says what to ask, [`Audit::hear`] takes what was answered.
//!
//! Every public zone's records are read once; of them only what matters to a cut is kept. A row
//! is there as soon as all that it rests on was heard. What can't be read or asked ends nothing:
//! the rows that rest on it say so.

mod again;
mod ask;
mod asking;
mod case;
mod cuts;
mod estimate;
#[cfg(test)]
mod fixture;
mod hearing;
mod judge;
mod lanes;
mod pairing;
mod progress;
mod repair;
mod row;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod verdict;
mod vouched;
mod zone;
mod zones;

use std::collections::{HashMap, HashSet};

use crate::dns::Name;
use crate::zone::{AccountId, Fault, ProfileName, ZoneKey};

use case::Case;
use lanes::{Lanes, Want, What};
use zones::{Records, Zones};

pub use ask::{AskId, AuditAnswer, AuditAsk, AuditQuestion};
pub use estimate::{AccountEstimate, AuditEstimate, RequestRate};
pub use progress::AuditProgress;
pub use row::{AuditRow, Repair, ServerSeen, Standing};
pub use state::CutState;
pub use zone::{AuditOptions, AuditZone};

/// An audit that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    zones: Zones,
    options: AuditOptions,
    lanes: Lanes,
    /// The names that are or were judged; `None` once their rows are there.
    cases: Vec<Option<Case>>,
    opened: HashSet<Name>,
    rows: Vec<AuditRow>,
    /// Profiles that can't ask anything, and why.
    down: HashMap<ProfileName, Fault>,
    progress: AuditProgress,
    paused: bool,
}

impl Audit {
    /// An audit of these zones; nothing is asked yet.
    #[must_use]
    pub fn new(zones: Vec<AuditZone>, options: AuditOptions) -> Self {
        let zones = Zones::of(zones, &options);
        let mut audit = Self {
            lanes: Lanes::of(zones.accounts().len()),
            zones,
            options,
            cases: Vec::new(),
            opened: HashSet::new(),
            rows: Vec::new(),
            down: HashMap::new(),
            progress: AuditProgress::default(),
            paused: false,
        };
        let wanted: Vec<usize> = audit.zones.wanted().map(|(at, _)| at).collect();
        audit.progress.zones = wanted.len();
        for at in wanted {
            audit.progress.pages_about += estimate::pages(audit.zones.get(at));
            audit.want(Want { what: What::Records(at), reader: 0 }, None);
        }
        for name in audit.zones.names() {
            audit.open(name);
        }
        audit
    }

    /// What it will ask, from the first request to the last, by what the listing tells.
    #[must_use]
    pub fn estimate(&self) -> AuditEstimate {
        estimate::estimate(&self.zones, &self.options)
    }

    /// What to ask now: as much as the limits allow beside what is under way, nothing while
    /// paused. Each is asked once.
    #[must_use = "what is not asked is never answered"]
    pub fn asks(&mut self) -> Vec<AuditAsk> {
        if self.paused {
            return Vec::new();
        }
        let taken = self.lanes.take(&self.options);
        let asks = taken.into_iter().filter_map(|(id, want)| {
            let what = self.question(&want);
            if what.is_none() {
                self.lanes.answered(id);
            }
            Some(AuditAsk { id, what: what? })
        });
        asks.collect()
    }

    /// Takes an answer and says which rows it brought, as places in [`Audit::rows`]. An answer
    /// that nobody waits for changes nothing; one of another kind than the question is asked for
    /// again.
    pub fn hear(&mut self, id: AskId, answer: AuditAnswer) -> Vec<usize> {
        let before = self.rows.len();
        if let Some(want) = self.lanes.answered(id) {
            self.take(want, answer);
        }
        (before..self.rows.len()).collect()
    }

    /// Asks nothing more for now. What is under way may still be heard.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    /// Goes on where it was paused.
    pub fn resume(&mut self) {
        self.paused = false;
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Takes back what is under way: it will be asked again, and what comes of the first time is
    /// not heard. For a driver that has dropped its requests.
    pub fn put_back(&mut self) {
        self.lanes.put_back();
    }

    /// Whether all is known that can be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.lanes.is_empty()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> AuditProgress {
        AuditProgress { in_flight: self.lanes.under_way(), ..self.progress.clone() }
    }

    /// The rows in the order in which they came. A row never changes once it is there.
    #[must_use]
    pub fn rows(&self) -> &[AuditRow] {
        &self.rows
    }

    /// The rows with the gravest first, and in the order of the DNS within a state.
    #[must_use]
    pub fn rows_by_severity(&self) -> Vec<&AuditRow> {
        let mut rows: Vec<&AuditRow> = self.rows.iter().collect();
        rows.sort_by(|a, b| {
            let ids = |row: &AuditRow| {
                [&row.parent, &row.child].map(|key| key.as_ref().map(|key| key.zone.clone()))
            };
            let place = |row: &AuditRow| row.state.severity();
            (place(a), &a.name, ids(a)).cmp(&(place(b), &b.name, ids(b)))
        });
        rows
    }

    /// The zones whose records could not be read, with the profile that tried last, and why.
    #[must_use]
    pub fn unread(&self) -> Vec<(&ZoneKey, &Fault)> {
        let unread = self.zones.iter().filter_map(|zone| match &zone.records {
            Records::Unread { reader, fault } => Some((zone.readers.get(*reader)?, fault)),
            _ => None,
        });
        unread.collect()
    }

    /// Why profiles are asked nothing more: a fault each.
    pub fn down(&self) -> impl Iterator<Item = &Fault> {
        self.down.values()
    }

    /// The account of a zone of this audit, where it is known.
    #[must_use]
    pub fn account_of(&self, zone: &ZoneKey) -> Option<&AccountId> {
        self.zones.by_id(&zone.zone)?.account.as_ref()
    }

    /// How it goes about it.
    #[must_use]
    pub fn options(&self) -> &AuditOptions {
        &self.options
    }
}
