//! DNSSEC and quotas, as Route 53 tells them.

use zonecut::zone::{FaultKind, KeySigningKey, Quota, SigningStatus, ZoneId};

use crate::wire::{Answer, Wire, World, bounded, error, keys, name, ok};

const XMLNS: &str = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

fn world() -> World {
    World::config(&format!("[profile x]\n{}", keys("AKIAX")))
}

fn dnssec(status: &str, keys: &str) -> Answer {
    ok(&format!(
        "<GetDNSSECResponse {XMLNS}><Status><ServeSignature>{status}</ServeSignature></Status>\
         <KeySigningKeys>{keys}</KeySigningKeys></GetDNSSECResponse>"
    ))
}

#[tokio::test]
async fn a_zones_keys_are_read_with_their_ds() {
    const KEYS: &str = "<member><Name>new</Name><KeyTag>65535</KeyTag>\
        <DSRecord>65535 13 2 AB12</DSRecord><Status>ACTIVE</Status></member>\
        <member><Name>old</Name><KeyTag>7</KeyTag><DSRecord>7 13 2 CD34</DSRecord>\
        <Status>INACTIVE</Status></member>\
        <member><Name>broken</Name><Status>ACTION_NEEDED</Status></member>";
    let wire = Wire::new(|_| dnssec("SIGNING", KEYS));
    let aws = bounded(world().load(&wire)).await;
    let signing = bounded(aws.signing(&name("x"), &ZoneId::new("Z1"))).await.unwrap();
    assert_eq!(signing.status, SigningStatus::Signing);
    let key = |name: &str, active, key_tag, ds: Option<&str>| {
        let ds_record = ds.map(str::to_owned);
        KeySigningKey { name: name.to_owned(), active, key_tag, ds_record }
    };
    let expected = [
        key("new", true, Some(65535), Some("65535 13 2 AB12")),
        key("old", false, Some(7), Some("7 13 2 CD34")),
        key("broken", false, None, None),
    ];
    assert_eq!(signing.keys, expected);
    let uri = &wire.seen()[0].uri;
    assert!(uri.ends_with("/2013-04-01/hostedzone/Z1/dnssec"), "{uri}");
}

#[tokio::test]
async fn each_status_has_its_word_and_a_new_one_is_kept() {
    for (word, status) in [
        ("NOT_SIGNING", SigningStatus::NotSigning),
        ("DELETING", SigningStatus::Deleting),
        ("ACTION_NEEDED", SigningStatus::ActionNeeded),
        ("INTERNAL_FAILURE", SigningStatus::Failed),
        ("PAUSED", SigningStatus::Other("PAUSED".into())),
    ] {
        let wire = Wire::new(move |_| dnssec(word, ""));
        let aws = bounded(world().load(&wire)).await;
        let signing = bounded(aws.signing(&name("x"), &ZoneId::new("Z1"))).await.unwrap();
        assert_eq!((signing.status, signing.keys.len()), (status, 0));
    }
}

#[tokio::test]
async fn a_private_zone_is_told_from_one_that_is_not_signed() {
    let wire = Wire::new(|_| {
        error(400, "InvalidArgument", "Operation is unsupported for private hosted zones.")
    });
    let aws = bounded(world().load(&wire)).await;
    let fault = bounded(aws.signing(&name("x"), &ZoneId::new("Z1"))).await.unwrap_err();
    assert_eq!((&fault.kind, fault.action), (&FaultKind::Unsupported, "GetDNSSEC"));
    assert_eq!(fault.zone, Some(Box::new(ZoneId::new("Z1"))));
    assert!(fault.detail.contains("private"), "{fault:?}");
    assert_eq!(wire.seen().len(), 1);
}

#[tokio::test]
async fn quotas_are_a_count_and_a_limit() {
    let wire = Wire::new(|seen| {
        let (root, kind) = if seen.uri.contains("hostedzonelimit") {
            ("GetHostedZoneLimitResponse", "MAX_RRSETS_BY_ZONE")
        } else {
            ("GetAccountLimitResponse", "MAX_HOSTED_ZONES_BY_OWNER")
        };
        ok(&format!(
            "<{root} {XMLNS}><Limit><Type>{kind}</Type><Value>10000</Value></Limit>\
             <Count>9990</Count></{root}>"
        ))
    });
    let aws = bounded(world().load(&wire)).await;
    let zone = bounded(aws.zone_quota(&name("x"), &ZoneId::new("Z1"))).await.unwrap();
    let account = bounded(aws.account_quota(&name("x"))).await.unwrap();
    assert_eq!([zone, account], [Quota { count: 9_990, limit: 10_000 }; 2]);
    let seen = wire.seen();
    let [zone, account] = &seen[..] else { panic!("{seen:?}") };
    let path = "/2013-04-01/hostedzonelimit/Z1/MAX_RRSETS_BY_ZONE";
    assert!(zone.uri.ends_with(path), "{}", zone.uri);
    let path = "/2013-04-01/accountlimit/MAX_HOSTED_ZONES_BY_OWNER";
    assert!(account.uri.ends_with(path), "{}", account.uri);
}

#[tokio::test]
async fn what_makes_no_sense_is_no_answer() {
    let limit = |inside: &str| {
        let root = "GetHostedZoneLimitResponse";
        ok(&format!("<{root} {XMLNS}>{inside}</{root}>"))
    };
    let kind = "<Type>MAX_RRSETS_BY_ZONE</Type>";
    for inside in [
        "<Count>5</Count>".to_owned(),
        format!("<Limit>{kind}<Value>-1</Value></Limit><Count>5</Count>"),
        format!("<Limit>{kind}<Value>10</Value></Limit><Count>-5</Count>"),
        format!("<Limit>{kind}<Value>ten</Value></Limit><Count>5</Count>"),
    ] {
        let Answer::Body(status, body) = limit(&inside) else { unreachable!() };
        let wire = Wire::new(move |_| Answer::Body(status, body.clone()));
        let aws = bounded(world().load(&wire)).await;
        let fault = bounded(aws.zone_quota(&name("x"), &ZoneId::new("Z1"))).await.unwrap_err();
        assert_eq!((&fault.kind, fault.action), (&FaultKind::Malformed, "GetHostedZoneLimit"));
    }
    let no_keys: [fn() -> Answer; 3] = [
        || ok(&format!("<GetDNSSECResponse {XMLNS}></GetDNSSECResponse>")),
        || dnssec("SIGNING", ""),
        // Keys that the SDK passes over.
        || dnssec("SIGNING", "<Key><Name>k</Name><Status>ACTIVE</Status></Key>"),
    ];
    for answer in no_keys {
        let wire = Wire::saying(vec![answer]);
        let aws = bounded(world().load(&wire)).await;
        let fault = bounded(aws.signing(&name("x"), &ZoneId::new("Z1"))).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Malformed);
    }
}
