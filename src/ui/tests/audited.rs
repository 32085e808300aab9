//! What the world of the tests answers to an audit: a cut in nearly every state.

use std::time::Duration;

use super::samples::{SERVERS, name, set, zone};
use crate::cut::{AuditAnswer, AuditQuestion};
use crate::dns::{
    AddressSighting, CouldNotAsk, Looked, Lookup, Name, Query, Rcode, Record, RecordData, Reply,
    Sighting, Soa, Transport, Unresolved,
};
use crate::zone::{RecordPage, RecordSet, Signing, SigningStatus, ZoneDetail, ZoneKey};

const OLD: [&str; 2] = ["ns-11.awsdns-11.com.", "ns-12.awsdns-12.net."];
const MAP: [&str; 2] = ["ns-21.awsdns-21.com.", "ns-22.awsdns-22.net."];
const ELSEWHERE: [&str; 2] = ["ns1.partner.example.", "ns2.partner.example."];
/// Refuse what they are asked.
const REFUSING: [&str; 2] = ["ns-661.awsdns-66.com.", "ns-662.awsdns-66.net."];
/// Refuses too, and is nobody's who could be given it.
const LAME: &str = "ns9.lame.example.";
/// Can't be asked.
const SILENT: [&str; 2] = ["ns1.silent.example.", "ns2.silent.example."];

/// Answers one question.
pub(super) fn answer(what: &AuditQuestion) -> AuditAnswer {
    match what {
        AuditQuestion::Records { zone, .. } => {
            AuditAnswer::Records(Ok(RecordPage { sets: records(zone), next: None }))
        }
        AuditQuestion::Zone(key) => AuditAnswer::Zone(Ok(ZoneDetail {
            zone: zone(key.zone.as_str(), &key.name.to_string(), 3),
            delegation_set: servers(key).iter().map(|server| name(server)).collect(),
            vpcs: Vec::new(),
        })),
        AuditQuestion::Signing(_) => AuditAnswer::Signing(Ok(Signing {
            status: SigningStatus::NotSigning,
            keys: Vec::new(),
        })),
        AuditQuestion::LookUp(lookup) => AuditAnswer::LookedUp(looked(lookup)),
    }
}

fn servers(key: &ZoneKey) -> &'static [&'static str] {
    match key.zone.as_str() {
        "Z0OLD" => &OLD,
        "Z0CLOUDMAP" => &MAP,
        _ => &SERVERS,
    }
}

fn records(key: &ZoneKey) -> Vec<RecordSet> {
    let apex = key.name.to_string();
    let mut sets = vec![set(&apex, "NS", 172_800, servers(key))];
    match key.zone.as_str() {
        "Z0PARENT" => sets.extend([
            set("gone.example.com", "NS", 300, &REFUSING),
            set("half.example.com", "NS", 300, &[ELSEWHERE[0], LAME]),
            set("old.example.com", "NS", 300, &OLD),
            set("partner.example.com", "NS", 300, &ELSEWHERE),
            set("quiet.example.com", "NS", 300, &SILENT),
            set("team-a.example.com", "NS", 172_800, &[SERVERS[0], REFUSING[0]]),
        ]),
        "Z0CHILD" => sets.extend([
            set("svc.team-a.example.com", "NS", 300, &MAP),
            set("www.svc.team-a.example.com", "A", 60, &["192.0.2.1"]),
        ]),
        _ => {}
    }
    sets
}

fn looked(lookup: &Lookup) -> Looked {
    let Lookup::Server { server, queries, .. } = lookup else {
        return lookup.unheard(&CouldNotAsk::TimedOut);
    };
    if SILENT.contains(&server.to_string().as_str()) {
        let why = Unresolved::CouldNotAsk(CouldNotAsk::TimedOut);
        return Looked::Server(Sighting { server: server.clone(), addresses: Err(why) });
    }
    let server_name = server.to_string();
    let refuses = server_name == LAME || REFUSING.contains(&server_name.as_str());
    let replies = queries.iter().map(|query| Ok(reply(query, refuses))).collect();
    let address = "192.0.2.53:53".parse().unwrap();
    Looked::Server(Sighting {
        server: server.clone(),
        addresses: Ok(vec![AddressSighting { address, replies }]),
    })
}

fn reply(query: &Query, refuses: bool) -> Reply {
    let soa = |owner: &Name| Record {
        name: owner.clone(),
        ttl: 900,
        data: RecordData::Soa(Soa { mname: name(SERVERS[0]), serial: 7, minimum: 86_400 }),
    };
    Reply {
        rcode: if refuses { Rcode::Refused } else { Rcode::NoError },
        authoritative: !refuses,
        answers: if refuses { Vec::new() } else { vec![soa(&query.name)] },
        authority: Vec::new(),
        additional: Vec::new(),
        transport: Transport::Udp,
        took: Duration::from_millis(12),
    }
}
