//! The program that is told to write nothing: by its flag, or by the defaults of `profiles.toml`.

use zonecut::emulator::{Action, Latency, RecordType, World};

use crate::machine::{Listening, Machine};
use crate::pty::{SIZES, Terminal};

/// A parent and a child of two accounts, nothing between them.
fn two_zones() -> (Listening, Machine, String) {
    let mut world = World::new();
    world.add_account("111111111111", "dns");
    world.add_account("222222222222", "team");
    let parent = world.add_zone("111111111111", "example.com").unwrap();
    world.add_zone("222222222222", "team.example.com").unwrap();
    world.latency = Latency::default();
    let config = world.aws_config();
    let listening = Listening::start(world);
    let machine = Machine::with(&config, &listening.url());
    (listening, machine, parent)
}

/// Goes through a review and says yes to whatever it asks; no write may come of it.
fn says_yes_in_vain(arguments: &[&str], listening: &Listening, machine: &Machine, parent: &str) {
    let terminal = Terminal::start(machine, arguments, SIZES[0]);
    terminal.shows(&["2 zones", "team.example.com."]);
    terminal.follow("filter");
    terminal.send("team\r");
    terminal.hides("Filter zones:");
    terminal.follow("delegate");
    terminal.shows(&["Review", "stop read-only", "Stopped"]);
    terminal.send("y");
    terminal.send("team.example.com\r");
    // What those keys did is on the screen once a later one is.
    terminal.send("?");
    terminal.shows(&["Keys"]);
    let writes = [Action::ChangeResourceRecordSets, Action::CreateHostedZone];
    let log = listening.emulator.log();
    assert!(log.iter().all(|call| !call.changed && !writes.contains(&call.action)), "{log:#?}");
    let cut =
        |world: &mut World| world.zone(parent).unwrap().values("team.example.com", RecordType::Ns);
    assert_eq!(listening.emulator.with(cut), None);
    terminal.send_bytes(b"\x03");
    // Where nothing is asked, `y` copies.
    terminal.left_having_copied(1);
}

#[test]
fn with_the_flag_a_yes_writes_nothing() {
    let (listening, machine, parent) = two_zones();
    says_yes_in_vain(&["--read-only"], &listening, &machine, &parent);
}

#[test]
fn with_read_only_in_the_defaults_a_yes_writes_nothing() {
    let (listening, machine, parent) = two_zones();
    let config = machine.file("profiles.toml", "[defaults]\nread_only = true\n");
    let config = config.to_string_lossy();
    says_yes_in_vain(&["--config", &config], &listening, &machine, &parent);
}

#[test]
fn reads_go_through_with_the_flag() {
    let (_listening, machine, _) = two_zones();
    let ran = machine.zonecut(&["--read-only", "zones", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.json().as_array().unwrap().len(), 2);
    let ran = machine.zonecut(&["plan", "--read-only", "--child", "team/team.example.com"]);
    assert!(ran.out.contains("CREATE"), "{} {}", ran.out, ran.err);
}
