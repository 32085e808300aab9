//! The device sign-in, against the emulator's IAM Identity Center.

use std::collections::HashMap;
use std::time::Duration;

use zonecut::aws::{Aws, Host};
use zonecut::emulator::{Action, Effect, Emulator, IdentityCenter, Loss, Matcher, Nth, Person};
use zonecut::emulator::{Rule, World};
use zonecut::zone::{Ask, DeviceAsk, Fault, FaultKind, Polled, SignIn};

use crate::wire::{Answer, Wire, bounded, name};

const START: &str = "https://corp.awsapps.com/start";
const ACCOUNTS: [&str; 2] = ["222222222222", "333333333333"];

/// Two profiles of one session, and one of the legacy keys with the same start URL.
const CONFIG: &str = "[profile one]\nsso_session = corp\nsso_account_id = 222222222222\n\
    sso_role_name = Admin\n[profile two]\nsso_session = corp\nsso_account_id = 333333333333\n\
    sso_role_name = Admin\n[profile legacy]\nsso_start_url = https://corp.awsapps.com/start\n\
    sso_region = us-east-1\nsso_account_id = 222222222222\nsso_role_name = Admin\n\
    [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";

/// A person who approves or not, and the edge.
async fn scene(person: Person) -> (Aws, Emulator) {
    let mut world = World::new();
    let mut center = IdentityCenter::new(START);
    center.person = person;
    for account in ACCOUNTS {
        world.add_account(account, "team");
        center.assignments.push((account.to_owned(), "Admin".to_owned()));
    }
    world.identity_centers.push(center);
    let emulator = Emulator::new(world);
    let files = [("/home/me/.aws/config".to_owned(), CONFIG.as_bytes().to_vec())];
    let home = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = Host::closed(emulator.http_client(), files.into(), home.into());
    (Aws::load(host, &HashMap::new()).await.unwrap(), emulator)
}

async fn begin(aws: &Aws, profile: &str) -> DeviceAsk {
    match aws.begin_sign_in(&name(profile)).await.unwrap() {
        Ask::Device(ask) => ask,
        other => panic!("{other:?}"),
    }
}

/// Asks as often as it is told to, until there is an answer.
async fn wait(aws: &Aws, profile: &str, ask: &DeviceAsk) -> Result<Polled, Fault> {
    let mut pause = ask.pause;
    loop {
        tokio::time::sleep(pause).await;
        match aws.poll_sign_in(&name(profile), ask.ticket).await? {
            Polled::NotYet(next) => pause = next,
            other => return Ok(other),
        }
    }
}

fn asked(emulator: &Emulator, action: Action) -> usize {
    emulator.log().iter().filter(|call| call.action == action).count()
}

#[tokio::test(start_paused = true)]
async fn one_sign_in_brings_back_every_profile_of_its_session() {
    let (aws, emulator) = scene(Person::Approves(Duration::from_secs(4))).await;
    let (one, two) = (name("one"), name("two"));
    for profile in [&one, &two] {
        let fault = bounded(aws.identity(profile)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())));
        assert_eq!(fault.code(), "sign_in_expired");
        assert!(fault.hint().contains(&format!("zonecut login {profile}")), "{}", fault.hint());
    }
    let ask = bounded(begin(&aws, "one")).await;
    assert_eq!(ask.session, SignIn::Sso("corp".into()));
    assert_eq!(ask.address, "https://corp.awsapps.com/start/#/device");
    assert_eq!(ask.best_address(), format!("{}?user_code={}", ask.address, ask.code));
    assert_eq!(ask.lasts, Duration::from_mins(10));
    assert_eq!(bounded(wait(&aws, "one", &ask)).await.unwrap(), Polled::SignedIn);
    for (profile, account) in [one, two].iter().zip(ACCOUNTS) {
        let who = bounded(aws.identity(profile)).await.unwrap();
        assert_eq!(who.account.as_str(), account);
    }
    // The legacy keys have a token of their own, as with the AWS CLI.
    bounded(aws.identity(&name("legacy"))).await.unwrap_err();
    assert_eq!(asked(&emulator, Action::RegisterClient), 1);
}

#[tokio::test(start_paused = true)]
async fn the_registration_is_kept_and_made_anew_when_the_service_has_forgotten_it() {
    let (aws, emulator) = scene(Person::Away).await;
    for _ in 0..2 {
        bounded(begin(&aws, "two")).await;
    }
    assert_eq!(asked(&emulator, Action::RegisterClient), 1);
    let error = zonecut::emulator::ServiceError::new(401, "InvalidClientException", "gone");
    let forgotten = Matcher::action(Action::StartDeviceAuthorization).nth(Nth::Only(1));
    emulator.order(Rule::new(forgotten, Effect::Error(error)));
    bounded(begin(&aws, "two")).await;
    assert_eq!(asked(&emulator, Action::RegisterClient), 2);
}

#[tokio::test(start_paused = true)]
async fn a_legacy_profile_signs_in_by_its_start_url() {
    let (aws, _) = scene(Person::Approves(Duration::ZERO)).await;
    let ask = bounded(begin(&aws, "legacy")).await;
    assert_eq!(ask.session, SignIn::Sso(START.into()));
    assert_eq!(bounded(wait(&aws, "legacy", &ask)).await.unwrap(), Polled::SignedIn);
    bounded(aws.identity(&name("legacy"))).await.unwrap();
    bounded(aws.identity(&name("one"))).await.unwrap_err();
    // No refresh token for these: its end is known, and a person's.
    assert!(aws.signed_in_until(&name("legacy")).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_renewed_needs_nobody() {
    let (aws, emulator) = scene(Person::Approves(Duration::ZERO)).await;
    let ask = bounded(begin(&aws, "one")).await;
    bounded(wait(&aws, "one", &ask)).await.unwrap();
    bounded(aws.identity(&name("one"))).await.unwrap();
    assert_eq!(aws.signed_in_until(&name("one")).await, None);
    tokio::time::sleep(Duration::from_mins(61)).await;
    bounded(aws.identity(&name("one"))).await.unwrap();
    assert_eq!(asked(&emulator, Action::StartDeviceAuthorization), 1);
    assert_eq!(asked(&emulator, Action::GetRoleCredentials), 2);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_nobody_approves_runs_out_and_is_asked_for_no_more() {
    let (aws, emulator) = scene(Person::Away).await;
    let ask = bounded(begin(&aws, "one")).await;
    let start = tokio::time::Instant::now();
    // Nothing ends a wait but the code itself: ten minutes of virtual time.
    assert_eq!(wait(&aws, "one", &ask).await.unwrap(), Polled::Expired);
    let took = start.elapsed();
    assert!(took >= ask.lasts && took < ask.lasts + Duration::from_secs(10), "{took:?}");
    let asks = asked(&emulator, Action::CreateToken);
    assert_eq!(aws.poll_sign_in(&name("one"), ask.ticket).await.unwrap(), Polled::Expired);
    assert_eq!(asked(&emulator, Action::CreateToken), asks);
}

#[tokio::test(start_paused = true)]
async fn a_no_is_told_and_a_code_that_the_service_ended_too() {
    let (aws, emulator) = scene(Person::Denies(Duration::from_secs(2))).await;
    let ask = bounded(begin(&aws, "one")).await;
    assert_eq!(bounded(wait(&aws, "one", &ask)).await.unwrap(), Polled::Refused);
    emulator.with(|world| world.identity_centers[0].person = Person::Away);
    let ask = bounded(begin(&aws, "one")).await;
    let error = zonecut::emulator::ServiceError::new(400, "ExpiredTokenException", "expired");
    emulator.order(Rule::new(Matcher::action(Action::CreateToken), Effect::Error(error)));
    assert_eq!(bounded(wait(&aws, "one", &ask)).await.unwrap(), Polled::Expired);
}

#[tokio::test(start_paused = true)]
async fn slow_down_lengthens_the_pause_for_good_and_a_lost_answer_ends_nothing() {
    let (aws, emulator) = scene(Person::Approves(Duration::from_secs(30))).await;
    let one = name("one");
    let ask = bounded(begin(&aws, "one")).await;
    let not_yet = |pause| Ok(Polled::NotYet(Duration::from_secs(pause)));
    assert_eq!(aws.poll_sign_in(&one, ask.ticket).await, not_yet(1));
    // Too soon after the first.
    assert_eq!(aws.poll_sign_in(&one, ask.ticket).await, not_yet(6));
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(aws.poll_sign_in(&one, ask.ticket).await, not_yet(6));
    let next = Matcher::action(Action::CreateToken);
    emulator.order(Rule::new(next, Effect::Unreachable));
    assert_eq!(bounded(aws.poll_sign_in(&one, ask.ticket)).await, not_yet(6));
    emulator.clear_orders();
    assert_eq!(bounded(wait(&aws, "one", &ask)).await.unwrap(), Polled::SignedIn);
}

/// An answer that is lost after the token was made: the code is used up, which is told as such.
#[tokio::test(start_paused = true)]
async fn a_token_whose_answer_was_lost_is_no_sign_in() {
    let (aws, emulator) = scene(Person::Approves(Duration::ZERO)).await;
    let ask = bounded(begin(&aws, "one")).await;
    let lost = Matcher::action(Action::CreateToken).nth(Nth::UpTo(1));
    emulator.order(Rule::new(lost, Effect::Lose(Loss::Broken)));
    let fault = bounded(wait(&aws, "one", &ask)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Other("InvalidGrantException".into()), "{fault:?}");
    bounded(aws.identity(&name("one"))).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_session_that_the_portal_no_longer_knows_is_a_sign_in_that_expired() {
    let (aws, emulator) = scene(Person::Approves(Duration::ZERO)).await;
    let ask = bounded(begin(&aws, "one")).await;
    bounded(wait(&aws, "one", &ask)).await.unwrap();
    let error = zonecut::emulator::ServiceError::new(401, "UnauthorizedException", "ended");
    emulator.order(Rule::new(Matcher::action(Action::GetRoleCredentials), Effect::Error(error)));
    let fault = bounded(aws.identity(&name("two"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())));
}

#[tokio::test]
async fn what_has_no_sign_in_here_says_what_to_do_instead() {
    let config = "[profile p]\ncredential_process = keys\n[profile k]\naws_access_key_id = A\n\
                  aws_secret_access_key = s\n[profile l]\nlogin_session = arn:x\n";
    let world = crate::wire::World::config(config);
    let aws = bounded(world.load(&crate::wire::Wire::new(|_| crate::wire::no_zones()))).await;
    for (profile, part) in [("p", "credential_process"), ("k", "keys"), ("l", "aws login")] {
        let ask = bounded(aws.begin_sign_in(&name(profile))).await.unwrap();
        assert!(matches!(&ask, Ask::Elsewhere(what) if what.contains(part)), "{ask:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_code_and_no_token_is_printed() {
    let wire = Wire::new(|seen| {
        let body = if seen.uri.ends_with("/client/register") {
            r#"{"clientId":"id","clientSecret":"hush-client","clientSecretExpiresAt":32472144000}"#
        } else if seen.uri.ends_with("/device_authorization") {
            r#"{"deviceCode":"hush-device","userCode":"AB-CD","verificationUri":"https://x/","expiresIn":600,"interval":1}"#
        } else if seen.uri.ends_with("/token") {
            r#"{"accessToken":"hush-token","expiresIn":3600,"refreshToken":"hush-refresh"}"#
        } else {
            r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"hush-key","sessionToken":"hush-session","expiration":32472144000000}}"#
        };
        Answer::Body(200, body.to_owned())
    });
    let aws = bounded(crate::wire::World::config(CONFIG).load(&wire)).await;
    let ask = bounded(begin(&aws, "one")).await;
    let printed = format!("{aws:?}{ask:?}");
    assert!(printed.contains("AB-CD"));
    bounded(wait(&aws, "one", &ask)).await.unwrap();
    let fault = bounded(aws.identity(&name("one"))).await.unwrap_err();
    let printed = format!("{printed}{aws:?}{fault:?}");
    assert!(printed.contains("ASIASSO"));
    assert!(!printed.contains("hush"), "{printed}");
}
