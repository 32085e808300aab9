//! The zone cache in the program: what an earlier run listed is there while AWS does not answer,
//! goes when it is told otherwise, leads to no plan, and leaves nothing that others may read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zonecut::emulator::{Action, RecordType, World};

use crate::machine::Machine;
use crate::pty::{SIZES, Size, Terminal};
use crate::scene::{CUT, Scene};

const WIDE: Size = (120, 40);

fn folder(machine: &Machine) -> PathBuf {
    machine.home().join(".cache/zonecut/zones")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    files
}

/// Waits until so many listings are kept, by the time that the last was.
pub(crate) fn kept(machine: &Machine, count: usize) {
    let end = Instant::now() + Duration::from_secs(30);
    while files(&folder(machine)).len() != count {
        assert!(Instant::now() < end, "{:?}", files(&folder(machine)));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn leave(terminal: Terminal) {
    terminal.send("\x03");
    assert_eq!(terminal.left().code, 0);
}

/// A run that lists both accounts, and keeps that.
fn first_run(scene: &Scene) {
    let terminal = scene.open(WIDE);
    kept(&scene.machine, 2);
    leave(terminal);
}

#[test]
fn the_second_start_shows_the_zones_while_aws_does_not_answer() {
    let scene = Scene::new();
    first_run(&scene);
    scene.stall(Action::ListHostedZones);
    scene.stall(Action::GetCallerIdentity);
    for size in SIZES {
        let terminal = Terminal::start(&scene.machine, &[], size);
        terminal.shows(&["0 accounts", "2 zones", "loading 2", "~example.com."]);
        terminal.shows(&["~team.example.com.", "~ listed just now"]);
        // No proposal is made of them.
        terminal.send("Gd");
        terminal.shows(&["No public zone above team.example.com.", "2 profiles have not shown"]);
        leave(terminal);
    }
}

#[test]
fn zones_that_are_gone_go_and_others_come() {
    let scene = Scene::new();
    first_run(&scene);
    scene.listening.emulator.with(|world| {
        world.accounts.get_mut("222222222222").unwrap().zones.clear();
        world.add_zone("222222222222", "fresh.example.com").unwrap();
    });
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["2 accounts", "2 zones", "fresh.example.com."]);
    terminal.hides("loading");
    terminal.hides("team.example.com.");
    terminal.hides("~");
    leave(terminal);
}

#[test]
fn a_profile_whose_keys_are_another_accounts_shows_nothing_of_the_first() {
    let scene = Scene::new();
    first_run(&scene);
    scene.listening.emulator.with(|world: &mut World| {
        world.add_account("333333333333", "other");
        let keys = world.keys.values().filter(|key| key.account == "222222222222");
        let keys: Vec<String> = keys.map(|key| key.id.clone()).collect();
        for key in keys {
            world.move_key(&key, "333333333333");
        }
    });
    scene.stall(Action::ListHostedZones);
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    // STS has answered; the listing never does.
    terminal.shows(&["2 accounts", "1 zone", "~example.com."]);
    terminal.hides("team.example.com.");
    leave(terminal);
}

/// Both zones are marked as they are remembered; what is reviewed and written is what stands in
/// Route 53 now.
#[test]
fn a_plan_is_made_of_what_is_read_and_never_of_what_is_remembered() {
    let scene = Scene::new();
    first_run(&scene);
    scene.put(900, &["ns1.example.net."]);
    scene.stall(Action::ListHostedZones);
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["~example.com.", "~team.example.com."]);
    terminal.send("gpGcd");
    terminal.shows(&["- DELETE", "ns1.example.net.", "team.example.com to apply"]);
    terminal.send("team.example.com\r");
    terminal.shows(&["INSYNC"]);
    let end = Instant::now() + Duration::from_secs(30);
    while scene.at_cut() != Some(scene.due()) {
        assert!(Instant::now() < end, "{:?}", scene.at_cut());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(scene.writes(), 1);
    terminal.send("\x03");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn a_remembered_zone_that_is_gone_or_bears_another_name_stops_the_review() {
    let scene = Scene::new();
    first_run(&scene);
    // The name in the file is not the zone's: nothing is made under it.
    let [_, file] = files(&folder(&scene.machine)).try_into().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"team.example.com.\""));
    fs::write(&file, text.replace("\"team.example.com.\"", "\"www.example.com.\"")).unwrap();
    scene.stall(Action::ListHostedZones);
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["~example.com.", "~www.example.com."]);
    terminal.send("gpGcd");
    terminal.shows(&["is called team.example.com."]);
    terminal.send("y\r");
    leave(terminal);
    scene.listening.emulator.with(|world| {
        world.accounts.get_mut("222222222222").unwrap().zones.clear();
    });
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["~example.com.", "~www.example.com."]);
    terminal.send("gpGcd");
    terminal.shows(&["It was deleted, or belongs to another account"]);
    terminal.send("y\r");
    leave(terminal);
    assert_eq!(scene.writes(), 0);
    let at_www = |world: &mut World| {
        world.zone(&scene.parent).unwrap().values("www.example.com", RecordType::Ns)
    };
    assert_eq!(scene.listening.emulator.with(at_www), None);
}

#[test]
fn a_torn_or_foreign_cache_is_no_trouble() {
    let scene = Scene::new();
    first_run(&scene);
    let both = files(&folder(&scene.machine));
    let whole = fs::read(&both[0]).unwrap();
    fs::write(&both[0], &whole[..whole.len() / 2]).unwrap();
    fs::write(&both[1], "<html>\x1b[2J</html>\n").unwrap();
    fs::write(folder(&scene.machine).join("aws-1.jsonl"), [0xff; 100]).unwrap();
    for _ in 0..2 {
        let terminal = scene.open(WIDE);
        assert!(!terminal.text().contains("message"), "{}", terminal.text());
        leave(terminal);
    }
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_private_and_holds_no_credential() {
    use std::os::unix::fs::PermissionsExt;

    let scene = Scene::new();
    first_run(&scene);
    let folder = folder(&scene.machine);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for path in [folder.as_path(), folder.parent().unwrap()] {
        assert_eq!(mode(path), 0o700, "{}", path.display());
    }
    let config = fs::read_to_string(scene.machine.home().join(".aws/config")).unwrap();
    let own = |line: &str| Some(line.split_once("aws_")?.1.split_once("= ")?.1.to_owned());
    let secrets: Vec<String> = config.lines().filter_map(own).collect();
    assert_eq!(secrets.len(), 4, "{config}");
    for file in fs::read_dir(&folder).unwrap().flatten().map(|file| file.path()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        let text = fs::read_to_string(&file).unwrap();
        for secret in secrets.iter().chain([&scene.listening.url()]) {
            assert!(!text.contains(secret.as_str()), "{secret} stands in {text}");
        }
    }
}

#[test]
fn without_it_and_in_the_sandbox_nothing_is_kept_or_shown() {
    let scene = Scene::new();
    let off = "[defaults]\nzone_cache = false\n";
    scene.machine.file(".config/zonecut/profiles.toml", off);
    leave(scene.open(WIDE));
    assert!(!folder(&scene.machine).exists());
    scene.machine.file(".config/zonecut/profiles.toml", "");
    first_run(&scene);
    scene.machine.file(".config/zonecut/profiles.toml", off);
    scene.stall(Action::ListHostedZones);
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["2 accounts", "0 zones"]);
    leave(terminal);

    let machine = Machine::new();
    let terminal = Terminal::start(&machine, &["--demo"], WIDE);
    terminal.shows(&["demo", "team-a.example.com."]);
    terminal.hides("loading 6");
    leave(terminal);
    assert!(!machine.home().join(".cache").exists());
}

/// Several at once share the folder; none of them is in another's way.
#[test]
fn zonecuts_that_run_at_once_share_it() {
    let scene = Scene::new();
    let all: Vec<Terminal> = (0..3).map(|_| Terminal::start(&scene.machine, &[], WIDE)).collect();
    for terminal in &all {
        terminal.shows(&["2 accounts", "2 zones", CUT]);
        terminal.hides("loading");
        assert!(!terminal.text().contains("message"), "{}", terminal.text());
    }
    kept(&scene.machine, 2);
    for terminal in all {
        leave(terminal);
    }
    scene.stall(Action::ListHostedZones);
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&["~example.com.", "~team.example.com."]);
    leave(terminal);
}
