//! The audit on the screen: what it will take, how far it is, and the table of what it has found.
//!
//! It lies in the model beside the panes, so that it goes on while its screen is closed.

mod evidence;
mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use super::cursor::Cursor;
use super::field::Field;
use super::keymap::Context;
use crate::cut::{
    AskId, Audit, AuditAnswer, AuditAsk, AuditEstimate, AuditProgress, AuditRow, CutState,
    RequestRate,
};
use crate::dns::Name;
use crate::zone::{AccountId, Fault, FaultKind, ProfileName, ZoneId, ZoneKey};

pub use evidence::{LABEL, Line, Role, Since, lay_out};
pub use table::{SortBy, Table};

/// How far an audit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What it will take is shown; nothing was asked.
    Estimate,
    /// It asks.
    Running,
    /// It asks nothing more for now.
    Paused,
    /// All is known that can be.
    Done,
}

/// The row whose evidence is open, laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The row.
    pub row: u32,
    /// Its lines, for the width of the screen.
    pub lines: Vec<Line>,
    /// The line at hand.
    pub cursor: Cursor,
}

/// An audit of the zones in view.
#[derive(Debug, Clone, PartialEq)]
pub struct Auditing {
    /// Whose zones, where one profile was chosen.
    pub of: Option<String>,
    /// What it was said to take.
    pub estimate: AuditEstimate,
    /// How many zones and incomplete profiles there were when it was made.
    pub seen: (usize, usize),
    /// When it was made, since the start.
    pub made: Duration,
    /// The account at hand in the estimate.
    pub accounts: Cursor,
    /// What it has found, sorted and filtered.
    pub table: Table,
    /// The filter being typed.
    pub editing: Option<Field>,
    /// The evidence that is open.
    pub evidence: Option<Evidence>,
    run: Audit,
    started: bool,
    /// Since when it asks, where it does.
    since: Option<Duration>,
    /// For how long it asked before that.
    spent: Duration,
    /// The row of each zone.
    by_zone: HashMap<ZoneId, u32>,
    /// Rows that were seen again, in place of what was seen first.
    newer: BTreeMap<u32, AuditRow>,
    since_seen: BTreeMap<u32, Since>,
    /// The audit of one name that was changed, while it goes on.
    again: Option<(Name, Audit)>,
    /// Whether rows came whose cuts the tree does not show yet, and when it was last told.
    loose: bool,
    told: Duration,
    width: usize,
}

/// How often the tree is told of new cuts.
const TELL: Duration = Duration::from_millis(250);

impl Auditing {
    /// An audit that has not begun.
    #[must_use]
    pub fn new(run: Audit, of: Option<String>, seen: (usize, usize), now: Duration) -> Self {
        Self {
            of,
            seen,
            made: now,
            estimate: run.estimate(),
            accounts: Cursor::default(),
            table: Table::default(),
            editing: None,
            evidence: None,
            run,
            started: false,
            since: None,
            spent: Duration::ZERO,
            by_zone: HashMap::new(),
            newer: BTreeMap::new(),
            since_seen: BTreeMap::new(),
            again: None,
            loose: false,
            told: Duration::ZERO,
            width: 0,
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match () {
            () if !self.started => Stage::Estimate,
            () if self.run.is_done() => Stage::Done,
            () if self.run.is_paused() => Stage::Paused,
            () => Stage::Running,
        }
    }

    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.stage() {
            Stage::Estimate => Context::AuditPlan,
            _ if self.editing.is_some() => Context::Input,
            _ if self.evidence.is_some() => Context::Evidence,
            _ => Context::Audit,
        }
    }

    /// Begins, stops asking for now, or goes on.
    pub fn turn(&mut self, now: Duration) {
        match self.stage() {
            Stage::Estimate => {
                self.started = true;
                self.since = Some(now);
            }
            Stage::Running => {
                self.run.pause();
                self.rest(now);
            }
            Stage::Paused => {
                self.run.resume();
                self.since = Some(now);
            }
            Stage::Done => {}
        }
    }

    /// What is to be asked now: of the audit, and of the one that looks at one name again.
    pub fn asks(&mut self) -> (Vec<AuditAsk>, Vec<AuditAsk>) {
        let own = if self.started { self.run.asks() } else { Vec::new() };
        let again = self.again.as_mut().map(|(_, run)| run.asks()).unwrap_or_default();
        (own, again)
    }

    /// Takes an answer.
    pub fn hear(&mut self, id: AskId, answer: AuditAnswer, now: Duration) {
        let came = self.run.hear(id, answer);
        self.came(came);
        if self.run.is_done() {
            self.rest(now);
        }
    }

    /// Goes on where a sign-in was in the way that `mends` such a fault: the rows come anew.
    /// Whether there was anything to go on with; what was asked before is not waited for then.
    pub fn go_on(&mut self, mends: impl Fn(&Fault) -> bool, now: Duration) -> bool {
        if !self.run.down().any(mends) {
            return false;
        }
        let Some(run) = self.run.after_sign_in().filter(|_| self.started) else { return false };
        let ((by, reversed), text) = (self.table.sort(), self.table.text().to_owned());
        self.run = run;
        (self.by_zone, self.newer, self.since_seen) =
            (HashMap::new(), BTreeMap::new(), BTreeMap::new());
        (self.again, self.evidence, self.table) = (None, None, Table::default());
        self.filter(&text);
        self.sort_by(by, reversed);
        self.came((0..self.run.rows().len()).collect());
        self.loose = true;
        self.since = (!self.run.is_done() && !self.run.is_paused()).then_some(now);
        true
    }

    /// Takes rows that have come, by their places.
    fn came(&mut self, came: Vec<usize>) {
        let fresh: Vec<u32> = came.into_iter().filter_map(|at| u32::try_from(at).ok()).collect();
        for at in &fresh {
            let Some(row) = self.run.rows().get(*at as usize) else { continue };
            match &row.child {
                Some(child) => {
                    self.by_zone.insert(child.zone.clone(), *at);
                }
                None => self.loose = true,
            }
        }
        let (run, newer) = (&self.run, &self.newer);
        self.table.add(&fresh, |at| row_of(run, newer, at));
    }

    /// Takes an answer about the name that is looked at again.
    pub fn hear_again(&mut self, id: AskId, answer: AuditAnswer) {
        let Some((_, run)) = &mut self.again else { return };
        let _ = run.hear(id, answer);
        if run.is_done()
            && let Some((name, run)) = self.again.take()
        {
            self.seen_again(&name, run.rows());
        }
    }

    /// Looks at a name again, since it was changed; whether any row is about it.
    pub fn look_again(&mut self, name: &Name, run: impl FnOnce(&Audit) -> Audit) -> bool {
        let rows = self.rows_about(name);
        let any = !rows.is_empty();
        if any {
            let before = self.again.take().map(|(before, _)| before);
            for row in before.map(|before| self.rows_about(&before)).unwrap_or_default() {
                self.since_seen.insert(row, Since::Changed);
            }
            for row in rows {
                self.since_seen.insert(row, Since::Asking);
            }
            let run = run(&self.run);
            if run.is_done() {
                self.seen_again(name, run.rows());
            } else {
                self.again = Some((name.clone(), run));
            }
        }
        any
    }

    /// What is known of a row since it was seen.
    #[must_use]
    pub fn since(&self, row: u32) -> Since {
        self.since_seen.get(&row).copied().unwrap_or(Since::Unchanged)
    }

    /// A row.
    #[must_use]
    pub fn row(&self, at: u32) -> Option<&AuditRow> {
        row_of(&self.run, &self.newer, at)
    }

    /// The selected row of the table, with its number.
    #[must_use]
    pub fn selected(&self) -> Option<(u32, &AuditRow)> {
        let at = self.evidence.as_ref().map(|open| open.row).or_else(|| self.table.selected())?;
        Some((at, self.row(at)?))
    }

    /// The row about a zone.
    #[must_use]
    pub fn of_zone(&self, zone: &ZoneId) -> Option<(u32, &AuditRow)> {
        let at = *self.by_zone.get(zone)?;
        Some((at, self.row(at)?))
    }

    /// The rows that lead to no zone in view, where the tree has not been told of all of them.
    pub fn loose(&mut self, now: Duration) -> Option<Vec<u32>> {
        if !self.loose || (now < self.told + TELL && self.stage() == Stage::Running) {
            return None;
        }
        (self.loose, self.told) = (false, now);
        let rows = (0..self.run.rows().len()).filter_map(|at| u32::try_from(at).ok());
        let leads_out = |at: &u32| {
            self.row(*at).is_some_and(|row| row.child.is_none()) && self.since(*at) != Since::Gone
        };
        Some(rows.filter(leads_out).collect())
    }

    /// Rows in the order of the table, as far as the filter shows them.
    pub fn in_view(&self) -> impl Iterator<Item = &AuditRow> {
        self.table.view().iter().filter_map(|at| self.row(*at))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.run.rows().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.run.rows().is_empty()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> AuditProgress {
        self.run.progress()
    }

    /// How many rows are in each state, the gravest first, as known now.
    #[must_use]
    pub fn by_state(&self) -> Vec<(CutState, usize)> {
        let mut counts = self.run.progress().by_state;
        let changed: BTreeSet<u32> =
            self.newer.keys().chain(self.since_seen.keys()).copied().collect();
        for at in changed {
            let (Some(old), Some(now)) = (self.run.rows().get(at as usize), self.row(at)) else {
                continue;
            };
            let mut change =
                |state: CutState, by: isize| match counts.iter_mut().find(|(of, _)| *of == state) {
                    Some((_, count)) => *count = count.saturating_add_signed(by),
                    None if by > 0 => counts.push((state, 1)),
                    None => {}
                };
            change(old.state, -1);
            if self.since(at) != Since::Gone {
                change(now.state, 1);
            }
        }
        counts.retain(|(_, count)| *count > 0);
        counts.sort_by_key(|(state, _)| state.severity());
        counts
    }

    /// Whether the DNS is asked.
    #[must_use]
    pub fn asks_dns(&self) -> bool {
        self.run.options().dns
    }

    /// The account of a zone of this audit.
    #[must_use]
    pub fn account_of(&self, zone: &ZoneKey) -> Option<&AccountId> {
        self.run.account_of(zone)
    }

    /// The first profile whose zones could not be read for want of a sign-in.
    #[must_use]
    pub fn wants_sign_in(&self) -> Option<&ProfileName> {
        let unread = self.run.unread().into_iter();
        let mut wanting = unread.filter_map(|(_, fault)| match fault.kind {
            FaultKind::SignInNeeded(_) => Some(&fault.profile),
            _ => None,
        });
        wanting.next()
    }

    /// For how long it has asked.
    #[must_use]
    pub fn spent(&self, now: Duration) -> Duration {
        self.spent + self.since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    /// How long it will take from the start, by the requests that each account is sent.
    #[must_use]
    pub fn lasts(&self, rate: RequestRate) -> Duration {
        self.estimate.lasts(rate)
    }

    /// About how long it will still take, by how fast it was until now; `None` where it is too
    /// early to tell.
    #[must_use]
    pub fn left(&self, now: Duration) -> Option<Duration> {
        let spent = self.spent(now);
        let progress = self.progress();
        let done = u64::try_from(progress.requests + progress.lookups_done).unwrap_or(u64::MAX);
        let lookups = u64::try_from(progress.lookups).unwrap_or(u64::MAX);
        let servers = if self.asks_dns() { lookups.max(self.estimate.servers_about) } else { 0 };
        let all = self.estimate.requests().saturating_add(servers);
        if spent < Duration::from_secs(2) || done == 0 || self.stage() != Stage::Running {
            return None;
        }
        let left = all.saturating_sub(done);
        Some(Duration::from_secs(spent.as_secs().saturating_mul(left) / done))
    }

    /// Opens the evidence of a row.
    pub fn open(&mut self, row: u32) {
        let Some(lines) = self.row(row).map(|it| lay_out(it, self.since(row), self.width)) else {
            return;
        };
        self.evidence = Some(Evidence { row, lines, cursor: Cursor::default() });
    }

    /// Lays the open evidence out for another width, and tells the lists how many rows they have.
    pub fn fit(&mut self, width: usize, height: usize) {
        if self.width != width {
            self.width = width;
            self.lay_out_again();
        }
        self.accounts.fit(height, self.estimate.accounts.len());
        match &mut self.evidence {
            Some(open) => open.cursor.fit(height, open.lines.len()),
            None => self.table.fit(height),
        }
    }

    /// Moves in the list that is on the screen.
    pub fn move_in(&mut self, how: impl FnOnce(&mut Cursor, usize)) {
        let estimate = self.stage() == Stage::Estimate;
        match &mut self.evidence {
            _ if estimate => {
                how(&mut self.accounts, self.estimate.accounts.len());
            }
            Some(open) => how(&mut open.cursor, open.lines.len()),
            None => self.table.move_in(how),
        }
    }

    /// Shows only rows that match a text.
    pub fn filter(&mut self, text: &str) {
        let (run, newer) = (&self.run, &self.newer);
        self.table.filter(text, |at| row_of(run, newer, at));
    }

    /// Sorts by a column.
    pub fn sort_by(&mut self, sort: SortBy, reversed: bool) {
        let (run, newer) = (&self.run, &self.newer);
        self.table.sort_by(sort, reversed, |at| row_of(run, newer, at));
    }

    fn rest(&mut self, now: Duration) {
        self.spent = self.spent(now);
        self.since = None;
    }

    fn rows_about(&self, name: &Name) -> Vec<u32> {
        let rows = (0..self.run.rows().len()).filter_map(|at| u32::try_from(at).ok());
        rows.filter(|at| self.row(*at).is_some_and(|row| row.name == *name)).collect()
    }

    /// Puts what was seen again in place of what was seen first.
    fn seen_again(&mut self, name: &Name, seen: &[AuditRow]) {
        let mut changed: HashSet<u32> = HashSet::new();
        for at in self.rows_about(name) {
            let Some(old) = self.row(at) else { continue };
            let zone = |key: &Option<ZoneKey>| key.as_ref().map(|key| key.zone.clone());
            let ids = (zone(&old.parent), zone(&old.child));
            let same =
                |row: &&AuditRow| row.name == *name && (zone(&row.parent), zone(&row.child)) == ids;
            match seen.iter().find(same) {
                Some(row) => {
                    self.newer.insert(at, row.clone());
                    self.since_seen.remove(&at);
                }
                None => {
                    self.since_seen.insert(at, Since::Gone);
                    self.loose = true;
                }
            }
            changed.insert(at);
        }
        let (run, newer) = (&self.run, &self.newer);
        self.table.arrange(|at| row_of(run, newer, at));
        self.lay_out_again();
    }

    fn lay_out_again(&mut self) {
        let Some(row) = self.evidence.as_ref().map(|open| open.row) else { return };
        let lines = self.row(row).map(|it| lay_out(it, self.since(row), self.width));
        if let (Some(open), Some(lines)) = (&mut self.evidence, lines) {
            open.lines = lines;
            open.cursor.select(open.cursor.selected, open.lines.len());
        }
    }
}

fn row_of<'a>(run: &'a Audit, newer: &'a BTreeMap<u32, AuditRow>, at: u32) -> Option<&'a AuditRow> {
    newer.get(&at).or_else(|| run.rows().get(at as usize))
}
