//! Find: all zones, profiles and accounts at once, the best match first as one types.
//!
//! A hundred thousand names are more than a frame has time for: they are matched in slices, with
//! keys and frames between, and the next key begins anew with what matched so far.

pub mod query;
pub mod rank;

use std::cmp::Ordering;

use super::accounts::{Accounts, ProfileRow};
use super::cursor::Cursor;
use super::field::Field;
use super::keymap::Context;
use super::zones::{ZoneRow, Zones};
use crate::zone::ZoneId;
use query::{Query, seeks_ids};
use rank::{Rank, Ranker, Tier};

/// Zones that are matched at once: a part of a frame's time.
pub const SLICE: usize = 10_000;
/// As many as are listed; of the others it is told how many they are.
pub const MOST: usize = 500;

/// What is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The zone with this index in the table.
    Zone(u32),
    /// The profile with this index.
    Profile(usize),
    /// The account whose zones the profile with this index lists.
    Account(usize),
}

/// What the user has moved to, whatever number it has by now.
#[derive(Debug, Clone, PartialEq)]
enum Held {
    Zone(ZoneId),
    Other(Item),
}

impl Held {
    fn of(item: Item, zones: &Zones) -> Option<Self> {
        match item {
            Item::Zone(at) => zones.at(at).map(|row| Self::Zone(row.zone.id.clone())),
            other => Some(Self::Other(other)),
        }
    }

    fn is(&self, item: Item, zones: &Zones) -> bool {
        match (self, item) {
            (Self::Zone(id), Item::Zone(at)) => zones.at(at).is_some_and(|row| row.zone.id == *id),
            (Self::Other(own), other) => *own == other,
            (Self::Zone(_), _) => false,
        }
    }
}

/// A match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What.
    pub item: Item,
    rank: Rank,
}

/// How far the matching has come.
#[derive(Debug, Clone, PartialEq, Default)]
struct Scan {
    /// Zones that matched before the last key, to be looked at again, and how many of them were.
    again: Vec<u32>,
    looked: usize,
    /// The first zone of the table that was not looked at since the words last grew fewer.
    next: usize,
    /// Which of the table's numberings this is in.
    numbering: u64,
    /// How many profiles and accounts were known, and how many of these by a name.
    known: (usize, usize, usize),
}

/// The state of the screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Find {
    /// What was typed.
    pub field: Field,
    /// Whether the keys are for the list, and not for the field.
    pub in_list: bool,
    /// The selected match.
    pub cursor: Cursor,
    /// What it was moved to: it stays there while more is found, and while the table changes.
    held: Option<Held>,
    query: Query,
    /// The best matches, the best first.
    best: Vec<Hit>,
    /// All zones that match.
    zones: Vec<u32>,
    /// How many profiles and accounts match.
    others: usize,
    scan: Scan,
}

impl Find {
    /// With a text, the cursor at its end.
    #[must_use]
    pub fn with(text: &str) -> Self {
        Self { field: Field::with(text), ..Self::default() }
    }

    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.in_list { Context::Found } else { Context::Find }
    }

    /// What is sought.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The best matches, the best first.
    #[must_use]
    pub fn best(&self) -> &[Hit] {
        &self.best
    }

    /// The selected match.
    #[must_use]
    pub fn selected(&self) -> Option<Item> {
        self.best.get(self.cursor.selected).map(|hit| hit.item)
    }

    /// Moves the selection.
    pub fn move_in(&mut self, zones: &Zones, how: impl FnOnce(&mut Cursor, usize)) {
        how(&mut self.cursor, self.best.len());
        let moved = self.selected().filter(|_| self.cursor.selected > 0);
        self.held = moved.and_then(|item| Held::of(item, zones));
    }

    /// Whether what is selected is what the user has moved to, and not the best that was found so
    /// far, or what has come into its place.
    #[must_use]
    pub fn is_held(&self, zones: &Zones) -> bool {
        let selected = self.selected();
        self.held.as_ref().zip(selected).is_some_and(|(held, item)| held.is(item, zones))
    }

    /// How many match, as far as it is known.
    #[must_use]
    pub fn found(&self) -> usize {
        self.zones.len() + self.others
    }

    /// Whether all zones were looked at for what is sought.
    #[must_use]
    pub fn is_done(&self, zones: &Zones) -> bool {
        self.query.is_empty()
            || (self.scan.looked == self.scan.again.len() && self.scan.next >= zones.len())
    }

    /// Begins anew where the text is another, the table was numbered anew, or a profile has told
    /// its account; whether it did.
    pub fn follow(&mut self, zones: &Zones, accounts: &Accounts) -> bool {
        let known = (accounts.rows().len(), accounts.known(), accounts.named());
        let same_text = self.field.text() == self.query.text();
        let same_table = self.scan.numbering == zones.numbering() && self.scan.known == known;
        if same_text && same_table {
            return false;
        }
        let query = if same_text { self.query.clone() } else { Query::read(self.field.text()) };
        let scan = Scan { numbering: zones.numbering(), known, ..Scan::default() };
        self.scan = if same_table && query.narrows(&self.query) {
            let mut again = std::mem::take(&mut self.zones);
            again.extend(self.scan.again.drain(self.scan.looked..));
            Scan { again, next: self.scan.next, ..scan }
        } else {
            scan
        };
        if query.words != self.query.words {
            self.cursor.select(0, 0);
            self.held = None;
        }
        self.query = query;
        (self.best, self.zones, self.others) = (Vec::new(), Vec::new(), 0);
        if !self.query.is_empty() {
            let hits = of_profiles(&self.query, accounts);
            self.others = hits.len();
            self.take(hits, zones);
        }
        true
    }

    /// Matches the next slice of the zones.
    pub fn advance(&mut self, zones: &Zones, accounts: &Accounts) {
        let mut ranker = Ranker::default();
        let owners = Owners::of(&self.query, accounts);
        let mut hits = Vec::new();
        for _ in 0..SLICE {
            let at = if let Some(at) = self.scan.again.get(self.scan.looked) {
                self.scan.looked += 1;
                *at
            } else if self.scan.next < zones.len() {
                self.scan.next += 1;
                u32::try_from(self.scan.next - 1).unwrap_or(u32::MAX)
            } else {
                break;
            };
            let Some(row) = zones.at(at) else { continue };
            if let Some(rank) = of_zone(&self.query, row, &owners, &mut ranker) {
                self.zones.push(at);
                hits.push(Hit { item: Item::Zone(at), rank: rank.of_zone() });
            }
        }
        self.take(hits, zones);
    }

    /// Keeps the best of what there is and what comes.
    fn take(&mut self, mut hits: Vec<Hit>, zones: &Zones) {
        // Few of many are kept: those that are sure not to be need not be sorted.
        if hits.len() > MOST {
            hits.select_nth_unstable_by(MOST, |a, b| (a.rank, a.item).cmp(&(b.rank, b.item)));
            hits.truncate(MOST);
        }
        self.best.extend(hits);
        self.best.sort_unstable_by(|a, b| compare(a, b, zones));
        self.best.truncate(MOST);
        let held = self.held.as_ref();
        let kept = held.and_then(|held| self.best.iter().position(|hit| held.is(hit.item, zones)));
        self.cursor.select(kept.unwrap_or(self.cursor.selected), self.best.len());
    }
}

/// The better rank first; then profiles and accounts; then zones in the order of the DNS.
fn compare(a: &Hit, b: &Hit, zones: &Zones) -> Ordering {
    let name = |hit: &Hit| match hit.item {
        Item::Zone(at) => zones.at(at).map(|row| (&row.zone.name, row.zone.private)),
        Item::Profile(_) | Item::Account(_) => None,
    };
    a.rank.cmp(&b.rank).then_with(|| name(a).cmp(&name(b))).then_with(|| a.item.cmp(&b.item))
}

/// Which owners each word matches, so that `api team-a` finds the zone `api.…` of `team-a`.
struct Owners {
    /// By word, then by owner. Empty for one word alone, which would find all zones of a profile.
    named: Vec<Vec<bool>>,
}

impl Owners {
    fn of(query: &Query, accounts: &Accounts) -> Self {
        if query.words.len() < 2 {
            return Self { named: Vec::new() };
        }
        let names = |word: &String| {
            let rows = accounts.rows().iter().enumerate();
            let mut named = vec![false; accounts.rows().len()];
            for (index, row) in rows {
                let is_named = texts(row, accounts).iter().any(|text| text.contains(word.as_str()));
                if let Some(owner) = named.get_mut(accounts.owner(index)) {
                    *owner |= is_named;
                }
            }
            named
        };
        Self { named: query.words.iter().map(names).collect() }
    }

    fn names(&self, word: usize, owner: usize) -> bool {
        self.named.get(word).and_then(|named| named.get(owner)).copied().unwrap_or(false)
    }
}

/// What a profile is known by, in lower case.
fn texts(row: &ProfileRow, accounts: &Accounts) -> Vec<String> {
    let names = [row.label.to_lowercase(), row.profile.name.as_str().to_lowercase()];
    names.into_iter().chain(of_account(row, accounts)).collect()
}

/// What a profile's account is known by, in lower case: its id, its alias, and what its
/// Organization calls it.
fn of_account(row: &ProfileRow, accounts: &Accounts) -> Vec<String> {
    let Some(account) = row.account() else { return Vec::new() };
    let alias = accounts.alias(account).map(str::to_lowercase);
    let name = row.profile.member.as_ref().and_then(|member| member.account_name.as_deref());
    let id = account.as_str().to_owned();
    [Some(id), alias, name.map(str::to_lowercase)].into_iter().flatten().collect()
}

fn of_zone(query: &Query, row: &ZoneRow, owners: &Owners, ranker: &mut Ranker) -> Option<Rank> {
    let name = &row.zone.name;
    if let Some(sought) = &query.name
        && sought.is_below(name)
    {
        // The deepest holds the least beside the name.
        let beside = u16::try_from(sought.depth() - name.depth()).unwrap_or(u16::MAX);
        return Some(Rank::of(Tier::Holds, beside, usize::from(row.zone.private)));
    }
    let written = name.as_route53();
    let unusual = written.contains('\\').then(|| name.to_string());
    let written = unusual.as_deref().unwrap_or(written).trim_end_matches('.');
    let unicode = name.unicode();
    let mut whole: Option<Rank> = None;
    let mut own = false;
    for (at, word) in query.words.iter().enumerate() {
        let mut rank = ranker.rank(written, word);
        if let Some(unicode) = &unicode {
            rank = best(rank, ranker.rank(unicode.trim_end_matches('.'), word));
        }
        if rank.is_none() && seeks_ids(word) {
            rank = in_id(row.zone.id.as_str(), word);
        }
        own |= rank.is_some();
        if rank.is_none() && owners.names(at, row.owner) {
            rank = Some(Rank::of(Tier::Within, 0, written.len()));
        }
        whole = Some(whole.map_or(rank?, |before| before.and(rank.unwrap_or(before))));
        rank?;
    }
    whole.filter(|_| own)
}

fn in_id(id: &str, word: &str) -> Option<Rank> {
    let of = |tier| Some(Rank::of(tier, 0, id.len()));
    let word = word.as_bytes();
    let mut places = id.as_bytes().windows(word.len());
    match places.position(|window| window.eq_ignore_ascii_case(word))? {
        0 if word.len() == id.len() => of(Tier::Exact),
        0 => of(Tier::Start),
        _ => of(Tier::Part),
    }
}

fn best(a: Option<Rank>, b: Option<Rank>) -> Option<Rank> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The profiles and accounts that match.
fn of_profiles(query: &Query, accounts: &Accounts) -> Vec<Hit> {
    let mut ranker = Ranker::default();
    let mut hits = Vec::new();
    for (index, row) in accounts.rows().iter().enumerate() {
        let names = [row.label.to_lowercase(), row.profile.name.as_str().to_lowercase()];
        if let Some(rank) = of_texts(query, &names, &mut ranker) {
            hits.push(Hit { item: Item::Profile(index), rank });
        }
        let account = row.account().filter(|_| accounts.owner(index) == index);
        let account = account.map(|_| of_account(row, accounts));
        if let Some(rank) = account.and_then(|texts| of_texts(query, &texts, &mut ranker)) {
            hits.push(Hit { item: Item::Account(index), rank });
        }
    }
    hits
}

/// How well all words match, each the text that it matches best.
fn of_texts(query: &Query, texts: &[String], ranker: &mut Ranker) -> Option<Rank> {
    let mut whole: Option<Rank> = None;
    for word in &query.words {
        let ranks = texts.iter().map(|text| ranker.rank(text, word));
        let rank = ranks.fold(None, best)?;
        whole = Some(whole.map_or(rank, |before| before.and(rank)));
    }
    whole
}

/// Which characters of a text match what is sought, by their place from the start, ascending.
#[must_use]
pub fn marks(query: &Query, text: &str, ranker: &mut Ranker) -> Vec<usize> {
    let lower: String = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
    let mut marks = Vec::new();
    for word in &query.words {
        ranker.marks(&lower, word, &mut marks);
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

#[cfg(test)]
mod tests;
