//! Which profiles there are, and what is wrong with those that can't be used.

use std::collections::HashMap;
use std::path::Path;

use zonecut::aws::{Aws, FileState, LoadError, Override};
use zonecut::zone::{AccountId, FaultKind, Profile, ProfileProblem, SignIn};

use crate::wire::{Wire, World, all, bounded, identity, keys, name};

fn silent() -> Wire {
    Wire::new(|seen| panic!("nothing may be asked of AWS: {seen:?}"))
}

async fn profiles(world: World) -> Vec<Profile> {
    bounded(world.load(&silent())).await.profiles().to_vec()
}

async fn problem(config: &str, profile: &str) -> ProfileProblem {
    let profiles = profiles(World::config(config)).await;
    let profile = profiles.into_iter().find(|p| p.name == name(profile)).unwrap();
    profile.problem.unwrap_or_else(|| panic!("no problem with {config}"))
}

fn names(profiles: &[Profile]) -> Vec<&str> {
    profiles.iter().map(|profile| profile.name.as_str()).collect()
}

#[tokio::test]
async fn all_profiles_of_both_files_in_their_order() {
    let config = format!(
        "[profile zeta]\nregion = eu-west-1\n{}[default]\n{}[profile alpha]\nrole_arn = \
         arn:aws:iam::222222222222:role/R\nsource_profile = default\n",
        keys("AKIAZETA"),
        keys("AKIADEFAULT"),
    );
    let credentials = format!("[only-here]\n{}[zeta]\n{}", keys("AKIAHERE"), keys("AKIAOTHER"));
    let world = World::config(&config).file("/home/me/.aws/credentials", &credentials);
    let profiles = profiles(world).await;
    assert_eq!(names(&profiles), ["zeta", "default", "alpha", "only-here"]);
    assert!(profiles.iter().all(|profile| profile.problem.is_none()), "{profiles:#?}");
    assert_eq!(profiles[0].region, "eu-west-1");
    assert_eq!(profiles[1].region, "us-east-1");
    assert_eq!(profiles[2].sign_in, SignIn::Role);
    assert_eq!(profiles[2].expected_account, Some(AccountId::new("222222222222")));
    assert_eq!(profiles[3].sign_in, SignIn::Keys);
}

#[tokio::test]
async fn no_files_and_empty_files_mean_no_profiles() {
    let aws = bounded(World::default().load(&silent())).await;
    assert!(aws.profiles().is_empty());
    let paths: Vec<_> = aws.files().iter().map(|file| file.path.as_path()).collect();
    assert_eq!(paths, [Path::new("/home/me/.aws/config"), Path::new("/home/me/.aws/credentials")]);
    assert!(aws.files().iter().all(|file| file.state == FileState::Absent));
    assert!(profiles(World::config("\n# nothing\n")).await.is_empty());
}

#[tokio::test]
async fn variables_say_where_the_files_are() {
    let world = World::default()
        .file("/elsewhere/c", &format!("[profile a]\n{}", keys("AKIAA")))
        .file("/home/me/keys", &format!("[b]\n{}", keys("AKIAB")))
        .var("AWS_CONFIG_FILE", "/elsewhere/c")
        .var("AWS_SHARED_CREDENTIALS_FILE", "~/keys")
        .var("AWS_PROFILE", "b");
    let aws = bounded(world.load(&silent())).await;
    assert_eq!(names(aws.profiles()), ["a", "b"]);
    assert_eq!(aws.default_profile(), Some(&name("b")));
}

#[tokio::test]
async fn dropped_headers_are_shown_with_the_remedy() {
    let config = format!(
        "[default]\n{0}[prod]\n{0}[profile my team]\n{0}[profile \"quoted\"]\n{0}[profile ok]\n{0}",
        keys("AKIA")
    );
    let world = World::config(&config)
        .file("/home/me/.aws/credentials", &format!("[profile wrong]\n{}", keys("AKIA")));
    let profiles = profiles(world).await;
    assert_eq!(names(&profiles), ["default", "prod", "my team", "quoted", "ok", "wrong"]);
    let hint = |at: usize| profiles[at].problem.as_ref().unwrap().hint.clone();
    assert_eq!(profiles[0].problem, None);
    assert_eq!(hint(1), "Write [profile prod] in line 4.");
    assert_eq!(hint(2), "Write [profile my-team] in line 7.");
    assert_eq!(hint(3), "Write [profile quoted] in line 10.");
    assert_eq!(profiles[4].problem, None);
    assert_eq!(hint(5), "Write [wrong] in line 1.");
    let message = &profiles[1].problem.as_ref().unwrap().message;
    assert!(message.starts_with("/home/me/.aws/config:4: "), "{message}");
}

#[tokio::test]
async fn keys_below_a_dropped_header_are_not_called_missing() {
    let world = World::config("[profile x]\nregion = eu-west-1\n")
        .file("/home/me/.aws/credentials", &format!("[profile x]\n{}", keys("AKIA")));
    let profiles = profiles(world).await;
    assert_eq!(names(&profiles), ["x"]);
    let problem = profiles[0].problem.as_ref().unwrap();
    assert_eq!(problem.hint, "Write [x] in line 1.");
    assert!(problem.message.starts_with("/home/me/.aws/credentials:1: "), "{problem:?}");
}

#[tokio::test]
async fn a_profile_that_can_not_be_used_says_why() {
    let role = "role_arn = arn:aws:iam::222222222222:role/R\n";
    let cases = [
        (format!("[profile x]\n{role}source_profile = gone\n"), "gone of profile x names no"),
        (format!("[profile x]\n{role}"), "no source_profile"),
        (format!("[profile x]\n{role}source_profile=x\ncredential_source=Environment\n"), "both"),
        (format!("[profile x]\n{role}source_profile = x\n"), "holds no credentials"),
        (
            format!("[profile x]\n{role}source_profile=y\n[profile y]\n{role}source_profile=x\n"),
            "circle: x → y → x",
        ),
        (
            format!("[profile x]\n{role}source_profile=x\nduration_seconds=1h\n{}", keys("A")),
            "duration_seconds = 1h",
        ),
        (format!("[profile x]\n{role}credential_source = Moon\n"), "Moon"),
        ("[profile x]\nregion = eu-west-1\n".into(), "holds no credentials"),
        ("[profile x]\naws_access_key_id = A\n".into(), "no aws_secret_access_key"),
        ("[profile x]\nsso_session = s\nsso_account_id = 1\n".into(), "names no section"),
        ("[profile x]\nsso_start_url = https://s\nsso_account_id = 1\n".into(), "sso_region"),
        (
            "[profile x]\nsso_session=s\nsso_account_id=1\nsso_role_name=r\n[sso-session s]\n\
             sso_region=us-east-1\n"
                .into(),
            "sso_start_url is missing in [sso-session s]",
        ),
        ("[profile x]\nweb_identity_token_file = /t\n".into(), "no role_arn"),
        (format!("[profile x]\nregion = not a region\n{}", keys("A")), "not a region"),
        (format!("[profile x]\nendpoint_url = localhost:5000\n{}", keys("A")), "not an http"),
    ];
    for (config, part) in cases {
        let problem = problem(&config, "x").await;
        assert!(problem.message.contains(part), "{config}\n{problem:?}");
        assert!(!problem.hint.is_empty(), "{config}");
    }
}

#[tokio::test]
async fn a_call_as_an_unusable_profile_tells_the_problem() {
    let world = World::config("[profile x]\nregion = eu-west-1\n");
    let wire = silent();
    let aws = bounded(world.load(&wire)).await;
    let fault = bounded(aws.list_zones(&name("x"), None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Misconfigured);
    assert!(fault.detail.contains("holds no credentials"), "{fault:?}");
    let fault = bounded(aws.list_zones(&name("nobody"), None)).await.unwrap_err();
    assert!(fault.detail.contains("no such profile"), "{fault:?}");
}

#[tokio::test]
async fn a_malformed_file_names_its_line_and_keeps_the_other_files_profiles() {
    let config = "[profile a]\nrole_arn = arn:aws:iam::2:role/R\nthis is no setting\n[profile b]\n";
    let credentials = format!("[a]\n{}[c]\n{}", keys("AKIAA"), keys("AKIAC"));
    let world = World::config(config).file("/home/me/.aws/credentials", &credentials);
    let aws = bounded(world.load(&silent())).await;
    let malformed = |state: &FileState| match state {
        FileState::Malformed { line, message } => (*line, message.clone()),
        other => panic!("{other:?}"),
    };
    let (line, message) = malformed(&aws.files()[0].state);
    assert_eq!(line, 3);
    assert!(message.contains("Expected an '=' sign"), "{message}");
    assert_eq!(aws.files()[1].state, FileState::Read);
    assert_eq!(names(aws.profiles()), ["a", "b", "c"]);
    // Without its role, the keys of `a` would be another account's.
    for profile in &aws.profiles()[..2] {
        let problem = profile.problem.as_ref().unwrap();
        assert!(problem.message.starts_with("/home/me/.aws/config:3: "), "{problem:?}");
    }
    assert_eq!(aws.profiles()[2].problem, None);
}

#[tokio::test]
async fn files_that_are_no_text_are_refused_with_their_place() {
    let wire = silent();
    let host = |bytes: &[u8]| {
        zonecut::aws::Host::closed(
            aws_smithy_runtime_api::client::http::SharedHttpClient::new(wire.clone()),
            [("/c".to_owned(), bytes.to_vec())].into(),
            [("AWS_CONFIG_FILE".to_owned(), "/c".to_owned())].into(),
        )
    };
    let error =
        bounded(Aws::load(host(b"[default]\n\xff"), &HashMap::default())).await.unwrap_err();
    assert_eq!(error, LoadError::Encoding { path: "/c".into(), line: 2 });
    assert_eq!(error.to_string(), "/c:2: not UTF-8 text");
    let aws = bounded(Aws::load(host("\u{feff}[default]\n".as_bytes()), &HashMap::default())).await;
    assert_eq!(names(aws.unwrap().profiles()), ["default"]);
}

#[tokio::test]
async fn the_region_is_the_profiles_own_before_the_variables() {
    let config = format!(
        "[profile own]\nregion=eu-west-1\n{0}[profile none]\n{0}[profile china]\n\
         role_arn=arn:aws-cn:iam::2:role/R\nsource_profile=own\n[profile over]\nregion=eu-west-1\n{0}",
        keys("A")
    );
    let mut world = World::config(&config).var("AWS_REGION", "eu-north-1");
    let region = Override { region: Some("ap-south-1".into()), ..Override::default() };
    world.overrides.insert(name("over"), region);
    let regions: Vec<_> = profiles(world).await.into_iter().map(|p| p.region).collect();
    assert_eq!(regions, ["eu-west-1", "eu-north-1", "cn-north-1", "ap-south-1"]);
}

#[tokio::test]
async fn two_hundred_profiles_are_read_once_and_each_is_itself() {
    use std::fmt::Write;
    let mut config = String::new();
    for n in 0..200 {
        write!(config, "[profile p{n}]\n{}", keys(&format!("AKIA{n}"))).unwrap();
    }
    let wire = Wire::new(|seen| identity(&format!("{:0>12}", &seen.key()[4..])));
    let aws = bounded(World::config(&config).load(&wire)).await;
    assert_eq!(aws.profiles().len(), 200);
    let calls = (0..200).map(|n| {
        let aws = aws.clone();
        async move { aws.identity(&name(&format!("p{n}"))).await.unwrap().account }
    });
    let accounts = bounded(all(calls)).await;
    for (n, account) in accounts.iter().enumerate() {
        assert_eq!(account.as_str(), format!("{n:0>12}"));
    }
    assert_eq!(wire.seen().len(), 200);
}

#[tokio::test]
async fn names_with_anything_in_them_are_kept_as_data() {
    let config =
        "[profile evil\u{1b}[31m\u{202e}]\nregion = x\n[profile a/b@c+d]\nregion = eu-west-1\n";
    let profiles = profiles(World::config(config)).await;
    assert_eq!(profiles[0].name.as_str(), "evil\u{1b}[31m\u{202e}");
    assert!(profiles[0].problem.as_ref().unwrap().hint.contains("[profile evil-"));
    assert!(!profiles[0].problem.as_ref().unwrap().hint.contains('\u{1b}'));
    assert_eq!(profiles[1].name.as_str(), "a/b@c+d");
}
