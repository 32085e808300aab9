//! The resolver: what the world is told now, and how long that may be kept.

use crate::cut::wording::{count, difference, duration, names, shortened};
use crate::dns::{CouldNotAsk, Rcode, Reply};
use crate::zone::ProofState;

use super::{Judgement, Want};

/// How the resolver's answer stands to what is wanted. It never proves anything wrong: it may
/// keep what was there before. `looked`: whether it was made to look (RD=1), or told what it keeps.
pub(in crate::cut) fn judge(
    want: &Want,
    looked: bool,
    heard: &Result<Reply, CouldNotAsk>,
) -> Judgement {
    let reply = match heard {
        Ok(reply) => reply,
        Err(why) => return (ProofState::CouldNotAsk, shortened(&why.to_string())),
    };
    // What it keeps it may tell as a referral at the cut.
    let is_referral = !looked && Reply::name_servers(&reply.answers, &want.cut).is_empty();
    let section = if is_referral { &reply.authority } else { &reply.answers };
    let servers = Reply::name_servers(section, &want.cut);
    let tells = !servers.is_empty()
        || reply.rcode == Rcode::NxDomain
        || reply.rcode == Rcode::NoError && reply.negative_ttl().is_some();
    if !looked && !tells {
        let words = "it does not tell what it keeps, and was not made to look: it would keep what \
                     the parent's servers answer now";
        return (ProofState::NotNeeded, words.to_owned());
    }
    match reply.rcode {
        Rcode::NoError if !servers.is_empty() => {
            let kept = kept(Reply::ns_ttl(section, &want.cut));
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
            (state, format!("{words}; {}", kept(reply.negative_ttl())))
        }
        Rcode::ServFail => (
            ProofState::Differs,
            "SERVFAIL: it may find the cut lame, unreachable or bogus, or remember a failure"
                .to_owned(),
        ),
        rcode => (ProofState::CouldNotAsk, format!("{rcode}: the resolver does not answer us")),
    }
}

fn kept(seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("it may keep that for {}", duration(seconds)),
        None => "for how long it may keep that was not told".to_owned(),
    }
}
