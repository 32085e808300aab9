//! What is exported of accounts that no profile of AWS's files names: the scripts run as they are,
//! in a real shell with the real AWS CLI, and the change is made.

use serde_json::Value;
use zonecut::emulator::{Action, Principal, RecordType, Role, World};

use crate::machine::{Listening, Machine};
use crate::pty::Terminal;
use crate::python::{Python, run, text};

const PARENT: &str = "111111111111";
const HUB: &str = "222222222222";
const CUT: &str = "team.example.com";

const PROFILES: &str = r#"
[[accounts]]
source = "ops"
role = "Hub"
ids = [{ id = "222222222222", name = "hub" }]
external_id = "it:is-mine"

[[accounts]]
source = "ops"
role = "dns/Editor"
ids = [{ id = "111111111111", name = "prod" }]
external_id = "it:is-mine"
session_name = "who@where"
duration = "30m"

[[accounts]]
source = "hub"
role = "dns/Last"
ids = ["111111111111"]
external_id = "it:is-mine"
name = "by-hub-{account_id}"

[[accounts]]
source = "(environment)"
role = "dns/Editor"
ids = ["111111111111"]
external_id = "it:is-mine"
name = "by-environment-{account_id}"
"#;

/// Where the user's own key is good for nothing but to assume roles.
const OPS: &str = "333333333333";

struct Scene {
    listening: Listening,
    machine: Machine,
    zone: String,
}

/// A parent and a child that roles alone reach. Some variables of the user's are in the way.
fn scene() -> Scene {
    let mut world = World::new();
    for (id, name) in [(PARENT, "prod"), (HUB, "hub"), (OPS, "ops")] {
        world.add_account(id, name);
    }
    world.add_key("AKIAOPS", OPS, Principal::User("ops".into()));
    let role = |name: &str, trusted: &str| Role {
        name: name.into(),
        trusts: vec![trusted.into()],
        external_id: Some("it:is-mine".into()),
        denied: vec![],
    };
    let roles = [(PARENT, "dns/Editor", OPS), (PARENT, "dns/Last", HUB), (HUB, "Hub", OPS)];
    for (account, name, trusted) in roles {
        world.accounts.get_mut(account).unwrap().roles.push(role(name, trusted));
    }
    let zone = world.add_zone(PARENT, "example.com").unwrap();
    world.add_zone(HUB, CUT).unwrap();
    let listening = Listening::start(world);
    let mut machine = Machine::with(
        "[profile ops]\nregion = eu-central-1\naws_access_key_id = AKIAOPS\n\
         aws_secret_access_key = secret-of-ops\n[profile other]\nregion = cn-north-1\n",
        &listening.url(),
    );
    let file = machine.file("profiles.toml", PROFILES);
    machine.set("ZONECUT_CONFIG", &file.display().to_string());
    Scene { listening, machine, zone }
}

impl Scene {
    fn plan(&self, parent: &str, form: &str) -> String {
        let parent = format!("{parent}/example.com");
        let child = format!("hub/{CUT}");
        let ran =
            self.machine.zonecut(&["plan", "--child", &child, "--parent", &parent, "--as", form]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    }

    fn at_cut(&self) -> Option<(u32, Vec<String>)> {
        self.listening
            .emulator
            .with(|world| world.zone_mut(&self.zone).unwrap().values(CUT, RecordType::Ns))
    }

    /// Runs a script as it was exported, and asserts that it makes the cut, and tells no key.
    fn makes_the_cut(&self, script: &str, shell: &str) {
        let file = self.machine.file("export.sh", script);
        let before = self.listening.writes();
        let line = format!("{shell} {}", file.display());
        let done = self.machine.shell(&Python::get(), &line);
        assert!(done.status.success(), "{}\n{script}", text(&done));
        assert_eq!(self.listening.writes(), before + 1);
        assert!(self.at_cut().is_some(), "{}", text(&done));
        let told = text(&done);
        for key in
            self.listening.emulator.with(|world| world.keys.values().cloned().collect::<Vec<_>>())
        {
            assert!(!told.contains(&key.id), "{told}");
            assert!(key.session_token.is_none_or(|token| !told.contains(&token)), "{told}");
        }
        self.listening.emulator.with(|world| {
            world.zone_mut(&self.zone).unwrap().remove(CUT, RecordType::Ns);
        });
    }
}

#[test]
fn the_aws_cli_makes_the_change_by_the_role() {
    let scene = scene();
    let script = scene.plan("prod", "cli");
    assert!(script.contains("--role-session-name who@where"), "{script}");
    assert!(script.contains("--duration-seconds 1800"), "{script}");
    scene.makes_the_cut(&script, "sh");
    // Whatever the user's shell has of its own is neither used nor changed, and no trace of the
    // shell's tells a key.
    scene.makes_the_cut(&script, "AWS_DEFAULT_PROFILE=other AWS_PROFILE=other sh");
    let keys = "AWS_ACCESS_KEY_ID=AKIAWRONG AWS_SECRET_ACCESS_KEY=x AWS_REGION=cn-north-1";
    scene.makes_the_cut(&script, &format!("{keys} bash"));
    scene.makes_the_cut(&script, "sh -x");
    let pasted = format!("{script}env | grep -c ^AWS_SESSION_TOKEN= && exit 1\nexit 0\n");
    scene.makes_the_cut(&pasted, "bash");
    let asked = scene.listening.emulator.log();
    let wrote = asked.iter().filter(|call| call.action == Action::ChangeResourceRecordSets);
    assert!(wrote.clone().count() > 4);
    for call in wrote {
        assert_eq!(call.account.as_deref(), Some(PARENT));
    }
}

#[test]
fn the_aws_cli_makes_the_change_by_a_role_of_a_role() {
    let scene = scene();
    let script = scene.plan("by-hub-111111111111", "cli");
    assert_eq!(script.matches("\n  assume ").count(), 2, "{script}");
    scene.makes_the_cut(&script, "sh");
}

#[test]
fn the_aws_cli_makes_the_change_by_a_role_of_the_environments() {
    let mut scene = scene();
    scene.machine.set("AWS_ACCESS_KEY_ID", "AKIAOPS");
    scene.machine.set("AWS_SECRET_ACCESS_KEY", "secret-of-ops");
    let script = scene.plan("by-environment-111111111111", "cli");
    assert!(!script.contains("--profile"), "{script}");
    scene.makes_the_cut(&script, "sh");
}

/// What is said of a change that is left under way names no profile that the AWS CLI does not know.
#[test]
fn a_farewell_says_as_which_role_to_look() {
    let scene = scene();
    let forever = std::time::Duration::from_hours(1);
    scene.listening.emulator.with(|world| world.insync_after = forever);
    let chosen = ["--profile", "prod", "--profile", "hub"];
    let terminal = Terminal::start(&scene.machine, &chosen, (160, 40));
    terminal.shows(&["2 zones", CUT]);
    terminal.hides("loading");
    terminal.follow("filter");
    terminal.send("team\r");
    terminal.hides("Filter zones:");
    terminal.follow("delegate");
    terminal.follow("create it");
    terminal.shows(&["PENDING → INSYNC under way"]);
    terminal.send("\x03");
    let left = terminal.left();
    let role =
        format!("as role arn:aws:iam::{PARENT}:role/dns/Editor, assumed by profile ops: aws ");
    assert!(left.text.contains("aws route53 get-change --id C"), "{}", left.text);
    assert!(left.text.contains(&role), "{}", left.text);
    assert!(!left.text.contains("--profile"), "{}", left.text);
}

/// A role that is refused ends the script before anything is sent.
#[test]
fn a_script_whose_role_is_refused_sends_nothing() {
    let scene = scene();
    let script = scene.plan("prod", "cli").replace("it:is-mine", "it:is-not");
    let file = scene.machine.file("export.sh", &script);
    let done = scene.machine.shell(&Python::get(), &format!("sh {}", file.display()));
    assert!(!done.status.success());
    assert!(text(&done).contains("AccessDenied"), "{}", text(&done));
    assert_eq!(scene.listening.writes(), 0);
}

#[test]
fn shells_take_the_script() {
    let scene = scene();
    let file = scene.machine.file("export.sh", scene.plan("prod", "cli"));
    for shell in ["sh", "bash"] {
        let mut command = std::process::Command::new(shell);
        let checked = run(command.arg("-n").arg(&file), std::time::Duration::from_mins(1));
        assert!(checked.status.success(), "{shell}: {}", text(&checked));
    }
}

#[test]
fn terraform_assumes_the_role_too() {
    let scene = scene();
    let file = scene.machine.file("plan/main.tf", scene.plan("by-hub-111111111111", "terraform"));
    let read = crate::exported::parsed(&Python::get(), &["hcl", file.to_str().unwrap()]);
    let providers: Vec<&Value> =
        read["provider"].as_array().unwrap().iter().map(|one| &one["aws"]).collect();
    let [parent, child] = providers[..] else { panic!("{read:#}") };
    assert_eq!((&parent["profile"], &child["profile"]), (&"ops".into(), &"ops".into()));
    let arns = |provider: &Value| -> Vec<String> {
        let roles = provider["assume_role"].as_array().unwrap().iter();
        roles.map(|role| role["role_arn"].as_str().unwrap().to_owned()).collect()
    };
    let hub = format!("arn:aws:iam::{HUB}:role/Hub");
    let last = format!("arn:aws:iam::{PARENT}:role/dns/Last");
    assert_eq!(arns(parent), [hub.clone(), last]);
    assert_eq!(arns(child), [hub]);
    assert_eq!(child["assume_role"][0]["external_id"], "it:is-mine");
}

/// The lines that the CDK's export gives for AWS's config file make a profile that works.
#[test]
fn the_profile_that_the_cdk_needs_is_one_for_all_of_awss_tools() {
    for name in ["prod", "by-hub-111111111111"] {
        let scene = scene();
        let program = scene.plan(name, "cdk");
        let lines: Vec<&str> = program
            .lines()
            .filter_map(|line| line.strip_prefix("//   "))
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .collect();
        let added = scene.machine.file("added", lines.join("\n"));
        let line = format!(
            "cat {} >> ~/.aws/config; aws sts get-caller-identity --profile {name} --query Account",
            added.display()
        );
        let done = scene.machine.shell(&Python::get(), &line);
        assert!(text(&done).contains(PARENT), "{}\n{program}", text(&done));
    }
}
