//! What must be read of parent and child before a cut can be judged, and how the answers become
//! facts.

use crate::dns::{Name, RecordType};
use crate::zone::{HostedZone, Identity, RecordSet, RecordStart, Signing, ZoneId};

use super::{Context, Facts, Side, Sides, Witness, ZoneInView};

/// One listing of record sets. All of them are independent and can be asked at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The parent's sets at or below this name, the child's: one contiguous run of its listing.
    Run(Name),
    /// The parent's NS RRset at this name.
    CutAt(Name),
    /// Whether this name exists in the parent. It does if anything stands at or below it: empty
    /// non-terminals exist (RFC 4592 §2.2.2).
    Exists(Name),
    /// The parent's sets at this wildcard.
    Wildcard(Name),
    /// The parent's SOA RRset, at this name.
    ParentSoa(Name),
    /// All sets of the child.
    ChildSets,
}

impl Question {
    /// Whether the child is asked, and not the parent.
    #[must_use]
    pub fn asks_child(&self) -> bool {
        *self == Self::ChildSets
    }

    /// Where the listing starts, `None` for the beginning of the zone.
    #[must_use]
    pub fn start(&self) -> Option<RecordStart> {
        let at = |name, rtype| RecordStart { rtype: Some(rtype), ..RecordStart::at(name) };
        match self {
            Self::Run(name) | Self::Exists(name) | Self::Wildcard(name) => {
                Some(RecordStart::at(name))
            }
            Self::CutAt(name) => Some(at(name, RecordType::Ns)),
            Self::ParentSoa(name) => Some(at(name, RecordType::Soa)),
            Self::ChildSets => None,
        }
    }

    /// How many sets answer the question (`MaxItems`), `None` where pages of any size do. A
    /// question with such a number is answered by one page.
    #[must_use]
    pub fn max_items(&self) -> Option<u32> {
        match self {
            Self::CutAt(_) | Self::Exists(_) | Self::ParentSoa(_) => Some(1),
            Self::Run(_) | Self::Wildcard(_) | Self::ChildSets => None,
        }
    }

    /// Whether the page after one that ends with this set can hold more of the answer.
    #[must_use]
    pub fn goes_on(&self, last: &RecordSet) -> bool {
        self.max_items().is_none() && self.takes(last)
    }

    /// Whether a set that the listing returned belongs to the answer: a listing from a name goes
    /// on past it.
    fn takes(&self, set: &RecordSet) -> bool {
        match self {
            Self::Run(name) | Self::Exists(name) => set.name.is_at_or_below(name),
            Self::CutAt(name) => set.name == *name && set.rtype == RecordType::Ns,
            Self::Wildcard(name) => set.name == *name,
            Self::ParentSoa(name) => set.name == *name && set.rtype == RecordType::Soa,
            Self::ChildSets => true,
        }
    }
}

/// What must be read for a plan, besides both identities and `GetHostedZone` of both zones.
/// Nothing where the cut is not strictly below the parent's apex.
#[must_use]
pub fn questions(sides: &Sides) -> Vec<Question> {
    let (parent, child) = (&sides.parent.name, &sides.cut);
    let mut all = witness_questions(sides);
    if all.is_empty() {
        return all;
    }
    all.extend(sides.child.is_some().then_some(Question::ChildSets));
    all.push(Question::ParentSoa(parent.clone()));
    all.extend(between(parent, child).map(Question::Exists));
    let enclosers = between(parent, child).chain([parent.clone()]);
    all.extend(enclosers.filter_map(|name| name.wildcard_below()).map(Question::Wildcard));
    all
}

/// What is read again right before the write, and after it as proof: what a [`Witness`] holds
/// besides both identities and the child's delegation set.
#[must_use]
pub fn witness_questions(sides: &Sides) -> Vec<Question> {
    let (parent, child) = (&sides.parent.name, &sides.cut);
    if !child.is_below(parent) {
        return Vec::new();
    }
    let mut all = vec![Question::Run(child.clone())];
    all.extend(between(parent, child).map(Question::CutAt));
    all
}

/// The names strictly between the two apexes, nearest to the child first.
fn between(parent: &Name, child: &Name) -> impl Iterator<Item = Name> {
    child.ancestors().take_while(move |name| name.is_below(parent))
}

/// The zones in view that the checks need: those of the cut's name other than the child itself,
/// those strictly between it and the parent, and other public zones of the parent's name. Zones
/// are told apart by id.
#[must_use]
pub fn relevant<'a>(
    in_view: impl IntoIterator<Item = &'a ZoneInView>,
    sides: &Sides,
) -> Vec<ZoneInView> {
    let child: Option<&ZoneId> = sides.child.as_ref().map(|child| &child.zone);
    let parent = &sides.parent;
    let is_twin =
        |zone: &HostedZone| zone.name == parent.name && zone.id != parent.zone && !zone.private;
    let needed = |zone: &HostedZone| {
        Some(&zone.id) != child
            && sides.cut.is_at_or_below(&zone.name)
            && (zone.name.is_below(&parent.name) || is_twin(zone))
    };
    in_view.into_iter().filter(|seen| needed(&seen.zone)).cloned().collect()
}

/// What a [`Witness`] holds of the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessedChild {
    /// Whom its profile is.
    pub identity: Identity,
    /// Its name servers by `GetHostedZone`.
    pub delegation_set: Vec<Name>,
    /// Its signing, where that may be read.
    pub signing: Option<Signing>,
}

/// The answers as they come in, in any order; pages of one listing in theirs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readings {
    run: Vec<RecordSet>,
    cuts: Vec<RecordSet>,
    existing: Vec<Name>,
    wildcards: Vec<RecordSet>,
    parent_soa: Option<RecordSet>,
    child_sets: Vec<RecordSet>,
}

impl Readings {
    /// Takes one page, or all pages, of the answer to a question. Sets past what was asked for
    /// are dropped.
    pub fn take(&mut self, question: &Question, mut sets: Vec<RecordSet>) {
        sets.retain(|set| question.takes(set));
        match question {
            Question::Run(_) => self.run.append(&mut sets),
            Question::CutAt(_) => self.cuts.append(&mut sets),
            Question::Exists(name) if !sets.is_empty() => self.existing.push(name.clone()),
            Question::Exists(_) => {}
            Question::Wildcard(_) => self.wildcards.append(&mut sets),
            Question::ParentSoa(_) => self.parent_soa = sets.pop(),
            Question::ChildSets => self.child_sets.append(&mut sets),
        }
    }

    /// The facts, once every one of the [`questions`] was answered.
    #[must_use]
    pub fn into_facts(
        mut self,
        parent: Side,
        cut: Name,
        child: Option<Side>,
        context: Context,
    ) -> Facts {
        let synthesised_from = self.wildcard_in_use(parent.name(), &cut);
        self.wildcards.retain(|set| Some(&set.name) == synthesised_from.as_ref());
        self.cuts.sort_by(|a, b| a.name.cmp(&b.name));
        Facts {
            parent,
            cut,
            child,
            at_and_below: self.run,
            above: self.cuts,
            wildcard: self.wildcards,
            parent_soa: self.parent_soa,
            child_sets: self.child_sets,
            requested: None,
            context,
        }
    }

    /// The witness, once every one of the [`witness_questions`] was answered.
    #[must_use]
    pub fn into_witness(mut self, parent: Identity, child: Option<WitnessedChild>) -> Witness {
        self.cuts.sort_by(|a, b| a.name.cmp(&b.name));
        let (child_identity, delegation_set, child_signing) = match child {
            Some(child) => (Some(child.identity), child.delegation_set, child.signing),
            None => (None, Vec::new(), None),
        };
        Witness {
            parent_identity: parent,
            child_identity,
            delegation_set,
            child_signing,
            at_and_below: self.run,
            above: self.cuts,
        }
    }

    /// The wildcard that the parent's answers for the child's name would be synthesised from:
    /// the one directly below the closest encloser, and none where the name itself exists
    /// (RFC 4592 §3.3.1).
    fn wildcard_in_use(&self, parent: &Name, child: &Name) -> Option<Name> {
        if !self.run.is_empty() {
            return None;
        }
        let closest = between(parent, child).find(|name| self.existing.contains(name));
        closest.as_ref().unwrap_or(parent).wildcard_below()
    }
}

#[cfg(test)]
mod tests;
