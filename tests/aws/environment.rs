//! The environment's variables as a profile of their own: there when they name credentials, and
//! never in another one's place.

use zonecut::aws::Override;
use zonecut::emulator;
use zonecut::zone::{FaultKind, Profile, ProfileName, SignIn};

use crate::kinds::{account, with_web_identity};
use crate::tap::Tap;
use crate::wire::{World, bounded, keys, name};

const MINE: &str = "111111111111";
const THEIRS: &str = "222222222222";

fn two() -> (Tap, String, String) {
    let mut world = emulator::World::new();
    let (mine, theirs) = (world.add_account(MINE, "mine"), world.add_account(THEIRS, "theirs"));
    (Tap::into(world), mine, theirs)
}

async fn profiles(world: World) -> Vec<Profile> {
    bounded(world.load(&Tap::into(emulator::World::new()))).await.profiles().to_vec()
}

#[tokio::test(start_paused = true)]
async fn keys_in_the_environment_are_a_profile_beside_all_others() {
    let (tap, mine, theirs) = two();
    let config = format!("[default]\nregion = eu-west-1\n{}[profile b]\n{0}", keys(&mine));
    let files = World::config(&config)
        .var("AWS_ACCESS_KEY_ID", &theirs)
        .var("AWS_SECRET_ACCESS_KEY", "s")
        .var("AWS_PROFILE", "b");
    let aws = bounded(files.load(&tap)).await;
    let names: Vec<_> = aws.profiles().iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, [ProfileName::ENVIRONMENT, "default", "b"]);
    assert_eq!(aws.profiles()[0].sign_in, SignIn::Environment);
    for (profile, key, of) in
        [(ProfileName::ENVIRONMENT, &theirs, THEIRS), ("default", &mine, MINE), ("b", &mine, MINE)]
    {
        let (reached, seen) = account(&aws, &tap, profile).await;
        assert_eq!(reached, of);
        assert!(seen.iter().all(|seen| seen.key() == key), "{profile}: {seen:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_in_the_environment_sends_its_token() {
    let (tap, _, theirs) = two();
    tap.emulator.with(|world| {
        let key = world.keys.get_mut(&theirs).unwrap();
        key.session_token = Some("session".into());
    });
    let files = World::default()
        .var("AWS_ACCESS_KEY_ID", &theirs)
        .var("AWS_SECRET_ACCESS_KEY", "s")
        .var("AWS_SESSION_TOKEN", "session")
        .var("AWS_REGION", "ap-south-1");
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, ProfileName::ENVIRONMENT).await;
    assert_eq!(reached, THEIRS);
    assert_eq!(seen[0].host(), "sts.ap-south-1.amazonaws.com");
    assert!(seen.iter().all(|seen| seen.headers["x-amz-security-token"] == "session"));
    tap.emulator.with(|world| world.expire_key(&theirs));
    let environment = name(ProfileName::ENVIRONMENT);
    let fault = bounded(aws.identity(&environment)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Environment));
    assert!(fault.hint().contains("environment"), "{}", fault.hint());
}

/// As in a pod with a role for its service account.
#[tokio::test(start_paused = true)]
async fn a_web_identity_in_the_environment() {
    let tap = Tap::into(with_web_identity());
    let files = World::default()
        .file("/token", "good.jwt.token")
        .var("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")
        .var("AWS_ROLE_ARN", "arn:aws:iam::222222222222:role/Web")
        .var("AWS_ROLE_SESSION_NAME", "pod")
        .var("AWS_REGION", "eu-west-1");
    let aws = bounded(files.load(&tap)).await;
    assert_eq!(aws.profiles()[0].expected_account.as_ref().unwrap().as_str(), THEIRS);
    let (reached, seen) = account(&aws, &tap, ProfileName::ENVIRONMENT).await;
    assert_eq!(reached, THEIRS);
    assert!(seen[0].is("AssumeRoleWithWebIdentity"));
    assert!(seen[0].body.contains("RoleSessionName=pod"), "{}", seen[0].body);
    assert_eq!(seen[0].host(), "sts.eu-west-1.amazonaws.com");
}

#[tokio::test]
async fn without_credentials_in_it_the_environment_is_no_profile() {
    for (variable, value) in [
        ("AWS_PROFILE", "x"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SESSION_TOKEN", "t"),
        ("AWS_ROLE_ARN", "arn:aws:iam::2:role/R"),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "t"),
    ] {
        assert!(profiles(World::default().var(variable, value)).await.is_empty(), "{variable}");
    }
}

#[tokio::test]
async fn half_a_credential_is_a_profile_that_says_which_half_is_missing() {
    for (set, missing) in [
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    ] {
        let config = format!("[profile x]\n{}", keys("AKIA"));
        let profiles = profiles(World::config(&config).var(set, "value")).await;
        let problem = profiles[0].problem.as_ref().unwrap();
        assert!(problem.message.starts_with(set), "{problem:?}");
        assert!(problem.hint.contains(&format!("Set {missing}")), "{problem:?}");
        assert_eq!(profiles[1].problem, None);
    }
}

#[tokio::test]
async fn keys_go_before_a_token_and_a_token_before_a_container() {
    let container = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:1/c");
    let token = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn:aws:iam::2:role/R")];
    let key = [("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SECRET_ACCESS_KEY", "s")];
    let mut world = World::default().var(container.0, container.1);
    assert_eq!(profiles(world).await[0].sign_in, SignIn::Environment);
    world = World::default().var(container.0, container.1);
    world = token.into_iter().fold(world, |world, (name, value)| world.var(name, value));
    assert_eq!(profiles(world).await[0].sign_in, SignIn::WebIdentity);
    world = World::default().var(container.0, container.1);
    world = token.into_iter().chain(key).fold(world, |world, (name, value)| world.var(name, value));
    assert_eq!(profiles(world).await[0].sign_in, SignIn::Environment);
}

#[tokio::test]
async fn its_region_is_the_variables_then_that_of_the_profile_that_awss_tools_would_use() {
    let config = "[default]\nregion = eu-west-1\n[profile p]\nregion = eu-west-2\n\
                  role_arn = arn:aws:iam::2:role/R\nsource_profile = default\n";
    let world = || {
        let world = World::config(config).var("AWS_ACCESS_KEY_ID", "AKIA");
        world.var("AWS_SECRET_ACCESS_KEY", "s")
    };
    let region = async |world: World| profiles(world).await[0].region.clone();
    assert_eq!(region(world()).await, "eu-west-1");
    assert_eq!(region(world().var("AWS_PROFILE", "p")).await, "eu-west-2");
    assert_eq!(region(world().var("AWS_DEFAULT_REGION", "eu-west-3")).await, "eu-west-3");
    let mut ours = world().var("AWS_REGION", "eu-north-1");
    assert_eq!(region(World { files: Vec::new(), ..ours }).await, "eu-north-1");
    ours = world().var("AWS_REGION", "eu-north-1");
    let refined = Override { region: Some("sa-east-1".into()), ..Override::default() };
    ours.overrides.insert(name(ProfileName::ENVIRONMENT), refined);
    assert_eq!(region(ours).await, "sa-east-1");
    // A role of another partition is asked for there.
    let china = World::config(config)
        .var("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")
        .var("AWS_ROLE_ARN", "arn:aws-cn:iam::2:role/R");
    assert_eq!(region(china).await, "cn-north-1");
}

#[tokio::test(start_paused = true)]
async fn no_file_can_take_its_name() {
    let (tap, mine, theirs) = two();
    let config = format!("[profile (environment)]\n{}", keys(&mine));
    let profiles = bounded(World::config(&config).load(&tap)).await.profiles().to_vec();
    assert!(profiles[0].problem.is_some(), "{profiles:?}");
    let files =
        World::config(&config).var("AWS_ACCESS_KEY_ID", &theirs).var("AWS_SECRET_ACCESS_KEY", "s");
    let aws = bounded(files.load(&tap)).await;
    assert_eq!(aws.profiles().len(), 1);
    assert_eq!(account(&aws, &tap, ProfileName::ENVIRONMENT).await.0, THEIRS);
}

/// What was reached last time is shown at once, but not for keys that are others.
#[tokio::test]
async fn other_keys_are_not_taken_for_those_of_the_last_start() {
    let digest = async |key: &str| {
        let world =
            World::default().var("AWS_ACCESS_KEY_ID", key).var("AWS_SECRET_ACCESS_KEY", "s");
        let aws = bounded(world.load(&Tap::into(emulator::World::new()))).await;
        aws.reach(&name(ProfileName::ENVIRONMENT)).unwrap().settings
    };
    assert_eq!(digest("AKIAONE").await, digest("AKIAONE").await);
    assert_ne!(digest("AKIAONE").await, digest("AKIATWO").await);
}
