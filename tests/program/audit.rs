//! `zonecut audit` as a process, on a world with a cut in each state.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zonecut::emulator::{DnsEffect, KeySigningKey, RecordType, Signing, World};

use crate::internet::{Internet, delegate, put_ns};
use crate::machine::{Machine, Ran};

const DNS: &str = "111111111111";
const TEAM: &str = "222222222222";
/// An account that no profile reaches.
const OTHER: &str = "999999999999";

/// Cuts of `example.com` by name, and the state that each is in.
pub(crate) const CUTS: [(&str, &str); 12] = [
    ("broken.example.com.", "broken_by_ds"),
    ("dangling.example.com.", "dangling"),
    ("deep.dead.example.com.", "dead"),
    ("drifted.example.com.", "drifted"),
    ("elsewhere.example.com.", "elsewhere"),
    ("lame.example.com.", "lame"),
    ("live.example.com.", "live"),
    ("missing.example.com.", "missing"),
    ("occluding.example.com.", "occluding"),
    ("partly.example.com.", "partly_lame"),
    ("silent.example.com.", "unknown"),
    ("twin.example.com.", "wrong_twin"),
];

/// Words of the states, the gravest first.
const ORDER: [&str; 12] = [
    "dangling",
    "broken_by_ds",
    "lame",
    "dead",
    "wrong_twin",
    "drifted",
    "partly_lame",
    "missing",
    "occluding",
    "unknown",
    "elsewhere",
    "live",
];

/// Accounts `dns` with the parent and `team` with the children.
fn accounts() -> (World, String) {
    let mut world = World::new();
    world.add_account(DNS, "dns");
    world.add_account(TEAM, "team");
    let parent = world.add_zone(DNS, "example.com").unwrap();
    (world, parent)
}

/// A child zone that the parent delegates to.
fn child(world: &mut World, parent: &str, label: &str) -> String {
    let name = format!("{label}.example.com");
    let child = world.add_zone(TEAM, &name).unwrap();
    delegate(world, parent, &name, &child);
    child
}

/// Signs a zone that lies above others.
fn sign(world: &mut World, zone: &str) {
    let zone = world.zone_mut(zone).unwrap();
    let key = KeySigningKey::made(&zone.name.to_string(), "ksk").unwrap();
    zone.signing = Signing { status: "SIGNING".to_owned(), keys: vec![key] };
}

/// A cut in each state.
pub(crate) fn one_of_each() -> Internet {
    let (mut world, parent) = accounts();
    child(&mut world, &parent, "live");
    let partly = child(&mut world, &parent, "partly");
    let silent = child(&mut world, &parent, "silent");
    child(&mut world, &parent, "occluding");
    child(&mut world, &parent, "broken");
    child(&mut world, &parent, "twin");
    let lame = child(&mut world, &parent, "lame");
    let drifted = child(&mut world, &parent, "drifted");
    let missing = "missing.example.com";
    world.add_zone(TEAM, missing).unwrap();
    world.add_zone(TEAM, "twin.example.com").unwrap();

    let mut servers = world.zone(&drifted).unwrap().name_servers.clone();
    servers.pop();
    servers.push("ns-7.awsdns-07.net".to_owned());
    let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
    put_ns(&mut world, &parent, "drifted.example.com", &servers);
    put_ns(
        &mut world,
        &parent,
        "dangling.example.com",
        &["ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"],
    );
    put_ns(&mut world, &parent, "dead.example.com", &["ns-1.awsdns-01.org"]);
    put_ns(&mut world, &parent, "deep.dead.example.com", &["ns-2.awsdns-02.co.uk"]);
    sign(&mut world, &parent);
    let zone = world.zone_mut(&parent).unwrap();
    zone.put("www.occluding.example.com", RecordType::A, 300, &["192.0.2.1"]).unwrap();
    let digest = "AB".repeat(32);
    let ds = format!("4711 13 2 {digest}");
    zone.put("broken.example.com", RecordType::Ds, 300, &[&ds]).unwrap();

    let key = world.add_account(OTHER, "operator");
    world.keys.remove(&key);
    let operator = world.add_zone(OTHER, "elsewhere.example.com").unwrap();
    delegate(&mut world, &parent, "elsewhere.example.com", &operator);

    let internet = Internet::start(world);
    internet.order(&internet.set_of(&partly)[0], DnsEffect::Rcode(5));
    for host in internet.set_of(&silent) {
        internet.order(&host, DnsEffect::Silent);
    }
    for host in internet.set_of(&lame) {
        internet.order(&host, DnsEffect::Lame);
    }
    internet
}

fn audit(internet: &Internet, arguments: &[&str]) -> Ran {
    internet.zonecut(&[&["audit"], arguments].concat())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The rows by name; of several of a name the gravest.
fn by_name(rows: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for row in rows.as_array().unwrap() {
        let name = row["name"].as_str().unwrap().to_owned();
        found.entry(name).or_insert_with(|| row.clone());
    }
    found
}

#[test]
fn each_state_is_found_told_and_repaired() {
    let internet = one_of_each();
    let ran = audit(&internet, &["--json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let json = ran.json();
    let rows = by_name(&json);
    for (name, state) in CUTS {
        let row = rows.get(name).unwrap_or_else(|| panic!("no {name} in {json:#}"));
        assert_eq!(row["state"], state, "{row:#}");
        let expected =
            ["name", "parent", "child", "state", "evidence", "also", "servers", "repair", "advice"];
        assert_eq!(keys(row), expected);
        assert!(!row["evidence"].as_array().unwrap().is_empty(), "{row:#}");
        for side in ["parent", "child"].map(|side| &row[side]).iter().filter(|s| !s.is_null()) {
            assert_eq!(keys(side), ["profile", "account", "zone_id", "name"]);
        }
        assert_eq!(row["parent"]["account"], json!(DNS), "{row:#}");
    }
    // Beside those: the cut over the dead one, and the twin that the parent names.
    assert_eq!(json.as_array().unwrap().len(), CUTS.len() + 2, "{json:#}");
    let place = |row: &Value| ORDER.iter().position(|state| row["state"] == *state).unwrap();
    assert!(json.as_array().unwrap().is_sorted_by_key(place), "{json:#}");

    assert!(ran.err.contains("could not ask") || ran.err.contains("unknown"), "{}", ran.err);
    for (name, command) in [
        ("drifted.example.com.", "zonecut delegate --child team/"),
        ("missing.example.com.", "zonecut delegate --child team/"),
        ("dangling.example.com.", "zonecut remove --child dangling.example.com. --parent dns/"),
    ] {
        let repair = rows[name]["repair"]["command"].as_str().unwrap();
        assert!(repair.starts_with(command), "{repair}");
        let words: Vec<&str> = repair.split(' ').skip(1).collect();
        let repaired = internet.zonecut(&[&words, &["--yes", "--no-dns"][..]].concat());
        assert_eq!(repaired.code, Some(0), "{}", repaired.err);
    }
    let again = by_name(&audit(&internet, &["--json"]).json());
    assert_eq!(again["drifted.example.com."]["state"], "live");
    assert_eq!(again["missing.example.com."]["state"], "live");
    assert!(!again.contains_key("dangling.example.com."));
}

#[test]
fn it_is_told_as_text_and_as_csv_and_by_state() {
    let internet = one_of_each();
    let ran = audit(&internet, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let mut lines = ran.out.lines();
    let head: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["STATE", "NAME", "PARENT", "CHILD"]);
    let first = lines.next().unwrap();
    assert!(first.starts_with("dangling") && first.contains("dangling.example.com."), "{first}");
    assert!(ran.out.contains("    repair: zonecut remove --child"), "{}", ran.out);
    assert!(ran.err.contains("public zones in 2 accounts"), "{}", ran.err);
    let full = audit(&internet, &["-v"]);
    assert!(full.out.len() > ran.out.len());

    let csv = audit(&internet, &["--csv"]);
    assert_eq!(csv.code, Some(1));
    assert!(csv.out.starts_with("state,name,parent,parent_profile,"), "{}", csv.out);
    assert_eq!(csv.out.matches("\r\n").count(), CUTS.len() + 3, "{}", csv.out);
    assert!(csv.out.lines().skip(1).all(|line| line.matches(',').count() >= 13), "{}", csv.out);

    let states = |arguments: &[&str]| -> (Option<i32>, Vec<String>) {
        let ran = audit(&internet, &[&["--json"], arguments].concat());
        let json = ran.json();
        let state = |row: &Value| row["state"].as_str().unwrap().to_owned();
        (ran.code, json.as_array().unwrap().iter().map(state).collect())
    };
    assert_eq!(states(&["--state", "dangling"]).1[0], "dangling");
    let (code, found) = states(&["--state", "unknown"]);
    assert_eq!((code, found.as_slice()), (Some(5), &["unknown".to_owned()][..]));
    let (code, found) = states(&["--state", "live", "--state", "elsewhere"]);
    assert_eq!((code, found.len()), (Some(0), 3));
    let (code, found) = states(&["--zone", "live.example.com"]);
    assert_eq!((code, found.as_slice()), (Some(0), &["live".to_owned()][..]));
    audit(&internet, &["--state", "fine"]).failed(2, &["a state is one of", "partly_lame"]);
}

#[test]
fn the_demo_has_a_cut_in_each_state() {
    let mut machine = Machine::new();
    machine.ask_dns();
    let ran = machine.zonecut(&["--demo", "audit", "--json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let json = ran.json();
    let found: BTreeSet<&str> =
        json.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(found, BTreeSet::from(ORDER), "{}", ran.err);
}

#[test]
fn what_it_will_take_is_told_without_reading_a_record() {
    let internet = one_of_each();
    let ran = audit(&internet, &["--estimate", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let json = ran.json();
    assert_eq!(keys(&json), ["zones", "requests", "seconds", "servers_about", "accounts"]);
    let zones = 1 + 8 + 2;
    assert_eq!(json["zones"], zones);
    assert!(json["requests"].as_u64().unwrap() >= zones);
    let log = internet.listening.emulator.log();
    assert!(
        !log.iter().any(|call| call.action == zonecut::emulator::Action::ListResourceRecordSets)
    );
    assert!(internet.listening.emulator.dns_log().is_empty());
    let text = audit(&internet, &["--estimate"]);
    assert!(text.out.contains("11 public zones in 2 accounts"), "{}", text.out);
}

#[test]
fn where_nobody_can_be_asked_there_is_no_alarm() {
    let (mut world, parent) = accounts();
    for label in ["one", "two", "three"] {
        child(&mut world, &parent, label);
    }
    put_ns(&mut world, &parent, "four.example.com", &["ns-1.awsdns-01.org"]);
    let internet = Internet::start(world);
    internet.block();
    for arguments in [&["--json"][..], &["--json", "--no-dns"]] {
        let ran = audit(&internet, arguments);
        assert_eq!(ran.code, Some(5), "{}", ran.err);
        let rows = by_name(&ran.json());
        assert_eq!(rows.len(), 4);
        for row in rows.values() {
            assert_eq!(row["state"], "unknown", "{row:#}");
        }
    }
}

#[test]
fn a_profile_that_cannot_be_read_keeps_no_other_from_it_and_is_no_alarm() {
    let (mut world, parent) = accounts();
    child(&mut world, &parent, "live");
    let key = world.add_account("333333333333", "gone");
    world.expire_key(&key);
    let internet = Internet::start(world);
    let ran = audit(&internet, &["--json"]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert_eq!(by_name(&ran.json())["live.example.com."]["state"], "live");
    assert!(ran.err.contains("profile gone"), "{}", ran.err);
    let ran = audit(&internet, &["--profile", "dns", "--profile", "team"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn who_leaves_an_audit_gets_what_is_known_so_far() {
    let (mut world, parent) = accounts();
    child(&mut world, &parent, "live");
    let silent = child(&mut world, &parent, "silent");
    let internet = Internet::start(world);
    internet.configure("timeout = \"20s\"\n");
    for host in internet.set_of(&silent) {
        internet.order(&host, DnsEffect::Silent);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonecut"));
    command.env_clear().envs(internet.machine.variables()).args(["audit", "--json"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let program = command.spawn().unwrap();
    // All that answers has been asked, and two seconds are enough to hear it.
    let end = Instant::now() + Duration::from_secs(40);
    while internet.listening.emulator.dns_log().len() < 8 {
        assert!(Instant::now() < end, "it never got there");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_secs(2));
    let id = program.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    let ran = Ran::of(&program.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("interrupted: this is what is known so far"), "{}", ran.err);
    let rows = by_name(&ran.json());
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["live.example.com."]);
}

#[test]
fn hostile_contents_drive_no_terminal_and_are_no_formula() {
    let (mut world, parent) = accounts();
    let zone = world.zone_mut(&parent).unwrap();
    let ns = ["\\033[2J.example.net.", "=cmd.example.net."];
    zone.put("\\033]0;x\\007.example.com", RecordType::Ns, 300, &ns).unwrap();
    zone.put("=1+1.example.com", RecordType::Ns, 300, &ns).unwrap();
    zone.put("\\302\\233.example.com", RecordType::Ns, 300, &ns).unwrap();
    let internet = Internet::start(world);
    for arguments in [&[][..], &["-v"], &["--json"], &["--csv"]] {
        let ran = audit(&internet, arguments);
        assert!(ran.code.is_some_and(|code| code == 1 || code == 5), "{}", ran.err);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{7}']), "{text:?}");
        }
    }
    let csv = audit(&internet, &["--csv"]).out;
    for line in csv.lines() {
        for cell in line.split(',') {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{line}");
        }
    }
}
