//! `zonecut doctor`: what is wrong is found, and nothing is told that is nobody's business.

use std::fs;

use serde_json::Value;
use zonecut::emulator::{Action, Effect, Matcher, Organization, Role, Rule, World};

use crate::machine::{Listening, Machine, Ran};

/// A machine with a good profile, and others that fail each in its own way, marked wherever
/// something secret may stand.
fn marked() -> (Listening, Machine) {
    let mut world = World::new();
    world.add_account("111111111111", "good");
    let config = world.aws_config()
        + "\n[profile nobody]\naws_access_key_id = AKIAMARKEDMARKED0001\n\
           aws_secret_access_key = markedSecretmarkedSecretmarkedSecret0001\n\
           [profile talks]\ncredential_process = sh -c 'echo markedWord >&2; exit 3'\n\
           [profile away]\nrole_arn = arn:aws:iam::222222222222:role/markedRole\n\
           source_profile = markedSource\n\
           [profile mfa]\nrole_arn = arn:aws:iam::333333333333:role/r\nsource_profile = good\n\
           mfa_serial = arn:aws:iam::333333333333:mfa/markedUser\n\
           [profile my team]\nregion = eu-west-1\n\
           [profile portal]\nsso_start_url = https://marked.awsapps.com/start\n\
           sso_region = eu-west-1\nsso_account_id = 444444444444\nsso_role_name = markedReader\n";
    let listening = Listening::start(world);
    let mut machine = Machine::with(&config, &listening.url());
    machine.set("HTTPS_PROXY", "");
    machine.set("LANG", "C.UTF-8");
    (listening, machine)
}

fn line<'a>(told: &'a Value, title: &str, what: &str) -> &'a Value {
    let sections = told["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["title"] == title).unwrap();
    let mut lines = section["lines"].as_array().unwrap().iter();
    lines.find(|line| line["what"] == what).unwrap_or_else(|| panic!("no {what} in {section:#}"))
}

/// Nothing that was marked, no account, and not where this home is.
fn is_safe(ran: &Ran, machine: &Machine) {
    for text in [&ran.out, &ran.err] {
        for secret in ["marked", "MARKED", "111111111111", "222222222222", "444444444444"] {
            // The name of a profile that is referred to is no secret.
            let text = text.replace("markedSource", "");
            assert!(!text.contains(secret), "“{secret}” is told in\n{text}");
        }
        assert!(!text.contains(&machine.home().display().to_string()), "{text}");
    }
}

#[test]
fn each_profile_that_fails_says_why_and_nothing_secret_is_told() {
    let (listening, machine) = marked();
    let ran = machine.zonecut(&["doctor", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{}", ran.out);
    let told = ran.json();
    assert_eq!(told["ok"], false);
    let good = line(&told, "Profiles", "good");
    assert_eq!(good["state"], "good");
    assert!(good["told"].as_str().unwrap().contains("ok, account account-"), "{good}");
    for (profile, part) in [
        ("nobody", "keys"),
        ("talks", "credential_process"),
        ("away", "names no profile"),
        ("my team", ""),
        ("portal", "IAM Identity Center"),
    ] {
        let line = line(&told, "Profiles", profile);
        assert_eq!(line["state"], "wrong", "{line}");
        assert!(line["told"].as_str().unwrap().contains(part), "{line}");
        assert!(line["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{line}");
    }
    for service in ["Route 53", "STS"] {
        let line = line(&told, "AWS", service);
        assert_eq!(line["state"], "good", "{line}");
    }
    let clock = line(&told, "AWS", "clock");
    assert_eq!(clock["state"], "good", "{clock}");
    assert_eq!(line(&told, "Files", "AWS config")["state"], "good");
    is_safe(&ran, &machine);
    let text = machine.zonecut(&["doctor", "-v"]);
    assert_eq!(text.code, Some(1));
    is_safe(&text, &machine);
    assert!(text.out.contains("\n! nobody"), "{}", text.out);
    let full = machine.zonecut(&["doctor", "--full"]);
    assert!(full.out.contains("111111111111"), "{}", full.out);
    assert!(!full.out.contains("markedSecret") && !full.out.contains("markedWord"));
    assert_eq!(listening.writes(), 0);
}

#[test]
fn a_healthy_machine_ends_with_0_and_is_left_as_it_was() {
    let mut world = World::new();
    world.add_account("111111111111", "good");
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    let ran = machine.zonecut(&["doctor"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(ran.out.ends_with("Nothing is wrong.\n"), "{}", ran.out);
    let left: Vec<_> =
        fs::read_dir(machine.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".aws"]);
}

#[test]
fn what_keeps_everything_else_from_starting_is_told_too() {
    let (_listening, mut machine) = marked();
    let config = machine.file("profiles.toml", "[defaults]\nttl = \"marked\"\n");
    machine.set("ZONECUT_CONFIG", &config.display().to_string());
    let ran = machine.zonecut(&["doctor", "--json"]);
    assert_eq!(ran.code, Some(1));
    let line_of = line(&ran.json(), "Files", "profiles.toml").clone();
    assert!(line_of["told"].as_str().unwrap().contains("line 2"), "{line_of}");
    is_safe(&ran, &machine);

    fs::write(&config, "[choose]\nonly = [\"good\", \"gone\"]\n").unwrap();
    let told = machine.zonecut(&["doctor", "--json"]).json();
    let line_of = line(&told, "Files", "profiles.toml");
    assert!(line_of["told"].as_str().unwrap().contains("gone"), "{line_of}");
    assert_eq!(line(&told, "Profiles", "good")["state"], "good");

    machine.set("AWS_CA_BUNDLE", "/nowhere/marked.pem");
    let ran = machine.zonecut(&["doctor", "--json"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(line(&ran.json(), "Files", "AWS's files")["state"], "wrong");
}

#[test]
fn services_that_are_not_there_are_told_from_credentials_that_are_bad() {
    let mut world = World::new();
    world.add_account("111111111111", "good");
    let machine = Machine::with(&world.aws_config(), "http://127.0.0.1:9");
    let told = machine.zonecut(&["doctor", "--json"]).json();
    for what in ["Route 53", "STS"] {
        let line = line(&told, "AWS", what);
        assert_eq!(
            (&line["state"], &line["told"]),
            (&"wrong".into(), &"an endpoint of your own: unreachable".into())
        );
    }
    assert_eq!(
        line(&told, "Profiles", "good")["told"].as_str().unwrap().split(": ").last(),
        Some("unreachable")
    );
}

#[test]
fn after_a_change_the_journal_is_well_and_for_its_owner_alone() {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    world.add_account("222222222222", "team");
    world.add_zone("111111111111", "example.com").unwrap();
    world.add_zone("222222222222", "team.example.com").unwrap();
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    let delegate = ["--log", "info", "delegate", "--child", "team/team.example.com", "--yes"];
    assert_eq!(machine.zonecut(&delegate).code, Some(0));
    let told = machine.zonecut(&["doctor", "--json"]).json();
    assert_eq!(line(&told, "Journal", "entries")["told"], "1");
    assert_eq!(line(&told, "Journal", "open")["told"], "none");
    let kept = line(&told, "Files", "journal")["told"].as_str().unwrap();
    assert_eq!(kept, "~/.local/share/zonecut/journal.jsonl (0600)");
    // And the log tells the steps.
    let folder = machine.home().join(".local/state/zonecut/log");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let log = fs::read_to_string(file).unwrap();
    for step in ["step=\"read again\"", "step=intent", "step=sent"] {
        assert!(log.contains(step), "{step} is not in\n{log}");
    }
}

#[test]
fn what_stands_in_the_journals_place_is_left_as_it_is() {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    let folder = machine.home().join(".local/share/zonecut");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("journal.jsonl"), "somebody else's\n").unwrap();
    let told = machine.zonecut(&["doctor", "--json"]).json();
    let odd = line(&told, "Journal", "odd")["told"].as_str().unwrap();
    assert!(odd.starts_with("1 line of the journal ~/"), "{odd}");
    let left: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["journal.jsonl"]);
    assert_eq!(fs::read_to_string(folder.join("journal.jsonl")).unwrap(), "somebody else's\n");
}

#[test]
fn accounts_of_an_organization_are_looked_at_like_all_others() {
    let mut world = World::new();
    world.add_account("111111111111", "root");
    let config = world.aws_config();
    world.add_account("222222222222", "team");
    let role = Role {
        name: "Dns".to_owned(),
        trusts: vec!["111111111111".to_owned()],
        external_id: None,
        denied: Vec::new(),
    };
    world.accounts.get_mut("222222222222").unwrap().roles.push(role);
    world.organization = Some(Organization::new("111111111111"));
    let listening = Listening::start(world);
    let mut machine = Machine::with(&config, &listening.url());
    let accounts = "[choose]\nonly = [\"team\"]\n\
                    [[accounts]]\nsource = \"root\"\nrole = \"Dns\"\nids = \"all\"\n";
    let file = machine.file("profiles.toml", accounts);
    machine.set("ZONECUT_CONFIG", &file.display().to_string());
    let ran = machine.zonecut(&["doctor", "--json"]);
    let told = ran.json();
    assert_eq!(line(&told, "Files", "profiles.toml")["state"], "good", "{}", ran.out);
    assert_eq!(line(&told, "Profiles", "team")["state"], "good");
    assert_eq!(machine.zonecut(&["doctor", "--profile", "team"]).code, Some(0));

    listening.emulator.order(Rule::new(Matcher::action(Action::ListAccounts), Effect::Deny));
    let told = machine.zonecut(&["doctor", "--json"]).json();
    assert_eq!(line(&told, "Files", "profiles.toml")["state"], "good");
    let unknown = line(&told, "Profiles", "root");
    assert_eq!(unknown["state"], "wrong");
    assert!(unknown["told"].as_str().unwrap().ends_with("access denied"), "{unknown}");
}
