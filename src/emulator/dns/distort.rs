//! What orders make of an answer before it is a message.

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::answer::Answer;
use super::party::ROOT_HOST;
use super::rr::{Data, Rr};
use super::rule::DnsEffect;
use crate::emulator::name::Name;

/// The answer as it is ordered to be.
pub(super) fn distorted(mut answer: Answer, effects: &[DnsEffect]) -> Answer {
    for effect in effects {
        match effect {
            DnsEffect::Rcode(code) => {
                answer = Answer { recursion: answer.recursion, ..Answer::empty((*code).into()) };
            }
            DnsEffect::Lame => {
                answer =
                    Answer { recursion: answer.recursion, ..Answer::empty(ResponseCode::NoError) };
            }
            DnsEffect::Upward => {
                answer = Answer::empty(ResponseCode::NoError);
                let root = Name::parse(ROOT_HOST).map(Data::Name);
                answer.authority.extend(root.ok().map(|data| Rr {
                    owner: Name::root(),
                    kind: RecordType::NS,
                    ttl: 518_400,
                    data,
                }));
            }
            DnsEffect::NameServers(hosts) => {
                replace(&mut answer.answers, hosts);
                replace(&mut answer.authority, hosts);
            }
            DnsEffect::StripAuthority => answer.authoritative = false,
            DnsEffect::ClaimAuthority => answer.authoritative = true,
            DnsEffect::Silent
            | DnsEffect::Delay(_)
            | DnsEffect::Truncate
            | DnsEffect::TruncateAlways
            | DnsEffect::Garbage(_)
            | DnsEffect::WrongId
            | DnsEffect::WrongQuestion
            | DnsEffect::ClosedPort => {}
        }
    }
    answer
}

/// Other hosts in the first NS set of a section.
fn replace(section: &mut Vec<Rr>, hosts: &[Name]) {
    let Some(at) = section.iter().position(|rr| rr.kind == RecordType::NS) else {
        return;
    };
    let first = section.remove(at);
    section.retain(|rr| rr.kind != RecordType::NS || rr.owner != first.owner);
    let others = hosts.iter().map(|host| Rr { data: Data::Name(host.clone()), ..first.clone() });
    section.splice(at..at, others);
}

/// Whether whoever asks so gets nothing that is of use.
pub(super) fn is_lost(effect: &DnsEffect) -> bool {
    matches!(
        effect,
        DnsEffect::Silent
            | DnsEffect::TruncateAlways
            | DnsEffect::Garbage(_)
            | DnsEffect::WrongId
            | DnsEffect::WrongQuestion
            | DnsEffect::ClosedPort
    )
}
