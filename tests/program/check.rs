//! `zonecut check` as a process, on name servers that answer for real.

use serde_json::{Value, json};
use zonecut::emulator::{DnsEffect, RecordType, World};

use crate::internet::{Internet, delegate, put_ns};
use crate::machine::Ran;

const DNS: &str = "111111111111";
const TEAM: &str = "222222222222";
const CUT: &str = "team.example.com";

/// `example.com` in one account, delegating `team.example.com` in another.
struct Pair {
    internet: Internet,
    parent: String,
    child: String,
}

impl Pair {
    fn new() -> Pair {
        Pair::with(|_, _, _| {})
    }

    fn with(edit: impl FnOnce(&mut World, &str, &str)) -> Pair {
        let mut world = World::new();
        world.add_account(DNS, "dns");
        world.add_account(TEAM, "team");
        let parent = world.add_zone(DNS, "example.com").unwrap();
        let child = world.add_zone(TEAM, CUT).unwrap();
        delegate(&mut world, &parent, CUT, &child);
        edit(&mut world, &parent, &child);
        Pair { internet: Internet::start(world), parent, child }
    }

    fn check(&self) -> Ran {
        self.internet.zonecut(&["check", CUT, "--json"])
    }
}

/// The states of all rows of one role, sorted.
fn states<'a>(json: &'a Value, role: &str) -> Vec<&'a str> {
    let rows = json["rows"].as_array().unwrap();
    let of_role = rows.iter().filter(|row| row["role"] == role);
    let mut states: Vec<&str> = of_role.map(|row| row["state"].as_str().unwrap()).collect();
    states.sort_unstable();
    states
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn ends(ran: &Ran, code: i32, verdict: &str) -> Value {
    assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
    let json = ran.json();
    assert_eq!(json["verdict"], verdict, "{json:#}");
    json
}

#[test]
fn a_healthy_cut_is_proved_server_by_server() {
    let pair = Pair::new();
    let json = ends(&pair.check(), 0, "proved");
    let expected = ["name", "parent", "child", "notes", "verdict", "summary", "rows"];
    assert_eq!(keys(&json), expected);
    for row in json["rows"].as_array().unwrap() {
        assert_eq!(keys(row), ["role", "server", "state", "words", "took_ms", "detail"]);
    }
    for role in ["parent", "child"] {
        assert_eq!(states(&json, role), ["agrees"; 4], "{json:#}");
    }
    assert_eq!(states(&json, "resolver"), ["agrees"]);
    assert_eq!(
        (&json["parent"]["zone_id"], &json["child"]["zone_id"]),
        (&json!(pair.parent), &json!(pair.child))
    );
    assert_eq!(
        (&json["parent"]["account"], &json["child"]["profile"]),
        (&json!(DNS), &json!("team"))
    );

    let text = pair.internet.zonecut(&["check", "TEAM.example.com."]);
    assert_eq!(text.code, Some(0), "{}", text.err);
    for server in pair.internet.set_of(&pair.child) {
        let told = |line: &str| line.contains("agrees") && line.contains(&server);
        assert!(text.out.lines().any(told), "{server} is not told in\n{}", text.out);
    }
}

#[test]
fn it_needs_no_account_and_trouble_with_aws_does_not_prevent_it() {
    let pair = Pair::new();
    let world = |edit: fn(&mut World)| pair.internet.listening.emulator.with(edit);
    world(|world| {
        for account in world.accounts.values_mut() {
            account.denied = vec![
                zonecut::emulator::Action::ListHostedZones,
                zonecut::emulator::Action::GetHostedZone,
            ];
        }
    });
    let ran = pair.check();
    let json = ends(&ran, 0, "proved");
    assert_eq!((&json["parent"], &json["child"]), (&Value::Null, &Value::Null));
    assert!(ran.err.contains("access denied"), "{}", ran.err);
}

#[test]
fn servers_that_answer_otherwise_are_named_and_it_ends_with_one() {
    // The parent names a server too many.
    let pair = Pair::with(|world, parent, child| {
        let mut servers = world.zone(child).unwrap().name_servers.clone();
        servers.push("ns1.example.net".to_owned());
        let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        put_ns(world, parent, CUT, &servers);
    });
    let ran = pair.check();
    let json = ends(&ran, 1, "differs");
    assert_eq!(states(&json, "parent"), ["differs"; 4], "{json:#}");
    assert!(ran.err.contains("ns1.example.net."), "{}", ran.err);

    // One server refuses.
    let pair = Pair::new();
    let lame = &pair.internet.set_of(&pair.child)[0];
    pair.internet.order(lame, DnsEffect::Rcode(5));
    let json = ends(&pair.check(), 1, "differs");
    assert_eq!(states(&json, "child"), ["agrees", "agrees", "agrees", "differs"], "{json:#}");
    let rows = json["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["role"] == "child" && row["state"] == "differs").unwrap();
    assert!(row["server"].as_str().unwrap().contains(lame.as_str()), "{row:#}");
    assert!(row["words"].as_str().unwrap().contains("REFUSED"), "{row:#}");

    // There is no delegation at all.
    let pair = Pair::with(|world, parent, _| {
        world.zone_mut(parent).unwrap().remove(CUT, RecordType::Ns);
    });
    let ran = pair.check();
    ends(&ran, 1, "differs");
    assert!(ran.err.contains("has no NS record set"), "{}", ran.err);
}

#[test]
fn of_two_zones_of_a_name_the_live_one_is_told() {
    let pair = Pair::with(|world, _, _| {
        world.add_account("333333333333", "twin");
        world.add_zone("333333333333", CUT).unwrap();
    });
    let ran = pair.check();
    let json = ends(&ran, 0, "proved");
    assert_eq!(json["child"]["zone_id"], json!(pair.child));
    let led = format!("the world is led to {}", pair.child);
    assert!(ran.err.contains("2 zones of this name") && ran.err.contains(&led), "{}", ran.err);
}

#[test]
fn where_nobody_can_be_asked_nothing_is_claimed() {
    let pair = Pair::new();
    pair.internet.block();
    let json = ends(&pair.check(), 5, "could_not_ask");
    for row in json["rows"].as_array().unwrap() {
        assert!(row["state"] != "differs" && row["state"] != "agrees", "{row:#}");
    }

    // One silent server: nothing is wrong with it as far as is known.
    let pair = Pair::new();
    pair.internet.order(&pair.internet.set_of(&pair.child)[0], DnsEffect::Silent);
    let json = ends(&pair.check(), 5, "could_not_ask");
    assert_eq!(states(&json, "child"), ["agrees", "agrees", "agrees", "could_not_ask"]);
}

#[test]
fn a_check_without_the_dns_is_a_mistake() {
    let pair = Pair::new();
    pair.internet.zonecut(&["check", CUT, "--no-dns"]).failed(2, &["turned off", "ZONECUT_NO_DNS"]);
    pair.internet.zonecut(&["check"]).failed(2, &["NAME"]);
    pair.internet.zonecut(&["check", "a..b"]).failed(2, &["empty label"]);
}

#[test]
fn what_servers_answer_drives_no_terminal() {
    let pair = Pair::with(|world, parent, _| {
        let odd = "\\033[31m\\302\\233.example.net.";
        world.zone_mut(parent).unwrap().put(CUT, RecordType::Ns, 300, &[odd]).unwrap();
    });
    for arguments in [&["check", CUT][..], &["check", CUT, "--json"], &["check", CUT, "-v"]] {
        let ran = pair.internet.zonecut(arguments);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(['\u{1b}', '\u{9b}']), "{text:?}");
        }
        assert!((ran.out + &ran.err).contains("\\033[31m"));
    }
}
