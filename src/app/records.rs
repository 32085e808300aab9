//! One zone that was opened: its details, and all its record sets as pages arrive.

use super::cursor::Cursor;
use super::effect::{Effect, Effects};
use super::filter::{Filter, Term, Word, holds, name_holds};
use super::requests::{Purpose, Requests};
use crate::zone::{Data, Fault, HostedZone, RecordPage, RecordSet, ZoneDetail, ZoneKey};

/// Something that is being read, was read, or could not be.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    /// Under way.
    Loading,
    /// Here.
    Done(T),
    /// Failed.
    Failed(Fault),
}

/// The order of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecordOrder {
    /// By name, as the DNS orders them.
    #[default]
    Name,
    /// By type, then name.
    Type,
}

/// An open zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Zone and profile.
    pub key: ZoneKey,
    /// The zone as it was listed.
    pub zone: HostedZone,
    /// Delegation set and VPCs.
    pub detail: Load<ZoneDetail>,
    /// How far the records have come.
    pub progress: Load<()>,
    sets: Vec<RecordSet>,
    /// All of them, sorted.
    sorted: Vec<u32>,
    /// Of those that were looked at, whether the filter shows them.
    shown: Vec<bool>,
    /// Those that the filter shows, sorted.
    view: Vec<u32>,
    filter: String,
    words: Vec<Word>,
    order: RecordOrder,
    reversed: bool,
    /// The selected record set of the view.
    pub cursor: Cursor,
}

impl Opened {
    /// Opens a zone and asks for all of it.
    pub fn open(key: ZoneKey, zone: HostedZone, requests: &mut Requests) -> (Self, Effects) {
        Self::close(requests);
        let detail_id = requests.open(Purpose::Zone);
        let records_id = requests.open(Purpose::Records);
        let mut effects = Effects::one(Effect::ReadZone { id: detail_id, zone: key.clone() });
        effects.push(Effect::ReadRecords { id: records_id, zone: key.clone(), start: None });
        let opened = Self {
            key,
            zone,
            detail: Load::Loading,
            progress: Load::Loading,
            sets: Vec::new(),
            sorted: Vec::new(),
            shown: Vec::new(),
            view: Vec::new(),
            filter: String::new(),
            words: Vec::new(),
            order: RecordOrder::default(),
            reversed: false,
            cursor: Cursor::default(),
        };
        (opened, effects)
    }

    /// Waits for nothing more of the zone that is open.
    pub fn close(requests: &mut Requests) {
        requests
            .forget(|open| matches!(open, Purpose::Zone | Purpose::Records | Purpose::Request(_)));
    }

    /// Takes a page of records, and asks for the next.
    pub fn page(&mut self, answer: Result<RecordPage, Fault>, requests: &mut Requests) -> Effects {
        match answer {
            Err(fault) => {
                self.progress = Load::Failed(fault);
                Effects::none()
            }
            Ok(page) => {
                let selected = self.view.get(self.cursor.selected).copied();
                self.sets.extend(page.sets);
                self.sort();
                if let Some(set) = selected
                    && self.cursor.selected > 0
                    && let Some(row) = self.view.iter().position(|at| *at == set)
                {
                    self.cursor.select(row, self.view.len());
                }
                match page.next {
                    None => {
                        self.progress = Load::Done(());
                        Effects::none()
                    }
                    start => {
                        let id = requests.open(Purpose::Records);
                        Effects::one(Effect::ReadRecords { id, zone: self.key.clone(), start })
                    }
                }
            }
        }
    }

    /// All that have arrived, in Route 53's order.
    #[must_use]
    pub fn sets(&self) -> &[RecordSet] {
        &self.sets
    }

    /// How many record sets have arrived.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether none has arrived.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// How many are in view.
    #[must_use]
    pub fn in_view(&self) -> usize {
        self.view.len()
    }

    /// A row of the view.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&RecordSet> {
        self.sets.get(*self.view.get(row)? as usize)
    }

    /// The selected record set.
    #[must_use]
    pub fn selected(&self) -> Option<&RecordSet> {
        self.get(self.cursor.selected)
    }

    /// The filter's text.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The order, and whether the other way round.
    #[must_use]
    pub fn order(&self) -> (RecordOrder, bool) {
        (self.order, self.reversed)
    }

    /// Shows only sets whose name, type or content holds each word of a text, or are of a
    /// `type:`.
    pub fn set_filter(&mut self, text: &str) {
        self.filter = text.to_lowercase();
        self.words = Filter::of_records(text).words;
        self.shown.clear();
        self.arrange();
        self.cursor.select(0, self.view.len());
    }

    /// Sorts by the next column.
    pub fn next_order(&mut self) {
        self.order = match self.order {
            RecordOrder::Name => RecordOrder::Type,
            RecordOrder::Type => RecordOrder::Name,
        };
        self.sort();
    }

    /// Sorts the other way round.
    pub fn reverse(&mut self) {
        self.reversed = !self.reversed;
        self.sort();
    }

    /// Puts the sets that have come among the others, which costs little where pages come in order.
    fn sort(&mut self) {
        let (sets, by, reversed) = (&self.sets, self.order, self.reversed);
        let known = u32::try_from(self.sorted.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(sets.len()).unwrap_or(u32::MAX);
        self.sorted.extend(known..count);
        self.sorted.sort_by(|a, b| {
            let (left, right) = (&sets[*a as usize], &sets[*b as usize]);
            let by_name = || left.name.cmp(&right.name);
            let by_type = || left.rtype.cmp(&right.rtype);
            let order = match by {
                RecordOrder::Name => by_name().then_with(by_type),
                RecordOrder::Type => by_type().then_with(by_name),
            };
            let order = if reversed { order.reverse() } else { order };
            // As they arrived.
            order.then_with(|| a.cmp(b))
        });
        self.arrange();
    }

    /// Makes the view from the sets that the filter shows. It looks at each of them once.
    fn arrange(&mut self) {
        let fresh = self.sets.iter().skip(self.shown.len());
        let words = &self.words;
        self.shown.extend(fresh.map(|set| shows(words, set)));
        let is_shown = |at: &u32| self.shown.get(*at as usize).copied().unwrap_or(false);
        self.view = self.sorted.iter().copied().filter(is_shown).collect();
        self.cursor.select(self.cursor.selected, self.view.len());
    }
}

/// Whether all words of the filter are true of a set.
fn shows(words: &[Word], set: &RecordSet) -> bool {
    words.iter().all(|word| {
        word.negated
            != match &word.term {
                Term::Text(text) => matches(set, text),
                Term::Type(rtype) => set.rtype.as_str().eq_ignore_ascii_case(rtype),
                _ => true,
            }
    })
}

/// Whether a set's name, type, content or identifier holds a lower-case text.
fn matches(set: &RecordSet, text: &str) -> bool {
    name_holds(&set.name, text)
        || holds(set.rtype.as_str(), text)
        || set.routing.as_ref().is_some_and(|routing| {
            holds(&routing.set_identifier, text) || holds(&routing.policy, text)
        })
        || match &set.data {
            Data::Records { values, .. } => values.iter().any(|value| holds(value, text)),
            Data::Alias(target) => holds(&target.dns_name, text) || "alias".contains(text),
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dns::{Name, RecordType};
    use crate::zone::{ProfileName, ZoneId};

    fn set(n: usize) -> RecordSet {
        // Some of one name and type, as weighted sets are.
        RecordSet {
            name: Name::from_user(&format!("h{}.example.com", n % 13)).unwrap(),
            rtype: RecordType::parse(["A", "AAAA", "TXT"][n % 3]),
            data: Data::Records { ttl: 300, values: vec![format!("value-{n}")] },
            routing: None,
        }
    }

    fn opened() -> Opened {
        let (id, name) = (ZoneId::new("Z1"), Name::from_user("example.com").unwrap());
        let profile = ProfileName::new("dns");
        let key = ZoneKey { profile, zone: id.clone(), name: name.clone() };
        let (private, record_count) = (false, 0);
        let zone =
            HostedZone { id, name, private, record_count, comment: None, linked_service: None };
        Opened::open(key, zone, &mut Requests::default()).0
    }

    #[derive(Debug, Clone)]
    enum Deed {
        Page(usize),
        Filter(String),
        Order,
        Reverse,
    }

    proptest! {
        /// Pages that come between keys leave the list as one that was read whole and then sorted.
        #[test]
        fn pages_and_keys_in_any_order_make_the_same_list(
            deeds in prop::collection::vec(prop_oneof![
                (1usize..20).prop_map(Deed::Page),
                "(-?(h1?|value-1?|txt|type:a)( -?[13a])?)?".prop_map(Deed::Filter),
                Just(Deed::Order),
                Just(Deed::Reverse),
            ], 0..20)
        ) {
            let mut opened = opened();
            let mut requests = Requests::default();
            for deed in deeds {
                match deed {
                    Deed::Page(sets) => {
                        let sets = (opened.len()..opened.len() + sets).map(set).collect();
                        let _ = opened.page(Ok(RecordPage { sets, next: None }), &mut requests);
                    }
                    Deed::Filter(text) => opened.set_filter(&text),
                    Deed::Order => opened.next_order(),
                    Deed::Reverse => opened.reverse(),
                }
                let shown: Vec<_> = (0..opened.in_view()).filter_map(|row| opened.get(row)).collect();
                let all = (0..opened.len()).map(set).filter(|set| {
                    shows(&Filter::of_records(opened.filter()).words, set)
                });
                let mut all: Vec<RecordSet> = all.collect();
                let (order, reversed) = opened.order();
                all.sort_by(|a, b| {
                    let of = |set: &RecordSet| match order {
                        RecordOrder::Name => (Some(set.name.clone()), set.rtype.clone(), None),
                        RecordOrder::Type => (None, set.rtype.clone(), Some(set.name.clone())),
                    };
                    let by = of(a).cmp(&of(b));
                    if reversed { by.reverse() } else { by }
                });
                prop_assert_eq!(shown, all.iter().collect::<Vec<_>>());
            }
        }
    }
}
