//! The resolver: what the world is told now, and how long that may be kept.

use crate::cut::wording::{count, difference, duration, names, shortened};
use crate::dns::{CouldNotAsk, Name, Rcode, RecordData, Reply};
use crate::zone::ProofState;

use super::{Judgement, Want};

/// How the resolver's answer stands to what is wanted. It never proves anything wrong: it may
/// keep what was there before.
pub(in crate::cut) fn judge(want: &Want, heard: &Result<Reply, CouldNotAsk>) -> Judgement {
    let reply = match heard {
        Ok(reply) => reply,
        Err(why) => return (ProofState::CouldNotAsk, shortened(&why.to_string())),
    };
    let servers = Reply::name_servers(&reply.answers, &want.cut);
    match reply.rcode {
        Rcode::NoError if !servers.is_empty() => {
            let kept = kept(ttl(reply, &want.cut));
            let words = format!("{}: {}", count(servers.len(), "server"), names(&servers));
            match (&want.ns, want.gone) {
                (_, true) => (ProofState::Cached, format!("still {words}; {kept}")),
                (None, _) => (ProofState::NotNeeded, format!("{words}; {kept}")),
                (Some(wanted), _) => match difference(&servers, wanted) {
                    None => (ProofState::Agrees, format!("{words}; {kept}")),
                    Some(other) => {
                        let count = count(servers.len(), "server");
                        (ProofState::Cached, format!("{count}, {other}; {kept}"))
                    }
                },
            }
        }
        rcode @ (Rcode::NoError | Rcode::NxDomain) => {
            let words = if rcode == Rcode::NxDomain { "no such name" } else { "no NS record" };
            if want.gone {
                return (ProofState::Agrees, words.to_owned());
            }
            // Where nobody has told of a cut, none is missed.
            let state = if want.ns.is_some() { ProofState::Cached } else { ProofState::NotNeeded };
            (state, format!("{words}; {}", kept(negative_ttl(reply))))
        }
        Rcode::ServFail => (
            ProofState::Differs,
            "SERVFAIL: it may remember a failure, or finds the cut lame or its signatures bogus"
                .to_owned(),
        ),
        rcode => (ProofState::CouldNotAsk, format!("{rcode}: the resolver does not answer us")),
    }
}

/// The TTL of an NS set in an answer: of a resolver, the seconds left.
pub(in crate::cut) fn ttl(reply: &Reply, owner: &Name) -> Option<u32> {
    let of_owner = reply.answers.iter().filter(|record| record.name == *owner);
    of_owner.filter(|r| matches!(r.data, RecordData::Ns(_))).map(|record| record.ttl).min()
}

/// How many seconds a resolver keeps that there is nothing (RFC 2308 §5).
pub(in crate::cut) fn negative_ttl(reply: &Reply) -> Option<u32> {
    reply.authority.iter().find_map(|record| match &record.data {
        RecordData::Soa(soa) => Some(record.ttl.min(soa.minimum)),
        _ => None,
    })
}

fn kept(seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("it may keep that for {}", duration(seconds)),
        None => "for how long it may keep that was not told".to_owned(),
    }
}
