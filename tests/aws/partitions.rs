//! The partitions, each with endpoints, regions of signatures and accounts of its own.

use std::fmt::Write;

use zonecut::emulator::{self, Effect, Matcher, Partition, Rule};
use zonecut::zone::{FaultKind, SignIn};

use crate::kinds::{account, member, role};
use crate::tap::Tap;
use crate::wire::{Seen, World, bounded, keys, name};

/// Profile, partition, account, region.
const ALL: [(&str, Partition, &str, &str); 3] = [
    ("world", Partition::Aws, "111111111111", "eu-west-1"),
    ("china", Partition::China, "222222222222", "cn-north-1"),
    ("gov", Partition::GovCloud, "333333333333", "us-gov-east-1"),
];
/// By profile: STS, Route 53, and the regions that they are signed for.
const ASKED: [(&str, &str, &str, &str); 3] = [
    ("sts.eu-west-1.amazonaws.com", "route53.amazonaws.com", "eu-west-1", "us-east-1"),
    ("sts.cn-north-1.amazonaws.com.cn", "route53.amazonaws.com.cn", "cn-north-1", "cn-northwest-1"),
    (
        "sts.us-gov-east-1.amazonaws.com",
        "route53.us-gov.amazonaws.com",
        "us-gov-east-1",
        "us-gov-west-1",
    ),
];

fn scene(more: &str) -> (Tap, World) {
    let mut world = emulator::World::new();
    let mut config = more.to_owned();
    for (profile, partition, account, region) in ALL {
        let key = world.add_account(account, profile);
        world.accounts.get_mut(account).unwrap().partition = partition;
        let _ = write!(config, "[profile {profile}]\nregion = {region}\n{}", keys(&key));
    }
    (Tap::into(world), World::config(&config))
}

#[tokio::test(start_paused = true)]
async fn each_partition_is_asked_at_its_own_endpoints() {
    let (tap, files) = scene("");
    let aws = bounded(files.load(&tap)).await;
    for ((profile, partition, id, _), asked) in ALL.into_iter().zip(ASKED) {
        let (reached, seen) = account(&aws, &tap, profile).await;
        assert_eq!(reached, id);
        let went = (seen[0].host(), seen[1].host(), seen[0].region(), seen[1].region());
        assert_eq!(went, asked);
        let who = bounded(aws.identity(&name(profile))).await.unwrap();
        assert!(who.arn.starts_with(&format!("arn:{}:iam::", partition.as_str())), "{}", who.arn);
        tap.seen();
    }
}

#[tokio::test(start_paused = true)]
async fn the_keys_of_one_partition_are_strangers_in_another() {
    let (tap, mut files) = scene("");
    // The region is all that is wrong with it.
    files.files[0].1 = files.files[0].1.replace("region = cn-north-1", "region = us-west-2");
    let aws = bounded(files.load(&tap)).await;
    let fault = bounded(aws.identity(&name("china"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Keys));
    assert!(fault.detail.contains("security token"), "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn a_role_is_asked_for_in_its_partition_and_a_denial_names_it() {
    let more = "[profile team]\nrole_arn = arn:aws-cn:iam::444444444444:role/Dns\n\
                source_profile = china\n";
    let (tap, files) = scene(more);
    tap.emulator.with(|world| {
        member(world, "444444444444", role("Dns", "222222222222"));
        world.accounts.get_mut("444444444444").unwrap().partition = Partition::China;
    });
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, "team").await;
    assert_eq!(reached, "444444444444");
    assert!(seen[..2].iter().all(|seen| seen.host() == "sts.cn-north-1.amazonaws.com.cn"));

    let zone = tap.emulator.with(|world| world.add_zone("444444444444", "example.cn").unwrap());
    tap.emulator.order(Rule::new(Matcher::any().zone(&zone), Effect::Deny));
    let zone = zonecut::zone::ZoneId::new(&zone);
    let fault = bounded(aws.zone(&name("team"), &zone)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Denied);
    for part in [
        "arn:aws-cn:sts::444444444444:assumed-role/Dns/".to_owned(),
        format!("arn:aws-cn:route53:::hostedzone/{zone}"),
    ] {
        assert!(fault.detail.contains(&part), "{}", fault.detail);
    }
    let advice = fault.hint();
    assert!(!advice.contains("arn:aws:"), "{advice}");
}

/// The hosts of STS and Route 53, for one profile in a region.
async fn hosts(region: &str, settings: &str, vars: &[(&'static str, &str)]) -> [String; 2] {
    let (tap, _) = scene("");
    let keys = tap.emulator.with(|world| {
        let of = |region: &str| match region {
            region if region.starts_with("cn-") => "222222222222",
            region if region.starts_with("us-gov-") => "333333333333",
            _ => "111111111111",
        };
        let mut found = world.keys.values().filter(|key| key.account == of(region));
        keys(&found.next().unwrap().id)
    });
    let mut files = World::config(&format!("[profile x]\nregion = {region}\n{keys}{settings}\n"));
    for (name, value) in vars {
        files = files.var(name, value);
    }
    let aws = bounded(files.load(&tap)).await;
    let (_, seen) = account(&aws, &tap, "x").await;
    [0, 1].map(|at: usize| seen.get(at).map_or("", Seen::host).to_owned())
}

#[tokio::test(start_paused = true)]
async fn fips_and_dual_stack_by_partition() {
    let (fips, dual) = ("use_fips_endpoint = true", "use_dualstack_endpoint = true");
    let both = format!("{fips}\n{dual}");
    for (region, settings, sts, route53) in [
        ("us-east-2", fips, "sts-fips.us-east-2.amazonaws.com", "route53-fips.amazonaws.com"),
        ("us-east-2", dual, "sts.us-east-2.api.aws", "route53.global.api.aws"),
        ("us-east-2", &both, "sts-fips.us-east-2.api.aws", "route53-fips.global.api.aws"),
        ("us-gov-west-1", fips, "sts.us-gov-west-1.amazonaws.com", "route53.us-gov.amazonaws.com"),
        ("us-gov-west-1", dual, "sts.us-gov-west-1.api.aws", "route53.us-gov.api.aws"),
        (
            "cn-north-1",
            dual,
            "sts.cn-north-1.api.amazonwebservices.com.cn",
            "route53.global.api.amazonwebservices.com.cn",
        ),
    ] {
        assert_eq!(hosts(region, settings, &[]).await, [sts, route53], "{region} {settings}");
    }
    let variables = [("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_USE_DUALSTACK_ENDPOINT", "TRUE")];
    let aws = ["sts-fips.us-east-2.api.aws", "route53-fips.global.api.aws"];
    assert_eq!(hosts("us-east-2", "", &variables).await, aws);
    // The variable goes before the profile.
    let off = [("AWS_USE_FIPS_ENDPOINT", "false")];
    assert_eq!(hosts("us-east-2", fips, &off).await[1], "route53.amazonaws.com");
}

#[tokio::test(start_paused = true)]
async fn the_global_sts_where_the_profile_wants_it_back() {
    let (legacy, regional) =
        ("sts_regional_endpoints = legacy", "sts_regional_endpoints = regional");
    for (region, settings, sts) in [
        ("eu-west-1", "", "sts.eu-west-1.amazonaws.com"),
        ("eu-west-1", regional, "sts.eu-west-1.amazonaws.com"),
        ("eu-west-1", legacy, "sts.amazonaws.com"),
        ("us-east-1", legacy, "sts.amazonaws.com"),
        // Regions that came later have no part in the global one, nor have other partitions.
        ("eu-south-2", legacy, "sts.eu-south-2.amazonaws.com"),
        ("cn-north-1", legacy, "sts.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", legacy, "sts.us-gov-west-1.amazonaws.com"),
        (
            "eu-west-1",
            "sts_regional_endpoints = legacy\nuse_dualstack_endpoint = true",
            "sts.eu-west-1.api.aws",
        ),
    ] {
        assert_eq!(hosts(region, settings, &[]).await[0], sts, "{region} {settings}");
    }
    let variable = |value| [("AWS_STS_REGIONAL_ENDPOINTS", value)];
    assert_eq!(hosts("eu-west-1", regional, &variable("legacy")).await[0], "sts.amazonaws.com");
    let back = hosts("eu-west-1", legacy, &variable("regional")).await;
    assert_eq!(back[0], "sts.eu-west-1.amazonaws.com");
    let config = format!("[profile x]\n{}sts_regional_endpoints = global\n", keys("A"));
    let aws = bounded(World::config(&config).load(&scene("").0)).await;
    let problem = aws.profiles()[0].problem.clone().unwrap();
    assert!(problem.message.contains("neither regional nor legacy"), "{problem:?}");
}

/// What the global STS is signed for is its own region, wherever the profile is.
#[tokio::test(start_paused = true)]
async fn the_global_sts_is_signed_for_its_own_region() {
    let (tap, mut files) = scene("");
    files = files.var("AWS_STS_REGIONAL_ENDPOINTS", "legacy");
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, "world").await;
    assert_eq!(reached, "111111111111");
    assert_eq!((seen[0].host(), seen[0].region()), ("sts.amazonaws.com", "us-east-1"));
}

/// `services` sections for the services one by one, beside profiles that have none.
#[tokio::test(start_paused = true)]
async fn endpoints_of_one_profile_are_no_other_profiles() {
    let more = "[services local]\nroute_53 =\n  endpoint_url = http://r53.local:1\nsts =\n  \
                endpoint_url = http://sts.local:2\n";
    let (tap, mut files) = scene(more);
    let with = "[profile world]\nservices = local\n";
    files.files[0].1 = files.files[0].1.replace("[profile world]\n", with);
    let aws = bounded(files.load(&tap)).await;
    let (_, seen) = account(&aws, &tap, "world").await;
    assert_eq!((seen[0].host(), seen[1].host()), ("sts.local:2", "r53.local:1"));
    assert_eq!((seen[0].region(), seen[1].region()), ("eu-west-1", "eu-west-1"));
    let (_, seen) = account(&aws, &tap, "gov").await;
    assert_eq!(seen[1].host(), "route53.us-gov.amazonaws.com");
}
