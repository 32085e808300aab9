//! What accounts are called, asked of IAM.

use zonecut::aws::Aws;
use zonecut::emulator::{Action, Emulator};
use zonecut::zone::FaultKind;

use crate::wire::{Answer, Wire, World, bounded, error, keys, name};

async fn scene(alias: Option<&str>) -> (Aws, Emulator) {
    let mut world = zonecut::emulator::World::new();
    let key = world.add_account("111111111111", "home");
    world.accounts.get_mut("111111111111").unwrap().alias = alias.map(str::to_owned);
    let emulator = Emulator::new(world);
    let config = format!("[profile x]\n{}", keys(&key)).into_bytes();
    let files = [("/home/me/.aws/config".to_owned(), config)];
    let home = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = zonecut::aws::Host::closed(emulator.http_client(), files.into(), home.into());
    let host = host.read_only(true);
    (Aws::load(host, &std::collections::HashMap::new()).await.unwrap(), emulator)
}

#[tokio::test(start_paused = true)]
async fn an_account_has_an_alias_or_none_and_may_keep_it_to_itself() {
    for alias in [Some("example-dns"), None] {
        let (aws, emulator) = scene(alias).await;
        assert_eq!(bounded(aws.alias(&name("x"))).await.unwrap().as_deref(), alias);
        emulator.with(|world| {
            let account = world.accounts.get_mut("111111111111").unwrap();
            account.denied.push(Action::ListAccountAliases);
        });
        let denied = bounded(aws.alias(&name("x"))).await.unwrap_err();
        assert_eq!((denied.kind, denied.action), (FaultKind::Denied, "iam:ListAccountAliases"));
    }
}

/// IAM's answer with this as the alias.
fn called(alias: &str) -> Answer {
    Answer::Body(200, format!("<R><AccountAliases><member>{alias}</member></AccountAliases></R>"))
}

#[tokio::test(start_paused = true)]
async fn each_partition_is_asked_at_its_own_endpoint() {
    for (region, host, signed) in [
        ("eu-central-1", "iam.amazonaws.com", "us-east-1"),
        ("cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
    ] {
        let wire = Wire::new(|_| called("example"));
        let config = format!("[profile x]\nregion = {region}\n{}", keys("AKIAX"));
        let aws = World::config(&config).load(&wire).await;
        let alias = bounded(aws.alias(&name("x"))).await.unwrap();
        assert_eq!(alias.as_deref(), Some("example"));
        let seen = wire.seen();
        let [seen] = seen.as_slice() else { panic!("{}", seen.len()) };
        assert_eq!((seen.host(), seen.region(), seen.key()), (host, signed, "AKIAX"));
        assert!(seen.is("ListAccountAliases"), "{}", seen.body);
    }
}

#[tokio::test(start_paused = true)]
async fn keys_of_another_route_53_are_not_shown_to_aws() {
    let config = format!("[profile x]\n{}", keys("AKIAX"));
    for variable in ["AWS_ENDPOINT_URL_ROUTE_53", "AWS_ENDPOINT_URL"] {
        let wire = Wire::new(|_| called("example"));
        let aws = World::config(&config).var(variable, "http://127.0.0.1:5000").load(&wire).await;
        let alias = bounded(aws.alias(&name("x"))).await.unwrap();
        assert_eq!(alias.is_some(), variable == "AWS_ENDPOINT_URL");
        assert!(wire.seen().iter().all(|seen| seen.host().starts_with("127.0.0.1")));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_alias_is_none() {
    for odd in ["", "a", "UPPER", "two words", "\u{202e}example", "&#27;[2J"] {
        let wire = Wire::new(move |_| called(odd));
        let aws = World::config(&format!("[profile x]\n{}", keys("AKIAX"))).load(&wire).await;
        assert_eq!(bounded(aws.alias(&name("x"))).await.unwrap(), None, "{odd:?}");
    }
    let wire = Wire::new(|_| error(403, "AccessDenied", "no"));
    let aws = World::config(&format!("[profile x]\n{}", keys("AKIAX"))).load(&wire).await;
    assert!(bounded(aws.alias(&name("x"))).await.is_err());
}
