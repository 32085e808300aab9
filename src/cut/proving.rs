//! The proof that a cut is as it should be, as a state machine that whoever asks the DNS drives:
//! it is told what was heard, and says what to ask next.

mod ask;
mod expected;
mod row;
mod summary;
#[cfg(test)]
mod tests;
mod way;

use std::time::Duration;

use crate::dns::{Looked, Lookup, Name, Query, RecordType};
use crate::zone::{Proof, ProofRole, ProofState, ProofVerdict};

use super::judgement::Want;
use super::referral::AtParent;
use super::{Plan, authority, referral};

use row::Row;
use way::{Found, Way};

pub use ask::{CheckAsk, CheckNext};
pub use expected::Expected;
pub use row::CheckRow;

/// A cut that is being looked at: each server of the parent, each server of the child, and the
/// resolver, a row each. After a write those that don't agree are asked again, less and less
/// often, until all agree or the time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    expected: Expected,
    within: Duration,
    way: Option<Way>,
    /// The zone that hands the name over, once known.
    parent: Option<Name>,
    /// In the order in which they came; their place is their number.
    rows: Vec<Row>,
    shown: Vec<CheckRow>,
    /// When the next wait that is under way is over.
    wake: Option<Duration>,
    started: bool,
}

impl Check {
    /// How long [`Self::after`] goes on unless told otherwise.
    pub const WITHIN: Duration = Duration::from_mins(2);

    /// Whether the DNS has what a plan wrote; for [`Self::WITHIN`].
    #[must_use]
    pub fn after(plan: &Plan) -> Self {
        Self::of(Expected::after(plan)).within(Self::WITHIN)
    }

    /// Whether a cut is as expected; each server is asked once.
    #[must_use]
    pub fn of(expected: Expected) -> Self {
        Self {
            expected,
            within: Duration::ZERO,
            way: None,
            parent: None,
            rows: Vec::new(),
            shown: Vec::new(),
            wake: None,
            started: false,
        }
    }

    /// What there is at a name of which nothing is known: the way from the root tells who is to
    /// be asked. Each server is asked once.
    #[must_use]
    pub fn discover(name: Name) -> Self {
        Self::of(Expected::unknown(name))
    }

    /// The same, asking again for this long those that don't agree.
    #[must_use]
    pub fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    /// Begins: what to ask first. A second call asks nothing.
    #[must_use = "what is to be asked must be asked"]
    pub fn start(&mut self) -> Vec<CheckNext> {
        if std::mem::replace(&mut self.started, true) {
            return Vec::new();
        }
        let mut next = Vec::new();
        match self.expected.parent.clone() {
            Some((name, servers)) if !servers.is_empty() => {
                self.parent_found(name, servers, &mut next);
            }
            Some((name, _)) => {
                let way = Way::Servers(name.clone(), None, format!("the servers of {name}"));
                self.go(way, &mut next);
            }
            None => self.go(Way::FromRoot, &mut next),
        }
        if !self.expected.gone {
            let named = self.expected.ns.iter().flatten().chain(&self.expected.child_servers);
            let named: Vec<Name> = named.cloned().collect();
            self.add_children(named, &mut next);
        }
        let query = Query::recursive(self.expected.cut.clone(), RecordType::Ns);
        self.rows.push(Row::new(ProofRole::Resolver, None, Lookup::Resolver(query)));
        self.settle(Duration::ZERO, next)
    }

    /// Takes an answer, `now` after the start. What was not asked changes nothing.
    #[must_use = "what is to be asked must be asked"]
    pub fn hear(&mut self, row: usize, looked: Looked, now: Duration) -> Vec<CheckNext> {
        let mut next = Vec::new();
        match self.rows.get_mut(row) {
            Some(heard) if heard.in_flight => heard.hear(looked),
            _ => return next,
        }
        self.follow(row, &mut next);
        self.settle(now, next)
    }

    /// A wait is over, `now` after the start.
    #[must_use = "what is to be asked must be asked"]
    pub fn waited(&mut self, now: Duration) -> Vec<CheckNext> {
        self.wake = None;
        let mut next = Vec::new();
        for (number, row) in self.rows.iter_mut().enumerate() {
            if row.due.is_some_and(|due| due <= now) {
                next.push(CheckNext::Ask(row.ask(number)));
            }
        }
        self.settle(now, next)
    }

    /// The name that is cut.
    #[must_use]
    pub fn cut(&self) -> &Name {
        &self.expected.cut
    }

    /// What it is held against.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        &self.expected
    }

    /// The zone that hands the name over, once known.
    #[must_use]
    pub fn parent(&self) -> Option<&Name> {
        self.parent.as_ref()
    }

    /// The rows, in the order in which they are shown: the way from the root where it was needed,
    /// parents, children, the resolver. New ones come as it is found out who serves the cut.
    #[must_use]
    pub fn rows(&self) -> &[CheckRow] {
        &self.shown
    }

    /// Whether nothing is left to ask or to wait for.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.started && self.shown.iter().all(|row| !row.open)
    }

    /// What follows from the rows; [`ProofVerdict::Waiting`] until it is done. The resolver's
    /// answer doesn't count: it may be one of before.
    #[must_use]
    pub fn verdict(&self) -> ProofVerdict {
        if self.is_done() {
            summary::verdict(&self.expected, &self.shown)
        } else {
            ProofVerdict::Waiting
        }
    }

    /// The whole in a line or two: how many servers of each side are as they should be, and what
    /// the resolver may still keep.
    #[must_use]
    pub fn summary(&self) -> String {
        summary::summary(&self.expected, self.parent.as_ref(), &self.shown, self.verdict())
    }

    /// What the journal keeps.
    #[must_use]
    pub fn proof(&self) -> Proof {
        Proof { verdict: self.verdict(), rows: self.shown.iter().map(CheckRow::to_proof).collect() }
    }

    /// Asks for the next piece of the way.
    fn go(&mut self, way: Way, next: &mut Vec<CheckNext>) {
        let lookup = way.lookup(&self.expected.cut);
        self.way = Some(way);
        let old = self.rows.iter().position(|row| row.role() == ProofRole::Chain);
        let mut row = Row::new(ProofRole::Chain, None, lookup);
        let number = old.unwrap_or(self.rows.len());
        next.push(CheckNext::Ask(row.ask(number)));
        match self.rows.get_mut(number) {
            Some(old) => *old = row,
            None => self.rows.push(row),
        }
    }

    /// Takes what was heard of the way, where this row is it.
    fn follow(&mut self, row: usize, next: &mut Vec<CheckNext>) {
        let (cut, gone) = (self.expected.cut.clone(), self.expected.gone);
        let Some((way, looked)) = self.way.clone().zip(self.rows.get(row).and_then(Row::way))
        else {
            return;
        };
        let children = if gone { Vec::new() } else { way::child_servers(&cut, looked) };
        let judgement = match way.follow(&cut, gone, looked) {
            Found::More(way) => {
                self.go(way, next);
                None
            }
            Found::Parent { name, servers, words } => {
                self.parent_found(name, servers, next);
                Some((ProofState::Agrees, words))
            }
            Found::Ends(judgement) => Some(judgement),
        };
        self.add_children(children, next);
        if let (Some(row), Some(judgement)) = (self.rows.get_mut(row), judgement) {
            row.found(judgement);
        }
    }

    fn parent_found(&mut self, name: Name, servers: Vec<Name>, next: &mut Vec<CheckNext>) {
        self.parent = Some(name);
        let queries = referral::queries(&self.expected.cut);
        self.add(ProofRole::Parent, servers, &queries, next);
    }

    fn add_children(&mut self, servers: Vec<Name>, next: &mut Vec<CheckNext>) {
        let with_keys = self.expected.ds.as_ref().is_none_or(|ds| !ds.is_empty());
        let queries = authority::queries(&self.expected.cut, with_keys);
        self.add(ProofRole::Child, servers, &queries, next);
    }

    /// A row for each server that has none in this role.
    fn add(
        &mut self,
        role: ProofRole,
        servers: Vec<Name>,
        queries: &[Query],
        next: &mut Vec<CheckNext>,
    ) {
        for server in servers {
            if self.rows.iter().any(|row| row.is(role, &server)) {
                continue;
            }
            let lookup = Lookup::server(server.clone(), queries.to_vec());
            let mut row = Row::new(role, Some(server), lookup);
            next.push(CheckNext::Ask(row.ask(self.rows.len())));
            self.rows.push(row);
        }
    }

    /// Judges all rows by all that is known, and says what follows besides `next`.
    fn settle(&mut self, now: Duration, mut next: Vec<CheckNext>) -> Vec<CheckNext> {
        if self.expected.ns.is_none() && !self.expected.gone {
            let named: Vec<Name> =
                self.said().iter().flat_map(|at| at.says.servers()).cloned().collect();
            self.add_children(named, &mut next);
        }
        let want = self.want();
        for row in &mut self.rows {
            row.judge(&want);
        }
        let within = self.within;
        for row in self.rows.iter_mut().filter(|row| row.may_be_asked_again()) {
            let due = now + row.delay();
            row.due = (due <= within).then_some(due);
        }
        let may_look = self.resolver_may_look();
        if let Some(number) = self.resolver_is_next()
            && let Some(row) = self.rows.get_mut(number)
        {
            if !may_look {
                row.ask_of_cache(&self.expected.cut);
            }
            next.push(CheckNext::Ask(row.ask(number)));
        }
        let due = self.rows.iter().filter_map(|row| row.due).min();
        if let Some(due) = due.filter(|due| self.wake.is_none_or(|wake| *due < wake)) {
            self.wake = Some(due);
            next.push(CheckNext::Wait(due.saturating_sub(now)));
        }
        self.shown = self.rows.iter().map(Row::shown).collect();
        self.shown.sort_by_key(|row| row.role);
        next
    }

    /// The name of the parent; until it is known the name above the cut stands for it.
    fn parent_or_above(&self) -> Name {
        let above = || self.expected.cut.parent().unwrap_or_else(Name::root);
        self.parent.clone().unwrap_or_else(above)
    }

    /// What the parent's servers say, each address by itself.
    fn said(&self) -> Vec<AtParent> {
        let (parent, cut) = (self.parent_or_above(), &self.expected.cut);
        self.rows.iter().flat_map(|row| row.at_parent(&parent, cut)).collect()
    }

    fn want(&self) -> Want {
        self.expected.want(self.parent_or_above()).or_as_said(&self.said())
    }

    /// Whether the resolver may be made to look: where servers of the parent answer otherwise than
    /// they should, it would keep that beyond the moment when they no longer do.
    fn resolver_may_look(&self) -> bool {
        let above = |row: &&Row| matches!(row.role(), ProofRole::Chain | ProofRole::Parent);
        !self.rows.iter().filter(above).any(Row::differs)
    }

    /// The resolver is asked once the parents agree, since what it is told it keeps; or when all
    /// else is known.
    fn resolver_is_next(&self) -> Option<usize> {
        let is_resolver = |row: &Row| row.role() == ProofRole::Resolver;
        let number = self.rows.iter().position(|row| is_resolver(row) && row.was_never_asked())?;
        let mut parents = self.rows.iter().filter(|row| row.role() == ProofRole::Parent).peekable();
        let parents_agree = parents.peek().is_some() && parents.all(Row::agrees);
        let idle = self.rows.iter().filter(|row| !is_resolver(row)).all(|row| !row.is_open());
        (parents_agree || idle).then_some(number)
    }
}
