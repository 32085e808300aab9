//! Whether a server has authority over a zone: AA=1 and the zone's own SOA (RFC 9499, lame
//! delegation).

use crate::dns::{CouldNotAsk, Dnskey, Name, Query, Rcode, RecordData, RecordType, Reply};

use super::referral::{referred_at, speaker};

/// One address of a server that should serve a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Authority {
    /// It serves the zone.
    Has(Serves),
    /// It was asked and does not: in these words.
    Lame(String),
    /// It was not heard.
    Unheard(CouldNotAsk),
}

/// What a server with authority serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Serves {
    /// The SOA serial.
    pub(super) serial: u32,
    /// The NS set at the apex, sorted; `None` where that was not heard.
    pub(super) ns: Option<Vec<Name>>,
    /// The zone's keys; `None` where they were not asked for.
    pub(super) keys: Option<Keys>,
}

/// The DNSKEY RRset as a server with authority gave it.
pub(super) type Keys = Result<Vec<Dnskey>, CouldNotAsk>;

/// The type of a zone's keys.
pub(super) fn dnskey() -> RecordType {
    RecordType::Other("DNSKEY".into())
}

/// What a server is asked of a zone that it should serve.
pub(super) fn queries(zone: &Name, with_keys: bool) -> Vec<Query> {
    let keys = with_keys.then(dnskey);
    let rtypes = [RecordType::Soa, RecordType::Ns].into_iter().chain(keys);
    rtypes.map(|rtype| Query::authoritative(zone.clone(), rtype)).collect()
}

type Heard<'a> = Option<&'a Result<Reply, CouldNotAsk>>;

/// Reads the replies to [`queries`].
pub(super) fn read(zone: &Name, soa: Heard<'_>, ns: Heard<'_>, keys: Heard<'_>) -> Authority {
    let reply = match soa {
        Some(Ok(reply)) => reply,
        Some(Err(why)) => return Authority::Unheard(why.clone()),
        None => return Authority::Unheard(CouldNotAsk::NotAllowed("not asked".to_owned())),
    };
    let serial = match serial(zone, reply) {
        Ok(serial) => serial,
        Err(words) => return Authority::Lame(words),
    };
    let ns = ns.and_then(|heard| heard.as_ref().ok());
    let ns = ns.filter(|reply| reply.rcode == Rcode::NoError && reply.authoritative);
    Authority::Has(Serves {
        serial,
        ns: ns.map(|reply| Reply::name_servers(&reply.answers, zone)),
        keys: keys.map(|heard| read_keys(zone, heard)),
    })
}

fn read_keys(zone: &Name, heard: &Result<Reply, CouldNotAsk>) -> Keys {
    let reply = heard.as_ref().map_err(Clone::clone)?;
    if reply.rcode != Rcode::NoError || !reply.authoritative {
        // It speaks for the zone, and would not speak of its keys: nothing is known of them.
        return Err(CouldNotAsk::Garbled(format!("{} for DNSKEY", reply.rcode)));
    }
    let own = reply.answers.iter().filter(|record| record.name == *zone);
    let keys = own.filter_map(|record| match &record.data {
        RecordData::Dnskey(key) => Some(key.clone()),
        _ => None,
    });
    Ok(keys.collect())
}

fn serial(zone: &Name, reply: &Reply) -> Result<u32, String> {
    match (reply.rcode, reply.authoritative) {
        (Rcode::NoError, true) => match (Reply::soa(&reply.answers), speaker(reply)) {
            (Some((owner, soa)), _) if owner == zone => Ok(soa.serial),
            (Some((owner, _)), _) => Err(format!("answers with the SOA of {owner}, not of {zone}")),
            (None, Some(owner)) => Err(format!("speaks for {owner}, not for {zone}")),
            (None, None) => Err(format!("has no SOA of {zone}")),
        },
        (Rcode::NoError, false) => Err(match referred_at(reply) {
            Some(to) if reply.answers.is_empty() => {
                format!("refers to {to}: does not serve {zone}")
            }
            _ => format!("answers without authority over {zone} (AA=0)"),
        }),
        (Rcode::NxDomain, _) => Err(match speaker(reply) {
            Some(owner) => format!("NXDOMAIN by {owner}: does not serve {zone}"),
            None => format!("NXDOMAIN: does not serve {zone}"),
        }),
        (rcode, _) => Err(format!("{rcode}: does not serve {zone}")),
    }
}

#[cfg(test)]
mod tests;
