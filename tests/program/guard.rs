//! Credentials that end, and codes that commands ask for: by what the emulator's STS and portal
//! give out.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use zonecut::emulator::{Action, Effect, IdentityCenter, Matcher, Person, Role, Rule, World};

use crate::machine::{Listening, Machine};
use crate::pty::Terminal;

const DEVICE: &str = "arn:aws:iam::111111111111:mfa/me";
const CODE: &str = "904713";
const START: &str = "https://corp.awsapps.com/start";
const SHORT: Duration = Duration::from_mins(3);
const PAIR: [&str; 4] = ["--child", "team/team.example.com", "--parent", "admin/example.com"];

/// `team` with keys and the child; `role`, and `admin` with a code, into the parent's account.
struct Site {
    listening: Listening,
    machine: Machine,
}

impl Site {
    fn new(edit: impl FnOnce(&mut World)) -> Site {
        let mut world = World::new();
        let home = world.add_account("111111111111", "home");
        let team = world.add_account("222222222222", "team");
        world.add_zone("222222222222", "team.example.com").unwrap();
        world.add_account("444444444444", "dns");
        world.add_zone("444444444444", "example.com").unwrap();
        let account = world.accounts.get_mut("444444444444").unwrap();
        account.alias = Some("example-dns".to_owned());
        for role in ["Admin", "Plain"] {
            let (name, trusts) = (role.to_owned(), vec!["111111111111".to_owned()]);
            account.roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
        }
        account.mfa_roles.insert("Admin".to_owned());
        world.mfa_devices.insert(DEVICE.to_owned(), CODE.to_owned());
        let mut center = IdentityCenter::new(START);
        center.person = Person::Approves(Duration::ZERO);
        center.assignments.push(("222222222222".to_owned(), "Admin".to_owned()));
        world.identity_centers.push(center);
        edit(&mut world);
        let config = format!(
            "[profile home]\nregion = us-east-1\naws_access_key_id = {home}\n\
             aws_secret_access_key = s\n\
             [profile team]\nregion = us-east-1\naws_access_key_id = {team}\n\
             aws_secret_access_key = s\n\
             [profile admin]\nregion = us-east-1\nsource_profile = home\nmfa_serial = {DEVICE}\n\
             role_arn = arn:aws:iam::444444444444:role/Admin\n\
             [profile plain]\nregion = us-east-1\nsource_profile = home\n\
             role_arn = arn:aws:iam::444444444444:role/Plain\n\
             [profile one]\nregion = us-east-1\nsso_session = corp\n\
             sso_account_id = 222222222222\nsso_role_name = Admin\n\
             [sso-session corp]\nsso_region = us-east-1\nsso_start_url = {START}\n\
             sso_registration_scopes = sso:account:access\n"
        );
        let listening = Listening::start(world);
        let machine = Machine::with(&config, &listening.url());
        Site { listening, machine }
    }

    /// Sessions of the parent's account are too short for a write.
    fn short() -> Site {
        Site::new(|world| {
            world.accounts.get_mut("444444444444").unwrap().sessions_last = Some(SHORT);
        })
    }

    fn on_terminal(&self, arguments: &[&str]) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
        command.args(arguments);
        Terminal::run(&self.machine, command, (100, 40))
    }

    fn asked(&self, action: Action) -> usize {
        self.listening.emulator.log().iter().filter(|call| call.action == action).count()
    }
}

#[test]
fn a_command_does_not_begin_a_write_on_credentials_that_end_before_it() {
    let site = Site::short();
    for verb in ["delegate", "remove"] {
        let child = if verb == "remove" { "team.example.com" } else { "team/team.example.com" };
        let arguments = [verb, "--child", child, "--parent", "plain/example.com", "--yes"];
        if verb == "remove" {
            site.listening.emulator.with(|world| {
                let id = world.zone_named("444444444444", "example.com").unwrap().id.clone();
                let zone = world.zone_mut(&id).unwrap();
                let ns = ["ns1.example.net.", "ns2.example.net."];
                zone.put("team.example.com", zonecut::emulator::RecordType::Ns, 300, &ns).unwrap();
            });
        }
        let ran = site.machine.zonecut(&arguments);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        for part in ["Nothing was sent", "profile plain", "credentials end soon", "min left"] {
            assert!(ran.err.contains(part), "“{part}” is not said in:\n{}", ran.err);
        }
        assert!(ran.err.contains("Renew the credentials of profile plain"), "{}", ran.err);
    }
    assert_eq!(site.listening.writes(), 0);
    // Nothing is left open in the journal either.
    let history = site.machine.zonecut(&["history", "--json"]).json();
    assert_eq!(history.as_array().unwrap().len(), 0, "{history}");
}

#[test]
fn no_zone_is_created_whose_delegation_would_be_refused() {
    let site = Site::short();
    let arguments = ["--child", "team/new.example.com", "--parent", "plain/example.com"];
    let arguments = [&["delegate", "--create-child", "--yes"][..], &arguments].concat();
    let ran = site.machine.zonecut(&arguments);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("credentials end soon"), "{}", ran.err);
    assert_eq!(site.asked(Action::CreateHostedZone), 0);
}

#[test]
fn a_command_on_a_terminal_asks_for_the_code_and_goes_on() {
    let site = Site::new(|_| {});
    let terminal = site.on_terminal(&[&["delegate"][..], &PAIR].concat());
    terminal.shows(&["Profile admin assumes a role with a code.", "role/Admin", DEVICE]);
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send("111111\r");
    terminal.shows(&["MultiFactorAuthentication failed"]);
    terminal.send(&format!("{CODE}\r"));
    terminal.shows(&["in account 444444444444 (example-dns) as profile admin", "Send it? [y/N]"]);
    terminal.send("y\r");
    terminal.shows(&["The delegation stands"]);
    assert!(!terminal.was_sent(CODE.as_bytes()));
    assert_eq!(terminal.left().code, 0);
    // The wrong code, the right one, and `plain`.
    assert_eq!((site.listening.writes(), site.asked(Action::AssumeRole)), (1, 3));
}

/// `left` looks at the terminal's modes: its echo is back.
#[test]
fn a_command_that_is_ended_while_it_asks_for_a_code_leaves_the_terminal_as_it_was() {
    for (signal, typed) in [("TERM", ""), ("HUP", "123"), ("INT", "111111\r")] {
        let site = Site::new(|_| {});
        let slow = Effect::Delay(Duration::from_hours(1));
        if typed.ends_with('\r') {
            site.listening.emulator.order(Rule::new(Matcher::action(Action::AssumeRole), slow));
        }
        let terminal = site.on_terminal(&[&["delegate"][..], &PAIR].concat());
        terminal.shows(&["Code that the device shows now:"]);
        terminal.send(typed);
        terminal.signal(signal);
        let left = terminal.left();
        assert_eq!(left.code, 1, "{signal}: {}", left.text);
        assert!(left.text.contains("interrupted: nothing was sent"), "{signal}: {}", left.text);
    }
}

#[test]
fn a_command_can_be_ended_after_the_code_too() {
    let site = Site::new(|_| {});
    let slow = Effect::Delay(Duration::from_hours(1));
    site.listening.emulator.order(Rule::new(Matcher::action(Action::ListHostedZones), slow));
    let terminal = site.on_terminal(&["zones"]);
    terminal.shows(&["Code that the device shows now"]);
    terminal.send(&format!("{CODE}\r"));
    terminal.shows(&["The code is right."]);
    terminal.signal("TERM");
    assert_eq!(terminal.left().code, 1);
}

#[test]
fn a_code_may_be_passed_over_where_other_profiles_are_listed() {
    let site = Site::new(|_| {});
    let terminal = site.on_terminal(&["zones"]);
    terminal.shows(&["Enter goes on without"]);
    terminal.send("\r");
    terminal.shows(&["team.example.com.", "MFA code needed"]);
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn who_leaves_at_a_code_that_may_be_passed_over_leaves_the_command() {
    let site = Site::new(|_| {});
    for leave in ["\x03", "TERM"] {
        let terminal = site.on_terminal(&["zones"]);
        terminal.shows(&["Enter goes on without"]);
        match leave {
            "TERM" => terminal.signal(leave),
            keys => terminal.send(keys),
        }
        let left = terminal.left();
        assert_eq!(left.code, 1, "{}", left.text);
        assert!(left.text.contains("interrupted"), "{}", left.text);
    }
    assert_eq!(site.asked(Action::ListHostedZones), 0);
}

#[test]
fn too_many_wrong_codes_pass_a_profile_over_where_others_are_listed() {
    let site = Site::new(|_| {});
    let terminal = site.on_terminal(&["zones"]);
    terminal.shows(&["Enter goes on without"]);
    terminal.send("111111\r");
    terminal.shows(&["MultiFactorAuthentication failed"]);
    terminal.send("1\r1\r");
    terminal.shows(&["a code has six digits", "team.example.com.", "MFA code needed"]);
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn what_is_no_request_is_said_before_a_code_is_asked_for() {
    let site = Site::new(|_| {});
    let file = site.machine.file("request.json", "no request");
    let terminal = site.on_terminal(&["accept", &file.display().to_string()]);
    let left = terminal.left();
    assert_eq!(left.code, 2, "{}", left.text);
    assert!(left.text.contains("request.json:"), "{}", left.text);
}

/// An account's alias is good to know, and nothing to wait for.
#[test]
fn a_question_does_not_wait_for_what_the_account_is_called() {
    let site = Site::new(|_| {});
    let slow = Effect::Delay(Duration::from_mins(1));
    site.listening.emulator.order(Rule::new(Matcher::action(Action::ListAccountAliases), slow));
    let begun = Instant::now();
    let terminal = site.on_terminal(&[
        "delegate",
        "--child",
        "team/team.example.com",
        "--parent",
        "plain/example.com",
    ]);
    terminal.shows(&["in account 444444444444 as profile plain", "Send it? [y/N]"]);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    terminal.send("n\r");
    assert_eq!(terminal.left().code, 1);
}

#[test]
fn without_a_terminal_a_code_can_be_asked_of_nobody_and_that_is_said() {
    let site = Site::new(|_| {});
    let ran = site.machine.zonecut(&[&["plan"][..], &PAIR].concat());
    ran.failed(1, &["MFA code needed", DEVICE, "a command on a terminal, which asks for it"]);
    assert_eq!(site.asked(Action::AssumeRole), 1, "by `plain`, which needs no code");
}

#[test]
fn on_the_screen_the_plan_stays_while_the_session_is_renewed() {
    let site = Site::short();
    let terminal =
        Terminal::start(&site.machine, &["--profile", "admin", "--profile", "team"], (100, 40));
    terminal.shows(&["✗ MFA code needed", "team.example.com."]);
    terminal.send("L");
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send(&format!("{CODE}\r"));
    // The parent's zone is listed too.
    terminal.shows(&["Signed in: 1 profile is read again.", "444444444444", "2 zones"]);
    terminal.send("/team.example\r");
    terminal.send("d");
    terminal.shows(&["Create this delegation?", "! sign-in ends soon: admin", "example-dns"]);
    terminal.send("y");
    terminal.shows(&["✗ Not sent. Credentials of admin: 2 min left, a change may take 5 min."]);
    terminal.shows(&["sign in first; the plan stays"]);
    assert_eq!(site.listening.writes(), 0);
    site.listening.emulator.with(|world| {
        world.accounts.get_mut("444444444444").unwrap().sessions_last = None;
    });
    terminal.send("L");
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send(&format!("{CODE}\r"));
    terminal.shows(&["Create this delegation?"]);
    terminal.hides("Not sent");
    terminal.send("y");
    terminal.shows(&["The delegation stands"]);
    assert_eq!(site.listening.writes(), 1);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn processes_that_renew_one_token_at_once_do_not_lose_it() {
    let site = Site::new(|world| {
        world.identity_centers[0].token_lasts = Duration::from_secs(2);
    });
    let login = site.machine.zonecut(&["login", "one"]);
    assert_eq!(login.code, Some(0), "{}", login.err);
    for round in 0..2 {
        std::thread::sleep(Duration::from_millis(2_200));
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4)
                .map(|_| {
                    scope
                        .spawn(|| site.machine.zonecut(&["--profile", "one", "profiles", "--json"]))
                })
                .collect();
            for ran in runs {
                let list = ran.join().unwrap().json();
                assert_eq!(list[0]["state"], "ok", "round {round}: {list}");
            }
        });
    }
}
