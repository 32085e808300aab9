//! The AWS SDK for Rust as a client: listings, changes, roles.

use std::time::Duration;

use aws_config::Region;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_sdk_route53::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_route53::types::{ChangeAction, ChangeStatus, HostedZone};
use zonecut::emulator::{Action, Emulator, Latency, Outcome, RecordType, demo};

use crate::client::{batch, bounded, client, config, ns, one_zone};

#[tokio::test]
async fn the_demo_lists_its_zones_and_each_account_its_own() {
    bounded(async {
        let mut world = demo::world().unwrap();
        world.latency = Latency::default();
        let emulator = Emulator::new(world);
        let zones = client(&emulator, "AKIADEMODNSPROD00001", 1);
        let zones = zones.list_hosted_zones().send().await.unwrap();
        let names: Vec<_> = zones.hosted_zones().iter().map(HostedZone::name).collect();
        assert!(names.contains(&"example.com."), "{names:?}");
        assert_eq!(names.iter().filter(|name| **name == "example.net.").count(), 2);

        let denied = client(&emulator, "AKIADEMOAUDIT0000001", 1);
        let error = denied.list_hosted_zones().send().await.unwrap_err();
        let meta = error.as_service_error().unwrap().meta();
        assert_eq!(meta.code(), Some("AccessDenied"));
        let text = meta.message().unwrap();
        assert!(text.contains("arn:aws:iam::555555555555:user/auditor"), "{text}");
        assert!(text.contains("route53:ListHostedZones"), "{text}");

        let sets = client(&emulator, "AKIADEMODNSPROD00001", 1);
        let mut pages = sets
            .list_resource_record_sets()
            .hosted_zone_id("Z0HOSTSEXAMPLENET")
            .send()
            .await
            .unwrap();
        assert_eq!(pages.resource_record_sets().len(), 300);
        let mut all = pages.resource_record_sets.len();
        while pages.is_truncated {
            pages = sets
                .list_resource_record_sets()
                .hosted_zone_id("Z0HOSTSEXAMPLENET")
                .set_start_record_name(pages.next_record_name)
                .set_start_record_type(pages.next_record_type)
                .set_start_record_identifier(pages.next_record_identifier)
                .send()
                .await
                .unwrap();
            all += pages.resource_record_sets.len();
        }
        assert_eq!(all, 702);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_change_is_pending_and_then_insync() {
    bounded(async {
        let (emulator, key, zone) = one_zone();
        emulator.with(|world| world.insync_after = Duration::from_secs(3));
        let client = client(&emulator, &key, 1);
        let create = ns(ChangeAction::Create, "a.example.com", &["ns1.example.net."]);
        let sent = client
            .change_resource_record_sets()
            .hosted_zone_id(&zone)
            .change_batch(batch([create]))
            .send()
            .await
            .unwrap();
        let info = sent.change_info.unwrap();
        assert_eq!(info.status, ChangeStatus::Pending);
        let status = async || {
            let change = client.get_change().id(&info.id).send().await.unwrap();
            change.change_info.unwrap().status
        };
        tokio::time::sleep(Duration::from_millis(2900)).await;
        assert_eq!(status().await, ChangeStatus::Pending);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(status().await, ChangeStatus::Insync);
        let values = emulator.with(|world| {
            world.zone(&zone).unwrap().values("a.example.com", RecordType::Ns).unwrap()
        });
        assert_eq!(values, (300, vec!["ns1.example.net.".to_owned()]));

        let calls = emulator.log();
        assert_eq!(calls.len(), 3);
        assert_eq!(calls[0].action, Action::ChangeResourceRecordSets);
        assert!(calls[0].changed && !calls[1].changed);
        assert_eq!(calls[0].zone.as_deref(), Some(zone.as_str()));
        assert_eq!(calls[0].account.as_deref(), Some("111111111111"));
        assert_eq!(calls[1].outcome, Outcome::Done);
    })
    .await;
}

#[tokio::test]
async fn a_role_gives_keys_of_its_own_account_to_those_it_trusts() {
    bounded(async {
        let emulator = Emulator::new(demo::world().unwrap());
        let sts = |key: &str| aws_sdk_sts::Client::new(&config(&emulator, key, 1));
        let arn = "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole";
        let trusted = sts("AKIADEMODNSPROD00001");
        let assumed =
            trusted.assume_role().role_arn(arn).role_session_name("s").send().await.unwrap();
        let keys = assumed.credentials().unwrap();
        let session = Credentials::new(
            keys.access_key_id(),
            keys.secret_access_key(),
            Some(keys.session_token().to_owned()),
            None,
            "test",
        );
        let with_session = config(&emulator, "unused", 1).into_builder();
        let with_session =
            with_session.credentials_provider(SharedCredentialsProvider::new(session)).build();
        let identity = aws_sdk_sts::Client::new(&with_session);
        let identity = identity.get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some("444444444444"));
        let arn_of_session =
            "arn:aws:sts::444444444444:assumed-role/OrganizationAccountAccessRole/s";
        assert_eq!(identity.arn(), Some(arn_of_session));

        let stranger = sts("AKIADEMOAUDIT0000001");
        let refused = stranger.assume_role().role_arn(arn).role_session_name("s").send().await;
        let error = refused.unwrap_err();
        assert_eq!(error.as_service_error().unwrap().meta().code(), Some("AccessDenied"));
        // The keys without their token are nobody's.
        let bare = aws_sdk_sts::Client::new(&config(&emulator, keys.access_key_id(), 1));
        let error = bare.get_caller_identity().send().await.unwrap_err();
        assert_eq!(error.as_service_error().unwrap().meta().code(), Some("InvalidClientTokenId"));
    })
    .await;
}

#[tokio::test]
async fn a_profile_that_assumes_a_role_gets_its_keys_from_the_emulator() {
    bounded(async {
        let emulator = Emulator::new(demo::world().unwrap());
        let contents = EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, demo::AWS_CONFIG)
            .build();
        let provider = ProviderConfig::without_region()
            .with_region(Some(Region::new("us-east-1")))
            .with_http_client(emulator.http_client());
        let credentials = ProfileFileCredentialsProvider::builder()
            .configure(&provider)
            .profile_files(contents)
            .profile_name("org-member")
            .build();
        let credentials = SharedCredentialsProvider::new(credentials);
        let config = config(&emulator, "unused", 1).into_builder();
        let config = config.credentials_provider(credentials).build();
        let zones = aws_sdk_route53::Client::new(&config);
        let zones = zones.list_hosted_zones().send().await.unwrap();
        let names: Vec<_> = zones.hosted_zones().iter().map(HostedZone::name).collect();
        assert!(names.contains(&"xn--bcher-kva.example.org."), "{names:?}");
        let calls: Vec<_> = emulator.log().into_iter().map(|call| call.action).collect();
        assert_eq!(calls, [Action::AssumeRole, Action::ListHostedZones]);
    })
    .await;
}
