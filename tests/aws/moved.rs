//! Credentials that come to belong to another account between STS's answer and a write.

use std::collections::HashMap;
use std::io::Write;
use std::time::Duration;

use zonecut::aws::{Aws, Host, Limit};
use zonecut::dns::Name;
use zonecut::emulator::{Action, Emulator, World};
use zonecut::zone::{Action as ChangeAction, Change, ChangeBatch, FaultKind, RecordSet, ZoneId};

use crate::wire::{bounded, name};

/// A profile whose process gives the first key once, and the second from then on; neither is good
/// for long enough to be kept.
async fn scene() -> (Aws, Emulator, ZoneId, tempfile::TempDir) {
    scene_at(Limit::default()).await
}

async fn scene_at(limit: Limit) -> (Aws, Emulator, ZoneId, tempfile::TempDir) {
    let mut world = World::new();
    let first = world.add_account("111111111111", "home");
    let zone = ZoneId::new(&world.add_zone("111111111111", "example.com").unwrap());
    let second = world.add_account("999999999999", "elsewhere");
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("was-here");
    let script = folder.path().join("process.sh");
    let ends = "2999-01-01T00:00:00Z";
    let printed = |key: &str| {
        format!(
            r#"{{"Version":1,"AccessKeyId":"{key}","SecretAccessKey":"s","Expiration":"{ends}"}}"#
        )
    };
    let mut file = std::fs::File::create(&script).unwrap();
    let mark = mark.display();
    writeln!(
        file,
        "if [ -e {mark} ]; then echo '{}'; else : > {mark}; echo '{}'; fi",
        printed(&second),
        printed(&first)
    )
    .unwrap();
    let config =
        format!("[profile x]\nregion = us-east-1\ncredential_process = sh {}\n", script.display());
    let emulator = Emulator::new(world);
    let files = [("/home/me/.aws/config".to_owned(), config.into_bytes())];
    let path = std::env::var("PATH").unwrap();
    let vars = [("HOME".to_owned(), "/home/me".to_owned()), ("PATH".to_owned(), path)];
    let host = Host::closed(emulator.http_client(), files.into(), vars.into()).at_most(limit);
    (Aws::load(host, &HashMap::new()).await.unwrap(), emulator, zone, folder)
}

/// AWS takes the first key no longer.
fn expire_first(emulator: &Emulator) -> String {
    emulator.with(|world| {
        let key = world.keys.values().find(|key| key.account == "111111111111").unwrap();
        let key = key.id.clone();
        world.expire_key(&key);
        key
    })
}

fn batch() -> ChangeBatch {
    let server = Name::from_user("ns.example.net").unwrap();
    let set = RecordSet::ns(Name::from_user("a.example.com").unwrap(), 300, &[server]);
    let changes = vec![Change { action: ChangeAction::Create, set }];
    ChangeBatch { comment: String::new(), changes }
}

fn writes(emulator: &Emulator) -> usize {
    let is_write =
        |action| matches!(action, Action::ChangeResourceRecordSets | Action::CreateHostedZone);
    emulator.log().iter().filter(|call| is_write(call.action)).count()
}

#[tokio::test]
async fn no_write_is_signed_with_keys_that_sts_has_not_been_asked_about() {
    let (aws, emulator, zone, _folder) = scene().await;
    let x = name("x");
    assert_eq!(bounded(aws.identity(&x)).await.unwrap().account.as_str(), "111111111111");
    // AWS takes the key no longer: the next call asks the process again, which has another.
    expire_first(&emulator);
    bounded(aws.zone(&x, &zone)).await.unwrap_err();
    let fault = bounded(aws.change(&x, &zone, &batch())).await.unwrap_err();
    assert!(matches!(&fault.kind, FaultKind::OtherAccount(was) if was.as_str() == "111111111111"));
    assert_eq!(fault.account.as_ref().unwrap().as_str(), "999999999999");
    assert!(fault.surely_not_done(), "{fault:?}");
    assert_eq!(writes(&emulator), 0);
}

#[tokio::test]
async fn no_zone_is_created_in_an_account_that_nobody_was_shown() {
    let (aws, emulator, zone, _folder) = scene().await;
    let x = name("x");
    bounded(aws.identity(&x)).await.unwrap();
    expire_first(&emulator);
    bounded(aws.zone(&x, &zone)).await.unwrap_err();
    let name = Name::from_user("new.example.com").unwrap();
    let fault = bounded(aws.create_zone(&x, &name, "once", "")).await.unwrap_err();
    assert!(matches!(fault.kind, FaultKind::OtherAccount(_)), "{fault:?}");
    assert_eq!(writes(&emulator), 0);
}

/// Another call of the profile comes to other keys while the write waits for its turn.
#[tokio::test]
async fn a_write_that_waits_is_not_signed_with_keys_that_have_come_meanwhile() {
    let limit = Limit { per_second: 1, burst: 1 };
    let (aws, emulator, zone, _folder) = scene_at(limit).await;
    let x = name("x");
    bounded(aws.identity(&x)).await.unwrap();
    // From here on the account's next turn is a second away.
    bounded(aws.zone(&x, &zone)).await.unwrap();
    let batch = batch();
    let meanwhile = async {
        let key = expire_first(&emulator);
        aws.identity(&x).await.unwrap_err();
        let read = tokio::time::timeout(Duration::from_millis(500), aws.zone(&x, &zone));
        assert!(read.await.is_err(), "it waits behind the write");
        assert_eq!(writes(&emulator), 0, "the write still waits");
        key
    };
    let (fault, first) = bounded(async {
        let (written, first) = tokio::join!(aws.change(&x, &zone, &batch), meanwhile);
        (written.unwrap_err(), first)
    })
    .await;
    let log = emulator.log();
    let sent = log.iter().filter(|call| call.action == Action::ChangeResourceRecordSets);
    assert!(sent.clone().all(|call| call.access_key.as_deref() == Some(&*first)), "{log:?}");
    assert!(fault.surely_not_done(), "{fault:?}");
}
