//! Whose credentials a request is made with, and how they are come by.

use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};
use zonecut::zone::{FaultKind, SignIn};

use crate::wire::{
    Answer, Seen, Wire, World, all, bounded, error, identity, keys, name, no_zones,
    role_credentials,
};

fn answering() -> Wire {
    Wire::new(
        |seen| if seen.is("GetCallerIdentity") { identity("111111111111") } else { no_zones() },
    )
}

#[tokio::test]
async fn the_environments_keys_never_take_a_profiles_place() {
    let config = format!("[profile mine]\n{}[profile empty]\nregion=eu-west-1\n", keys("AKIAMINE"));
    let world = World::config(&config)
        .var("AWS_ACCESS_KEY_ID", "AKIASOMEBODY")
        .var("AWS_SECRET_ACCESS_KEY", "s")
        .var("AWS_SESSION_TOKEN", "t")
        .var("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")
        .var("AWS_ROLE_ARN", "arn:aws:iam::999999999999:role/R")
        .var("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/")
        .var("AWS_PROFILE", "other");
    let wire = answering();
    let aws = bounded(world.load(&wire)).await;
    bounded(aws.list_zones(&name("mine"), None)).await.unwrap();
    bounded(aws.list_zones(&name("empty"), None)).await.unwrap_err();
    assert_eq!(wire.keys(), ["AKIAMINE"]);
    assert!(!wire.seen()[0].headers.contains_key("x-amz-security-token"));
}

#[tokio::test]
async fn no_secret_is_printed() {
    let config = format!(
        "{}[profile k]\n{}aws_session_token = hush\n[profile p]\ncredential_process = echo hush\n",
        roles(),
        keys("AKIAK")
    );
    let aws = bounded(World::config(&config).load(&Wire::new(sts))).await;
    for profile in ["top", "k"] {
        bounded(aws.list_zones(&name(profile), None)).await.unwrap();
    }
    let printed = format!("{aws:?}");
    assert!(printed.contains("AKIAK"));
    for secret in ["EXAMPLEKEY", "hush", "token-ASIA"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn two_profiles_never_share_a_signature() {
    let config = format!("[profile a]\n{}[profile b]\n{}", keys("AKIAA"), keys("AKIAB"));
    let wire = answering();
    let aws = bounded(World::config(&config).load(&wire)).await;
    for profile in ["a", "b", "a"] {
        bounded(aws.list_zones(&name(profile), None)).await.unwrap();
    }
    assert_eq!(wire.keys(), ["AKIAA", "AKIAB", "AKIAA"]);
}

/// Roles over roles: `top` from `middle` from the keys of `base`.
fn roles() -> String {
    format!(
        "[profile base]\n{}[profile middle]\nrole_arn = arn:aws:iam::222222222222:role/M\n\
         source_profile = base\nexternal_id = id with space\n[profile top]\nregion = eu-west-1\n\
         role_arn = arn:aws:iam::333333333333:role/T\nsource_profile = middle\n\
         role_session_name = me\nduration_seconds = 900\n",
        keys("AKIABASE")
    )
}

fn sts(seen: &Seen) -> Answer {
    if seen.is("AssumeRole") {
        role_credentials(if seen.body.contains("role%2FM") { "ASIAM" } else { "ASIAT" })
    } else if seen.is("GetCallerIdentity") {
        identity("333333333333")
    } else {
        no_zones()
    }
}

#[tokio::test]
async fn a_chain_of_roles_is_walked_once_and_shared() {
    let wire = Wire::new(sts);
    let aws = bounded(World::config(&roles()).load(&wire)).await;
    let top = name("top");
    let (who, zones) = bounded(async {
        futures_util::future::join(aws.identity(&top), aws.list_zones(&top, None)).await
    })
    .await;
    assert_eq!(who.unwrap().account.as_str(), "333333333333");
    zones.unwrap();
    let seen = wire.seen();
    assert_eq!(seen.len(), 4, "two roles, an identity and a page: {seen:#?}");
    assert_eq!(seen[0].key(), "AKIABASE");
    assert!(seen[0].body.contains("ExternalId=id%20with%20space"), "{}", seen[0].body);
    assert!(seen[0].body.contains("RoleSessionName=zonecut-"), "{}", seen[0].body);
    assert!(!seen[0].body.contains("DurationSeconds"), "{}", seen[0].body);
    assert_eq!(seen[1].key(), "ASIAM");
    assert_eq!(seen[1].headers["x-amz-security-token"], "token-ASIAM");
    assert!(seen[1].body.contains("RoleSessionName=me"), "{}", seen[1].body);
    assert!(seen[1].body.contains("DurationSeconds=900"), "{}", seen[1].body);
    assert!(!seen[1].body.contains("ExternalId"), "{}", seen[1].body);
    assert_eq!(seen[1].host(), "sts.eu-west-1.amazonaws.com");
    assert!(seen[2..].iter().all(|seen| seen.key() == "ASIAT"));
}

#[tokio::test]
async fn a_refused_role_is_denied_by_name_and_ends_nobody_else() {
    let wire = Wire::new(|seen| {
        if seen.is("AssumeRole") {
            error(
                403,
                "AccessDenied",
                "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole",
            )
        } else {
            no_zones()
        }
    });
    let aws = bounded(World::config(&roles()).load(&wire)).await;
    let fault = bounded(aws.list_zones(&name("middle"), None)).await.unwrap_err();
    assert_eq!((&fault.kind, fault.action), (&FaultKind::Denied, "sts:AssumeRole"));
    assert!(fault.hint().contains("sts:AssumeRole"), "{}", fault.hint());
    assert_eq!(fault.account.as_ref().unwrap().as_str(), "222222222222");
    assert!(fault.surely_not_done());
    bounded(aws.list_zones(&name("base"), None)).await.unwrap();
}

#[tokio::test]
async fn a_source_that_has_both_keys_and_a_role_lends_its_keys() {
    let config = format!(
        "[profile x]\nrole_arn = arn:aws:iam::333333333333:role/T\nsource_profile = y\n\
         [profile y]\nrole_arn = arn:aws:iam::222222222222:role/M\nsource_profile = y\n{}",
        keys("AKIAY")
    );
    let wire = Wire::new(sts);
    let aws = bounded(World::config(&config).load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert_eq!(wire.keys(), ["AKIAY", "ASIAT"]);
    bounded(aws.list_zones(&name("y"), None)).await.unwrap();
    assert_eq!(wire.keys()[2..], ["AKIAY", "ASIAM"]);
}

#[tokio::test]
async fn credential_source_environment_is_used_where_the_profile_says_so() {
    let config = "[profile x]\nrole_arn = arn:aws:iam::333333333333:role/T\n\
                  credential_source = Environment\n";
    let world =
        World::config(config).var("AWS_ACCESS_KEY_ID", "AKIAENV").var("AWS_SECRET_ACCESS_KEY", "s");
    let wire = Wire::new(sts);
    let aws = bounded(world.load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert_eq!(wire.keys(), ["AKIAENV", "ASIAT"]);
}

#[tokio::test]
async fn web_identity_sends_the_token_without_a_signature() {
    let config = "[profile x]\nrole_arn = arn:aws:iam::333333333333:role/W\n\
                  web_identity_token_file = ~/token\n";
    let wire = Wire::new(|seen| {
        if !seen.is("AssumeRoleWithWebIdentity") {
            return no_zones();
        }
        let Answer::Body(status, body) = role_credentials("ASIAW") else { unreachable!() };
        Answer::Body(status, body.replace("AssumeRoleRes", "AssumeRoleWithWebIdentityRes"))
    });
    let world = World::config(config);
    let aws = bounded(world.load(&wire)).await;
    let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::WebIdentity));
    assert!(fault.detail.contains("/home/me/token"), "{fault:?}");
    let aws = bounded(world.file("/home/me/token", "jwt\n").load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert!(wire.seen()[0].body.contains("WebIdentityToken=jwt"), "{:?}", wire.seen()[0]);
    assert_eq!(wire.keys(), ["", "ASIAW"]);
}

fn process(command: &str) -> World {
    let path = std::env::var("PATH").unwrap_or_default();
    World::config(&format!("[profile x]\ncredential_process = {command}\n")).var("PATH", &path)
}

const PRINTED: &str =
    r#"{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"hush","SessionToken":"t"}"#;

// Real programs take real time: no paused clock here.
#[cfg(unix)]
#[tokio::test]
async fn a_process_is_run_once_and_sees_no_terminal_and_no_machine() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let script = folder.path().join("keys.sh");
    let text = format!("cat >> {0}\necho \"run $HOME\" >> {0}\necho '{PRINTED}'\n", log.display());
    std::fs::write(&script, text).unwrap();
    let wire = answering();
    let aws = bounded(process(&format!("sh {}", script.display())).load(&wire)).await;
    let x = name("x");
    let both = futures_util::future::join(aws.identity(&x), aws.list_zones(&x, None));
    let (who, zones) = bounded(both).await;
    who.unwrap();
    zones.unwrap();
    assert_eq!(wire.keys(), ["AKIAP", "AKIAP"]);
    assert_eq!(std::fs::read_to_string(log).unwrap(), "run /home/me\n");
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_that_fails_tells_what_it_said() {
    let cases = [
        ("echo 'please log in' >&2; exit 3", true, "exit status: 3: please log in"),
        ("exit 1", true, "exit status: 1"),
        ("/no/such/program", false, "/no/such/program"),
        ("echo 'not json, hush'", false, "it printed no credentials"),
        ("echo '{\"Version\":1}'", false, "it printed no credentials"),
        (
            "echo '{\"Version\":2,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"hush\"}'",
            false,
            "Version 2",
        ),
    ];
    for (command, sign_in, part) in cases {
        let wire = answering();
        let aws = bounded(process(command).load(&wire)).await;
        let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
        let kind = if sign_in {
            FaultKind::SignInNeeded(SignIn::Process)
        } else {
            FaultKind::Misconfigured
        };
        assert_eq!((fault.kind, fault.action), (kind, "credential_process"), "{command}");
        assert!(fault.detail.contains(part), "{command}: {}", fault.detail);
        assert!(!fault.detail.contains("hush"), "{command}: {}", fault.detail);
        assert!(wire.seen().is_empty());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn expired_credentials_of_a_process_are_not_sent() {
    let printed = PRINTED.replace('}', r#","Expiration":"2020-01-01T00:00:00+00:00"}"#);
    let wire = answering();
    let aws = bounded(process(&format!("echo '{printed}'")).load(&wire)).await;
    let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Process));
    assert!(wire.seen().is_empty());
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_process_that_never_ends_is_given_up_and_holds_up_nobody() {
    let mut world = process("sleep 600");
    world.files[0].1 += "[profile y]\n";
    world.files[0].1 += &keys("AKIAY");
    let wire = answering();
    let aws = bounded(world.load(&wire)).await;
    let start = tokio::time::Instant::now();
    let (x, y) = (name("x"), name("y"));
    let slow = async { (aws.list_zones(&x, None).await, start.elapsed()) };
    let quick = async { (aws.list_zones(&y, None).await, start.elapsed()) };
    let ((slow, slow_took), (quick, quick_took)) =
        bounded(futures_util::future::join(slow, quick)).await;
    quick.unwrap();
    assert!(quick_took < Duration::from_secs(1), "{quick_took:?}");
    assert_eq!(slow.unwrap_err().kind, FaultKind::TimedOut);
    assert!(slow_took < Duration::from_secs(31), "{slow_took:?}");
}

const SSO: &str = "[profile x]\nsso_session = corp\nsso_account_id = 222222222222\n\
                   sso_role_name = Admin\n[sso-session corp]\nsso_region = eu-west-1\n\
                   sso_start_url = https://corp.awsapps.com/start\n";
/// SHA-1 of `corp`.
const TOKEN: &str = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

fn in_minutes(minutes: i64) -> String {
    let now = DateTime::from(std::time::SystemTime::now());
    DateTime::from_secs(now.secs() + minutes * 60).fmt(Format::DateTime).unwrap()
}

fn token(expires: &str, more: &str) -> String {
    format!(r#"{{"accessToken":"sso-token","expiresAt":"{expires}"{more}}}"#)
}

fn portal(seen: &Seen) -> Answer {
    if seen.uri.contains("/federation/credentials") {
        Answer::Body(
            200,
            r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":32472144000000}}"#.into(),
        )
    } else if seen.uri.ends_with("/token") {
        Answer::Body(
            200,
            r#"{"accessToken":"new-token","expiresIn":3600,"refreshToken":"next","tokenType":"Bearer"}"#.into(),
        )
    } else {
        no_zones()
    }
}

#[tokio::test]
async fn a_cached_sso_token_is_exchanged_for_the_roles_credentials() {
    let wire = Wire::new(portal);
    let world = World::config(SSO).file(TOKEN, &token(&in_minutes(60), ""));
    let aws = bounded(world.load(&wire)).await;
    assert_eq!(aws.profiles()[0].sign_in, SignIn::Sso("corp".into()));
    assert_eq!(aws.profiles()[0].expected_account.as_ref().unwrap().as_str(), "222222222222");
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    let seen = wire.seen();
    assert_eq!(seen[0].host(), "portal.sso.eu-west-1.amazonaws.com");
    assert_eq!(seen[0].headers["x-amz-sso_bearer_token"], "sso-token");
    assert!(seen[0].uri.contains("account_id=222222222222"), "{}", seen[0].uri);
    assert!(seen[0].uri.contains("role_name=Admin"), "{}", seen[0].uri);
    assert_eq!(seen[1].key(), "ASIASSO");
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn a_missing_or_expired_sso_token_asks_for_a_sign_in() {
    for file in
        [None, Some(token(&in_minutes(-1), "")), Some("{".to_owned()), Some("{}".to_owned())]
    {
        let wire = Wire::new(portal);
        let world = World::config(SSO);
        let world = match &file {
            Some(text) => world.file(TOKEN, text),
            None => world,
        };
        let aws = bounded(world.load(&wire)).await;
        let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())), "{file:?}");
        assert_eq!(fault.state(), "sign-in expired");
        assert!(fault.hint().contains("aws sso login --sso-session corp"), "{}", fault.hint());
        assert!(wire.seen().is_empty(), "{file:?}");
    }
}

#[tokio::test]
async fn a_token_that_the_portal_refuses_asks_for_a_sign_in() {
    let wire = Wire::new(|_| {
        Answer::Body(
            401,
            r#"{"message":"Session token not found or invalid","__type":"UnauthorizedException"}"#
                .into(),
        )
    });
    let world = World::config(SSO).file(TOKEN, &token(&in_minutes(60), ""));
    let aws = bounded(world.load(&wire)).await;
    let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Sso("corp".into())), "{fault:?}");
    assert!(fault.detail.contains("Session token"), "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_about_to_end_is_renewed_once_for_all_profiles_and_kept() {
    let more = format!(
        r#","clientId":"c","clientSecret":"cs","refreshToken":"r","registrationExpiresAt":"{}","startUrl":"kept""#,
        in_minutes(600)
    );
    let second = SSO.split_once("[sso").unwrap().0.replace("[profile x]", "[profile y]");
    let second = second.replace("222222222222", "333333333333");
    let latency = Duration::from_millis(50);
    let wire = Wire::new(move |seen| Answer::After(latency, Box::new(portal(seen))));
    let world = World::config(&format!("{SSO}{second}")).file(TOKEN, &token(&in_minutes(1), &more));
    let aws = bounded(world.load(&wire)).await;
    let (x, y) = (name("x"), name("y"));
    let both = futures_util::future::join(aws.list_zones(&x, None), aws.list_zones(&y, None));
    let (first, second) = bounded(both).await;
    first.unwrap();
    second.unwrap();
    let seen = wire.seen();
    let renewals: Vec<_> = seen.iter().filter(|seen| seen.uri.ends_with("/token")).collect();
    assert_eq!(renewals.len(), 1);
    assert_eq!(renewals[0].host(), "oidc.eu-west-1.amazonaws.com");
    assert!(renewals[0].body.contains(r#""refreshToken":"r""#), "{}", renewals[0].body);
    // The second profile found the new token in the file.
    let bearers: Vec<_> =
        seen.iter().filter_map(|seen| seen.headers.get("x-amz-sso_bearer_token")).collect();
    assert_eq!(bearers, ["new-token", "new-token"]);
}

#[tokio::test]
async fn the_legacy_sso_keys_find_their_token_by_start_url() {
    // SHA-1 of `https://corp.awsapps.com/start`.
    let path = "/home/me/.aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";
    let config = "[profile x]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n\
                  sso_account_id = 222222222222\nsso_role_name = Admin\n";
    let wire = Wire::new(portal);
    let cli_v1 = in_minutes(60).replace('Z', "UTC");
    let aws = bounded(World::config(config).file(path, &token(&cli_v1, "")).load(&wire)).await;
    bounded(aws.list_zones(&name("x"), None)).await.unwrap();
    assert_eq!(wire.seen()[1].key(), "ASIASSO");
}

#[tokio::test]
async fn an_aws_login_profile_says_how_to_sign_in() {
    let config = "[profile x]\nlogin_session = arn:aws:iam::222222222222:user/me\n";
    let wire = answering();
    let aws = bounded(World::config(config).load(&wire)).await;
    assert_eq!(aws.profiles()[0].sign_in, SignIn::Login);
    bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    assert!(wire.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn credentials_are_renewed_before_they_end() {
    let made = std::sync::atomic::AtomicU32::new(0);
    let wire = Wire::new(move |seen| {
        if !seen.is("AssumeRole") {
            return no_zones();
        }
        let n = made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let Answer::Body(status, body) = role_credentials(&format!("ASIA{n}")) else {
            unreachable!()
        };
        Answer::Body(status, body.replace("2999-01-01T00:00:00Z", &in_minutes(15)))
    });
    let aws = bounded(World::config(&roles()).load(&wire)).await;
    let middle = name("middle");
    for wait in [0, 13, 2] {
        tokio::time::sleep(Duration::from_secs(wait * 60)).await;
        aws.list_zones(&middle, None).await.unwrap();
    }
    let calls: Vec<_> = wire.keys().into_iter().filter(|key| key != "AKIABASE").collect();
    assert_eq!(calls, ["ASIA0", "ASIA0", "ASIA1"]);
}

#[tokio::test]
async fn credentials_that_aws_no_longer_takes_are_forgotten() {
    let made = std::sync::atomic::AtomicU32::new(0);
    let wire = Wire::new(move |seen| {
        if seen.is("AssumeRole") {
            let n = made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            return role_credentials(&format!("ASIA{n}"));
        }
        if seen.key() == "ASIA0" { error(403, "ExpiredToken", "expired") } else { no_zones() }
    });
    let aws = bounded(World::config(&roles()).load(&wire)).await;
    let middle = name("middle");
    let fault = bounded(aws.list_zones(&middle, None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Role));
    bounded(aws.list_zones(&middle, None)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_one_failure_share_it() {
    let wire = Wire::new(|_| {
        Answer::After(
            Duration::from_secs(1),
            Box::new(error(403, "AccessDenied", "not authorized")),
        )
    });
    let aws = bounded(World::config(&roles()).load(&wire)).await;
    let middle = name("middle");
    let calls = (0..5).map(|_| {
        let (aws, middle) = (aws.clone(), middle.clone());
        async move { aws.list_zones(&middle, None).await }
    });
    let results = bounded(all(calls)).await;
    assert!(results.iter().all(Result::is_err));
    assert_eq!(wire.seen().len(), 1);
    // Failures are not kept: asked again, it is tried again.
    bounded(aws.list_zones(&middle, None)).await.unwrap_err();
    assert_eq!(wire.seen().len(), 2);
}
