//! A row of a check: one server, what it was asked, and how its answer stands.

use std::time::Duration;

use crate::cut::authority;
use crate::cut::judgement::{Judgement, Want, child, parent, resolver};
use crate::cut::referral::{self, AtParent};
use crate::cut::sighting::{Judged, judge, reply};
use crate::dns::{AddressSighting, Looked, Lookup, Name, Query, RecordType, Sighting};
use crate::zone::{ProofRole, ProofRow, ProofState};

use super::ask::CheckAsk;

/// A row that does not agree is asked again in this time, then in twice as much, and so on.
const FIRST_DELAY: Duration = Duration::from_millis(500);
/// The longest time between two questions of one row.
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// One server, and how its answer stands to what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// What the server is to the cut.
    pub role: ProofRole,
    /// The server's name; `from the root` for the way to the cut, `the resolver` for that.
    pub server: String,
    /// How its last answer stands to what is expected.
    pub state: ProofState,
    /// Whether it is being asked, or will be asked again.
    pub open: bool,
    /// What it answered, in one line; empty while waiting.
    pub words: String,
    /// What it answered in full, a line for each address.
    pub detail: Vec<String>,
    /// How long its slowest answer took; `None` where there was none.
    pub took: Option<Duration>,
}

impl CheckRow {
    /// The row as the journal keeps it.
    pub(super) fn to_proof(&self) -> ProofRow {
        let millis = |took: Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        ProofRow {
            role: self.role,
            server: self.server.clone(),
            state: self.state,
            words: self.words.clone(),
            took_ms: self.took.map(millis),
        }
    }
}

/// A row with what the machine must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    role: ProofRole,
    server: Option<Name>,
    lookup: Lookup,
    looked: Option<Looked>,
    judged: Judged,
    pub(super) in_flight: bool,
    /// When it is asked again.
    pub(super) due: Option<Duration>,
    /// How often it has answered.
    heard: u32,
}

impl Row {
    pub(super) fn new(role: ProofRole, server: Option<Name>, lookup: Lookup) -> Self {
        let judged = Judged {
            state: ProofState::Waiting,
            words: String::new(),
            detail: Vec::new(),
            took: None,
        };
        let (in_flight, due) = (false, None);
        Self { role, server, lookup, looked: None, judged, in_flight, due, heard: 0 }
    }

    pub(super) fn role(&self) -> ProofRole {
        self.role
    }

    pub(super) fn is(&self, role: ProofRole, server: &Name) -> bool {
        self.role == role && self.server.as_ref() == Some(server)
    }

    pub(super) fn ask(&mut self, row: usize) -> CheckAsk {
        self.in_flight = true;
        self.due = None;
        CheckAsk { row, lookup: self.lookup.clone() }
    }

    pub(super) fn hear(&mut self, looked: Looked) {
        self.in_flight = false;
        self.heard = self.heard.saturating_add(1);
        self.looked = Some(looked);
    }

    pub(super) fn was_never_asked(&self) -> bool {
        !self.in_flight && self.heard == 0
    }

    /// Is to be asked for what it keeps of a name, and not to look for more.
    pub(super) fn ask_of_cache(&mut self, cut: &Name) {
        self.lookup = Lookup::Resolver(Query::of_cache(cut.clone(), RecordType::Ns));
    }

    pub(super) fn differs(&self) -> bool {
        self.judged.state == ProofState::Differs
    }

    pub(super) fn agrees(&self) -> bool {
        self.judged.state == ProofState::Agrees
    }

    /// Whether it is being asked, or will be again.
    pub(super) fn is_open(&self) -> bool {
        let resolver_to_come = self.role == ProofRole::Resolver && self.was_never_asked();
        self.in_flight || self.due.is_some() || resolver_to_come
    }

    /// The resolver is asked once: what it keeps, it keeps.
    pub(super) fn may_be_asked_again(&self) -> bool {
        !self.is_open() && !self.agrees() && self.role != ProofRole::Resolver
    }

    pub(super) fn delay(&self) -> Duration {
        let doubled = self.heard.saturating_sub(1).min(8);
        FIRST_DELAY.saturating_mul(1 << doubled).min(LONGEST_DELAY)
    }

    /// What was heard of the way, where this row is it.
    pub(super) fn way(&self) -> Option<&Looked> {
        self.looked.as_ref().filter(|_| self.role == ProofRole::Chain)
    }

    /// What the way has led to.
    pub(super) fn found(&mut self, (state, words): Judgement) {
        self.judged = Judged { state, words, detail: Vec::new(), took: None };
    }

    /// What each address of a server of the parent says.
    pub(super) fn at_parent(&self, parent: &Name, cut: &Name) -> Vec<AtParent> {
        let Some((sighting, queries)) = self.sighting() else { return Vec::new() };
        let addresses = sighting.addresses.iter().flatten();
        match self.role {
            ProofRole::Parent => addresses.map(|at| at_parent(parent, cut, queries, at)).collect(),
            _ => Vec::new(),
        }
    }

    /// Judges the last answer.
    pub(super) fn judge(&mut self, want: &Want) {
        let Some(looked) = &self.looked else { return };
        self.judged = match (self.role, looked, self.sighting()) {
            (ProofRole::Chain, ..) => return,
            (ProofRole::Parent, _, Some((sighting, queries))) => judge(sighting, &want.cut, |at| {
                parent::judge(want, &at_parent(&want.parent, &want.cut, queries, at))
            }),
            (ProofRole::Child, _, Some((sighting, queries))) => judge(sighting, &want.cut, |at| {
                let heard = |rtype| reply(queries, at, &want.cut, &rtype);
                let (soa, ns) = (heard(RecordType::Soa), heard(RecordType::Ns));
                let keys = heard(authority::dnskey());
                child::judge(want, &authority::read(&want.cut, soa, ns, keys))
            }),
            (ProofRole::Resolver, Looked::Resolver(heard), _) => {
                let looked = matches!(&self.lookup, Lookup::Resolver(query) if query.recursion);
                let (state, words) = resolver::judge(want, looked, heard);
                let took = heard.as_ref().ok().map(|reply| reply.took);
                Judged { state, words, detail: Vec::new(), took }
            }
            _ => Judged::unheard(&"an answer to another question"),
        };
    }

    fn sighting(&self) -> Option<(&Sighting, &[Query])> {
        match (&self.looked, &self.lookup) {
            (Some(Looked::Server(sighting)), Lookup::Server { queries, .. }) => {
                Some((sighting, queries))
            }
            _ => None,
        }
    }

    /// The row as it is shown.
    pub(super) fn shown(&self) -> CheckRow {
        let server = match (&self.server, self.role) {
            (Some(server), _) => server.to_string(),
            (None, ProofRole::Chain) => "from the root".to_owned(),
            (None, _) => "the resolver".to_owned(),
        };
        let Judged { state, words, detail, took } = self.judged.clone();
        CheckRow { role: self.role, server, state, open: self.is_open(), words, detail, took }
    }
}

fn at_parent(parent: &Name, cut: &Name, queries: &[Query], at: &AddressSighting) -> AtParent {
    let heard = |rtype| reply(queries, at, cut, &rtype);
    referral::read(parent, cut, heard(RecordType::Ns), heard(RecordType::Ds))
}
