//! What one zone answers (RFC 1034 §4.3.2, RFC 4592 for wildcards, RFC 9471 for glue).

use std::collections::BTreeSet;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::answer::{Answer, Asked};
use super::dnssec;
use super::presentation::{data, wire_type};
use super::rr::{Data, Rr};
use crate::emulator::name::Name;
use crate::emulator::record::{self, RecordSet};
use crate::emulator::zone::Zone;

/// How many CNAMEs, or aliases, are followed inside a zone.
const STEPS: usize = 8;
/// The TTL of an alias whose target is not a record of the zone (developer guide).
const ALIAS_TTL: u32 = 60;
/// What such an alias answers: documentation addresses (RFC 5737, RFC 3849).
const ALIAS_V4: &str = "192.0.2.200";
const ALIAS_V6: &str = "2001:db8::200";

/// What the zone answers; the name asked for is at its apex or below.
pub(super) fn answer(zone: &Zone, asked: &Asked) -> Answer {
    let mut answer = Answer { authoritative: true, ..Answer::empty(ResponseCode::NoError) };
    let signs = asked.dnssec && dnssec::is_signed(zone);
    let mut name = asked.name.clone();
    let mut seen = BTreeSet::new();
    while seen.len() < STEPS && seen.insert(name.clone()) {
        if let Some(cut) = cut_above(zone, &name, asked.kind) {
            // AA speaks of the first name in the answer (RFC 1034 §4.1.1).
            answer.authoritative = !answer.answers.is_empty();
            refer(zone, &cut, asked.dnssec, &mut answer);
            return answer;
        }
        let source = match place(zone, &name) {
            Place::Records(source) => source,
            Place::Empty => {
                deny(zone, &name, &[], signs, &mut answer);
                return answer;
            }
            Place::Nowhere => {
                // To those who want the proof, a name that is not there is one without any types,
                // which is told in the proof (RFC 9824 §3).
                if signs {
                    deny(zone, &name, &[dnssec::NXNAME], signs, &mut answer);
                } else {
                    deny(zone, &name, &[], signs, &mut answer);
                    answer.rcode = ResponseCode::NXDomain;
                }
                return answer;
            }
        };
        let mut set = records(zone, &source, asked.kind, &name);
        let cname = set.is_empty() && asked.kind != RecordType::CNAME;
        if cname {
            set = records(zone, &source, RecordType::CNAME, &name);
        }
        if set.is_empty() {
            deny(zone, &name, &types(zone, &source), signs, &mut answer);
            return answer;
        }
        if asked.kind == RecordType::NS {
            answer.additional = glue(zone, &set);
        }
        let target = set.first().and_then(Rr::target).filter(|_| cname).cloned();
        add(zone, set, signs, &mut answer.answers);
        match target {
            Some(target) if target.is_within(&zone.name) => name = target,
            _ => return answer,
        }
    }
    answer
}

/// The topmost cut at or above a name, below the apex. The DS set at a cut is the parent's own
/// (RFC 4035 §3.1.4.1).
fn cut_above(zone: &Zone, name: &Name, kind: RecordType) -> Option<Name> {
    let below = |at: &Name| at.is_within(&zone.name) && *at != zone.name;
    let has_ns = |at: &Name| zone.at(at).any(|(key, _)| key.kind == record::RecordType::Ns);
    let cut = name.ancestry().rev().find(|at| below(at) && has_ns(at))?;
    (cut != *name || kind != RecordType::DS).then_some(cut)
}

/// A referral: the NS set of the cut, its DS set or the proof that there is none, its glue.
fn refer(zone: &Zone, cut: &Name, dnssec: bool, answer: &mut Answer) {
    let servers = records(zone, cut, RecordType::NS, cut);
    let signs = dnssec && dnssec::is_signed(zone);
    answer.additional = glue(zone, &servers);
    answer.authority.extend(servers);
    let ds = records(zone, cut, RecordType::DS, cut);
    if dnssec && !ds.is_empty() {
        add(zone, ds, signs, &mut answer.authority);
    } else if signs {
        let proof = dnssec::denial(cut, negative_ttl(zone), &[RecordType::NS]);
        add(zone, vec![proof], signs, &mut answer.authority);
    }
}

/// The SOA record that says how long the absence may be kept, and the proof of it.
fn deny(zone: &Zone, name: &Name, types: &[RecordType], signs: bool, answer: &mut Answer) {
    let ttl = negative_ttl(zone);
    let mut soa = records(zone, &zone.name, RecordType::SOA, &zone.name);
    for record in &mut soa {
        record.ttl = ttl;
    }
    add(zone, soa, signs, &mut answer.authority);
    if signs {
        add(zone, vec![dnssec::denial(name, ttl, types)], signs, &mut answer.authority);
    }
}

/// The shorter of the SOA's TTL and its last field (RFC 2308 §3).
fn negative_ttl(zone: &Zone) -> u32 {
    let soa = records(zone, &zone.name, RecordType::SOA, &zone.name);
    match soa.first() {
        Some(Rr { ttl, data: Data::Soa(soa), .. }) => (*ttl).min(soa.minimum),
        _ => 0,
    }
}

/// Puts a set in a section, with its signature where one is wanted.
fn add(zone: &Zone, set: Vec<Rr>, signs: bool, section: &mut Vec<Rr>) {
    let signature = if signs { dnssec::signature(zone, &set) } else { None };
    section.extend(set);
    section.extend(signature);
}

/// The addresses of name servers that the zone holds, those below cuts too.
fn glue(zone: &Zone, servers: &[Rr]) -> Vec<Rr> {
    let inside = servers.iter().filter_map(Rr::target).filter(|host| host.is_within(&zone.name));
    inside
        .flat_map(|host| {
            [RecordType::A, RecordType::AAAA].map(|kind| records(zone, host, kind, host))
        })
        .flatten()
        .collect()
}

/// What there is at a name.
enum Place {
    /// Records, of the name itself or of the wildcard that stands for it.
    Records(Name),
    /// No records, but names below (an empty non-terminal).
    Empty,
    /// Nothing: the name does not exist.
    Nowhere,
}

fn place(zone: &Zone, name: &Name) -> Place {
    if has_records(zone, name) {
        return Place::Records(name.clone());
    }
    if exists(zone, name) {
        return Place::Empty;
    }
    // The closest encloser is the deepest name above that exists; only a wildcard right below it
    // stands for the name (RFC 4592 §3.3.1).
    let encloser = name.ancestry().skip(1).find(|above| exists(zone, above));
    let wildcard = encloser.and_then(|encloser| encloser.child(b"*"));
    match wildcard {
        Some(wildcard) if has_records(zone, &wildcard) => Place::Records(wildcard),
        Some(wildcard) if exists(zone, &wildcard) => Place::Empty,
        _ => Place::Nowhere,
    }
}

fn has_records(zone: &Zone, name: &Name) -> bool {
    *name == zone.name || zone.at(name).next().is_some()
}

/// Whether there are records at the name or below it.
fn exists(zone: &Zone, name: &Name) -> bool {
    let start = record::RecordKey::simple(name.clone(), record::RecordType::A);
    zone.starting_at(Some(start))
        .map(|(key, _)| &key.name)
        .take_while(|other| other.is_listed_under(name))
        .any(|other| other.is_within(name))
}

/// The types that stand at a name.
fn types(zone: &Zone, name: &Name) -> Vec<RecordType> {
    let mut types: Vec<_> = zone.at(name).map(|(key, _)| wire_type(key.kind)).collect();
    if *name == zone.name && dnssec::is_signed(zone) {
        types.push(RecordType::DNSKEY);
    }
    types
}

/// The records of one type at `source`, with `owner` as their owner. Of sets with a routing policy
/// the first; of ANY one set (RFC 8482 §4.1).
fn records(zone: &Zone, source: &Name, kind: RecordType, owner: &Name) -> Vec<Rr> {
    if kind == RecordType::DNSKEY && *source == zone.name && dnssec::is_signed(zone) {
        return dnssec::keys(zone);
    }
    let wanted = |there: record::RecordType| kind == RecordType::ANY || wire_type(there) == kind;
    let found = zone.at(source).find(|(key, _)| wanted(key.kind));
    let Some((key, set)) = found else {
        return Vec::new();
    };
    let (ttl, values) = values(zone, key.kind, set);
    let record = |value: &String| {
        let data = data(key.kind, value)?;
        Some(Rr { owner: owner.clone(), kind: wire_type(key.kind), ttl, data })
    };
    values.iter().filter_map(record).collect()
}

/// The TTL and the values of a set. An alias has those of its target in the zone, or made-up
/// addresses.
fn values(zone: &Zone, kind: record::RecordType, set: &RecordSet) -> (u32, Vec<String>) {
    let mut set = Some(set);
    for _ in 0..STEPS {
        match set.map(|set| &set.data) {
            Some(record::RecordData::Values { ttl, values }) => return (*ttl, values.clone()),
            Some(record::RecordData::Alias { name, .. }) => {
                set = zone.at(name).find(|(key, _)| key.kind == kind).map(|(_, set)| set);
            }
            None => break,
        }
    }
    let address = match kind {
        record::RecordType::A => vec![ALIAS_V4.to_owned()],
        record::RecordType::Aaaa => vec![ALIAS_V6.to_owned()],
        _ => Vec::new(),
    };
    (ALIAS_TTL, address)
}
