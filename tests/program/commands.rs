//! The commands as processes: what they print and where, and how they end.

use serde_json::Value;
use zonecut::emulator::{Action, RecordType, World};

use crate::machine::{Listening, Machine};
use crate::python::{Python, text};
use crate::site::Site;

const PLAN_TEAM: &[&str] = &["plan", "--child", "team/team.example.com"];

/// Accounts `dns` and `team` with a zone each; the zones' ids.
fn two_accounts() -> (World, String, String) {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    world.add_account("222222222222", "team");
    let parent = world.add_zone("111111111111", "example.com").unwrap();
    let child = world.add_zone("222222222222", "team.example.com").unwrap();
    (world, parent, child)
}

fn listening(world: World) -> (Listening, Machine) {
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    (listening, machine)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn row<'a>(list: &'a Value, key: &str, wanted: &str) -> &'a Value {
    let mut rows = list.as_array().unwrap().iter();
    rows.find(|row| row[key] == wanted).unwrap_or_else(|| panic!("no {wanted} in {list:#}"))
}

#[test]
fn profiles_tell_whom_each_is_and_what_is_wrong_with_the_others() {
    let ran = Machine::new().zonecut(&["--demo", "profiles", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let list = ran.json();
    for row in list.as_array().unwrap() {
        assert_eq!(keys(row), ["name", "account", "arn", "state", "hint"]);
    }
    let dns = row(&list, "name", "dns-prod");
    assert_eq!((&dns["account"], &dns["state"]), (&"111111111111".into(), &"ok".into()));
    assert_eq!(dns["arn"], "arn:aws:iam::111111111111:user/dns-prod");
    assert_eq!(dns["hint"], Value::Null);
    let member = row(&list, "name", "org-member");
    assert_eq!(member["account"], "444444444444");
    let legacy = row(&list, "name", "legacy");
    assert_eq!((&legacy["account"], &legacy["state"]), (&Value::Null, &"sign_in_expired".into()));
    assert!(legacy["hint"].as_str().unwrap().contains("aws sso login --sso-session example-sso"));

    let text = Machine::new().zonecut(&["--demo", "profiles"]);
    assert_eq!(text.code, Some(0));
    assert!(text.out.lines().any(|line| line.starts_with("dns-prod") && line.contains("1111")));
    assert!(text.out.contains("aws sso login"), "{}", text.out);
}

#[test]
fn zones_are_listed_once_an_account_and_faults_stand_beside() {
    let ran = Machine::new().zonecut(&["--demo", "zones", "--json"]);
    assert_eq!(ran.code, Some(0));
    let list = ran.json();
    let expected = ["profile", "profiles", "account", "zone_id", "name", "private", "record_count"];
    let mut ids = Vec::new();
    for row in list.as_array().unwrap() {
        assert_eq!(keys(row), expected);
        ids.push(row["zone_id"].as_str().unwrap());
    }
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "a zone is listed twice");
    let parent = row(&list, "zone_id", "Z0EXAMPLECOM");
    assert_eq!(parent["name"], "example.com.");
    assert_eq!(parent["profiles"], serde_json::json!(["dns-prod", "dns-prod-admin"]));
    assert_eq!(row(&list, "zone_id", "Z0EXAMPLENETPRIV")["private"], true);
    assert!(row(&list, "zone_id", "Z0HOSTSEXAMPLENET")["record_count"].as_u64() > Some(700));
    for part in ["profile audit", "access denied", "profile legacy", "sign-in expired"] {
        assert!(ran.err.contains(part), "“{part}” is not in {}", ran.err);
    }
    assert!(ran.err.contains("route53:ListHostedZones"), "{}", ran.err);
}

#[test]
fn profiles_can_be_chosen_by_flag_and_nothing_is_asked_of_the_others() {
    let (world, ..) = two_accounts();
    let (listening, machine) = listening(world);
    let ran = machine.zonecut(&["zones", "--json", "--profile", "team"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.json().as_array().unwrap().len(), 1);
    let log = listening.emulator.log();
    assert!(log.iter().all(|call| call.account.as_deref() == Some("222222222222")), "{log:#?}");
    machine.zonecut(&["zones", "--profile", "nobody"]).failed(2, &["nobody"]);
}

#[test]
fn a_plan_has_the_promised_shape_and_exit_code() {
    let plan =
        |child: &str| Machine::new().zonecut(&["--demo", "plan", "--json", "--child", child]);
    for (child, verdict, code) in [
        ("team-a/team-a.example.com", "ready", 0),
        ("team-a/api.example.com", "up_to_date", 0),
        ("team-a/blog.example.com", "stopped", 3),
    ] {
        let ran = plan(child);
        let json = ran.json();
        assert_eq!(keys(&json), ["parent", "child", "verdict", "change_batch", "findings"]);
        assert_eq!((&json["verdict"], ran.code), (&verdict.into(), Some(code)), "{child}");
        assert_eq!(json["change_batch"].is_null(), verdict != "ready", "{child}");
        for side in ["parent", "child"] {
            assert_eq!(keys(&json[side]), ["profile", "account", "zone_id", "name"]);
        }
        assert_eq!(json["parent"]["zone_id"], "Z0EXAMPLECOM");
        for finding in json["findings"].as_array().unwrap() {
            assert_eq!(keys(finding)[..4], ["code", "severity", "message", "evidence"]);
            assert!(finding["evidence"].is_array());
            let severity = finding["severity"].as_str().unwrap();
            assert!(["stop", "warn", "note"].contains(&severity), "{severity}");
        }
    }
    let stopped = plan("team-a/blog.example.com").json();
    let stop = row(&stopped["findings"], "severity", "stop");
    assert_eq!(stop["code"], "cname-at-cut");

    let ready = plan("team-a/team-a.example.com").json();
    let changes = ready["change_batch"]["Changes"].as_array().unwrap();
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(change["Action"], "CREATE");
    let set = &change["ResourceRecordSet"];
    assert_eq!((&set["Name"], &set["Type"]), (&"team-a.example.com.".into(), &"NS".into()));
    assert_eq!(set["TTL"], 300);
    assert_eq!(set["ResourceRecords"].as_array().unwrap().len(), 4);
}

#[test]
fn a_plan_in_words_keeps_its_findings_off_standard_output() {
    let ran = Machine::new().zonecut(&["--demo", "plan", "--child", "team-a/shop.example.com"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("+ CREATE  shop.example.com.  NS  300"), "{}", ran.out);
    assert!(!ran.out.contains("occluded-records"), "{}", ran.out);
    for part in ["warn  occluded-records", "cart.shop.example.com", "not in the child"] {
        assert!(ran.err.contains(part), "“{part}” is not in {}", ran.err);
    }
    let ran = Machine::new().zonecut(&["--demo", "plan", "--child", "team-a/blog.example.com"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("stop  cname-at-cut"), "{}", ran.err);
}

#[test]
fn a_plan_writes_nothing() {
    let (world, ..) = two_accounts();
    let (listening, machine) = listening(world);
    for form in ["text", "json", "cli"] {
        assert_eq!(machine.zonecut(&[PLAN_TEAM, &["--as", form]].concat()).code, Some(0));
    }
    assert_eq!(listening.writes(), 0);
}

#[test]
fn an_ambiguous_parent_is_an_error_that_lists_the_candidates() {
    let (mut world, one, _) = two_accounts();
    world.add_account("333333333333", "other");
    let two = world.add_zone("333333333333", "example.com").unwrap();
    let (_listening, machine) = listening(world);
    let candidates = [format!("--parent dns/{one}"), format!("--parent other/{two}")];
    let ran = machine.zonecut(PLAN_TEAM);
    ran.failed(2, &["several zones can be the parent", &candidates[0], &candidates[1]]);
    // Each line that it lists can be used as it stands.
    for candidate in &candidates {
        let chosen: Vec<&str> = candidate.split(' ').collect();
        let ran = machine.zonecut(&[PLAN_TEAM, &chosen, &["--json"]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(candidate.ends_with(ran.json()["parent"]["zone_id"].as_str().unwrap()));
    }
}

#[test]
fn a_child_named_by_a_name_that_two_zones_bear_must_be_named_by_id() {
    let (mut world, _, one) = two_accounts();
    let two = world.add_zone("222222222222", "team.example.com").unwrap();
    let (_listening, machine) = listening(world);
    machine.zonecut(PLAN_TEAM).failed(2, &["several zones are named", &one, &two, "by its id"]);
    let by_id = format!("team/{two}");
    let ran = machine.zonecut(&["plan", "--json", "--child", &by_id]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.json()["child"]["zone_id"], two);
}

#[test]
fn what_was_asked_for_wrongly_ends_with_two_and_says_what_is_right() {
    let (world, ..) = two_accounts();
    let (_listening, machine) = listening(world);
    let plan = |child: &str| machine.zonecut(&["plan", "--child", child]);
    plan("team.example.com").failed(2, &["not PROFILE/ZONE", "dns, team"]);
    plan("nobody/team.example.com").failed(2, &["not PROFILE/ZONE", "dns, team"]);
    plan("team/").failed(2, &["names no zone"]);
    plan("team/other.example.com").failed(2, &["profile team reaches no zone", "zonecut zones"]);
    plan("dns/example.com").failed(2, &["no public zone above example.com", "--parent"]);
    machine.zonecut(&[PLAN_TEAM, &["--ttl", "soon"]].concat()).failed(2, &["a TTL is 0 to"]);
    machine.zonecut(&["plan"]).failed(2, &["--child"]);
    machine.zonecut(&["delegat"]).failed(2, &["delegat"]);
}

#[test]
fn a_child_that_cannot_be_read_is_a_failure_with_a_hint() {
    let (mut world, ..) = two_accounts();
    world.accounts.get_mut("222222222222").unwrap().denied = vec![Action::ListHostedZones];
    let (_listening, machine) = listening(world);
    let ran = machine.zonecut(PLAN_TEAM);
    ran.failed(1, &["profile team", "222222222222", "access denied", "route53:ListHostedZones"]);
    machine.zonecut(&["zones", "--profile", "team"]).failed(1, &["access denied"]);
}

#[test]
fn the_printed_command_and_the_change_batch_do_what_was_planned() {
    let python = Python::get();
    let (mut world, parent, child) = two_accounts();
    let zone = world.zone_mut(&parent).unwrap();
    zone.put("team.example.com", RecordType::Ns, 900, &["ns1.example.net."]).unwrap();
    let servers = &world.zone(&child).unwrap().name_servers;
    let servers: Vec<String> = servers.iter().map(|server| format!("{server}.")).collect();
    let (listening, machine) = listening(world);
    let at_cut = || {
        listening
            .emulator
            .with(|world| world.zone(&parent).unwrap().values("team.example.com", RecordType::Ns))
    };

    let ran = machine.zonecut(&[PLAN_TEAM, &["--as", "cli"]].concat());
    let commands = ran.out.lines().filter(|line| !line.starts_with('#'));
    assert_eq!((ran.code, commands.count()), (Some(0), 1), "{ran:?}");
    let done = machine.shell(&python, &ran.out);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(at_cut(), Some((300, servers.clone())));
    // It holds the state that it was made from: a second time nothing matches.
    let again = machine.shell(&python, &ran.out);
    assert!(!again.status.success());
    assert!(text(&again).contains("InvalidChangeBatch"), "{}", text(&again));

    let json = machine.zonecut(&[PLAN_TEAM, &["--ttl", "1h", "--json"]].concat()).json();
    let file = machine.file("batch.json", json["change_batch"].to_string());
    let line = format!(
        "aws route53 change-resource-record-sets --profile dns --hosted-zone-id {parent} \
         --change-batch file://{}",
        file.display()
    );
    let done = machine.shell(&python, &line);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(at_cut(), Some((3600, servers)));

    let ran = machine.zonecut(&[PLAN_TEAM, &["--as", "cli"]].concat());
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "nothing to do prints no command");
}

#[test]
fn commands_on_moto() {
    let mut site = Site::moto();
    let (dns, team) = ("511111111111", "522222222222");
    site.account(dns);
    site.account(team);
    let parent = site.zone(dns, "example.com");
    let child = site.zone(team, "team.example.com");
    let config = site.profile("dns", dns) + &site.profile("team", team);
    let machine = Machine::with(&config, &site.url().unwrap());

    let profiles = machine.zonecut(&["profiles", "--json"]).json();
    assert_eq!(row(&profiles, "name", "team")["account"], team);
    let zones = machine.zonecut(&["zones", "--json"]).json();
    let names: Vec<&Value> = zones.as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["example.com.", "team.example.com."]);

    let ran = machine.zonecut(&[PLAN_TEAM, &["--as", "cli"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let done = machine.shell(&Python::get(), &ran.out);
    assert!(done.status.success(), "{}", text(&done));
    let due = (300, child.name_servers.clone());
    assert_eq!(site.ns(&parent, "team.example.com"), Some(due));
    let again = machine.zonecut(&[PLAN_TEAM, &["--json"]].concat());
    assert_eq!((again.code, &again.json()["verdict"]), (Some(0), &"up_to_date".into()));
}
