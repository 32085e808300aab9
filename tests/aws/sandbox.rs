//! The edge against the sandbox: what its zones are there to show.

use std::collections::HashMap;

use zonecut::aws::{Aws, Host};
use zonecut::dns::Name;
use zonecut::emulator::{Action as Call, Emulator, Latency, RecordType};
use zonecut::sandbox;
use zonecut::zone::{Action, Change, ChangeBatch, FaultKind, RecordSet, SigningStatus, ZoneId};

use crate::wire::{bounded, name};

/// The sandbox without its delays.
async fn sandbox(read_only: bool) -> (Aws, Emulator) {
    let (host, emulator) = sandbox::host().unwrap();
    emulator.with(|world| {
        world.latency = Latency::default();
        for account in world.accounts.values_mut() {
            account.latency = None;
        }
    });
    (Aws::load(host.read_only(read_only), &HashMap::new()).await.unwrap(), emulator)
}

#[tokio::test]
async fn each_child_of_the_signed_parent_has_its_own_story() {
    let (aws, _) = bounded(sandbox(false)).await;
    let parent = ZoneId::new("Z0EXAMPLENET");
    let signing = bounded(aws.signing(&name("dns-prod"), &parent)).await.unwrap();
    assert_eq!(signing.status, SigningStatus::Signing);
    let records = bounded(aws.record_sets(&name("dns-prod"), &parent, None, None)).await.unwrap();
    for (child, zone, story) in [
        ("secure", "Z0SECUREEXAMPLENET", "a key and no DS"),
        ("rolled", "Z0ROLLEDEXAMPLENET", "the DS of another key"),
        ("plain", "Z0PLAINEXAMPLENET", "a DS and no key"),
    ] {
        let signing = bounded(aws.signing(&name("team-a"), &ZoneId::new(zone))).await.unwrap();
        let keys = signing.keys.iter().filter(|key| key.active);
        let keys: Vec<_> = keys.filter_map(|key| key.ds_record.clone()).collect();
        let cut = Name::from_user(&format!("{child}.example.net")).unwrap();
        let at_cut = records.sets.iter().filter(|set| set.name == cut);
        let ds = at_cut.filter(|set| set.rtype.as_str() == "DS");
        let ds: Vec<_> = ds.flat_map(|set| set.values().to_vec()).collect();
        let told = match (&keys[..], &ds[..]) {
            ([_], []) => "a key and no DS",
            ([key], [ds]) if key != ds => "the DS of another key",
            ([], [_]) if signing.status == SigningStatus::NotSigning => "a DS and no key",
            other => panic!("{child}: {other:?}"),
        };
        assert_eq!(told, story, "{child}");
    }
    let private = ZoneId::new("Z0EXAMPLENETPRIV");
    let fault = bounded(aws.signing(&name("dns-prod"), &private)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
}

#[tokio::test]
async fn quotas_count_what_is_there() {
    let (aws, emulator) = bounded(sandbox(false)).await;
    let hosts = ZoneId::new("Z0HOSTSEXAMPLENET");
    let quota = bounded(aws.zone_quota(&name("dns-prod"), &hosts)).await.unwrap();
    assert_eq!((quota.count, quota.limit), (702, 10_000));
    let quota = bounded(aws.account_quota(&name("team-a"))).await.unwrap();
    let there = emulator.with(|world| world.accounts["222222222222"].zones.len());
    assert_eq!((quota.count, quota.limit), (there as u64, 500));
}

fn vault() -> (ZoneId, ChangeBatch) {
    let cut = Name::from_user("vault.example.com").unwrap();
    let set = |servers: &[&str]| {
        let servers: Vec<_> = servers.iter().map(|name| Name::from_user(name).unwrap()).collect();
        RecordSet::ns(cut.clone(), 3600, &servers)
    };
    let old = set(&[
        "ns-77.awsdns-09.com",
        "ns-577.awsdns-08.net",
        "ns-1077.awsdns-06.org",
        "ns-1577.awsdns-05.co.uk",
    ]);
    let changes = vec![
        Change { action: Action::Delete, set: old },
        Change { action: Action::Create, set: set(&["ns1.example.net"]) },
    ];
    (ZoneId::new("Z0EXAMPLECOM"), ChangeBatch { comment: "test".into(), changes })
}

fn standing(emulator: &Emulator) -> Option<(u32, Vec<String>)> {
    emulator.with(|world| {
        world.zone("Z0EXAMPLECOM").unwrap().values("vault.example.com", RecordType::Ns)
    })
}

#[tokio::test]
async fn a_protected_cut_is_told_as_such_and_stays() {
    let (aws, emulator) = bounded(sandbox(false)).await;
    let before = standing(&emulator);
    let (zone, batch) = vault();
    let fault = bounded(aws.change(&name("dns-prod"), &zone, &batch)).await.unwrap_err();
    assert_eq!((&fault.kind, fault.state()), (&FaultKind::Protected, "record set protected"));
    assert!(fault.detail.contains("Ask the security team first"), "{}", fault.detail);
    assert!(fault.surely_not_done());
    assert_eq!(standing(&emulator), before);
}

#[tokio::test]
async fn a_read_only_sandbox_is_read_and_never_written() {
    let (aws, emulator) = bounded(sandbox(true)).await;
    let before = standing(&emulator);
    let (zone, batch) = vault();
    for profile in ["dns-prod", "dns-prod-admin"] {
        bounded(aws.identity(&name(profile))).await.unwrap();
        bounded(aws.zone(&name(profile), &zone)).await.unwrap();
        let fault = bounded(aws.change(&name(profile), &zone, &batch)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::ReadOnly);
    }
    // A role is assumed on the way.
    let apex = Name::from_user("new.example.org").unwrap();
    let fault = bounded(aws.create_zone(&name("org-member"), &apex, "r", "")).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::ReadOnly);
    let seen: Vec<_> = emulator.log().into_iter().map(|call| call.action).collect();
    let reads = [Call::GetCallerIdentity, Call::GetHostedZone];
    assert_eq!(seen, [&reads[..], &reads, &[Call::AssumeRole]].concat());
    assert_eq!(standing(&emulator), before);
}

#[tokio::test]
async fn the_role_that_the_cdk_grants_may_neither_create_nor_read() {
    let (_, emulator) = bounded(sandbox(false)).await;
    let config = "[profile team-a]\naws_access_key_id = AKIADEMOTEAMA0000001\n\
                  aws_secret_access_key = s\n[profile cdk]\nsource_profile = team-a\n\
                  role_arn = arn:aws:iam::111111111111:role/CrossAccountDelegation\n";
    let files = [("/home/me/.aws/config".to_owned(), config.as_bytes().to_vec())];
    let variables = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = Host::closed(emulator.http_client(), files.into(), variables.into());
    let aws = bounded(Aws::load(host, &HashMap::new())).await.unwrap();
    let (cdk, zone) = (name("cdk"), ZoneId::new("Z0EXAMPLECOM"));
    let identity = bounded(aws.identity(&cdk)).await.unwrap();
    assert_eq!(identity.account.as_str(), "111111111111");
    let cut = Name::from_user("team-a.example.com").unwrap();
    let set = RecordSet::ns(cut, 300, &[Name::from_user("ns1.example.net").unwrap()]);
    let changes = vec![Change { action: Action::Create, set }];
    let batch = ChangeBatch { comment: String::new(), changes };
    let faults = [
        bounded(aws.list_zones(&cdk, None)).await.unwrap_err(),
        bounded(aws.zone(&cdk, &zone)).await.unwrap_err(),
        bounded(aws.record_sets(&cdk, &zone, None, None)).await.unwrap_err(),
        bounded(aws.signing(&cdk, &zone)).await.unwrap_err(),
        bounded(aws.zone_quota(&cdk, &zone)).await.unwrap_err(),
        bounded(aws.change(&cdk, &zone, &batch)).await.unwrap_err(),
    ];
    for fault in faults {
        assert_eq!(fault.kind, FaultKind::Denied, "{fault:?}");
        assert!(fault.detail.contains("assumed-role/CrossAccountDelegation"), "{fault:?}");
    }
    // It finds the zone by its name, and may not look into it.
    let apex = Name::from_user("example.com").unwrap();
    let fault = bounded(aws.zone_by_reference(&cdk, &apex, "ref-Z0EXAMPLECOM")).await.unwrap_err();
    assert_eq!((&fault.kind, fault.action), (&FaultKind::Denied, "GetHostedZone"));
}
