//! The recursive resolver: it walks the world from the root as resolvers do, in this process, and
//! keeps what it finds.
//!
//! It validates as far as the material goes: a DS set that matches no key of the zone makes the
//! zone bogus. It meets the servers as they are ordered to be, but for orders about some questions
//! only, which are counted on the wire, and for delays.

use std::collections::BTreeSet;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::answer::{Answer, Asked};
use super::kept::{Cut, Found, Kept};
use super::party::{Party, Transport};
use super::rr::{Data, Rr};
use super::rule::{Fitting, Rules};
use super::tree::Tree;
use super::{distort, dnssec};
use crate::emulator::name::Name;
use crate::emulator::world::World;

/// How many CNAMEs are followed.
const ALIASES: usize = 8;
/// How many referrals are followed.
const REFERRALS: usize = 32;

/// One search.
pub(super) struct Resolver<'w> {
    pub(super) world: &'w World,
    pub(super) tree: &'w Tree,
    pub(super) rules: &'w Rules,
    pub(super) kept: &'w mut Kept,
    /// Since the start of the emulator.
    pub(super) now: Duration,
    /// CD: whether bogus answers are wanted.
    pub(super) unchecked: bool,
}

/// What a server's answer is worth.
enum Worth {
    Found(Found),
    Referral { zone: Name, servers: Vec<Name>, ds: Vec<Vec<u8>>, ttl: u32 },
    Nothing,
}

impl Resolver<'_> {
    /// The whole answer; SERVFAIL where no server of a zone on the way speaks for it, or a zone is
    /// bogus.
    pub(super) fn resolve(mut self, asked: &Asked) -> Answer {
        let mut answer = Answer { recursion: true, ..Answer::empty(ResponseCode::NoError) };
        let mut name = asked.name.clone();
        let mut seen = BTreeSet::new();
        let mut secure = true;
        while seen.insert(name.clone()) && seen.len() <= ALIASES {
            let Some((found, is_secure)) = self.find(&name, asked.kind) else {
                return Answer { recursion: true, ..Answer::empty(ResponseCode::ServFail) };
            };
            secure &= is_secure;
            answer.secure = secure;
            match found {
                Found::Records(records) => {
                    answer.answers.extend(records);
                    return answer;
                }
                Found::Alias(alias) => {
                    let target = alias.target().cloned();
                    answer.answers.push(alias);
                    match target {
                        Some(target) => name = target,
                        None => break,
                    }
                }
                Found::NoData(soa) => {
                    answer.authority.extend(soa);
                    return answer;
                }
                Found::NoName(soa) => {
                    answer.rcode = ResponseCode::NXDomain;
                    answer.authority.extend(soa);
                    return answer;
                }
            }
        }
        // Aliases without end.
        Answer { recursion: true, ..Answer::empty(ResponseCode::ServFail) }
    }

    /// What there is, and whether it is secure.
    fn find(&mut self, name: &Name, kind: RecordType) -> Option<(Found, bool)> {
        if let Some(kept) = self.kept.found(name, kind, self.now) {
            return Some(kept);
        }
        // The DS set of a name stands above it.
        let from = if kind == RecordType::DS { name.parent() } else { Some(name.clone()) };
        let kept = from.and_then(|from| self.kept.cut(&from, self.now));
        let root = Cut { zone: Name::root(), servers: Vec::new(), secure: true };
        let mut cut = kept.unwrap_or(root);
        for _ in 0..REFERRALS {
            let asked = Asked { name: name.clone(), kind, dnssec: true };
            match self.ask_all(&cut, &asked) {
                Worth::Found(found) => {
                    if let (Found::Records(records), RecordType::NS) = (&found, kind) {
                        self.keep_apex(name, records, &cut);
                    }
                    self.kept.keep(name, kind, (&found, cut.secure), self.now);
                    return Some((found, cut.secure));
                }
                Worth::Referral { zone, servers, ds, ttl } => {
                    let below = Cut { zone, servers, secure: false };
                    let secure = cut.secure && self.is_vouched_for(&below, &ds)?;
                    cut = Cut { secure, ..below };
                    self.kept.keep_cut(cut.clone(), ttl, self.now);
                }
                Worth::Nothing => return None,
            }
        }
        None
    }

    /// What a zone says of its own servers counts more than what its parent says (RFC 2181
    /// §5.4.1): they are the ones that are asked from now on.
    fn keep_apex(&mut self, name: &Name, records: &[Rr], cut: &Cut) {
        if cut.zone == *name && !cut.zone.labels().eq(Name::root().labels()) {
            let servers = records.iter().filter_map(Rr::target).cloned().collect();
            let ttl = records.iter().map(|record| record.ttl).min().unwrap_or_default();
            self.kept.keep_cut(Cut { servers, ..cut.clone() }, ttl, self.now);
        }
    }

    /// Whether the zone's keys are secure; `None` if it is bogus.
    fn is_vouched_for(&self, cut: &Cut, ds: &[Vec<u8>]) -> Option<bool> {
        if ds.is_empty() || self.unchecked {
            return Some(false);
        }
        let asked = Asked { name: cut.zone.clone(), kind: RecordType::DNSKEY, dnssec: true };
        let keys = match self.ask_all(cut, &asked) {
            Worth::Found(Found::Records(keys)) => keys,
            // A server that is lame is not bogus: it shows when it is asked for more.
            Worth::Nothing => return Some(false),
            _ => Vec::new(),
        };
        let told: Vec<bool> =
            ds.iter().filter_map(|ds| dnssec::vouches(&cut.zone, ds, &keys)).collect();
        // Digests of unknown types only: as if there were none (RFC 4035 §5.2).
        if told.is_empty() {
            return Some(false);
        }
        told.contains(&true).then_some(true)
    }

    /// Asks the servers of a zone, one after the other, until one is of use.
    fn ask_all(&self, cut: &Cut, asked: &Asked) -> Worth {
        let mut parties: Vec<Party> = cut.servers.iter().cloned().map(Party::Host).collect();
        if cut.zone == Name::root() {
            parties = vec![Party::Root];
        }
        for party in parties {
            match self.ask(&party, asked).map(|answer| worth(answer, &cut.zone, asked)) {
                None | Some(Worth::Nothing) => {}
                Some(worth) => return worth,
            }
        }
        Worth::Nothing
    }

    fn ask(&self, party: &Party, asked: &Asked) -> Option<Answer> {
        if !self.tree.is_there(self.world, party) {
            return None;
        }
        let fitting = Fitting {
            host: party,
            name: &asked.name,
            qtype: asked.kind,
            transport: Transport::Udp,
        };
        let effects = self.rules.standing(&fitting);
        if effects.iter().any(distort::is_lost) {
            return None;
        }
        let answer = self.tree.answer(self.world, party, asked);
        Some(distort::distorted(answer, &effects))
    }
}

/// What an answer is worth to one who asked a server of `zone`.
fn worth(answer: Answer, zone: &Name, asked: &Asked) -> Worth {
    let exists = answer.rcode == ResponseCode::NoError;
    if !exists && answer.rcode != ResponseCode::NXDomain {
        return Worth::Nothing;
    }
    let own = |rr: &Rr, kind| rr.kind == kind && rr.owner == asked.name;
    if answer.authoritative {
        let (records, rest): (Vec<Rr>, Vec<Rr>) =
            answer.answers.into_iter().partition(|rr| own(rr, asked.kind));
        if !records.is_empty() {
            return Worth::Found(Found::Records(records));
        }
        if let Some(alias) = rest.into_iter().find(|rr| own(rr, RecordType::CNAME)) {
            return Worth::Found(Found::Alias(alias));
        }
        let denied = answer.authority.iter().any(|rr| is_name_denied(rr, &asked.name));
        let soa = answer.authority.into_iter().find(|rr| rr.kind == RecordType::SOA);
        return Worth::Found(if exists && !denied {
            Found::NoData(soa)
        } else {
            Found::NoName(soa)
        });
    }
    let deeper = |owner: &Name| owner.is_within(zone) && owner != zone;
    let referral = |rr: &&Rr| {
        rr.kind == RecordType::NS && deeper(&rr.owner) && asked.name.is_within(&rr.owner)
    };
    let Some(first) = answer.authority.iter().find(referral) else {
        return Worth::Nothing;
    };
    let (cut, ttl) = (first.owner.clone(), first.ttl);
    let of_cut = |kind| {
        answer.authority.iter().filter(move |rr| rr.kind == kind).filter(|rr| rr.owner == cut)
    };
    let servers = of_cut(RecordType::NS).filter_map(Rr::target).cloned().collect();
    let ds = of_cut(RecordType::DS).filter_map(|rr| match &rr.data {
        Data::Bytes(bytes) => Some(bytes.clone()),
        Data::Name(_) | Data::Soa(_) => None,
    });
    Worth::Referral { ds: ds.collect(), servers, ttl, zone: first.owner.clone() }
}

/// Whether the record proves that there is no such name (RFC 9824 §3.1).
fn is_name_denied(rr: &Rr, name: &Name) -> bool {
    rr.kind == RecordType::NSEC && *rr == dnssec::denial(name, rr.ttl, &[dnssec::NXNAME])
}
