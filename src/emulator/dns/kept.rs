//! What the resolver keeps, each for its TTL.

use std::collections::HashMap;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::answer::{Answer, Asked};
use super::rr::{Data, Rr};
use crate::emulator::name::Name;

/// What there is to a name and a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// These records.
    Records(Vec<Rr>),
    /// Another name's.
    Alias(Rr),
    /// None, with the SOA record that says so.
    NoData(Option<Rr>),
    /// Not even the name, with the SOA record that says so.
    NoName(Option<Rr>),
}

/// The servers of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    /// The apex.
    pub(super) zone: Name,
    /// The servers.
    pub(super) servers: Vec<Name>,
    /// Whether keys of the zone were vouched for all the way from the root.
    pub(super) secure: bool,
}

#[derive(Debug, Clone)]
struct Timed<T> {
    at: Duration,
    ttl: u32,
    what: T,
}

impl<T> Timed<T> {
    /// How many seconds are left.
    fn left(&self, now: Duration) -> Option<u32> {
        let age = now.saturating_sub(self.at).as_secs();
        let age = u32::try_from(age).unwrap_or(u32::MAX);
        self.ttl.checked_sub(age).filter(|left| *left > 0)
    }
}

/// The cache of the resolver, by the time since the emulator's start.
#[derive(Debug, Default)]
pub(super) struct Kept {
    found: HashMap<(Name, RecordType), (Timed<Found>, bool)>,
    cuts: HashMap<Name, Timed<Cut>>,
}

impl Kept {
    /// What is still kept of a name and a type, with the TTLs that are left, and whether it is
    /// secure.
    pub(super) fn found(
        &self,
        name: &Name,
        kind: RecordType,
        now: Duration,
    ) -> Option<(Found, bool)> {
        // A name error is one for all types (RFC 2308 §5); an alias is one for all but its own.
        [kind, RecordType::CNAME, RecordType::ANY].into_iter().find_map(|kept_as| {
            let (timed, secure) = self.found.get(&(name.clone(), kept_as))?;
            let for_all = matches!(timed.what, Found::Alias(_) | Found::NoName(_));
            if kept_as != kind && !for_all {
                return None;
            }
            Some((aged(&timed.what, timed.left(now)?), *secure))
        })
    }

    /// Keeps what was found.
    pub(super) fn keep(
        &mut self,
        name: &Name,
        kind: RecordType,
        (what, secure): (&Found, bool),
        now: Duration,
    ) {
        let (kind, ttl) = match what {
            Found::Records(records) => (kind, records.iter().map(|record| record.ttl).min()),
            Found::Alias(alias) => (RecordType::CNAME, Some(alias.ttl)),
            Found::NoData(soa) => (kind, soa.as_ref().map(|soa| soa.ttl)),
            Found::NoName(soa) => (RecordType::ANY, soa.as_ref().map(|soa| soa.ttl)),
        };
        let timed = Timed { at: now, ttl: ttl.unwrap_or_default(), what: what.clone() };
        self.found.insert((name.clone(), kind), (timed, secure));
    }

    /// The answer to a question that nothing is to be looked for (RD=0): what is kept of the name
    /// itself, as an answer or as a referral to its servers; empty where there is nothing.
    pub(super) fn answer(&self, asked: &Asked, now: Duration) -> Answer {
        let mut answer = Answer { recursion: true, ..Answer::empty(ResponseCode::NoError) };
        match self.found(&asked.name, asked.kind, now).map(|(found, _)| found) {
            Some(Found::Records(records)) => answer.answers = records,
            Some(Found::Alias(alias)) => answer.answers.push(alias),
            Some(Found::NoData(soa)) => answer.authority.extend(soa),
            Some(Found::NoName(soa)) => {
                answer.rcode = ResponseCode::NXDomain;
                answer.authority.extend(soa);
            }
            None => {
                let cut = self.cuts.get(&asked.name);
                if let Some((cut, ttl)) = cut.and_then(|cut| Some((&cut.what, cut.left(now)?))) {
                    let server = |server: &Name| Rr {
                        owner: cut.zone.clone(),
                        kind: RecordType::NS,
                        ttl,
                        data: Data::Name(server.clone()),
                    };
                    answer.authority.extend(cut.servers.iter().map(server));
                }
            }
        }
        answer
    }

    /// The deepest cut that is still kept, at or above a name.
    pub(super) fn cut(&self, name: &Name, now: Duration) -> Option<Cut> {
        name.ancestry().find_map(|above| {
            let timed = self.cuts.get(&above)?;
            timed.left(now)?;
            Some(timed.what.clone())
        })
    }

    /// Keeps where a zone is.
    pub(super) fn keep_cut(&mut self, cut: Cut, ttl: u32, now: Duration) {
        self.cuts.insert(cut.zone.clone(), Timed { at: now, ttl, what: cut });
    }
}

/// The same with the TTL that is left.
fn aged(found: &Found, left: u32) -> Found {
    let aged = |record: &Rr| Rr { ttl: left, ..record.clone() };
    match found {
        Found::Records(records) => Found::Records(records.iter().map(aged).collect()),
        Found::Alias(alias) => Found::Alias(aged(alias)),
        Found::NoData(soa) => Found::NoData(soa.as_ref().map(aged)),
        Found::NoName(soa) => Found::NoName(soa.as_ref().map(aged)),
    }
}
