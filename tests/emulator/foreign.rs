//! Clients and a server that others wrote: boto3, the AWS CLI, moto.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use zonecut::emulator::{
    Action, Emulator, KeySigningKey, Latency, LinkedService, Organization, Policy, Principal,
    RecordType, Role, Served, Signing, Vpc, World, demo,
};

use crate::moto::Moto;
use crate::python::{Python, point_at, run, text};

const LIMIT: Duration = Duration::from_mins(2);

/// An emulator that listens, on a runtime of its own; the world is the one that the scripts expect.
struct Listening {
    emulator: Emulator,
    served: Served,
    key: String,
    _runtime: tokio::runtime::Runtime,
}

impl Listening {
    fn start(world: World, key: String) -> Listening {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let emulator = Emulator::new(world);
        let served = runtime.block_on(emulator.serve("127.0.0.1:0".parse().unwrap())).unwrap();
        Listening { emulator, served, key, _runtime: runtime }
    }
}

/// Moto's account for keys it does not know, and one that it can be asked to be by role.
fn two_accounts() -> (World, String) {
    let mut world = World::new();
    let key = world.add_account("123456789012", "main");
    world.add_account("222222222222", "member");
    let member = world.accounts.get_mut("222222222222").unwrap();
    member.roles.push(Role {
        name: "dns".to_owned(),
        trusts: vec!["123456789012".to_owned()],
        external_id: None,
        denied: Vec::new(),
    });
    (world, key)
}

fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name)
}

fn python_script(python: &Python, name: &str, url: &str, key: &str, more: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(python.program("python"));
    point_at(&mut command, url, key, home.path());
    let output = run(command.arg(script(name)).args(more), LIMIT);
    assert!(output.status.success(), "{name}: {}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differences {
    #[serde(default)]
    difference: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    step: String,
    emulator: Value,
    moto: Value,
    reason: String,
}

#[test]
fn the_scenario_ends_on_moto_as_it_does_here_but_for_the_listed_differences() {
    let python = Python::get();
    let (world, key) = two_accounts();
    let here = Listening::start(world, key);
    let moto = Moto::start(&python);
    let ended = |url: &str| -> BTreeMap<String, Value> {
        serde_json::from_str(&python_script(&python, "scenario.py", url, &here.key, &[])).unwrap()
    };
    let (ours, theirs) = (ended(&here.served.url()), ended(&moto.url()));
    assert!(ours.keys().eq(theirs.keys()));
    let listed = std::fs::read_to_string(script("differences.toml")).unwrap();
    let listed: Differences = toml::from_str(&listed).unwrap();
    let mut problems = Vec::new();
    let mut expected = BTreeMap::new();
    for Difference { step, emulator, moto, reason } in &listed.difference {
        assert!(reason.split_whitespace().count() > 3, "{step}: a reason is wanted");
        let doubled = expected.insert(step.as_str(), (emulator, moto)).is_some();
        assert!(!doubled, "{step} is listed twice");
        if !ours.contains_key(step) {
            problems.push(format!("listed, but no step of the scenario: {step}"));
        }
    }
    for (step, ours) in &ours {
        let theirs = &theirs[step];
        match expected.get(step.as_str()) {
            None if ours == theirs => {}
            None => problems.push(format!("not listed: {step}\n  here {ours}\n  moto {theirs}")),
            Some(_) if ours == theirs => problems.push(format!("listed, but gone: {step}")),
            Some(listed) if *listed == (ours, theirs) => {}
            Some(_) => {
                problems.push(format!("another one: {step}\n  here {ours}\n  moto {theirs}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn boto3_gets_every_operation_error_and_page_as_from_route_53() {
    let python = Python::get();
    let (mut world, key) = two_accounts();
    let foreign = world.add_zone("222222222222", "other.example.com").unwrap();
    let mut add = |name: &str| world.add_zone("123456789012", name).unwrap();
    let (linked, signed, private) =
        (add("svc.example.com"), add("signed.example.com"), add("private.example.com"));
    world.zone_mut(&linked).unwrap().linked_service = Some(LinkedService {
        principal: "servicediscovery.amazonaws.com".to_owned(),
        description: "a namespace".to_owned(),
    });
    world.zone_mut(&signed).unwrap().signing = Signing {
        status: "SIGNING".to_owned(),
        keys: vec![KeySigningKey {
            name: "ksk".to_owned(),
            status: "ACTIVE".to_owned(),
            tag: 4711,
            digest: "AB".repeat(32),
            public_key: "AAAA".to_owned(),
        }],
    };
    let vpc = Vpc { region: "eu-central-1".to_owned(), id: "vpc-1".to_owned() };
    world.zone_mut(&private).unwrap().make_private(vec![vpc]);
    let zone = world.zone_mut(&signed).unwrap();
    zone.protect("kept.signed.example.com", RecordType::Ns, "ask Ann").unwrap();
    world.accounts.get_mut("123456789012").unwrap().policies.insert(
        "delegator".to_owned(),
        Policy {
            actions: vec![Action::ChangeResourceRecordSets, Action::ListHostedZonesByName],
            change_actions: vec!["UPSERT".to_owned(), "DELETE".to_owned()],
            record_types: vec![RecordType::Ns],
        },
    );
    for (key, user) in
        [("AKIADENIED", "auditor"), ("AKIAEXPIRED", "late"), ("AKIADELEGATOR", "delegator")]
    {
        world.add_key(key, "123456789012", Principal::User(user.to_owned()));
    }
    world.keys.get_mut("AKIADENIED").unwrap().denied =
        vec![Action::ListHostedZones, Action::ListAccounts];
    let states = BTreeMap::from([("222222222222".to_owned(), "SUSPENDED".to_owned())]);
    world.organization =
        Some(Organization { page: 1, states, ..Organization::new("123456789012") });
    world.expire_key("AKIAEXPIRED");
    let here = Listening::start(world, key);
    let arguments = [&linked, &signed, &private, &foreign].map(String::as_str);
    let arguments = [&arguments[..], &["AKIADENIED", "AKIAEXPIRED", "AKIADELEGATOR"]].concat();
    let url = here.served.url();
    let said = python_script(&python, "operations.py", &url, &here.key, &arguments);
    assert_eq!(said.trim(), "all of it");
}

#[test]
fn the_aws_cli_delegates_and_replaces_a_delegation() {
    let python = Python::get();
    let (mut world, key) = two_accounts();
    let zone = world.add_zone("123456789012", "example.com").unwrap();
    let here = Listening::start(world, key);
    let home = tempfile::tempdir().unwrap();
    let aws = |arguments: &[&str]| {
        let mut command = Command::new(python.program("aws"));
        point_at(&mut command, &here.served.url(), &here.key, home.path());
        run(command.args(arguments).args(["--output", "json"]), LIMIT)
    };
    let json = |arguments: &[&str]| -> Value {
        let output = aws(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let set = |server: &str| {
        let records = serde_json::json!([{ "Value": server }]);
        let name = "team.example.com.";
        serde_json::json!({ "Name": name, "Type": "NS", "TTL": 300, "ResourceRecords": records })
    };
    let batch = |changes: Value| {
        let file = home.path().join("batch.json");
        std::fs::write(&file, serde_json::json!({ "Changes": changes }).to_string()).unwrap();
        format!("file://{}", file.display())
    };
    let apply = |changes: Value| {
        let change = ["route53", "change-resource-record-sets", "--hosted-zone-id", &zone];
        aws(&[&change[..], &["--change-batch", &batch(changes)]].concat())
    };
    let (old, new) = (set("ns1.example.net."), set("ns2.example.net."));

    let listed = json(&["route53", "list-hosted-zones"]);
    assert_eq!(listed["HostedZones"][0]["Name"], "example.com.");
    let identity = json(&["sts", "get-caller-identity"]);
    assert_eq!(identity["Account"], "123456789012");

    let created = apply(serde_json::json!([{ "Action": "CREATE", "ResourceRecordSet": old }]));
    assert!(created.status.success(), "{}", text(&created));
    let created: Value = serde_json::from_slice(&created.stdout).unwrap();
    let id = created["ChangeInfo"]["Id"].as_str().unwrap();
    let status = json(&["route53", "get-change", "--id", id]);
    assert_eq!(status["ChangeInfo"]["Id"], id);

    let again = apply(serde_json::json!([{ "Action": "CREATE", "ResourceRecordSet": old }]));
    assert!(!again.status.success());
    assert!(text(&again).contains("(InvalidChangeBatch)"), "{}", text(&again));

    let swapped = apply(serde_json::json!([
        { "Action": "DELETE", "ResourceRecordSet": old },
        { "Action": "CREATE", "ResourceRecordSet": new },
    ]));
    assert!(swapped.status.success(), "{}", text(&swapped));
    let there = here.emulator.with(|world| {
        world.zone(&zone).unwrap().values("team.example.com", RecordType::Ns).unwrap()
    });
    assert_eq!(there, (300, vec!["ns2.example.net.".to_owned()]));
    let sets = json(&["route53", "list-resource-record-sets", "--hosted-zone-id", &zone]);
    assert_eq!(sets["ResourceRecordSets"].as_array().unwrap().len(), 3);
}

#[test]
fn the_aws_cli_reaches_the_demo_by_its_profiles() {
    let python = Python::get();
    let mut world = demo::world().unwrap();
    world.latency = Latency::default();
    let here = Listening::start(world, String::new());
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    std::fs::write(&config, demo::AWS_CONFIG).unwrap();
    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    std::fs::write(cache.join(demo::SSO_TOKEN_FILE), demo::SSO_TOKEN).unwrap();
    let aws = |profile: &str, arguments: &[&str]| {
        let mut command = Command::new(python.program("aws"));
        point_at(&mut command, &here.served.url(), "", home.path());
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command
            .env("AWS_CONFIG_FILE", &config)
            .env("AWS_SHARED_CREDENTIALS_FILE", home.path().join("none"));
        run(command.args(arguments).args(["--profile", profile, "--output", "json"]), LIMIT)
    };
    for (profile, account) in [("dns-prod-admin", "111111111111"), ("org-member", "444444444444")] {
        let output = aws(profile, &["sts", "get-caller-identity"]);
        assert!(output.status.success(), "{profile}: {}", text(&output));
        let identity: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(identity["Account"], account, "{profile}");
    }
    let denied = text(&aws("audit", &["route53", "list-hosted-zones"]));
    assert!(denied.contains("(AccessDenied)") && denied.contains("user/auditor"), "{denied}");
    let expired = text(&aws("legacy", &["route53", "list-hosted-zones"]));
    assert!(expired.contains("expired"), "{expired}");
}
