//! Nothing secret gets out: marked secrets in every kind of profile, then the screen and the
//! commands at their most talkative, on good answers and on such that echo what they were asked
//! with. Every file that zonecut wrote is searched, and all that it sent to a terminal.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use portable_pty::CommandBuilder;
use zonecut::emulator::{
    AccessKey, Action, Effect, IdentityCenter, Matcher, Nth, Person, Principal, Role, Rule,
    ServiceError, WebIdentity, World,
};

use crate::machine::{Listening, Machine};
use crate::pty::Terminal;

const KEYS: &str = "MARKED0keys0secret0wJalrXUtn";
const HELD: &str = "MARKED0held0secret0wJalrXUtn";
const TOKEN: &str = "MARKED0session0token0FwoGZXIvYXdzE";
const PROCESS: &str = "MARKED0process0secret0wJalrXUtn";
const BROKEN: &str = "MARKED0broken0secret0wJalrXUtn";
const WEB: &str = "MARKED0web0identity0eyJhbGciOi";
const STRANGE: &str = "MARKED0strange0identity0eyJhbG";
const VARIABLE: &str = "MARKED0variable0secret0wJalrXUtn";
const BEARER: &str = "MARKED0variable0token0FwoGZXIvYXdzE";
const LOGIN: &str = "MARKED0login0secret0wJalrXUtn";
const LOGIN_TOKEN: &str = "MARKED0login0token0FwoGZXIvYXdzE";
const RENEWAL: &str = "MARKED0login0refresh0token";
const POD: &str = "MARKED0container0authorization";
const PROXY: &str = "MARKED0proxy0password";
/// SHA-256 of `arn:aws:iam::666666666666:user/me`.
const LOGIN_FILE: &str =
    ".aws/login/cache/56870a735f1b67d7e33fea09a284179042e51ecc4d0e769e3cecefec53b0a2d3.json";
const MARKED: [&str; 15] = [
    KEYS,
    HELD,
    TOKEN,
    PROCESS,
    BROKEN,
    WEB,
    STRANGE,
    VARIABLE,
    BEARER,
    LOGIN,
    LOGIN_TOKEN,
    RENEWAL,
    POD,
    PROXY,
    "MARKED0",
];
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
    ours: Vec<PathBuf>,
}

fn account(world: &mut World, id: &str, name: &str, zone: &str) -> String {
    let key = world.add_account(id, name);
    world.add_zone(id, zone).unwrap();
    key
}

/// A container's credentials that are refused with what they were asked with.
fn container() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/credentials", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4_096];
            let _ = stream.read(&mut request);
            let body = format!("{{\"message\":\"no {POD}\"}}");
            let head = "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length";
            let _ = write!(stream, "{head}: {}\r\n\r\n{body}", body.len());
        }
    });
    url
}

/// An account for each kind, that each kind can reach.
fn world() -> (World, String, String) {
    let mut world = World::new();
    let plain = account(&mut world, "111111111111", "plain", "example.com");
    let process = account(&mut world, "333333333333", "process", "process.example.com");
    for (id, name, key, token) in [
        ("222222222222", "held", "ASIAHELD000000000000", TOKEN),
        ("666666666666", "login", "ASIALOGIN00000000000", LOGIN_TOKEN),
        ("777777777777", "variable", "ASIAVARIABLE00000000", BEARER),
    ] {
        account(&mut world, id, name, &format!("{name}.example.com"));
        let key = AccessKey {
            id: key.to_owned(),
            account: id.to_owned(),
            principal: Principal::User(name.to_owned()),
            session_token: Some(token.to_owned()),
            expires: None,
            denied: Vec::new(),
        };
        world.keys.insert(key.id.clone(), key);
    }
    account(&mut world, "444444444444", "admin", "admin.example.com");
    account(&mut world, "888888888888", "member", "member.example.com");
    let provider = "oidc.example.net".to_owned();
    let pods = format!("arn:aws:iam::444444444444:oidc-provider/{provider}");
    let subject = "me".to_owned();
    world.web_identities.insert(WEB.into(), WebIdentity { provider, subject, expires: None });
    for (id, role, trusts) in [
        ("444444444444", "Admin", "111111111111".to_owned()),
        ("444444444444", "Web", pods),
        ("888888888888", "Dns", "111111111111".to_owned()),
    ] {
        let (name, trusts) = (role.to_owned(), vec![trusts]);
        let roles = &mut world.accounts.get_mut(id).unwrap().roles;
        roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
    }
    world.accounts.get_mut("444444444444").unwrap().mfa_roles.insert("Admin".to_owned());
    world.mfa_devices.insert(DEVICE.to_owned(), CODE.to_owned());
    account(&mut world, "555555555555", "one", "one.example.com");
    let mut center = IdentityCenter::new(START);
    center.person = Person::Approves(Duration::from_secs(1));
    center.assignments.push(("555555555555".to_owned(), "Admin".to_owned()));
    world.identity_centers.push(center);
    (world, plain, process)
}

impl Site {
    fn new() -> Site {
        let (world, plain, process) = world();
        let listening = Listening::start(world);
        let mut machine = Machine::with("", &listening.url());
        let url = container();
        for (name, value) in [
            ("RUST_LOG", "trace"),
            ("PATH", "/usr/bin:/bin"),
            ("AWS_ACCESS_KEY_ID", "ASIAVARIABLE00000000"),
            ("AWS_SECRET_ACCESS_KEY", VARIABLE),
            ("AWS_SESSION_TOKEN", BEARER),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", POD),
            // Nothing goes there: the emulator is not reached by HTTPS.
            ("HTTPS_PROXY", &format!("http://me:{PROXY}@127.0.0.1:9")),
        ] {
            machine.set(name, value);
        }
        let printed =
            format!(r#"{{"Version":1,"AccessKeyId":"{process}","SecretAccessKey":"{PROCESS}"}}"#);
        let process = machine.file("process.sh", format!("echo '{printed}'\n"));
        let broken = machine.file(
            "broken.sh",
            format!("echo '{{\"SecretAccessKey\":\"{BROKEN}\"}}'; echo no: {BROKEN} >&2; exit 1\n"),
        );
        let (web, strange) = (machine.file("web", WEB), machine.file("strange", STRANGE));
        let login = machine.file(
            LOGIN_FILE,
            format!(
                r#"{{"accessToken":{{"accessKeyId":"ASIALOGIN00000000000","secretAccessKey":"{LOGIN}","sessionToken":"{LOGIN_TOKEN}","accountId":"666666666666","expiresAt":"2099-01-01T00:00:00Z"}},"tokenType":"aws_sigv4","refreshToken":"{RENEWAL}","idToken":"i","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"{RENEWAL}"}}"#
            ),
        );
        let by_role = machine.file(
            ".config/zonecut/profiles.toml",
            "[[accounts]]\nsource = \"plain\"\nrole = \"Dns\"\nids = [{ id = \"888888888888\", name = \"member\" }]\n",
        );
        let config = format!(
            "[profile plain]\naws_access_key_id = {plain}\naws_secret_access_key = {KEYS}\n\
             [profile held]\naws_access_key_id = ASIAHELD000000000000\n\
             aws_secret_access_key = {HELD}\naws_session_token = {TOKEN}\n\
             [profile process]\ncredential_process = sh {}\n\
             [profile broken]\ncredential_process = sh {}\n\
             [profile web]\nrole_arn = arn:aws:iam::444444444444:role/Web\n\
             web_identity_token_file = {}\n\
             [profile strange]\nrole_arn = arn:aws:iam::444444444444:role/Web\n\
             web_identity_token_file = {}\n\
             [profile admin]\nrole_arn = arn:aws:iam::444444444444:role/Admin\n\
             source_profile = plain\nmfa_serial = {DEVICE}\n\
             [profile pod]\nrole_arn = arn:aws:iam::888888888888:role/Dns\n\
             credential_source = EcsContainer\n\
             [profile login]\nlogin_session = arn:aws:iam::666666666666:user/me\n\
             [profile one]\nsso_session = corp\nsso_account_id = 555555555555\n\
             sso_role_name = Admin\n\
             [profile legacy]\nsso_start_url = {START}\nsso_region = us-east-1\n\
             sso_account_id = 555555555555\nsso_role_name = Admin\n\
             [sso-session corp]\nsso_region = us-east-1\n\
             sso_start_url = {START}\nsso_registration_scopes = sso:account:access\n",
            process.display(),
            broken.display(),
            web.display(),
            strange.display(),
        );
        let config = machine.file(".aws/config", config);
        let ours = vec![process, broken, web, strange, login, by_role, config];
        Site { listening, machine, ours }
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
        let secrets = MARKED.into_iter().chain([CODE]).chain(GIVEN);
        let mut found = BTreeMap::new();
        files(self.machine.home(), &mut found);
        // The name of a variable is no secret.
        let shown = shown.replace("AWS_SESSION_TOKEN", "");
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
        let ran = self.machine.zonecut(&[&["--log", "trace"], arguments].concat());
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}{}", ran.out, ran.err);
        let shown = format!("{}{}", ran.out, ran.err);
        self.search(&arguments.join(" "), &shown);
        shown
    }
}

/// What the log holds, of all runs.
fn logged(site: &Site) -> String {
    let mut found = BTreeMap::new();
    files(&site.machine.home().join(".local/state/zonecut/log"), &mut found);
    found.values().map(|content| String::from_utf8_lossy(content)).collect()
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
    // Each kind that can be used is used.
    for part in [
        "111111111111",
        "222222222222",
        "333333333333",
        "arn:aws:sts::444444444444:assumed-role/Web/",
        "555555555555",
        "666666666666",
        "777777777777",
        "arn:aws:sts::888888888888:assumed-role/Dns/",
        "MFA code needed",
    ] {
        assert!(shown.contains(part), "“{part}” is not in {shown}");
    }
    site.command(&["profiles", "--json"], 0);
    let admin = login_with_a_code(&site);
    site.search("login admin", &admin);
    site.command(&["login", "legacy"], 0);
    let shown = site.command(&["-v", "zones"], 0);
    assert!(shown.contains("no: …"), "{shown}");
    site.command(&["zones", "--json"], 0);
    site.command(&[&["-v", "plan"][..], &PAIR].concat(), 0);
    site.command(&[&["policy"][..], &PAIR].concat(), 0);
    site.command(&["-v", "audit"], 1);
    let shown = site.command(&[&["-v", "delegate", "--yes"][..], &PAIR].concat(), 0);
    assert!(shown.contains("INSYNC"), "{shown}");
    site.command(&["history", "--json"], 0);
    for form in ["bind", "json", "cli", "terraform"] {
        site.command(&["export", "--zone", "held/held.example.com", "--as", form], 0);
    }
    for form in ["json", "cli", "terraform", "cdk", "bind"] {
        site.command(&[&["plan", "--as", form][..], &PAIR].concat(), 0);
    }
    site.command(&["doctor"], 1);
    let shown = site.command(&["doctor", "--full", "-v"], 1);
    assert!(shown.contains("888888888888"), "{shown}");

    site.echoing();
    let shown = site.command(&["-v", "audit"], 1);
    assert!(!shown.is_empty());
    let process = ["--child", "process/process.example.com", "--parent", "plain/example.com"];
    let shown = site.command(&[&["-v", "plan"][..], &process].concat(), 1);
    assert!(shown.contains("Your key … is odd"), "{shown}");
    let child = ["--child", "one/one.example.com", "--parent", "plain/example.com"];
    let shown = site.command(&[&["-v", "delegate", "--yes"][..], &child].concat(), 1);
    assert!(shown.contains('…'), "{shown}");
    // All of this was logged, at every level.
    let log = logged(&site);
    for part in [" WARN ", " INFO ", " DEBUG ", "no_credentials", "GetRoleCredentials"] {
        assert!(log.contains(part), "“{part}” is not in {log}");
    }
}

/// Signs in with a device's code, after a wrong one.
fn login_with_a_code(site: &Site) -> String {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_zonecut"));
    command.args(["--log", "trace", "-v", "login", "admin"]);
    let terminal = Terminal::run(&site.machine, command, (80, 24));
    terminal.shows(&["Code that the device shows now:"]);
    terminal.send(&format!("{CODE}\r"));
    terminal.shows(&["Signed in: 444444444444"]);
    assert!(!terminal.was_sent(CODE.as_bytes()));
    let left = terminal.left();
    assert_eq!(left.code, 0, "{}", left.text);
    left.text
}

#[test]
fn the_screen_shows_no_secret_and_writes_none_down() {
    let site = Site::new();
    let terminal = Terminal::start(&site.machine, &["-v", "--log", "trace"], (120, 40));
    terminal.shows(&["plain", "held", "process", "✗ MFA code needed", "✗ sign-in expired"]);
    terminal.shows(&["✗ no credentials"]);
    // Signs in to whatever the selected profile wants: the code, then the session.
    for (profile, shows) in [("admin", "Code that the device"), ("one", "Session corp")] {
        terminal.send("h");
        for _ in 0..12 {
            terminal.send("k");
        }
        let rows = ["environment", "plain", "held", "process", "broken", "web", "strange", "admin"];
        for _ in 0..rows
            .iter()
            .chain(&["pod", "login", "one"])
            .position(|name| **name == *profile)
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
    terminal.send("y");
    terminal.send("\x1b");
    terminal.hides("Messages");
    written_and_copied(&site, &terminal);
    for secret in MARKED.into_iter().chain([CODE]).chain(GIVEN) {
        assert!(!terminal.was_sent(secret.as_bytes()), "{secret} was on the terminal");
    }
    let shown = terminal.text();
    site.search("the screen", &shown);
    site.search("the clipboard", &terminal.copied());
    assert!(logged(&site).contains(" DEBUG "));
}

/// Has a plan written to a file, and copied.
fn written_and_copied(site: &Site, terminal: &Terminal) {
    // The zone that could not be read is left, and the zones are shown unfiltered.
    terminal.send("\x1b");
    terminal.hides("what was asked");
    terminal.send("\x1b");
    terminal.hides("filter “held”");
    terminal.send("/member\r");
    terminal.shows(&["member.example.com."]);
    terminal.send("d");
    terminal.shows(&["Findings"]);
    terminal.send("e\r");
    terminal.shows(&["Written"]);
    terminal.send("ey");
    terminal.shows(&["Copied"]);
    let mut found = BTreeMap::new();
    files(site.machine.home(), &mut found);
    let written = found.iter().find(|(path, _)| path.contains("/delegation-member.example.com."));
    assert!(written.is_some_and(|(_, text)| !text.is_empty()), "{:?}", found.keys());
    assert!(terminal.copied().contains("member.example.com"), "{}", terminal.copied());
}
