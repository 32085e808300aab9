//! What AWS says when it says no, in its own words and ours.

use zonecut::zone::{Fault, FaultKind, SignIn, ZoneId};

use crate::wire::{Answer, Wire, World, bounded, error, keys, name};

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
        (400, "InvalidInput", FaultKind::InvalidChange),
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
        assert_eq!((fault.action, &fault.profile, &fault.zone), ("GetHostedZone", &profile, &zone));
    }
}

#[tokio::test]
async fn a_protected_set_is_told_by_code_and_words() {
    let protected = "[The record set is protected by a protection: ask Ann]";
    for (code, text, kind) in [
        ("InvalidChangeBatch", protected, FaultKind::Protected),
        ("InvalidChangeBatch", "[x has a record set protection.]", FaultKind::Protected),
        ("InvalidInput", protected, FaultKind::InvalidChange),
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
