//! Nothing secret gets out: marked secrets in every kind of profile, then the screen and the
//! commands at their most talkative, on good answers and on such that echo what they were asked
//! with. Every file that zonecut wrote is searched, and all that it sent to a terminal.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use zonecut::emulator::{
    AccessKey, Action, Effect, IdentityCenter, Matcher, Nth, Person, Principal, Role, Rule,
    ServiceError, World,
};

use crate::machine::{Listening, Machine};
use crate::pty::Terminal;

const KEYS: &str = "MARKED0keys0secret0wJalrXUtn";
const HELD: &str = "MARKED0held0secret0wJalrXUtn";
const TOKEN: &str = "MARKED0session0token0FwoGZXIvYXdzE";
const PROCESS: &str = "MARKED0process0secret0wJalrXUtn";
const BROKEN: &str = "MARKED0broken0secret0wJalrXUtn";
const WEB: &str = "MARKED0web0identity0eyJhbGciOi";
const CODE: &str = "904713";
const DEVICE: &str = "arn:aws:iam::111111111111:mfa/me";
const START: &str = "https://corp.awsapps.com/start";
/// What the emulator gives out begins with these.
const GIVEN: [&str; 6] =
    ["access-token-", "refresh-token-", "client-secret-", "device-code-", "secret-of-", "SESSION"];

struct Site {
    listening: Listening,
    machine: Machine,
    /// Files that hold secrets because the test put them there.
    ours: Vec<std::path::PathBuf>,
}

fn account(world: &mut World, id: &str, name: &str, zone: &str) -> String {
    let key = world.add_account(id, name);
    world.add_zone(id, zone).unwrap();
    key
}

impl Site {
    fn new() -> Site {
        let mut world = World::new();
        let plain = account(&mut world, "111111111111", "plain", "example.com");
        account(&mut world, "222222222222", "held", "held.example.com");
        let held = "ASIAHELD000000000000";
        let key = AccessKey {
            id: held.to_owned(),
            account: "222222222222".to_owned(),
            principal: Principal::User("held".to_owned()),
            session_token: Some(TOKEN.to_owned()),
            expires: None,
            denied: Vec::new(),
        };
        world.keys.insert(held.to_owned(), key);
        let process = account(&mut world, "333333333333", "process", "process.example.com");
        account(&mut world, "444444444444", "admin", "admin.example.com");
        let admin = world.accounts.get_mut("444444444444").unwrap();
        let (name, trusts) = ("Admin".to_owned(), vec!["111111111111".to_owned()]);
        admin.roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
        admin.mfa_roles.insert("Admin".to_owned());
        world.mfa_devices.insert(DEVICE.to_owned(), CODE.to_owned());
        account(&mut world, "555555555555", "one", "one.example.com");
        let mut center = IdentityCenter::new(START);
        center.person = Person::Approves(Duration::from_secs(1));
        center.assignments.push(("555555555555".to_owned(), "Admin".to_owned()));
        world.identity_centers.push(center);

        let listening = Listening::start(world);
        let mut machine = Machine::with("", &listening.url());
        for log in ["RUST_LOG", "ZONECUT_LOG"] {
            machine.set(log, "trace");
        }
        machine.set("PATH", "/usr/bin:/bin");
        let printed =
            format!(r#"{{"Version":1,"AccessKeyId":"{process}","SecretAccessKey":"{PROCESS}"}}"#);
        let process = machine.file("process.sh", format!("echo '{printed}'\n"));
        let broken = machine.file(
            "broken.sh",
            format!("echo '{{\"SecretAccessKey\":\"{BROKEN}\"}}'; echo no: {BROKEN} >&2; exit 1\n"),
        );
        let web = machine.file("web-token", WEB);
        let config = format!(
            "[profile plain]\naws_access_key_id = {plain}\naws_secret_access_key = {KEYS}\n\
             [profile held]\naws_access_key_id = {held}\naws_secret_access_key = {HELD}\n\
             aws_session_token = {TOKEN}\n\
             [profile process]\ncredential_process = sh {}\n\
             [profile broken]\ncredential_process = sh {}\n\
             [profile web]\nrole_arn = arn:aws:iam::444444444444:role/Admin\n\
             web_identity_token_file = {}\n\
             [profile admin]\nrole_arn = arn:aws:iam::444444444444:role/Admin\n\
             source_profile = plain\nmfa_serial = {DEVICE}\n\
             [profile one]\nsso_session = corp\nsso_account_id = 555555555555\n\
             sso_role_name = Admin\n[sso-session corp]\nsso_region = us-east-1\n\
             sso_start_url = {START}\nsso_registration_scopes = sso:account:access\n",
            process.display(),
            broken.display(),
            web.display(),
        );
        let config = machine.file(".aws/config", config);
        Site { listening, machine, ours: vec![process, broken, web, config] }
    }

    /// From now on answers to some calls echo what they were asked with.
    fn echoing(&self) {
        let refuse = |action, account: &str, code: &str, text: String| {
            let error = ServiceError::new(400, code, text);
            let calls = Matcher::action(action).account(account).nth(Nth::Every);
            self.listening.emulator.order(Rule::new(calls, Effect::Error(error)));
        };
        refuse(
            Action::ListResourceRecordSets,
            "222222222222",
            "InvalidInput",
            format!("what was asked: {TOKEN} signed with {HELD} and cut off at {}", &TOKEN[..20]),
        );
        refuse(
            Action::GetHostedZone,
            "333333333333",
            "SignatureDoesNotMatch",
            format!("Your key {PROCESS} is odd. The canonical string is {PROCESS}"),
        );
        refuse(Action::ChangeResourceRecordSets, "111111111111", KEYS, format!("echo {KEYS}"));
    }

    /// Looks for secrets in what was shown, and in every file that the test did not write itself;
    /// IAM Identity Center's cache is there for its tokens.
    fn search(&self, what: &str, shown: &str) {
        let marked = [KEYS, HELD, TOKEN, PROCESS, BROKEN, WEB, CODE, "MARKED0"];
        let secrets = marked.into_iter().chain(GIVEN);
        let mut found = BTreeMap::new();
        files(self.machine.home(), &mut found);
        for secret in secrets {
            assert!(!shown.contains(secret), "{secret} was shown by {what}:\n{shown}");
            for (path, content) in &found {
                let is_ours = self.ours.iter().any(|ours| ours == Path::new(path));
                let text = String::from_utf8_lossy(content);
                if !is_ours && !path.contains(".aws/sso/cache/") {
                    assert!(!text.contains(secret), "{secret} is in {path} after {what}");
                }
            }
        }
    }

    fn command(&self, arguments: &[&str], code: i32) -> String {
        let ran = self.machine.zonecut(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}{}", ran.out, ran.err);
        let shown = format!("{}{}", ran.out, ran.err);
        self.search(&arguments.join(" "), &shown);
        shown
    }
}

/// All files below a folder, by their path.
fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).unwrap_or_default());
        }
    }
}

const PAIR: [&str; 4] = ["--child", "held/held.example.com", "--parent", "plain/example.com"];

#[test]
fn no_command_tells_a_secret_or_writes_one_down() {
    let site = Site::new();
    let shown = site.command(&["login", "one"], 0);
    assert!(shown.contains("Signed in: 555555555555"), "{shown}");
    let shown = site.command(&["-v", "profiles"], 0);
    for part in ["333333333333", "555555555555", "MFA code needed"] {
        assert!(shown.contains(part), "“{part}” is not in {shown}");
    }
    site.command(&["profiles", "--json"], 0);
    let shown = site.command(&["-v", "zones"], 0);
    assert!(shown.contains("no: …"), "{shown}");
    site.command(&["zones", "--json"], 0);
    site.command(&[&["-v", "plan"][..], &PAIR].concat(), 0);
    site.command(&[&["policy"][..], &PAIR].concat(), 0);
    site.command(&["-v", "audit"], 1);
    let shown = site.command(&[&["-v", "delegate", "--yes"][..], &PAIR].concat(), 0);
    assert!(shown.contains("INSYNC"), "{shown}");
    site.command(&["history", "--json"], 0);

    site.echoing();
    let shown = site.command(&["-v", "audit"], 1);
    assert!(!shown.is_empty());
    let process = ["--child", "process/process.example.com", "--parent", "plain/example.com"];
    let shown = site.command(&[&["-v", "plan"][..], &process].concat(), 1);
    assert!(shown.contains("Your key … is odd"), "{shown}");
    let child = ["--child", "one/one.example.com", "--parent", "plain/example.com"];
    let shown = site.command(&[&["-v", "delegate", "--yes"][..], &child].concat(), 1);
    assert!(shown.contains('…'), "{shown}");
}

#[test]
fn the_screen_shows_no_secret_and_writes_none_down() {
    let site = Site::new();
    let terminal = Terminal::start(&site.machine, &["-v"], (120, 40));
    terminal.shows(&["plain", "held", "process", "✗ MFA code needed", "✗ sign-in expired"]);
    terminal.shows(&["✗ no credentials"]);
    // Signs in to whatever the selected profile wants: the code, then the session.
    for (profile, shows) in [("admin", "Code that the device"), ("one", "Session corp")] {
        terminal.send("h");
        for _ in 0..12 {
            terminal.send("k");
        }
        for _ in 0..["plain", "held", "process", "broken", "web", "admin", "one"]
            .iter()
            .position(|name| *name == profile)
            .map_or(0, |at| at + 1)
        {
            terminal.send("j");
        }
        terminal.send("L");
        terminal.shows(&[shows]);
        if profile == "admin" {
            terminal.send("111111\r");
            terminal.shows(&["MultiFactorAuthentication failed"]);
            terminal.send(&format!("{CODE}\r"));
        }
        terminal.shows(&["Signed in: 1 profile is read again."]);
    }
    terminal.send("gl");
    terminal.shows(&["admin.example.com.", "one.example.com."]);
    site.echoing();
    terminal.send("/held\r\r");
    terminal.shows(&["what was asked: … signed with … and cut off at …"]);
    terminal.send("m");
    terminal.shows(&["Messages"]);
    terminal.shows(&["what was asked: …"]);
    for secret in
        [KEYS, HELD, TOKEN, PROCESS, BROKEN, WEB, CODE, "MARKED0"].into_iter().chain(GIVEN)
    {
        assert!(!terminal.was_sent(secret.as_bytes()), "{secret} was on the terminal");
    }
    let shown = terminal.text();
    site.search("the screen", &shown);
}
