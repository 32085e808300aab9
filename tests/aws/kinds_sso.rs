//! IAM Identity Center with the token that the AWS CLI left: both kinds of settings, and a role from
//! there.

use aws_smithy_types::date_time::{DateTime, Format};
use zonecut::emulator::{self, IdentityCenter};
use zonecut::zone::{Ask, FaultKind, SignIn};

use crate::kinds::{account, member, role};
use crate::tap::Tap;
use crate::wire::{World, bounded, name};

const START: &str = "https://corp.awsapps.com/start";
/// SHA-1 of `corp`, and of the start URL.
const CORP: &str = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const LEGACY: &str = "/home/me/.aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";
const TEAM: &str = "222222222222";
const OTHER: &str = "333333333333";

/// A portal that lets into `TEAM`, from where a role leads to `OTHER`; and a token of it.
fn scene() -> (Tap, String) {
    let mut world = emulator::World::new();
    world.add_account(TEAM, "team");
    let mut center = IdentityCenter::new(START);
    center.assignments.push((TEAM.to_owned(), "Admin".to_owned()));
    world.identity_centers.push(center);
    member(&mut world, OTHER, role("Dns", TEAM));
    let token = world.give_token(START);
    (Tap::into(world), token)
}

fn in_minutes(minutes: i64) -> String {
    let now = DateTime::from(std::time::SystemTime::now());
    DateTime::from_secs(now.secs() + minutes * 60).fmt(Format::DateTime).unwrap()
}

/// The file as `aws sso login` of version 2 writes it for a session.
fn for_a_session(token: &str, minutes: i64) -> String {
    format!(
        r#"{{"startUrl": "{START}", "region": "eu-west-1", "accessToken": "{token}",
            "expiresAt": "{}", "clientId": "c", "clientSecret": "s",
            "registrationExpiresAt": "{}", "refreshToken": "r"}}"#,
        in_minutes(minutes),
        in_minutes(60 * 24)
    )
}

const CONFIG: &str = "[profile s]\nregion = eu-central-1\nsso_session = corp\n\
    sso_account_id = 222222222222\nsso_role_name = Admin\n[profile dns]\n\
    role_arn = arn:aws:iam::333333333333:role/Dns\nsource_profile = s\n\
    [profile nobody]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = None\n\
    [sso-session corp]\nsso_region = eu-west-1\n\
    sso_start_url = https://corp.awsapps.com/start\nsso_registration_scopes = sso:account:access\n";

#[tokio::test(start_paused = true)]
async fn sso_session_by_the_token_of_the_aws_cli() {
    let (tap, token) = scene();
    let files = World::config(CONFIG).file(CORP, &for_a_session(&token, 60));
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, "s").await;
    assert_eq!(reached, TEAM);
    // The portal is in the session's region, STS in the profile's.
    assert_eq!(seen[0].host(), "portal.sso.eu-west-1.amazonaws.com");
    assert!(seen[0].uri.contains("/federation/credentials?"), "{}", seen[0].uri);
    for part in ["role_name=Admin", "account_id=222222222222"] {
        assert!(seen[0].uri.contains(part), "{}", seen[0].uri);
    }
    assert_eq!(seen[0].headers["x-amz-sso_bearer_token"], token);
    assert_eq!(seen[0].key(), "");
    assert_eq!(seen[1].host(), "sts.eu-central-1.amazonaws.com");
    for seen in &seen[1..] {
        let held = tap.emulator.with(|world| world.keys[seen.key()].clone());
        assert_eq!(held.account, TEAM);
        assert_eq!(seen.headers.get("x-amz-security-token"), held.session_token.as_ref());
        // The token is the portal's, and nobody else gets it.
        assert!(!format!("{seen:?}").contains(&token));
    }
    let (reached, seen) = account(&aws, &tap, "dns").await;
    assert_eq!(reached, OTHER);
    assert!(seen[0].is("AssumeRole"), "the credentials of the session were there: {seen:?}");
}

#[tokio::test(start_paused = true)]
async fn an_assignment_that_there_is_not_is_a_no_and_no_sign_in() {
    let (tap, token) = scene();
    let files = World::config(CONFIG).file(CORP, &for_a_session(&token, 60));
    let aws = bounded(files.load(&tap)).await;
    let fault = bounded(aws.identity(&name("nobody"))).await.unwrap_err();
    assert_eq!((fault.kind, fault.action), (FaultKind::Denied, "sso:GetRoleCredentials"));
    bounded(aws.identity(&name("s"))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn legacy_sso_by_the_token_of_the_aws_cli() {
    let config = format!(
        "[profile l]\nsso_start_url = {START}\nsso_region = us-east-1\nsso_account_id = {TEAM}\n\
         sso_role_name = Admin\n"
    );
    let (tap, token) = scene();
    // Version 1 of the AWS CLI wrote `UTC` where version 2 writes `Z`.
    for end in ["Z", "UTC"] {
        let token = format!(
            r#"{{"startUrl": "{START}", "region": "us-east-1", "accessToken": "{token}",
                "expiresAt": "{}"}}"#,
            in_minutes(60).replace('Z', end)
        );
        let aws = bounded(World::config(&config).file(LEGACY, &token).load(&tap)).await;
        let (reached, seen) = account(&aws, &tap, "l").await;
        assert_eq!(reached, TEAM);
        assert_eq!(seen[0].host(), "portal.sso.us-east-1.amazonaws.com");
        assert_eq!(seen.len(), 3);
    }
    let aws = bounded(World::config(&config).load(&tap)).await;
    let fault = bounded(aws.identity(&name("l"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso(START.into())));
    assert!(
        fault.hint().contains(&format!("aws sso login with a profile of {START}")),
        "{}",
        fault.hint()
    );
    assert!(tap.seen().is_empty());
}

/// A role from a session that has expired: what has to be renewed is the session.
#[tokio::test(start_paused = true)]
async fn a_role_from_an_expired_session_asks_for_the_session() {
    let (tap, token) = scene();
    let spent = for_a_session(&token, -1).replace(r#""refreshToken": "r""#, r#""x": 1"#);
    let aws = bounded(World::config(CONFIG).file(CORP, &spent).load(&tap)).await;
    let fault = bounded(aws.identity(&name("dns"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())));
    assert_eq!(fault.state(), "sign-in expired");
    assert!(tap.seen().is_empty());
}

/// The file says that the token is good, the portal has ended the session: no code helps.
#[tokio::test(start_paused = true)]
async fn a_session_that_was_ended_elsewhere_is_signed_in_to_before_a_code_is_asked_for() {
    let (tap, token) = scene();
    let config = format!(
        "{CONFIG}[profile coded]\nrole_arn = arn:aws:iam::333333333333:role/Dns\n\
         source_profile = s\nmfa_serial = arn:aws:iam::222222222222:mfa/me\n"
    );
    for (token, session) in [("ended", true), (&*token, false)] {
        let file = for_a_session(token, 60);
        let aws = bounded(World::config(&config).file(CORP, &file).load(&tap)).await;
        let ask = bounded(aws.begin_sign_in(&name("coded"))).await.unwrap();
        assert_eq!(matches!(ask, Ask::Device(_)), session, "{ask:?}");
        assert_eq!(matches!(ask, Ask::Code { .. }), !session, "{ask:?}");
    }
}
