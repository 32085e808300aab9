//! Credentials for a write: renewed first where nobody is needed, told to end too soon else. The
//! ends are those that the emulator's STS and portal give.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::sleep;
use zonecut::aws::{Aws, Host};
use zonecut::emulator::{
    Action, Effect, Emulator, IdentityCenter, Matcher, Person, Role, Rule, ServiceError, World,
};
use zonecut::zone::{Ask, Fault, FaultKind, OneTimeCode, Polled, SignIn};

use crate::wire::{bounded, name};

const DEVICE: &str = "arn:aws:iam::111111111111:mfa/me";
const CODE: &str = "904713";
const START: &str = "https://corp.awsapps.com/start";
/// How long a write may take.
const WRITE: Duration = Duration::from_mins(5);

/// `home` with keys, `role` and, with a code, `admin` from there, `one` by a session.
const CONFIG: &str = "[profile home]\naws_access_key_id = KEY\naws_secret_access_key = s\n\
    [profile role]\nrole_arn = arn:aws:iam::222222222222:role/Admin\nsource_profile = home\n\
    duration_seconds = 900\n\
    [profile admin]\nrole_arn = arn:aws:iam::222222222222:role/Admin\nsource_profile = home\n\
    mfa_serial = arn:aws:iam::111111111111:mfa/me\nduration_seconds = 900\n\
    [profile one]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Admin\n\
    [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n\
    sso_registration_scopes = sso:account:access\n";

async fn scene(edit: impl FnOnce(&mut World)) -> (Aws, Emulator) {
    let mut world = World::new();
    let key = world.add_account("111111111111", "home");
    world.add_account("222222222222", "team");
    let role = Role {
        name: "Admin".to_owned(),
        trusts: vec!["111111111111".to_owned()],
        external_id: None,
        denied: Vec::new(),
    };
    world.accounts.get_mut("222222222222").unwrap().roles.push(role);
    world.mfa_devices.insert(DEVICE.to_owned(), CODE.to_owned());
    let mut center = IdentityCenter::new(START);
    center.person = Person::Approves(Duration::ZERO);
    center.assignments.push(("222222222222".to_owned(), "Admin".to_owned()));
    world.identity_centers.push(center);
    edit(&mut world);
    let emulator = Emulator::new(world);
    let config = CONFIG.replace("KEY", &key).into_bytes();
    let files = [("/home/me/.aws/config".to_owned(), config)];
    let home = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = Host::closed(emulator.http_client(), files.into(), home.into());
    (Aws::load(host, &HashMap::new()).await.unwrap(), emulator)
}

async fn outlasts(aws: &Aws, profile: &str) -> Result<(), Fault> {
    bounded(aws.outlasts(&name(profile), WRITE)).await
}

async fn account(aws: &Aws, profile: &str) -> String {
    bounded(aws.identity(&name(profile))).await.unwrap().account.as_str().to_owned()
}

async fn sign_in(aws: &Aws) {
    let Ask::Device(ask) = aws.begin_sign_in(&name("one")).await.unwrap() else { panic!() };
    sleep(ask.pause).await;
    let polled = aws.poll_sign_in(&name("one"), ask.ticket).await.unwrap();
    assert_eq!(polled, Polled::SignedIn);
}

fn asked(emulator: &Emulator, action: Action) -> usize {
    emulator.log().iter().filter(|call| call.action == action).count()
}

#[tokio::test(start_paused = true)]
async fn a_role_that_needs_nobody_is_assumed_anew_before_its_session_is_too_short() {
    let (aws, emulator) = scene(|_| {}).await;
    assert_eq!(account(&aws, "role").await, "222222222222");
    sleep(Duration::from_mins(9)).await;
    outlasts(&aws, "role").await.unwrap();
    assert_eq!(asked(&emulator, Action::AssumeRole), 1, "6 of its 15 minutes are left");
    sleep(Duration::from_secs(90)).await;
    outlasts(&aws, "role").await.unwrap();
    assert_eq!(asked(&emulator, Action::AssumeRole), 2);
    account(&aws, "role").await;
    assert_eq!(asked(&emulator, Action::AssumeRole), 2, "the new session is what is used");
    // Keys of a user end never, as far as is known.
    outlasts(&aws, "home").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn sessions_that_are_always_too_short_are_told_once_they_are_new() {
    let short = |world: &mut World| {
        let account = world.accounts.get_mut("222222222222").unwrap();
        account.sessions_last = Some(Duration::from_mins(4));
    };
    let (aws, _) = scene(short).await;
    let fault = outlasts(&aws, "role").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::EndsSoon(Box::new(SignIn::Role)));
    assert!(fault.detail.ends_with(" min left, a change may take 5 min"), "{fault:?}");
    assert!(fault.surely_not_done() && !fault.passes_with_time());
    // They are good for reading.
    assert_eq!(account(&aws, "role").await, "222222222222");
}

#[tokio::test(start_paused = true)]
async fn a_session_by_a_code_is_not_given_up_for_being_short_and_a_new_code_renews_it() {
    let (aws, emulator) = scene(|_| {}).await;
    let admin = name("admin");
    bounded(aws.give_code(&admin, &OneTimeCode::new(CODE))).await.unwrap();
    outlasts(&aws, "admin").await.unwrap();
    let ends = aws.signed_in_until(&admin).await;
    sleep(Duration::from_mins(11)).await;
    let fault = outlasts(&aws, "admin").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::EndsSoon(Box::new(SignIn::Mfa(DEVICE.into()))));
    assert!(fault.hint().contains(DEVICE) && fault.detail.contains("3 min left"), "{fault:?}");
    // What is there goes on being read with, and STS was not asked for what it would refuse.
    assert_eq!(account(&aws, "admin").await, "222222222222");
    assert_eq!(aws.signed_in_until(&admin).await, ends);
    assert_eq!(asked(&emulator, Action::AssumeRole), 1);

    bounded(aws.give_code(&admin, &OneTimeCode::new(CODE))).await.unwrap();
    outlasts(&aws, "admin").await.unwrap();
    assert_eq!(asked(&emulator, Action::AssumeRole), 2);
}

#[tokio::test(start_paused = true)]
async fn keys_of_a_portal_are_renewed_by_a_token_and_end_soon_without_one() {
    let lasting = |world: &mut World| {
        world.identity_centers[0].token_lasts = Duration::from_mins(20);
        world.identity_centers[0].keys_last = Duration::from_mins(15);
    };
    let (aws, emulator) = scene(lasting).await;
    let fault = outlasts(&aws, "one").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())));
    sign_in(&aws).await;
    outlasts(&aws, "one").await.unwrap();
    sleep(Duration::from_mins(12)).await;
    outlasts(&aws, "one").await.unwrap();
    assert_eq!(asked(&emulator, Action::GetRoleCredentials), 2);
    // The service forgets what the token could be renewed with.
    emulator.order(Rule::new(
        Matcher::action(Action::CreateToken),
        Effect::Error(ServiceError::new(400, "InvalidGrantException", "Invalid refresh token")),
    ));
    sleep(Duration::from_mins(11)).await;
    let fault = outlasts(&aws, "one").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::EndsSoon(Box::new(SignIn::Sso("corp".into()))));
    assert!(fault.hint().contains("zonecut login one"), "{}", fault.hint());
    assert_eq!(account(&aws, "one").await, "222222222222");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_to_the_end_though_the_caller_leaves() {
    let (aws, emulator) = scene(|world| {
        world.identity_centers[0].token_lasts = Duration::from_mins(20);
        world.identity_centers[0].keys_last = Duration::from_mins(15);
    })
    .await;
    sign_in(&aws).await;
    account(&aws, "one").await;
    sleep(Duration::from_mins(16)).await;
    // The service has used the refresh token up, and its answer is on the way.
    let slow = Effect::Delay(Duration::from_secs(4));
    emulator.order(Rule::new(Matcher::action(Action::CreateToken), slow));
    let one = name("one");
    tokio::time::timeout(Duration::from_secs(3), aws.identity(&one)).await.unwrap_err();
    sleep(Duration::from_mins(9)).await;
    assert_eq!(account(&aws, "one").await, "222222222222", "the old token has ended");
}
