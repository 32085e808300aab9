//! Signing in: on the screen and by command, with the files that it leaves for other tools.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use portable_pty::CommandBuilder;
use serde_json::Value;
use zonecut::emulator::{Action, Effect, IdentityCenter, Matcher, Nth, Person, Role, Rule, World};

use crate::machine::{Listening, Machine};
use crate::pty::{SIZES, Terminal};
use crate::python::Python;

const START: &str = "https://corp.awsapps.com/start";
const DEVICE: &str = "arn:aws:iam::111111111111:mfa/me";
/// The code that the device shows: found nowhere else.
const CODE: &str = "904713";

/// `one` and `two` by the session `corp`, `admin` by a role that wants a code; each with a zone.
struct Site {
    listening: Listening,
    machine: Machine,
}

impl Site {
    fn new(person: Person, code_lasts: Duration) -> Site {
        let mut world = World::new();
        let key = world.add_account("111111111111", "home");
        let mut center = IdentityCenter::new(START);
        (center.person, center.code_lasts) = (person, code_lasts);
        let mut config = String::new();
        for (id, name) in [("222222222222", "one"), ("333333333333", "two")] {
            world.add_account(id, name);
            world.add_zone(id, &format!("{name}.example.com")).unwrap();
            center.assignments.push((id.to_owned(), "Admin".to_owned()));
            let _ = write!(
                config,
                "[profile {name}]\nregion = us-east-1\nsso_session = corp\n\
                 sso_account_id = {id}\nsso_role_name = Admin\n"
            );
        }
        world.identity_centers.push(center);
        world.add_account("444444444444", "admin");
        world.add_zone("444444444444", "admin.example.com").unwrap();
        let account = world.accounts.get_mut("444444444444").unwrap();
        let (name, trusts) = ("Admin".to_owned(), vec!["111111111111".to_owned()]);
        account.roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
        account.mfa_roles.insert("Admin".to_owned());
        world.mfa_devices.insert(DEVICE.to_owned(), CODE.to_owned());
        let _ = write!(
            config,
            "[profile home]\nregion = us-east-1\naws_access_key_id = {key}\n\
             aws_secret_access_key = s\n[profile admin]\nregion = us-east-1\n\
             role_arn = arn:aws:iam::444444444444:role/Admin\nsource_profile = home\n\
             mfa_serial = {DEVICE}\n[sso-session corp]\nsso_region = us-east-1\n\
             sso_start_url = {START}\nsso_registration_scopes = sso:account:access\n"
        );
        let listening = Listening::start(world);
        let machine = Machine::with(&config, &listening.url());
        Site { listening, machine }
    }

    fn approving() -> Site {
        Site::new(Person::Approves(Duration::from_secs(2)), Duration::from_mins(10))
    }
}

/// All files below a folder, by their path.
fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
        }
    }
}

/// The texts that somebody else must not see, as the emulator has given them out.
const SECRETS: [&str; 6] =
    ["access-token-", "refresh-token-", "client-secret-", "device-code-", "secret-of-", "SESSION"];

/// No secret was written to the terminal, or to a file outside the cache that is there for them.
fn keeps_its_secrets(site: &Site, terminal: &Terminal) {
    for secret in SECRETS.into_iter().chain([CODE]) {
        assert!(!terminal.was_sent(secret.as_bytes()), "{secret} was on the terminal");
    }
    let mut found = BTreeMap::new();
    files(site.machine.home(), &mut found);
    let ours = found.iter().filter(|(path, _)| !path.contains(".aws/sso/cache/"));
    for (path, content) in ours {
        let text = String::from_utf8_lossy(content);
        for secret in SECRETS.into_iter().chain([CODE]) {
            assert!(!text.contains(secret), "{secret} is in {path}");
        }
    }
}

#[test]
fn in_the_sandbox_a_profile_is_signed_in_from_the_screen() {
    for size in SIZES {
        let machine = Machine::new();
        let terminal = Terminal::start(&machine, &["--demo"], size);
        terminal.shows(&["✗ sign-in expired"]);
        terminal.send("L");
        terminal.shows(&["Sign in", "legacy", "example-sso", "#/device?user_code=", "left"]);
        terminal.follow("back");
        terminal.hides("user_code");
        terminal.send("L");
        terminal.shows(&["user_code="]);
        terminal.shows(&["Signed in: 1 profile is read again."]);
        terminal.hides("✗ sign-in expired");
        terminal.send("/legacy\r");
        terminal.shows(&["vault.example.com."]);
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
}

#[test]
fn one_approval_brings_back_both_profiles_of_a_session_and_the_address_is_copied() {
    let site = Site::approving();
    let terminal = Terminal::start(&site.machine, &[], (120, 40));
    terminal.shows(&["one", "two", "✗ sign-in expired", "✗ MFA code needed"]);
    terminal.send("L");
    terminal.shows(&["Session corp", "It was copied", START]);
    // OSC 52, the clipboard.
    assert!(terminal.was_sent(b"\x1b]52;c;"));
    terminal.shows(&[
        "Signed in: 2 profiles are read again.",
        "one.example.com.",
        "two.example.com.",
    ]);
    keeps_its_secrets(&site, &terminal);
}

#[test]
fn a_code_of_a_device_is_typed_unseen_and_a_wrong_one_said_so() {
    let site = Site::approving();
    let terminal = Terminal::start(&site.machine, &["--profile", "admin"], (80, 24));
    terminal.shows(&["✗ MFA code needed"]);
    terminal.send("L");
    terminal.shows(&["Code that the device shows now:", DEVICE]);
    terminal.send("111111\r");
    terminal.shows(&["MultiFactorAuthentication failed"]);
    terminal.send(CODE);
    terminal.shows(&["••••••█"]);
    terminal.send("\r");
    terminal.shows(&["Signed in: 1 profile is read again.", "admin.example.com."]);
    keeps_its_secrets(&site, &terminal);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn a_code_that_nobody_approves_runs_out_and_another_can_be_had() {
    let site = Site::new(Person::Away, Duration::from_secs(2));
    let terminal = Terminal::start(&site.machine, &["--profile", "one"], (80, 24));
    terminal.shows(&["✗ sign-in expired"]);
    terminal.send("L");
    terminal.shows(&["✗ The code has run out before it was approved."]);
    site.listening.emulator.with(|world| {
        world.identity_centers[0].person = Person::Approves(Duration::ZERO);
    });
    terminal.follow("anew");
    terminal.shows(&["Signed in: 1 profile is read again.", "one.example.com."]);
}

#[test]
fn login_leaves_a_token_that_the_aws_cli_takes_and_takes_the_one_it_finds() {
    let site = Site::approving();
    let ran = site.machine.zonecut(&["login", "two"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("Signed in: 333333333333 "), "{}", ran.out);
    for part in [START, "Code  ", "Open the address in any browser"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    let shown = format!("{}{}", ran.out, ran.err);
    assert!(!SECRETS.iter().any(|secret| shown.contains(secret)), "{shown}");

    // SHA-1 of `corp`.
    let token = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    let path = site.machine.home().join(token);
    let folder = path.parent().unwrap().to_owned();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "a token and a registration");
    let kept: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let keys: Vec<&str> = kept.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "startUrl",
            "region",
            "accessToken",
            "expiresAt",
            "clientId",
            "clientSecret",
            "registrationExpiresAt",
            "refreshToken"
        ]
    );
    for (key, value) in [("startUrl", START), ("region", "us-east-1")] {
        assert_eq!(kept[key], value);
    }
    for key in ["expiresAt", "registrationExpiresAt"] {
        let time = kept[key].as_str().unwrap();
        assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
    }

    let done = site
        .machine
        .shell(&Python::get(), "aws sts get-caller-identity --profile one --output json");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(text.contains("222222222222"), "{text}");

    let list = site.machine.zonecut(&["profiles", "--json"]).json();
    let state = |name: &str| {
        let rows = list.as_array().unwrap().iter();
        rows.filter(|row| row["name"] == name).map(|row| row["state"].clone()).next().unwrap()
    };
    assert_eq!(["one", "two", "admin"].map(state), ["ok", "ok", "mfa_code_needed"]);
}

#[test]
fn login_that_is_refused_or_has_nothing_to_sign_in_to_says_so() {
    let site = Site::new(Person::Denies(Duration::ZERO), Duration::from_mins(10));
    site.machine.zonecut(&["login", "one"]).failed(1, &["refused in the browser", "login one"]);
    site.machine.zonecut(&["login", "home"]).failed(2, &["profile home", "keys"]);
    site.machine.zonecut(&["login", "nobody"]).failed(2, &["no profile nobody"]);
    site.machine.zonecut(&["login", "admin"]).failed(2, &["no terminal to ask on", DEVICE]);
    assert!(!site.machine.home().join(".aws/sso/cache").read_dir().unwrap().any(|entry| {
        std::fs::read_to_string(entry.unwrap().path()).unwrap().contains("accessToken")
    }));
}

#[test]
fn login_asks_for_a_code_without_showing_it() {
    let site = Site::approving();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
    command.args(["login", "admin"]);
    let terminal = Terminal::run(&site.machine, command, (80, 24));
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send(&format!("{CODE}\r"));
    let left = {
        terminal.shows(&["Signed in: 444444444444"]);
        keeps_its_secrets(&site, &terminal);
        terminal.left()
    };
    assert_eq!(left.code, 0, "{}", left.text);
}

#[test]
fn login_is_left_while_a_code_is_being_checked() {
    let site = Site::approving();
    let calls = Matcher::action(Action::AssumeRole).nth(Nth::Every);
    let slow = Effect::Delay(Duration::from_secs(25));
    site.listening.emulator.order(Rule::new(calls, slow));
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
    command.args(["login", "admin"]);
    let begun = std::time::Instant::now();
    let terminal = Terminal::run(&site.machine, command, (80, 24));
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send(&format!("{CODE}\r\x03"));
    terminal.shows(&["interrupted"]);
    assert_eq!(terminal.left().code, 1);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// The accounts of a role's list have no sign-in of their own: they wait for their source's.
#[test]
fn one_approval_brings_back_the_accounts_by_role_of_its_session_too() {
    let site = Site::approving();
    site.listening.emulator.with(|world| {
        for (id, name) in [("555555555555", "five"), ("666666666666", "six")] {
            world.add_account(id, name);
            world.add_zone(id, &format!("{name}.example.com")).unwrap();
            let account = world.accounts.get_mut(id).unwrap();
            let (name, trusts) = ("Dns".to_owned(), vec!["222222222222".to_owned()]);
            account.roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
        }
    });
    site.machine.file(
        ".config/zonecut/profiles.toml",
        "[[accounts]]\nsource = \"one\"\nrole = \"Dns\"\nname = \"dns-{account_id}\"\n\
         ids = [\"555555555555\", \"666666666666\"]\n",
    );
    let terminal = Terminal::start(&site.machine, &[], (120, 40));
    // A state beside it leaves little room for a name.
    terminal.shows(&["dns-5555", "dns-6666", "✗ sign-in expired"]);
    terminal.send("L");
    terminal.shows(&["Session corp"]);
    terminal.shows(&[
        "Signed in: 4 profiles are read again.",
        "one.example.com.",
        "two.example.com.",
        "five.example.com.",
        "six.example.com.",
    ]);
    terminal.hides("✗ sign-in expired");
}
