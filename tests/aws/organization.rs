//! Accounts that are reached by a role: listed, and asked of an Organization.

use std::collections::HashMap;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use zonecut::aws::{Aws, Host, Override};
use zonecut::config::Config;
use zonecut::emulator::{
    Action, Effect, Emulator, Matcher, Nth, Organization, Principal, Role, Rule, ServiceError,
    World,
};
use zonecut::zone::{FaultKind, Profile};

use crate::tap::Tap;
use crate::wire::{bounded, name};

const ROLE: &str = "OrganizationAccountAccessRole";
const MANAGEMENT: &str = "100000000001";

/// An Organization of so many accounts with a zone each; the first manages it.
fn world(accounts: usize) -> World {
    let mut world = World::synthetic(accounts, 1);
    world.add_key("AKIAROOT", MANAGEMENT, Principal::User("root".into()));
    for (id, account) in &mut world.accounts {
        if id != MANAGEMENT {
            account.roles.push(role(ROLE));
        }
    }
    world.organization = Some(Organization::new(MANAGEMENT));
    world
}

fn role(name: &str) -> Role {
    Role { name: name.into(), trusts: vec![MANAGEMENT.into()], external_id: None, denied: vec![] }
}

const AWS_CONFIG: &str = "[profile root]\nregion = eu-west-1\naws_access_key_id = AKIAROOT\n\
                          aws_secret_access_key = s\n[profile account-003]\nregion = us-east-1\n\
                          aws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n";
/// A role of the management account, for a quarter of an hour at a time.
const BRIEF: &str = "[profile brief]\nregion = eu-west-1\nduration_seconds = 900\n\
                     role_arn = arn:aws:iam::100000000001:role/Brief\nsource_profile = root\n";

async fn load(emulator: &Emulator, toml: &str) -> Aws {
    load_with(emulator.http_client(), AWS_CONFIG, toml, &HashMap::new()).await
}

async fn load_with(
    http: SharedHttpClient,
    aws_config: &str,
    toml: &str,
    overrides: &HashMap<zonecut::zone::ProfileName, Override>,
) -> Aws {
    let config = Config::parse(toml, std::path::Path::new("profiles.toml")).unwrap();
    let files = HashMap::from([("/h/.aws/config".to_owned(), aws_config.as_bytes().to_vec())]);
    let variables = HashMap::from([("HOME".to_owned(), "/h".to_owned())]);
    let host = Host::closed(http, files, variables);
    // What is asked to find the accounts is no write.
    Aws::load_with(host.read_only(true), overrides, config.by_role()).await.unwrap()
}

fn all() -> String {
    format!("[[accounts]]\nsource = \"root\"\nrole = \"{ROLE}\"\nids = \"all\"\n")
}

fn names(profiles: &[Profile]) -> Vec<&str> {
    profiles.iter().map(|profile| profile.name.as_str()).collect()
}

fn asked(emulator: &Emulator, action: Action) -> usize {
    emulator.log().iter().filter(|call| call.action == action).count()
}

#[tokio::test(start_paused = true)]
async fn listed_accounts_are_profiles_from_the_start() {
    let mut world = world(3);
    let account = world.accounts.get_mut("100000000002").unwrap();
    let editor = Role { external_id: Some("id:1".into()), ..role("dns/Editor") };
    account.roles.push(editor);
    let emulator = Emulator::new(world);
    let toml = "[[accounts]]\nsource = \"root\"\nrole = \"dns/Editor\"\nexternal_id = \"id:1\"\n\
                session_name = \"alice\"\nregion = \"eu-central-1\"\n\
                ids = [{ id = \"100000000002\", name = \"Team Two\" }, \"100000000003\"]\n";
    let aws = load(&emulator, toml).await;
    assert_eq!(names(aws.profiles()), ["root", "account-003", "Team-Two", "100000000003"]);
    let two = &aws.profiles()[2];
    assert_eq!((two.region.as_str(), two.problem.clone()), ("eu-central-1", None));
    assert_eq!(two.expected_account.as_ref().unwrap().as_str(), "100000000002");
    let member = two.member.as_ref().unwrap();
    assert_eq!(member.account_name.as_deref(), Some("Team Two"));
    assert_eq!((member.source.as_str(), member.group.as_str()), ("root", "by root"));
    assert!(emulator.log().is_empty(), "nothing is asked of AWS before it is needed");

    let identity = bounded(aws.identity(&name("Team-Two"))).await.unwrap();
    // The path is no part of the session's ARN, and the name is the one that was given.
    assert_eq!(identity.arn, "arn:aws:sts::100000000002:assumed-role/Editor/alice");
    let page = bounded(aws.list_zones(&name("Team-Two"), None)).await.unwrap();
    assert_eq!(page.zones[0].name.as_route53(), "a002.example.org.");
    // The third has no such role.
    let fault = bounded(aws.identity(&name("100000000003"))).await.unwrap_err();
    assert_eq!((fault.kind, fault.action), (FaultKind::Denied, "sts:AssumeRole"));
    assert_eq!(asked(&emulator, Action::ListAccounts), 0);
}

#[tokio::test(start_paused = true)]
async fn the_wrong_external_id_is_denied() {
    let mut world = world(2);
    let account = world.accounts.get_mut("100000000002").unwrap();
    account.roles.push(Role { external_id: Some("right".into()), ..role("R") });
    let emulator = Emulator::new(world);
    let toml = |id: &str| {
        format!(
            "[[accounts]]\nsource = \"root\"\nrole = \"R\"\nids = [\"100000000002\"]\n\
             external_id = \"{id}\"\n"
        )
    };
    let member = name("100000000002");
    let wrong = load(&emulator, &toml("wrong")).await;
    assert_eq!(bounded(wrong.identity(&member)).await.unwrap_err().kind, FaultKind::Denied);
    let right = load(&emulator, &toml("right")).await;
    bounded(right.identity(&member)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_organization_is_asked_page_by_page_for_all_its_accounts() {
    let mut world = world(46);
    let organization = world.organization.as_mut().unwrap();
    organization.states.insert("100000000004".into(), "SUSPENDED".into());
    organization.states.insert("100000000005".into(), "PENDING_CLOSURE".into());
    organization.names.insert("100000000006".into(), "Log / Archive\u{1b}[2J".into());
    let emulator = Emulator::new(world);
    let aws = load(&emulator, &(all() + "except = [\"*-007\", \"100000000008\"]\n")).await;
    assert_eq!(aws.organizations().count(), 1);
    assert_eq!(names(aws.profiles()), ["root", "account-003"]);

    let reached = bounded(aws.find_members(0)).await.unwrap();
    assert_eq!(asked(&emulator, Action::ListAccounts), 3, "three pages of twenty");
    let found = names(&reached.profiles);
    assert_eq!(found.len(), 46 - 5, "{found:?}");
    // A profile of AWS's files goes before; what is hard to type is made typable.
    assert!(found.contains(&"account-003-100000000003"), "{found:?}");
    assert!(found.contains(&"Log-Archive-2J"), "{found:?}");
    let left: Vec<_> =
        reached.left_out.iter().map(|left| (left.account.id.as_str(), left.why.as_str())).collect();
    for wanted in [
        (MANAGEMENT, "profile root is in it"),
        ("100000000004", "it is suspended"),
        ("100000000005", "it is pending closure"),
        ("100000000007", "profiles.toml excepts it"),
        ("100000000008", "profiles.toml excepts it"),
    ] {
        assert!(left.contains(&wanted), "{left:?}");
    }
    let zones = bounded(aws.list_zones(&name("account-046"), None)).await.unwrap();
    assert_eq!(zones.zones[0].name.as_route53(), "a046.example.org.");
    assert_eq!(bounded(aws.find_members(0)).await.unwrap(), reached, "names are stable");
}

#[tokio::test(start_paused = true)]
async fn who_knows_a_members_name_already_need_not_ask_for_all() {
    let emulator = Emulator::new(world(4));
    let aws = load(&emulator, &all()).await;
    // A change of an earlier run is read by the profile that made it.
    bounded(aws.list_zones(&name("account-004"), None)).await.unwrap();
    assert_eq!(asked(&emulator, Action::ListAccounts), 1);
    // A name that nobody has is looked for once.
    for _ in 0..2 {
        let fault = bounded(aws.list_zones(&name("gone"), None)).await.unwrap_err();
        assert_eq!(fault.detail, "there is no such profile");
    }
    assert_eq!(asked(&emulator, Action::ListAccounts), 1);
}

#[tokio::test(start_paused = true)]
async fn who_may_not_ask_is_told_why() {
    // Not the management account.
    let mut world = world(3);
    world.organization = Some(Organization::new("100000000002"));
    let emulator = Emulator::new(world);
    let aws = load(&emulator, &all()).await;
    let fault = bounded(aws.find_members(0)).await.unwrap_err();
    assert_eq!(
        (fault.kind.clone(), fault.action),
        (FaultKind::Denied, "organizations:ListAccounts")
    );
    assert!(fault.detail.contains("You don't have permissions"), "{fault:?}");
    // A delegated administrator may; the management account has no such role of itself.
    emulator.with(|world| {
        world.organization.as_mut().unwrap().delegated = vec![MANAGEMENT.into()];
    });
    let reached = bounded(aws.find_members(0)).await.unwrap();
    assert_eq!(names(&reached.profiles), ["account-003-100000000003"]);
    assert!(reached.left_out[1].why.contains("manages"), "{:?}", reached.left_out);
    // Denied by IAM: the policy that would allow it is known.
    emulator.with(|world| {
        let account = world.accounts.get_mut(MANAGEMENT).unwrap();
        account.denied = vec![Action::ListAccounts];
    });
    let fault = bounded(aws.find_members(0)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Denied);
    assert!(fault.hint().contains("organizations:ListAccounts"), "{}", fault.hint());
    // No Organization at all.
    emulator.with(|world| {
        world.organization = None;
        world.accounts.get_mut(MANAGEMENT).unwrap().denied.clear();
    });
    let fault = bounded(aws.find_members(0)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Other("AWSOrganizationsNotInUseException".into()));
    assert!(fault.detail.contains("not a member of an organization"), "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn trouble_that_passes_is_waited_for() {
    let emulator = Emulator::new(world(3));
    let slow = ServiceError::new(400, "TooManyRequestsException", "slow down");
    let first = Matcher::action(Action::ListAccounts).nth(Nth::UpTo(2));
    emulator.order(Rule::new(first, Effect::Error(slow)));
    let aws = load(&emulator, &all()).await;
    assert_eq!(bounded(aws.find_members(0)).await.unwrap().profiles.len(), 2);
    assert_eq!(asked(&emulator, Action::ListAccounts), 3);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_not_there_is_told_of_every_account_that_it_would_reach() {
    let emulator = Emulator::new(world(3));
    let toml = "[[accounts]]\nsource = \"rot\"\nrole = \"R\"\nids = [\"100000000002\"]\n";
    let aws = load(&emulator, &(toml.to_owned() + &all().replace("root", "rot"))).await;
    let problem = aws.profiles()[2].problem.clone().unwrap();
    assert!(problem.message.contains("profile rot, is in none of AWS's files"), "{problem:?}");
    let fault = bounded(aws.find_members(0)).await.unwrap_err();
    assert_eq!((fault.kind, fault.profile.as_str()), (FaultKind::Misconfigured, "rot"));
}

#[tokio::test(start_paused = true)]
async fn what_has_to_be_renewed_is_the_sources() {
    let mut world = world(2);
    world.accounts.get_mut("100000000002").unwrap().roles.push(role("R"));
    world.keys.remove("AKIAROOT");
    let emulator = Emulator::new(world);
    let toml = "[[accounts]]\nsource = \"root\"\nrole = \"R\"\nids = [\"100000000002\"]\n";
    let aws = load(&emulator, toml).await;
    let fault = bounded(aws.identity(&name("100000000002"))).await.unwrap_err();
    assert_eq!(fault.state(), "credentials expired", "{fault:?}");
    assert_eq!(fault.hint(), "Renew the credentials of profile root, then ask again.");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_id_is_told_and_the_others_are_reached() {
    let mut world = world(2);
    world.accounts.get_mut("100000000002").unwrap().roles.push(role("R"));
    let emulator = Emulator::new(world);
    let toml = "[[accounts]]\nsource = \"root\"\nrole = \"R\"\n\
                ids = [\"1000 \\u001b[2J\", \"100000000002\"]\n";
    let aws = load(&emulator, toml).await;
    assert_eq!(names(aws.profiles()), ["root", "account-003", "1000-2J", "100000000002"]);
    let wrong = &aws.profiles()[2];
    assert_eq!(wrong.expected_account, None);
    let problem = wrong.problem.as_ref().unwrap();
    assert!(problem.message.contains("is no account id"), "{problem:?}");
    assert!(problem.hint.contains("source root in profiles.toml"), "{problem:?}");
    bounded(aws.identity(&name("1000-2J"))).await.unwrap_err();
    assert!(emulator.log().is_empty(), "nothing is asked of AWS for it");
    bounded(aws.identity(&name("100000000002"))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn two_hundred_accounts_share_one_sign_in_and_are_refined_one_by_one() {
    let emulator = Emulator::new(world(201));
    let over = Override { region: Some("ap-south-1".into()), ..Override::default() };
    let overrides = HashMap::from([(name("account-100"), over)]);
    let aws = load_with(emulator.http_client(), AWS_CONFIG, &all(), &overrides).await;
    let profiles = bounded(aws.find_members(0)).await.unwrap().profiles;
    assert_eq!(profiles.len(), 200);
    let region = |wanted: &str| {
        let found = profiles.iter().find(|profile| profile.name.as_str() == wanted);
        found.unwrap().region.clone()
    };
    assert_eq!(
        (region("account-100"), region("account-101")),
        ("ap-south-1".into(), "eu-west-1".into())
    );
    let inventory = bounded(zonecut::engine::list_all(&aws, profiles, true)).await;
    assert_eq!(inventory.faults().count(), 0);
    assert_eq!(inventory.zones().count(), 200);
    assert_eq!(asked(&emulator, Action::AssumeRole), 200, "one role an account, once");
}

/// Keys of a test server are no business of AWS's, whatever is asked with them.
#[tokio::test(start_paused = true)]
async fn an_endpoint_of_ones_own_is_asked_for_the_organization_and_of_its_accounts() {
    let at = |url: &str| Override { endpoint: Some(url.to_owned()), ..Override::default() };
    let hosts = |tap: &Tap| {
        let hosts: std::collections::BTreeSet<String> =
            tap.seen().iter().map(|seen| seen.host().to_owned()).collect();
        hosts.into_iter().collect::<Vec<_>>()
    };
    let member = name("account-002");
    let overrides =
        HashMap::from([(name("root"), at("http://root:1")), (member.clone(), at("http://two:2"))]);
    let tap = Tap::into(world(3));
    let aws = load_with(SharedHttpClient::new(tap.clone()), AWS_CONFIG, &all(), &overrides).await;
    assert_eq!(bounded(aws.find_members(0)).await.unwrap().profiles.len(), 2);
    assert_eq!(hosts(&tap), ["root:1"]);
    bounded(aws.alias(&member)).await.unwrap();
    bounded(aws.list_zones(&member, None)).await.unwrap();
    assert_eq!(hosts(&tap), ["two:2"]);
}

#[tokio::test(start_paused = true)]
async fn a_listing_goes_on_where_the_credentials_end_that_it_began_with() {
    let mut world = world(400);
    world.accounts.get_mut(MANAGEMENT).unwrap().roles.push(role("Brief"));
    world.organization.as_mut().unwrap().page = 1;
    let emulator = Emulator::new(world);
    let slow = Effect::Delay(std::time::Duration::from_secs(3));
    emulator.order(Rule::new(Matcher::action(Action::ListAccounts), slow));
    let toml = all().replace("\"root\"", "\"brief\"");
    let config = format!("{AWS_CONFIG}{BRIEF}");
    let aws = load_with(emulator.http_client(), &config, &toml, &HashMap::new()).await;
    let reached = aws.find_members(0).await.unwrap();
    assert_eq!(reached.profiles.len(), 399);
    assert_eq!(asked(&emulator, Action::AssumeRole), 2, "400 pages are 20 minutes");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_moves_to_another_page_meanwhile_is_one_profile() {
    let mut world = world(4);
    world.organization.as_mut().unwrap().page = 2;
    let emulator = Emulator::new(world);
    // The order is by the end of the id: this one is the first on each page.
    let opened = Effect::edit(|world: &mut World| {
        world.add_account("000000000000", "opened");
    });
    emulator.order(Rule::new(Matcher::action(Action::ListAccounts).nth(Nth::Only(2)), opened));
    let aws = load(&emulator, &all()).await;
    let reached = bounded(aws.find_members(0)).await.unwrap();
    let mut accounts: Vec<_> =
        reached.profiles.iter().map(|profile| profile.expected_account.clone().unwrap()).collect();
    accounts.dedup();
    assert_eq!(accounts.len(), 3, "{accounts:?}");
    assert_eq!(
        names(&reached.profiles),
        ["account-002", "account-003-100000000003", "account-004"]
    );
}
