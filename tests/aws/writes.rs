//! A write: what goes out, and that it goes out once.

use std::time::Duration;

use zonecut::dns::Name;
use zonecut::zone::{
    Action, Change, ChangeBatch, ChangeId, ChangeStatus, Fault, FaultKind, RecordSet, Routing,
    RoutingRule, ZoneId,
};

use crate::wire::{Answer, Wire, World, bounded, error, keys, name, ok};

fn world() -> World {
    World::config(&format!("[profile x]\n{}", keys("AKIAX")))
}

fn ns(servers: &[&str]) -> RecordSet {
    let servers: Vec<_> = servers.iter().map(|name| Name::from_route53(name).unwrap()).collect();
    RecordSet::ns(Name::from_user("*.team-a.example.com").unwrap(), 300, &servers)
}

fn batch() -> ChangeBatch {
    ChangeBatch {
        comment: "zonecut".into(),
        changes: vec![
            Change { action: Action::Delete, set: ns(&["old.example.net."]) },
            Change {
                action: Action::Create,
                set: ns(&["ns-1.awsdns-01.org.", "ns-2.awsdns-02.net."]),
            },
        ],
    }
}

fn accepted() -> Answer {
    ok("<ChangeResourceRecordSetsResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
        <ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>\
        <SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>\
        </ChangeResourceRecordSetsResponse>")
}

async fn refused(answer: fn() -> Answer) -> (Fault, usize) {
    let wire = Wire::saying(vec![answer]);
    let aws = bounded(world().load(&wire)).await;
    let fault = bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch())).await.unwrap_err();
    (fault, wire.seen().len())
}

#[tokio::test]
async fn a_batch_goes_out_as_it_was_planned() {
    let wire = Wire::new(|_| accepted());
    let aws = bounded(world().load(&wire)).await;
    let info = bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch())).await.unwrap();
    assert_eq!((info.id, info.status), (ChangeId::new("C1"), ChangeStatus::Pending));
    let [seen] = &wire.seen()[..] else { panic!("{:?}", wire.seen()) };
    assert_eq!(seen.method, "POST");
    assert!(seen.uri.ends_with("/2013-04-01/hostedzone/Z1/rrset"), "{}", seen.uri);
    let owner = "<Name>\\052.team-a.example.com.</Name><Type>NS</Type>";
    let delete = format!(
        "<Change><Action>DELETE</Action><ResourceRecordSet>{owner}<TTL>300</TTL><ResourceRecords>\
         <ResourceRecord><Value>old.example.net.</Value></ResourceRecord></ResourceRecords>\
         </ResourceRecordSet></Change>"
    );
    let create = format!(
        "<Change><Action>CREATE</Action><ResourceRecordSet>{owner}<TTL>300</TTL><ResourceRecords>\
         <ResourceRecord><Value>ns-1.awsdns-01.org.</Value></ResourceRecord><ResourceRecord>\
         <Value>ns-2.awsdns-02.net.</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change>"
    );
    assert!(seen.body.contains(&format!("<Changes>{delete}{create}</Changes>")), "{}", seen.body);
    assert!(seen.body.contains("<Comment>zonecut</Comment>"), "{}", seen.body);
}

/// An answer, what it is taken for, and whether the write surely did not happen.
type Case = (fn() -> Answer, FaultKind, bool);

#[tokio::test(start_paused = true)]
async fn whatever_comes_of_it_a_write_is_one_request() {
    let cases: [Case; 13] = [
        (|| error(500, "InternalFailure", ""), FaultKind::Server, false),
        (|| error(503, "ServiceUnavailable", ""), FaultKind::Server, false),
        (|| Answer::Body(502, "<html>Bad Gateway</html>".into()), FaultKind::Server, false),
        (|| error(400, "Throttling", "Rate exceeded"), FaultKind::Throttled, true),
        (
            || error(400, "PriorRequestNotComplete", "The request was rejected"),
            FaultKind::PriorRequestNotComplete,
            true,
        ),
        (|| error(400, "InvalidChangeBatch", "[Tried to create…]"), FaultKind::InvalidChange, true),
        (|| error(403, "AccessDenied", "no"), FaultKind::Denied, true),
        (|| error(404, "NoSuchHostedZone", "none"), FaultKind::NoSuchZone, true),
        (|| Answer::Broken, FaultKind::ConnectionLost, false),
        (|| Answer::TimedOut, FaultKind::TimedOut, false),
        (|| Answer::Never, FaultKind::TimedOut, false),
        (
            || Answer::After(Duration::from_mins(1), Box::new(accepted())),
            FaultKind::TimedOut,
            false,
        ),
        (
            || Answer::Body(200, "<ChangeResourceRecordSetsResponse>".into()),
            FaultKind::Malformed,
            false,
        ),
    ];
    for (answer, kind, surely_not_done) in cases {
        let (fault, requests) = refused(answer).await;
        assert_eq!((&fault.kind, requests), (&kind, 1), "{fault:?}");
        assert_eq!(fault.surely_not_done(), surely_not_done, "{fault:?}");
        assert_eq!(fault.action, "ChangeResourceRecordSets");
        assert_eq!(fault.zone, Some(Box::new(ZoneId::new("Z1"))));
    }
}

#[tokio::test]
async fn a_set_with_a_routing_policy_is_not_sent() {
    let wire = Wire::new(|seen| panic!("{seen:?}"));
    let aws = bounded(world().load(&wire)).await;
    let mut batch = batch();
    batch.changes[0].set.routing = Some(Routing {
        set_identifier: "one".into(),
        policy: "weighted 10".into(),
        rule: RoutingRule::Weight(10),
        health_check: None,
    });
    let fault = bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::InvalidChange);
    assert!(fault.detail.contains("weighted 10"), "{fault:?}");
}

#[tokio::test]
async fn a_write_without_credentials_is_surely_not_done() {
    let config = format!(
        "[profile base]\n{}[profile x]\nrole_arn = arn:aws:iam::222222222222:role/R\nsource_profile = base\n",
        keys("AKIABASE")
    );
    // Even where STS gives no sign of life, the write itself never went out.
    let wire = Wire::new(|_| Answer::Body(403, "<html>blocked</html>".into()));
    let aws = bounded(World::config(&config).load(&wire)).await;
    let fault = bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch())).await.unwrap_err();
    assert_eq!((&fault.kind, fault.action), (&FaultKind::Malformed, "sts:AssumeRole"));
    assert!(fault.surely_not_done());
    assert!(wire.seen().iter().all(|seen| seen.is("AssumeRole")));
}
