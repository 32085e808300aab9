//! What one server's answers say: whether it speaks for the child, and with which keys.

use std::net::SocketAddr;

use crate::cut::servers::{is_private, is_route53};
use crate::dns::{
    AddressSighting, CouldNotAsk, Dnskey, Lookup, Name, Query, Rcode, RecordData, RecordType,
    Reply, Sighting,
};

use super::{ServerSeen, Standing};

/// What is wrong with a server at or below the cut of which the parent has no address.
pub(super) const NO_GLUE: &str = "no glue in the parent: resolvers can't find it (RFC 9471)";

/// A key of a zone that may vouch for data in it (RFC 4034 §2.1.1, bit 7).
const ZONE_KEY: u16 = 0x0100;

/// A server as its answers show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    /// For the row.
    pub(super) seen: ServerSeen,
    /// Whether every address that answered answered REFUSED.
    pub(super) refuses: bool,
    /// Whether its name is known to have no address, or none that resolvers can find.
    pub(super) is_nowhere: bool,
    /// What each address that speaks for the child told of its keys.
    pub(super) keys: Vec<Vec<Dnskey>>,
}

/// What a server is asked about a cut: its SOA, and where a DS stands there its keys.
pub(super) fn lookup(server: Name, cut: &Name, keys: bool) -> Lookup {
    let mut queries = vec![Query::authoritative(cut.clone(), RecordType::Soa)];
    if keys {
        queries.push(Query::authoritative(cut.clone(), RecordType::parse("DNSKEY")));
    }
    Lookup::server(server, queries)
}

/// Whether a hosted zone of anybody may be given this server.
pub(super) fn can_be_given(server: &Name) -> bool {
    is_route53(server) && !is_private(server)
}

/// What one address says of the child.
enum Said {
    Speaks(String),
    Refuses,
    Lame(String),
    Nothing(CouldNotAsk),
}

impl Heard {
    pub(super) fn of(sighting: &Sighting, cut: &Name) -> Self {
        let addresses = match &sighting.addresses {
            Ok(addresses) => addresses,
            Err(why) => {
                let standing = if why.is_known() { Standing::Lame } else { Standing::Unheard };
                let (server, lines) = (sighting.server.clone(), vec![why.to_string()]);
                return Self {
                    seen: ServerSeen { server, standing, lines },
                    refuses: false,
                    is_nowhere: why.is_known(),
                    keys: Vec::new(),
                };
            }
        };
        let said: Vec<(&AddressSighting, Said)> =
            addresses.iter().map(|address| (address, said(address, cut))).collect();
        let answers = said.iter().filter(|(_, said)| !matches!(said, Said::Nothing(_)));
        let refuses = answers.clone().count() > 0
            && answers.clone().all(|(_, said)| matches!(said, Said::Refuses));
        let speaking = said.iter().filter(|(_, said)| matches!(said, Said::Speaks(_)));
        let keys = speaking.filter_map(|(address, _)| keys(address, cut)).collect();
        let lines = said.iter().map(|(address, said)| line(address, said)).collect();
        let standing = standing(&said);
        let seen = ServerSeen { server: sighting.server.clone(), standing, lines };
        Self { seen, refuses, is_nowhere: false, keys }
    }
}

impl Heard {
    /// The same where the parent has no glue of it: whatever it answers those who know where it is,
    /// resolvers don't find it.
    pub(super) fn without_glue(self) -> Self {
        let lines = vec![NO_GLUE.to_owned()];
        let seen = ServerSeen { standing: Standing::Lame, lines, ..self.seen };
        Self { seen, refuses: false, is_nowhere: true, keys: Vec::new() }
    }

    /// What its addresses said, each with the server's name.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.seen.lines.iter().map(|line| format!("{} {line}", self.seen.server))
    }
}

/// Authority is AA with the SOA of the child itself in the answer (RFC 9499, "lame delegation").
fn said(address: &AddressSighting, cut: &Name) -> Said {
    let reply = match address.replies.first() {
        Some(Ok(reply)) => reply,
        Some(Err(why)) => return Said::Nothing(why.clone()),
        None => return Said::Nothing(CouldNotAsk::NotAllowed("it was not asked".to_owned())),
    };
    match reply.rcode {
        Rcode::NoError => {}
        Rcode::Refused => return Said::Refuses,
        Rcode::NxDomain => return Said::Lame("NXDOMAIN: it says there is no such name".into()),
        other => return Said::Lame(other.to_string()),
    }
    let own = Reply::soa(&reply.answers).filter(|(owner, _)| *owner == cut);
    match own {
        Some((_, soa)) if reply.authoritative => Said::Speaks(format!("serial {}", soa.serial)),
        Some(_) => Said::Lame("an answer without authority (AA=0)".to_owned()),
        None if reply.authoritative => Said::Lame(match Reply::soa(&reply.authority) {
            Some((owner, _)) => format!("authority for {owner} and not for the child"),
            None => "authority, but no SOA of the child".to_owned(),
        }),
        None => {
            let is_ns = |data: &RecordData| matches!(data, RecordData::Ns(_));
            let referral = reply.authority.iter().find(|record| is_ns(&record.data));
            Said::Lame(match referral {
                Some(record) => format!("a referral to {} (AA=0)", record.name),
                None => "no authority (AA=0)".to_owned(),
            })
        }
    }
}

/// What an address that is silent takes away from what the others say: nothing where it is of a
/// family that this network may not carry, and the other family answered.
fn standing(said: &[(&AddressSighting, Said)]) -> Standing {
    let answered = |v6: bool| {
        let of = said.iter().filter(move |(address, _)| address.address.is_ipv6() == v6);
        of.filter(|(_, said)| !matches!(said, Said::Nothing(_))).count()
    };
    let (by_v4, by_v6) = (answered(false), answered(true));
    let counts = |address: &SocketAddr, why: &CouldNotAsk| match why {
        _ if address.is_ipv6() => by_v4 == 0,
        CouldNotAsk::Unreachable(_) => by_v6 == 0,
        _ => true,
    };
    let (mut speak, mut lame, mut silent) = (0, 0, 0);
    for (address, said) in said {
        match said {
            Said::Speaks(_) => speak += 1,
            Said::Refuses | Said::Lame(_) => lame += 1,
            Said::Nothing(why) if counts(&address.address, why) => silent += 1,
            Said::Nothing(_) => {}
        }
    }
    match (speak, lame, silent) {
        (0, 0, _) => Standing::Unheard,
        (_, 0, _) => Standing::Authoritative,
        (0, _, 0) => Standing::Lame,
        (0, _, _) => Standing::PartlyLame,
        _ => Standing::Divided,
    }
}

/// The keys that an address serves, where it answers for them with authority. None at all is an
/// answer too: the zone is not signed.
fn keys(address: &AddressSighting, cut: &Name) -> Option<Vec<Dnskey>> {
    let reply = address.replies.get(1)?.as_ref().ok()?;
    if reply.rcode != Rcode::NoError || !reply.authoritative {
        return None;
    }
    let of = reply.answers.iter().filter(|record| record.name == *cut);
    let keys = of.filter_map(|record| match &record.data {
        RecordData::Dnskey(key) if key.flags & ZONE_KEY != 0 => Some(key.clone()),
        _ => None,
    });
    Some(keys.collect())
}

fn line(address: &AddressSighting, said: &Said) -> String {
    let at = match address.address.port() {
        53 => address.address.ip().to_string(),
        _ => address.address.to_string(),
    };
    let took = |line: String| match address.replies.first() {
        Some(Ok(reply)) => format!("{line}, {} ms", reply.took.as_millis()),
        _ => line,
    };
    match said {
        Said::Speaks(what) => took(format!("{at} authority, {what}")),
        Said::Refuses => took(format!("{at} REFUSED")),
        Said::Lame(what) => took(format!("{at} {what}")),
        Said::Nothing(why) => format!("{at} could not be asked: {why}"),
    }
}
