//! The DNS of the demo: what an audit of it has to find is there to be found.

use hickory_proto::dnssec::DigestType;
use hickory_proto::dnssec::rdata::DNSSECRData;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{RData, RecordType as Wire};
use zonecut::emulator::{Emulator, Latency, NameServers, RecordType, demo};

use crate::client::bounded;
use crate::dns_client::{ask, lines};

fn demo() -> (Emulator, NameServers) {
    let mut world = demo::world().unwrap();
    world.dns_latency = Latency::default();
    let emulator = Emulator::new(world);
    let servers = emulator.name_servers().unwrap();
    (emulator, servers)
}

/// What a server says when it is asked for the SOA of a zone, in a word.
async fn word(servers: &NameServers, host: &str, zone: &str) -> &'static str {
    let Some(at) = servers.address(host) else {
        return "absent";
    };
    let Some(reply) = ask(&format!("{zone} SOA")).heard(at).await else {
        return "silent";
    };
    let own = |reply: &Message| reply.answers.iter().any(|it| it.record_type() == Wire::SOA);
    match (reply.metadata.response_code, reply.metadata.authoritative) {
        (ResponseCode::Refused, _) => "refused",
        (ResponseCode::NoError, true) if own(&reply) => "speaks",
        (ResponseCode::NoError, false) => "lame",
        other => panic!("{host} {zone}: {other:?}"),
    }
}

#[tokio::test]
async fn the_servers_of_each_cut_do_as_its_story_has_it() {
    let all = |word: &'static str| vec![word; 4];
    let stories = [
        ("Z0EXAMPLECOM", "api.example.com", all("speaks")),
        ("Z0EXAMPLECOM", "svc.example.com", all("speaks")),
        ("Z0EXAMPLENET", "secure.example.net", all("speaks")),
        ("Z0EXAMPLECOM", "vault.example.com", all("speaks")),
        ("Z0EXAMPLENET", "legacy.example.net", vec!["speaks", "speaks", "lame", "speaks"]),
        ("Z0EXAMPLECOM", "team-b.example.com", all("refused")),
        ("Z0EXAMPLECOM", "old.example.com", all("refused")),
        ("Z0EXAMPLECOM", "pay.example.com", all("speaks")),
        ("Z0EXAMPLECOM", "corp.example.com", vec!["speaks"; 2]),
        ("Z0EXAMPLECOM", "us.corp.example.com", all("refused")),
        ("Z0EXAMPLECOM", "eu.data.example.com", all("speaks")),
        ("Z0EXAMPLECOM", "us.data.example.com", all("speaks")),
        ("Z0EXAMPLENET", "rolled.example.net", all("speaks")),
        ("Z0EXAMPLENET", "plain.example.net", all("speaks")),
        ("Z0EXAMPLENET", "hosts.example.net", all("speaks")),
        ("Z0EXAMPLEORG", "audit.example.org", all("silent")),
    ];
    bounded(async {
        let (emulator, servers) = demo();
        let cuts = emulator.with(|world| {
            let parents = ["Z0EXAMPLECOM", "Z0EXAMPLENET", "Z0EXAMPLEORG"];
            let parents = parents.iter().map(|id| world.zone(id).unwrap());
            parents
                .flat_map(|zone| zone.record_sets().map(move |(key, _)| (zone, key)))
                .filter(|(zone, key)| key.kind == RecordType::Ns && key.name != zone.name)
                .count()
        });
        assert_eq!(cuts, stories.len(), "each cut of the demo is told here");
        for (parent, cut, expected) in stories {
            let (_, hosts) = emulator
                .with(|world| world.zone(parent).unwrap().values(cut, RecordType::Ns))
                .unwrap();
            let mut words = Vec::new();
            for host in &hosts {
                words.push(word(&servers, host, cut).await);
            }
            assert_eq!(words, expected, "{cut}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_tree_leads_to_every_parent_and_to_no_twin() {
    bounded(async {
        let (emulator, servers) = demo();
        for id in ["Z0EXAMPLECOM", "Z0EXAMPLENET", "Z0EXAMPLEORG", "Z0REVERSE192000002"] {
            let (zone, mut told) = emulator.with(|world| {
                let zone = world.zone(id).unwrap();
                (zone.name.to_string(), zone.name_servers.clone())
            });
            let reply = ask(&format!("{zone} NS")).of(servers.root()).await;
            let named = reply.authorities.iter().filter_map(|record| match &record.data {
                RData::NS(host) => Some(host.to_string().trim_end_matches('.').to_owned()),
                _ => None,
            });
            let mut named: Vec<String> = named.collect();
            named.sort();
            told.sort();
            assert_eq!(named, told, "{zone}");
            // Each of them hands on, or answers, as the parent.
            for host in &told {
                assert_eq!(word(&servers, host, &zone).await, "speaks", "{host}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_users_see_through_the_resolver_is_as_the_stories_have_it() {
    bounded(async {
        let (_emulator, servers) = demo();
        for (question, expected) in [
            ("api.example.com A", "NoError ra"),
            ("secure.example.net A", "NoError ra"),
            // Delegated to servers that have it no more.
            ("www.team-b.example.com A", "ServFail ra"),
            ("old.example.com A", "ServFail ra"),
            // A DS without its key, and one with no key at all.
            ("rolled.example.net SOA", "ServFail ra"),
            ("plain.example.net SOA", "ServFail ra"),
            // Its servers are silent.
            ("audit.example.org SOA", "ServFail ra"),
            // The zone is there, and nobody comes to it.
            ("team-a.example.com A", "NXDomain ra"),
            ("eu.corp.example.com SOA", "NXDomain ra"),
            ("app.example.net A", "NoError ra ad"),
            ("inventory.hosts.example.net A", "NXDomain ra"),
            ("host-00001.hosts.example.net A", "NoError ra"),
            ("1.2.0.192.in-addr.arpa PTR", "NXDomain ra"),
        ] {
            let reply = ask(question).recursive().of(servers.resolver()).await;
            assert_eq!(lines(&reply)[0], expected, "{question}");
        }
        let vault = ask("vault.example.com A").recursive().of(servers.resolver()).await;
        assert_eq!(lines(&vault)[1], "= vault.example.com. 300 A 203.0.113.80");
        let pay = ask("pay.example.com A").recursive().of(servers.resolver()).await;
        assert_eq!(lines(&pay)[1], "= pay.example.com. 300 A 203.0.113.150");
    })
    .await;
}

/// What `GetDNSSEC` tells is the digest of a key that is served.
#[tokio::test]
async fn the_keys_of_signed_zones_are_served() {
    bounded(async {
        let (emulator, servers) = demo();
        let signed = emulator.with(|world| {
            let zones = world.accounts.values().flat_map(|account| account.zones.values());
            let signed = zones.filter(|zone| zone.signing.status == "SIGNING");
            signed.cloned().collect::<Vec<_>>()
        });
        assert_eq!(signed.len(), 4);
        for zone in signed {
            let at = servers.address(&zone.name_servers[0]).unwrap();
            let reply = ask(&format!("{} DNSKEY", zone.name)).of(at).await;
            let served = reply.answers.iter().filter_map(|record| match &record.data {
                RData::DNSSEC(DNSSECRData::DNSKEY(key)) => Some((&record.name, key)),
                _ => None,
            });
            let told = served.map(|(name, key)| {
                let digest = key.to_digest(name, DigestType::SHA256).unwrap();
                (key.calculate_key_tag().unwrap(), digest.as_ref().to_vec())
            });
            let told: Vec<_> = told.collect();
            assert_eq!(told.len(), 1 + zone.signing.keys.len());
            for key in &zone.signing.keys {
                let digest = (0..key.digest.len()).step_by(2);
                let digest = digest.map(|at| u8::from_str_radix(&key.digest[at..at + 2], 16));
                let digest: Vec<u8> = digest.collect::<Result<_, _>>().unwrap();
                assert!(told.contains(&(key.tag, digest)), "{} {}", zone.name, key.name);
            }
        }
    })
    .await;
}
