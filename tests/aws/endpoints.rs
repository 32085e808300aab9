//! Where requests go, and for which region they are signed.

use zonecut::aws::Override;

use crate::wire::{Wire, World, bounded, identity, keys, name, no_zones};

fn answering() -> Wire {
    Wire::new(
        |seen| if seen.is("GetCallerIdentity") { identity("111111111111") } else { no_zones() },
    )
}

/// The hosts of an identity and a listing, and the region of the listing's signature.
async fn asked(world: World) -> (String, String, String) {
    let wire = answering();
    let aws = bounded(world.load(&wire)).await;
    bounded(aws.identity(&name("x"))).await.unwrap();
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    let seen = wire.seen();
    (seen[0].host().into(), seen[1].host().into(), seen[1].region().into())
}

fn profile(settings: &str) -> World {
    World::config(&format!("[profile x]\n{}{settings}\n", keys("AKIAX")))
}

#[tokio::test]
async fn without_settings_aws_is_asked_by_partition() {
    let cases = [
        ("", "sts.us-east-1.amazonaws.com", "route53.amazonaws.com", "us-east-1"),
        ("region=eu-west-1", "sts.eu-west-1.amazonaws.com", "route53.amazonaws.com", "us-east-1"),
        (
            "region=cn-north-1",
            "sts.cn-north-1.amazonaws.com.cn",
            "route53.amazonaws.com.cn",
            "cn-northwest-1",
        ),
        (
            "region=us-gov-east-1",
            "sts.us-gov-east-1.amazonaws.com",
            "route53.us-gov.amazonaws.com",
            "us-gov-west-1",
        ),
    ];
    for (settings, sts, route53, region) in cases {
        let expected = (sts.to_owned(), route53.to_owned(), region.to_owned());
        assert_eq!(asked(profile(settings)).await, expected, "{settings}");
    }
}

#[tokio::test]
async fn a_profile_without_a_region_asks_no_instance_for_one() {
    let wire = answering();
    let aws = bounded(profile("").load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    let hosts: Vec<_> = wire.seen().iter().map(|seen| seen.host().to_owned()).collect();
    assert_eq!(hosts, ["route53.amazonaws.com"]);
}

#[tokio::test]
async fn endpoints_come_from_variables_then_sections_then_the_profile() {
    let section = "services = s\nendpoint_url = http://profile\n[services s]\nroute_53 =\n  \
                   endpoint_url = http://section\n";
    let hosts = |asked: (String, String, String)| (asked.0, asked.1);
    let pair = |sts: &str, route53: &str| (sts.to_owned(), route53.to_owned());
    assert_eq!(hosts(asked(profile(section)).await), pair("profile", "section"));
    let world = profile(section).var("AWS_ENDPOINT_URL", "http://all:5000");
    assert_eq!(hosts(asked(world).await), pair("all:5000", "all:5000"));
    let world = profile(section)
        .var("AWS_ENDPOINT_URL", "http://all")
        .var("AWS_ENDPOINT_URL_STS", "http://sts")
        .var("AWS_ENDPOINT_URL_ROUTE_53", "http://r53");
    assert_eq!(hosts(asked(world).await), pair("sts", "r53"));
    let aws = pair("sts.us-east-1.amazonaws.com", "route53.amazonaws.com");
    let world = profile(section)
        .var("AWS_ENDPOINT_URL", "http://all")
        .var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(hosts(asked(world).await), aws);
    let world = profile("endpoint_url = http://p\nignore_configured_endpoint_urls = true");
    assert_eq!(hosts(asked(world).await), aws);
}

#[tokio::test]
async fn our_own_configuration_goes_before_all() {
    let mut world = profile("endpoint_url = http://p").var("AWS_ENDPOINT_URL", "http://all");
    let over = Override {
        region: Some("eu-west-3".into()),
        endpoint: Some("http://o:1".into()),
        ..Override::default()
    };
    world.overrides.insert(name("x"), over);
    assert_eq!(asked(world).await, ("o:1".into(), "o:1".into(), "eu-west-3".into()));
}

#[tokio::test]
async fn fips_is_asked_for_and_gives_way_to_an_endpoint_of_ones_own() {
    let (sts, route53, _) = asked(profile("use_fips_endpoint = true")).await;
    assert_eq!(sts, "sts-fips.us-east-1.amazonaws.com");
    assert_eq!(route53, "route53-fips.amazonaws.com");
    let world = profile("endpoint_url = http://p").var("AWS_USE_FIPS_ENDPOINT", "true");
    assert_eq!(asked(world).await.1, "p");
}
