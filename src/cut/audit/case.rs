//! One name at which there is a cut, or should be one, with all that must be known to judge it.

use std::collections::BTreeMap;

use crate::dns::{Chain, ChainEnd, Name, Sighting};

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
    /// What nobody in view holds.
    pub(super) orphan: Option<Orphan>,
    /// How many answers are still awaited.
    pub(super) awaited: usize,
    /// What the servers said.
    pub(super) sightings: BTreeMap<Name, Sighting>,
}

/// Why no zone in view names the children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Orphan {
    /// A zone that may could not be read.
    Unread(usize),
    /// The deepest zone above has a cut between itself and the name, which leads out of view.
    OutOfView {
        /// That cut.
        above: Name,
        /// What the DNS says of the name, once it was asked.
        chain: Option<Box<Chain>>,
        /// The NS set that the chain ends with.
        cut: Option<Box<Cut>>,
    },
    /// These have no NS set where there should be one.
    Missing(Vec<usize>),
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
                Some(Orphan::of(&name, parents, zones))
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
        let chained = match &self.orphan {
            Some(Orphan::OutOfView { cut: Some(cut), .. }) => Some((None, &**cut)),
            _ => None,
        };
        held.chain(chained).collect()
    }

    /// Whether keys are asked for: a DS that counts stands at the name.
    pub(super) fn has_ds(&self, zones: &Zones) -> bool {
        self.cuts(zones).iter().any(|(_, cut)| counting(&cut.ds).next().is_some())
    }

    /// Whether only the DNS can tell who names the children.
    pub(super) fn needs_chain(&self) -> bool {
        matches!(self.orphan, Some(Orphan::OutOfView { chain: None, .. }))
    }

    /// Takes what the DNS says of the name.
    pub(super) fn follow(&mut self, seen: Chain) {
        let Some(Orphan::OutOfView { chain, cut, .. }) = &mut self.orphan else { return };
        if let ChainEnd::Cut { servers, .. } = &seen.end {
            let servers = servers.iter().cloned().collect();
            *cut = Some(Box::new(Cut { servers, ..Cut::default() }));
        }
        *chain = Some(Box::new(seen));
    }
}

impl Orphan {
    fn of(name: &Name, parents: &[usize], zones: &Zones) -> Self {
        if let Some(unread) = parents.iter().find(|at| zones.get(**at).fault().is_some()) {
            return Self::Unread(*unread);
        }
        let above = parents.iter().find_map(|at| zones.get(*at).cuts()?.above(name));
        match above {
            Some(above) => Self::OutOfView { above, chain: None, cut: None },
            None => Self::Missing(parents.to_vec()),
        }
    }
}
