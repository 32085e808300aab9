//! Kinds of profile as the whole program has them: in a terminal, by command, and on moto.

use serde_json::{Value, json};
use zonecut::emulator::World;
use zonecut::zone::ProfileName;

use crate::drive::{load, within};
use crate::machine::{Listening, Machine};
use crate::pty::{SIZES, Terminal};
use crate::site::{EXTERNAL_ID, ROLE, Site};

const LIMIT: std::time::Duration = std::time::Duration::from_secs(100);
const MINE: &str = "111111111111";
const THEIRS: &str = "222222222222";

/// Two accounts with a zone each, listening; the keys of both.
fn two() -> (Listening, [String; 2]) {
    let mut world = World::new();
    let keys = [(MINE, "example.com"), (THEIRS, "team.example.com")].map(|(account, zone)| {
        let key = world.add_account(account, account);
        world.add_zone(account, zone).unwrap();
        key
    });
    (Listening::start(world), keys)
}

fn profile(name: &str, key: &str) -> String {
    format!(
        "[profile {name}]\nregion = us-east-1\naws_access_key_id = {key}\n\
         aws_secret_access_key = s\n"
    )
}

/// Programs that ask on the terminal can neither write there nor take keys, and hold up nobody.
#[test]
fn a_credential_process_has_no_terminal() {
    let (listening, [mine, _]) = two();
    let asks = "[profile asks]\nregion = us-east-1\ncredential_process = sh -c 'echo \"SCRIB\"\"BLE\" > \
                /dev/tty; printf \"CO\"\"DE: \" >&2; read code < /dev/tty; exit 3'\n";
    for size in SIZES {
        let mut machine = Machine::with(&(profile("good", &mine) + asks), &listening.url());
        machine.set("PATH", "/usr/bin:/bin");
        let terminal = Terminal::start(&machine, &[], size);
        terminal.shows(&["example.com.", "✗ no credentials"]);
        // The keys are the screen's.
        terminal.send("?");
        terminal.shows(&["Keys · "]);
        terminal.send("\x1b");
        terminal.hides("Keys · ");
        assert!(!terminal.was_sent(b"SCRIBBLE"));
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
}

#[test]
fn the_environment_is_a_profile_for_every_command() {
    let (listening, [mine, theirs]) = two();
    let mut machine = Machine::with(&profile("dns", &mine), &listening.url());
    let names = |machine: &Machine| {
        let rows = machine.zonecut(&["profiles", "--json"]).json();
        let rows = rows.as_array().unwrap().clone();
        rows.iter().map(|row| (row["name"].clone(), row["account"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(names(&machine), [(json!("dns"), json!(MINE))]);
    machine.set("AWS_ACCESS_KEY_ID", &theirs);
    machine.set("AWS_SECRET_ACCESS_KEY", "s");
    let both = [(json!("(environment)"), json!(THEIRS)), (json!("dns"), json!(MINE))];
    assert_eq!(names(&machine), both);
    for called in ["environment", "(environment)"] {
        let zones = machine.zonecut(&["--profile", called, "zones", "--json"]).json();
        let zones: Vec<&Value> = zones.as_array().unwrap().iter().map(|row| &row["name"]).collect();
        assert_eq!(zones, ["team.example.com."], "{called}");
        let child = format!("{called}/team.example.com");
        let plan = machine.zonecut(&["plan", "--child", &child, "--json"]).json();
        let child = (&plan["child"]["profile"], &plan["child"]["account"]);
        assert_eq!(child, (&json!("(environment)"), &json!(THEIRS)));
        assert_eq!(plan["parent"]["profile"], "dns");
    }
    // What is printed for the AWS CLI names no profile that it does not know.
    let plan = ["plan", "--child", "dns/sub.team.example.com", "--as", "cli"];
    listening.emulator.with(|world| world.add_zone(MINE, "sub.team.example.com").unwrap());
    let ran = machine.zonecut(&plan);
    assert!(
        ran.out.contains("aws route53 change-resource-record-sets --hosted-zone-id "),
        "{ran:?}"
    );
    // A profile of the files goes by its own name.
    let config = profile("dns", &mine) + &profile("environment", &mine);
    machine.file(".aws/config", config);
    let zones = machine.zonecut(&["--profile", "environment", "zones", "--json"]).json();
    assert_eq!(zones[0]["name"], "example.com.");
    let login = machine.zonecut(&["login", "(environment)"]);
    assert!(login.err.contains("come from the environment"), "{login:?}");
}

#[test]
fn the_environment_stands_first_on_the_screen() {
    let (listening, [mine, theirs]) = two();
    for size in SIZES {
        let mut machine = Machine::with(&profile("dns", &mine), &listening.url());
        machine.set("AWS_ACCESS_KEY_ID", &theirs);
        machine.set("AWS_SECRET_ACCESS_KEY", "s");
        let terminal = Terminal::start(&machine, &[], size);
        terminal.shows(&["2 profiles", "(environment)", "team.example.com.", "example.com."]);
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
}

/// Keys, a session's keys, and a chain of roles on a server that is not ours.
#[tokio::test]
async fn keys_sessions_and_chains_on_moto() {
    within(LIMIT, Box::pin(on_moto())).await;
}

async fn on_moto() {
    let mut site = Site::moto();
    let (home, dns, team) = ("611111111111", "622222222222", "633333333333");
    for account in [home, dns, team] {
        site.account(account);
    }
    let zone = site.zone(team, "moto-kinds.example.com");
    // The session is one that moto gives to somebody else: here, to ourselves.
    let keys = site.profile("keys", home);
    let arn = format!("arn:aws:iam::{dns}:role/{ROLE}");
    let [id, secret, token] = site.session(home, &arn);
    let session = format!(
        "[profile session]\nregion = us-east-1\naws_access_key_id = {id}\n\
         aws_secret_access_key = {secret}\naws_session_token = {token}\n"
    );
    let chain = Site::role_profile("first", dns, "keys")
        + &Site::role_profile("second", home, "first")
        + &format!(
            "[profile third]\nregion = us-east-1\nrole_arn = arn:aws:iam::{team}:role/{ROLE}\n\
             external_id = {EXTERNAL_ID}\nsource_profile = second\nduration_seconds = 900\n\
             role_session_name = at-third\n"
        );
    // Moto takes any token, and says whose role it was.
    let web = format!(
        "[profile web]\nregion = us-east-1\nrole_arn = arn:aws:iam::{team}:role/{ROLE}\n\
         web_identity_token_file = /token\nrole_session_name = pod\n"
    );
    let config = keys + &session + &chain + &web;
    let aws = load(site.host_with(&[("/home/.aws/config", &config), ("/token", "a.b.c")])).await;
    for (profile, account, arn) in [
        ("keys", home, ":user/"),
        ("session", dns, ":assumed-role/"),
        ("first", dns, ":assumed-role/"),
        ("second", home, ":assumed-role/"),
        ("third", team, "/at-third"),
        ("web", team, "/pod"),
    ] {
        let profile = ProfileName::new(profile);
        let who = aws.identity(&profile).await.unwrap();
        assert_eq!(who.account.as_str(), account, "{profile}");
        assert!(who.arn.contains(arn), "{profile}: {}", who.arn);
    }
    let third = ProfileName::new("third");
    let page = aws.list_zones(&third, None).await.unwrap();
    assert!(page.zones.iter().any(|seen| seen.id.as_str() == zone.id), "{page:?}");
}
