//! What Route 53 answers, read into plain data; paging; retries.

use std::time::Duration;

use zonecut::dns::{Name, RecordType};
use zonecut::zone::{
    ChangeId, ChangeStatus, Data, FaultKind, RecordStart, Routing, RoutingRule, ZoneId,
};

use crate::wire::{Answer, Wire, World, all, bounded, error, identity, keys, name, no_zones, ok};

fn world() -> World {
    World::config(&format!("[profile x]\n{}", keys("AKIAX")))
}

fn dns(text: &str) -> Name {
    Name::from_route53(text).unwrap()
}

fn zones(inside: &str, tail: &str) -> Answer {
    ok(&format!(
        "<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <HostedZones>{inside}</HostedZones>{tail}<MaxItems>100</MaxItems></ListHostedZonesResponse>"
    ))
}

const PUBLIC: &str = "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
    <CallerReference>r</CallerReference><Config><Comment>made &amp; kept</Comment>\
    <PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>84</ResourceRecordSetCount>\
    </HostedZone>";
const PRIVATE: &str = "<HostedZone><Id>/hostedzone/Z2</Id><Name>0\\05725.2.0.192.in-addr.arpa.</Name>\
    <CallerReference>r</CallerReference><Config><PrivateZone>true</PrivateZone></Config>\
    <ResourceRecordSetCount>2</ResourceRecordSetCount><LinkedService>\
    <ServicePrincipal>servicediscovery.amazonaws.com</ServicePrincipal></LinkedService></HostedZone>";

#[tokio::test]
async fn a_page_of_zones_is_read_as_it_is() {
    let wire = Wire::new(|seen| {
        if seen.uri.contains("marker=Z%2F3") || seen.uri.contains("marker=Z/3") {
            return zones("", "<IsTruncated>false</IsTruncated>");
        }
        let tail = "<IsTruncated>true</IsTruncated><NextMarker>Z/3</NextMarker>";
        zones(&format!("{PUBLIC}{PRIVATE}"), tail)
    });
    let aws = bounded(world().load(&wire)).await;
    let page = bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("Z/3"));
    let [public, private] = &page.zones[..] else { panic!("{page:?}") };
    assert_eq!((public.id.as_str(), public.name.to_string()), ("Z1", "example.com.".into()));
    assert_eq!((public.private, public.record_count), (false, 84));
    assert_eq!(public.comment.as_deref(), Some("made & kept"));
    assert_eq!(private.name.to_string(), "0/25.2.0.192.in-addr.arpa.");
    assert!(private.private);
    assert_eq!(private.linked_service.as_deref(), Some("servicediscovery.amazonaws.com"));
    let last = bounded(aws.list_zones(&name("x"), page.next.as_deref())).await.unwrap();
    assert_eq!((last.zones.len(), last.next), (0, None));
}

#[tokio::test]
async fn a_zones_delegation_set_is_read_with_or_without_final_dots() {
    let wire = Wire::new(|_| {
        ok(&format!(
            "<GetHostedZoneResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">{PUBLIC}\
             <DelegationSet><NameServers><NameServer>ns-1.awsdns-01.org</NameServer>\
             <NameServer>ns-2.awsdns-02.co.uk.</NameServer></NameServers></DelegationSet>\
             <VPCs><VPC><VPCRegion>eu-west-1</VPCRegion><VPCId>vpc-1</VPCId></VPC></VPCs>\
             </GetHostedZoneResponse>"
        ))
    });
    let aws = bounded(world().load(&wire)).await;
    let zone = bounded(aws.zone(&name("x"), &ZoneId::new("Z1"))).await.unwrap();
    assert_eq!(zone.delegation_set, [dns("ns-1.awsdns-01.org."), dns("ns-2.awsdns-02.co.uk.")]);
    assert_eq!(zone.vpcs, ["eu-west-1/vpc-1"]);
    assert!(wire.seen()[0].uri.ends_with("/2013-04-01/hostedzone/Z1"), "{}", wire.seen()[0].uri);
}

#[tokio::test]
async fn record_sets_are_read_with_their_kinds_and_the_next_start() {
    const SETS: &str = "\
        <ResourceRecordSet><Name>\\052.example.com.</Name><Type>TXT</Type><TTL>60</TTL>\
        <ResourceRecords><ResourceRecord><Value>&quot;a&#x1b;[31m\u{202e}&quot; &quot;b&quot;</Value></ResourceRecord>\
        </ResourceRecords></ResourceRecordSet>\
        <ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type><AliasTarget>\
        <HostedZoneId>Z35</HostedZoneId><DNSName>lb.amazonaws.com.</DNSName>\
        <EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>\
        <ResourceRecordSet><Name>w.example.com.</Name><Type>HTTPS</Type><SetIdentifier>one</SetIdentifier>\
        <Weight>10</Weight><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>1 .</Value>\
        </ResourceRecord></ResourceRecords></ResourceRecordSet>";
    let wire = Wire::new(|_| {
        ok(&format!(
            "<ListResourceRecordSetsResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
             <ResourceRecordSets>{SETS}</ResourceRecordSets><IsTruncated>true</IsTruncated>\
             <NextRecordName>w.example.com.</NextRecordName><NextRecordType>HTTPS</NextRecordType>\
             <NextRecordIdentifier>two</NextRecordIdentifier><MaxItems>300</MaxItems>\
             </ListResourceRecordSetsResponse>"
        ))
    });
    let aws = bounded(world().load(&wire)).await;
    let zone = ZoneId::new("Z1");
    let start = RecordStart {
        name: "a.example.com.".into(),
        rtype: Some(RecordType::Ns),
        set_identifier: Some("s 1".into()),
    };
    let page = bounded(aws.record_sets(&name("x"), &zone, Some(&start), Some(50))).await.unwrap();
    let uri = &wire.seen()[0].uri;
    for part in [
        "/hostedzone/Z1/rrset?",
        "name=a.example.com.",
        "type=NS",
        "identifier=s%201",
        "maxitems=50",
    ] {
        assert!(uri.contains(part), "{part} in {uri}");
    }
    let [txt, alias, weighted] = &page.sets[..] else { panic!("{page:?}") };
    assert_eq!(txt.name, dns("\\052.example.com."));
    assert_eq!(txt.values(), ["\"a\u{1b}[31m\u{202e}\" \"b\""]);
    assert_eq!(txt.ttl(), Some(60));
    assert!(matches!(&alias.data, Data::Alias(target) if target.dns_name == "lb.amazonaws.com."));
    assert_eq!(weighted.rtype, RecordType::parse("HTTPS"));
    let routing = Routing {
        set_identifier: "one".into(),
        policy: "weighted 10".into(),
        rule: RoutingRule::Weight(10),
        health_check: None,
    };
    assert_eq!(weighted.routing, Some(routing));
    let next = page.next.unwrap();
    assert_eq!(
        (next.name.as_str(), next.rtype),
        ("w.example.com.", Some(RecordType::parse("HTTPS")))
    );
    assert_eq!(next.set_identifier.as_deref(), Some("two"));
}

#[tokio::test]
async fn a_changes_status_is_read() {
    let wire = Wire::new(|_| {
        ok(
            "<GetChangeResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeInfo>\
            <Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt>\
            </ChangeInfo></GetChangeResponse>",
        )
    });
    let aws = bounded(world().load(&wire)).await;
    let info = bounded(aws.change_status(&name("x"), &ChangeId::new("C1"))).await.unwrap();
    assert_eq!((info.id, info.status), (ChangeId::new("C1"), ChangeStatus::InSync));
}

#[tokio::test(start_paused = true)]
async fn answers_that_make_no_sense_are_faults_and_never_short_pages() {
    let whole = "<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">";
    let next = "<IsTruncated>true</IsTruncated><NextMarker>M</NextMarker>";
    let cases = [
        ("cut after a zone", Answer::Body(200, format!("{whole}<HostedZones>{PUBLIC}"))),
        ("cut within a tag", Answer::Body(200, format!("{whole}<HostedZones>{PUBLIC}</Host"))),
        ("empty", Answer::Body(200, String::new())),
        (
            "a portal's page",
            Answer::Body(200, "<html><body>Sign in to the Wi-Fi</body></html>".into()),
        ),
        ("JSON", Answer::Body(200, "{\"zones\": []}".into())),
        (
            "a bad name",
            zones(&PUBLIC.replace("example.com.", "a..b"), "<IsTruncated>false</IsTruncated>"),
        ),
        ("no id", zones(&PUBLIC.replace("/hostedzone/Z1", ""), "<IsTruncated>false</IsTruncated>")),
        ("no next marker", zones(PUBLIC, "<IsTruncated>true</IsTruncated>")),
        ("a circle", zones(PUBLIC, next)),
    ];
    for (case, answer) in cases {
        let Answer::Body(status, body) = answer else { unreachable!() };
        let wire = Wire::new(move |_| Answer::Body(status, body.clone()));
        let aws = bounded(world().load(&wire)).await;
        let fault = bounded(aws.list_zones(&name("x"), Some("M"))).await.expect_err(case);
        assert_eq!(fault.kind, FaultKind::Malformed, "{case}: {fault:?}");
        assert!(!fault.detail.is_empty(), "{case}");
        assert_eq!(fault.action, "ListHostedZones");
    }
}

#[tokio::test(start_paused = true)]
async fn throttled_and_failing_reads_are_tried_again() {
    let wire = Wire::saying(vec![
        || error(400, "Throttling", "Rate exceeded"),
        || error(503, "ServiceUnavailable", "later"),
        || Answer::Broken,
        || Answer::TimedOut,
        || error(400, "Throttling", "Rate exceeded"),
        no_zones,
    ]);
    let aws = bounded(world().load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert_eq!(wire.seen().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_read_gives_up_in_time_and_says_what_it_was() {
    let cases: [(fn() -> Answer, FaultKind); 5] = [
        (|| error(400, "Throttling", "Rate exceeded"), FaultKind::Throttled),
        (|| error(500, "InternalFailure", ""), FaultKind::Server),
        (|| Answer::Broken, FaultKind::ConnectionLost),
        (|| Answer::TimedOut, FaultKind::TimedOut),
        (|| Answer::Never, FaultKind::TimedOut),
    ];
    for (answer, kind) in cases {
        let wire = Wire::saying(vec![answer]);
        let aws = bounded(world().load(&wire)).await;
        let start = tokio::time::Instant::now();
        let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
        assert_eq!(fault.kind, kind);
        assert!(start.elapsed() <= Duration::from_secs(46), "{kind:?} took {:?}", start.elapsed());
        assert!(wire.seen().len() > 3, "{kind:?}: {} tries", wire.seen().len());
    }
}

#[tokio::test(start_paused = true)]
async fn one_profiles_retries_do_not_use_up_anothers() {
    let config = format!("[profile x]\n{}[profile y]\n{}", keys("AKIAX"), keys("AKIAY"));
    let first = std::sync::atomic::AtomicBool::new(true);
    let wire = Wire::new(move |seen| {
        if seen.key() == "AKIAX" || first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            error(400, "Throttling", "Rate exceeded")
        } else {
            no_zones()
        }
    });
    let aws = bounded(World::config(&config).load(&wire)).await;
    // More than the SDK's bucket of retries lasts for.
    for _ in 0..30 {
        bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    }
    bounded(aws.list_zones(&name("y"), None)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn identities_asked_at_once_are_each_profiles_own() {
    let account = |at: u64| format!("{:012}", 100_000_000_000 + at);
    let profile = |at| format!("[profile p{at}]\n{}", keys(&format!("AKIA{}", account(at))));
    let config: String = (0..40).map(profile).collect();
    // The account is in the key, the first try of each is throttled, and the last come first.
    let tries = std::sync::Mutex::new(std::collections::HashSet::new());
    let wire = Wire::new(move |seen| {
        let account = seen.key().trim_start_matches("AKIA").to_owned();
        if tries.lock().unwrap().insert(account.clone()) {
            return error(400, "Throttling", "Rate exceeded");
        }
        let late = 200 - account.parse::<u64>().unwrap() % 100;
        Answer::After(Duration::from_millis(late), Box::new(identity(&account)))
    });
    let aws = bounded(World::config(&config).load(&wire)).await;
    let asked = (0..40).map(|at| {
        let (aws, profile) = (aws.clone(), name(&format!("p{at}")));
        async move { aws.identity(&profile).await }
    });
    for (at, told) in (0..).zip(bounded(all(asked)).await) {
        assert_eq!(told.unwrap().account.as_str(), account(at));
    }
    assert_eq!(wire.seen().len(), 80);
}
