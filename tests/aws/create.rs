//! Making a hosted zone: what goes out, that it goes out once, and how a lost answer is settled.

use std::time::Duration;

use zonecut::aws::{Aws, Host};
use zonecut::dns::Name;
use zonecut::emulator::{Action, Effect, Emulator, Loss, Matcher, Rule, World as Pretend};
use zonecut::zone::{ChangeStatus, Fault, FaultKind, ZoneId};

use crate::wire::{Answer, Wire, World, bounded, error, keys, name, ok};

const XMLNS: &str = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

fn world() -> World {
    World::config(&format!("[profile x]\n{}", keys("AKIAX")))
}

fn apex() -> Name {
    Name::from_user("*.new.example.com").unwrap()
}

fn created(servers: &str) -> Answer {
    ok(&format!(
        "<CreateHostedZoneResponse {XMLNS}><HostedZone><Id>/hostedzone/ZNEW</Id>\
         <Name>\\052.new.example.com.</Name><CallerReference>ref-1</CallerReference>\
         <ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone><ChangeInfo>\
         <Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt>\
         </ChangeInfo><DelegationSet><NameServers>{servers}</NameServers></DelegationSet>\
         </CreateHostedZoneResponse>"
    ))
}

const SERVERS: &str = "<NameServer>ns-1.awsdns-01.org</NameServer>\
                       <NameServer>ns-2.awsdns-02.co.uk</NameServer>";

#[tokio::test]
async fn a_zone_is_asked_for_by_name_reference_and_comment() {
    let wire = Wire::new(|_| created(SERVERS));
    let aws = bounded(world().load(&wire)).await;
    let made = bounded(aws.create_zone(&name("x"), &apex(), "ref-1", "for <team>")).await.unwrap();
    assert_eq!(made.detail.zone.id, ZoneId::new("ZNEW"));
    assert_eq!(made.detail.zone.name, apex());
    let servers: Vec<_> = made.detail.delegation_set.iter().map(ToString::to_string).collect();
    assert_eq!(servers, ["ns-1.awsdns-01.org.", "ns-2.awsdns-02.co.uk."]);
    assert_eq!((made.change.id.as_str(), made.change.status), ("C1", ChangeStatus::Pending));
    bounded(aws.create_zone(&name("x"), &apex(), "ref-2", "")).await.unwrap();
    let [first, second] = &wire.seen()[..] else { panic!("{:?}", wire.seen()) };
    assert_eq!(first.method, "POST");
    assert!(first.uri.ends_with("/2013-04-01/hostedzone"), "{}", first.uri);
    for part in [
        "<Name>\\052.new.example.com.</Name>",
        "<CallerReference>ref-1</CallerReference>",
        "<Comment>for &lt;team&gt;</Comment>",
    ] {
        assert!(first.body.contains(part), "{part} in {}", first.body);
    }
    assert!(!second.body.contains("HostedZoneConfig"), "{}", second.body);
}

/// An answer, what it is taken for, and whether the zone was surely not made.
type Case = (fn() -> Answer, FaultKind, bool);

#[tokio::test(start_paused = true)]
async fn whatever_comes_of_it_a_zone_is_asked_for_once() {
    let cases: [Case; 16] = [
        (|| error(409, "HostedZoneAlreadyExists", "by reference"), FaultKind::ZoneExists, false),
        (|| error(400, "ConflictingDomainExists", ""), FaultKind::SharedNameServers, true),
        (|| error(400, "TooManyHostedZones", "Limits Exceeded"), FaultKind::TooManyZones, true),
        (|| error(400, "DelegationSetNotAvailable", ""), FaultKind::NameUsedUp, true),
        (|| error(400, "InvalidDomainName", "com"), FaultKind::InvalidName, true),
        (|| error(400, "InvalidInput", ""), FaultKind::InvalidChange, true),
        (|| error(403, "AccessDenied", "no"), FaultKind::Denied, true),
        (|| error(400, "Throttling", "Rate exceeded"), FaultKind::Throttled, true),
        (|| error(400, "SomethingNew", ""), FaultKind::Other("SomethingNew".into()), false),
        (|| error(500, "InternalFailure", ""), FaultKind::Server, false),
        (|| Answer::Broken, FaultKind::ConnectionLost, false),
        (|| Answer::TimedOut, FaultKind::TimedOut, false),
        (|| Answer::Never, FaultKind::TimedOut, false),
        (
            || Answer::After(Duration::from_mins(1), Box::new(created(SERVERS))),
            FaultKind::TimedOut,
            false,
        ),
        (|| Answer::Body(200, "<CreateHostedZoneResponse>".into()), FaultKind::Malformed, false),
        (|| created(""), FaultKind::Malformed, false),
    ];
    for (answer, kind, surely_not_done) in cases {
        let wire = Wire::saying(vec![answer]);
        let aws = bounded(world().load(&wire)).await;
        let made = bounded(aws.create_zone(&name("x"), &apex(), "ref-1", "")).await;
        let fault = made.unwrap_err();
        assert_eq!((&fault.kind, wire.seen().len()), (&kind, 1), "{fault:?}");
        assert_eq!(fault.surely_not_done(), surely_not_done, "{fault:?}");
        assert_eq!(fault.action, "CreateHostedZone");
        assert!(!fault.hint().is_empty() && !fault.state().is_empty());
    }
}

/// A page of `ListHostedZonesByName`: id, name and reference of each zone.
fn by_name(zones: &[(&str, &str, &str)], tail: &str) -> Answer {
    let zone = |(id, name, reference): &(&str, &str, &str)| {
        format!(
            "<HostedZone><Id>/hostedzone/{id}</Id><Name>{name}</Name>\
             <CallerReference>{reference}</CallerReference></HostedZone>"
        )
    };
    let zones = zones.iter().map(zone).collect::<Vec<_>>().concat();
    ok(&format!(
        "<ListHostedZonesByNameResponse {XMLNS}><HostedZones>{zones}</HostedZones>{tail}\
         <MaxItems>100</MaxItems></ListHostedZonesByNameResponse>"
    ))
}

const LAST: &str = "<IsTruncated>false</IsTruncated>";

fn next(name: &str, id: &str) -> String {
    format!(
        "<IsTruncated>true</IsTruncated><NextDNSName>{name}</NextDNSName>\
         <NextHostedZoneId>{id}</NextHostedZoneId>"
    )
}

async fn sought(wire: &Wire) -> Result<Option<ZoneId>, Fault> {
    let aws = bounded(world().load(wire)).await;
    let found = bounded(aws.zone_by_reference(&name("x"), &apex(), "ref-1")).await?;
    Ok(found.map(|detail| detail.zone.id))
}

#[tokio::test]
async fn a_zone_is_found_by_its_reference_on_whichever_page_it_is() {
    const NAME: &str = "\\052.new.example.com.";
    let wire = Wire::new(|seen| {
        if seen.uri.ends_with("/hostedzone/Z3") {
            return ok(&format!(
                "<GetHostedZoneResponse {XMLNS}><HostedZone><Id>/hostedzone/Z3</Id>\
                 <Name>{NAME}</Name><CallerReference>ref-1</CallerReference></HostedZone>\
                 <DelegationSet><NameServers>{SERVERS}</NameServers></DelegationSet>\
                 </GetHostedZoneResponse>"
            ));
        }
        assert!(seen.uri.contains("/hostedzonesbyname?dnsname=%5C052.new."), "{}", seen.uri);
        if seen.uri.contains("hostedzoneid=Z2") {
            by_name(&[("Z2", NAME, "ref-2"), ("Z3", NAME, "ref-1")], LAST)
        } else {
            by_name(&[("Z1", NAME, "ref-11")], &next(NAME, "Z2"))
        }
    });
    assert_eq!(sought(&wire).await, Ok(Some(ZoneId::new("Z3"))));
    assert_eq!(wire.seen().len(), 3);
}

#[tokio::test]
async fn a_zone_of_another_name_or_reference_is_not_it() {
    const NAME: &str = "\\052.new.example.com.";
    let pages: [fn() -> Answer; 5] = [
        || by_name(&[], LAST),
        || by_name(&[("Z1", NAME, "ref-2")], LAST),
        // The listing goes on with the names after it.
        || by_name(&[("Z1", "a.new.example.com.", "ref-1")], LAST),
        || by_name(&[("Z1", NAME, "x"), ("Z2", "z.org.", "ref-1")], &next("zz.org.", "Z3")),
        || by_name(&[("Z1", NAME, "ref-2")], &next("z.org.", "Z3")),
    ];
    for page in pages {
        let wire = Wire::saying(vec![page]);
        assert_eq!(sought(&wire).await, Ok(None));
        assert_eq!(wire.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_makes_no_sense_does_not_prove_that_there_is_no_zone() {
    const NAME: &str = "\\052.new.example.com.";
    let pages: [fn() -> Answer; 5] = [
        || by_name(&[("Z1", NAME, "x")], "<IsTruncated>true</IsTruncated>"),
        || by_name(&[("Z1", NAME, "x")], &next(NAME, "")),
        || by_name(&[("Z1", "a..b", "x")], LAST),
        || by_name(&[("", NAME, "ref-1")], LAST),
        // A circle.
        || by_name(&[("Z1", NAME, "x")], &next(NAME, "Z1")),
    ];
    for page in pages {
        let wire = Wire::saying(vec![page]);
        let fault = sought(&wire).await.unwrap_err();
        assert_eq!((&fault.kind, fault.action), (&FaultKind::Malformed, "ListHostedZonesByName"));
        assert!(wire.seen().len() <= 100);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_settled_by_the_reference_and_a_second_try_makes_no_second_zone() {
    let mut pretend = Pretend::new();
    let key = pretend.add_account("111111111111", "one");
    // Others of the name, as there may be.
    pretend.add_zone("111111111111", "new.example.com").unwrap();
    let emulator = Emulator::new(pretend);
    let lost_answer =
        Rule::new(Matcher::action(Action::CreateHostedZone), Effect::Lose(Loss::Broken));
    emulator.order(lost_answer);
    let config = format!("[profile x]\n{}", keys(&key));
    let files = [("/home/me/.aws/config".to_owned(), config.into_bytes())];
    let variables = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = Host::closed(emulator.http_client(), files.into(), variables.into());
    let aws = bounded(Aws::load(host, &std::collections::HashMap::new())).await.unwrap();
    let (profile, apex) = (name("x"), Name::from_user("new.example.com").unwrap());
    let seek = async |reference: &str| {
        bounded(aws.zone_by_reference(&profile, &apex, reference)).await.unwrap()
    };
    assert_eq!(seek("ref-1").await, None);

    let unclear = bounded(aws.create_zone(&profile, &apex, "ref-1", "mine")).await.unwrap_err();
    assert_eq!(unclear.kind, FaultKind::ConnectionLost);
    assert!(!unclear.surely_not_done());
    let found = seek("ref-1").await.unwrap();
    assert_eq!(found.zone.comment.as_deref(), Some("mine"));
    assert_eq!(found.delegation_set.len(), 4);

    emulator.clear_orders();
    let again = bounded(aws.create_zone(&profile, &apex, "ref-1", "mine")).await.unwrap_err();
    assert_eq!(again.kind, FaultKind::ZoneExists);
    assert_eq!(emulator.with(|world| world.accounts["111111111111"].zones.len()), 2);
    let other = bounded(aws.create_zone(&profile, &apex, "ref-2", "")).await.unwrap();
    assert_ne!(other.detail.zone.id, found.zone.id);
    assert_eq!(
        seek("ref-2").await,
        Some(other.detail).map(|mut detail| {
            // Route 53 tells the comment only of a zone that has one.
            detail.zone.comment = None;
            detail
        })
    );
}
