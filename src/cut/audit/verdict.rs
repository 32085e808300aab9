//! The rows of a case of which all is known that can be.

use std::collections::{BTreeMap, BTreeSet};

use crate::dns::{ChainEnd, ChainStart, Name};
use crate::zone::{Fault, SigningStatus};

use super::case::{Case, Hidden, Orphan, Unseen};
use super::cuts::Cut;
use super::judge::{Child, CutInQuestion, Ns, judge};
use super::pairing::{Left, Pairing, pair};
use super::repair::Ailing;
use super::server::Heard;
use super::vouched::{Keys, Vouched};
use super::zones::{Zone, Zones};
use super::{AuditRow, CutState, ServerSeen};

/// The rows of a case. `dns` tells whether the servers were asked.
pub(super) fn rows(case: &Case, zones: &Zones, dns: bool) -> Vec<AuditRow> {
    let heard = case.sightings.iter();
    let heard = heard.map(|(name, sighting)| (name.clone(), Heard::of(sighting, &case.name)));
    let sets = case.children.iter().map(|child| match zones.get(*child).detail.told() {
        Some(Ok(set)) => Ok(set),
        Some(Err(fault)) => Err(fault.message()),
        None => Err("its delegation set was not read".to_owned()),
    });
    let bench = Bench { case, zones, dns, heard: heard.collect(), sets: sets.collect() };
    let mut rows = bench.of_cuts();
    rows.extend(bench.of_dead());
    rows.extend(bench.of_orphans());
    rows
}

/// All that lies before the judge.
struct Bench<'a> {
    case: &'a Case,
    zones: &'a Zones,
    dns: bool,
    heard: BTreeMap<Name, Heard>,
    /// The delegation set of each child, or why it is not known.
    sets: Vec<Result<&'a BTreeSet<Name>, String>>,
}

/// One row in the making.
struct Draft<'a> {
    parent: Option<usize>,
    /// The place of the child among the children of the case.
    child: Option<usize>,
    ns: Ns<'a>,
    servers: Option<&'a [Heard]>,
    vouched: Vouched,
    leads_to_child: bool,
}

impl<'a> Draft<'a> {
    /// A row for which no server is asked.
    fn unasked(parent: Option<usize>, child: Option<usize>, ns: Ns<'a>) -> Self {
        let (vouched, leads_to_child) = (Vouched::NoDs, false);
        Self { parent, child, ns, servers: None, vouched, leads_to_child }
    }
}

impl Bench<'_> {
    /// Rows of the NS sets that resolvers come down to, and of the zones that these leave out.
    fn of_cuts(&self) -> Vec<AuditRow> {
        let cuts = self.case.cuts(self.zones);
        let sets: Vec<_> = self.sets.iter().map(|set| set.as_ref().ok().copied()).collect();
        let servers: Vec<&BTreeSet<Name>> = cuts.iter().map(|(_, cut)| &cut.servers).collect();
        let Pairing { led_to, left } = pair(&servers, &sets);
        let mut rows = Vec::new();
        for ((parent, cut), children) in cuts.iter().zip(led_to) {
            if children.is_empty() {
                rows.push(self.of_cut(*parent, cut, None));
            }
            rows.extend(children.into_iter().map(|child| self.of_cut(*parent, cut, Some(child))));
        }
        rows.extend(left.into_iter().map(|left| {
            let (parent, cut) = cuts[left.ns];
            self.of_left(parent, cut, left)
        }));
        rows
    }

    fn of_cut(&self, parent: Option<usize>, cut: &Cut, child: Option<usize>) -> AuditRow {
        let mut row = self.of_ns(parent, cut, child);
        if let Some(Orphan::Unseen(unseen)) = &self.case.orphan {
            let why = self.hidden(&unseen.why);
            row.evidence.push(format!("{why}; the servers are those that the DNS leads to"));
        }
        row
    }

    fn of_ns(&self, parent: Option<usize>, cut: &Cut, child: Option<usize>) -> AuditRow {
        let heard = cut.servers.iter().filter_map(|server| {
            let heard = self.heard.get(server)?.clone();
            let is_glueless = cut.without_glue.contains(server);
            Some(if is_glueless { heard.without_glue() } else { heard })
        });
        let heard: Vec<Heard> = heard.collect();
        let set = child.and_then(|child| self.sets[child].as_ref().ok());
        let leads_to_child = set.is_some_and(|set| **set == cut.servers);
        let zone = child.filter(|_| leads_to_child).map(|child| self.case.children[child]);
        let signing = |at: usize| self.zones.get(at).signing.told();
        let keys = Keys {
            ds: &cut.ds,
            served: heard.iter().flat_map(|heard| &heard.keys).map(Vec::as_slice).collect(),
            child: zone.and_then(signing),
            parent: parent.and_then(signing),
            apex: parent.and_then(|at| *self.zones.get(at).apex_keys.told()?.as_ref().ok()?),
        };
        self.row(Draft {
            parent,
            child,
            ns: Ns::To(cut),
            servers: self.dns.then_some(heard.as_slice()),
            vouched: keys.vouched(),
            leads_to_child,
        })
    }

    /// A zone of the name that the NS set does not lead to.
    fn of_left(&self, parent: Option<usize>, cut: &Cut, left: Left) -> AuditRow {
        let parents = self.zones.parents(&self.case.name);
        let unread = parents.iter().find(|at| self.zones.get(**at).fault().is_some());
        let ns = match (unread, left.instead) {
            (Some(unread), _) => Ns::Unknown(self.unreadable(*unread)),
            _ if self.sets[left.zone].is_err() => {
                let why = self.sets[left.zone].as_ref().err().cloned().unwrap_or_default();
                Ns::Unknown(format!("the delegation set could not be read: {why}"))
            }
            (None, Some(instead)) => {
                Ns::ToTwin(self.zones.get(self.case.children[instead]).words())
            }
            (None, None) => return self.of_cut(parent, cut, Some(left.zone)),
        };
        self.row(Draft::unasked(parent, Some(left.zone), ns))
    }

    /// Rows of NS sets that nobody comes down to. They are about the children where the children
    /// have no other parent in view.
    fn of_dead(&self) -> Vec<AuditRow> {
        let case = self.case;
        let parents = self.zones.parents(&case.name);
        let orphaned = case.holders.is_empty() && case.orphan.is_none();
        let of_children = case.dead.iter().position(|(at, _)| orphaned && parents.contains(at));
        let mut rows = Vec::new();
        for (place, (parent, above)) in case.dead.iter().enumerate() {
            let row = |child| self.row(Draft::unasked(Some(*parent), child, Ns::Dead(above)));
            if of_children == Some(place) && !case.children.is_empty() {
                rows.extend((0..case.children.len()).map(|child| row(Some(child))));
            } else {
                rows.push(row(None));
            }
        }
        rows
    }

    /// Rows of children that no zone in view is seen to name.
    fn of_orphans(&self) -> Vec<AuditRow> {
        let Some(orphan) = &self.case.orphan else { return Vec::new() };
        if matches!(orphan, Orphan::Unseen(unseen) if unseen.cut.is_some()) {
            return Vec::new();
        }
        let row = |child| {
            let (parent, ns) = match orphan {
                Orphan::Missing(parents) => (parents.first().copied(), self.missing(parents)),
                Orphan::Unseen(unseen) => self.unseen(unseen),
            };
            self.row(Draft::unasked(parent, Some(child), ns))
        };
        (0..self.case.children.len()).map(row).collect()
    }

    fn missing(&self, parents: &[usize]) -> Ns<'static> {
        let words = parents.iter().map(|at| self.zones.get(*at).words());
        Ns::Missing(words.map(|zone| format!("no NS record set for it in {zone}")).collect())
    }

    /// A delegation that the API does not show, and the DNS has no NS set of.
    fn unseen(&self, unseen: &Unseen) -> (Option<usize>, Ns<'static>) {
        let parents = self.zones.parents(&self.case.name);
        let parent = match &unseen.why {
            Hidden::In(zone) if parents.contains(zone) => Some(*zone),
            Hidden::In(_) => parents.first().copied(),
            Hidden::Behind(_) => None,
        };
        let why = self.hidden(&unseen.why);
        let ns = match unseen.chain.as_ref().map(|chain| (&chain.from, &chain.end)) {
            None if self.dns => Ns::Unknown(why),
            None => Ns::Unknown(format!("{why}; the DNS was not asked (--no-dns)")),
            Some((ChainStart::Root, ChainEnd::NoSuchName(zone))) => {
                Ns::Missing(vec![why, format!("servers of {zone} say that there is no such name")])
            }
            Some((ChainStart::Root, ChainEnd::Inside(zone))) => {
                Ns::Missing(vec![why, format!("servers of {zone} do not delegate it")])
            }
            Some((_, ChainEnd::Lame(zone))) => {
                Ns::Unknown(format!("{why}; no server speaks for {zone}"))
            }
            Some((_, ChainEnd::CouldNotAsk(zone, fault))) => {
                Ns::Unknown(format!("{why}; {zone} could not be asked: {fault}"))
            }
            Some((ChainStart::Resolver(fault), _)) => {
                Ns::Unknown(format!("{why}; the root could not be asked: {fault}"))
            }
            Some((ChainStart::Root, ChainEnd::Cut { .. })) => Ns::Unknown(why),
        };
        (parent, ns)
    }

    fn hidden(&self, why: &Hidden) -> String {
        match why {
            Hidden::In(zone) => self.unreadable(*zone),
            Hidden::Behind(cut) => format!("{cut} is handed to a zone that is not in view"),
        }
    }

    fn unreadable(&self, zone: usize) -> String {
        let zone = self.zones.get(zone);
        let why = zone.fault().map(Fault::message).unwrap_or_default();
        format!("{} could not be read: {why}", zone.words())
    }

    fn row(&self, draft: Draft<'_>) -> AuditRow {
        let child = match draft.child.map(|child| &self.sets[child]) {
            None => Child::NotInView,
            Some(Ok(set)) => Child::ServedBy(set),
            Some(Err(why)) => Child::Unread(why),
        };
        let vouched = draft.vouched;
        let lacks_glue = matches!(&draft.ns, Ns::To(cut) if !cut.without_glue.is_empty());
        let judged = judge(&CutInQuestion { ns: draft.ns, child, servers: draft.servers, vouched });
        let zone = draft.parent.map(|at| self.zones.get(at));
        let child = draft.child.map(|child| self.zones.get(self.case.children[child]));
        // Of several zones of the parent's name it is not known here which is live.
        let is_one_of_twins =
            judged.state == CutState::Missing && self.zones.parents(&self.case.name).len() > 1;
        let remedy = Ailing {
            cut: &self.case.name,
            state: judged.state,
            parent: zone.filter(|_| !is_one_of_twins).map(Zone::key),
            owner: zone.and_then(|zone| zone.linked_service.as_deref()),
            child: child.map(Zone::key),
            leads_to_child: draft.leads_to_child,
            child_signs: child.and_then(signs),
            lacks_glue,
        }
        .remedy();
        let servers = draft.servers.unwrap_or_default().iter();
        AuditRow {
            name: self.case.name.clone(),
            parent: zone.map(|zone| zone.key().clone()),
            child: child.map(Zone::key).cloned(),
            state: judged.state,
            evidence: judged.evidence,
            also: judged.also,
            servers: servers.map(|heard| heard.seen.clone()).collect::<Vec<ServerSeen>>(),
            repair: remedy.repair,
            advice: remedy.advice.map(str::to_owned),
        }
    }
}

/// Whether a zone has a key whose DS could stand above it; `None` where it is in between, or does
/// not tell.
fn signs(zone: &Zone) -> Option<bool> {
    let signing = zone.signing.told()?.as_ref().ok()?;
    match signing.status {
        SigningStatus::Signing => signing.keys.iter().any(|key| key.active).then_some(true),
        SigningStatus::NotSigning => Some(false),
        _ => None,
    }
}
