//! A host that is read-only: what still goes out, and what a write ends in.

use zonecut::aws::Aws;
use zonecut::dns::Name;
use zonecut::zone::{Action, Change, ChangeBatch, Fault, FaultKind, RecordSet, ZoneId};

use crate::wire::{Wire, World, bounded, error, identity, keys, name, no_zones, role_credentials};

/// A profile by role, so that signing in takes a POST too.
fn world() -> World {
    let config = format!(
        "[profile base]\n{}[profile x]\nrole_arn = arn:aws:iam::222222222222:role/R\n\
         source_profile = base\n",
        keys("AKIABASE")
    );
    World::config(&config)
}

fn wire() -> Wire {
    Wire::new(|seen| {
        if seen.is("AssumeRole") {
            role_credentials("ASIAX")
        } else if seen.is("GetCallerIdentity") {
            identity("222222222222")
        } else if seen.method == "GET" {
            no_zones()
        } else {
            error(500, "InternalFailure", "a write came through")
        }
    })
}

async fn read_only(wire: &Wire) -> Aws {
    let world = world();
    bounded(Aws::load(world.host(wire.clone()).read_only(true), &world.overrides)).await.unwrap()
}

fn told(fault: &Fault, action: &str) {
    assert_eq!((&fault.kind, fault.action), (&FaultKind::ReadOnly, action), "{fault:?}");
    assert!(fault.surely_not_done());
    assert!(!fault.passes_with_time());
    assert!(fault.hint().contains("--read-only"), "{}", fault.hint());
    assert!(fault.message().ends_with("read-only"), "{}", fault.message());
}

#[tokio::test(start_paused = true)]
async fn a_write_is_stopped_before_it_leaves_and_told_as_such() {
    let wire = wire();
    let aws = read_only(&wire).await;
    let cut = Name::from_user("team-a.example.com").unwrap();
    let server = Name::from_user("ns1.example.net").unwrap();
    let set = RecordSet::ns(cut.clone(), 300, &[server]);
    let changes = vec![Change { action: Action::Create, set }];
    let batch = ChangeBatch { comment: String::new(), changes };
    let fault = bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch)).await.unwrap_err();
    told(&fault, "ChangeResourceRecordSets");
    assert!(fault.detail.contains("/hostedzone/Z1/rrset was not sent"), "{}", fault.detail);
    let fault = bounded(aws.create_zone(&name("x"), &cut, "ref", "")).await.unwrap_err();
    told(&fault, "CreateHostedZone");
    // Only the sign-in went out.
    assert!(wire.seen().iter().all(|seen| seen.is("AssumeRole")), "{:?}", wire.seen());
}

#[tokio::test]
async fn reads_and_sign_in_go_out_as_ever() {
    let wire = wire();
    let aws = read_only(&wire).await;
    let identity = bounded(aws.identity(&name("x"))).await.unwrap();
    assert_eq!(identity.account.as_str(), "222222222222");
    let page = bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert!(page.zones.is_empty());
    assert_eq!(wire.seen().len(), 3, "a role, an identity, a page");
}

#[tokio::test]
async fn a_host_is_not_read_only_unless_it_is_told() {
    let wire = wire();
    let world = world();
    let host = world.host(wire.clone()).read_only(false);
    let aws = bounded(Aws::load(host, &world.overrides)).await.unwrap();
    let apex = Name::from_user("example.com").unwrap();
    let fault = bounded(aws.create_zone(&name("x"), &apex, "ref", "")).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Server);
    assert_eq!(wire.seen().iter().filter(|seen| seen.uri.ends_with("/hostedzone")).count(), 1);
}
