//! What AWS says when it says no, in its own words and ours.

use zonecut::dns::{Name, RecordType};
use zonecut::zone::{
    Action, Because, Change, ChangeBatch, Fault, FaultKind, Partition, RecordSet, SignIn, ZoneId,
};

use crate::wire::{Answer, Wire, World, bounded, error, identity, keys, name};

async fn fault(answer: Answer) -> Fault {
    let Answer::Body(status, body) = answer else { unreachable!() };
    let wire = Wire::new(move |_| Answer::Body(status, body.clone()));
    let aws = bounded(World::config(&format!("[profile x]\n{}", keys("AKIAX"))).load(&wire)).await;
    bounded(aws.zone(&name("x"), &ZoneId::new("Z1"))).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn each_code_has_its_kind_and_keeps_awss_text() {
    let keys = || FaultKind::SignInNeeded(SignIn::Keys);
    let cases = [
        (403, "AccessDenied", FaultKind::Denied),
        (403, "AccessDeniedException", FaultKind::Denied),
        (401, "NotAuthorizedException", FaultKind::Denied),
        (403, "SomeNewRefusal", FaultKind::Denied),
        (403, "ExpiredToken", keys()),
        (400, "ExpiredTokenException", keys()),
        (400, "RequestExpired", keys()),
        (403, "InvalidClientTokenId", keys()),
        (403, "UnrecognizedClientException", keys()),
        (403, "SignatureDoesNotMatch", keys()),
        (404, "NoSuchHostedZone", FaultKind::NoSuchZone),
        (400, "InvalidChangeBatch", FaultKind::InvalidChange),
        // Of a read, as this one is.
        (400, "InvalidInput", FaultKind::Other("InvalidInput".into())),
        (400, "InvalidArgument", FaultKind::Unsupported),
        (409, "HostedZoneAlreadyExists", FaultKind::ZoneExists),
        (400, "ConflictingDomainExists", FaultKind::SharedNameServers),
        (400, "TooManyHostedZones", FaultKind::TooManyZones),
        (400, "DelegationSetNotAvailable", FaultKind::NameUsedUp),
        (400, "InvalidDomainName", FaultKind::InvalidName),
        (400, "PriorRequestNotComplete", FaultKind::PriorRequestNotComplete),
        (400, "Throttling", FaultKind::Throttled),
        (500, "SomethingNew", FaultKind::Server),
        (400, "SomethingElse", FaultKind::Other("SomethingElse".into())),
    ];
    for (status, code, kind) in cases {
        let fault = fault(error(status, code, "what AWS says")).await;
        assert_eq!(fault.kind, kind, "{code}");
        assert_eq!(fault.detail, "what AWS says", "{code}");
        let (profile, zone) = (name("x"), Some(ZoneId::new("Z1")));
        assert_eq!(
            (fault.action, &fault.profile, &fault.zone),
            ("GetHostedZone", &profile, &zone.clone().map(Box::new))
        );
    }
}

#[tokio::test]
async fn a_protected_set_is_told_by_code_and_words() {
    let protected = "[The record set is protected by a protection: ask Ann]";
    for (code, text, kind) in [
        ("InvalidChangeBatch", protected, FaultKind::Protected),
        ("InvalidChangeBatch", "[x has a record set protection.]", FaultKind::Protected),
        ("InvalidInput", protected, FaultKind::Other("InvalidInput".into())),
        ("AccessDenied", protected, FaultKind::Denied),
        // A name is no word.
        (
            "InvalidChangeBatch",
            "[Tried to create resource record set [name='protected.example.com.', type='NS'] but \
             it already exists, RRSet with DNS name protection.example.com. is not permitted]",
            FaultKind::InvalidChange,
        ),
        ("InvalidChangeBatch", "[unprotected]", FaultKind::InvalidChange),
    ] {
        let fault = fault(error(400, code, text)).await;
        assert_eq!(fault.kind, kind, "{code}: {text}");
        assert_eq!(fault.detail, text);
        assert_eq!(fault.state() == "record set protected", kind == FaultKind::Protected);
    }
}

#[tokio::test]
async fn the_old_form_of_a_refused_batch_is_read() {
    let body = "<?xml version=\"1.0\"?><InvalidChangeBatch xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
                <Messages><Message>Tried to create resource record set [name=&apos;a.&apos;] but it already exists</Message>\
                <Message>second</Message></Messages></InvalidChangeBatch>";
    let fault = fault(Answer::Body(400, body.into())).await;
    assert_eq!(fault.kind, FaultKind::InvalidChange);
    assert_eq!(
        fault.detail,
        "Tried to create resource record set [name='a.'] but it already exists; second"
    );
}

#[tokio::test]
async fn a_page_from_something_between_is_shown_as_such() {
    let page = "<html>\n <head><title>407 Proxy</title></head>\n<body>Sign in first</body></html>";
    let fault = fault(Answer::Body(407, page.into())).await;
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert!(fault.detail.starts_with("HTTP 407: <html>"), "{}", fault.detail);
    assert!(fault.detail.contains("Sign in first"), "{}", fault.detail);
}

#[tokio::test]
async fn a_signed_request_is_not_quoted_back() {
    let message = "The request signature we calculated does not match the signature you provided. \
                   The Canonical String for this request should have been 'x-amz-security-token:hush'";
    let fault = fault(error(403, "SignatureDoesNotMatch", message)).await;
    assert!(!fault.detail.contains("hush"), "{}", fault.detail);
    assert!(fault.detail.ends_with("you provided."), "{}", fault.detail);
}

#[tokio::test]
async fn a_very_long_text_is_cut() {
    let fault = fault(error(400, "InvalidInput", &"é".repeat(5_000))).await;
    assert_eq!(fault.detail.chars().count(), 1_000);
}

#[tokio::test]
async fn a_denial_knows_what_aws_does_not_say_of_it() {
    let wire = Wire::new(|seen| {
        if seen.is("GetCallerIdentity") { identity("1") } else { error(403, "AccessDenied", "") }
    });
    let config = format!("[profile x]\nregion = cn-north-1\n{}", keys("AKIAX"));
    let aws = bounded(World::config(&config).load(&wire)).await;
    let (x, zone) = (name("x"), ZoneId::new("Z1"));
    let early = bounded(aws.list_zones(&x, None)).await.unwrap_err().denial.unwrap();
    assert_eq!((early.caller, early.resource.as_deref()), (None, Some("*")));

    bounded(aws.identity(&x)).await.unwrap();
    let owner = Name::from_user("team.example.com").unwrap();
    let set = RecordSet::ns(owner.clone(), 300, &[Name::from_user("ns.example.net").unwrap()]);
    let changes = vec![Change { action: Action::Create, set }];
    let batch = ChangeBatch { comment: String::new(), changes };
    let fault = bounded(aws.change(&x, &zone, &batch)).await.unwrap_err();
    let denial = fault.denial.as_deref().unwrap();
    assert_eq!(denial.caller.as_deref(), Some("arn:aws:iam::1:user/me"));
    assert_eq!(denial.action, "route53:ChangeResourceRecordSets");
    assert_eq!(denial.resource.as_deref(), Some("arn:aws-cn:route53:::hostedzone/Z1"));
    assert_eq!((denial.partition, denial.because), (Partition::China, Because::Unsaid));
    let [change] = denial.changes.as_slice() else { panic!("{denial:?}") };
    let told = (change.action, &change.name, &change.rtype);
    assert_eq!(told, (Action::Create, &owner, &RecordType::Ns));
    assert!(fault.hint().contains("for arn:aws:iam::1:user/me"), "{}", fault.hint());
}

#[tokio::test]
async fn what_was_asked_of_another_service_is_told_as_that_services() {
    let refusal = "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on \
                   resource: arn:aws:iam::2:role/dns";
    let wire = Wire::new(move |_| error(403, "AccessDenied", refusal));
    let config = format!(
        "[profile x]\n{}[profile y]\nsource_profile = x\nrole_arn = arn:aws:iam::2:role/dns\n",
        keys("AKIAX")
    );
    let aws = bounded(World::config(&config).load(&wire)).await;
    let fault = bounded(aws.zone(&name("y"), &ZoneId::new("Z1"))).await.unwrap_err();
    let denial = fault.denial.as_deref().unwrap();
    assert_eq!(denial.action, "sts:AssumeRole");
    assert_eq!(denial.resource.as_deref(), Some("arn:aws:iam::2:role/dns"));
    assert!(fault.hint().contains("The role has to trust the caller, too."), "{}", fault.hint());
}
