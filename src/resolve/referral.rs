//! What the answer of a zone's server means to whoever follows the tree to a name. Pure.

use std::net::IpAddr;

use crate::dns::{Ds, Name, Rcode, Record, RecordData, Reply};

/// What a server of a zone says of a name, asked for its NS records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask those of this zone, further down.
    Referral(Referral),
    /// The server speaks for the zone that begins at the name, and this is its NS set.
    Apex { servers: Vec<Name>, ttl: u32 },
    /// The name is in this zone and no zone begins there.
    Inside(Name),
    /// This zone has no such name.
    NoSuchName(Name),
}

/// A zone handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Referral {
    pub(super) cut: Name,
    /// Sorted, each once, never none.
    pub(super) servers: Vec<Name>,
    /// Addresses of those of them that the zone may speak for.
    pub(super) glue: Vec<(Name, IpAddr)>,
    pub(super) ds: Vec<Ds>,
    /// Of the NS set, in seconds.
    pub(super) ttl: u32,
}

impl Step {
    /// Reads the answer of a server of `zone` for the NS records of `name`. `None` where it does
    /// not speak for the zone: an error, no authority, or a referral that does not lead further
    /// down to the name.
    pub(super) fn of(zone: &Name, name: &Name, reply: &Reply) -> Option<Self> {
        // Where a CNAME leads elsewhere, the rest of the answer is about that.
        let aliased = reply.authoritative
            && reply
                .answers
                .iter()
                .any(|record| matches!(record.data, RecordData::Cname(_)) && record.name == *name);
        match reply.rcode {
            Rcode::NoError | Rcode::NxDomain if aliased => Some(Self::Inside(zone.clone())),
            Rcode::NxDomain => {
                reply.authoritative.then(|| Self::NoSuchName(spoken_for(zone, name, reply)))
            }
            Rcode::NoError => Self::of_success(zone, name, reply),
            _ => None,
        }
    }

    fn of_success(zone: &Name, name: &Name, reply: &Reply) -> Option<Self> {
        let servers = Reply::name_servers(&reply.answers, name);
        if reply.authoritative && !servers.is_empty() {
            return Some(Self::Apex { servers, ttl: ttl(&reply.answers, name) });
        }
        // Some servers set AA on their referrals; resolvers follow them all the same.
        let is_empty = reply.answers.is_empty();
        if is_empty && let Some(referral) = Referral::of(zone, name, reply) {
            return Some(Self::Referral(referral));
        }
        reply.authoritative.then(|| Self::Inside(spoken_for(zone, name, reply)))
    }
}

impl Referral {
    fn of(zone: &Name, name: &Name, reply: &Reply) -> Option<Self> {
        let leads = |record: &&Record| {
            matches!(record.data, RecordData::Ns(_))
                && record.name.is_below(zone)
                && name.is_at_or_below(&record.name)
        };
        let cut = reply.authority.iter().find(leads)?.name.clone();
        let servers = Reply::name_servers(&reply.authority, &cut);
        let glue = reply.additional.iter().filter_map(|record| {
            let address = match record.data {
                RecordData::A(address) => IpAddr::from(address),
                RecordData::Aaaa(address) => IpAddr::from(address),
                _ => return None,
            };
            let is_glue = servers.contains(&record.name) && record.name.is_at_or_below(zone);
            is_glue.then(|| (record.name.clone(), address))
        });
        let glue = glue.collect();
        let (ds, ttl) = (Reply::ds(&reply.authority, &cut), ttl(&reply.authority, &cut));
        Some(Self { cut, servers, glue, ds, ttl })
    }
}

/// The least TTL of the NS records of an owner.
fn ttl(section: &[Record], owner: &Name) -> u32 {
    let set = section.iter().filter(|record| record.name == *owner);
    let set = set.filter(|record| matches!(record.data, RecordData::Ns(_)));
    set.map(|record| record.ttl).min().unwrap_or(0)
}

/// The zone that a denial comes from: the server may have a deeper one than was asked.
fn spoken_for(zone: &Name, name: &Name, reply: &Reply) -> Name {
    let owner = Reply::soa(&reply.authority).map(|(owner, _)| owner);
    let fits = |owner: &&Name| owner.is_at_or_below(zone) && name.is_at_or_below(owner);
    owner.filter(fits).unwrap_or(zone).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{Soa, Transport};
    use std::time::Duration;

    fn name(text: &str) -> Name {
        Name::from_user(text).unwrap()
    }

    fn record(owner: &str, data: RecordData) -> Record {
        Record { name: name(owner), ttl: 300, data }
    }

    fn ns(owner: &str, server: &str) -> Record {
        record(owner, RecordData::Ns(name(server)))
    }

    fn soa(owner: &str) -> Record {
        record(owner, RecordData::Soa(Soa { mname: name("ns"), serial: 1, minimum: 60 }))
    }

    fn a(owner: &str) -> Record {
        record(owner, RecordData::A([192, 0, 2, 1].into()))
    }

    fn reply(aa: bool, answers: Vec<Record>, authority: Vec<Record>) -> Reply {
        Reply {
            rcode: Rcode::NoError,
            authoritative: aa,
            answers,
            authority,
            additional: vec![a("ns.b.a"), a("ns.x"), a("other.b.a")],
            transport: Transport::Udp,
            took: Duration::ZERO,
        }
    }

    fn step(reply: &Reply) -> Option<Step> {
        Step::of(&name("a"), &name("c.b.a"), reply)
    }

    #[test]
    fn a_referral_leads_down_to_the_name_or_nowhere() {
        let authority = |owner: &str| vec![ns(owner, "ns.x"), ns(owner, "ns.b.a")];
        for aa in [false, true] {
            for cut in ["b.a", "c.b.a"] {
                let Some(Step::Referral(found)) = step(&reply(aa, vec![], authority(cut))) else {
                    panic!("{cut} {aa}")
                };
                assert_eq!(found.cut, name(cut));
                assert_eq!(found.servers, [name("ns.b.a"), name("ns.x")]);
                assert_eq!(found.glue, [(name("ns.b.a"), [192, 0, 2, 1].into())]);
                assert_eq!(found.ttl, 300);
            }
        }
        for cut in ["a", ".", "x", "d.c.b.a", "d.a", "xb.a"] {
            assert_eq!(step(&reply(false, vec![], authority(cut))), None, "{cut}");
        }
    }

    #[test]
    fn authority_is_needed_to_speak() {
        let answers = || vec![ns("c.b.a", "ns.x")];
        let apex = Step::Apex { servers: vec![name("ns.x")], ttl: 300 };
        assert_eq!(step(&reply(true, answers(), vec![])), Some(apex));
        assert_eq!(step(&reply(false, answers(), vec![])), None);
        let inside = |zone: &str| Some(Step::Inside(name(zone)));
        assert_eq!(step(&reply(true, vec![], vec![soa("a")])), inside("a"));
        assert_eq!(step(&reply(true, vec![], vec![soa("b.a")])), inside("b.a"));
        assert_eq!(step(&reply(true, vec![], vec![soa("x")])), inside("a"), "no zone of the name");
        assert_eq!(step(&reply(true, vec![], vec![])), inside("a"));
        assert_eq!(step(&reply(false, vec![], vec![soa("a")])), None);
        assert_eq!(step(&reply(false, vec![], vec![])), None);
        let alias = || vec![record("c.b.a", RecordData::Cname(name("x")))];
        assert_eq!(step(&reply(true, alias(), vec![soa("x")])), inside("a"));
    }

    #[test]
    fn errors_say_nothing_and_a_denial_needs_authority() {
        let with = |rcode, aa| Reply { rcode, ..reply(aa, vec![], vec![soa("b.a")]) };
        for rcode in [Rcode::Refused, Rcode::ServFail, Rcode::NotAuth, Rcode::Other(23)] {
            assert_eq!(step(&with(rcode, true)), None);
        }
        let denied = Some(Step::NoSuchName(name("b.a")));
        assert_eq!(step(&with(Rcode::NxDomain, true)), denied);
        assert_eq!(step(&with(Rcode::NxDomain, false)), None);
        let alias = vec![record("c.b.a", RecordData::Cname(name("x")))];
        let gone = Reply { rcode: Rcode::NxDomain, ..reply(true, alias, vec![]) };
        assert_eq!(step(&gone), Some(Step::Inside(name("a"))), "what is not there is the target");
    }
}
