//! Every answer that the servers give about every cut, read by zonecut and by `kdig`: what each
//! returns is what zonecut sees.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use zonecut::dns::{
    AddressSighting, CouldNotAsk, Ds, Looked, Lookup, Name, Nsec3Place, Query, RecordData,
    RecordType, Reply, Transport,
};
use zonecut::resolve::{Asker, Settings};

use crate::cuts::{Cut, Software};
use crate::installed::{self, program};
use crate::kdig::{self, Question};
use crate::python::run;
use crate::world::World;
use crate::zone::Signing;

/// Far longer than all questions of a test take.
const LIMIT: Duration = Duration::from_mins(1);

const SERVER: &str = "server.test";

/// Asks one address, by way of a host that leads there.
fn ask(address: SocketAddr, questions: &[Question]) -> Vec<Result<Reply, CouldNotAsk>> {
    let server = Name::from_user(SERVER).unwrap();
    let settings = Settings {
        hosts: [(server.clone(), vec![address])].into(),
        timeout: Duration::from_secs(3),
        ..Settings::default()
    };
    let query = |(name, kind, dnssec): &Question| {
        let query = Query::authoritative(read(name), RecordType::parse(kind));
        if *dnssec { query.with_dnssec() } else { query }
    };
    let queries = questions.iter().map(query).collect();
    let looked = look_up(&Asker::new(settings), &Lookup::server(server, queries));
    let Looked::Server(sighting) = looked else { panic!("{looked:?}") };
    let [AddressSighting { address: asked, replies }] =
        <[_; 1]>::try_from(sighting.addresses.unwrap()).unwrap();
    assert_eq!(asked, address);
    replies
}

fn look_up(asker: &Asker, lookup: &Lookup) -> Looked {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let looked = async { tokio::time::timeout(LIMIT, asker.look_up(lookup)).await };
    runtime.block_on(looked).expect("an answer in time")
}

/// A name as a zone file has it; none here is escaped.
fn read(name: &str) -> Name {
    Name::from_user(if name.is_empty() { "." } else { name }).unwrap()
}

fn same(address: SocketAddr, questions: &[Question]) {
    let theirs = kdig::ask(address, questions);
    for ((question, theirs), ours) in questions.iter().zip(theirs).zip(ask(address, questions)) {
        let ours = kdig::ours(&ours.unwrap_or_else(|why| panic!("{address} {question:?}: {why}")));
        assert_eq!(ours, theirs, "{address} {question:?}");
    }
}

/// All that is asked of a cut, with and without DNSSEC records, and names below and beside it.
fn about(cut: &Cut) -> Vec<Question> {
    let mut questions = Vec::new();
    for dnssec in [false, true] {
        for kind in ["NS", "SOA", "DS", "DNSKEY"] {
            questions.push((cut.name.clone(), kind, dnssec));
        }
        questions.push((format!("www.{}", cut.name), "A", dnssec));
        questions.push((format!("no-such-name.{}", cut.parent), "NS", dnssec));
    }
    questions
}

fn addresses(world: &World) -> [SocketAddr; 3] {
    [world.place.knot(), world.place.nsd(), world.place.bind()]
}

#[test]
fn zonecut_reads_what_kdig_reads() {
    if !installed::all("zonecut_reads_what_kdig_reads") {
        return;
    }
    let world = World::shared();
    let questions: Vec<Question> =
        world.layout.cuts.iter().flat_map(|placed| about(&placed.cut)).collect();
    for address in addresses(&world) {
        same(address, &questions);
    }
}

/// Each kind of record that zonecut reads, and names of which no host name is made.
#[test]
fn every_kind_of_record_is_read() {
    if !installed::all("every_kind_of_record_is_read") {
        return;
    }
    let world = World::shared();
    let zone = "large.example";
    let mut questions: Vec<Question> = [
        ("", "SOA"),
        ("", "NS"),
        ("one.", "A"),
        ("one.", "AAAA"),
        ("alias.", "A"),
        ("0/25.", "CNAME"),
        ("0/25.", "A"),
        ("cut.", "NS"),
        ("cut.", "DS"),
        ("below.cut.", "A"),
        ("not-there.", "A"),
        ("one.", "MX"),
        ("", "DNSKEY"),
        ("text.", "TXT"),
    ]
    .map(|(label, kind)| (format!("{label}{zone}"), kind, false))
    .into();
    questions.push(("not-served.example".to_owned(), "SOA", false));
    for address in addresses(&world).into_iter().chain(world.place.knot_v6()) {
        same(address, &questions);
    }
}

#[test]
fn what_is_truncated_is_asked_again_by_tcp() {
    if !installed::all("what_is_truncated_is_asked_again_by_tcp") {
        return;
    }
    let world = World::shared();
    let questions: Vec<Question> = vec![
        ("text.large.example".to_owned(), "TXT", false),
        ("large.example".to_owned(), "DNSKEY", false),
        ("one.large.example".to_owned(), "A", false),
    ];
    for address in addresses(&world) {
        let replies: Vec<Reply> =
            ask(address, &questions).into_iter().map(Result::unwrap).collect();
        let seen: Vec<_> =
            replies.iter().map(|reply| (reply.transport, reply.answers.len())).collect();
        let due = [(Transport::Tcp, 12), (Transport::Tcp, 12), (Transport::Udp, 1)];
        assert_eq!(seen, due, "{address}");
    }
}

/// The DS that zonecut would make of a key that was served is the one that the key's maker made.
#[test]
fn digests_of_keys_are_those_of_the_tools() {
    if !installed::all("digests_of_keys_are_those_of_the_tools") {
        return;
    }
    let world = World::shared();
    let signed: Vec<_> = (world.layout.zones.values())
        .filter(|zone| zone.signing != Signing::No)
        .map(|zone| (zone.name.clone(), "DNSKEY", false))
        .collect();
    assert!(signed.len() > 10);
    let mut seen = 0;
    for address in addresses(&world) {
        for ((zone, ..), reply) in signed.iter().zip(ask(address, &signed)) {
            let reply = reply.unwrap();
            let key = reply.answers.iter().find_map(|record| match &record.data {
                RecordData::Dnskey(key) => Some(key),
                _ => None,
            });
            let Some(key) = key else { continue };
            let made = Ds::parse(&world.layout.keys[zone].ds).unwrap();
            assert!(key.digests.contains(&made), "{zone} at {address}: {key:?} {made:?}");
            assert_eq!((key.flags, key.algorithm, key.key_tag), (257, 13, made.key_tag));
            seen += 1;
        }
    }
    assert!(seen >= signed.len(), "{seen} of {}", signed.len());
}

/// NSEC3: whether a record is about a name, or stands around it, is as BIND's own hash says.
#[test]
fn hashed_names_stand_where_bind_says() {
    if !installed::all("hashed_names_stand_where_bind_says") {
        return;
    }
    let world = World::shared();
    let of_parents = world.layout.cuts.iter().map(|placed| &placed.cut);
    let mut places = [0; 3];
    for software in [Software::Nsd, Software::Bind] {
        let address =
            if software == Software::Nsd { world.place.nsd() } else { world.place.bind() };
        let parent = software.parent();
        let mut questions: Vec<Question> = of_parents
            .clone()
            .filter(|cut| cut.parent == parent)
            .map(|cut| (cut.name.clone(), "DS", true))
            .collect();
        questions.push((format!("no-such-name.{parent}"), "A", true));
        let theirs = kdig::hashes(address, &questions);
        for (index, (question, reply)) in questions.iter().zip(ask(address, &questions)).enumerate()
        {
            let hash = hash(&question.0);
            for record in reply.unwrap().authority {
                let RecordData::Nsec3 { place, .. } = record.data else { continue };
                let owner = record.name.labels().next().unwrap().to_owned();
                let next = &theirs[index][&owner];
                let inside = if owner < *next {
                    owner < hash && hash < *next
                } else {
                    owner < hash || hash < *next
                };
                let due = match (owner == hash, inside) {
                    (true, _) => Nsec3Place::Matches,
                    (false, true) => Nsec3Place::Covers,
                    (false, false) => Nsec3Place::Elsewhere,
                };
                assert_eq!(place, due, "{question:?}: {hash}, {owner} to {next}");
                places[due as usize] += 1;
            }
        }
    }
    assert!(places.iter().all(|count| *count > 0), "{places:?}");
}

/// The hash of a name without salt and further iterations, in lower case.
fn hash(name: &str) -> String {
    let mut command = Command::new(program("nsec3hash").unwrap());
    let output = run(command.args(["-", "1", "0", &format!("{name}.")]), LIMIT);
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_ascii_whitespace().next().unwrap().to_ascii_lowercase()
}
