//! What an audit asks: the readings of zones, and the cases that follow from them.

use std::collections::BTreeSet;

use crate::cut::vouching::is_signed;
use crate::dns::{Lookup, Name};
use crate::zone::Fault;

use super::case::Case;
use super::lanes::{Want, What};
use super::zones::{Records, Turn};
use super::{Audit, AuditQuestion, server, verdict};

impl Audit {
    /// The question behind a want; `None` where nobody wants to know any more.
    pub(super) fn question(&self, want: &Want) -> Option<AuditQuestion> {
        let key = |at: usize| self.zones.get(at).readers.get(want.reader).cloned();
        let case = |at: usize| self.cases.get(at)?.as_ref();
        Some(match &want.what {
            What::Records(at) => {
                let Records::Going { next, .. } = &self.zones.get(*at).records else { return None };
                AuditQuestion::Records { zone: key(*at)?, start: next.clone() }
            }
            What::Detail(at) => AuditQuestion::Zone(key(*at)?),
            What::Signing(at) => AuditQuestion::Signing(key(*at)?),
            What::Server { case: at, server } => {
                let case = case(*at)?;
                let keys = case.has_ds(&self.zones);
                AuditQuestion::LookUp(server::lookup(server.clone(), &case.name, keys))
            }
            What::Chain(at) => AuditQuestion::LookUp(Lookup::Chain(case(*at)?.name.clone())),
            What::ApexKeys(at) => {
                let zone = self.zones.get(*at);
                let server = zone.cuts()?.servers().nth(want.reader)?.clone();
                AuditQuestion::LookUp(server::lookup(server, &zone.key().name, true))
            }
        })
    }

    /// Asks for something by the first reader from the wanted one on that can ask at all.
    pub(super) fn want(&mut self, mut want: Want, why: Option<Fault>) {
        let (What::Records(at) | What::Detail(at) | What::Signing(at)) = want.what else {
            self.lanes.push(None, want);
            return;
        };
        let zone = self.zones.get(at);
        let mut why = why;
        while let Some(reader) = zone.readers.get(want.reader) {
            match self.down.get(&reader.profile) {
                Some(fault) => why = Some(fault.clone()),
                None => return self.lanes.push(Some(zone.lane), want),
            }
            want.reader += 1;
        }
        if let Some(fault) = why {
            self.gave_up(&want, fault);
        }
    }

    /// Opens the case of a name, once all zones above it are read.
    pub(super) fn open(&mut self, name: Name) {
        if self.opened.contains(&name) || !self.options.wants(&name) {
            return;
        }
        let above = self.zones.above(&name);
        if let Some(unread) = above.into_iter().find(|at| !self.zones.get(*at).is_read()) {
            return self.zones.get_mut(unread).waiting.push(name);
        }
        self.opened.insert(name.clone());
        let Some(case) = Case::of(name, &self.zones) else { return };
        let at = self.cases.len();
        self.cases.push(Some(case));
        // It is not to close before all is asked.
        self.awaits(at, 1);
        self.ask_zones(at);
        self.ask_servers(at);
        self.told(vec![at]);
    }

    fn awaits(&mut self, at: usize, answers: usize) {
        if let Some(Some(case)) = self.cases.get_mut(at) {
            case.awaited += answers;
        }
    }

    /// Asks what Route 53 tells of the zones of a case.
    fn ask_zones(&mut self, at: usize) {
        let Some(Some(case)) = self.cases.get(at) else { return };
        let asks_chain = self.options.dns && case.needs_chain();
        let has_cut = asks_chain || !case.holders.is_empty();
        let details = if has_cut { case.children.clone() } else { Vec::new() };
        let signings: Vec<usize> = if case.has_ds(&self.zones) {
            case.holders.iter().chain(&case.children).copied().collect()
        } else {
            Vec::new()
        };
        if asks_chain {
            self.awaits(at, 1);
            self.want(Want { what: What::Chain(at), reader: 0 }, None);
        }
        for zone in details {
            let turn = self.zones.get_mut(zone).detail.wait(at);
            self.wait(at, What::Detail(zone), turn);
        }
        for zone in signings {
            let turn = self.zones.get_mut(zone).signing.wait(at);
            self.wait(at, What::Signing(zone), turn);
            self.ask_apex(at, zone);
        }
    }

    /// Lets a case with DS wait for what the servers of its parent say of the parent's keys, once
    /// Route 53 does not say that it is signed: resolvers go by the servers.
    pub(super) fn ask_apex(&mut self, case: usize, zone: usize) {
        let is_parent = |case: &Case| case.holders.contains(&zone);
        let concerns =
            self.cases.get(case).is_some_and(|case| case.as_ref().is_some_and(is_parent));
        let is_open = match self.zones.get(zone).signing.told() {
            Some(told) => !told.as_ref().is_ok_and(is_signed),
            None => false,
        };
        if !self.options.dns || !concerns || !is_open {
            return;
        }
        let turn = self.zones.get_mut(zone).apex_keys.wait(case);
        if turn != Turn::Told {
            self.awaits(case, 1);
        }
        if turn == Turn::First {
            self.ask_apex_server(zone, 0);
        }
    }

    /// Asks one of a zone's servers for the keys at its apex; after the last, nobody could tell.
    pub(super) fn ask_apex_server(&mut self, zone: usize, place: usize) {
        let servers = self.zones.get(zone).cuts().map_or(0, |cuts| cuts.servers().count());
        if place < servers {
            self.progress.lookups += 1;
            self.want(Want { what: What::ApexKeys(zone), reader: place }, None);
        } else {
            let waiting = self.zones.get_mut(zone).apex_keys.tell(Ok(None));
            self.told(waiting);
        }
    }

    /// Lets a case wait for a zone; who is first has to ask.
    fn wait(&mut self, at: usize, what: What, turn: Turn) {
        match turn {
            Turn::Told => {}
            Turn::Behind => self.awaits(at, 1),
            Turn::First => {
                self.awaits(at, 1);
                self.want(Want { what, reader: 0 }, None);
            }
        }
    }

    /// Asks the servers that the NS sets of a case name.
    pub(super) fn ask_servers(&mut self, at: usize) {
        let Some(Some(case)) = self.cases.get(at) else { return };
        if !self.options.dns {
            return;
        }
        let cuts = case.cuts(&self.zones);
        let servers: BTreeSet<Name> =
            cuts.iter().flat_map(|(_, cut)| cut.servers.iter().cloned()).collect();
        self.awaits(at, servers.len());
        self.progress.lookups += servers.len();
        for server in servers {
            self.want(Want { what: What::Server { case: at, server }, reader: 0 }, None);
        }
    }

    /// Tells cases that one of the answers they wait for is there; a case that waits for no more
    /// is judged.
    pub(super) fn told(&mut self, cases: Vec<usize>) {
        for at in cases {
            let Some(place) = self.cases.get_mut(at) else { continue };
            let Some(case) = place else { continue };
            case.awaited = case.awaited.saturating_sub(1);
            if case.awaited > 0 {
                continue;
            }
            if let Some(case) = place.take() {
                let rows = verdict::rows(&case, &self.zones, self.options.dns);
                for row in &rows {
                    self.progress.count(row.state);
                }
                self.rows.extend(rows);
            }
        }
    }
}
