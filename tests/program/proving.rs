//! What the DNS says before a write and after it: in plans, at the question, as proof in the
//! journal.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zonecut::emulator::{Action, DnsEffect, Name, Party, Question, World};

use crate::internet::{Internet, put_ns};
use crate::machine::Ran;
use crate::pty::{SIZES, Terminal};

const DNS: &str = "111111111111";
const TEAM: &str = "222222222222";
const CUT: &str = "team.example.com";
const DELEGATE: &[&str] = &["delegate", "--child", "team/team.example.com"];
const PLAN: &[&str] = &["plan", "--child", "team/team.example.com"];

/// `example.com` in one account, and `team.example.com`, not delegated yet, in another.
struct Pair {
    internet: Internet,
    parent: String,
    child: String,
}

impl Pair {
    fn new() -> Pair {
        Pair::with(|_, _| {})
    }

    fn with(edit: impl FnOnce(&mut World, &str)) -> Pair {
        let mut world = World::new();
        world.add_account(DNS, "dns");
        world.add_account(TEAM, "team");
        let parent = world.add_zone(DNS, "example.com").unwrap();
        let child = world.add_zone(TEAM, CUT).unwrap();
        edit(&mut world, &parent);
        Pair { internet: Internet::start(world), parent, child }
    }

    fn zonecut(&self, arguments: &[&[&str]]) -> Ran {
        self.internet.zonecut(&arguments.concat())
    }

    /// All servers of the child answer so.
    fn at_child(&self, effect: &DnsEffect) {
        for host in self.internet.set_of(&self.child) {
            self.internet.order(&host, effect.clone());
        }
    }

    /// The newest change in the journal.
    fn last(&self) -> Value {
        let ran = self.zonecut(&[&["history", "--json"]]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        ran.json()[0].clone()
    }
}

fn codes(json: &Value) -> Vec<&str> {
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[track_caller]
fn ends(ran: &Ran, code: i32) {
    assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
}

#[test]
fn a_plan_tells_what_the_dns_says_unless_told_not_to_ask() {
    let pair = Pair::new();
    let ran = pair.zonecut(&[PLAN, &["--json"]]);
    ends(&ran, 0);
    let json = ran.json();
    for code in ["child-authoritative", "parent-live", "seen-now", "kept-now"] {
        assert!(codes(&json).contains(&code), "{code} is not in {json:#}");
    }
    for form in ["text", "cli"] {
        let ran = pair.zonecut(&[PLAN, &["--as", form]]);
        assert!(ran.err.contains("note  child-authoritative  4 of 4"), "{}", ran.err);
    }
    let asked = pair.internet.listening.emulator.dns_log().len();
    let ran = pair.zonecut(&[PLAN, &["--json", "--no-dns"]]);
    ends(&ran, 0);
    assert!(!codes(&ran.json()).contains(&"child-authoritative"));
    assert_eq!(pair.internet.listening.emulator.dns_log().len(), asked);

    pair.internet.order(&pair.internet.set_of(&pair.child)[0], DnsEffect::Rcode(5));
    let json = pair.zonecut(&[PLAN, &["--json"]]).json();
    assert!(codes(&json).contains(&"lame-server"), "{json:#}");
    assert_eq!(json["verdict"], "ready", "the DNS stops nothing");
}

/// The resolver was asked before the change, and must not have kept that there was no cut.
#[test]
fn who_looks_before_a_change_hides_it_from_nobody() {
    let pair = Pair::new();
    ends(&pair.zonecut(&[PLAN, &["--json"]]), 0);
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json", "--wait-dns"]]);
    ends(&ran, 0);
    let log = pair.internet.listening.emulator.dns_log();
    let at_cut = |asked: &&Question| {
        asked.host == Party::Resolver && asked.name == Name::parse(CUT).unwrap()
    };
    let recursion: Vec<bool> = log.iter().filter(at_cut).map(|asked| asked.recursion).collect();
    assert_eq!(recursion, [false, false, true], "only the proof makes it look");
    let json = ran.json();
    let rows = json["result"]["proof"]["rows"].as_array().unwrap();
    let resolver = rows.iter().find(|row| row["role"] == "resolver").unwrap();
    assert_eq!(resolver["state"], "agrees", "{resolver:#}");
}

#[test]
fn a_write_is_proved_and_the_journal_keeps_the_proof() {
    let pair = Pair::new();
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    ends(&ran, 0);
    let json = ran.json();
    // Scripts are not held up by what only people read.
    assert!(!codes(&json).contains(&"child-authoritative"), "{json:#}");
    let proof = &json["result"]["proof"];
    assert_eq!(
        (&json["result"]["state"], &proof["verdict"]),
        (&json!("in_sync"), &json!("proved"))
    );
    for (role, count) in [("parent", 4), ("child", 4), ("resolver", 1)] {
        let rows = proof["rows"].as_array().unwrap();
        assert_eq!(rows.iter().filter(|row| row["role"] == role).count(), count, "{proof:#}");
    }
    for server in pair.internet.set_of(&pair.parent) {
        let told = |line: &str| line.contains("agrees") && line.contains(&server);
        assert!(ran.err.lines().any(told), "{server} is not told in\n{}", ran.err);
    }
    let kept = pair.last();
    assert_eq!((&kept["state"], &kept["proof"]["verdict"]), (&json!("in_sync"), &json!("proved")));
    let words = |value: &Value| -> Vec<Value> {
        let rows = value["rows"].as_array().unwrap().iter();
        rows.map(|row| json!([row["role"], row["server"], row["state"], row["words"]])).collect()
    };
    assert_eq!(words(&kept["proof"]), words(proof));
    let brief = pair.zonecut(&[&["history"]]);
    let full = pair.zonecut(&[&["history", "-v"]]);
    let server = &pair.internet.set_of(&pair.child)[0];
    assert!(!brief.out.contains("agrees"), "{}", brief.out);
    assert!(brief.out.contains("in_sync, proved"), "{}", brief.out);
    assert!(full.out.contains("name servers: proved"), "{}", full.out);
    assert!(full.out.lines().any(|line| line.contains("agrees") && line.contains(server)));

    // What is taken away is proved to be gone.
    let ran = pair.zonecut(&[&["remove", "--child", CUT, "--parent", "dns/example.com", "--yes"]]);
    ends(&ran, 0);
    assert!(ran.out.contains("Proved"), "{}\n{}", ran.out, ran.err);
    assert_eq!(pair.last()["proof"]["verdict"], "proved");
}

#[test]
fn a_script_can_wait_for_the_dns_by_flag_or_by_configuration() {
    let pair = Pair::new();
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json", "--wait-dns"]]);
    ends(&ran, 0);
    assert!(codes(&ran.json()).contains(&"child-authoritative"), "{}", ran.out);
    let pair = Pair::new();
    pair.internet.configure("wait = true\n");
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    ends(&ran, 0);
    assert!(codes(&ran.json()).contains(&"child-authoritative"), "{}", ran.out);
}

#[test]
fn servers_that_answer_otherwise_until_the_time_is_over_are_named() {
    let pair = Pair::new();
    pair.internet.configure("prove_for = \"2s\"\n");
    let late = &pair.internet.set_of(&pair.parent)[0];
    pair.internet.order(late, DnsEffect::Rcode(5));
    let begun = Instant::now();
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    ends(&ran, 1);
    assert!(begun.elapsed() > Duration::from_secs(1), "it was not asked again");
    let words = format!("Route 53 has it; these servers answer otherwise: {late}.");
    assert!(ran.err.contains(&words), "{}", ran.err);
    let result = &ran.json()["result"];
    assert_eq!(
        (&result["state"], &result["proof"]["verdict"]),
        (&json!("in_sync"), &json!("differs"))
    );
    let kept = pair.last();
    assert_eq!((&kept["state"], &kept["proof"]["verdict"]), (&json!("in_sync"), &json!("differs")));
}

#[test]
fn a_write_that_nobody_can_be_asked_about_is_done_and_not_proved() {
    let pair = Pair::new();
    pair.internet.block();
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    ends(&ran, 0);
    assert!(ran.err.contains("could not be asked"), "{}", ran.err);
    assert_eq!(ran.json()["result"]["proof"]["verdict"], "could_not_ask");
    assert_eq!(pair.last()["proof"]["verdict"], "could_not_ask");

    let pair = Pair::new();
    let ran = pair.zonecut(&[DELEGATE, &["--yes", "--json", "--no-dns"]]);
    ends(&ran, 0);
    assert_eq!(
        (&ran.json()["result"]["proof"], &pair.last()["proof"]),
        (&Value::Null, &Value::Null)
    );
    assert!(pair.internet.listening.emulator.dns_log().is_empty());
}

#[test]
fn who_leaves_during_the_proof_is_told_what_was_written() {
    let pair = Pair::new();
    pair.at_child(&DnsEffect::Rcode(2));
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonecut"));
    command.env_clear().envs(pair.internet.machine.variables()).args(DELEGATE);
    command.args(["--yes", "--json"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(40);
    while pair.internet.listening.emulator.dns_log().is_empty() {
        assert!(Instant::now() < end, "it never got there");
        std::thread::sleep(Duration::from_millis(10));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    let ran = Ran::of(&child.wait_with_output().unwrap());
    ends(&ran, 1);
    assert!(ran.err.contains("interrupted"), "{}", ran.err);
    assert!(ran.err.contains("Route 53 has the change"), "{}", ran.err);
    assert_eq!(ran.json()["result"]["state"], "in_sync");
    assert_eq!((&pair.last()["state"], pair.internet.listening.writes()), (&json!("in_sync"), 1));
}

#[test]
fn a_terminal_sees_what_the_dns_says_before_it_is_asked() {
    let [_, large] = SIZES;
    let pair = Pair::new();
    let terminal = Terminal::start(&pair.internet.machine, DELEGATE, large);
    terminal.shows(&["child-authoritative", "Send it? [y/N]"]);
    terminal.send("y\r");
    let left = terminal.left();
    assert_eq!(left.code, 0, "{}", left.text);

    // Where no server of the child has it, a yes is not enough.
    let pair = Pair::new();
    pair.at_child(&DnsEffect::Rcode(5));
    pair.internet.configure("prove_for = \"1s\"\n");
    let terminal = Terminal::start(&pair.internet.machine, DELEGATE, large);
    terminal.shows(&["all-lame", "To send it, type team.example.com."]);
    terminal.send("y\r");
    assert_eq!((terminal.left().code, pair.internet.listening.writes()), (1, 0));
}

#[test]
fn the_question_can_be_left_while_the_dns_is_asked() {
    let [small, _] = SIZES;
    let pair = Pair::with(|world, parent| {
        put_ns(world, parent, CUT, &["ns1.example.net"]);
    });
    pair.internet.configure("timeout = \"20s\"\n");
    pair.at_child(&DnsEffect::Silent);
    let terminal = Terminal::start(&pair.internet.machine, DELEGATE, small);
    terminal.shows(&["asking the DNS"]);
    terminal.send("\x03");
    let left = terminal.left();
    assert_eq!((left.code, pair.internet.listening.writes()), (1, 0), "{}", left.text);
    let log = pair.internet.listening.emulator.log();
    assert!(!log.iter().any(|call| call.action == Action::GetChange));
}
