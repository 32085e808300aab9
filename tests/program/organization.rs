//! An Organization of forty accounts in five lines of `profiles.toml`.

use std::time::Duration;

use serde_json::json;
use zonecut::aws::Aws;
use zonecut::config::Config;
use zonecut::emulator::{
    Action, Effect, Matcher, Organization, Principal, RecordType, Role, Rule, World,
};
use zonecut::zone::ProfileName;

use crate::machine::{Listening, Machine};
use crate::pty::Terminal;
use crate::remembered::kept;
use crate::site::{ROLE, Site};

const MANAGEMENT: &str = "100000000001";

const FIVE_LINES: &str = "[[accounts]]\nsource = \"root\"\nrole = \"OrganizationAccountAccessRole\"\n\
                          ids = \"all\"\ngroup = \"Organization\"\n";

const AWS_CONFIG: &str = "[profile root]\nregion = us-east-1\naws_access_key_id = AKIAROOT\n\
                          aws_secret_access_key = secret-of-root\n";

/// The management account and forty more, each with a zone and the role; one of them has the
/// parent of all zones.
fn world() -> World {
    let mut world = World::synthetic(41, 1);
    world.add_key("AKIAROOT", MANAGEMENT, Principal::User("root".into()));
    for (id, account) in &mut world.accounts {
        if id != MANAGEMENT {
            account.roles.push(Role {
                name: ROLE.into(),
                trusts: vec![MANAGEMENT.into()],
                external_id: None,
                denied: vec![],
            });
        }
    }
    world.add_zone("100000000002", "example.org").unwrap();
    world.organization = Some(Organization::new(MANAGEMENT));
    world
}

fn machine(listening: &Listening) -> Machine {
    let mut machine = Machine::with(AWS_CONFIG, &listening.url());
    let file = machine.file("profiles.toml", FIVE_LINES);
    machine.set("ZONECUT_CONFIG", &file.display().to_string());
    machine
}

#[test]
fn forty_accounts_in_five_lines_are_on_the_screen() {
    assert_eq!(FIVE_LINES.lines().count(), 5);
    let listening = Listening::start(world());
    let machine = machine(&listening);
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["41 profiles", "41 accounts", "42 zones", "- Organization", "account-002"]);
    terminal.hides("loading");
    // From anywhere to one of forty.
    terminal.send("P");
    terminal.shows(&["Go to:", "41 of 41"]);
    terminal.send("acc37");
    terminal.shows(&["account-037", "100000000037"]);
    terminal.send("\r");
    terminal.shows(&["Zones · account-037", "a037.example.org."]);
    // A favourite comes first, today and tomorrow.
    terminal.send("hf");
    terminal.shows(&["*account-037"]);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["*account-037", "42 zones"]);
    terminal.send("P");
    terminal.shows(&["▸*account-037"]);
    terminal.send("\x03");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn the_screen_is_not_held_up_by_a_slow_organization() {
    let listening = Listening::start(world());
    let slow = Effect::Delay(Duration::from_hours(1));
    listening.emulator.order(Rule::new(Matcher::action(Action::ListAccounts), slow));
    let machine = machine(&listening);
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["1 profile", "a001.example.org.", "Organization", "asking…"]);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn accounts_of_the_last_run_are_there_before_the_organization_answers() {
    let listening = Listening::start(world());
    let machine = machine(&listening);
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["41 accounts", "42 zones"]);
    terminal.hides("loading");
    kept(&machine, 41);
    terminal.send("\x03");
    terminal.left();
    listening.emulator.with(|world| {
        let organization = world.organization.as_mut().unwrap();
        organization.states.insert("100000000003".into(), "SUSPENDED".into());
        organization.names.insert("100000000005".into(), "renamed".into());
    });
    let slow = |action| Rule::new(Matcher::action(action), Effect::Delay(Duration::from_secs(5)));
    listening.emulator.order(slow(Action::ListAccounts));
    listening.emulator.order(slow(Action::ListHostedZones));
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["41 profiles", "42 zones", "account-002", "~a002.example.org.", "loading"]);
    terminal.hides("loading");
    terminal.shows(&["42 profiles", "41 zones", "2 messages"]);
    terminal.send("m");
    terminal.shows(&["profile account-003: account 100000000003 is left out: it is suspended"]);
    terminal.shows(&["profile account-005: account 100000000005 is profile renamed now"]);
    terminal.send("\x03");
    terminal.left();
}

#[test]
fn an_account_that_leaves_says_so_when_the_group_is_asked_again() {
    let listening = Listening::start(world());
    let machine = machine(&listening);
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["41 accounts", "42 zones", "account-003"]);
    terminal.hides("loading");
    listening.emulator.with(|world| {
        let organization = world.organization.as_mut().unwrap();
        organization.states.insert("100000000003".into(), "SUSPENDED".into());
    });
    // All, root, the heading.
    terminal.send("hgjjr");
    terminal.shows(&["41 zones", "✗ left out", "1 message"]);
    terminal.send("m");
    terminal.shows(&["profile account-003: account 100000000003 is left out: it is suspended"]);
    terminal.send("\x1b");
    terminal.hides("In full");
    listening.emulator.with(|world| {
        world.organization.as_mut().unwrap().states.clear();
    });
    terminal.send("hgjjr");
    terminal.shows(&["42 zones"]);
    terminal.hides("✗ left out");
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn commands_know_every_account_by_its_name() {
    let listening = Listening::start(world());
    let machine = machine(&listening);
    let ran = machine.zonecut(&["profiles", "--json"]);
    let rows = ran.json();
    let rows = rows.as_array().unwrap();
    assert_eq!((ran.code, rows.len()), (Some(0), 41));
    let wanted = json!({
        "name": "account-007",
        "account": "100000000007",
        "state": "ok",
        "hint": null,
        "account_name": "account-007",
        "group": "Organization",
        "source": "root",
    });
    let row = rows.iter().find(|row| row["name"] == "account-007").unwrap();
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(&row[key], value, "{key}");
    }
    assert!(ran.err.contains("100000000001 (account-001) is not reached by role"), "{}", ran.err);

    let child = "account-003/a003.example.org";
    let ran = machine.zonecut(&["delegate", "--child", child, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let set = listening.emulator.with(|world| {
        let parent = world.zone_named("100000000002", "example.org").unwrap();
        parent.values("a003.example.org", RecordType::Ns)
    });
    assert!(set.is_some());
    // Whoever is named on the command line is asked for first.
    let ran = machine.zonecut(&["--profile", "account-005", "zones", "--json"]);
    assert_eq!(ran.json()[0]["profile"], "account-005", "{}", ran.err);
    machine.zonecut(&["--profile", "account-05", "zones"]).failed(2, &["did you mean account-005"]);
    // The journal names the profile, and what it did is taken back by it.
    let history = machine.zonecut(&["history", "--json"]).json();
    assert_eq!(history[0]["parent"]["profile"], "account-002");
    let id = history[0]["id"].as_str().unwrap();
    let ran = machine.zonecut(&["undo", id, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn what_is_known_without_the_organization_is_shown_without_it() {
    let mut world = world();
    world.organization = None;
    let listening = Listening::start(world);
    let machine = machine(&listening);
    let ran = machine.zonecut(&["zones", "--json"]);
    assert_eq!((ran.code, ran.json().as_array().unwrap().len()), (Some(0), 1));
    for part in ["accounts by role from profile root are not known", "organizations:ListAccounts"] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
    let asked = |listening: &Listening| {
        let log = listening.emulator.log();
        log.iter().filter(|call| call.action == Action::ListAccounts).count()
    };
    let before = asked(&listening);
    let ran = machine.zonecut(&["--profile", "root", "zones"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(asked(&listening), before, "it is not asked where nobody wants to know");
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["1 profile", "a001.example.org.", "✗ no Organization", "1 message"]);
    terminal.send("m");
    terminal.shows(&["not a member of an organization"]);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

/// Moto is another's Organizations: it tells what its own `CreateAccount` made.
#[tokio::test]
async fn an_organization_of_motos_is_reached_by_role() {
    let within = tokio::time::timeout(Duration::from_mins(3), async {
        let mut site = Site::moto();
        site.account("511111111111");
        let made = site.organization("511111111111", &["Team One", "Team Two"]);
        let config = Config::parse(FIVE_LINES, std::path::Path::new("profiles.toml")).unwrap();
        let host = site.host(&site.profile("root", "511111111111"));
        let by_role = config.by_role();
        let aws = Aws::load_with(host, &std::collections::HashMap::new(), by_role).await.unwrap();
        let reached = aws.find_members(0).await.unwrap();
        let names: Vec<&str> =
            reached.profiles.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["Team-One", "Team-Two"]);
        assert_eq!(reached.left_out.len(), 1, "the management account: {:?}", reached.left_out);
        for (name, id) in ["Team-One", "Team-Two"].iter().zip(&made) {
            let identity = aws.identity(&ProfileName::new(name)).await.unwrap();
            assert_eq!(identity.account.as_str(), id);
            assert!(identity.arn.contains(ROLE), "{}", identity.arn);
        }
    });
    within.await.expect("the test hangs");
}
