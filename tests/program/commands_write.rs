//! The commands that write, as processes: what they ask, what they send, how they end, and what
//! the journal knows of it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zonecut::emulator::{
    Action, Effect, Loss, Matcher, Nth, RecordKey, RecordSet, RecordType, Rule, World,
};

use crate::machine::{Listening, Machine, Ran};
use crate::pty::{SIZES, Terminal};

const DNS: &str = "111111111111";
const TEAM: &str = "222222222222";
const CUT: &str = "team.example.com";
const DELEGATE: &[&str] = &["delegate", "--child", "team/team.example.com"];
const REMOVE: &[&str] = &["remove", "--child", CUT, "--parent", "dns/example.com"];
const WRITE: Action = Action::ChangeResourceRecordSets;

/// Accounts `dns` and `team` on an emulator that listens, and a machine with both profiles.
struct Site {
    listening: Listening,
    machine: Machine,
    parent: String,
    child: String,
}

impl Site {
    fn new() -> Site {
        Site::with(|_, _| {})
    }

    /// After an edit of the world that is told the parent's id.
    fn with(edit: impl FnOnce(&mut World, &str)) -> Site {
        let mut world = World::new();
        world.add_account(DNS, "dns");
        world.add_account(TEAM, "team");
        let parent = world.add_zone(DNS, "example.com").unwrap();
        let child = world.add_zone(TEAM, CUT).unwrap();
        edit(&mut world, &parent);
        let config = world.aws_config();
        let listening = Listening::start(world);
        let mut machine = Machine::with(&config, &listening.url());
        let data = machine.home().join("data");
        machine.set("XDG_DATA_HOME", &data.display().to_string());
        Site { listening, machine, parent, child }
    }

    fn zonecut(&self, arguments: &[&[&str]]) -> Ran {
        self.machine.zonecut(&arguments.concat())
    }

    fn journal(&self) -> String {
        let path = self.machine.home().join("data/zonecut/journal.jsonl");
        std::fs::read_to_string(path).unwrap_or_default()
    }

    fn history(&self) -> Vec<Value> {
        let ran = self.zonecut(&[&["history", "--json"]]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.json().as_array().unwrap().clone()
    }

    fn order(&self, matches: Matcher, effect: Effect) {
        self.listening.emulator.order(Rule::new(matches, effect));
    }

    /// The NS RRset at the cut.
    fn at_cut(&self) -> Option<(u32, Vec<String>)> {
        let values = |world: &mut World| world.zone(&self.parent)?.values(CUT, RecordType::Ns);
        self.listening.emulator.with(values)
    }

    /// All of the parent.
    fn sets(&self) -> Vec<(RecordKey, RecordSet)> {
        let sets = |world: &mut World| {
            let zone = world.zone(&self.parent).unwrap();
            zone.record_sets().map(|(key, set)| (key.clone(), set.clone())).collect()
        };
        self.listening.emulator.with(sets)
    }

    fn put(&self, servers: &'static [&'static str]) {
        self.listening.emulator.with(put(&self.parent, servers));
    }

    /// What is to stand at the cut.
    fn due(&self, ttl: u32) -> (u32, Vec<String>) {
        let servers = |world: &mut World| world.zone(&self.child).unwrap().name_servers.clone();
        let servers = self.listening.emulator.with(servers);
        (ttl, servers.iter().map(|server| format!("{server}.")).collect())
    }

    fn calls(&self, action: Action, zone: &str) -> usize {
        let log = self.listening.emulator.log();
        let meant = |call: &&zonecut::emulator::Call| {
            call.action == action && call.zone.as_deref() == Some(zone)
        };
        log.iter().filter(meant).count()
    }
}

/// Somebody else's edit at the cut.
fn put(parent: &str, servers: &'static [&'static str]) -> impl Fn(&mut World) + use<> {
    let parent = parent.to_owned();
    move |world| {
        let zone = world.zone_mut(&parent).unwrap();
        zone.put(CUT, RecordType::Ns, 900, servers).unwrap();
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn done(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
}

#[test]
fn a_delegation_is_made_proved_and_in_the_journal() {
    let site = Site::new();
    let ran = site.zonecut(&[DELEGATE, &["--ttl", "1h", "--yes", "--json"]]);
    done(&ran);
    assert_eq!((site.at_cut(), site.listening.writes()), (Some(site.due(3600)), 1));
    for stage in ["read again", "Change sent", "INSYNC", "as proof"] {
        let told = |line: &str| line.contains("done") && line.contains(stage);
        assert!(ran.err.lines().any(told), "{stage} is not told in\n{}", ran.err);
    }
    let json = ran.json();
    let expected = ["parent", "child", "verdict", "change_batch", "findings", "result"];
    assert_eq!(keys(&json), expected);
    assert_eq!(json["result"]["state"], "in_sync");

    let history = site.history();
    let [row] = history.as_slice() else { panic!("{history:#?}") };
    let expected =
        ["id", "at", "action", "parent", "child", "before", "after", "state", "change_id"];
    assert_eq!(keys(row)[..9], expected);
    assert_eq!((&row["action"], &row["state"]), (&json!("delegate"), &json!("in_sync")));
    assert_eq!(
        (&row["id"], &row["change_id"]),
        (&json["result"]["id"], &json["result"]["change_id"])
    );
    for (side, account, zone) in [("parent", DNS, &site.parent), ("child", TEAM, &site.child)] {
        assert_eq!(keys(&row[side]), ["profile", "account", "zone_id", "name"]);
        assert_eq!((&row[side]["account"], &row[side]["zone_id"]), (&json!(account), &json!(zone)));
    }
    let (ttl, values) = site.due(3600);
    let set = json!({ "name": format!("{CUT}."), "type": "NS", "ttl": ttl, "values": values });
    assert_eq!((&row["before"], &row["after"]), (&json!([]), &json!([set])));

    let again = site.zonecut(&[DELEGATE, &["--yes"]]);
    done(&again);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    assert_eq!((site.listening.writes(), site.history().len()), (1, 1));
}

#[test]
fn without_a_terminal_nothing_is_sent_that_was_not_told_to_be() {
    let site = Site::new();
    site.put(&["ns1.example.net."]);
    let before = site.sets();
    for command in [DELEGATE, REMOVE] {
        let ran = site.zonecut(&[command]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.out.contains("- DELETE  team.example.com.  NS  900  ns1.example.net."));
        assert!(ran.err.contains("no terminal") && ran.err.contains("--yes"), "{}", ran.err);
        let json = site.zonecut(&[command, &["--json"]]);
        assert_eq!((json.code, &json.json()["result"]), (Some(2), &Value::Null));
    }
    assert_eq!((site.sets(), site.listening.writes()), (before, 0));
    assert_eq!(site.journal(), "");
}

#[test]
fn yes_never_overrides_a_stop() {
    let site = Site::with(|world, parent| {
        let zone = world.zone_mut(parent).unwrap();
        zone.put(CUT, RecordType::Cname, 300, &["example.org."]).unwrap();
    });
    let ran = site.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    assert_eq!((ran.code, &ran.json()["verdict"]), (Some(3), &json!("stopped")), "{}", ran.err);
    assert!(ran.err.contains("stop  cname-at-cut"), "{}", ran.err);
    assert_eq!(site.zonecut(&[REMOVE, &["--yes"]]).code, Some(3));
    assert_eq!((site.listening.writes(), site.journal().as_str()), (0, ""));
}

#[test]
fn read_only_stops_every_command_and_protected_stops_none() {
    let site = Site::new();
    site.put(&["ns1.example.net."]);
    for command in [DELEGATE, REMOVE] {
        let ran = site.zonecut(&[command, &["--yes", "--read-only"]]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains("stop  read-only"), "{}", ran.err);
    }
    let new = &["delegate", "--child", "team/new.example.com", "--create-child"];
    assert_eq!(site.zonecut(&[new, &["--yes", "--read-only"]]).code, Some(3));
    let config =
        site.machine.file("ro.toml", "[[zone]]\nname = \"example.com\"\nread_only = true\n");
    let config = config.display().to_string();
    let ran = site.zonecut(&[new, &["--yes", "--config", &config]]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(!site.listening.emulator.log().iter().any(|call| call.changed));
    assert_eq!(site.journal(), "");

    let config = site.machine.file("p.toml", "[[profile]]\nname = \"dns\"\nprotected = true\n");
    let config = config.display().to_string();
    done(&site.zonecut(&[DELEGATE, &["--yes", "--config", &config]]));
}

#[test]
fn an_edit_between_preview_and_write_is_a_conflict_that_is_shown() {
    let site = Site::new();
    // The plan alone reads the parent as often as the preview before a write.
    done(&site.zonecut(&[&["plan", "--child", "team/team.example.com"]]));
    let readings = site.calls(Action::ListResourceRecordSets, &site.parent);
    let next = Nth::Only(u64::try_from(readings).unwrap() + 1);
    let reading = Matcher::action(Action::ListResourceRecordSets).zone(&site.parent).nth(next);
    site.order(reading, Effect::edit(put(&site.parent, &["ns1.example.net."])));
    let ran = site.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    assert_eq!(
        (ran.code, &ran.json()["result"]["state"]),
        (Some(4), &json!("conflict")),
        "{ran:?}"
    );
    for part in
        ["Nothing was sent", "planned", "there now  team.example.com. 900 NS ns1.example.net."]
    {
        assert!(ran.err.contains(part), "“{part}” is not told in\n{}", ran.err);
    }
    assert_eq!((site.listening.writes(), site.journal().as_str()), (0, ""));

    // Faster still: between that reading and the request. The write itself is refused.
    let edit = Effect::edit(put(&site.parent, &["ns2.example.net."]));
    site.order(Matcher::action(WRITE), edit);
    let ran = site.zonecut(&[DELEGATE, &["--yes"]]);
    ran_with(&ran, 4, &["Nothing was changed", "ns2.example.net."]);
    assert_eq!(site.at_cut(), Some((900, vec!["ns2.example.net.".to_owned()])));
    assert_eq!(site.history()[0]["state"], "refused");
}

#[track_caller]
fn ran_with(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
    for part in parts {
        assert!(ran.err.contains(part), "“{part}” is not told in\n{}", ran.err);
    }
}

#[test]
fn a_protected_record_set_is_told_as_such() {
    let site = Site::with(|world, parent| {
        let zone = world.zone_mut(parent).unwrap();
        zone.protect(CUT, RecordType::Ns, "by the platform team").unwrap();
    });
    let ran = site.zonecut(&[DELEGATE, &["--yes"]]);
    ran_with(&ran, 1, &["record set protected", "delete-resource-record-set-protections"]);
    assert_eq!((site.at_cut(), &site.history()[0]["state"]), (None, &json!("refused")));
}

#[test]
fn an_undo_and_its_undo_restore_byte_for_byte() {
    let site = Site::with(|world, parent| {
        let zone = world.zone_mut(parent).unwrap();
        // An order, a case and a missing dot that we would not write.
        zone.put(CUT, RecordType::Ns, 77, &["NS2.example.net.", "ns1.example.net"]).unwrap();
    });
    let before = site.sets();
    done(&site.zonecut(&[REMOVE, &["--yes"]]));
    assert_eq!(site.at_cut(), None);
    let after = site.sets();
    let undo_last = || {
        let id = site.history()[0]["id"].as_str().unwrap().to_owned();
        let ran = site.zonecut(&[&["undo", &id, "--yes", "--json"]]);
        done(&ran);
        assert_eq!(site.history()[0]["undoes"], json!(id));
    };
    undo_last();
    assert_eq!(site.sets(), before);
    undo_last();
    assert_eq!(site.sets(), after);
    undo_last();
    assert_eq!(site.sets(), before);
    assert_eq!(site.history().len(), 4);
    site.zonecut(&[&["undo", "2", "--yes"]]).failed(2, &["several changes begin with", "in full"]);
    let text = site.zonecut(&[&["history", "-n", "2"]]);
    assert_eq!(text.out.lines().filter(|line| line.contains("undo of")).count(), 2, "{}", text.out);
}

#[test]
fn an_undo_over_a_later_edit_is_stopped_and_what_is_no_change_is_a_mistake() {
    let site = Site::new();
    done(&site.zonecut(&[DELEGATE, &["--yes"]]));
    site.put(&["ns1.example.net."]);
    let id = site.history()[0]["id"].as_str().unwrap().to_owned();
    let ran = site.zonecut(&[&["undo", &id, "--yes"]]);
    ran_with(&ran, 3, &["stop  changed-since", "ns1.example.net."]);
    assert_eq!(site.listening.writes(), 1);
    site.zonecut(&[&["undo", "nothing", "--yes"]]).failed(2, &["no change nothing"]);
}

#[test]
fn a_child_zone_is_created_once_and_delegated() {
    let site = Site::new();
    let new = &["delegate", "--child", "team/new.example.com", "--create-child"];
    ran_with(&site.zonecut(&[new]), 2, &["no terminal", "of 500 hosted zones"]);
    for _ in 0..2 {
        let ran = site.zonecut(&[new, &["--yes", "--json"]]);
        done(&ran);
    }
    let zone = |world: &mut World| world.zone_named(TEAM, "new.example.com").unwrap().clone();
    let zone = site.listening.emulator.with(zone);
    let count = site.listening.emulator.with(|world| world.accounts[TEAM].zones.len());
    assert_eq!(count, 2, "made twice");
    let history = site.history();
    let [delegate, create] = history.as_slice() else { panic!("{history:#?}") };
    assert_eq!((&create["action"], &create["state"]), (&json!("create_zone"), &json!("in_sync")));
    assert_eq!(create["parent"]["zone_id"], json!(zone.id));
    assert_eq!(create["id"], json!(zone.caller_reference));
    assert_eq!(delegate["child"]["zone_id"], json!(zone.id));
    let id = create["id"].as_str().unwrap();
    ran_with(&site.zonecut(&[&["undo", id, "--yes"]]), 3, &["not-undoable", "delete-hosted-zone"]);
}

#[test]
fn what_fails_between_zone_and_delegation_leaves_the_next_command() {
    let site = Site::new();
    site.order(Matcher::action(WRITE), Effect::Deny);
    let ran = site.zonecut(&[&[
        "delegate",
        "--child",
        "team/new.example.com",
        "--create-child",
        "--ttl",
        "60",
        "--yes",
    ]]);
    ran_with(&ran, 1, &["access denied", "nothing delegates to it yet"]);
    let line = ran.err.lines().find(|line| line.starts_with("  zonecut delegate")).unwrap();
    site.listening.emulator.clear_orders();
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    done(&site.zonecut(&[&words, &["--yes"]]));
    let ns = |world: &mut World| {
        let zone = world.zone(&site.parent).unwrap();
        zone.values("new.example.com", RecordType::Ns)
    };
    assert_eq!(site.listening.emulator.with(ns).map(|(ttl, _)| ttl), Some(60));
}

#[test]
fn a_creation_whose_answer_is_lost_makes_one_zone_that_is_named() {
    let site = Site::new();
    site.order(Matcher::action(Action::CreateHostedZone), Effect::Lose(Loss::Broken));
    let new = &["delegate", "--child", "team/new.example.com", "--create-child", "--yes"];
    let ran = site.zonecut(&[new]);
    let zone = |world: &mut World| world.zone_named(TEAM, "new.example.com").unwrap().id.clone();
    let zone = site.listening.emulator.with(zone);
    ran_with(&ran, 1, &["The answer was lost", &zone, "zonecut delegate --child"]);
    assert_eq!(site.history()[0]["state"], "made");
    site.listening.emulator.clear_orders();
    done(&site.zonecut(&[new]));
    let count = site.listening.emulator.with(|world| world.accounts[TEAM].zones.len());
    assert_eq!(count, 2, "made twice");
}

#[test]
fn a_lost_answer_is_settled_by_reading() {
    let site = Site::new();
    site.order(Matcher::action(WRITE), Effect::Lose(Loss::Broken));
    let ran = site.zonecut(&[DELEGATE, &["--yes", "--json"]]);
    done(&ran);
    assert_eq!(ran.json()["result"]["state"], "made");
    assert_eq!((site.at_cut(), site.listening.writes()), (Some(site.due(300)), 1));
    assert_eq!(site.history()[0]["state"], "made");
}

/// Runs a write that nobody answers, and interrupts it once the emulator has the request.
fn interrupted(site: &Site, action: Action) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonecut"));
    command.env_clear().envs(site.machine.variables()).args(DELEGATE).arg("--yes");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(40);
    while !site.listening.emulator.log().iter().any(|call| call.action == action) {
        assert!(Instant::now() < end, "it never got there");
        std::thread::sleep(Duration::from_millis(10));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    Ran::of(&child.wait_with_output().unwrap())
}

#[test]
fn an_interrupted_write_says_what_was_sent_and_is_settled_by_the_next_command() {
    let site = Site::new();
    site.order(Matcher::action(WRITE), Effect::Lose(Loss::Silence));
    let ran = interrupted(&site, WRITE);
    ran_with(&ran, 1, &["interrupted", "not known whether it was made", "zonecut history"]);
    site.listening.emulator.clear_orders();
    let history = site.zonecut(&[&["history", "--json"]]);
    ran_with(&history, 0, &["was left open: reading shows that it was made"]);
    assert_eq!((&history.json()[0]["state"], site.at_cut()), (&json!("made"), Some(site.due(300))));
    let again = site.zonecut(&[&["history"]]);
    assert!(!again.err.contains("left open"), "settled twice: {}", again.err);
}

#[test]
fn a_change_that_is_pending_is_interrupted_with_its_id() {
    let site = Site::with(|world, _| world.insync_after = Duration::from_hours(1));
    let ran = interrupted(&site, Action::GetChange);
    let change = site.history()[0]["change_id"].as_str().unwrap().to_owned();
    ran_with(&ran, 1, &["interrupted", &change, "completes it without zonecut"]);
    assert_eq!((site.at_cut(), &site.history()[0]["state"]), (Some(site.due(300)), &json!("made")));
}

#[test]
fn without_a_journal_nothing_is_written_and_the_rest_works() {
    let mut site = Site::new();
    let file = site.machine.file("no-folder", "");
    site.machine.set("XDG_DATA_HOME", &file.display().to_string());
    for command in [&[DELEGATE, &["--yes"]].concat()[..], &["history"], &["undo", "x", "--yes"]] {
        site.zonecut(&[command]).failed(1, &["journal", "can't be opened"]);
    }
    assert_eq!(site.listening.writes(), 0);
    done(&site.zonecut(&[&["zones"]]));
    done(&site.zonecut(&[&["plan", "--child", "team/team.example.com"]]));
}

#[test]
fn a_terminal_is_asked_a_plain_question_for_a_new_delegation() {
    let site = Site::new();
    let [small, _] = SIZES;
    for (answer, code, writes) in
        [("n\r", 1, 0), ("\r", 1, 0), ("\x03", 1, 0), ("\x04", 1, 0), ("y\r", 0, 1)]
    {
        let terminal = Terminal::start(&site.machine, DELEGATE, small);
        terminal.shows(&["This changes example.com.", "account 111111111111", "Send it? [y/N]"]);
        terminal.send(answer);
        let left = terminal.left();
        assert_eq!((left.code, site.listening.writes()), (code, writes), "{}", left.text);
    }
    assert_eq!(site.at_cut(), Some(site.due(300)));
}

#[test]
fn a_terminal_is_asked_for_the_name_where_something_can_be_lost() {
    let site = Site::new();
    site.put(&["ns1.example.net."]);
    let [small, _] = SIZES;
    let answers = [("y\r", 1), ("example.com\r", 1), ("team.example.com\r", 0)];
    for (answer, code) in answers {
        let terminal = Terminal::start(&site.machine, REMOVE, small);
        terminal.shows(&["To send it, type team.example.com."]);
        terminal.send(answer);
        let left = terminal.left();
        assert_eq!(left.code, code, "{}", left.text);
        assert_eq!(site.at_cut().is_none(), code == 0);
    }
    let terminal = Terminal::start(&site.machine, &["undo", "2"], small);
    terminal.shows(&["To send it, type team.example.com."]);
    terminal.send("team.example.com\r");
    assert_eq!(terminal.left().code, 0);
    assert_eq!(site.at_cut(), Some((900, vec!["ns1.example.net.".to_owned()])));
}
