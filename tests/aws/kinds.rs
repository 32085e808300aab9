//! Keys, sessions, roles and web identities: each kind of profile from its files to the account, by
//! the requests that it makes. The others are in `kinds_sso`, `kinds_machine` and `environment`.

use std::time::Duration;

use zonecut::aws::Aws;
use zonecut::emulator::{self, AccessKey, Principal, Role, WebIdentity};
use zonecut::zone::{Ask, FaultKind, OneTimeCode, SignIn};

use crate::tap::Tap;
use crate::wire::{Seen, World, bounded, keys, name};

const HOME: &str = "111111111111";
const FIRST: &str = "222222222222";
const SECOND: &str = "333333333333";
const THIRD: &str = "444444444444";

/// An account that is reached by a role.
pub(crate) fn member(world: &mut emulator::World, account: &str, role: Role) {
    world.add_account(account, "member");
    world.accounts.get_mut(account).unwrap().roles.push(role);
}

pub(crate) fn role(name: &str, trusts: &str) -> Role {
    Role {
        name: name.to_owned(),
        trusts: vec![trusts.to_owned()],
        external_id: None,
        denied: Vec::new(),
    }
}

/// The account of a profile, and what went over the wire for it: first to STS and wherever its
/// credentials come from, then one page of zones.
pub(crate) async fn account(aws: &Aws, tap: &Tap, profile: &str) -> (String, Vec<Seen>) {
    let profile = name(profile);
    let who = bounded(aws.identity(&profile)).await.unwrap();
    bounded(aws.list_zones(&profile, None)).await.unwrap();
    (who.account.as_str().to_owned(), tap.seen())
}

fn parameter(seen: &Seen, name: &str) -> Option<String> {
    let mut pairs = seen.body.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.find(|(key, _)| *key == name)?.1;
    Some(value.replace("%3A", ":").replace("%2F", "/").replace("%20", " ").replace('+', " "))
}

#[tokio::test(start_paused = true)]
async fn static_keys() {
    let mut world = emulator::World::new();
    let key = world.add_account(HOME, "home");
    let tap = Tap::into(world);
    // As `aws configure` writes them: the keys in one file, the region in the other.
    let files = World::config("[profile k]\nregion = eu-west-1\n")
        .file("/home/me/.aws/credentials", &format!("[k]\n{}", keys(&key)));
    let aws = bounded(files.load(&tap)).await;
    let (account, seen) = account(&aws, &tap, "k").await;
    assert_eq!(account, HOME);
    let hosts: Vec<_> = seen.iter().map(Seen::host).collect();
    assert_eq!(hosts, ["sts.eu-west-1.amazonaws.com", "route53.amazonaws.com"]);
    for seen in &seen {
        assert_eq!(seen.key(), key);
        assert!(!seen.headers.contains_key("x-amz-security-token"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_keys_of_a_session_send_its_token_with_every_request() {
    let mut world = emulator::World::new();
    world.add_account(HOME, "home");
    let session = AccessKey {
        id: "ASIASESSION".into(),
        account: HOME.into(),
        principal: Principal::Session { role: "R".into(), name: "me".into() },
        session_token: Some("the-token/+=".into()),
        expires: Some(Duration::from_hours(1)),
        denied: Vec::new(),
    };
    world.keys.insert(session.id.clone(), session);
    let tap = Tap::into(world);
    let files = World::config(&format!(
        "[profile s]\n{0}aws_session_token = the-token/+=\n[profile without]\n{0}",
        keys("ASIASESSION")
    ));
    let aws = bounded(files.load(&tap)).await;
    let (account, seen) = account(&aws, &tap, "s").await;
    assert_eq!(account, HOME);
    for seen in &seen {
        assert_eq!(seen.key(), "ASIASESSION");
        assert_eq!(seen.headers["x-amz-security-token"], "the-token/+=");
    }
    let fault = bounded(aws.identity(&name("without"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Keys), "{fault:?}");
    tokio::time::sleep(Duration::from_hours(1)).await;
    let fault = bounded(aws.identity(&name("s"))).await.unwrap_err();
    assert_eq!(
        (fault.kind.clone(), fault.state()),
        (FaultKind::SignInNeeded(SignIn::Keys), "credentials expired")
    );
    assert!(fault.hint().contains("Renew the credentials of profile s"), "{}", fault.hint());
}

/// Roles over roles over roles, with all that can be said of one.
#[tokio::test(start_paused = true)]
async fn a_chain_of_three_roles_says_of_each_what_its_profile_says() {
    let mut world = emulator::World::new();
    let key = world.add_account(HOME, "home");
    let external_id = Some("what they want".to_owned());
    member(&mut world, FIRST, Role { external_id, ..role("First", HOME) });
    member(&mut world, SECOND, role("Second", FIRST));
    member(&mut world, THIRD, role("Third", SECOND));
    let tap = Tap::into(world);
    let files = World::config(&format!(
        "[profile third]\nregion = eu-central-1\nrole_arn = arn:aws:iam::{THIRD}:role/Third\n\
         source_profile = second\nduration_seconds = 900\nrole_session_name = at-third\n\
         [profile second]\nrole_arn = arn:aws:iam::{SECOND}:role/Second\nsource_profile = first\n\
         role_session_name = at-second\n[profile first]\n\
         role_arn = arn:aws:iam::{FIRST}:role/First\nsource_profile = home\n\
         external_id = what they want\nduration_seconds = 3600\n[profile home]\n{}",
        keys(&key)
    ));
    let aws = bounded(files.load(&tap)).await;
    let (account, seen) = account(&aws, &tap, "third").await;
    assert_eq!(account, THIRD);
    assert_eq!(seen.len(), 5, "{seen:#?}");
    let said = |at: usize| {
        ["RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"]
            .map(|key| parameter(&seen[at], key))
    };
    let some = |text: &str| Some(text.to_owned());
    let [arn, session, external, duration] = said(0);
    assert_eq!(arn, some(&format!("arn:aws:iam::{FIRST}:role/First")));
    assert!(session.unwrap().starts_with("zonecut-"));
    assert_eq!((external, duration), (some("what they want"), some("3600")));
    let second = some(&format!("arn:aws:iam::{SECOND}:role/Second"));
    assert_eq!(said(1), [second, some("at-second"), None, None]);
    let third = some(&format!("arn:aws:iam::{THIRD}:role/Third"));
    assert_eq!(said(2), [third, some("at-third"), None, some("900")]);
    // Each is asked for with what the one before gave, and with its token.
    assert_eq!(seen[0].key(), key);
    assert!(!seen[0].headers.contains_key("x-amz-security-token"));
    for (at, of) in [(1, FIRST), (2, SECOND), (3, THIRD), (4, THIRD)] {
        let held = tap.emulator.with(|world| world.keys[seen[at].key()].clone());
        assert_eq!(held.account, of);
        assert_eq!(seen[at].headers.get("x-amz-security-token"), held.session_token.as_ref());
    }
    assert!(seen[..4].iter().all(|seen| seen.host() == "sts.eu-central-1.amazonaws.com"));
    // What it was told: a quarter of an hour, and not the hour that is usual.
    tokio::time::sleep(Duration::from_mins(15)).await;
    bounded(aws.identity(&name("third"))).await.unwrap();
    let again: Vec<_> = tap.seen().iter().filter_map(|seen| parameter(seen, "RoleArn")).collect();
    assert_eq!(again, [format!("arn:aws:iam::{THIRD}:role/Third")]);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_does_not_let_in_names_itself_and_its_profile() {
    let mut world = emulator::World::new();
    let key = world.add_account(HOME, "home");
    let external_id = Some("secret handshake".to_owned());
    member(&mut world, FIRST, Role { external_id, ..role("First", HOME) });
    let tap = Tap::into(world);
    let role = format!("role_arn = arn:aws:iam::{FIRST}:role/First\nsource_profile = home\n");
    let files = World::config(&format!(
        "[profile home]\n{}[profile without]\n{role}[profile wrong]\n{role}external_id = x\n",
        keys(&key)
    ));
    let aws = bounded(files.load(&tap)).await;
    for profile in ["without", "wrong"] {
        let fault = bounded(aws.identity(&name(profile))).await.unwrap_err();
        assert_eq!((&fault.kind, fault.action), (&FaultKind::Denied, "sts:AssumeRole"));
        assert_eq!(fault.profile, name(profile));
        assert!(fault.detail.contains(&format!("arn:aws:iam::{FIRST}:role/First")), "{fault:?}");
        assert!(fault.detail.contains(&format!("arn:aws:iam::{HOME}:user/admin")), "{fault:?}");
    }
    bounded(aws.identity(&name("home"))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn credential_source_environment_is_the_first_link_of_a_chain() {
    let mut world = emulator::World::new();
    let key = world.add_account(HOME, "home");
    member(&mut world, FIRST, role("First", HOME));
    member(&mut world, SECOND, role("Second", FIRST));
    let tap = Tap::into(world);
    let config = format!(
        "[profile a]\nrole_arn = arn:aws:iam::{FIRST}:role/First\ncredential_source = Environment\n\
         [profile b]\nrole_arn = arn:aws:iam::{SECOND}:role/Second\nsource_profile = a\n"
    );
    let files =
        World::config(&config).var("AWS_ACCESS_KEY_ID", &key).var("AWS_SECRET_ACCESS_KEY", "s");
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, "b").await;
    assert_eq!((reached.as_str(), seen[0].key()), (SECOND, key.as_str()));

    let aws = bounded(World::config(&config).load(&tap)).await;
    let fault = bounded(aws.identity(&name("b"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Misconfigured);
    assert!(fault.detail.contains("AWS_ACCESS_KEY_ID"), "{fault:?}");
    assert!(tap.seen().is_empty());
}

/// Two roles of one chain want a code, of two devices: each is asked for once, in their order.
#[tokio::test(start_paused = true)]
async fn a_chain_asks_for_the_code_of_each_device_once() {
    let device = |account: &str| format!("arn:aws:iam::{account}:mfa/me");
    let mut world = emulator::World::new();
    let key = world.add_account(HOME, "home");
    for (account, name, from) in [(FIRST, "First", HOME), (SECOND, "Second", FIRST)] {
        member(&mut world, account, role(name, from));
        world.accounts.get_mut(account).unwrap().mfa_roles.insert(name.to_owned());
    }
    member(&mut world, THIRD, role("Third", SECOND));
    world.mfa_devices.insert(device(HOME), "111111".to_owned());
    world.mfa_devices.insert(device(FIRST), "222222".to_owned());
    let tap = Tap::into(world);
    let files = World::config(&format!(
        "[profile home]\n{}[profile first]\nrole_arn = arn:aws:iam::{FIRST}:role/First\n\
         source_profile = home\nmfa_serial = {}\n[profile second]\n\
         role_arn = arn:aws:iam::{SECOND}:role/Second\nsource_profile = first\nmfa_serial = {}\n\
         [profile third]\nrole_arn = arn:aws:iam::{THIRD}:role/Third\nsource_profile = second\n",
        keys(&key),
        device(HOME),
        device(FIRST)
    ));
    let aws = bounded(files.load(&tap)).await;
    let third = name("third");
    for (of, code) in [(HOME, "111111"), (FIRST, "222222")] {
        let fault = bounded(aws.identity(&third)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Mfa(device(of).into())));
        let ask = bounded(aws.begin_sign_in(&third)).await.unwrap();
        assert!(matches!(&ask, Ask::Code { serial, .. } if *serial == device(of)), "{ask:?}");
        bounded(aws.give_code(&third, &OneTimeCode::new(code))).await.unwrap();
    }
    let (account, seen) = account(&aws, &tap, "third").await;
    assert_eq!(account, THIRD);
    let codes: Vec<_> = seen.iter().filter_map(|seen| parameter(seen, "TokenCode")).collect();
    assert_eq!(codes, ["111111", "222222"]);
    let serials: Vec<_> = seen.iter().filter_map(|seen| parameter(seen, "SerialNumber")).collect();
    assert_eq!(serials, [device(HOME), device(FIRST)]);
}

const PROVIDER: &str = "oidc.eks.eu-west-1.amazonaws.com/id/CLUSTER";

/// An account whose role `Web` trusts a provider, two tokens of it and one of another.
pub(crate) fn with_web_identity() -> emulator::World {
    let mut world = emulator::World::new();
    member(
        &mut world,
        FIRST,
        role("Web", &format!("arn:aws:iam::{FIRST}:oidc-provider/{PROVIDER}")),
    );
    for (token, provider, expires) in [
        ("good.jwt.token", PROVIDER, None),
        ("old.jwt.token", PROVIDER, Some(Duration::ZERO)),
        ("foreign.jwt.token", "elsewhere.example", None),
    ] {
        let (provider, subject) = (provider.to_owned(), "system:serviceaccount:dns:me".to_owned());
        world.web_identities.insert(token.into(), WebIdentity { provider, subject, expires });
    }
    world
}

#[tokio::test(start_paused = true)]
async fn a_web_identity_is_the_token_that_its_file_holds_now() {
    let config = format!(
        "[profile w]\nregion = eu-west-1\nrole_arn = arn:aws:iam::{FIRST}:role/Web\n\
         web_identity_token_file = /var/run/token\nrole_session_name = pod\n"
    );
    let tap = Tap::into(with_web_identity());
    let files = World::config(&config).file("/var/run/token", "good.jwt.token\n");
    let aws = bounded(files.load(&tap)).await;
    assert_eq!(aws.profiles()[0].expected_account.as_ref().unwrap().as_str(), FIRST);
    let (account, seen) = account(&aws, &tap, "w").await;
    assert_eq!(account, FIRST);
    assert_eq!((seen[0].key(), seen[0].host()), ("", "sts.eu-west-1.amazonaws.com"));
    assert_eq!(parameter(&seen[0], "WebIdentityToken").as_deref(), Some("good.jwt.token"));
    assert_eq!(parameter(&seen[0], "RoleSessionName").as_deref(), Some("pod"));
    assert!(seen[1].key().starts_with("ASI"));
}

#[tokio::test(start_paused = true)]
async fn a_web_identity_without_a_good_token_says_what_is_wrong_with_it() {
    let config = format!(
        "[profile w]\nrole_arn = arn:aws:iam::{FIRST}:role/Web\nweb_identity_token_file = /t\n"
    );
    for (file, asks, part) in [
        (None, false, "/t: "),
        (Some(" \n"), false, "/t: the file is empty"),
        (Some("rubbish"), true, "not a valid JWT"),
        (Some("old.jwt.token"), true, "Token expired"),
    ] {
        let tap = Tap::into(with_web_identity());
        let files = World::config(&config);
        let files = match file {
            Some(text) => files.file("/t", text),
            None => files,
        };
        let aws = bounded(files.load(&tap)).await;
        let fault = bounded(aws.identity(&name("w"))).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::WebIdentity), "{file:?}: {fault:?}");
        assert!(fault.detail.contains(part), "{file:?}: {fault:?}");
        assert_eq!(!tap.seen().is_empty(), asks, "{file:?}");
    }
    let tap = Tap::into(with_web_identity());
    let aws = bounded(World::config(&config).file("/t", "foreign.jwt.token").load(&tap)).await;
    let fault = bounded(aws.identity(&name("w"))).await.unwrap_err();
    let denied = (FaultKind::Denied, "sts:AssumeRoleWithWebIdentity");
    assert_eq!((fault.kind, fault.action), denied);
}
