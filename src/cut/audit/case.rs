//! One name at which there is a cut, or should be one, with all that must be known to judge it.

use std::collections::BTreeMap;

use crate::dns::{Chain, ChainEnd, ChainStart, Name, Sighting};

use super::cuts::Cut;
use super::vouched::counting;
use super::zones::Zones;

/// One name in question. Zones are named by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    /// The name.
    pub(super) name: Name,
    /// Zones with an NS set at the name that resolvers come down to, the deepest first.
    pub(super) holders: Vec<usize>,
    /// Zones with an NS set at the name below another of their cuts, and that cut.
    pub(super) dead: Vec<(usize, Name)>,
    /// The zones of this name.
    pub(super) children: Vec<usize>,
    /// The children, where no zone in view is seen to name them.
    pub(super) orphan: Option<Orphan>,
    /// How many answers are still awaited.
    pub(super) awaited: usize,
    /// What the servers said.
    pub(super) sightings: BTreeMap<Name, Sighting>,
}

/// Children that no zone in view is seen to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Orphan {
    /// These have no NS set where there should be one.
    Missing(Vec<usize>),
    /// Only the DNS can tell who names them.
    Unseen(Box<Unseen>),
}

/// A delegation that the API does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unseen {
    /// Why it does not.
    pub(super) why: Hidden,
    /// What the DNS says of the name, once it was asked.
    pub(super) chain: Option<Chain>,
    /// The NS set that the chain ends with.
    pub(super) cut: Option<Cut>,
}

/// Why a delegation is not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It may stand in this zone, which could not be read.
    In(usize),
    /// It stands in a zone that is not in view: the deepest zone above is cut at this name.
    Behind(Name),
}

impl Case {
    /// The case of a name, once all zones above it are read; `None` where there is nothing to
    /// judge.
    pub(super) fn of(name: Name, zones: &Zones) -> Option<Self> {
        let (mut holders, mut dead) = (Vec::new(), Vec::new());
        for at in zones.above(&name) {
            let Some(cuts) = zones.get(at).cuts() else { continue };
            if cuts.get(&name).is_some() {
                match cuts.above(&name) {
                    Some(above) => dead.push((at, above)),
                    None => holders.push(at),
                }
            }
        }
        let children = zones.of_name(&name).to_vec();
        let parents = zones.parents(&name);
        let dies_here = dead.iter().any(|(at, _)| parents.contains(at));
        let orphan =
            if children.is_empty() || parents.is_empty() || !holders.is_empty() || dies_here {
                None
            } else {
                Some(Orphan::of(&name, zones))
            };
        let is_case = !holders.is_empty() || !dead.is_empty() || orphan.is_some();
        is_case.then(|| Self {
            name,
            holders,
            dead,
            children,
            orphan,
            awaited: 0,
            sightings: BTreeMap::new(),
        })
    }

    /// The NS sets to be judged by their servers, with the zone that each stands in.
    pub(super) fn cuts<'a>(&'a self, zones: &'a Zones) -> Vec<(Option<usize>, &'a Cut)> {
        let held = self.holders.iter().filter_map(|at| {
            let cut = zones.get(*at).cuts()?.get(&self.name)?;
            Some((Some(*at), cut))
        });
        let chained = self.unseen().and_then(|unseen| {
            let holder = match unseen.why {
                Hidden::In(zone) => Some(zone),
                Hidden::Behind(_) => None,
            };
            Some((holder, unseen.cut.as_ref()?))
        });
        held.chain(chained).collect()
    }

    /// Whether keys are asked for: a DS that counts stands at the name.
    pub(super) fn has_ds(&self, zones: &Zones) -> bool {
        self.cuts(zones).iter().any(|(_, cut)| counting(&cut.ds).next().is_some())
    }

    fn unseen(&self) -> Option<&Unseen> {
        match &self.orphan {
            Some(Orphan::Unseen(unseen)) => Some(unseen),
            Some(Orphan::Missing(_)) | None => None,
        }
    }

    /// Whether only the DNS can tell who names the children.
    pub(super) fn needs_chain(&self) -> bool {
        self.unseen().is_some_and(|unseen| unseen.chain.is_none())
    }

    /// Takes what the DNS says of the name. An NS set counts where it is the parent's: a resolver
    /// gives the child's own.
    pub(super) fn follow(&mut self, seen: Chain) {
        let Some(Orphan::Unseen(unseen)) = &mut self.orphan else { return };
        if let (ChainStart::Root, ChainEnd::Cut { servers, .. }) = (&seen.from, &seen.end) {
            let servers = servers.iter().cloned().collect();
            unseen.cut = Some(Cut { servers, ..Cut::default() });
        }
        unseen.chain = Some(seen);
    }
}

impl Orphan {
    fn of(name: &Name, zones: &Zones) -> Self {
        let hidden = |why| Self::Unseen(Box::new(Unseen { why, chain: None, cut: None }));
        let above = zones.above(name);
        if let Some(unread) = above.iter().find(|at| zones.get(**at).fault().is_some()) {
            return hidden(Hidden::In(*unread));
        }
        let parents = zones.parents(name);
        match parents.iter().find_map(|at| zones.get(*at).cuts()?.above(name)) {
            Some(above) => hidden(Hidden::Behind(above)),
            None => Self::Missing(parents.to_vec()),
        }
    }
}
