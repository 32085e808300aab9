//! What `--log` keeps: requests by operation, account, status and id; and no secret at any level.

use std::fs;
use std::path::PathBuf;

use zonecut::emulator::{Organization, World};

use crate::machine::{Listening, Machine};

/// An emulator with a zone, and a machine that reaches it.
fn world() -> (Listening, Machine, String) {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    world.add_zone("111111111111", "example.com").unwrap();
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    (listening, machine, config)
}

fn logs(machine: &Machine) -> Vec<PathBuf> {
    let folder = machine.home().join(".local/state/zonecut/log");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn requests_are_told_and_no_key_is_at_the_highest_level() {
    let (_listening, machine, config) = world();
    let secrets: Vec<&str> = config
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| key.trim().starts_with("aws_"))
        .map(|(_, value)| value.trim())
        .collect();
    assert!(secrets.len() >= 2, "{config}");
    let ran = machine.zonecut(&["--log", "trace", "zones"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let [path] = &logs(&machine)[..] else { panic!("{:?}", logs(&machine)) };
    let text = fs::read_to_string(path).unwrap();
    for part in [
        "INFO  zonecut: begun version=",
        "command=zones",
        "operation=ListHostedZones profile=dns account=111111111111 status=200",
        "operation=GetCallerIdentity profile=dns",
        "request=",
        "ended exit=Done",
    ] {
        assert!(text.contains(part), "“{part}” is not in\n{text}");
    }
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    assert!(!text.to_lowercase().contains("authorization"), "{text}");
}

#[test]
fn nothing_is_kept_unless_it_is_wanted_and_levels_narrow_it() {
    let (_listening, mut machine, _) = world();
    assert_eq!(machine.zonecut(&["zones"]).code, Some(0));
    assert_eq!(logs(&machine), Vec::<PathBuf>::new());
    machine.set("ZONECUT_LOG", "info");
    assert_eq!(machine.zonecut(&["zones"]).code, Some(0));
    let text = fs::read_to_string(&logs(&machine)[0]).unwrap();
    assert!(text.contains("begun") && !text.contains("operation="), "{text}");
    machine.set("ZONECUT_LOG", "loud");
    machine.zonecut(&["zones"]).failed(2, &["loud", "trace"]);
}

#[test]
fn requests_to_organizations_are_told_too() {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    world.organization = Some(Organization::new("111111111111"));
    let config = world.aws_config();
    let listening = Listening::start(world);
    let mut machine = Machine::with(&config, &listening.url());
    let accounts = "[[accounts]]\nsource = \"dns\"\nrole = \"Reader\"\nids = \"all\"\n";
    let file = machine.file("profiles.toml", accounts);
    machine.set("ZONECUT_CONFIG", &file.display().to_string());
    assert_eq!(machine.zonecut(&["--log", "debug", "zones"]).code, Some(0));
    let text = fs::read_to_string(&logs(&machine)[0]).unwrap();
    assert!(text.contains("service=organizations operation=ListAccounts profile=dns"), "{text}");
}
