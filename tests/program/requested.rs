//! A child in one company's hands and its parent in another's: `request` on a machine that has the
//! child's credentials alone, `accept` on one that has the parent's alone.

use std::path::PathBuf;

use serde_json::{Value, json};
use zonecut::emulator::{Action, DnsEffect, Effect, Matcher, Nth, RecordType, Rule, World};

use crate::internet::{Internet, delegate, put_ns};
use crate::machine::{Machine, Ran};
use crate::pty::{SIZES, Terminal};

const OURS: &str = "111111111111";
const THEIRS: &str = "222222222222";
const CUT: &str = "team.example.com";

/// Two machines on one internet: the parent's own, which asks the DNS, and the child's.
struct Pair {
    parents: Internet,
    childs: Machine,
    parent: String,
    child: String,
}

impl Pair {
    fn new() -> Pair {
        Pair::with(|_, _, _| {})
    }

    /// After an edit of the world that is told both zones' ids.
    fn with(edit: impl FnOnce(&mut World, &str, &str)) -> Pair {
        let mut world = World::new();
        world.add_account(OURS, "dns");
        world.add_account(THEIRS, "team");
        let parent = world.add_zone(OURS, "example.com").unwrap();
        let child = world.add_zone(THEIRS, CUT).unwrap();
        edit(&mut world, &parent, &child);
        let config = world.aws_config();
        let of = |name: &str| {
            let start = config.find(&format!("[profile {name}]")).unwrap();
            let rest = &config[start..];
            rest.split("\n\n").next().unwrap().to_owned()
        };
        let parents = Internet::start(world);
        parents.machine.file(".aws/config", of("dns"));
        let childs = Machine::with(&of("team"), &parents.listening.url());
        Pair { parents, childs, parent, child }
    }

    /// The request, as a file on the parent's machine.
    fn request(&self) -> PathBuf {
        let ran = self.childs.zonecut(&["request", "--child", "team/team.example.com", "-o", "-"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
        self.parents.machine.file("request.json", ran.out)
    }

    fn accept(&self, more: &[&str]) -> Ran {
        let file = self.request().display().to_string();
        self.zonecut(&[&["accept", &file], more].concat())
    }

    fn zonecut(&self, arguments: &[&str]) -> Ran {
        self.parents.zonecut(arguments)
    }

    fn at_cut(&self) -> Option<(u32, Vec<String>)> {
        let at_cut = |world: &mut World| world.zone(&self.parent)?.values(CUT, RecordType::Ns);
        self.parents.listening.emulator.with(at_cut)
    }

    /// The servers of the child, in order, with final dots.
    fn servers(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.parents.set_of(&self.child).iter().map(|server| format!("{server}.")).collect();
        all.sort();
        all
    }

    /// How many requests came from whoever has the child.
    fn by_the_child(&self) -> usize {
        let log = self.parents.listening.emulator.log();
        log.iter().filter(|call| call.account.as_deref() == Some(THEIRS)).count()
    }

    fn writes(&self) -> usize {
        self.parents.listening.writes()
    }

    fn last(&self) -> Value {
        let ran = self.zonecut(&["history", "--json"]);
        ends(&ran, 0);
        ran.json()[0].clone()
    }
}

#[track_caller]
fn ends(ran: &Ran, code: i32) {
    assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
}

fn sorted(set: Option<(u32, Vec<String>)>) -> Option<(u32, Vec<String>)> {
    set.map(|(ttl, mut values)| {
        values.sort();
        (ttl, values)
    })
}

fn codes(json: &Value) -> Vec<&str> {
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn a_request_is_a_file_that_names_the_zone_and_no_secret() {
    let pair = Pair::new();
    let file = pair.childs.home().join("request.json");
    let line = ["request", "--child", "team/team.example.com", "-o", file.to_str().unwrap()];
    let ran = pair.childs.zonecut(&line);
    ends(&ran, 0);
    assert!(ran.out.starts_with("Wrote ") && ran.out.contains(THEIRS), "{}", ran.out);
    assert!(ran.err.contains("zonecut accept"), "{}", ran.err);
    let text = std::fs::read_to_string(&file).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut servers = value["name_servers"].as_array().unwrap().clone();
    servers.sort_by_key(|server| server.as_str().unwrap().to_owned());
    assert_eq!(json!(servers), json!(pair.servers()));
    assert_eq!(
        (&value["zonecut_request"], &value["child"]),
        (
            &json!(1),
            &json!({ "name": "team.example.com.", "zone_id": pair.child, "account": THEIRS })
        )
    );
    assert_eq!(value.as_object().unwrap().len(), 3, "{text}");
    for secret in ["secret", "AKIA", "arn:"] {
        assert!(!text.contains(secret), "{text}");
    }

    pair.childs.zonecut(&line).failed(2, &["is there already", "was left as it is"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let printed = std::fs::read_to_string(pair.request()).unwrap();
    assert_eq!(printed, text, "the same to the byte");
    assert_eq!(pair.writes(), 0);
}

#[test]
fn what_nobody_can_delegate_to_is_not_requested() {
    let pair = Pair::new();
    let private = pair.parents.listening.emulator.with(|world| {
        let id = world.add_zone(THEIRS, "inside.example.com").unwrap();
        world.zone_mut(&id).unwrap().make_private(Vec::new());
        id
    });
    let child = format!("team/{private}");
    pair.childs
        .zonecut(&["request", "--child", &child, "-o", "-"])
        .failed(2, &["is a private zone", "public zone"]);
    let missing = pair.childs.home().join("none/request.json");
    let line = ["request", "--child", "team/team.example.com", "-o", missing.to_str().unwrap()];
    pair.childs.zonecut(&line).failed(1, &["can't write"]);
}

#[test]
fn a_request_is_accepted_proved_told_and_taken_back() {
    let pair = Pair::new();
    let file = pair.request().display().to_string();
    let before = pair.by_the_child();
    let ran = pair.zonecut(&["accept", &file, "--ttl", "1h", "--yes", "--json"]);
    ends(&ran, 0);
    let value = ran.json();
    assert_eq!((&value["verdict"], &value["child"]), (&json!("ready"), &Value::Null));
    let by = json!({ "account": THEIRS, "zone_id": pair.child, "name": "team.example.com." });
    assert_eq!(value["requested"], by);
    assert_eq!(value["result"]["state"], "in_sync");
    assert_eq!(value["result"]["proof"]["verdict"], "proved");
    for code in ["child-from-request", "child-authoritative"] {
        assert!(codes(&value).contains(&code), "{code} is not in {value:#}");
    }
    assert!(!codes(&value).contains(&"request-unproved"), "{value:#}");
    assert_eq!(sorted(pair.at_cut()), Some((3600, pair.servers())));
    assert_eq!((pair.writes(), pair.by_the_child()), (1, before), "the child was not asked");

    let entry = pair.last();
    assert_eq!((&entry["action"], &entry["child"]), (&json!("delegate"), &Value::Null));
    assert_eq!(entry["requested_by"], json!({ "account": THEIRS, "zone_id": pair.child }));
    let told = pair.zonecut(&["history"]);
    assert!(
        told.out.contains(&format!("requested by the owner of {}", pair.child)),
        "{}",
        told.out
    );

    // Once more there is nothing to do.
    let ran = pair.zonecut(&["accept", &file, "--parent", "dns/example.com", "--yes"]);
    ends(&ran, 0);
    assert!(ran.out.contains("nothing to do"), "{}", ran.out);
    assert_eq!(pair.writes(), 1);

    let ran = pair.zonecut(&["undo", entry["id"].as_str().unwrap(), "--yes"]);
    ends(&ran, 0);
    assert_eq!((pair.at_cut(), pair.writes()), (None, 2));
}

#[test]
fn servers_that_do_not_serve_the_zone_stop_a_script_and_want_the_name_of_a_person() {
    let [_, large] = SIZES;
    let pair = Pair::new();
    let lame = pair.parents.set_of(&pair.child)[0].clone();
    pair.parents.order(&lame, DnsEffect::Rcode(5));
    let ran = pair.accept(&["--yes", "--json"]);
    ends(&ran, 3);
    let value = ran.json();
    assert!(codes(&value).contains(&"request-unproved"), "{value:#}");
    assert_eq!((&value["result"], pair.writes()), (&Value::Null, 0));
    assert!(ran.err.contains("Nothing was sent"), "{}", ran.err);

    pair.parents.configure("prove_for = \"1s\"\n");
    let file = pair.request().display().to_string();
    let terminal = Terminal::start(&pair.parents.machine, &["accept", &file], large);
    terminal.shows(&["To send it, type team.example.com."]);
    terminal.send("y\r");
    assert_eq!((terminal.left().code, pair.writes()), (1, 0));
    let terminal = Terminal::start(&pair.parents.machine, &["accept", &file], large);
    terminal.shows(&["By the request, the other side is", "To send it, type team.example.com."]);
    terminal.send("team.example.com\r");
    terminal.left();
    assert_eq!(sorted(pair.at_cut()), Some((300, pair.servers())));
}

#[test]
fn where_nobody_is_asked_nothing_is_proved() {
    let pair = Pair::new();
    ends(&pair.accept(&["--yes", "--no-dns"]), 3);
    pair.parents.block();
    let ran = pair.accept(&["--yes"]);
    ends(&ran, 3);
    assert!(ran.err.contains("warn  request-unproved  4 of 4"), "{}", ran.err);
    assert_eq!(pair.writes(), 0);
}

#[test]
fn a_person_says_yes_where_all_servers_answer() {
    let [_, large] = SIZES;
    let pair = Pair::new();
    let file = pair.request().display().to_string();
    let terminal = Terminal::start(&pair.parents.machine, &["accept", &file], large);
    terminal.shows(&["child-from-request", "Send it? [y/N]"]);
    terminal.send("y\r");
    let left = terminal.left();
    assert_eq!((left.code, pair.writes()), (0, 1), "{}", left.text);
}

#[test]
fn a_parent_that_changed_since_the_preview_is_a_conflict() {
    let pair = Pair::new();
    let reads = |pair: &Pair| {
        let log = pair.parents.listening.emulator.log();
        let meant = |call: &&zonecut::emulator::Call| {
            call.action == Action::ListResourceRecordSets
                && call.zone.as_deref() == Some(pair.parent.as_str())
        };
        log.iter().filter(meant).count()
    };
    // One that is stopped before it writes reads the parent as often as the preview does.
    ends(&pair.accept(&["--yes", "--no-dns"]), 3);
    let next = Nth::Only(u64::try_from(reads(&pair)).unwrap() + 1);
    let reading = Matcher::action(Action::ListResourceRecordSets).zone(&pair.parent).nth(next);
    let parent = pair.parent.clone();
    let edit = move |world: &mut World| put_ns(world, &parent, CUT, &["ns1.example.net"]);
    pair.parents.listening.emulator.order(Rule::new(reading, Effect::edit(edit)));
    let ran = pair.accept(&["--yes", "--json"]);
    assert_eq!(
        (ran.code, &ran.json()["result"]["state"]),
        (Some(4), &json!("conflict")),
        "{ran:?}"
    );
    assert_eq!((pair.writes(), pair.at_cut().unwrap().1), (0, vec!["ns1.example.net.".to_owned()]));
}

#[test]
fn what_stands_there_is_replaced_and_findings_stop_as_ever() {
    let pair = Pair::with(|world, parent, _| put_ns(world, parent, CUT, &["ns1.example.net"]));
    let ran = pair.accept(&["--yes", "--json"]);
    assert!(codes(&ran.json()).contains(&"replaces-delegation"), "{ran:?}");
    assert_eq!(sorted(pair.at_cut()), Some((300, pair.servers())));

    let pair = Pair::with(|world, parent, _| {
        let zone = world.zone_mut(parent).unwrap();
        zone.put(CUT, RecordType::Cname, 300, &["lb.example.net."]).unwrap();
    });
    let ran = pair.accept(&["--yes"]);
    ends(&ran, 3);
    assert!(ran.err.contains("stop  cname-at-cut"), "{}", ran.err);

    // A parent that is nowhere above.
    let pair = Pair::with(|world, _, _| {
        world.add_zone(OURS, "example.net").unwrap();
    });
    ends(&pair.accept(&["--parent", "dns/example.net", "--yes"]), 3);
    assert_eq!(pair.writes(), 0);
}

#[test]
fn a_file_that_is_no_request_is_refused_before_anybody_is_asked() {
    let pair = Pair::new();
    let good = std::fs::read_to_string(pair.request()).unwrap();
    let asked = pair.parents.listening.emulator.log().len();
    let first = pair.servers()[0].clone();
    let long = " ".repeat(70_000);
    let cases: [(&str, String, &[&str]); 8] = [
        ("empty", String::new(), &["line 1, column 0"]),
        ("other", "{\"child\": 1}".into(), &["no delegation request"]),
        ("later", good.replace("request\": 1", "request\": 2"), &["version 2"]),
        ("long", format!("{good}{long}"), &["longer than 65536 bytes"]),
        ("key", good.replace("\"account\"", "\"acc\""), &["line 6", "unknown field `acc`"]),
        ("address", good.replace(&first, "192.0.2.1"), &["“192.0.2.1” is an address"]),
        ("private", good.replace(&first, "ns-0.awsdns-00.com."), &["private zones alone"]),
        (
            "control",
            good.replace(CUT, "a\u{1b}[31mb.example.com"),
            &["line 4", "control character"],
        ),
    ];
    for (name, text, parts) in cases {
        let file = pair.parents.machine.file(&format!("{name}.json"), text);
        let ran = pair.zonecut(&["accept", file.to_str().unwrap(), "--yes"]);
        ran.failed(2, parts);
        assert!(ran.err.contains(&format!("{name}.json: ")), "{}", ran.err);
        assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    }
    pair.zonecut(&["accept", "/nowhere/request.json"]).failed(2, &["can't read /nowhere"]);
    assert_eq!(pair.parents.listening.emulator.log().len(), asked);
}

#[test]
fn a_request_of_a_child_that_is_in_view_says_so() {
    let pair = Pair::with(|world, parent, child| delegate(world, parent, CUT, child));
    let file = pair.request().display().to_string();
    let config = pair.parents.listening.emulator.with(|world| world.aws_config());
    pair.parents.machine.file(".aws/config", config);
    let ran = pair.zonecut(&["accept", &file, "--yes"]);
    ends(&ran, 0);
    assert!(ran.err.contains("`zonecut delegate` reads it too"), "{}", ran.err);
    assert!(!ran.err.contains("twin-zone"), "{}", ran.err);
}
